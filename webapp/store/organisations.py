"""Organisations: added, renamed, closed; never deleted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from screener.errors import RecordMissingError
from webapp.accounts import Organisation
from webapp.audit import Entry
from webapp.store.audit import append
from webapp.store.connection import Connection
from webapp.tables.accounts import OrganisationRow


class OrganisationRoom:
    """The organisations of this installation."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, organisation: Organisation, *, entry: Entry) -> None:
        """Keep a new organisation.

        Raises:
            ConflictError: When one has that name.
        """
        with self._connection.writing(conflict=organisation.name) as session:
            session.add(to_row(organisation))
            append(session, entry)

    def all(self) -> tuple[Organisation, ...]:
        """Every organisation, by name."""
        query = select(OrganisationRow).order_by(OrganisationRow.name)
        with self._connection.reading() as session:
            return tuple(_to_organisation(row) for row in session.scalars(query))

    def get(self, key: str) -> Organisation:
        """One organisation.

        Raises:
            RecordMissingError: When there is none of that key.
        """
        with self._connection.reading() as session:
            return _to_organisation(_row(session, key))

    def change(
        self, key: str, *, name: str, retention_days: int | None, entry: Entry
    ) -> None:
        """Rename it or keep its drafts for another time.

        Raises:
            RecordMissingError: When there is none of that key.
            ConflictError: When another has that name.
        """
        with self._connection.writing(conflict=name) as session:
            row = _row(session, key)
            row.name = name
            row.retention_days = retention_days
            append(session, entry)

    def set_closed(self, key: str, closed_at: datetime | None, *, entry: Entry) -> None:
        """Close it, so that none of its people can log in, or open it again.

        Raises:
            RecordMissingError: When there is none of that key.
        """
        with self._connection.writing() as session:
            _row(session, key).closed_at = closed_at
            append(session, entry)


def to_row(organisation: Organisation) -> OrganisationRow:
    """The organisation as it is stored."""
    return OrganisationRow(
        id=organisation.id,
        name=organisation.name,
        retention_days=organisation.retention_days,
        created_at=organisation.created_at,
        closed_at=organisation.closed_at,
    )


def _row(session: Session, key: str) -> OrganisationRow:
    row = session.get(OrganisationRow, key)
    if row is None:
        raise RecordMissingError(source=f"organisation {key}")
    return row


def _to_organisation(row: OrganisationRow) -> Organisation:
    return Organisation(
        id=row.id,
        name=row.name,
        retention_days=row.retention_days,
        created_at=row.created_at,
        closed_at=row.closed_at,
    )
