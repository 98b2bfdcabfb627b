"""Counts of what was screened, day by day; never a word of any text."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.tables.base import (
    CODE_LENGTH,
    DIGEST_LENGTH,
    KEY_LENGTH,
    NAME_LENGTH,
    Base,
)

DAY_LENGTH: Final = 10


class ScreeningTallyRow(Base):
    """What one day's first screening of a draft, or one run of a scan, counted.

    A draft that is checked again and again while it is written counts once a day.
    """

    __tablename__ = "screening_tallies"
    __table_args__ = (
        UniqueConstraint(
            "organisation_id",
            "day",
            "subject_key",
            "model_name",
            "model_version",
            name="uq_screening_tallies_once_a_day",
        ),
        Index("ix_screening_tallies_organisation_day", "organisation_id", "day"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    # In Vietnam, as 2026-03-08.
    day: Mapped[str] = mapped_column(String(DAY_LENGTH))
    # draft | scan
    source: Mapped[str] = mapped_column(String(CODE_LENGTH))
    # Digest of the draft's or the job's id: tells two apart, names neither.
    subject_key: Mapped[str] = mapped_column(String(DIGEST_LENGTH))
    model_name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    model_version: Mapped[str] = mapped_column(String(KEY_LENGTH * 2))
    operating_point: Mapped[str] = mapped_column(String(CODE_LENGTH))
    documents: Mapped[int] = mapped_column(Integer)
    sentences: Mapped[int] = mapped_column(Integer)
    # Sentences with a finding.
    flagged: Mapped[int] = mapped_column(Integer)
    # Findings by score, and documents by mean length of a sentence, as JSON lists.
    scores: Mapped[str] = mapped_column(Text)
    lengths: Mapped[str] = mapped_column(Text)
    # Findings by category, as JSON.
    categories: Mapped[str] = mapped_column(Text)
