"""From what the user named to the files of a scan."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import Final

from screener.batch.filters import Filters, filtered
from screener.batch.planned import NO_METADATA, Metadata, Plan, PlannedFile
from screener.batch.zip_members import is_zip, planned_members
from screener.domain.limits import ReadLimits
from screener.errors import (
    InputError,
    MissingInputError,
    NoFilesError,
    OutputHoldsInputError,
    UnreadableInputError,
)
from screener.ingest.discovery import discover
from screener.ingest.reader import shown_path

_PATTERN_MARKS: Final = frozenset("*?[")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A file or an address that a manifest or a list names."""

    place: str
    metadata: Metadata = NO_METADATA

    @property
    def is_url(self) -> bool:
        """Whether it is an address of the web."""
        return self.place.lower().startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What the user asked for.

    Attributes:
        paths: Files, folders, zip archives and patterns.
        listed: What manifests and address lists name.
        filters: Which of all those are wanted.
        limits: What reading one file may cost.
        output: The folder of the results, never read even if it lies in an input.
    """

    paths: tuple[str, ...] = ()
    listed: tuple[Listed, ...] = ()
    filters: Filters = field(default_factory=Filters)
    limits: ReadLimits = field(default_factory=ReadLimits)
    output: Path | None = None


def make_plan(inputs: Inputs) -> Plan:
    """All files that are meant, each once, in a fixed order.

    What a manifest says of a file is laid over it wherever the file was found.
    Paths that do not exist stay in with their error: they get a record, too.

    Raises:
        OutputHoldsInputError: When a folder lies in that of the results.
    """
    said = {
        _identity(item.place): item.metadata
        for item in inputs.listed
        if not item.is_url
    }
    found: dict[str, PlannedFile] = {}
    for path in inputs.paths:
        for file in _named(path, inputs):
            metadata = said.get(_identity(file.path), NO_METADATA)
            found.setdefault(file.key, replace(file, metadata=metadata))
    known = {_identity(file.path) for file in found.values()}
    for item in inputs.listed:
        if item.is_url or _identity(item.place) not in known:
            for file in _of_item(item):
                found.setdefault(file.key, file)
    files = _with_own_ids(_unpacked(found.values(), limits=inputs.limits))
    return filtered(files, inputs.filters)


def _named(path: str, inputs: Inputs) -> Iterator[PlannedFile]:
    """The files that one argument means."""
    # "" would mean the working folder, which an unset shell variable never meant.
    if path and Path(path).is_dir():
        yield from _in_folder(Path(path), output=inputs.output)
    elif path and not Path(path).exists() and _PATTERN_MARKS & set(path):
        yield from _matching(path, inputs)
    else:
        yield _on_disk(Path(path), document_id=PurePath(path).name, shown=path)


def _in_folder(folder: Path, *, output: Path | None) -> Iterator[PlannedFile]:
    own = _real(output) if output is not None else None
    if own is not None and _real(folder).is_relative_to(own):
        raise OutputHoldsInputError(source=shown_path(folder))
    is_empty = True
    for path in discover([folder]):
        if own is not None and _real(path).is_relative_to(own):
            continue
        is_empty = False
        below = path.relative_to(folder) if path != folder else PurePath(path.name)
        yield _on_disk(path, document_id=below.as_posix())
    if is_empty:
        shown = shown_path(folder)
        yield _failing(shown, NoFilesError(source=shown))


def _real(path: Path) -> Path:
    """The path without links; links that lead in a circle stay, unlike in pathlib."""
    return Path(os.path.realpath(path))


def _matching(pattern: str, inputs: Inputs) -> Iterator[PlannedFile]:
    matches = sorted(glob.glob(pattern, recursive=True))
    if not matches:
        shown = shown_path(pattern)
        yield _failing(shown, MissingInputError(source=shown))
    for match in matches:
        path = Path(match)
        # "**" names each folder and each file in it; the files are enough there.
        if not (path.is_dir() and "**" in pattern):
            yield from _named(match, inputs)


def _of_item(item: Listed) -> Iterator[PlannedFile]:
    if item.is_url:
        yield PlannedFile(
            key=item.place,
            document_id=item.place,
            url=item.place,
            metadata=item.metadata,
        )
    else:
        path = Path(item.place)
        yield replace(
            _on_disk(path, document_id=path.name, shown=item.place),
            metadata=item.metadata,
        )


def _on_disk(path: Path, *, document_id: str, shown: str = "") -> PlannedFile:
    key = shown_path(path if shown == "" else shown)
    try:
        status = path.stat()
    except (OSError, ValueError) as exc:
        return _failing(key, _stat_error(key, exc))
    return PlannedFile(
        key=key,
        document_id=shown_path(document_id) or key,
        path=str(path),
        size_bytes=status.st_size,
        modified_ns=status.st_mtime_ns,
    )


def _stat_error(key: str, exc: Exception) -> InputError:
    if isinstance(exc, FileNotFoundError | ValueError):
        return MissingInputError(source=key)
    reason = "reason.no_permission" if isinstance(exc, PermissionError) else str(exc)
    return UnreadableInputError(source=key, reason=reason)


def _failing(key: str, error: InputError) -> PlannedFile:
    return PlannedFile(key=key, document_id=key, error=error)


def _unpacked(
    files: Iterable[PlannedFile], *, limits: ReadLimits
) -> Iterator[PlannedFile]:
    for file in files:
        if file.error is None and file.path and is_zip(file.path):
            yield from planned_members(file, limits=limits)
        else:
            yield file


def _with_own_ids(files: Iterable[PlannedFile]) -> Iterator[PlannedFile]:
    """The files, one whose id is taken already named by its whole key."""
    taken: set[str] = set()
    for file in files:
        if file.document_id in taken:
            file = replace(file, document_id=file.key)
        taken.add(file.document_id)
        yield file


def _identity(place: str) -> str:
    """What tells whether two spellings mean the same file."""
    return str(Path(place).absolute()) if place else ""
