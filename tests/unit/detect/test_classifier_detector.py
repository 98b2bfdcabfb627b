"""The classifier as a detector: numbers handed on, nothing decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from screener.detect.classifier_detector import ClassifierDetector
from screener.domain.detections import (
    Evidence,
    SentenceScores,
    SeverityScores,
    StanceScores,
)
from screener.domain.labels import Category, Severity, Stance
from screener.domain.spans import Span
from screener.ports import ClassifierCard
from tests.builders import make_reading
from tests.fakes import FakeClassifier


@dataclass(frozen=True, slots=True)
class FixedClassifier:
    """A classifier that gives the same scores to every sentence."""

    scores: SentenceScores
    card: ClassifierCard = FakeClassifier().card

    def score_sentences(
        self, text: str, sentences: Sequence[Span]
    ) -> tuple[SentenceScores, ...]:
        """The scores, once a sentence; the evidence counts from the text."""
        del text
        return tuple(self.scores for _ in sentences)


def make_scores(
    *,
    low: float = 0.0,
    stance: StanceScores | None = None,
    evidence: Sequence[Evidence] = (),
) -> SentenceScores:
    """Scores in which only ``ROLE`` is likely."""
    categories = tuple(
        SeverityScores(low, low / 2, 0.0)
        if category is Category.ROLE
        else SeverityScores(0.0, 0.0, 0.0)
        for category in Category
    )
    return SentenceScores(
        categories, stance or StanceScores(0.7, 0.1, 0.1, 0.1), tuple(evidence)
    )


def test_likely_category_becomes_a_candidate_on_its_evidence() -> None:
    """The finding shows the words that made the model decide."""
    classifier = FakeClassifier({"rửa bát": (Category.ROLE, Severity.MEDIUM)})
    reading = make_reading("Trời đẹp.", "Đàn bà phải rửa bát.")

    (candidate,) = ClassifierDetector(classifier).detect(reading).candidates

    assert candidate.span.of(reading.document.text) == "rửa bát"
    assert candidate.sentence == 1
    assert candidate.category is Category.ROLE
    assert candidate.detector == "classifier"
    assert candidate.rule == ""
    assert candidate.is_sufficient
    assert candidate.explanation is None
    assert candidate.suggestions == ()


def test_without_evidence_the_whole_sentence_is_the_passage() -> None:
    """A model may be sure of a sentence and of no word in it."""
    reading = make_reading("Trời đẹp.", "Đàn bà phải rửa bát.")
    other = Evidence(Category.TRAIT, Span(0, 4), 0.9)
    classifier = FixedClassifier(make_scores(low=0.6, evidence=[other]))

    candidates = ClassifierDetector(classifier).detect(reading).candidates

    assert [c.span for c in candidates] == [s.span for s in reading.sentences]


def test_floor_keeps_the_unlikely_out() -> None:
    """Below every threshold there is nothing to decide."""
    reading = make_reading("Trời đẹp.")
    at = FixedClassifier(make_scores(low=0.05))
    below = FixedClassifier(make_scores(low=0.049))

    assert len(ClassifierDetector(at).detect(reading).candidates) == 1
    assert ClassifierDetector(below).detect(reading).candidates == ()
    assert len(ClassifierDetector(below, floor=0.01).detect(reading).candidates) == 1


def test_voice_is_the_likelier_of_two() -> None:
    """A quoted stereotype is a finding, marked as quoted."""
    reading = make_reading("Trời đẹp.")
    quoted = make_scores(low=0.6, stance=StanceScores(0.2, 0.6, 0.1, 0.1))
    said = replace(quoted, stance=StanceScores(0.4, 0.4, 0.1, 0.1))

    stances = [
        ClassifierDetector(FixedClassifier(scores)).detect(reading).candidates[0].stance
        for scores in (quoted, said)
    ]

    assert stances == [Stance.REPORTED, Stance.ASSERTED]


def test_every_sentence_tells_its_chance_of_criticism() -> None:
    """The policy compares it with its own threshold."""
    classifier = FakeClassifier(countering=("lỗi thời",))
    reading = make_reading("Quan niệm ấy lỗi thời.", "Trời đẹp.")

    stances = ClassifierDetector(classifier).detect(reading).stances

    assert [(s.sentence, s.stance, s.score) for s in stances] == [
        (0, Stance.COUNTERED, 1.0),
        (1, Stance.COUNTERED, 0.0),
    ]


def test_reading_without_sentences_asks_nothing() -> None:
    """Not every model can score an empty batch."""
    classifier = FixedClassifier(make_scores(low=1.0))

    detection = ClassifierDetector(classifier).detect(make_reading(""))

    assert (detection.candidates, detection.stances) == ((), ())
