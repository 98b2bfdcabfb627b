"""What a scan from the web is asked to do, and how far one has come, as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum

from screener.batch.stamp import Redo


class Phase(StrEnum):
    """What a scan is busy with."""

    COUNTING = "counting"
    SCREENING = "screening"
    WRITING = "writing"
    READY = "ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanRequest:
    """What is to be scanned, and how.

    Attributes:
        folder: On the server, below one that the settings allow; "" for uploads.
        language: Of the results.
        redo: What to screen again of what has a record.
    """

    folder: str = ""
    language: str = "vi"
    redo: Redo = Redo.NOTHING

    def to_json(self) -> str:
        """The request as a job keeps it."""
        return json.dumps(asdict(self), ensure_ascii=False)


def scan_request_from(text: str) -> ScanRequest:
    """The request that a job keeps."""
    record = json.loads(text)
    return ScanRequest(
        folder=record["folder"],
        language=record["language"],
        redo=Redo(record["redo"]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanStatus:
    """How far a scan has come beside its counts of files, and what it found.

    Attributes:
        left_s: Seconds to go at this rate; None while nobody can tell.
        failed: Files that could not be screened.
        findings: Passages with signs of gender bias.
        has_results: Whether pages and tables were written.
        verdicts: Files by verdict, once the results are written; see
            ``Overview.verdict_counts``.
    """

    phase: Phase = Phase.COUNTING
    left_s: float | None = None
    failed: int = 0
    findings: int = 0
    has_results: bool = False
    verdicts: dict[str, int] = field(default_factory=dict)

    def to_json(self) -> str:
        """The status as a job keeps it."""
        return json.dumps(asdict(self))


def scan_status_from(text: str) -> ScanStatus:
    """The status that a job keeps; a fresh one where it keeps none."""
    if not text:
        return ScanStatus()
    known = {f.name for f in fields(ScanStatus)}
    record = {k: v for k, v in json.loads(text).items() if k in known}
    return ScanStatus(**{**record, "phase": Phase(record["phase"])})
