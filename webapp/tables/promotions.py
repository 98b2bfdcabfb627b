"""Which model was put into service, by whom and why; nothing is ever changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.tables.base import (
    CODE_LENGTH,
    DIGEST_LENGTH,
    KEY_LENGTH,
    NAME_LENGTH,
    Base,
    UtcDateTime,
)


class PromotionRow(Base):
    """One change of the model in service; the last row says which one it is."""

    __tablename__ = "promotions"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    # promote | roll_back
    kind: Mapped[str] = mapped_column(String(CODE_LENGTH))
    # Name of the bundle's folder, for the registry.
    bundle: Mapped[str] = mapped_column(String(NAME_LENGTH))
    version: Mapped[str] = mapped_column(String(CODE_LENGTH))
    sha256: Mapped[str] = mapped_column(String(DIGEST_LENGTH))
    # Which one it took the place of.
    replaced: Mapped[str] = mapped_column(String(NAME_LENGTH))
    # The retraining that made it; "" for a bundle that came otherwise.
    job_id: Mapped[str] = mapped_column(String(KEY_LENGTH))
    # yes | no | none: what the gate said of it.
    gate: Mapped[str] = mapped_column(String(CODE_LENGTH))
    reason: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    # Names of all who signed, as JSON; people may be renamed later.
    signers: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SignatureRow(Base):
    """One person's word that a candidate may go into service."""

    __tablename__ = "signatures"
    __table_args__ = (UniqueConstraint("job_id", "sha256", "user_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    job_id: Mapped[str] = mapped_column(String(KEY_LENGTH))
    # Of the candidate's manifest: a candidate made anew has to be signed anew.
    sha256: Mapped[str] = mapped_column(String(DIGEST_LENGTH))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
