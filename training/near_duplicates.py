"""Sentences that say nearly the same in nearly the same words, found by MinHash."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from datasketch import MinHash, MinHashLSH

from screener.text.folding import fold_for_matching

_SHINGLE_WORDS: Final = 3
_PERMUTATIONS: Final = 128
# MinHash only estimates; candidates are sought a little lower and then measured.
_MARGIN: Final = 0.15


@dataclass(frozen=True, slots=True, order=True)
class NearDuplicate:
    """Two texts that share most of their runs of three words.

    Attributes:
        similarity: Jaccard index of the two sets of runs, in [0, 1].
        first: Index of the one text.
        second: Index of the other; larger than ``first`` within one collection.
    """

    similarity: float
    first: int
    second: int


def near_duplicates(
    texts: Sequence[str], *, threshold: float
) -> tuple[NearDuplicate, ...]:
    """The pairs of a collection at least as similar as the threshold, worst first."""
    index = _Index(texts, threshold=threshold)
    pairs = (
        pair
        for second, text in enumerate(texts)
        for pair in index.matches(text, second)
        if pair.first < second
    )
    return tuple(sorted(pairs, reverse=True))


def near_duplicates_between(
    known: Sequence[str], others: Sequence[str], *, threshold: float
) -> tuple[NearDuplicate, ...]:
    """The pairs of a known and another text, worst first.

    Args:
        known: ``first`` indexes it; the texts a model was trained on, say.
        others: ``second`` indexes it.
        threshold: Least similarity, in (0, 1].
    """
    index = _Index(known, threshold=threshold)
    pairs = (
        pair
        for second, text in enumerate(others)
        for pair in index.matches(text, second)
    )
    return tuple(sorted(pairs, reverse=True))


class _Index:
    """Texts by their MinHash."""

    def __init__(self, texts: Sequence[str], *, threshold: float) -> None:
        self._threshold = threshold
        self._shingles = [shingles(text) for text in texts]
        self._lsh = MinHashLSH(
            threshold=max(threshold - _MARGIN, _MARGIN), num_perm=_PERMUTATIONS
        )
        with self._lsh.insertion_session() as session:
            for number, minhash in enumerate(_minhashes(self._shingles)):
                session.insert(number, minhash)

    def matches(self, text: str, second: int) -> Iterator[NearDuplicate]:
        wanted = shingles(text)
        (minhash,) = _minhashes([wanted])
        for first in self._lsh.query(minhash):
            known = self._shingles[first]
            similarity = len(known & wanted) / len(known | wanted)
            if similarity >= self._threshold:
                yield NearDuplicate(similarity, first, second)


def shingles(text: str) -> frozenset[str]:
    """The runs of three words of a text, folded; one run when it is shorter."""
    words = _words(text)
    last = max(len(words) - _SHINGLE_WORDS + 1, 1)
    return frozenset(
        " ".join(words[start : start + _SHINGLE_WORDS]) for start in range(last)
    )


def _words(text: str) -> list[str]:
    letters = (
        letter if letter.isalnum() else " " for letter in fold_for_matching(text)
    )
    return "".join(letters).split()


def _minhashes(sets: Iterable[frozenset[str]]) -> Iterator[MinHash]:
    encoded = ([shingle.encode() for shingle in one] for one in sets)
    hashes: Iterator[MinHash] = MinHash.generator(
        encoded, num_perm=_PERMUTATIONS, seed=1
    )
    return hashes
