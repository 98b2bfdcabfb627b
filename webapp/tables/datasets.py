"""Dataset versions: never changed; sentences go only when their draft is erased."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
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


class DatasetVersionRow(Base):
    """A named set of labelled sentences as it was at one moment."""

    __tablename__ = "dataset_versions"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: Mapped[str] = mapped_column(String(KEY_LENGTH), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    note: Mapped[str] = mapped_column(Text)
    # frozen | imported
    origin: Mapped[str] = mapped_column(String(CODE_LENGTH))
    # Of all its examples in canonical form, sides included.
    digest: Mapped[str] = mapped_column(String(DIGEST_LENGTH))
    examples: Mapped[int] = mapped_column(Integer)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("dataset_versions.id"))
    author_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DatasetSentenceRow(Base):
    """One labelled sentence, kept once however many versions hold it."""

    __tablename__ = "dataset_sentences"
    __table_args__ = (
        Index("ix_dataset_sentences_document", "organisation_id", "document_key"),
        Index("ix_dataset_sentences_text", "organisation_id", "text_key"),
    )

    # Of newsroom, source, outlet and record.
    digest: Mapped[str] = mapped_column(String(DIGEST_LENGTH), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    document_key: Mapped[str] = mapped_column(String(DRAFT_KEY_LENGTH))
    # Digest of the folded words.
    text_key: Mapped[str] = mapped_column(String(DIGEST_LENGTH))
    # Why reviewers had it; "" for what was imported.
    source: Mapped[str] = mapped_column(String(CODE_LENGTH))
    outlet: Mapped[str] = mapped_column(String(NAME_LENGTH))
    # The example as JSON, without its side.
    record: Mapped[str] = mapped_column(Text)


class DatasetMemberRow(Base):
    """That a version holds a sentence, and on which side."""

    __tablename__ = "dataset_members"

    version_id: Mapped[str] = mapped_column(
        ForeignKey("dataset_versions.id"), primary_key=True
    )
    sentence_digest: Mapped[str] = mapped_column(
        ForeignKey("dataset_sentences.digest", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    )
    # train | dev | test | holdout
    side: Mapped[str] = mapped_column(String(CODE_LENGTH))


class DatasetDocumentRow(Base):
    """On which side a document was dealt, for all versions there will ever be."""

    __tablename__ = "dataset_documents"

    organisation_id: Mapped[str] = mapped_column(
        ForeignKey("organisations.id"), primary_key=True
    )
    document_key: Mapped[str] = mapped_column(
        String(DRAFT_KEY_LENGTH), primary_key=True
    )
    side: Mapped[str] = mapped_column(String(CODE_LENGTH))
    dealt_at: Mapped[datetime] = mapped_column(UtcDateTime)
