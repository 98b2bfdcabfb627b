"""The subword tokenizer: lower case, one style of tone marks, exact offsets."""

from __future__ import annotations

from collections.abc import Iterable

from tokenizers import (
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)

from screener.text.folding import fold_tone_placement

BEGIN, PAD, END, UNKNOWN, MASK = "<s>", "<pad>", "</s>", "<unk>", "<mask>"
SPECIALS = (BEGIN, PAD, END, UNKNOWN, MASK)
BEGIN_ID, PAD_ID, END_ID, UNKNOWN_ID, MASK_ID = range(5)

# Toned glides with the plain and toned nuclei that may follow them.
_PLACEMENTS = tuple(
    (old, nucleus, fold_tone_placement(old + nucleus)[1])
    for olds, nuclei in (("òóỏõọ", "ae"), ("ùúủũụ", "y"))
    for old in olds
    for nucleus in nuclei
)
# In lower case; from old fonts, keyboards and OCR.
_LOOK_ALIKES = (("ð", "đ"), ("ɖ", "đ"))


def _placement_folds() -> list[normalizers.Replace]:
    """`fold_tone_placement` as steps of a normaliser.

    Each step replaces one character, first the nucleus, then the glide: a step
    that replaced both would give each the offsets of the pair.
    """
    folds = [
        normalizers.Replace(Regex(f"(?<={old}){nucleus}"), toned)
        for old, nucleus, toned in _PLACEMENTS
    ]
    return folds + [
        normalizers.Replace(
            Regex(f"{old}(?={toned})"), fold_tone_placement(old + nucleus)[0]
        )
        for old, nucleus, toned in _PLACEMENTS
    ]


def empty_tokenizer() -> Tokenizer:
    """An untrained tokenizer with the normalisation every trained one has.

    NFC, lower case and the placement of tone marks are part of the tokenizer
    itself, so a user who loads the exported folder cannot forget them. Offsets
    are exact for text in NFC; in decomposed text they may leave out the last
    mark of a letter. Every symbol is a token of its own
    and digits go in pairs, so ages and the two halves of a year are one token
    each and the vocabulary is left to syllables.
    """
    tokenizer = Tokenizer(
        models.WordPiece(unk_token=UNKNOWN, max_input_chars_per_word=64)
    )
    folds = [normalizers.Replace(*pair) for pair in _LOOK_ALIKES] + _placement_folds()
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Lowercase(), *folds]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Split(Regex(r"[^\p{L}\p{M}\p{N}]"), "isolated"),
            pre_tokenizers.Split(Regex(r"\p{N}{1,2}"), "isolated"),
        ]
    )
    tokenizer.decoder = decoders.WordPiece(prefix="##")
    return tokenizer


def train_tokenizer(paragraphs: Iterable[str], *, vocabulary: int) -> Tokenizer:
    """A tokenizer whose vocabulary has at most `vocabulary` entries."""
    tokenizer = empty_tokenizer()
    trainer = trainers.WordPieceTrainer(
        vocab_size=vocabulary,
        special_tokens=list(SPECIALS),
        limit_alphabet=400,
        show_progress=False,
        continuing_subword_prefix="##",
    )
    tokenizer.train_from_iterator(paragraphs, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{BEGIN} $A {END}",
        pair=f"{BEGIN} $A {END} $B {END}",
        special_tokens=[(BEGIN, BEGIN_ID), (END, END_ID)],
    )
    return tokenizer
