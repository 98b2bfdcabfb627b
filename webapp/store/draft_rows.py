"""Rows of drafts, versions and shares: who may see them, and as which values."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session

from screener.domain.labels import Verdict
from webapp.accounts import User
from webapp.drafts import Access, Draft, ShareRight, Version, VersionKind
from webapp.tables.accounts import UserRow
from webapp.tables.drafts import (
    DraftGuestRow,
    DraftRow,
    DraftShareRow,
    DraftVersionRow,
)


def standing(now: datetime) -> ColumnElement[bool]:
    """What a share must satisfy to open its draft."""
    return DraftShareRow.withdrawn_at.is_(None) & or_(
        DraftShareRow.expires_at.is_(None), DraftShareRow.expires_at > now
    )


def visible(user: User, now: datetime) -> ColumnElement[bool]:
    """What a draft must satisfy to stand in somebody's list."""
    shared = (
        select(DraftShareRow.draft_id)
        .join(DraftGuestRow, DraftGuestRow.share_id == DraftShareRow.id)
        .where(DraftGuestRow.user_id == user.id, standing(now))
    )
    is_guest = DraftRow.id.in_(shared) & DraftRow.is_confidential.is_(False)
    is_here = DraftRow.organisation_id == user.organisation_id
    return is_here & or_(DraftRow.owner_id == user.id, is_guest)


def access_of(session: Session, row: DraftRow, user: User, now: datetime) -> Access:
    """What somebody may do with a draft."""
    if row.organisation_id != user.organisation_id:
        return Access.NONE
    if row.owner_id == user.id:
        return Access.OWN
    if row.is_confidential:
        return Access.NONE
    may_edit = DraftShareRow.right == ShareRight.EDIT.value
    rank = case((may_edit, Access.EDIT.value), else_=Access.VIEW.value)
    query = (
        select(func.max(rank))
        .join(DraftGuestRow, DraftGuestRow.share_id == DraftShareRow.id)
        .where(
            DraftShareRow.draft_id == row.id,
            DraftGuestRow.user_id == user.id,
            standing(now),
        )
    )
    return Access(session.scalar(query) or 0)


def version_rows(draft_id: str) -> Select[DraftVersionRow]:
    """A draft's versions, the latest first."""
    return (
        select(DraftVersionRow)
        .where(DraftVersionRow.draft_id == draft_id)
        .order_by(DraftVersionRow.number.desc())
    )


def versions_with_authors(draft_id: str) -> Select[DraftVersionRow, str]:
    """The same with the name of each author."""
    return (
        select(DraftVersionRow, UserRow.name)
        .join(UserRow, UserRow.id == DraftVersionRow.author_id)
        .where(DraftVersionRow.draft_id == draft_id)
        .order_by(DraftVersionRow.number.desc())
    )


def to_draft(session: Session, row: DraftRow, access: Access) -> Draft:
    """The draft as pages see it."""
    return Draft(
        id=row.id,
        organisation_id=row.organisation_id,
        owner_id=row.owner_id,
        owner_name=session.get_one(UserRow, row.owner_id).name,
        title=row.title,
        source=row.source,
        is_confidential=row.is_confidential,
        verdict=Verdict(row.verdict) if row.verdict else None,
        open_findings=row.open_findings,
        created_at=row.created_at,
        changed_at=row.changed_at,
        access=access,
    )


def to_version(row: DraftVersionRow, author_name: str) -> Version:
    """The version as pages see it."""
    return Version(
        number=row.number,
        kind=VersionKind(row.kind),
        title=row.title,
        text=row.text,
        digest=row.sha256,
        note=row.note,
        author_name=author_name,
        recorded_at=row.recorded_at,
        verdict=Verdict(row.verdict) if row.verdict else None,
    )
