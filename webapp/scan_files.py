"""Where the files of a scan lie: what was uploaded, and what came of it.

``scans/<key>/in`` in the data folder holds uploads under numbers, since no name that
a browser sends is safe on every disk; ``names.json`` says what they are called.
``scans/<key>/out`` is the folder of the results, as on the command line.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Final, Protocol

from screener.batch.contents import ContentReader
from screener.batch.plan import Inputs, make_plan
from screener.batch.planned import Plan, PlannedFile
from screener.batch.results import INDEX, SUMMARY, TABLE, UNSCREENED, WORKBOOK
from screener.config import Settings
from screener.domain.limits import ReadLimits
from screener.errors import (
    InputError,
    JobFilesGoneError,
    ScanFolderError,
    UnreadableInputError,
)

SCANS: Final = "scans"
RECORDS: Final = "results.jsonl"
# What people take away; the journal and the log stay inside.
RESULT_FILES: Final = frozenset((INDEX, WORKBOOK, TABLE, SUMMARY, UNSCREENED, RECORDS))
_PAGE: Final = re.compile(r"reports/[0-9a-f]{2}/[0-9a-f]{24}\.html")
_NAMES: Final = "names.json"
_SUFFIX: Final = re.compile(r"\.[a-z0-9]{1,8}")
_LONGEST_NAME: Final = 200
_MOST_PARTS: Final = 8
_ABANDONED_S: Final = 24 * 3600


class Upload(Protocol):
    """A file as it comes out of a form; ``werkzeug`` has it."""

    filename: str | None

    def save(self, dst: Path) -> None:
        """Write its content to a new file."""
        ...


@dataclass(frozen=True, slots=True)
class ScanPlace:
    """The folder of one scan."""

    folder: Path

    @property
    def inputs(self) -> Path:
        """Where its uploads lie."""
        return self.folder / "in"

    @property
    def results(self) -> Path:
        """Where its results lie."""
        return self.folder / "out"

    @property
    def has_results(self) -> bool:
        """Whether there is an overview to open."""
        return (self.results / INDEX).is_file()


def scan_place(settings: Settings, key: str) -> ScanPlace:
    """The folder of the scan of that key."""
    return ScanPlace(settings.data_dir / SCANS / key)


def keep_uploads(place: ScanPlace, uploads: Iterable[Upload]) -> tuple[str, ...]:
    """Write uploads to the disk, for good, and return what they are called.

    Raises:
        ScanFolderError: When the disk is full or gone; nothing is kept then.
    """
    names: dict[str, str] = {}
    try:
        os.makedirs(place.inputs, mode=0o700)
        for number, upload in enumerate(uploads, start=1):
            shown = _unique(shown_name(upload.filename or ""), names.values())
            path = place.inputs / f"{number:05d}{_suffix(shown)}"
            upload.save(path)
            _settle(path)
            names[path.name] = shown
        listed = place.inputs / _NAMES
        listed.write_text(json.dumps(names, ensure_ascii=False), "utf-8")
        _settle(listed)
        for folder in (place.inputs, place.folder, place.folder.parent):
            _settle(folder)
    except OSError as exc:
        erase_place(place)
        reason = exc.strerror or str(exc)
        raise ScanFolderError(source=SCANS, reason=reason) from exc
    return tuple(names.values())


def shown_name(name: str) -> str:
    """What an uploaded file is called: its path as sent, without tricks in it."""
    parts = [
        "".join(c for c in part if c.isprintable()).strip()
        for part in PurePosixPath(name.replace("\\", "/")).parts
    ]
    kept = [part for part in parts if part not in ("", "/", ".", "..")]
    return "/".join(kept[-_MOST_PARTS:])[-_LONGEST_NAME:].lstrip("/") or "tep"


def uploads_plan(place: ScanPlace, *, title: str, limits: ReadLimits) -> Plan:
    """The uploads of a scan, archives unpacked, under the names that people gave.

    Raises:
        JobFilesGoneError: When the folder is not there.
    """
    try:
        names = json.loads((place.inputs / _NAMES).read_text("utf-8"))
    except (OSError, ValueError) as exc:
        raise JobFilesGoneError(source=title) from exc
    paths = tuple(str(place.inputs / name) for name in names)
    plan = make_plan(Inputs(paths=paths, limits=limits))
    by_path = dict(zip(paths, names.values(), strict=True))
    return Plan(tuple(_uploaded(file, by_path) for file in plan.files), plan.left_out)


def folder_plan(folder: Path, *, root: Path, limits: ReadLimits) -> Plan:
    """The files of a folder on the server, named from ``root``'s own name on.

    A link that leads out of ``root`` is not followed: it stays in with an error.
    """
    plan = make_plan(Inputs(paths=(str(folder),), limits=limits))
    shown = folder_name(folder, root=root)
    inside = root.resolve()
    files = []
    for file in plan.files:
        named = _renamed(file, str(folder), shown)
        if file.path and not Path(file.path).resolve().is_relative_to(inside):
            reason = "reason.outside_folder"
            error = UnreadableInputError(source=named.key, reason=reason)
            named = replace(named, path="", members=(), error=error)
        files.append(named)
    return Plan(tuple(files), plan.left_out)


def folder_name(folder: Path, *, root: Path) -> str:
    """What a folder below ``root`` is called: never where it lies on the server."""
    return (PurePosixPath(root.name) / folder.relative_to(root).as_posix()).as_posix()


def allowed_folder(settings: Settings, root: str, below: str) -> Path | None:
    """The folder that somebody named; None when the settings do not allow it."""
    known = {str(path): path for path in settings.scan_folders}
    if root not in known or "\0" in below:
        return None
    folder = known[root] / below.replace("\\", "/").strip("/ ")
    try:
        found = folder.resolve()
        if found.is_dir() and found.is_relative_to(known[root].resolve()):
            return known[root] / found.relative_to(known[root].resolve())
    except (OSError, ValueError):
        return None
    return None


def root_of(settings: Settings, folder: Path) -> Path | None:
    """The allowed folder that ``folder`` lies in; None when none is, any more."""
    roots = [root for root in settings.scan_folders if folder.is_relative_to(root)]
    return max(roots, key=lambda root: len(root.parts), default=None)


class NamingReader(ContentReader):
    """Reads planned files and calls them, in errors too, what people call them."""

    __slots__ = ()

    def read(self, file: PlannedFile) -> bytes:
        """The file's content; see ``ContentReader.read``."""
        try:
            return super().read(file)
        except InputError as exc:
            raise _with_source(exc, file.key) from exc


def result_file(place: ScanPlace, name: str) -> Path | None:
    """A file of the results that people may open; None for anything else."""
    if name not in RESULT_FILES and not _PAGE.fullmatch(name):
        return None
    path = place.results / name
    return path if path.is_file() else None


def erase_place(place: ScanPlace) -> None:
    """Take the files of a scan off the disk; what cannot be goes at the next try."""
    shutil.rmtree(place.folder, ignore_errors=True)


def erase_abandoned(settings: Settings, keys: Collection[str]) -> int:
    """Erase folders that belong to no scan; how many they were.

    Young ones stay: an upload lies on the disk before its scan is accepted.
    """
    found = [
        folder
        for folder in _folders(settings.data_dir / SCANS)
        if folder.name not in keys
        and time.time() - folder.stat().st_mtime > _ABANDONED_S
    ]
    for folder in found:
        erase_place(ScanPlace(folder))
    return len(found)


def _folders(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(path for path in folder.iterdir() if path.is_dir())


def _suffix(name: str) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if _SUFFIX.fullmatch(suffix) else ""


def _unique(name: str, taken: Collection[str]) -> str:
    path, number, unique = PurePosixPath(name), 1, name
    while unique in taken:
        number += 1
        unique = str(path.with_name(f"{path.stem} ({number}){path.suffix}"))
    return unique


def _uploaded(file: PlannedFile, by_path: dict[str, str]) -> PlannedFile:
    path = file.path or file.key
    named = _renamed(file, path, by_path[path])
    return replace(named, document_id=named.key)


def _renamed(file: PlannedFile, prefix: str, shown: str) -> PlannedFile:
    key = f"{shown}{file.key.removeprefix(prefix)}"
    error = None if file.error is None else _with_source(file.error, key)
    return replace(file, key=key, error=error)


def _with_source(error: InputError, source: str) -> InputError:
    return type(error)(source=source, **error.facts)


def _settle(path: Path) -> None:
    """Wait until the disk has it: an accepted scan survives a power cut."""
    if os.name != "posix" and path.is_dir():
        return  # elsewhere a folder cannot be opened
    handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
