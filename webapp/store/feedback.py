"""Answers to findings: added, never changed; taken out only with their draft."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from screener.domain.labels import Category, Severity
from screener.domain.reports import ModelStamp
from screener.domain.spans import Span
from webapp.feedback import FeedbackEvent, FeedbackKind, Reason
from webapp.store.connection import Connection
from webapp.tables.drafts import DraftRow
from webapp.tables.feedback import FeedbackRow

_ANSWERING: Final = (
    FeedbackKind.DISMISSAL,
    FeedbackKind.FALSE_ALARM,
    FeedbackKind.WITHDRAWAL,
)


class FeedbackRoom:
    """The feedback of this installation."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def record(self, event: FeedbackEvent) -> None:
        """Add one event."""
        with self._connection.writing() as session:
            session.add(_to_row(event))

    def events(
        self, *, organisation_id: str | None = None
    ) -> tuple[FeedbackEvent, ...]:
        """Everything that may be handed out, oldest first.

        What stands in a confidential draft stays with its newsroom's editors.

        Args:
            organisation_id: Only what this newsroom's people said; None for all.
        """
        confidential = select(DraftRow.id).where(DraftRow.is_confidential)
        query = (
            select(FeedbackRow)
            .where(FeedbackRow.draft_id.not_in(confidential))
            .order_by(FeedbackRow.id)
        )
        if organisation_id is not None:
            query = query.where(FeedbackRow.organisation_id == organisation_id)
        with self._connection.reading() as session:
            return tuple(_to_event(row) for row in session.scalars(query))

    def answers(
        self, draft_id: str, *, organisation_id: str
    ) -> dict[str, FeedbackEvent]:
        """The answer that stands for each answered finding of a draft, by its id.

        Args:
            draft_id: Uploads of the same file name share one in every newsroom.
            organisation_id: Whose answers count.
        """
        query = (
            select(FeedbackRow)
            .where(
                FeedbackRow.draft_id == draft_id,
                FeedbackRow.organisation_id == organisation_id,
                FeedbackRow.kind.in_(_ANSWERING),
            )
            .order_by(FeedbackRow.id)
        )
        with self._connection.reading() as session:
            events = [_to_event(row) for row in session.scalars(query)]
        return standing_answers(events)


def standing_answers(events: list[FeedbackEvent]) -> dict[str, FeedbackEvent]:
    """The last answer to each finding of one draft, unless it was withdrawn.

    Args:
        events: Of one draft, oldest first.
    """
    answers: dict[str, FeedbackEvent] = {}
    for event in events:
        if event.kind is FeedbackKind.WITHDRAWAL:
            answers.pop(event.finding_id, None)
        else:
            answers[event.finding_id] = event
    return answers


def _to_row(event: FeedbackEvent) -> FeedbackRow:
    return FeedbackRow(
        kind=event.kind.value,
        draft_id=event.draft_id,
        finding_id=event.finding_id,
        category=event.category.value,
        severity=event.severity.value,
        score=event.score,
        span_start=event.span.start,
        span_end=event.span.end,
        sentence=event.sentence,
        before=event.before,
        after=event.after,
        reason=event.reason.value if event.reason else None,
        note=event.note,
        standing=",".join(category.value for category in event.standing),
        model_name=event.model.name,
        model_version=event.model.version,
        operating_point=event.model.operating_point,
        author=event.author,
        organisation_id=event.organisation_id,
        recorded_at=event.recorded_at,
    )


def _to_event(row: FeedbackRow) -> FeedbackEvent:
    return FeedbackEvent(
        kind=FeedbackKind(row.kind),
        draft_id=row.draft_id,
        finding_id=row.finding_id,
        category=Category(row.category),
        severity=Severity(row.severity),
        score=row.score,
        span=Span(row.span_start, row.span_end),
        sentence=row.sentence,
        before=row.before,
        after=row.after,
        reason=Reason(row.reason) if row.reason else None,
        note=row.note,
        standing=tuple(Category(code) for code in row.standing.split(",") if code),
        model=ModelStamp(row.model_name, row.model_version, row.operating_point),
        author=row.author,
        organisation_id=row.organisation_id,
        recorded_at=row.recorded_at,
    )
