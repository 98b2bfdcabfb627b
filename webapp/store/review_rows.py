"""Rows of the review queue as values, and values as rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from screener.domain.labels import Category, Severity, Stance
from screener.domain.spans import Span
from training.dataset import LabelledSpan
from webapp.review import (
    LENT_SOURCES,
    Answer,
    EventKind,
    Guess,
    ReviewEvent,
    ReviewItem,
    Source,
    State,
)
from webapp.tables.drafts import DraftRow
from webapp.tables.reviews import ReviewEventRow, ReviewItemRow

# SQLite takes 32,766 values in a statement, PostgreSQL 65,535.
_MOST_IDS: Final = 10_000


def showable() -> ColumnElement[bool]:
    """What an item must satisfy to be shown to anybody or handed out.

    A draft that was marked confidential, or whose owner lends its sentences no
    longer, takes what came from it out of sight; unmarking brings it back.
    """
    confidential = select(DraftRow.id).where(DraftRow.is_confidential)
    unlent = select(DraftRow.id).where(DraftRow.lends_sentences.is_(False))
    lent = [source.value for source in LENT_SOURCES]
    return ReviewItemRow.document_key.not_in(confidential) & or_(
        ReviewItemRow.source.not_in(lent),
        ReviewItemRow.document_key.not_in(unlent),
    )


def events_of(
    session: Session, item_ids: Sequence[str]
) -> dict[str, tuple[ReviewEvent, ...]]:
    """All events of each item, oldest first; an item without any has no key."""
    found: dict[str, tuple[ReviewEvent, ...]] = {}
    for start in range(0, len(item_ids), _MOST_IDS):
        query = (
            select(ReviewEventRow)
            .where(ReviewEventRow.item_id.in_(item_ids[start : start + _MOST_IDS]))
            .order_by(ReviewEventRow.item_id, ReviewEventRow.id)
        )
        found |= by_item(to_event(row) for row in session.scalars(query))
    return found


def by_item(events: Iterable[ReviewEvent]) -> dict[str, tuple[ReviewEvent, ...]]:
    """Events that are ordered by item, under the item's id."""
    return {
        item_id: tuple(group)
        for item_id, group in groupby(events, key=lambda event: event.item_id)
    }


def to_item(row: ReviewItemRow) -> ReviewItem:
    """The item as pages see it."""
    return ReviewItem(
        id=row.id,
        organisation_id=row.organisation_id,
        source=Source(row.source),
        document_key=row.document_key,
        genre=row.genre,
        outlet=row.outlet,
        text=row.text,
        before=row.before,
        after=row.after,
        guesses=tuple(_to_guess(item) for item in json.loads(row.suggestion)),
        model_name=row.model_name,
        model_version=row.model_version,
        value=row.value,
        state=State(row.state),
        version=row.version,
        created_at=row.created_at,
        claimed_by=row.claimed_by or "",
        claimed_until=row.claimed_until,
    )


def to_event(row: ReviewEventRow) -> ReviewEvent:
    """The event as it is stored."""
    return ReviewEvent(
        number=row.id,
        item_id=row.item_id,
        kind=EventKind(row.kind),
        author_id=row.author_id,
        answer=answer_from_json(json.loads(row.answer)) if row.answer else None,
        is_unsure=row.is_unsure,
        saw_suggestion=row.saw_suggestion,
        note=row.note,
        recorded_at=row.recorded_at,
    )


def answer_from_json(record: dict[str, Any]) -> Answer:
    """The answer that ``answer_text`` wrote."""
    return Answer(
        stance=Stance(record["stance"]),
        categories=tuple(Category(code) for code in record["categories"]),
        severity=Severity(record["severity"]),
        spans=tuple(
            LabelledSpan(Span(start, end), Category(code))
            for start, end, code in record["spans"]
        ),
    )


def answer_json(answer: Answer) -> dict[str, Any]:
    """The answer as pages and the table keep it."""
    return {
        "stance": answer.stance.value,
        "categories": [category.value for category in answer.categories],
        "severity": answer.severity.value,
        "spans": [
            [item.span.start, item.span.end, item.category.value]
            for item in answer.spans
        ],
    }


def guesses_text(guesses: Iterable[Guess]) -> str:
    """The model's suggestion as the table keeps it."""
    return json.dumps(
        [
            {
                "category": guess.category.value,
                "severity": guess.severity.value,
                "stance": guess.stance.value,
                "score": guess.score,
                "start": guess.span.start,
                "end": guess.span.end,
            }
            for guess in guesses
        ]
    )


def _to_guess(record: dict[str, Any]) -> Guess:
    return Guess(
        category=Category(record["category"]),
        severity=Severity(record["severity"]),
        stance=Stance(record["stance"]),
        score=record["score"],
        span=Span(record["start"], record["end"]),
    )
