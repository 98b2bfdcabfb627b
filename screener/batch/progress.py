"""How far a scan has come."""

from __future__ import annotations

from dataclasses import dataclass, field

from screener.batch.engine import Running
from screener.batch.stamp import Stamp


@dataclass(slots=True, kw_only=True)
class Tally:
    """Counts that a scan keeps while it runs.

    Attributes:
        total: Files that are meant.
        kept: Files that had their record before.
        screened: Reports made, copies for identical files included.
        copied: Of these, the copies.
        failed: Files that could not be screened, the quarantined included.
        quarantined: Of these, the ones that stopped a worker.
        findings: Passages with signs of gender bias.
        size_bytes: Of all files done in this run.
        read_s: Processor seconds of workers spent on reading.
        screen_s: Processor seconds of workers spent on screening.
    """

    total: int = 0
    kept: int = 0
    screened: int = 0
    copied: int = 0
    failed: int = 0
    quarantined: int = 0
    findings: int = 0
    size_bytes: int = 0
    read_s: float = 0.0
    screen_s: float = 0.0

    @property
    def done(self) -> int:
        """Files that got their record in this run."""
        return self.screened + self.failed

    @property
    def left(self) -> int:
        """Files that this run has not come to."""
        return self.total - self.kept - self.done


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A moment of a scan.

    Attributes:
        seconds: Since it began.
        loading_s: Of these, until a worker had loaded the model and took a file.
        running: What the workers are busy with, the longest first.
    """

    total: int
    kept: int
    screened: int
    copied: int
    failed: int
    findings: int
    size_bytes: int
    seconds: float
    loading_s: float = 0.0
    running: tuple[Running, ...] = ()

    @property
    def is_loading(self) -> bool:
        """Whether files wait for a worker that still loads the model."""
        return self.done < self.total and self.loading_s >= self.seconds

    @property
    def done(self) -> int:
        """Files that have their record, those from earlier runs included."""
        return self.kept + self.screened + self.failed

    @property
    def files_per_s(self) -> float:
        """The rate of the workers; 0.0 before anything is done."""
        made, seconds = self.screened + self.failed, self.seconds - self.loading_s
        return made / seconds if seconds > 0 else 0.0

    @property
    def left_s(self) -> float | None:
        """Seconds to go at this rate; None while nobody can tell."""
        rate = self.files_per_s
        return (self.total - self.done) / rate if rate > 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is no longer as it was when earlier records were made.

    Attributes:
        stamps: Models and settings of those records that differ from today's.
        touched: How many records could be others under today's.
        files: How many files look different now.
        failed: How many files could not be screened then.
    """

    stamps: tuple[Stamp, ...] = ()
    touched: int = 0
    files: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanOutcome:
    """What a run came to.

    Attributes:
        tally: Counts of this run.
        changes: What was found changed before it began.
        is_cancelled: Whether it was stopped before its end.
        seconds: How long it took.
    """

    tally: Tally
    changes: Changes = field(default_factory=Changes)
    is_cancelled: bool = False
    seconds: float = 0.0


def progress_at(
    tally: Tally,
    *,
    seconds: float,
    loading_s: float = 0.0,
    running: tuple[Running, ...] = (),
) -> Progress:
    """The moment that the counts describe."""
    return Progress(
        total=tally.total,
        kept=tally.kept,
        screened=tally.screened,
        copied=tally.copied,
        failed=tally.failed,
        findings=tally.findings,
        size_bytes=tally.size_bytes,
        seconds=seconds,
        loading_s=loading_s,
        running=running,
    )
