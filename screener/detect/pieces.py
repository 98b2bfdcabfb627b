"""A reading cut where one file inside it ends and the next one begins.

The files of an archive make one document, but the sentences of one article are no
neighbours of the sentences of another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from screener.domain.detections import SentenceScores
from screener.domain.documents import Reading, Sentence
from screener.domain.spans import Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a reading that a model may look at as a whole.

    Attributes:
        text: Of the piece.
        spans: Its sentences, counted from its start.
        first: Index of the first of them in the reading.
        start: Where the piece begins in the document's text.
    """

    text: str
    spans: tuple[Span, ...]
    first: int
    start: int

    def placed(self, scores: Iterable[SentenceScores]) -> Iterable[SentenceScores]:
        """Scores of sentences of the piece, evidence counted in the document."""
        if not self.start:
            return scores
        return [self._placed(score) for score in scores]

    def _placed(self, score: SentenceScores) -> SentenceScores:
        moved = (
            replace(item, span=item.span.shifted(self.start)) for item in score.evidence
        )
        return replace(score, evidence=tuple(moved))


def pieces(reading: Reading) -> list[Piece]:
    """The pieces in order; one, with the whole text, where there are no sections."""
    groups = [list(group) for _, group in groupby(reading.sentences, key=_section)]
    if len(groups) < 2:
        spans = tuple(sentence.span for sentence in reading.sentences)
        return [Piece(reading.document.text, spans, 0, 0)]
    return [_piece(reading, group) for group in groups]


def are_neighbours(one: Sentence, other: Sentence) -> bool:
    """Whether two sentences that follow each other belong to the same file."""
    return _section(one) == _section(other)


def _section(sentence: Sentence) -> str | None:
    return sentence.paragraph.place.section


def _piece(reading: Reading, group: list[Sentence]) -> Piece:
    start, end = group[0].span.start, group[-1].span.end
    return Piece(
        text=reading.document.text[start:end],
        spans=tuple(sentence.span.shifted(-start) for sentence in group),
        first=group[0].index,
        start=start,
    )
