"""Which of the files found are wanted: by type, date and size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from screener.batch.planned import Plan, PlannedFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a file must be to be read; nothing set lets everything through.

    Attributes:
        types: Endings such as "docx", lower case; empty for all.
        since: First day, of publication where the manifest says it, else of the
            file's last change.
        until: Last day.
        min_bytes: Least size.
        max_bytes: Greatest size.
    """

    types: frozenset[str] = frozenset()
    since: date | None = None
    until: date | None = None
    min_bytes: int = 0
    max_bytes: int | None = None


def filtered(files: Iterable[PlannedFile], filters: Filters) -> Plan:
    """The files that are wanted, and how many were left out for which reason."""
    kept: list[PlannedFile] = []
    left_out: Counter[str] = Counter()
    for file in files:
        reason = _reason_against(file, filters)
        if reason:
            left_out[reason] += 1
        else:
            kept.append(file)
    return Plan(tuple(kept), tuple(sorted(left_out.items())))


def _reason_against(file: PlannedFile, filters: Filters) -> str:
    """The message key of the first filter that refuses the file; "" for none.

    What is unknown is never a reason: a file is read rather than lost.
    """
    if file.error is not None:
        return ""
    if filters.types and not file.url and file.suffix not in filters.types:
        return "scan.left_out.type"
    day = _day(file)
    if day is not None and filters.since is not None and day < filters.since:
        return "scan.left_out.date"
    if day is not None and filters.until is not None and day > filters.until:
        return "scan.left_out.date"
    size = file.size_bytes
    if size is not None and not (
        filters.min_bytes <= size <= (filters.max_bytes or size)
    ):
        return "scan.left_out.size"
    return ""


def _day(file: PlannedFile) -> date | None:
    if file.metadata.published_on is not None:
        return file.metadata.published_on
    if file.modified_ns is None:
        return None
    return datetime.fromtimestamp(file.modified_ns / 1e9, tz=UTC).date()
