"""Work that goes on after the page has answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.tables.base import (
    CODE_LENGTH,
    KEY_LENGTH,
    TITLE_LENGTH,
    Base,
    UtcDateTime,
)


class JobRow(Base):
    """One job and how far it has come; the queue only says whose turn it is."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_owner", "owner_id", "created_at"),)

    id: Mapped[str] = mapped_column(String(KEY_LENGTH), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(
        ForeignKey("organisations.id"), index=True
    )
    owner_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str] = mapped_column(String(CODE_LENGTH))
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    # queued | running | done | failed | cancelled
    state: Mapped[str] = mapped_column(String(CODE_LENGTH), index=True)
    # What was asked for, as JSON.
    request: Mapped[str] = mapped_column(Text)
    done: Mapped[int] = mapped_column(Integer)
    # Null: not counted yet.
    total: Mapped[int | None] = mapped_column(Integer)
    attempts: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The worker's last sign of life; an old one means that it died.
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The error record or the outcome, as JSON.
    error: Mapped[str | None] = mapped_column(Text)
    result: Mapped[str | None] = mapped_column(Text)
