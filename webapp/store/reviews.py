"""Labels that hold: what data sets are frozen from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from screener.domain.labels import Stance
from training.dataset import FLAGGED_STANCES, Example, Kind
from webapp.review import ReviewEvent, SettledLabel, Source, State
from webapp.review_rules import settlement, standing, to_label
from webapp.store.review_rows import events_of, showable
from webapp.tables.reviews import ReviewItemRow

# Marks examples that came from this installation's reviewers.
ORIGIN: Final = "review"


def settled(
    session: Session, *, organisation_id: str | None = None
) -> tuple[SettledLabel, ...]:
    """Every sentence whose label holds, in the order of their ids.

    What stands in a draft that is confidential now, or is lent no longer, is left
    out.

    Args:
        session: Of ``store.connection.reading()``.
        organisation_id: Only of this newsroom; None for all.
    """
    query = (
        select(ReviewItemRow)
        .where(ReviewItemRow.state == State.SETTLED.value, showable())
        .order_by(ReviewItemRow.id)
    )
    if organisation_id is not None:
        query = query.where(ReviewItemRow.organisation_id == organisation_id)
    rows = session.scalars(query).all()
    events = events_of(session, [row.id for row in rows])
    found = (_settled(row, events.get(row.id, ())) for row in rows)
    return tuple(label for label in found if label is not None)


def example_id(item_id: str) -> str:
    """What the example of a sentence in the queue is called."""
    return f"rv-{item_id}"


def to_example(settled: SettledLabel) -> Example:
    """The settled label in the project's data format, its blind labels with it."""
    return Example(
        id=example_id(settled.item_id),
        text=settled.text,
        before=settled.before,
        after=settled.after,
        stance=settled.stance,
        categories=settled.categories,
        severity=settled.severity,
        spans=settled.spans,
        genre=settled.genre,
        origin=ORIGIN,
        group=settled.document_key,
        kind=_kind(settled.stance),
        batch=settled.source.value,
        labels=settled.labels,
    )


def _kind(stance: Stance) -> Kind:
    if stance in FLAGGED_STANCES:
        return Kind.BIASED
    return Kind.COUNTERED if stance is Stance.COUNTERED else Kind.HARD_NEGATIVE


def _settled(row: ReviewItemRow, events: Sequence[ReviewEvent]) -> SettledLabel | None:
    found = standing(events)
    decision = settlement(found)
    if decision is None:
        return None
    return SettledLabel(
        item_id=row.id,
        source=Source(row.source),
        document_key=row.document_key,
        genre=row.genre,
        outlet=row.outlet,
        text=row.text,
        before=row.before,
        after=row.after,
        stance=decision.answer.stance,
        categories=decision.answer.categories,
        severity=decision.answer.severity,
        spans=decision.answer.spans,
        labels=tuple(to_label(label) for label in found.labels),
        adjudicator=decision.adjudicator,
        guideline=decision.guideline,
        settled_at=decision.settled_at,
    )
