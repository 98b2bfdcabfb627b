"""Drafts and their versions."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from screener.domain.labels import Verdict
from screener.errors import DraftChangedError, RecordMissingError
from webapp.accounts import User
from webapp.audit import Entry
from webapp.drafts import (
    Access,
    Draft,
    DraftFile,
    Version,
    VersionKind,
    Writing,
    gives_way,
    search_fold,
    text_digest,
    title_of,
)
from webapp.store.audit import append
from webapp.store.connection import Connection
from webapp.store.draft_rows import (
    access_of,
    to_draft,
    to_version,
    version_rows,
    versions_with_authors,
    visible,
)
from webapp.tables.drafts import (
    DraftFileRow,
    DraftRow,
    DraftShareRow,
    DraftVersionRow,
)

PAGE_SIZE: Final = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSearch:
    """Which drafts to list.

    Attributes:
        words: All of them stand in title or text; "" asks for all.
        page: From 1.
    """

    words: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class DraftPage:
    """One page of a list of drafts, the latest changed first."""

    drafts: tuple[Draft, ...]
    total: int


class DraftRoom:
    """The drafts of this installation, as the person who asks may see them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, draft_id: str, user: User, now: datetime) -> Draft | None:
        """The draft; None when there is none or when it is not shared with ``user``."""
        with self._connection.reading() as session:
            row = session.get(DraftRow, draft_id)
            if row is None:
                return None
            access = access_of(session, row, user, now)
            return to_draft(session, row, access) if access else None

    def access(self, draft_id: str, user: User, now: datetime) -> Access | None:
        """What somebody may do with a draft; None when there is no such draft."""
        with self._connection.reading() as session:
            row = session.get(DraftRow, draft_id)
            return None if row is None else access_of(session, row, user, now)

    def search(self, wanted: DraftSearch, user: User, now: datetime) -> DraftPage:
        """One's own drafts and those that colleagues shared."""
        where = [visible(user, now)]
        where += [
            DraftRow.folded.contains(word, autoescape=True)
            for word in search_fold(wanted.words).split()
        ]
        query = (
            select(DraftRow)
            .where(*where)
            .order_by(DraftRow.changed_at.desc(), DraftRow.id)
            .offset((wanted.page - 1) * PAGE_SIZE)
            .limit(PAGE_SIZE)
        )
        with self._connection.reading() as session:
            total = session.scalar(
                select(func.count()).select_from(DraftRow).where(*where)
            )
            rows = session.scalars(query).all()
            return DraftPage(
                tuple(
                    to_draft(session, row, access_of(session, row, user, now))
                    for row in rows
                ),
                total or 0,
            )

    def save(self, writing: Writing, user: User, now: datetime) -> Version:
        """Keep a text as the draft's latest version; the same text adds none.

        Raises:
            RecordMissingError: When the draft is somebody else's.
            DraftChangedError: When another version came in between.
            ConflictError: When two first versions arrive at the same moment.
        """
        with self._connection.writing(conflict=writing.draft_id) as session:
            row = session.get(DraftRow, writing.draft_id, with_for_update=True)
            if row is None:
                row = _new_row(writing, user, now)
                session.add(row)
                session.flush()
            elif access_of(session, row, user, now) < Access.EDIT:
                raise RecordMissingError(source=f"draft {writing.draft_id}")
            return _with_version(session, row, writing, user, now)

    def versions(self, draft_id: str) -> tuple[Version, ...]:
        """All of them, the latest first."""
        with self._connection.reading() as session:
            return tuple(
                to_version(*found)
                for found in session.execute(versions_with_authors(draft_id))
            )

    def version(self, draft_id: str, number: int | None = None) -> Version:
        """One version; the latest when no number is given.

        Raises:
            RecordMissingError: When there is none.
        """
        query = versions_with_authors(draft_id)
        if number is not None:
            query = query.where(DraftVersionRow.number == number)
        with self._connection.reading() as session:
            found = session.execute(query.limit(1)).first()
            if found is None:
                raise RecordMissingError(source=f"draft {draft_id} {number or ''}")
            return to_version(*found)

    def file(self, draft_id: str) -> DraftFile | None:
        """The file that the draft was read from last; None when it was typed."""
        query = (
            select(DraftFileRow, DraftVersionRow.sha256)
            .join(
                DraftVersionRow,
                (DraftVersionRow.draft_id == DraftFileRow.draft_id)
                & (DraftVersionRow.number == DraftFileRow.version),
            )
            .where(DraftFileRow.draft_id == draft_id)
            .order_by(DraftFileRow.version.desc())
            .limit(1)
        )
        with self._connection.reading() as session:
            found = session.execute(query).first()
            if found is None:
                return None
            row, digest = found
            return DraftFile(
                name=row.name,
                content=row.content,
                coverage=row.coverage,
                digest=digest,
            )

    def note_verdict(
        self, draft_id: str, digest: str, *, verdict: Verdict, open_findings: int
    ) -> None:
        """Remember what a screening of the draft's latest text said."""
        said = (verdict.value, open_findings)
        with self._connection.reading() as session:
            known = session.get(DraftRow, draft_id)
            if known is None or (known.verdict, known.open_findings) == said:
                return
        with self._connection.writing() as session:
            latest = session.scalars(version_rows(draft_id).limit(1)).first()
            if latest is None or latest.sha256 != digest:
                return
            latest.verdict = verdict.value
            row = session.get_one(DraftRow, draft_id)
            row.verdict, row.open_findings = said

    def set_confidential(
        self, draft_id: str, *, is_confidential: bool, now: datetime, entry: Entry
    ) -> None:
        """Close a draft to everybody but its owner, ending its links, or reopen it."""
        with self._connection.writing() as session:
            row = session.get_one(DraftRow, draft_id)
            row.is_confidential = is_confidential
            if is_confidential:
                session.execute(
                    update(DraftShareRow)
                    .where(
                        DraftShareRow.draft_id == draft_id,
                        DraftShareRow.withdrawn_at.is_(None),
                    )
                    .values(withdrawn_at=now)
                )
            append(session, entry)


def _new_row(writing: Writing, user: User, now: datetime) -> DraftRow:
    return DraftRow(
        id=writing.draft_id,
        organisation_id=user.organisation_id,
        owner_id=user.id,
        title="",
        source="",
        genre="",
        folded="",
        is_confidential=False,
        verdict=None,
        open_findings=None,
        created_at=now,
        changed_at=now,
        erase_after=None,
    )


def _with_version(
    session: Session, row: DraftRow, writing: Writing, user: User, now: datetime
) -> Version:
    found = [
        to_version(*each)
        for each in session.execute(versions_with_authors(row.id).limit(2))
    ]
    latest = found[0] if found else None
    digest = text_digest(writing.text)
    is_known = writing.file is None or _has_file(session, row.id, writing.file)
    if latest is not None and latest.digest == digest and is_known:
        return latest
    is_checked = writing.file is None and writing.base is not None
    if latest is not None and is_checked and latest.digest != writing.base:
        raise DraftChangedError(source=row.title, author=latest.author_name)
    version = _version_row(session, row, writing, user, now, found)
    if version.number != (latest.number if latest else 0):
        # Nobody has looked at this one yet; an autosave only continues the last.
        row.verdict = row.open_findings = version.verdict = None
    version.title = title_of(writing.text)
    version.text, version.sha256 = writing.text, digest
    version.kind, version.note = writing.kind.value, writing.note
    version.author_id, version.recorded_at = user.id, now
    session.add(version)
    if writing.file is not None:
        session.add(_file_row(row.id, version.number, writing.file, now))
    _describe(row, writing, now)
    session.flush()
    return to_version(version, user.name)


def _version_row(
    session: Session,
    row: DraftRow,
    writing: Writing,
    user: User,
    now: datetime,
    found: list[Version],
) -> DraftVersionRow:
    """The row to write into: a new one, or the autosave that gives way to this one."""
    if not found:
        return DraftVersionRow(draft_id=row.id, number=1)
    latest = found[0]
    if writing.kind is VersionKind.AUTOSAVE:
        last = session.scalars(version_rows(row.id).limit(1)).one()
        before = found[1] if len(found) > 1 else None
        if last.author_id == user.id and gives_way(latest, before, now=now):
            return last
    return DraftVersionRow(draft_id=row.id, number=latest.number + 1)


def _describe(row: DraftRow, writing: Writing, now: datetime) -> None:
    row.title = title_of(writing.text)
    if writing.source is not None:
        row.source = writing.source
    row.folded = search_fold(f"{row.title} {row.source} {writing.text}")
    row.changed_at = now


def _has_file(session: Session, draft_id: str, file: DraftFile) -> bool:
    query = (
        select(DraftFileRow.sha256)
        .where(DraftFileRow.draft_id == draft_id)
        .order_by(DraftFileRow.version.desc())
        .limit(1)
    )
    return session.scalar(query) == hashlib.sha256(file.content).hexdigest()


def _file_row(
    draft_id: str, number: int, file: DraftFile, now: datetime
) -> DraftFileRow:
    return DraftFileRow(
        draft_id=draft_id,
        version=number,
        name=file.name,
        content=file.content,
        sha256=hashlib.sha256(file.content).hexdigest(),
        size_bytes=len(file.content),
        coverage=file.coverage,
        recorded_at=now,
    )
