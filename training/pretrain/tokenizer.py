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

_OLD_STYLE = tuple(
    toned + nucleus
    for glide, nuclei in (("òóỏõọ", "ae"), ("ùúủũụ", "y"))
    for toned in glide
    for nucleus in nuclei
)


def empty_tokenizer() -> Tokenizer:
    """An untrained tokenizer with the normalisation every trained one has.

    NFC, lower case and the placement of tone marks are part of the tokenizer
    itself, so a user who loads the exported folder cannot forget them, and
    offsets point into the text as given. Every symbol is a token of its own
    and digits go in pairs, so ages and the two halves of a year are one token
    each and the vocabulary is left to syllables.
    """
    tokenizer = Tokenizer(
        models.WordPiece(unk_token=UNKNOWN, max_input_chars_per_word=64)
    )
    folds = [
        normalizers.Replace(pair, fold_tone_placement(pair)) for pair in _OLD_STYLE
    ]
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
