"""The audit trail: lines are added at its end, one writer at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, or_, select, text
from sqlalchemy.orm import Session

from webapp.audit import FIRST_HASH, AuditEvent, Break, Entry, first_break, sealed
from webapp.database import POSTGRESQL
from webapp.store.connection import Connection
from webapp.tables.audit import AuditRow

# Any number that no other program uses with the same database.
_LOCK: Final = 7_203_802
_BATCH: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which lines to show; "" asks for all."""

    action: str = ""
    organisation_id: str = ""
    words: str = ""


class AuditRoom:
    """The audit trail of this installation."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def record(self, entry: Entry) -> None:
        """Add one act that changes nothing else."""
        with self._connection.writing() as session:
            append(session, entry)

    def events(
        self, wanted: AuditFilter, *, before: int | None = None, limit: int
    ) -> tuple[AuditEvent, ...]:
        """The latest lines first, from the one before ``before``."""
        query = _filtered(wanted).order_by(AuditRow.number.desc()).limit(limit)
        if before is not None:
            query = query.where(AuditRow.number < before)
        with self._connection.reading() as session:
            return tuple(_to_event(row) for row in session.scalars(query))

    def trail(self) -> Iterator[AuditEvent]:
        """Every line in order, without holding them all in memory."""
        query = select(AuditRow).order_by(AuditRow.number)
        query = query.execution_options(yield_per=_BATCH)
        with self._connection.reading() as session:
            rows = session.scalars(query)
            # A reader that stops half-way must not leave a cursor open.
            with closing(rows):
                for row in rows:
                    yield _to_event(row)

    def first_break(self) -> Break | None:
        """Where the trail stops holding; None when all of it holds."""
        return first_break(self.trail())

    def head(self) -> AuditEvent | None:
        """The last line; its hash, kept elsewhere, seals all before it."""
        with self._connection.reading() as session:
            row = session.scalars(_last()).first()
            return None if row is None else _to_event(row)


def append(session: Session, entry: Entry) -> None:
    """Add an act to the trail in the same transaction as the act itself."""
    if session.get_bind().dialect.name == POSTGRESQL:
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    last = session.scalars(_last()).first()
    event = sealed(
        entry,
        number=1 if last is None else last.number + 1,
        previous_hash=FIRST_HASH if last is None else last.hash,
    )
    session.add(
        AuditRow(
            number=event.number,
            recorded_at=event.recorded_at,
            organisation_id=event.organisation_id or None,
            actor_id=event.actor_id or None,
            actor_name=event.actor_name,
            action=event.action,
            subject_kind=event.subject_kind,
            subject_id=event.subject_id,
            facts=event.facts,
            address=event.address,
            previous_hash=event.previous_hash,
            hash=event.hash,
        )
    )
    # The next line of this transaction must see this one.
    session.flush()


def _last() -> Select[AuditRow]:
    return select(AuditRow).order_by(AuditRow.number.desc()).limit(1)


def _filtered(wanted: AuditFilter) -> Select[AuditRow]:
    query = select(AuditRow)
    if wanted.action:
        query = query.where(AuditRow.action == wanted.action)
    if wanted.organisation_id:
        query = query.where(AuditRow.organisation_id == wanted.organisation_id)
    if wanted.words:
        query = query.where(
            or_(
                AuditRow.actor_name.icontains(wanted.words, autoescape=True),
                AuditRow.facts.icontains(wanted.words, autoescape=True),
                AuditRow.subject_id == wanted.words,
            )
        )
    return query


def _to_event(row: AuditRow) -> AuditEvent:
    return AuditEvent(
        number=row.number,
        recorded_at=row.recorded_at,
        organisation_id=row.organisation_id or "",
        actor_id=row.actor_id or "",
        actor_name=row.actor_name,
        action=row.action,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        facts=row.facts,
        address=row.address,
        previous_hash=row.previous_hash,
        hash=row.hash,
    )
