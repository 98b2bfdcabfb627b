"""Links that work once: to join, or to choose a new password."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, CursorResult, select, update
from sqlalchemy.orm import Session

from screener.errors import RecordMissingError
from webapp.accounts import Invitation, LinkPurpose, Role, User
from webapp.audit import Entry
from webapp.store.audit import append
from webapp.store.connection import Connection
from webapp.store.users import end_sessions, to_row
from webapp.tables.accounts import InvitationRow, UserRow


class InvitationRoom:
    """The links of this installation."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, invitation: Invitation, digest: str, *, entry: Entry) -> None:
        """Keep a new link; older ones for the same person and purpose end.

        Args:
            invitation: What the link is for.
            digest: Of its secret.
            entry: Who made it.
        """
        with self._connection.writing() as session:
            session.execute(
                update(InvitationRow)
                .where(
                    InvitationRow.email == invitation.email,
                    InvitationRow.purpose == invitation.purpose.value,
                    InvitationRow.used_at.is_(None),
                    InvitationRow.withdrawn_at.is_(None),
                )
                .values(withdrawn_at=invitation.created_at)
            )
            session.add(_to_row(invitation, digest))
            append(session, entry)

    def standing(self, now: datetime) -> tuple[Invitation, ...]:
        """Links that still work, the latest first."""
        query = (
            select(InvitationRow)
            .where(*_works(now))
            .order_by(InvitationRow.created_at.desc())
        )
        with self._connection.reading() as session:
            return tuple(_to_invitation(row) for row in session.scalars(query))

    def find(
        self, digest: str, purpose: LinkPurpose, now: datetime
    ) -> Invitation | None:
        """The link with that secret, if it still works."""
        query = select(InvitationRow).where(
            InvitationRow.token_hash == digest,
            InvitationRow.purpose == purpose.value,
            *_works(now),
        )
        with self._connection.reading() as session:
            row = session.scalars(query).first()
            return None if row is None else _to_invitation(row)

    def withdraw(self, key: str, at: datetime, *, entry: Entry) -> None:
        """Let a link work no longer.

        Raises:
            RecordMissingError: When there is none of that key.
        """
        with self._connection.writing() as session:
            row = session.get(InvitationRow, key)
            if row is None:
                raise RecordMissingError(source=f"invitation {key}")
            row.withdrawn_at = at
            append(session, entry)

    def join(
        self, invitation: Invitation, user: User, password_hash: str, *, entry: Entry
    ) -> bool:
        """Spend the link on a new person; False when it was spent meanwhile.

        Raises:
            ConflictError: When somebody has that address.
        """
        with self._connection.writing(conflict=user.email) as session:
            if not _spend(session, invitation, entry.recorded_at):
                return False
            session.add(to_row(user, password_hash=password_hash))
            append(session, entry)
        return True

    def reset(
        self, invitation: Invitation, password_hash: str, *, entry: Entry
    ) -> bool:
        """Spend the link on a new password; False when it was spent meanwhile."""
        with self._connection.writing() as session:
            if not _spend(session, invitation, entry.recorded_at):
                return False
            row = session.get_one(UserRow, invitation.user_id)
            row.password_hash = password_hash
            end_sessions(session, row.id, entry.recorded_at)
            append(session, entry)
        return True


def _works(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        InvitationRow.used_at.is_(None),
        InvitationRow.withdrawn_at.is_(None),
        InvitationRow.expires_at > now,
    )


def _spend(session: Session, invitation: Invitation, at: datetime) -> bool:
    result = session.execute(
        update(InvitationRow)
        .where(InvitationRow.id == invitation.id, *_works(at))
        .values(used_at=at)
    )
    assert isinstance(result, CursorResult)
    return result.rowcount == 1


def _to_row(invitation: Invitation, digest: str) -> InvitationRow:
    return InvitationRow(
        id=invitation.id,
        token_hash=digest,
        purpose=invitation.purpose.value,
        organisation_id=invitation.organisation_id,
        email=invitation.email,
        role=invitation.role.value,
        user_id=invitation.user_id or None,
        created_by=invitation.created_by,
        created_at=invitation.created_at,
        expires_at=invitation.expires_at,
    )


def _to_invitation(row: InvitationRow) -> Invitation:
    return Invitation(
        id=row.id,
        purpose=LinkPurpose(row.purpose),
        organisation_id=row.organisation_id,
        email=row.email,
        role=Role(row.role),
        user_id=row.user_id or "",
        created_by=row.created_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
