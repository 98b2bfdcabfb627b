"""What follows from the events on a sentence: labels, dispute, settlement (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from screener.domain.labels import Category
from training.dataset import Label, LabelledSpan
from webapp.review import Answer, EventKind, Guess, ReviewEvent, State

_LONGEST_GAP_S: Final = 180
_LEAST_GAPS: Final = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands of the events on one sentence.

    Attributes:
        labels: The last label of each author that was not undone, oldest first.
        adjudication: The decision that was not undone, if any.
        is_doubted: Somebody doubted the label after it was settled.
    """

    labels: tuple[ReviewEvent, ...]
    adjudication: ReviewEvent | None
    is_doubted: bool = False


@dataclass(frozen=True, slots=True)
class Settlement:
    """The label that holds, since when, and who decided (None: they agreed)."""

    answer: Answer
    settled_at: datetime
    adjudicator: str | None
    guideline: str


def standing(events: Iterable[ReviewEvent]) -> Standing:
    """What stands after all events on one sentence, oldest first.

    An undo takes back the last act of its author that still stands.
    """
    labels: dict[str, ReviewEvent] = {}
    adjudication: ReviewEvent | None = None
    is_doubted = False
    for event in events:
        author = event.author_id
        if event.kind is EventKind.LABEL:
            labels.pop(author, None)
            labels[author] = event
        elif event.kind is EventKind.ADJUDICATION:
            adjudication, is_doubted = event, False
        elif event.kind is EventKind.DOUBT:
            is_doubted = True
        elif event.kind is EventKind.UNDO:
            if adjudication is not None and adjudication.author_id == author:
                adjudication = None
            else:
                labels.pop(author, None)
    return Standing(tuple(labels.values()), adjudication, is_doubted)


def state_of(found: Standing, *, needed: int) -> State:
    """How far a sentence has come.

    Args:
        found: What stands of its events.
        needed: Blind labels before a sentence can be settled.
    """
    if found.is_doubted:
        return State.DISPUTED
    if found.adjudication is not None:
        return State.SETTLED
    if not found.labels:
        return State.OPEN
    if len(found.labels) < needed:
        return State.WAITING
    return State.DISPUTED if is_disputed(found.labels) else State.SETTLED


def is_disputed(labels: Sequence[ReviewEvent]) -> bool:
    """Whether a third person must look: they differ, or somebody was unsure."""
    if any(label.is_unsure for label in labels):
        return True
    answers = _answers(labels)
    return any(differ(answers[0], other) for other in answers[1:])


def differ(one: Answer, two: Answer) -> bool:
    """Whether two judgements are not the same label.

    Spans of a category may have other ends as long as they share a letter.
    """
    if (one.stance, one.severity) != (two.stance, two.severity):
        return True
    if one.categories != two.categories:
        return True
    return any(
        not _touch(_spans(one, category), _spans(two, category))
        for category in one.categories
    )


def settlement(found: Standing) -> Settlement | None:
    """The label that holds; None while the sentence is not settled.

    Where labels agree, the shorter spans of each category are kept: the guide asks
    for the shortest words that carry it.
    """
    if found.is_doubted:
        return None
    if (decision := found.adjudication) is not None and decision.answer is not None:
        return Settlement(
            decision.answer, decision.recorded_at, decision.author_id, decision.note
        )
    if not found.labels or is_disputed(found.labels):
        return None
    answers = _answers(found.labels)
    spans = tuple(
        span
        for category in answers[0].categories
        for span in min(
            (_spans(answer, category) for answer in answers),
            key=lambda spans: sum(len(item.span) for item in spans),
        )
    )
    first = answers[0]
    answer = Answer(
        stance=first.stance,
        categories=first.categories,
        severity=first.severity,
        spans=tuple(sorted(spans)),
    )
    last = max(label.recorded_at for label in found.labels)
    return Settlement(answer, last, None, "")


def label_error_of(answer: Answer, guesses: Sequence[Guess]) -> float:
    """How little the model believes an answer, in [0, 1]: one less self-confidence.

    For a clean answer that is the surest guess; for a flagged one what is missing of
    the belief in the likeliest of its categories.
    """
    if not answer.categories:
        return max((guess.score for guess in guesses), default=0.0)
    believed = (g.score for g in guesses if g.category in answer.categories)
    return 1.0 - max(believed, default=0.0)


def rate_per_hour(moments: Sequence[datetime]) -> float | None:
    """Labels an hour while somebody was at it; None before the third label.

    A pause longer than three minutes is no work and does not count.

    Args:
        moments: When they labelled, oldest first.
    """
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(moments)]
    at_work = [gap for gap in gaps if gap <= _LONGEST_GAP_S]
    seconds = sum(at_work)
    if len(at_work) < _LEAST_GAPS or not seconds:
        return None
    return len(at_work) * 3600 / seconds


def to_label(event: ReviewEvent) -> Label:
    """A blind label as data sets keep it.

    Raises:
        ValueError: When the event carries no answer.
    """
    if event.answer is None:
        raise ValueError(f"event {event.number} has no answer")
    return Label(
        annotator=event.author_id,
        stance=event.answer.stance,
        categories=event.answer.categories,
        severity=event.answer.severity,
        spans=event.answer.spans,
    )


def _answers(labels: Sequence[ReviewEvent]) -> list[Answer]:
    return [label.answer for label in labels if label.answer is not None]


def _spans(answer: Answer, category: Category) -> tuple[LabelledSpan, ...]:
    return tuple(item for item in answer.spans if item.category is category)


def _touch(one: Sequence[LabelledSpan], two: Sequence[LabelledSpan]) -> bool:
    return any(a.span.overlaps(b.span) for a in one for b in two)
