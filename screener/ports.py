"""What the inner floors need from the outer ones, as protocols."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from screener.domain.detections import Detection, SentenceScores
from screener.domain.documents import Reading
from screener.domain.labels import Category, Severity
from screener.domain.spans import Span


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """Thresholds that turn scores into findings.

    Attributes:
        name: What users pick, such as "can-bang".
        thresholds: Least probability in [0, 1] for a category at a severity.
        countered: Least probability of the stance ``countered`` that turns a
            finding into a mention.
        unsure_margin: A finding this close above its threshold is unsure.
    """

    name: str
    thresholds: tuple[tuple[Category, Severity, float], ...]
    countered: float = 0.5
    unsure_margin: float = 0.1

    def threshold(self, category: Category, severity: Severity) -> float:
        """The least probability; above 1.0 (never) when none is set."""
        for known_category, known_severity, value in self.thresholds:
            if (known_category, known_severity) == (category, severity):
                return value
        return 1.01


@dataclass(frozen=True, slots=True)
class ClassifierCard:
    """Who a classifier is and where it wants to be operated."""

    name: str
    version: str
    operating_points: tuple[OperatingPoint, ...]
    default_operating_point: str


class Classifier(Protocol):
    """A trained model behind plain numbers."""

    @property
    def card(self) -> ClassifierCard:
        """Name, version and operating points."""
        ...

    def score_sentences(
        self, text: str, sentences: Sequence[Span]
    ) -> tuple[SentenceScores, ...]:
        """Scores for each sentence, judged in its context.

        Args:
            text: NFC text of a whole document.
            sentences: Spans in reading order; the first may be the headline.

        Returns:
            One entry per sentence, in the same order. The same input gives the
            same output on every run.

        Raises:
            ModelError: When the model cannot score.
        """
        ...


@runtime_checkable
class LocalClassifier(Classifier, Protocol):
    """A classifier that knows how far it looks, so that an edit costs little."""

    def contexts(self, text: str, sentences: Sequence[Span]) -> tuple[Hashable, ...]:
        """For each sentence, all of the text that its scores rest on.

        Where the contexts of two sentences are equal, their scores are equal to the
        last bit, evidence counted from the start of the sentence.
        """
        ...

    def score_some(
        self, text: str, sentences: Sequence[Span], chosen: Sequence[int]
    ) -> tuple[SentenceScores, ...]:
        """What ``score_sentences`` says of the chosen ones, for less work.

        Args:
            text: NFC text of a whole document.
            sentences: All of them, in reading order.
            chosen: Indices into ``sentences``, ascending.

        Raises:
            ModelError: When the model cannot score.
        """
        ...


SentencesOfText = tuple[str, Sequence[Span]]


@runtime_checkable
class BatchClassifier(Classifier, Protocol):
    """A classifier that takes the sentences of several texts in one call."""

    def score_texts(
        self, texts: Sequence[SentencesOfText]
    ) -> tuple[tuple[SentenceScores, ...], ...]:
        """What ``score_sentences`` says of each text, to the last bit, for less work.

        The classifier may take the sentences in any order, by length for instance.

        Args:
            texts: NFC text of a whole document and its sentences, as there.

        Raises:
            ModelError: When the model cannot score.
        """
        ...


class Detector(Protocol):
    """Anything that looks for stereotypes in a reading."""

    def detect(self, reading: Reading) -> Detection:
        """Candidates and stances, in reading order; nothing is decided yet."""
        ...


@runtime_checkable
class BatchDetector(Detector, Protocol):
    """A detector that takes several readings in one call."""

    def detect_many(self, readings: Sequence[Reading]) -> tuple[Detection, ...]:
        """What ``detect`` says of each, for less work."""
        ...


class SentencewiseDetector(Protocol):
    """A detector that can be asked about some sentences of a reading."""

    def contexts(self, reading: Reading) -> tuple[Hashable, ...]:
        """For each sentence, all that the answer about it rests on.

        Equal contexts have equal answers, spans counted from the sentence's start.
        """
        ...

    def detect(
        self, reading: Reading, *, among: Sequence[int] | None = None
    ) -> Detection:
        """Candidates and stances, in reading order.

        Args:
            reading: The document and its sentences.
            among: Indices of the sentences asked about, ascending; None for all.
        """
        ...
