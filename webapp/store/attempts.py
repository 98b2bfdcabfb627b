"""Attempts to log in: counted by account and by address, for a while."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, select

from webapp.lockout import ACCOUNT_LIMIT, ADDRESS_LIMIT, WINDOW, closed_minutes
from webapp.store.connection import Connection
from webapp.tables.accounts import LoginAttemptRow


class AttemptRoom:
    """The attempts to log in of the last minutes; shared by all web processes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self, digest: str, *, address: str, now: datetime) -> int:
        """Count an attempt before the password is looked at.

        It counts as failed until ``clear``, so that many guesses at once do not
        slip through together.

        Args:
            digest: Of the account's address, existing or not.
            address: Where the request came from.
            now: The moment.

        Returns:
            Minutes until one may try again; 0 when this attempt may go on.
        """
        mine = LoginAttemptRow.account_hash == digest
        theirs = LoginAttemptRow.address == address
        with self._connection.writing() as session:
            session.execute(
                delete(LoginAttemptRow).where(
                    LoginAttemptRow.attempted_at < now - WINDOW
                )
            )
            closed = max(
                closed_minutes(
                    session.scalars(_failures(where)).all(), limit=limit, now=now
                )
                for where, limit in ((mine, ACCOUNT_LIMIT), (theirs, ADDRESS_LIMIT))
            )
            if not closed:
                session.add(
                    LoginAttemptRow(
                        account_hash=digest,
                        address=address,
                        has_failed=True,
                        attempted_at=now,
                    )
                )
        return closed

    def clear(self, digest: str) -> None:
        """Forget the failures of an account: its person logged in or was helped."""
        with self._connection.writing() as session:
            session.execute(
                delete(LoginAttemptRow).where(LoginAttemptRow.account_hash == digest)
            )

    def closed_minutes(self, digest: str, *, now: datetime) -> int:
        """Minutes that an account stays closed; 0 when it is open."""
        mine = LoginAttemptRow.account_hash == digest
        with self._connection.reading() as session:
            failures = session.scalars(_failures(mine)).all()
        return closed_minutes(failures, limit=ACCOUNT_LIMIT, now=now)


def _failures(where: ColumnElement[bool]) -> Select[datetime]:
    return select(LoginAttemptRow.attempted_at).where(
        where, LoginAttemptRow.has_failed.is_(True)
    )
