"""Feedback as labelled examples: JSON Lines in the project's data format.

One example per sentence. A person who says that a finding is no bias gives the
stance ``none``; one who says that the text criticises the stereotype gives
``countered``; one who keeps a biased quotation on purpose confirms it as
``reported``. What the screener still flagged there when the person answered is
named under ``provenance.standing``: those labels are unknown, not "no".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final, TextIO

from screener.config import Settings
from screener.domain.labels import Category, Severity, Stance
from webapp.feedback import FeedbackEvent, FeedbackKind, Reason, sentence_key
from webapp.store.feedback import standing_answers
from webapp.store.store import open_store

Json = dict[str, object]
ORIGIN: Final = "feedback"


def export_feedback(settings: Settings, out: TextIO) -> int:
    """Write every labelled sentence to ``out``; the number of lines.

    Raises:
        StoreUnavailableError: When the database cannot be read.
    """
    store = open_store(settings)
    try:
        events = store.feedback.events()
    finally:
        store.close()
    lines = 0
    for line in example_lines(events):
        out.write(line)
        lines += 1
    return lines


def example_lines(events: Iterable[FeedbackEvent]) -> Iterator[str]:
    """One JSON text with its line feed per sentence, in the order of the answers."""
    for example in feedback_examples(events):
        yield json.dumps(example, ensure_ascii=False) + "\n"


def feedback_examples(events: Iterable[FeedbackEvent]) -> Iterator[Json]:
    """Labelled examples from all events, oldest first; withdrawn answers give none."""
    for group in _by_sentence(events):
        answers = list(standing_answers(_answering(group)).values())
        missed = [event for event in group if event.kind is FeedbackKind.MISSED]
        if answers or missed:
            yield _example([*answers, *missed])


def _by_sentence(events: Iterable[FeedbackEvent]) -> list[list[FeedbackEvent]]:
    order = {event: number for number, event in enumerate(events)}
    ordered = sorted(order, key=lambda event: (sentence_key(event), order[event]))
    groups = [list(group) for _, group in groupby(ordered, key=sentence_key)]
    return sorted(groups, key=lambda group: order[group[0]])


def _answering(events: list[FeedbackEvent]) -> list[FeedbackEvent]:
    return [event for event in events if event.kind is not FeedbackKind.MISSED]


def _example(events: list[FeedbackEvent]) -> Json:
    """The example of one sentence; a label that somebody gave outranks a denial."""
    last = events[-1]
    labelled = [event for event in events if _is_label(event)]
    severity = max((e.severity for e in labelled), key=lambda s: s.rank, default=None)
    label: Json = {
        "stance": _stance(events).value,
        "categories": list(dict.fromkeys(event.category.value for event in labelled)),
        "severity": (severity or Severity.NONE).value,
        "spans": [_span(event) for event in labelled],
    }
    return {
        "id": f"fb-{sentence_key(last)}",
        "text": last.sentence,
        "context": {"before": last.before, "after": last.after},
        **label,
        "mentions": [_span(event) for event in events if _is_criticised(event)],
        "genre": "",
        "origin": ORIGIN,
        "split": "",
        "group": last.draft_id,
        "kind": _kind(events),
        "batch": last.author,
        "labels": [{"annotator": last.author, **label}],
        "provenance": {
            "standing": _standing(events),
            "events": [_event(event) for event in events],
        },
    }


def _is_label(event: FeedbackEvent) -> bool:
    return event.kind is FeedbackKind.MISSED or event.reason is Reason.QUOTE_KEPT


def _is_criticised(event: FeedbackEvent) -> bool:
    return event.reason is Reason.CRITICISED


def _stance(events: list[FeedbackEvent]) -> Stance:
    if any(event.kind is FeedbackKind.MISSED for event in events):
        return Stance.ASSERTED
    if any(event.reason is Reason.QUOTE_KEPT for event in events):
        return Stance.REPORTED
    if any(_is_criticised(event) for event in events):
        return Stance.COUNTERED
    return Stance.NONE


def _kind(events: list[FeedbackEvent]) -> str:
    stance = _stance(events)
    if stance is Stance.NONE:
        return "hard_negative"
    return "countered" if stance is Stance.COUNTERED else "biased"


def _standing(events: list[FeedbackEvent]) -> list[str]:
    answered = {event.category for event in events}
    return [c.value for c in Category if c in events[-1].standing and c not in answered]


def _span(event: FeedbackEvent) -> Json:
    return {
        "start": event.span.start,
        "end": event.span.end,
        "category": event.category.value,
    }


def _event(event: FeedbackEvent) -> Json:
    return {
        "kind": event.kind.value,
        "finding_id": event.finding_id,
        **_span(event),
        "severity": event.severity.value,
        "score": event.score,
        "reason": event.reason.value if event.reason else None,
        "note": event.note,
        "model": {
            "name": event.model.name,
            "version": event.model.version,
            "operating_point": event.model.operating_point,
        },
        "author": event.author,
        "recorded_at": event.recorded_at.isoformat(),
    }
