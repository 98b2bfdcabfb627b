"""Links that let colleagues of the same newsroom open a draft."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from sqlalchemy import select

from screener.errors import RecordMissingError
from webapp.accounts import User
from webapp.audit import Entry
from webapp.drafts import Share, ShareRight
from webapp.store.audit import append
from webapp.store.connection import Connection
from webapp.store.draft_rows import standing
from webapp.tables.accounts import UserRow
from webapp.tables.drafts import DraftGuestRow, DraftRow, DraftShareRow


class ShareRoom:
    """The shares of this installation; a link's secret is not kept."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, share: Share, draft_id: str, digest: str, *, entry: Entry) -> None:
        """Keep a new link.

        Args:
            share: What it lets people do.
            draft_id: With which draft.
            digest: Of the link's secret.
            entry: Who made it.
        """
        with self._connection.writing() as session:
            session.add(
                DraftShareRow(
                    id=share.id,
                    draft_id=draft_id,
                    token_hash=digest,
                    right=share.right.value,
                    created_by=entry.actor_id,
                    created_at=share.created_at,
                    expires_at=share.expires_at,
                    withdrawn_at=None,
                )
            )
            append(session, entry)

    def standing(self, draft_id: str, now: datetime) -> tuple[Share, ...]:
        """The links of a draft that still open it, the latest first."""
        shares = (
            select(DraftShareRow)
            .where(DraftShareRow.draft_id == draft_id, standing(now))
            .order_by(DraftShareRow.created_at.desc(), DraftShareRow.id)
        )
        opened = (
            select(DraftGuestRow.share_id, UserRow.name)
            .join(UserRow, UserRow.id == DraftGuestRow.user_id)
            .join(DraftShareRow, DraftShareRow.id == DraftGuestRow.share_id)
            .where(DraftShareRow.draft_id == draft_id)
            .order_by(UserRow.name)
        )
        guests: dict[str, list[str]] = defaultdict(list)
        with self._connection.reading() as session:
            for share_id, name in session.execute(opened):
                guests[share_id].append(name)
            return tuple(
                Share(
                    id=row.id,
                    right=ShareRight(row.right),
                    created_at=row.created_at,
                    expires_at=row.expires_at,
                    guests=tuple(guests[row.id]),
                )
                for row in session.scalars(shares)
            )

    def open(self, digest: str, user: User, now: datetime) -> str | None:
        """The draft behind a link, which from now on stands in the visitor's list.

        None when the link does not work, or not for that newsroom.
        """
        query = (
            select(DraftShareRow, DraftRow)
            .join(DraftRow, DraftRow.id == DraftShareRow.draft_id)
            .where(
                DraftShareRow.token_hash == digest,
                standing(now),
                DraftRow.organisation_id == user.organisation_id,
                DraftRow.is_confidential.is_(False),
            )
        )
        with self._connection.writing() as session:
            found = session.execute(query).first()
            if found is None:
                return None
            share, draft = found
            if draft.owner_id != user.id:
                guest = DraftGuestRow(share_id=share.id, user_id=user.id, opened_at=now)
                session.merge(guest)
            return draft.id

    def withdraw(
        self, draft_id: str, share_id: str, now: datetime, *, entry: Entry
    ) -> None:
        """Let a link, and all who came by it, open the draft no longer.

        Raises:
            RecordMissingError: When the draft has no such link.
        """
        with self._connection.writing() as session:
            row = session.get(DraftShareRow, share_id)
            if row is None or row.draft_id != draft_id:
                raise RecordMissingError(source=f"share {share_id}")
            row.withdrawn_at = now
            append(session, entry)
