"""Who works here: organisations, users, links that let somebody in, sessions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.tables.base import (
    ADDRESS_LENGTH,
    CODE_LENGTH,
    DIGEST_LENGTH,
    EMAIL_LENGTH,
    KEY_LENGTH,
    NAME_LENGTH,
    Base,
    UtcDateTime,
)


class OrganisationRow(Base):
    """A newsroom, publisher or department; its drafts are seen by nobody else."""

    __tablename__ = "organisations"

    id: Mapped[str] = mapped_column(String(KEY_LENGTH), primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), unique=True)
    # Null: as long as the installation's setting says.
    retention_days: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class UserRow(Base):
    """A person with a role; never deleted, so that records keep their author."""

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(String(KEY_LENGTH), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(
        ForeignKey("organisations.id"), index=True
    )
    # Lower case; null only for the person of local mode, who cannot log in.
    email: Mapped[str | None] = mapped_column(String(EMAIL_LENGTH), unique=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    role: Mapped[str] = mapped_column(String(CODE_LENGTH))
    password_hash: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class InvitationRow(Base):
    """A link that works once: to join, or to choose a new password."""

    __tablename__ = "invitations"

    id: Mapped[str] = mapped_column(String(KEY_LENGTH), primary_key=True)
    # The link's secret is shown once and kept only as SHA-256.
    token_hash: Mapped[str] = mapped_column(String(DIGEST_LENGTH), unique=True)
    purpose: Mapped[str] = mapped_column(String(CODE_LENGTH))
    organisation_id: Mapped[str] = mapped_column(
        ForeignKey("organisations.id"), index=True
    )
    email: Mapped[str] = mapped_column(String(EMAIL_LENGTH))
    role: Mapped[str] = mapped_column(String(CODE_LENGTH))
    # Whose password it resets; null for a newcomer.
    user_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"), index=True)
    created_by: Mapped[str] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SessionRow(Base):
    """A browser in which somebody is logged in."""

    __tablename__ = "sessions"

    # The cookie carries the secret; a stolen copy of this table opens nothing.
    token_hash: Mapped[str] = mapped_column(String(DIGEST_LENGTH), primary_key=True)
    # Names the session on the page of its owner.
    id: Mapped[str] = mapped_column(String(KEY_LENGTH), unique=True)
    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    address: Mapped[str] = mapped_column(String(ADDRESS_LENGTH))
    agent: Mapped[str] = mapped_column(String(NAME_LENGTH))


class LoginAttemptRow(Base):
    """One try to log in; many failures close the door for a while."""

    __tablename__ = "login_attempts"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    # A digest: people type their password into the wrong field.
    account_hash: Mapped[str] = mapped_column(String(DIGEST_LENGTH), index=True)
    address: Mapped[str] = mapped_column(String(ADDRESS_LENGTH), index=True)
    has_failed: Mapped[bool] = mapped_column(Boolean)
    attempted_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
