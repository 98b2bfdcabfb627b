"""The memory of a scan: which file has its record, and where that record is.

Two files, both only ever appended to. ``results.jsonl`` holds the records, one a
line; ``journal.jsonl`` holds an entry for each, written after the record has
reached the disk. What the journal does not name did not happen: on opening, a
torn last line of the journal and all that the results hold beyond its last entry
are cut off, and those files are screened again. So a scan may be killed between
any two bytes, and still each file has exactly one record.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final

from screener.batch.append_file import AppendFile, disk_reason, sync_folder
from screener.batch.entries import Entry, State, entry_from_json, entry_to_json
from screener.batch.stamp import Stamp
from screener.errors import NotAScanError, ScanFolderError, ScanVersionError

SCAN_SCHEMA: Final = "screener.scan/1"
JOURNAL: Final = "journal.jsonl"
RESULTS: Final = "results.jsonl"
_VERSION: Final = 1
_FAULTS: Final = (ValueError, KeyError, TypeError)


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept in memory of a file that has its record.

    Attributes:
        place: Offset of its entry in the journal.
        size_bytes: Of the file when it was read.
        modified_ns: Its last change then.
        stamp: Digest of what made the record.
        error: Code of its error, "" for a report.
        state: What became of it.
    """

    place: int
    size_bytes: int | None
    modified_ns: int | None
    stamp: str
    error: str
    state: State


class Journal:
    """The records of one folder, opened for reading and appending.

    Args:
        folder: Holds the scan; made when missing, readable by its owner only.

    Raises:
        ScanFolderError: When it cannot be read or written.
        NotAScanError: When it holds something else.
        ScanVersionError: When a newer program wrote it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pending: list[tuple[Entry, bytes]] = []
        with _disk_faults_named(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._open()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._index)

    def keys(self) -> tuple[str, ...]:
        """All files that have a record, in the order of their first ones."""
        return tuple(self._index)

    def known(self, key: str) -> Known | None:
        """What is known of a file; None when it has no record."""
        return self._index.get(key)

    def entry(self, key: str) -> Entry:
        """The entry of a file that has a record."""
        with _disk_faults_named(self.folder):
            line = self._journal.line(self._index[key].place)
        return entry_from_json(json.loads(line)["file"])

    def entries(self) -> Iterator[Entry]:
        """The entry of each file that has a record, one at a time."""
        return map(self.entry, self.keys())

    def record(self, entry: Entry) -> bytes:
        """The record of an entry, without its line feed.

        Raises:
            ScanFolderError: When the results were changed by something else.
        """
        with _disk_faults_named(self.folder):
            line = self._results.read(entry.offset, entry.length)
        if zlib.crc32(line) != entry.checksum:
            raise ScanFolderError(
                source=str(self.folder), reason="reason.damaged_results"
            )
        return line[:-1]

    def with_content(self, content: str, *, stamp: str) -> Entry | None:
        """The file that was screened with this content, by this model and settings."""
        if any((e.stamp, e.content) == (stamp, content) for e, _ in self._pending):
            self.commit()
        key = self._by_content.get((stamp, content))
        if key is None:
            return None
        entry = self.entry(key)
        return entry if (entry.stamp, entry.content) == (stamp, content) else None

    def stamp(self, stamp_id: str) -> Stamp | None:
        """The model and settings behind a digest; None when it is not known."""
        return self._stamps.get(stamp_id)

    def stamps(self) -> tuple[Stamp, ...]:
        """All models and settings that made records, the oldest first."""
        return tuple(self._stamps.values())

    def note_stamp(self, stamp: Stamp) -> None:
        """Keep a model and settings, before the first record that they make."""
        if stamp.id not in self._stamps:
            with _disk_faults_named(self.folder):
                self._journal.append(_line({"stamp": asdict(stamp)}))
            self._stamps[stamp.id] = stamp

    @property
    def pending(self) -> int:
        """Records taken that are not yet on the disk."""
        return len(self._pending)

    def add(self, entry: Entry, record: bytes) -> None:
        """Take a record; it is on the disk after the next ``commit``.

        Args:
            entry: Offset, length and checksum are filled in here.
            record: One JSON text without line feed.
        """
        self._pending.append((entry, record + b"\n"))

    def add_seen(self, entry: Entry) -> None:
        """Say anew what a file looks like whose record stays as it is."""
        with _disk_faults_named(self.folder):
            self._append_entries([entry])

    def commit(self) -> None:
        """Put all records taken on the disk: the records first, then their entries.

        Raises:
            ScanFolderError: When the disk is full or gone; the records taken since
                the last commit then have to be made again.
        """
        pending, self._pending = self._pending, []
        if not pending:
            return
        offset = self._results.size_bytes
        entries: list[Entry] = []
        for entry, line in pending:
            entries.append(_placed(entry, line, offset))
            offset += len(line)
        with _disk_faults_named(self.folder):
            self._results.append(b"".join(line for _, line in pending))
            self._append_entries(entries)

    def settle(self, order: Iterable[str] = ()) -> None:
        """Leave exactly one line a file in the results, in the order given.

        Both files are written anew beside the old ones. The new journal takes its
        place first and names the generation of its results, so that whoever opens
        the folder after a crash knows which results belong to it.

        Args:
            order: Keys; those it does not name follow in their own order.

        Raises:
            ScanFolderError: When there is no room; everything stays as it was.
        """
        named = (key for key in order if key in self._index)
        keys = list(dict.fromkeys((*named, *self._index)))
        if not self._superseded and keys == list(self._index):
            return
        new_results = self._new_results(self._generation + 1)
        new_journal = self.folder / f"{JOURNAL}.new"
        with _disk_faults_named(self.folder):
            try:
                self._write_anew(keys, new_results, new_journal)
            except OSError:
                new_results.unlink(missing_ok=True)
                new_journal.unlink(missing_ok=True)
                raise
            self.close()
            os.replace(new_journal, self.folder / JOURNAL)
            os.replace(new_results, self.folder / RESULTS)
            self._open()

    def close(self) -> None:
        """Let the files go; what was not committed is forgotten."""
        self._results.close()
        self._journal.close()

    def _append_entries(self, entries: list[Entry]) -> None:
        lines = [_line({"file": entry_to_json(entry)}) for entry in entries]
        place = self._journal.append(b"".join(lines))
        for entry, line in zip(entries, lines, strict=True):
            self._learn(entry, place)
            place += len(line)

    def _write_anew(
        self, keys: list[str], new_results: Path, new_journal: Path
    ) -> None:
        with new_results.open("wb") as results, new_journal.open("wb") as journal:
            journal.write(_line(_header(self._generation + 1)))
            for stamp in self._stamps.values():
                journal.write(_line({"stamp": asdict(stamp)}))
            offset = 0
            for key in keys:
                entry = self.entry(key)
                line = self.record(entry) + b"\n"
                results.write(line)
                moved = replace(entry, offset=offset)
                journal.write(_line({"file": entry_to_json(moved)}))
                offset += len(line)
            _sync(results)
            _sync(journal)
        sync_folder(self.folder)

    def _new_results(self, generation: int) -> Path:
        return self.folder / f"results.{generation}.jsonl.new"

    def _open(self) -> None:
        """Open both files and cut off what was not finished."""
        self._index: dict[str, Known] = {}
        self._by_content: dict[tuple[str, str], str] = {}
        self._stamps: dict[str, Stamp] = {}
        self._superseded, self._end, self._generation = 0, 0, 1
        path = self.folder / JOURNAL
        if not path.exists() and (self.folder / RESULTS).exists():
            raise NotAScanError(source=str(self.folder))
        self._journal = AppendFile(path)
        try:
            self._journal.cut(self._read_journal())
            if not self._journal.size_bytes:
                self._journal.append(_line(_header(1)))
            self._finish_settling()
            self._results = AppendFile(self.folder / RESULTS)
        except BaseException:
            self._journal.close()
            raise
        self._results.cut(self._end)
        sync_folder(self.folder)

    def _finish_settling(self) -> None:
        """Complete or undo a settling that was killed half-way."""
        for path in self.folder.glob("results.*.jsonl.new"):
            if path == self._new_results(self._generation):
                os.replace(path, self.folder / RESULTS)
            else:
                path.unlink()
        (self.folder / f"{JOURNAL}.new").unlink(missing_ok=True)

    def _read_journal(self) -> int:
        """Take in the entries; how many bytes of the journal are sound."""
        sound = 0
        room = self._results_room()
        for line in self._journal.lines():
            if sound == 0 and not _line(_header(1)).startswith(line):
                self._take_header(line)
            if not line.endswith(b"\n") or not self._take(line, sound, room):
                break
            sound += len(line)
        return sound

    def _results_room(self) -> int:
        """How many bytes of results there are, whichever file holds them."""
        paths = (self.folder / RESULTS, *self.folder.glob("results.*.jsonl.new"))
        return max((p.stat().st_size for p in paths if p.exists()), default=0)

    def _take(self, line: bytes, place: int, room: int) -> bool:
        """Take in one line of the journal; False when it is damaged."""
        if place == 0:
            self._take_header(line)
            return True
        try:
            values = json.loads(line)
            if "stamp" in values:
                stamp = Stamp(**values["stamp"])
                self._stamps[stamp.id] = stamp
                return True
            entry = entry_from_json(values["file"])
        except _FAULTS:
            return False
        if entry.offset + entry.length > room:
            return False
        self._learn(entry, place)
        return True

    def _take_header(self, line: bytes) -> None:
        try:
            values: dict[str, Any] = json.loads(line)
            name, _, version = str(values["schema"]).partition("/")
            found, self._generation = int(version), int(values["generation"])
        except _FAULTS:
            name, found = "", 0
        if name != SCAN_SCHEMA.partition("/")[0]:
            raise NotAScanError(source=str(self.folder))
        if found > _VERSION:
            raise ScanVersionError(source=str(self.folder), found=found, known=_VERSION)

    def _learn(self, entry: Entry, place: int) -> None:
        end = entry.offset + entry.length
        if entry.key in self._index and end > self._end:
            self._superseded += 1
        self._end = max(self._end, end)
        self._index[entry.key] = Known(
            place,
            entry.size_bytes,
            entry.modified_ns,
            entry.stamp,
            entry.facts.error,
            entry.facts.state,
        )
        if entry.content and not entry.duplicate_of:
            self._by_content[(entry.stamp, entry.content)] = entry.key


@contextmanager
def _disk_faults_named(folder: Path) -> Iterator[None]:
    """Make a failing disk an error of the folder."""
    try:
        yield
    except OSError as exc:
        reason = disk_reason(exc)
        raise ScanFolderError(source=str(folder), reason=reason) from exc


def _placed(entry: Entry, line: bytes, offset: int) -> Entry:
    return replace(entry, offset=offset, length=len(line), checksum=zlib.crc32(line))


def _header(generation: int) -> dict[str, Any]:
    return {"schema": SCAN_SCHEMA, "generation": generation}


def _line(values: dict[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False).encode() + b"\n"


def _sync(stream: IO[bytes]) -> None:
    stream.flush()
    os.fsync(stream.fileno())
