"""What was done here, by whom: added, chained by hashes, never changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.tables.base import (
    ADDRESS_LENGTH,
    CODE_LENGTH,
    DIGEST_LENGTH,
    DRAFT_KEY_LENGTH,
    KEY_LENGTH,
    NAME_LENGTH,
    Base,
    UtcDateTime,
)


class AuditRow(Base):
    """One act; a trigger refuses to change or delete it.

    No foreign keys: the trail outlives what it speaks of.
    """

    __tablename__ = "audit_events"
    __table_args__ = (Index("ix_audit_events_subject", "subject_kind", "subject_id"),)

    # 1, 2, 3 …: a gap is a sign that something was taken out.
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    organisation_id: Mapped[str | None] = mapped_column(String(KEY_LENGTH), index=True)
    actor_id: Mapped[str | None] = mapped_column(String(KEY_LENGTH), index=True)
    actor_name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    action: Mapped[str] = mapped_column(String(64), index=True)
    subject_kind: Mapped[str] = mapped_column(String(CODE_LENGTH))
    subject_id: Mapped[str] = mapped_column(String(DRAFT_KEY_LENGTH))
    # Canonical JSON, hashed as it stands.
    facts: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(String(ADDRESS_LENGTH))
    previous_hash: Mapped[str] = mapped_column(String(DIGEST_LENGTH))
    hash: Mapped[str] = mapped_column(String(DIGEST_LENGTH), unique=True)
