"""What detectors hand to the policy: candidates and stances, nothing decided yet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from screener.domain.labels import Category, Severity, Stance
from screener.domain.spans import Span
from screener.domain.wording import Bilingual


class SuggestionKind(StrEnum):
    """What an editor can do with a suggestion."""

    REPLACE = "replace"
    DELETE = "delete"
    QUESTION = "question"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One way to mend a passage.

    Attributes:
        kind: ``QUESTION`` only asks; the others can be applied with one click.
        span: What is replaced, in the document's text.
        replacement: What takes its place; "" deletes.
        note: When to use it, or the question itself.
    """

    kind: SuggestionKind
    span: Span
    replacement: str = ""
    note: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class SeverityScores:
    """Probabilities in [0, 1] that a category holds at this severity or above.

    ``low >= medium >= high`` always; a detector that is certain gives 1.0.
    """

    low: float
    medium: float
    high: float

    def __post_init__(self) -> None:
        if not 1.0 >= self.low >= self.medium >= self.high >= 0.0:
            raise ValueError(f"not cumulative probabilities: {self}")

    def at_least(self, severity: Severity) -> float:
        """The probability of ``severity`` or worse; 1.0 for none."""
        if severity is Severity.NONE:
            return 1.0
        return {
            Severity.LOW: self.low,
            Severity.MEDIUM: self.medium,
            Severity.HIGH: self.high,
        }[severity]

    @classmethod
    def certain(cls, severity: Severity) -> SeverityScores:
        """Full belief in exactly this severity."""
        return cls(
            *(1.0 if severity.rank >= rank else 0.0 for rank in (1, 2, 3)),
        )


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that made a classifier decide; the span is in the document's text."""

    category: Category
    span: Span
    score: float


@dataclass(frozen=True, slots=True)
class StanceScores:
    """Probabilities in [0, 1] of the four stances; they sum to about 1."""

    asserted: float
    reported: float
    countered: float
    none: float

    def of(self, stance: Stance) -> float:
        """The probability of one stance."""
        return {
            Stance.ASSERTED: self.asserted,
            Stance.REPORTED: self.reported,
            Stance.COUNTERED: self.countered,
            Stance.NONE: self.none,
        }[stance]


@dataclass(frozen=True, slots=True)
class SentenceScores:
    """A classifier's judgement of one sentence, as plain numbers.

    Attributes:
        categories: One entry per ``Category``, in the order of the enum.
        stance: Of the sentence as a whole.
        evidence: Spans for categories the classifier believes in, best first.
    """

    categories: tuple[SeverityScores, ...]
    stance: StanceScores
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage that may become a finding.

    Attributes:
        sentence: Index of the sentence in the reading.
        category: The stereotype it may carry.
        span: The passage, in the document's text.
        scores: How sure the detector is, by severity.
        stance: As far as this detector can tell.
        detector: Name and version-free kind: "lexicon" or "classifier".
        rule: Stable id of the lexicon entry; "" for the classifier.
        is_sufficient: Whether it may flag by itself; else it only explains.
        explanation: Why, when the detector can say more than its category.
        suggestions: Ways to mend it, best first.
    """

    sentence: int
    category: Category
    span: Span
    scores: SeverityScores
    stance: Stance
    detector: str
    rule: str = ""
    is_sufficient: bool = True
    explanation: Bilingual | None = None
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class SentenceStance:
    """How sure a detector is that a sentence criticises what it names.

    Attributes:
        sentence: Index of the sentence in the reading.
        stance: The likeliest stance.
        score: Its probability in [0, 1].
        why: The words that show it, for a mention; may be empty.
    """

    sentence: int
    stance: Stance
    score: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class Detection:
    """All that one detector has to say about a reading."""

    candidates: tuple[Candidate, ...] = ()
    stances: tuple[SentenceStance, ...] = ()
