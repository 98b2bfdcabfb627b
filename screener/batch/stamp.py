"""Who made a record, and which records a change of model or settings touches."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Final

from screener.domain.limits import ReadLimits

# Errors that other limits could turn into reports.
_LIMIT_ERRORS: Final = frozenset(
    (
        *("input.too_large", "input.too_long", "input.archive_bomb", "input.too_deep"),
        *("input.too_many_members", "input.picture_too_large", "input.reader_timeout"),
        *("input.reader_crashed", "job.document_timeout", "job.worker_died"),
        "job.document_crashed",
    )
)


class Redo(StrEnum):
    """What to screen again of what has a record."""

    NOTHING = "nothing"
    CHANGED = "changed"
    FAILED = "failed"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Everything beside a file that decides what its record says.

    Attributes:
        model: Name and version.
        operating_point: Name of the thresholds.
        lexicon: Digest of all entries.
        limits: Digest of what reading one file may cost.
        screener: Version of the program.
    """

    model: str
    operating_point: str
    lexicon: str
    limits: str
    screener: str

    @property
    def id(self) -> str:
        """A short digest of all of it."""
        return short_digest(json.dumps(asdict(self), sort_keys=True))

    def changes(self, other: Stamp) -> tuple[tuple[str, str, str], ...]:
        """Each part that differs: its name, the value here, the value there."""
        return tuple(
            (field.name, getattr(self, field.name), getattr(other, field.name))
            for field in fields(self)
            if getattr(self, field.name) != getattr(other, field.name)
        )


def is_touched(old: Stamp | None, new: Stamp, *, error: str) -> bool:
    """Whether a record made under ``old`` could be another one under ``new``.

    A file that could not be read does not care for the model; only other limits
    or another program may read it. A report does not care for the limits that it
    kept to.

    Args:
        old: None when nobody knows it any more.
        new: In force now.
        error: Code of the record's error, "" for a report.
    """
    if old is None:
        return True
    changed = {name for name, _, _ in old.changes(new)}
    if not error:
        return bool(changed - {"limits"})
    if "screener" in changed:
        return True
    if error.startswith("model."):
        return bool(changed - {"limits"})
    return "limits" in changed and error in _LIMIT_ERRORS


def limits_digest(limits: ReadLimits, *, timeout_s: float, memory_bytes: int) -> str:
    """A digest of what one file may cost."""
    values = {**asdict(limits), "document_s": timeout_s, "worker_bytes": memory_bytes}
    return short_digest(json.dumps(values, sort_keys=True))


def short_digest(text: str) -> str:
    """Sixteen hexadecimal digits that tell texts apart."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
