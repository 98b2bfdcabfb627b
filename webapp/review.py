"""The review queue as values: sentences, answers, events, settled labels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from screener.domain.labels import Category, Severity, Stance
from screener.domain.spans import Span
from training.dataset import FLAGGED_STANCES, Label, LabelledSpan


class Source(StrEnum):
    """Why a sentence came into the queue; the codes are stored."""

    REPORTED = "reported"
    MISSED = "missed"
    SCAN = "scan"
    UNCERTAIN = "uncertain"
    NOVEL = "novel"
    POSSIBLE_MISS = "possible_miss"
    RANDOM = "random"


# Sentences that nobody pointed at: they leave a draft only if its owner lends them.
LENT_SOURCES: Final = (
    Source.UNCERTAIN,
    Source.NOVEL,
    Source.POSSIBLE_MISS,
    Source.RANDOM,
)


class State(StrEnum):
    """How far a sentence has come."""

    OPEN = "open"
    WAITING = "waiting"
    DISPUTED = "disputed"
    SETTLED = "settled"


class EventKind(StrEnum):
    """What a reviewer did."""

    LABEL = "label"
    UNDO = "undo"
    ADJUDICATION = "adjudication"
    SKIP = "skip"
    # A settled label looks wrong to somebody: it is to be decided (again).
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A judgement of one sentence.

    Attributes:
        categories: In the order of the enum; empty when clean.
        spans: What carries them, each category at least once.
    """

    stance: Stance
    categories: tuple[Category, ...] = ()
    severity: Severity = Severity.NONE
    spans: tuple[LabelledSpan, ...] = ()

    def __post_init__(self) -> None:
        is_flagged = self.stance in FLAGGED_STANCES
        marked = {item.category for item in self.spans}
        if is_flagged != bool(self.categories) or marked != set(self.categories):
            raise ValueError(f"categories and spans do not fit {self.stance}")
        if is_flagged != (self.severity is not Severity.NONE):
            raise ValueError(f"{self.severity} does not fit {self.stance}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewEvent:
    """One act of one reviewer on one sentence.

    Attributes:
        number: Grows with time.
        answer: None for an undo or a skip.
        saw_suggestion: The model's suggestion was asked for before answering.
        note: The reviewer's own words; of an adjudication, the guideline for others.
    """

    number: int
    item_id: str
    kind: EventKind
    author_id: str
    answer: Answer | None
    is_unsure: bool = False
    saw_suggestion: bool = False
    note: str = ""
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Guess:
    """What the model said of one category in a sentence.

    Attributes:
        score: Its probability in [0, 1].
        span: Counted from the start of the sentence.
    """

    category: Category
    severity: Severity
    stance: Stance
    score: float
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """A sentence in its context that waits for labels, or has them.

    Attributes:
        document_key: What all sentences of one article share.
        guesses: The model's suggestion, surest first.
        value: What labelling it is expected to teach, in [0, 1].
        version: Grows with every event that counts.
        claimed_by: Who has it in front of them; "" for nobody.
    """

    id: str
    organisation_id: str
    source: Source
    document_key: str
    genre: str
    outlet: str
    text: str
    before: str
    after: str
    guesses: tuple[Guess, ...]
    model_name: str
    model_version: str
    value: float
    state: State
    version: int
    created_at: datetime
    claimed_by: str = ""
    claimed_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledLabel:
    """A sentence whose label holds, with everything that it rests on.

    Attributes:
        item_id: Of the sentence in the queue.
        document_key: What all sentences of one article share.
        labels: The blind labels, first one first; authors are ids of users. One
            where the installation asks for one only.
        adjudicator: Id of who decided when they differed; None when they agreed.
        guideline: What the adjudicator noted for others, or "".
    """

    item_id: str
    source: Source
    document_key: str
    genre: str
    outlet: str
    text: str
    before: str
    after: str
    stance: Stance
    categories: tuple[Category, ...]
    severity: Severity
    spans: tuple[LabelledSpan, ...]
    labels: tuple[Label, ...]
    adjudicator: str | None
    guideline: str
    settled_at: datetime
