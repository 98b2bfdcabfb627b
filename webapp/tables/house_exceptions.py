"""What a newsroom agreed not to be told again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.tables.base import (
    CODE_LENGTH,
    KEY_LENGTH,
    TITLE_LENGTH,
    Base,
    UtcDateTime,
)


class HouseExceptionRow(Base):
    """A proper name or a waiver; ended, never deleted, so that reports stay true."""

    __tablename__ = "house_exceptions"
    __table_args__ = (Index("ix_house_exceptions_standing", "organisation_id", "kind"),)

    id: Mapped[str] = mapped_column(String(KEY_LENGTH), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    # name: a proper name or title | waiver: an expression let through for a reason
    kind: Mapped[str] = mapped_column(String(CODE_LENGTH))
    phrase: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    # Null: in every category.
    category: Mapped[str | None] = mapped_column(String(CODE_LENGTH))
    reason: Mapped[str] = mapped_column(Text)
    # Who answers for it; not always who typed it.
    owner_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    created_by: Mapped[str] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Null: a name does not expire; a waiver always does.
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
