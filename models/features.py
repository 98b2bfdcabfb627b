"""N-gram features of sentences in their context, on numpy alone.

Features are named by stable 64-bit hashes, so that a bundle needs no strings:
a word by its hash, a word n-gram by the hashes of its words, a character n-gram
by its own characters. Training and serving call the same functions.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray

from screener.domain.spans import Span
from screener.text.folding import fold_for_matching

Hashes = NDArray[np.uint64]
Positions = NDArray[np.int64]

_TOKEN: Final = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_]+|[?!…:;,“”\"]")
_NUMBER: Final = "0"
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_SHIFT: Final = np.uint64(29)
_CACHED_WORDS: Final = 60_000

SHAPES: Final = (
    "has_opening_quote",
    "has_closing_quote",
    "is_all_quote",
    "is_inside_quote",
    "is_question",
    "is_exclamation",
    "is_unfinished",
    "is_dialogue",
    "is_short",
    "has_colon",
    "follows_colon",
    "follows_question",
)


class Source(StrEnum):
    """The sentence that a block of features looks at."""

    OWN = "own"
    BEFORE = "before"
    AFTER = "after"


class Unit(StrEnum):
    """What a block counts."""

    WORD = "word"
    CHARACTER = "character"


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockSpec:
    """One kind of n-gram.

    Attributes:
        source: Whose n-grams are counted.
        unit: Words, or characters inside a word with its edges marked.
        shortest: Least length of an n-gram, in units.
        longest: Greatest length of an n-gram, in units.
        scale: Length of the block's vector for a sentence that has any.
    """

    source: Source
    unit: Unit
    shortest: int
    longest: int
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of all sentences of one text.

    Attributes:
        hashes: One per token; shape (tokens,).
        rows: Index of the token's sentence; shape (tokens,), ascending.
        starts: First code point in the text; shape (tokens,).
        ends: End in the text; shape (tokens,).
        words: The folded tokens.
    """

    hashes: Hashes
    rows: Positions
    starts: Positions
    ends: Positions
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grams:
    """N-grams found in a text.

    Attributes:
        hashes: Name of the n-gram; shape (grams,).
        first: Index of its first token; shape (grams,).
        length: How many tokens it covers; shape (grams,).
    """

    hashes: Hashes
    first: Positions
    length: Positions


def tokenise(text: str, sentences: Sequence[Span]) -> Tokens:
    """Words, numbers (all alike) and telling punctuation, with their places."""
    folded = fold_for_matching(text)
    words: list[str] = []
    places: list[tuple[int, int, int]] = []
    for row, span in enumerate(sentences):
        for match in _TOKEN.finditer(folded, span.start, span.end):
            token = match.group()
            words.append(_NUMBER if token[0].isdecimal() else token)
            places.append((row, match.start(), match.end()))
    table = np.array(places, dtype=np.int64).reshape(len(places), 3)
    hashes = np.array([word_hash(word) for word in words], dtype=np.uint64)
    return Tokens(hashes, table[:, 0], table[:, 1], table[:, 2], tuple(words))


def joined(parts: Sequence[tuple[Tokens, int]]) -> Tokens:
    """The tokens of several texts as those of one; places stay those of each text.

    Args:
        parts: The tokens of a text, and how many rows it takes.
    """
    starts = accumulate((rows for _, rows in parts), initial=0)
    return Tokens(
        np.concatenate([tokens.hashes for tokens, _ in parts]),
        np.concatenate(
            [
                tokens.rows + start
                for (tokens, _), start in zip(parts, starts, strict=False)
            ]
        ),
        np.concatenate([tokens.starts for tokens, _ in parts]),
        np.concatenate([tokens.ends for tokens, _ in parts]),
        tuple(word for tokens, _ in parts for word in tokens.words),
    )


def grams(tokens: Tokens, spec: BlockSpec) -> Grams:
    """All n-grams of a kind, none across a sentence boundary."""
    if spec.unit is Unit.WORD:
        return _word_grams(tokens, spec.shortest, spec.longest)
    return _character_grams(tokens, spec.shortest, spec.longest)


def shapes(text: str, sentences: Sequence[Span]) -> NDArray[np.float32]:
    """Marks of quotation, question and headline; shape (sentences, SHAPES)."""
    table = np.zeros((len(sentences), len(SHAPES)), dtype=np.float32)
    before = ""
    opened = open_quotations(text, sentences)
    for row, (span, is_inside) in enumerate(zip(sentences, opened, strict=True)):
        sentence = span.of(text).strip()
        table[row] = _shape(sentence, before, is_inside=is_inside)
        before = sentence
    return table


def open_quotations(text: str, sentences: Sequence[Span]) -> tuple[bool, ...]:
    """For each sentence, whether a quotation was left open somewhere before it."""
    result: list[bool] = []
    is_open = False
    for span in sentences:
        result.append(is_open)
        is_open = _is_left_open(span.of(text).strip(), is_open=is_open)
    return tuple(result)


def neighbourhoods(text: str, sentences: Sequence[Span]) -> tuple[Hashable, ...]:
    """For each sentence all that its features rest on.

    The sentence, the two beside it, and whether a quotation runs into it.
    """
    words = ["", *(span.of(text) for span in sentences), ""]
    opened = open_quotations(text, sentences)
    return tuple(zip(words[1:-1], words, words[2:], opened, strict=False))


@lru_cache(maxsize=_CACHED_WORDS)
def word_hash(word: str) -> int:
    """A stable 64-bit name of a folded word."""
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest())


def _word_grams(tokens: Tokens, shortest: int, longest: int) -> Grams:
    found: list[Grams] = []
    count = len(tokens.hashes)
    chain = tokens.hashes.copy()
    for length in range(1, longest + 1):
        if length > count:
            break
        if length > 1:
            chain = _mixed(chain[:-1], tokens.hashes[length - 1 :])
        if length < shortest:
            continue
        first = np.arange(count - length + 1)
        whole = tokens.rows[first] == tokens.rows[first + length - 1]
        size = np.full(int(whole.sum()), length, dtype=np.int64)
        found.append(Grams(chain[whole], first[whole], size))
    return _joined(found)


def _character_grams(tokens: Tokens, shortest: int, longest: int) -> Grams:
    pieces = [word_pieces(word, shortest, longest) for word in tokens.words]
    counts = np.array([len(piece) for piece in pieces], dtype=np.int64)
    first = np.repeat(np.arange(len(pieces)), counts)
    hashes = np.concatenate([np.zeros(0, dtype=np.uint64), *pieces])
    return Grams(hashes, first, np.ones(len(first), dtype=np.int64))


@lru_cache(maxsize=_CACHED_WORDS)
def word_pieces(word: str, shortest: int, longest: int) -> Hashes:
    """Hashes of the character n-grams of one word, its edges marked."""
    marked = f"\x02{word}\x03"
    return np.array(
        [
            word_hash(f"\x01{marked[start : start + length]}")
            for length in range(shortest, longest + 1)
            for start in range(len(marked) - length + 1)
        ],
        dtype=np.uint64,
    )


def _mixed(left: Hashes, right: Hashes) -> Hashes:
    # Order matters ("vợ chồng" is not "chồng vợ"): multiply one side only.
    turned = (left ^ (left >> _SHIFT)) * _MIX
    return turned ^ right


def _joined(parts: Sequence[Grams]) -> Grams:
    if not parts:
        empty = np.zeros(0, dtype=np.int64)
        return Grams(np.zeros(0, dtype=np.uint64), empty, empty)
    return Grams(
        np.concatenate([part.hashes for part in parts]),
        np.concatenate([part.first for part in parts]),
        np.concatenate([part.length for part in parts]),
    )


def _shape(sentence: str, before: str, *, is_inside: bool) -> tuple[bool, ...]:
    opens = any(mark in sentence for mark in "“‘«") or sentence.count('"') > 0
    closes = any(mark in sentence for mark in "”’»") or sentence.count('"') > 1
    return (
        opens,
        closes,
        sentence[:1] in '“"‘«' and sentence.rstrip(".!?…")[-1:] in '”"’»',
        is_inside,
        sentence.rstrip('”"’»)').endswith("?"),
        sentence.rstrip('”"’»)').endswith("!"),
        not sentence.rstrip('”"’»)').endswith((".", "!", "?", "…", ":", ";")),
        sentence[:1] in "-–—",
        len(sentence) < 60,
        ":" in sentence,
        before.endswith(":"),
        before.rstrip('”"’»)').endswith("?"),
    )


def _is_left_open(sentence: str, *, is_open: bool) -> bool:
    balance = sentence.count("“") - sentence.count("”")
    if balance:
        return balance > 0
    return is_open and "”" not in sentence
