"""What a scan is going to read: one value a file, and what was left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath
from typing import Final

from screener.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a manifest says of a file; what it does not say is empty."""

    outlet: str = ""
    title: str = ""
    kind: str = ""
    genre: str = ""
    author: str = ""
    published_on: date | None = None


NO_METADATA: Final = Metadata()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFile:
    """One file that gets exactly one record.

    Attributes:
        key: Names it in the journal: its path as given, with the names of the
            archives it lies in; or its address.
        document_id: Names the draft; the path below the folder that was given, so
            that a folder moved elsewhere keeps the identities of its drafts.
        path: The file on disk, or the archive it lies in; "" for an address.
        members: Names to follow through nested archives; empty for a plain file.
        url: The address to fetch; "" for a file.
        size_bytes: None where only reading tells.
        modified_ns: Last change in nanoseconds since 1970; None where unknown.
        error: Why it cannot be read, where planning saw that already.
    """

    key: str
    document_id: str
    path: str = ""
    members: tuple[str, ...] = ()
    url: str = ""
    size_bytes: int | None = None
    modified_ns: int | None = None
    metadata: Metadata = NO_METADATA
    error: InputError | None = None

    @property
    def suffix(self) -> str:
        """The ending of its name, lower case, without the full stop."""
        return PurePath(self.key).suffix.lower().removeprefix(".")


@dataclass(frozen=True, slots=True)
class Plan:
    """All files of a scan, in the order of their records.

    Attributes:
        files: Each key once.
        left_out: How many files each filter kept away, by its message key.
    """

    files: tuple[PlannedFile, ...]
    left_out: tuple[tuple[str, int], ...] = field(default=())

    @property
    def size_bytes(self) -> int:
        """Of all files whose size is known."""
        return sum(file.size_bytes or 0 for file in self.files)

    def types(self) -> tuple[tuple[str, int, int], ...]:
        """Ending, number and bytes, the most frequent first."""
        found: dict[str, list[int]] = {}
        for file in self.files:
            counts = found.setdefault(file.suffix, [0, 0])
            counts[0] += 1
            counts[1] += file.size_bytes or 0
        rows = [(suffix, count, size) for suffix, (count, size) in found.items()]
        return tuple(sorted(rows, key=lambda row: (-row[1], row[0])))
