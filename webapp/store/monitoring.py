"""Counts of screenings, and what people answered to findings; read for monitoring."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from screener.domain.labels import Category
from screener.domain.reports import ModelStamp
from screener.errors import ConflictError
from webapp.clock import local_day
from webapp.feedback import FeedbackKind
from webapp.monitoring import Tally, TallySource
from webapp.monitoring_overview import Dismissed, Judged
from webapp.review import Guess, Source
from webapp.store.connection import Connection
from webapp.store.review_rows import to_item
from webapp.store.reviews import settled
from webapp.tables.drafts import DraftRow
from webapp.tables.feedback import FeedbackRow
from webapp.tables.monitoring import ScreeningTallyRow
from webapp.tables.reviews import ReviewItemRow

# What reviewers were given for another reason than that somebody called it wrong.
_UNPICKED: Final = (Source.SCAN, Source.UNCERTAIN, Source.RANDOM)


class MonitoringRoom:
    """The counts of this installation."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def record(self, tally: Tally) -> None:
        """Keep a count, unless the draft or scan has its own of that day and model."""
        with self._connection.reading() as session:
            if _is_kept(session, tally):
                return
        # Two checks of one draft may come at once; the first one counts.
        with (
            suppress(ConflictError),
            self._connection.writing(conflict="tally") as session,
        ):
            session.add(_to_row(tally))

    def tallies(self, organisation_id: str, *, since: date) -> tuple[Tally, ...]:
        """The newsroom's counts from a day on, oldest first."""
        query = (
            select(ScreeningTallyRow)
            .where(
                ScreeningTallyRow.organisation_id == organisation_id,
                ScreeningTallyRow.day >= since.isoformat(),
            )
            .order_by(ScreeningTallyRow.day, ScreeningTallyRow.id)
        )
        with self._connection.reading() as session:
            return tuple(_to_tally(row) for row in session.scalars(query))

    def dismissed(
        self, organisation_id: str, *, since: datetime
    ) -> tuple[Dismissed, ...]:
        """Findings that editors dismissed or called wrong, as long as that stands."""
        confidential = select(DraftRow.id).where(DraftRow.is_confidential)
        query = (
            select(
                FeedbackRow.kind,
                FeedbackRow.draft_id,
                FeedbackRow.finding_id,
                FeedbackRow.category,
                FeedbackRow.recorded_at,
            )
            .where(
                FeedbackRow.organisation_id == organisation_id,
                FeedbackRow.recorded_at >= since,
                FeedbackRow.kind != FeedbackKind.MISSED.value,
                FeedbackRow.draft_id.not_in(confidential),
            )
            .order_by(FeedbackRow.id)
        )
        standing: dict[tuple[str, str], Dismissed] = {}
        with self._connection.reading() as session:
            for kind, draft, finding, category, at in session.execute(query):
                standing.pop((draft, finding), None)
                if kind != FeedbackKind.WITHDRAWAL.value:
                    day = local_day(at)
                    standing[draft, finding] = Dismissed(day, Category(category))
        return tuple(standing.values())

    def judged(
        self, organisation_id: str, *, is_reported: Callable[[Guess], bool]
    ) -> tuple[Judged, ...]:
        """What reviewers settled of findings that nobody picked for being wrong.

        Args:
            organisation_id: Whose reviewers.
            is_reported: Whether a guess is sure enough to be a finding.
        """
        query = select(ReviewItemRow).where(
            ReviewItemRow.organisation_id == organisation_id,
            ReviewItemRow.source.in_([source.value for source in _UNPICKED]),
        )
        with self._connection.reading() as session:
            labels = {
                label.item_id: label
                for label in settled(session, organisation_id=organisation_id)
            }
            items = [to_item(row) for row in session.scalars(query) if row.id in labels]
        return tuple(
            Judged(category, category in labels[item.id].categories)
            for item in items
            for category in {g.category for g in item.guesses if is_reported(g)}
        )


def _is_kept(session: Session, tally: Tally) -> bool:
    query = select(ScreeningTallyRow.id).where(
        ScreeningTallyRow.organisation_id == tally.organisation_id,
        ScreeningTallyRow.day == tally.day.isoformat(),
        ScreeningTallyRow.subject_key == tally.subject_key,
        ScreeningTallyRow.model_name == tally.model.name,
        ScreeningTallyRow.model_version == tally.model.version,
    )
    return session.scalar(query) is not None


def _to_row(tally: Tally) -> ScreeningTallyRow:
    return ScreeningTallyRow(
        organisation_id=tally.organisation_id,
        day=tally.day.isoformat(),
        source=tally.source.value,
        subject_key=tally.subject_key,
        model_name=tally.model.name,
        model_version=tally.model.version,
        operating_point=tally.model.operating_point,
        documents=tally.documents,
        sentences=tally.sentences,
        flagged=tally.flagged,
        scores=json.dumps(tally.scores),
        lengths=json.dumps(tally.lengths),
        categories=json.dumps(
            {category.value: count for category, count in tally.categories.items()}
        ),
    )


def _to_tally(row: ScreeningTallyRow) -> Tally:
    return Tally(
        organisation_id=row.organisation_id,
        day=date.fromisoformat(row.day),
        source=TallySource(row.source),
        subject_key=row.subject_key,
        model=ModelStamp(row.model_name, row.model_version, row.operating_point),
        documents=row.documents,
        sentences=row.sentences,
        flagged=row.flagged,
        scores=tuple(json.loads(row.scores)),
        lengths=tuple(json.loads(row.lengths)),
        categories={
            Category(code): count for code, count in json.loads(row.categories).items()
        },
    )
