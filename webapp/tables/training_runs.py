"""What came of comparing a candidate with the model in service."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.tables.base import (
    CODE_LENGTH,
    KEY_LENGTH,
    NAME_LENGTH,
    Base,
    UtcDateTime,
)


class TrainingRunRow(Base):
    """One comparison; a job may make several, the last one holds."""

    __tablename__ = "training_runs"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    # Outlives the job, which is forgotten after a while.
    job_id: Mapped[str] = mapped_column(String(KEY_LENGTH), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    # Names of bundles' folders, for the registry.
    candidate: Mapped[str] = mapped_column(String(NAME_LENGTH))
    champion: Mapped[str] = mapped_column(String(NAME_LENGTH))
    # yes | no
    gate: Mapped[str] = mapped_column(String(CODE_LENGTH))
    # training.gate_comparison as JSON, without the words of drafts.
    comparison: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
