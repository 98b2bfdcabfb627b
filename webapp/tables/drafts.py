"""Drafts, their versions and files, and the links that share them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    Boolean,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from webapp.tables.base import (
    CODE_LENGTH,
    DIGEST_LENGTH,
    DRAFT_KEY_LENGTH,
    KEY_LENGTH,
    NAME_LENGTH,
    TITLE_LENGTH,
    Base,
    UtcDateTime,
)


class DraftRow(Base):
    """A text that somebody works on; its owner's alone unless shared."""

    __tablename__ = "drafts"
    __table_args__ = (Index("ix_drafts_owner", "owner_id", "changed_at"),)

    id: Mapped[str] = mapped_column(String(DRAFT_KEY_LENGTH), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(
        ForeignKey("organisations.id"), index=True
    )
    owner_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    # The file it came from, or "".
    source: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    genre: Mapped[str] = mapped_column(String(CODE_LENGTH))
    # Title and latest text, folded, for the owner's search.
    folded: Mapped[str] = mapped_column(Text)
    # Cannot be shared; its sentences never become examples for training.
    is_confidential: Mapped[bool] = mapped_column(Boolean)
    # Whether reviewers may be given sentences that nobody pointed at.
    lends_sentences: Mapped[bool] = mapped_column(
        Boolean, default=False, server_default=false()
    )
    # Of the latest version that was screened; null before.
    verdict: Mapped[str | None] = mapped_column(String(CODE_LENGTH))
    open_findings: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Null: kept until somebody erases it.
    erase_after: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


class DraftVersionRow(Base):
    """The whole text as it stood at one moment.

    Never changed, but that an autosave gives way to its author's next one.
    """

    __tablename__ = "draft_versions"
    __table_args__ = (UniqueConstraint("draft_id", "number"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    # autosave | saved | uploaded | restored
    kind: Mapped[str] = mapped_column(String(CODE_LENGTH))
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(DIGEST_LENGTH))
    note: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    author_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    verdict: Mapped[str | None] = mapped_column(String(CODE_LENGTH))


class DraftFileRow(Base):
    """The bytes that a version was read from; comments go back into them."""

    __tablename__ = "draft_files"
    __table_args__ = (UniqueConstraint("draft_id", "version"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"))
    version: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(DIGEST_LENGTH))
    size_bytes: Mapped[int] = mapped_column(Integer)
    # What was read of it and what not, as JSON for the page.
    coverage: Mapped[str] = mapped_column(Text, server_default="{}")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DraftShareRow(Base):
    """A link that lets colleagues of the same organisation view or edit a draft."""

    __tablename__ = "draft_shares"

    id: Mapped[str] = mapped_column(String(KEY_LENGTH), primary_key=True)
    draft_id: Mapped[str] = mapped_column(
        ForeignKey("drafts.id", ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[str] = mapped_column(String(DIGEST_LENGTH), unique=True)
    # view | edit
    right: Mapped[str] = mapped_column(String(CODE_LENGTH))
    created_by: Mapped[str] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DraftGuestRow(Base):
    """A colleague who opened a share; the draft stands in their list from then on."""

    __tablename__ = "draft_guests"

    share_id: Mapped[str] = mapped_column(
        ForeignKey("draft_shares.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.id"), primary_key=True, index=True
    )
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
