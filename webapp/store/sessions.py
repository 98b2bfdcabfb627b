"""Browsers in which somebody is logged in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update

from screener.errors import RecordMissingError
from webapp.accounts import User, WebSession
from webapp.audit import Entry
from webapp.store.audit import append
from webapp.store.connection import Connection
from webapp.store.users import end_sessions, to_user
from webapp.tables.accounts import OrganisationRow, SessionRow, UserRow

# A page asks several times a minute; writing down each sign of life would cost more
# than it tells.
_TOUCH_AFTER: Final = timedelta(minutes=1)


class SessionRoom:
    """The sessions of this installation."""

    def __init__(self, connection: Connection, *, idle: timedelta) -> None:
        self._connection = connection
        self._idle = idle

    def start(self, started: WebSession, digest: str, *, entry: Entry) -> None:
        """Keep a new session, and forget those that ended long ago.

        Args:
            started: The session.
            digest: Of the secret in its cookie.
            entry: Who logged in.
        """
        with self._connection.writing() as session:
            session.execute(
                delete(SessionRow).where(SessionRow.expires_at < started.created_at)
            )
            session.add(
                SessionRow(
                    token_hash=digest,
                    id=started.id,
                    user_id=started.user_id,
                    created_at=started.created_at,
                    seen_at=started.seen_at,
                    expires_at=started.expires_at,
                    address=started.address,
                    agent=started.agent,
                )
            )
            append(session, entry)

    def find(self, digest: str, now: datetime) -> tuple[WebSession, User] | None:
        """The session with that secret and its person, while both may go on."""
        query = (
            select(SessionRow, UserRow)
            .join(UserRow, UserRow.id == SessionRow.user_id)
            .join(OrganisationRow, OrganisationRow.id == UserRow.organisation_id)
            .where(
                SessionRow.token_hash == digest,
                SessionRow.ended_at.is_(None),
                SessionRow.expires_at > now,
                SessionRow.seen_at > now - self._idle,
                UserRow.disabled_at.is_(None),
                OrganisationRow.closed_at.is_(None),
            )
        )
        with self._connection.reading() as session:
            found = session.execute(query).first()
            if found is None:
                return None
            web_session, user = _to_session(found[0]), to_user(found[1])
        if now - web_session.seen_at > _TOUCH_AFTER:
            self._touch(digest, now)
        return web_session, user

    def of_user(self, user_id: str, now: datetime) -> tuple[WebSession, ...]:
        """Where somebody is logged in, the latest used first."""
        query = (
            select(SessionRow)
            .where(
                SessionRow.user_id == user_id,
                SessionRow.ended_at.is_(None),
                SessionRow.expires_at > now,
                SessionRow.seen_at > now - self._idle,
            )
            .order_by(SessionRow.seen_at.desc())
        )
        with self._connection.reading() as session:
            return tuple(_to_session(row) for row in session.scalars(query))

    def end(self, key: str, *, user_id: str, entry: Entry) -> None:
        """End one session of one person.

        Raises:
            RecordMissingError: When the person has none of that key.
        """
        query = select(SessionRow).where(
            SessionRow.id == key, SessionRow.user_id == user_id
        )
        with self._connection.writing() as session:
            row = session.scalars(query).first()
            if row is None:
                raise RecordMissingError(source=f"session {key}")
            row.ended_at = entry.recorded_at
            append(session, entry)

    def end_others(self, user_id: str, *, but: str, entry: Entry) -> None:
        """End all sessions of one person except the one in use."""
        with self._connection.writing() as session:
            end_sessions(session, user_id, entry.recorded_at, but=but)
            append(session, entry)

    def _touch(self, digest: str, now: datetime) -> None:
        with self._connection.writing() as session:
            session.execute(
                update(SessionRow)
                .where(SessionRow.token_hash == digest)
                .values(seen_at=now)
            )


def _to_session(row: SessionRow) -> WebSession:
    return WebSession(
        id=row.id,
        user_id=row.user_id,
        created_at=row.created_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
        address=row.address,
        agent=row.agent,
    )
