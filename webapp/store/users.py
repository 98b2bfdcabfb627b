"""People: added, changed, disabled; never deleted, so that records keep an author."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from screener.errors import LastAdministratorError, RecordMissingError
from webapp.accounts import (
    Organisation,
    Role,
    User,
    local_organisation,
    local_user,
)
from webapp.audit import Entry
from webapp.feedback import LOCAL_AUTHOR
from webapp.store import organisations
from webapp.store.audit import append
from webapp.store.connection import Connection
from webapp.tables.accounts import OrganisationRow, SessionRow, UserRow


@dataclass(frozen=True, slots=True)
class Login:
    """What logging in needs to know of an account."""

    user: User
    password_hash: str | None
    is_open: bool


class UserRoom:
    """The people of this installation."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> tuple[User, ...]:
        """Everybody who can or could log in, by name."""
        query = select(UserRow).where(UserRow.email.is_not(None)).order_by(UserRow.name)
        with self._connection.reading() as session:
            return tuple(to_user(row) for row in session.scalars(query))

    def get(self, key: str) -> User:
        """One person.

        Raises:
            RecordMissingError: When there is nobody of that key.
        """
        with self._connection.reading() as session:
            return to_user(_row(session, key))

    def login(self, email: str) -> Login | None:
        """The account of a folded address; None when there is none."""
        with self._connection.reading() as session:
            row = session.scalars(select(UserRow).where(UserRow.email == email)).first()
            if row is None:
                return None
            organisation = session.get_one(OrganisationRow, row.organisation_id)
            is_open = row.disabled_at is None and organisation.closed_at is None
            return Login(to_user(row), row.password_hash, is_open)

    def password_hash(self, key: str) -> str | None:
        """The kept password of one person.

        Raises:
            RecordMissingError: When there is nobody of that key.
        """
        with self._connection.reading() as session:
            return _row(session, key).password_hash

    def has_accounts(self) -> bool:
        """Whether anybody can log in at all."""
        query = select(UserRow.id).where(UserRow.password_hash.is_not(None)).limit(1)
        with self._connection.reading() as session:
            return session.scalars(query).first() is not None

    def ensure_local(self, now: datetime) -> User:
        """The one person of local mode, added on the first start."""
        with self._connection.writing() as session:
            row = session.get(UserRow, LOCAL_AUTHOR)
            if row is None:
                organisation, user = local_organisation(now), local_user(now)
                session.add(organisations.to_row(organisation))
                session.flush()
                row = to_row(user, password_hash=None)
                session.add(row)
            return to_user(row)

    def set_up(
        self,
        organisation: Organisation,
        user: User,
        password_hash: str,
        *,
        entry: Entry,
    ) -> bool:
        """Keep the first administrator; False when somebody was faster.

        What was written in local mode becomes theirs: the person and the newsroom
        of local mode get these names.
        """
        with self._connection.writing() as session:
            if session.scalars(
                select(UserRow.id).where(UserRow.password_hash.is_not(None))
            ).first():
                return False
            session.merge(organisations.to_row(organisation))
            session.flush()
            session.merge(to_row(user, password_hash=password_hash))
            append(session, entry)
        return True

    def add(self, user: User, password_hash: str, *, entry: Entry) -> None:
        """Keep a new person.

        Raises:
            ConflictError: When somebody has that address.
        """
        with self._connection.writing(conflict=user.email) as session:
            session.add(to_row(user, password_hash=password_hash))
            append(session, entry)

    def change(
        self, key: str, *, role: Role, organisation_id: str, entry: Entry
    ) -> None:
        """Give somebody another role or newsroom.

        Raises:
            RecordMissingError: When there is nobody of that key.
            LastAdministratorError: When nobody would be left to administer.
        """
        with self._connection.writing() as session:
            row = _row(session, key)
            row.role = role.value
            row.organisation_id = organisation_id
            _check_administrator(session)
            append(session, entry)

    def rename(self, key: str, name: str, *, entry: Entry) -> None:
        """Call somebody by another name.

        Raises:
            RecordMissingError: When there is nobody of that key.
        """
        with self._connection.writing() as session:
            _row(session, key).name = name
            append(session, entry)

    def set_disabled(
        self, key: str, disabled_at: datetime | None, *, entry: Entry
    ) -> None:
        """Let somebody in no longer, ending their sessions, or let them in again.

        Raises:
            RecordMissingError: When there is nobody of that key.
            LastAdministratorError: When nobody would be left to administer.
        """
        with self._connection.writing() as session:
            _row(session, key).disabled_at = disabled_at
            _check_administrator(session)
            if disabled_at is not None:
                end_sessions(session, key, disabled_at)
            append(session, entry)

    def set_password(
        self, key: str, password_hash: str, *, but_session: str, entry: Entry
    ) -> None:
        """Keep a new password and end the person's other sessions.

        Raises:
            RecordMissingError: When there is nobody of that key.
        """
        with self._connection.writing() as session:
            _row(session, key).password_hash = password_hash
            end_sessions(session, key, entry.recorded_at, but=but_session)
            append(session, entry)

    def refresh_hash(self, key: str, password_hash: str) -> None:
        """Keep the same password under stronger parameters."""
        with self._connection.writing() as session:
            _row(session, key).password_hash = password_hash


def end_sessions(
    session: Session, user_id: str, at: datetime, *, but: str = ""
) -> None:
    """End every session of one person except ``but``."""
    session.execute(
        update(SessionRow)
        .where(
            SessionRow.user_id == user_id,
            SessionRow.ended_at.is_(None),
            SessionRow.id != but,
        )
        .values(ended_at=at)
    )


def to_row(user: User, *, password_hash: str | None) -> UserRow:
    """The person as stored."""
    return UserRow(
        id=user.id,
        organisation_id=user.organisation_id,
        email=user.email or None,
        name=user.name,
        role=user.role.value,
        password_hash=password_hash,
        created_at=user.created_at,
        disabled_at=user.disabled_at,
    )


def to_user(row: UserRow) -> User:
    """The stored person."""
    return User(
        id=row.id,
        organisation_id=row.organisation_id,
        email=row.email or "",
        name=row.name,
        role=Role(row.role),
        created_at=row.created_at,
        disabled_at=row.disabled_at,
    )


def _row(session: Session, key: str) -> UserRow:
    row = session.get(UserRow, key)
    if row is None:
        raise RecordMissingError(source=f"user {key}")
    return row


def _check_administrator(session: Session) -> None:
    """Refuse a change after which nobody could undo it."""
    session.flush()
    left = session.scalar(
        select(func.count())
        .select_from(UserRow)
        .where(
            UserRow.role == Role.ADMIN.value,
            UserRow.disabled_at.is_(None),
            UserRow.password_hash.is_not(None),
        )
    )
    if not left:
        raise LastAdministratorError(source="users")
