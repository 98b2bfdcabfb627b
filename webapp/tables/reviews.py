"""Sentences to label, and what reviewers said of them; events are never changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    Boolean,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from webapp.tables.base import (
    CODE_LENGTH,
    DIGEST_LENGTH,
    DRAFT_KEY_LENGTH,
    KEY_LENGTH,
    NAME_LENGTH,
    Base,
    UtcDateTime,
)


class ReviewItemRow(Base):
    """A sentence in its context that waits for labels, or has them.

    State, version and claim follow from the events and may change; what was said
    stands in ``review_events``. No foreign key to the draft: labels may outlive it.
    """

    __tablename__ = "review_items"
    __table_args__ = (
        UniqueConstraint("organisation_id", "text_key"),
        Index("ix_review_items_queue", "organisation_id", "state", "value"),
    )

    id: Mapped[str] = mapped_column(String(KEY_LENGTH), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    source: Mapped[str] = mapped_column(String(CODE_LENGTH))
    # What all sentences of one article share; the draft's id when there is one.
    document_key: Mapped[str] = mapped_column(String(DRAFT_KEY_LENGTH), index=True)
    genre: Mapped[str] = mapped_column(String(CODE_LENGTH))
    outlet: Mapped[str] = mapped_column(String(NAME_LENGTH))
    text: Mapped[str] = mapped_column(Text)
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    # Digest of the folded sentence: nobody labels the same words twice.
    text_key: Mapped[str] = mapped_column(String(DIGEST_LENGTH))
    # What the model said, as JSON; shown only after the first answer.
    suggestion: Mapped[str] = mapped_column(Text)
    # Gravest category of the suggestion, for the filter; "" when it named none.
    category: Mapped[str] = mapped_column(String(CODE_LENGTH))
    model_name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    model_version: Mapped[str] = mapped_column(String(64))
    # The parts of the value, as JSON, so that the order can be explained.
    signals: Mapped[str] = mapped_column(Text)
    value: Mapped[float] = mapped_column(Float)
    state: Mapped[str] = mapped_column(String(CODE_LENGTH))
    version: Mapped[int] = mapped_column(Integer)
    claimed_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReviewEventRow(Base):
    """One act of one reviewer on one sentence; a trigger refuses to change it."""

    __tablename__ = "review_events"
    __table_args__ = (Index("ix_review_events_author", "author_id", "recorded_at"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    item_id: Mapped[str] = mapped_column(
        ForeignKey("review_items.id", ondelete="CASCADE"), index=True
    )
    # label | undo | adjudication | skip | doubt
    kind: Mapped[str] = mapped_column(String(CODE_LENGTH))
    author_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    # Stance, categories, severity and spans as JSON; "" for the other kinds.
    answer: Mapped[str] = mapped_column(Text)
    is_unsure: Mapped[bool] = mapped_column(Boolean)
    # Whether the model's suggestion was asked for before this answer.
    saw_suggestion: Mapped[bool] = mapped_column(Boolean)
    # The reviewer's own words; of an adjudication, what others should learn from it.
    note: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
