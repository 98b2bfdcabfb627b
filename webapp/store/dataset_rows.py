"""Rows of dataset versions as values, and values as rows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import ColumnElement, or_, select

from training.dataset import Split, example_from_json
from webapp.datasets import (
    DatasetVersion,
    Member,
    VersionOrigin,
    record_text,
    sentence_digest,
    text_key,
)
from webapp.review import LENT_SOURCES
from webapp.tables.datasets import (
    DatasetMemberRow,
    DatasetSentenceRow,
    DatasetVersionRow,
)
from webapp.tables.drafts import DraftRow


def handable() -> ColumnElement[bool]:
    """What a kept sentence must satisfy to be trained on, shown or exported.

    A draft that was marked confidential, or whose owner lends its sentences no
    longer, takes what came from it out of every version; unmarking brings it back.
    """
    confidential = select(DraftRow.id).where(DraftRow.is_confidential)
    unlent = select(DraftRow.id).where(DraftRow.lends_sentences.is_(False))
    lent = [source.value for source in LENT_SOURCES]
    return DatasetSentenceRow.document_key.not_in(confidential) & or_(
        DatasetSentenceRow.source.not_in(lent),
        DatasetSentenceRow.document_key.not_in(unlent),
    )


def to_version(row: DatasetVersionRow, author_name: str) -> DatasetVersion:
    """The version as pages see it."""
    return DatasetVersion(
        id=row.id,
        organisation_id=row.organisation_id,
        name=row.name,
        note=row.note,
        origin=VersionOrigin(row.origin),
        digest=row.digest,
        examples=row.examples,
        parent_id=row.parent_id,
        author_id=row.author_id,
        author_name=author_name,
        created_at=row.created_at,
    )


def to_version_row(version: DatasetVersion) -> DatasetVersionRow:
    """The version as it is stored."""
    return DatasetVersionRow(
        id=version.id,
        organisation_id=version.organisation_id,
        name=version.name,
        note=version.note,
        origin=version.origin.value,
        digest=version.digest,
        examples=version.examples,
        parent_id=version.parent_id,
        author_id=version.author_id,
        created_at=version.created_at,
    )


def to_member(row: DatasetSentenceRow, side: str) -> Member:
    """The sentence on its side of a version."""
    example = example_from_json(json.loads(row.record), source=row.digest, line=1)
    return Member(
        replace(example, split=Split(side)), source=row.source, outlet=row.outlet
    )


def sentence_rows(
    members: Iterable[Member], *, organisation_id: str
) -> dict[str, DatasetSentenceRow]:
    """The sentences as they are kept, by their digest."""
    rows = (_sentence_row(member, organisation_id) for member in members)
    return {row.digest: row for row in rows}


def member_row(
    member: Member, *, version_id: str, organisation_id: str
) -> DatasetMemberRow:
    """That a version holds the sentence."""
    return DatasetMemberRow(
        version_id=version_id,
        sentence_digest=sentence_digest(member, organisation_id=organisation_id),
        side=member.example.split.value,
    )


def _sentence_row(member: Member, organisation_id: str) -> DatasetSentenceRow:
    return DatasetSentenceRow(
        digest=sentence_digest(member, organisation_id=organisation_id),
        organisation_id=organisation_id,
        document_key=member.document_key,
        text_key=text_key(member.example),
        source=member.source,
        outlet=member.outlet,
        record=record_text(member.example),
    )
