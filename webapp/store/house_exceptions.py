"""House exceptions: added and ended, never changed, so that reports stay true."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from screener.domain.exceptions import ExceptionKind, HouseException
from screener.domain.labels import Category
from screener.errors import RecordMissingError
from webapp.audit import Entry
from webapp.house_exceptions import HouseRecord
from webapp.store.audit import append
from webapp.store.connection import Connection
from webapp.tables.accounts import UserRow
from webapp.tables.house_exceptions import HouseExceptionRow

_OWNER = aliased(UserRow)
_MAKER = aliased(UserRow)
_ENDER = aliased(UserRow)


class HouseRoom:
    """The exceptions of this installation's newsrooms."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, record: HouseRecord, *, entry: Entry) -> None:
        """Keep a new exception."""
        with self._connection.writing() as session:
            session.add(
                HouseExceptionRow(
                    id=record.id,
                    organisation_id=record.organisation_id,
                    kind=record.kind.value,
                    phrase=record.phrase,
                    category=record.category.value if record.category else None,
                    reason=record.reason,
                    owner_id=record.owner_id,
                    created_by=entry.actor_id,
                    created_at=record.created_at,
                    expires_at=record.expires_at,
                    ended_at=None,
                    ended_by=None,
                )
            )
            append(session, entry)

    def standing(
        self, organisation_id: str, now: datetime
    ) -> tuple[HouseException, ...]:
        """What lets words through now, for the screener, in a fixed order."""
        query = (
            select(HouseExceptionRow)
            .where(
                HouseExceptionRow.organisation_id == organisation_id,
                HouseExceptionRow.ended_at.is_(None),
                or_(
                    HouseExceptionRow.expires_at.is_(None),
                    HouseExceptionRow.expires_at > now,
                ),
            )
            .order_by(HouseExceptionRow.created_at, HouseExceptionRow.id)
        )
        with self._connection.reading() as session:
            return tuple(
                HouseException(
                    id=row.id,
                    kind=ExceptionKind(row.kind),
                    phrase=row.phrase,
                    category=Category(row.category) if row.category else None,
                )
                for row in session.scalars(query)
            )

    def all(self, organisation_id: str | None = None) -> tuple[HouseRecord, ...]:
        """Every exception, ended ones too, the latest first.

        Args:
            organisation_id: Of one newsroom; None for all.
        """
        query = _records().order_by(
            HouseExceptionRow.created_at.desc(), HouseExceptionRow.id
        )
        if organisation_id is not None:
            query = query.where(HouseExceptionRow.organisation_id == organisation_id)
        with self._connection.reading() as session:
            return tuple(_to_record(*found) for found in session.execute(query))

    def get(self, key: str) -> HouseRecord:
        """One exception.

        Raises:
            RecordMissingError: When there is none of that key.
        """
        query = _records().where(HouseExceptionRow.id == key)
        with self._connection.reading() as session:
            found = session.execute(query).first()
            if found is None:
                raise RecordMissingError(source=f"exception {key}")
            return _to_record(*found)

    def end(self, key: str, *, entry: Entry) -> None:
        """Let it hold no longer; one that ended already stays as it was.

        Raises:
            RecordMissingError: When there is none of that key.
        """
        with self._connection.writing() as session:
            row = session.get(HouseExceptionRow, key)
            if row is None:
                raise RecordMissingError(source=f"exception {key}")
            if row.ended_at is None:
                row.ended_at, row.ended_by = entry.recorded_at, entry.actor_id
                append(session, entry)


def _records() -> Select[HouseExceptionRow, str, str, str | None]:
    return (
        select(HouseExceptionRow, _OWNER.name, _MAKER.name, _ENDER.name)
        .join(_OWNER, _OWNER.id == HouseExceptionRow.owner_id)
        .join(_MAKER, _MAKER.id == HouseExceptionRow.created_by)
        .outerjoin(_ENDER, _ENDER.id == HouseExceptionRow.ended_by)
    )


def _to_record(
    row: HouseExceptionRow, owner: str, maker: str, ender: str | None
) -> HouseRecord:
    return HouseRecord(
        id=row.id,
        organisation_id=row.organisation_id,
        kind=ExceptionKind(row.kind),
        phrase=row.phrase,
        category=Category(row.category) if row.category else None,
        reason=row.reason,
        owner_id=row.owner_id,
        owner_name=owner,
        created_by_name=maker,
        created_at=row.created_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
        ended_by_name=ender or "",
    )
