"""Dataset versions: frozen from what reviewers settled, or taken in from a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from screener.errors import NoExamplesError, RecordMissingError
from training.dataset import Example, Split, examples_digest
from webapp.accounts import User
from webapp.audit import Entry
from webapp.datasets import (
    Contents,
    DatasetVersion,
    Deal,
    Dealt,
    Member,
    VersionOrigin,
    deal_sides,
    merged,
)
from webapp.store.audit import append
from webapp.store.connection import Connection
from webapp.store.dataset_rows import (
    handable,
    member_row,
    sentence_rows,
    to_member,
    to_version,
    to_version_row,
)
from webapp.store.reviews import example_id, settled, to_example
from webapp.tables.accounts import UserRow
from webapp.tables.datasets import (
    DatasetDocumentRow,
    DatasetMemberRow,
    DatasetSentenceRow,
    DatasetVersionRow,
)
from webapp.tables.reviews import ReviewItemRow

_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """What somebody wants to keep as a version.

    Attributes:
        parent_id: The version that it is made from; None for none.
        deal: How documents without a side are dealt.
    """

    id: str
    name: str
    note: str
    parent_id: str | None
    deal: Deal


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document that would be dealt a side by the next freezing.

    Attributes:
        opening: Its first sentence in the set.
        sentences: How many are settled.
    """

    key: str
    outlet: str
    genre: str
    opening: str
    sentences: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the next freezing would hold.

    Attributes:
        settled: Sentences that reviewers settled.
        documents: Without a side yet.
    """

    settled: int
    documents: tuple[NewDocument, ...]


def versions(
    session: Session, *, organisation_id: str | None = None
) -> tuple[DatasetVersion, ...]:
    """All dataset versions, the latest first.

    Args:
        session: Of ``store.connection.reading()``.
        organisation_id: Only of this newsroom; None for all.
    """
    query = (
        select(DatasetVersionRow, UserRow.name)
        .join(UserRow, UserRow.id == DatasetVersionRow.author_id)
        .order_by(DatasetVersionRow.created_at.desc(), DatasetVersionRow.id)
    )
    if organisation_id is not None:
        query = query.where(DatasetVersionRow.organisation_id == organisation_id)
    return tuple(to_version(row, name) for row, name in session.execute(query))


def examples_of(session: Session, version_id: str) -> tuple[Example, ...]:
    """What may be trained on and judged by: a version's examples with their sides.

    Sentences of drafts that are confidential now are not among them; those whose
    split is ``HOLDOUT`` judge and never train.

    Args:
        session: Of ``store.connection.reading()``.
        version_id: Of the version; of an unknown one nothing is there.
    """
    return tuple(member.example for member in members_of(session, version_id))


def members_of(session: Session, version_id: str) -> tuple[Member, ...]:
    """A version's sentences that may be handed out, in the order of their ids."""
    query = (
        select(DatasetSentenceRow, DatasetMemberRow.side)
        .join(
            DatasetMemberRow,
            DatasetMemberRow.sentence_digest == DatasetSentenceRow.digest,
        )
        .where(DatasetMemberRow.version_id == version_id, handable())
    )
    members = (to_member(row, side) for row, side in session.execute(query))
    return tuple(sorted(members, key=lambda member: member.example.id))


class DatasetRoom:
    """The dataset versions of this installation."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def versions(self, organisation_id: str) -> tuple[DatasetVersion, ...]:
        """The newsroom's versions, the latest first."""
        with self._connection.reading() as session:
            return versions(session, organisation_id=organisation_id)

    def find(self, key: str, organisation_id: str) -> DatasetVersion:
        """One version.

        Raises:
            RecordMissingError: When the newsroom has none of that id.
        """
        for version in self.versions(organisation_id):
            if version.id == key:
                return version
        raise RecordMissingError(source=f"dataset {key}")

    def contents(self, version: DatasetVersion) -> Contents:
        """What can be had of a version now."""
        kept = (
            select(func.count())
            .select_from(DatasetMemberRow)
            .where(DatasetMemberRow.version_id == version.id)
        )
        with self._connection.reading() as session:
            members = members_of(session, version.id)
            left = session.scalar(kept) or 0
        return Contents(
            members, withheld=left - len(members), erased=version.examples - left
        )

    def waiting(self, organisation_id: str) -> Waiting:
        """What the next freezing would hold."""
        with self._connection.reading() as session:
            members = _settled(session, organisation_id)
            known = _sides(session, organisation_id)
        new = [member for member in members if member.document_key not in known]
        return Waiting(len(members), _documents(new))

    def freeze(
        self, wanted: NewVersion, by: User, now: datetime, *, entry: Entry
    ) -> DatasetVersion:
        """Keep what is settled now, and what the parent had from files, as a version.

        Raises:
            NoExamplesError: When nothing is settled and nothing carried over.
            ConflictError: When the newsroom has a version of that name.
            RecordMissingError: When the parent is not the newsroom's.
        """
        with self._connection.writing(conflict=wanted.name) as session:
            parent = _parent(session, wanted, by)
            own = _own_examples(session, by.organisation_id)
            # What reviewers have here is in it as it is settled now, or not at all.
            carried = [member for member in parent if member.example.id not in own]
            members = merged(carried, _settled(session, by.organisation_id))
            return _keep(
                session, members, VersionOrigin.FROZEN, wanted, by, now, entry
            ).version

    def take_in(
        self,
        members: Sequence[Member],
        wanted: NewVersion,
        by: User,
        now: datetime,
        *,
        entry: Entry,
    ) -> Kept:
        """Keep what a file holds, laid over the parent, as a version.

        Raises:
            ExampleError: When the file puts one document on two sides.
            NoExamplesError: When there is nothing in it.
            ConflictError: When the newsroom has a version of that name.
            RecordMissingError: When the parent is not the newsroom's.
        """
        if not members:
            raise NoExamplesError(source=wanted.name)
        with self._connection.writing(conflict=wanted.name) as session:
            both = merged(_parent(session, wanted, by), members)
            return _keep(session, both, VersionOrigin.IMPORTED, wanted, by, now, entry)


@dataclass(frozen=True, slots=True)
class Kept:
    """A version that was just made.

    Attributes:
        doubles: Sentences left out, since the same words judge already.
    """

    version: DatasetVersion
    doubles: int


def _keep(
    session: Session,
    members: Sequence[Member],
    origin: VersionOrigin,
    wanted: NewVersion,
    by: User,
    now: datetime,
    entry: Entry,
) -> Kept:
    organisation_id = by.organisation_id
    dealt = deal_sides(
        members,
        known=_sides(session, organisation_id),
        judged_texts=_judged_texts(session, organisation_id),
        deal=wanted.deal,
        source=wanted.name,
    )
    if not dealt.members:
        raise NoExamplesError(source=wanted.name)
    version = DatasetVersion(
        id=wanted.id,
        organisation_id=organisation_id,
        name=wanted.name,
        note=wanted.note,
        origin=origin,
        digest=examples_digest(member.example for member in dealt.members),
        examples=len(dealt.members),
        parent_id=wanted.parent_id,
        author_id=by.id,
        author_name=by.name,
        created_at=now,
    )
    _add(session, version, dealt, now)
    append(session, entry)
    return Kept(version, dealt.doubles)


def _add(
    session: Session, version: DatasetVersion, dealt: Dealt, now: datetime
) -> None:
    organisation_id = version.organisation_id
    session.add(to_version_row(version))
    session.flush()
    rows = sentence_rows(dealt.members, organisation_id=organisation_id)
    known = _known_digests(session, list(rows))
    session.add_all(row for digest, row in rows.items() if digest not in known)
    session.add_all(
        DatasetDocumentRow(
            organisation_id=organisation_id,
            document_key=key,
            side=side.value,
            dealt_at=now,
        )
        for key, side in dealt.new.items()
    )
    session.flush()
    session.add_all(
        member_row(member, version_id=version.id, organisation_id=organisation_id)
        for member in dealt.members
    )
    session.flush()


def _known_digests(session: Session, digests: Sequence[str]) -> set[str]:
    known: set[str] = set()
    for start in range(0, len(digests), _AT_ONCE):
        some = digests[start : start + _AT_ONCE]
        query = select(DatasetSentenceRow.digest).where(
            DatasetSentenceRow.digest.in_(some)
        )
        known.update(session.scalars(query))
    return known


def _parent(session: Session, wanted: NewVersion, by: User) -> tuple[Member, ...]:
    if wanted.parent_id is None:
        return ()
    row = session.get(DatasetVersionRow, wanted.parent_id)
    if row is None or row.organisation_id != by.organisation_id:
        raise RecordMissingError(source=f"dataset {wanted.parent_id}")
    return members_of(session, row.id)


def _settled(session: Session, organisation_id: str) -> tuple[Member, ...]:
    return tuple(
        Member(to_example(label), source=label.source.value, outlet=label.outlet)
        for label in settled(session, organisation_id=organisation_id)
    )


def _own_examples(session: Session, organisation_id: str) -> set[str]:
    """Ids of the examples that the newsroom's queue may become."""
    query = select(ReviewItemRow.id).where(
        ReviewItemRow.organisation_id == organisation_id
    )
    return {example_id(key) for key in session.scalars(query)}


def _sides(session: Session, organisation_id: str) -> dict[str, Split]:
    query = select(DatasetDocumentRow).where(
        DatasetDocumentRow.organisation_id == organisation_id
    )
    return {row.document_key: Split(row.side) for row in session.scalars(query)}


def _judged_texts(session: Session, organisation_id: str) -> dict[str, Split]:
    """What judged in any version, by the words; the holdout before the others."""
    query = (
        select(DatasetSentenceRow.text_key, DatasetMemberRow.side)
        .join(
            DatasetMemberRow,
            DatasetMemberRow.sentence_digest == DatasetSentenceRow.digest,
        )
        .where(
            DatasetSentenceRow.organisation_id == organisation_id,
            DatasetMemberRow.side != Split.TRAIN.value,
        )
        .distinct()
    )
    found = [(key, Split(side)) for key, side in session.execute(query)]
    ranks = (Split.DEV, Split.TEST, Split.HOLDOUT)
    return dict(sorted(found, key=lambda pair: ranks.index(pair[1])))


def _documents(members: Sequence[Member]) -> tuple[NewDocument, ...]:
    groups: dict[str, list[Member]] = {}
    for member in members:
        groups.setdefault(member.document_key, []).append(member)
    return tuple(
        NewDocument(
            key=key,
            outlet=group[0].outlet,
            genre=group[0].example.genre,
            opening=group[0].example.text,
            sentences=len(group),
        )
        for key, group in groups.items()
    )
