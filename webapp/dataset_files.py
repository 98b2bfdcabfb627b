"""Dataset versions as files to take away, and files to take in."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from screener.errors import (
    ArchiveBombError,
    ExampleError,
    TooManyMembersError,
    UnreadableInputError,
)
from training.dataset import Example
from training.exchange import ExchangeFormat, export_examples
from training.exchange_read import checked_examples

_MEDIA_TYPES: Final = {
    ExchangeFormat.JSONL: "application/jsonl",
    ExchangeFormat.CSV: "text/csv",
    ExchangeFormat.PARQUET: "application/vnd.apache.parquet",
    ExchangeFormat.DATASETS: "application/zip",
}
_ENDINGS: Final = {
    ".jsonl": ExchangeFormat.JSONL,
    ".json": ExchangeFormat.JSONL,
    ".csv": ExchangeFormat.CSV,
    ".tsv": ExchangeFormat.CSV,
    ".parquet": ExchangeFormat.PARQUET,
    ".zip": ExchangeFormat.DATASETS,
}
# What ``save_to_disk`` writes beside the data, one in each folder of a data set.
_MARKS: Final = ("dataset_dict.json", "state.json")
_MOST_MEMBERS: Final = 2_000
_MOST_UNPACKED_BYTES: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file to take away."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a file held.

    Attributes:
        faults: One a record at most; a file with any is not taken in.
    """

    examples: tuple[Example, ...]
    faults: tuple[ExampleError, ...]


def export_file(
    examples: Sequence[Example], kind: ExchangeFormat, *, stem: str
) -> ExportFile:
    """The examples in one of the forms that other tools read.

    Args:
        examples: Of a version.
        kind: In which form; a ``datasets`` folder comes as a ZIP file.
        stem: Name of the file without its ending.

    Raises:
        MissingExtraError: When the library that the form needs is not installed.
        OutputError: When there is no room for it on the disk.
    """
    with tempfile.TemporaryDirectory(prefix="soat-gioi-") as place:
        path = Path(place) / stem
        export_examples(path, examples, kind)
        content = _zipped(path) if path.is_dir() else path.read_bytes()
    ending = "zip" if kind is ExchangeFormat.DATASETS else kind.value
    return ExportFile(f"{stem}.{ending}", _MEDIA_TYPES[kind], content)


def format_of(name: str) -> ExchangeFormat | None:
    """The form that a file's ending stands for; None for an unknown one."""
    return _ENDINGS.get(PurePosixPath(name.lower()).suffix)


def read_file(content: bytes, kind: ExchangeFormat, *, name: str) -> ReadFile:
    """What an uploaded file holds, every record checked.

    Raises:
        InputError: When it cannot be read as that form at all.
        MissingExtraError: When the library that the form needs is not installed.
    """
    with tempfile.TemporaryDirectory(prefix="soat-gioi-") as place:
        path = Path(place) / "tep"
        if kind is ExchangeFormat.DATASETS:
            path = _unpacked(content, Path(place), name=name)
        else:
            path.write_bytes(content)
        found = checked_examples(path, kind, source=name)
    return ReadFile(
        tuple(one for one in found if isinstance(one, Example)),
        tuple(one for one in found if isinstance(one, ExampleError)),
    )


def _zipped(folder: Path) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                member = PurePosixPath(folder.name, path.relative_to(folder).as_posix())
                archive.write(path, str(member))
    return buffer.getvalue()


def _unpacked(content: bytes, place: Path, *, name: str) -> Path:
    """The folder in the archive that ``datasets`` can load."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_size(archive, name=name)
            # Names that lead out of the folder are cut by the library.
            archive.extractall(place)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as exc:
        raise UnreadableInputError(source=name, reason=str(exc)) from exc
    for mark in _MARKS:
        found = sorted(place.rglob(mark), key=lambda path: len(path.parts))
        if found:
            return found[0].parent
    raise UnreadableInputError(source=name, reason="reason.no_dataset_folder")


def _check_size(archive: zipfile.ZipFile, *, name: str) -> None:
    members = archive.infolist()
    if len(members) > _MOST_MEMBERS:
        raise TooManyMembersError(source=name, count=len(members), limit=_MOST_MEMBERS)
    size_bytes = sum(member.file_size for member in members)
    if size_bytes > _MOST_UNPACKED_BYTES:
        raise ArchiveBombError(
            source=name, size_bytes=size_bytes, limit_bytes=_MOST_UNPACKED_BYTES
        )
