"""House exceptions against what was detected: applied afterwards, never unseen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from screener.domain.detections import Candidate
from screener.domain.documents import Sentence
from screener.domain.exceptions import HouseException
from screener.domain.labels import Category
from screener.domain.spans import Span
from screener.text.folding import fold_for_matching

# A model's evidence ends a word early or late; this much of it must be the phrase.
_SHARE_OF_EVIDENCE: Final = 0.5
_CACHED_PATTERNS: Final = 4096


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An exception's words in a document's text."""

    exception: HouseException
    span: Span


def occurrences(
    sentence: Sentence, exceptions: Sequence[HouseException], category: Category
) -> tuple[Occurrence, ...]:
    """Where the exceptions that hold for a category stand in a sentence."""
    folded = fold_for_matching(sentence.text)
    return tuple(
        Occurrence(exception, Span(*match.span()).shifted(sentence.span.start))
        for exception in exceptions
        if exception.holds_for(category)
        for match in _pattern(exception.phrase).finditer(folded)
    )


def covering(
    candidates: Sequence[Candidate], found: Sequence[Occurrence]
) -> dict[int, Occurrence]:
    """The occurrence that lets each candidate through, by the candidate's index.

    A rule's words must lie inside the phrase. A model only points at about the right
    words: half of them suffice, or one where every rule is let through, for then it
    saw the same words as the rules.
    """
    covered = dict(_contained(candidates, found))
    rules = [index for index, candidate in enumerate(candidates) if candidate.rule]
    if rules and all(index in covered for index in rules):
        for index, candidate in enumerate(candidates):
            touching = (o for o in found if o.span.overlaps(candidate.span))
            if index not in covered and (over := next(touching, None)):
                covered[index] = over
    return covered


def _contained(
    candidates: Sequence[Candidate], found: Sequence[Occurrence]
) -> Iterator[tuple[int, Occurrence]]:
    for index, candidate in enumerate(candidates):
        for occurrence in found:
            if _covers(occurrence.span, candidate):
                yield index, occurrence
                break


def _covers(span: Span, candidate: Candidate) -> bool:
    if span.contains(candidate.span):
        return True
    common = min(span.end, candidate.span.end) - max(span.start, candidate.span.start)
    is_most = common >= _SHARE_OF_EVIDENCE * len(candidate.span)
    return not candidate.rule and is_most and common > 0


@lru_cache(maxsize=_CACHED_PATTERNS)
def _pattern(phrase: str) -> re.Pattern[str]:
    """The folded phrase as whole words, any blanks between them."""
    words = r"\s+".join(map(re.escape, fold_for_matching(phrase).split()))
    return re.compile(rf"(?<!\w){words}(?!\w)")
