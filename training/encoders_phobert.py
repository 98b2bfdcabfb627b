"""PhoBERT's slow tokenizer as one of the `tokenizers` library.

The slow one keeps no places and needs transformers; a bundle must run without.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from tokenizers import Tokenizer, models
from transformers import PhobertTokenizer

from models.segmentation import UNDERTHESEA
from models.subwords_file import SubwordSettings

_CONTINUED: Final = "@@"
_WORD_END: Final = "</w>"


def phobert_settings(tokenizer: PhobertTokenizer) -> SubwordSettings:
    """What a manifest says of PhoBERT's tokens."""
    return SubwordSettings(
        begin=int(tokenizer.cls_token_id),
        end=int(tokenizer.sep_token_id),
        pad=int(tokenizer.pad_token_id),
        unknown=int(tokenizer.unk_token_id),
        marks=tuple(sorted(set(tokenizer.all_special_ids))),
        vocabulary=1 + max(_vocabulary(tokenizer).values()),
        segmentation=UNDERTHESEA,
    )


def phobert_pieces(tokenizer: PhobertTokenizer) -> Tokenizer:
    """PhoBERT's byte pairs and vocabulary, its ids kept; cuts one word at a time.

    PhoBERT's vocabulary writes pieces inside a word as "gia@@" and the last one
    as "viên"; here they are "gia" and "viên</w>". Byte pairs also lead over steps
    that were too rare for the vocabulary: they get ids behind it, and stand for
    an unknown piece when a word ends up with one.

    Raises:
        ValueError: When two pieces have one id, or one looks like a special token.
    """
    specials = {
        token: number
        for token, number in _vocabulary(tokenizer).items()
        if number in set(tokenizer.all_special_ids)
    }
    pieces = {
        _form(token): number
        for token, number in _vocabulary(tokenizer).items()
        if token not in specials
    }
    # A rank holds nothing else when a line of bpe.codes is not two pieces.
    ranks = cast("dict[tuple[str, ...], int]", tokenizer.bpe_ranks)
    in_order = sorted(ranks, key=ranks.__getitem__)
    pairs = [(pair[0], pair[1]) for pair in in_order if len(pair) == 2]
    steps = [step for left, right in pairs for step in (left, right, left + right)]
    _check(pieces, specials, steps)
    size = 1 + max(*specials.values(), *pieces.values())
    rare = dict.fromkeys(step for step in steps if step not in pieces)
    vocabulary = {**specials, **pieces}
    vocabulary.update((step, size + place) for place, step in enumerate(rare))
    return Tokenizer(
        models.BPE(
            vocab=vocabulary,
            merges=pairs,
            unk_token=str(tokenizer.unk_token),
            end_of_word_suffix=_WORD_END,
            fuse_unk=False,
        )
    )


def _vocabulary(tokenizer: PhobertTokenizer) -> dict[str, int]:
    known: dict[str, int] = tokenizer.get_vocab()  # type: ignore[no-untyped-call]
    return known


def _form(token: str) -> str:
    inner = token.removesuffix(_CONTINUED)
    # The entry "@@" itself is no piece without letters.
    return inner if inner and inner != token else token + _WORD_END


def _check(
    pieces: Mapping[str, int], specials: Mapping[str, int], steps: list[str]
) -> None:
    if len({*pieces.values(), *specials.values()}) < len(pieces) + len(specials):
        raise ValueError("vocab.txt: two pieces have the same id")
    taken = specials.keys() & {*pieces, *steps}
    if taken:
        raise ValueError(f"vocab.txt or bpe.codes: {min(taken)} is a piece")
