"""Hand-written implementations of ports, for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from screener.domain.detections import (
    Evidence,
    SentenceScores,
    SeverityScores,
    StanceScores,
)
from screener.domain.labels import FLAGGED_SEVERITIES, Category, Severity
from screener.domain.spans import Span
from screener.ports import ClassifierCard, OperatingPoint

_NOT_FOUND = SeverityScores(0.0, 0.0, 0.0)


def make_point(
    name: str = "can-bang", *, threshold: float = 0.5, countered: float = 0.5
) -> OperatingPoint:
    """An operating point with one threshold for everything."""
    return OperatingPoint(
        name=name,
        thresholds=tuple(
            (category, severity, threshold)
            for category in Category
            for severity in FLAGGED_SEVERITIES
        ),
        countered=countered,
    )


@dataclass(frozen=True, slots=True)
class FakeClassifier:
    """A classifier that looks for words.

    Attributes:
        words: What each word says: a category, at a severity, with certainty.
        countering: Words that make a sentence countered.
        reporting: Words that make a sentence reported.
    """

    words: Mapping[str, tuple[Category, Severity]] = field(default_factory=dict)
    countering: tuple[str, ...] = ()
    reporting: tuple[str, ...] = ()
    card: ClassifierCard = field(
        default_factory=lambda: ClassifierCard(
            name="fake",
            version="1",
            operating_points=(make_point(),),
            default_operating_point="can-bang",
        )
    )

    def score_sentences(
        self, text: str, sentences: Sequence[Span]
    ) -> tuple[SentenceScores, ...]:
        """Certainty where a word stands, nothing elsewhere."""
        return tuple(self._score(text, sentence) for sentence in sentences)

    def _score(self, text: str, sentence: Span) -> SentenceScores:
        evidence = tuple(
            Evidence(
                category, Span(place, place + len(word)).shifted(sentence.start), 1.0
            )
            for word, (category, _) in self.words.items()
            if (place := sentence.of(text).find(word)) >= 0
        )
        return SentenceScores(
            tuple(self._severity(text, sentence, category) for category in Category),
            self._stance(sentence.of(text), is_flagged=bool(evidence)),
            evidence,
        )

    def _severity(
        self, text: str, sentence: Span, category: Category
    ) -> SeverityScores:
        found = [
            severity
            for word, (named, severity) in self.words.items()
            if named is category and word in sentence.of(text)
        ]
        worst = max(found, key=lambda severity: severity.rank, default=Severity.NONE)
        return _NOT_FOUND if not found else SeverityScores.certain(worst)

    def _stance(self, sentence: str, *, is_flagged: bool) -> StanceScores:
        if any(word in sentence for word in self.countering):
            return StanceScores(0.0, 0.0, 1.0, 0.0)
        if not is_flagged:
            return StanceScores(0.0, 0.0, 0.0, 1.0)
        if any(word in sentence for word in self.reporting):
            return StanceScores(0.0, 1.0, 0.0, 0.0)
        return StanceScores(1.0, 0.0, 0.0, 0.0)
