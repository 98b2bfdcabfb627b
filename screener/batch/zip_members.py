"""The files in a zip archive, each one a publication of its own."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Final

from screener.batch.planned import PlannedFile
from screener.domain.limits import ReadLimits
from screener.errors import (
    ArchiveBombError,
    CorruptInputError,
    EncryptedInputError,
    InputError,
    TooDeepError,
    TooLargeError,
)
from screener.ingest.discovery import is_clutter

_ENCRYPTED_FLAG: Final = 0x1
_UTF8_FLAG: Final = 0x800
_SUFFIX: Final = ".zip"
# The parts by which an Office file, a book or an OpenDocument is told.
_PACKAGE_MARKS: Final = frozenset(("[Content_Types].xml", "mimetype"))
# What Macs put into archives beside every file.
_FORKS: Final = "__MACOSX"
_WAYS: Final = (".", "..")
_READ_ERRORS: Final = (
    KeyError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


def is_zip(name: str) -> bool:
    """Whether a file of this name is opened as an archive of publications."""
    return name.lower().endswith(_SUFFIX)


def planned_members(archive: PlannedFile, *, limits: ReadLimits) -> list[PlannedFile]:
    """One planned file a member, nested archives included, in the archive's order.

    An archive that cannot be opened, or a member that must not be, stays in as a
    file with its error, so that it is accounted for.
    """
    try:
        with zipfile.ZipFile(archive.path) as opened:
            return list(_members(opened, archive, limits=limits))
    except _READ_ERRORS as exc:
        return [_failing(archive, _corrupt(archive.key, exc))]


@dataclass(slots=True)
class MemberReader:
    """Reads members, and keeps the archive open for the next one.

    Opening an archive reads its whole directory; for each of its members anew, that
    would take a time that grows with the square of their number.
    """

    _opened: _Opened | None = None
    _known: tuple[str, int, int] | None = None

    def read(self, file: PlannedFile, *, limits: ReadLimits) -> bytes:
        """The bytes of a member, not one more than the limits allow.

        Raises:
            InputError: When the archive or the member cannot be read.
        """
        try:
            opened = self._archive(file.path)
            return _followed(opened, file, file.members, limits=limits)
        except _READ_ERRORS as exc:
            raise _corrupt(file.key, exc) from exc

    def close(self) -> None:
        """Let the archive go."""
        opened, self._opened, self._known = self._opened, None, None
        if opened is not None:
            opened.file.close()

    def _archive(self, path: str) -> _Opened:
        status = Path(path).stat()
        seen = (path, status.st_size, status.st_mtime_ns)
        if self._opened is None or seen != self._known:
            self.close()
            self._opened, self._known = _Opened.of(zipfile.ZipFile(path)), seen
        return self._opened


@dataclass(frozen=True, slots=True)
class _Opened:
    """An archive and its members by their marks."""

    file: zipfile.ZipFile
    members: dict[str, zipfile.ZipInfo]

    @classmethod
    def of(cls, file: zipfile.ZipFile) -> _Opened:
        marks: Counter[str] = Counter()
        members: dict[str, zipfile.ZipInfo] = {}
        for info in file.infolist():
            marks[info.filename] += 1
            members[_mark(info.filename, marks[info.filename])] = info
        return cls(file, members)


def _members(
    opened: zipfile.ZipFile, archive: PlannedFile, *, limits: ReadLimits
) -> Iterator[PlannedFile]:
    names = set(opened.namelist())
    if names & _PACKAGE_MARKS:
        yield archive
        return
    marks: Counter[str] = Counter()
    taken: set[PurePosixPath] = set()
    for info in opened.infolist():
        path = _free(PurePosixPath(_shown_name(info)), taken)
        taken.add(path)
        marks[info.filename] += 1
        if info.is_dir() or any(_is_clutter(part) for part in path.parts):
            continue
        member = PlannedFile(
            key=f"{archive.key}/{path}",
            document_id=f"{archive.document_id}/{path}",
            path=archive.path,
            members=(*archive.members, _mark(info.filename, marks[info.filename])),
            size_bytes=info.file_size,
            modified_ns=_modified_ns(info),
            metadata=archive.metadata,
        )
        yield from _expanded(opened, info, member, limits=limits)


def _expanded(
    opened: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    member: PlannedFile,
    *,
    limits: ReadLimits,
) -> Iterator[PlannedFile]:
    """The member itself, or what lies in it when it is an archive."""
    if not is_zip(info.filename):
        yield member
        return
    if len(member.members) >= limits.max_depth:
        yield _failing(member, TooDeepError(source=member.key))
        return
    try:
        content = _read(opened, info, source=member.key, limits=limits)
        with zipfile.ZipFile(io.BytesIO(content)) as inner:
            yield from _members(inner, member, limits=limits)
    except InputError as exc:
        yield _failing(member, exc)
    except _READ_ERRORS as exc:
        yield _failing(member, _corrupt(member.key, exc))


def _free(path: PurePosixPath, taken: Set[PurePosixPath]) -> PurePosixPath:
    """The path, numbered where the archive has another member of that name.

    Programs that unpack show only one of them; all are screened.
    """
    free, number = path, 1
    while free in taken and path.name:
        number += 1
        free = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return free


def _mark(name: str, number: int) -> str:
    """What tells the members of one name apart; no name in a zip holds a NUL."""
    return name if number == 1 else f"{name}\0{number}"


def _followed(
    opened: _Opened,
    file: PlannedFile,
    members: tuple[str, ...],
    *,
    limits: ReadLimits,
) -> bytes:
    info = opened.members[members[0]]
    content = _read(opened.file, info, source=file.key, limits=limits)
    if len(members) == 1:
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as inner:
        return _followed(_Opened.of(inner), file, members[1:], limits=limits)


def _read(
    opened: zipfile.ZipFile, info: zipfile.ZipInfo, *, source: str, limits: ReadLimits
) -> bytes:
    """A member's bytes; what it claims to be is checked before and after."""
    if info.flag_bits & _ENCRYPTED_FLAG:
        raise EncryptedInputError(source=source, format="zip")
    limit = limits.max_file_bytes
    if info.file_size > limit:
        raise TooLargeError(source=source, size_bytes=info.file_size, limit_bytes=limit)
    with opened.open(info) as stream:
        content = stream.read(limit + 1)
    if len(content) > limit:
        raise ArchiveBombError(
            source=source, size_bytes=len(content), limit_bytes=limit
        )
    return content


def _shown_name(info: zipfile.ZipInfo) -> str:
    """The member's name as people wrote it.

    Old Windows programs write UTF-8 without saying so; ``zipfile`` then takes the
    bytes for code page 437.
    """
    name = info.filename
    if not info.flag_bits & _UTF8_FLAG:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = info.filename
    return name.replace("\\", "/")


def _is_clutter(part: str) -> bool:
    """Whether a piece of a name marks what systems leave lying about.

    A way up ("..") begins with a dot as hidden files do, but hides nothing.
    """
    return part == _FORKS or (part not in _WAYS and is_clutter(part))


def _modified_ns(info: zipfile.ZipInfo) -> int | None:
    try:
        moment = datetime(*info.date_time, tzinfo=UTC)
    except ValueError:
        return None
    return int(moment.timestamp()) * 1_000_000_000


def _failing(file: PlannedFile, error: InputError) -> PlannedFile:
    return PlannedFile(
        key=file.key,
        document_id=file.document_id,
        path=file.path,
        members=file.members,
        size_bytes=file.size_bytes,
        modified_ns=file.modified_ns,
        metadata=file.metadata,
        error=error,
    )


def _corrupt(source: str, exc: Exception) -> CorruptInputError:
    error = CorruptInputError(source=source, format="zip", reason="reason.truncated")
    error.__cause__ = exc
    return error
