"""Work that goes on after the page has answered: values and their rules."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from screener.batch.records import rebuilt_error
from screener.errors import ScreenerError

# A worker gives a sign of life far more often; without one for so long it is dead.
LEASE: Final = timedelta(seconds=20)
# A worker that has nothing else to do takes up a job far sooner.
PATIENCE: Final = timedelta(minutes=1)
# A job on which so many workers died would only take the next one along.
MOST_ATTEMPTS: Final = 5


class Lane(StrEnum):
    """Jobs that wait for each other; those of another lane pass them by.

    What learns takes minutes and leaves the machine time to spare, so that a scan
    which somebody waits for does not stand behind it.
    """

    SCREENING = "screening"
    LEARNING = "learning"


class JobKind(StrEnum):
    """What is to be done; the codes are stored."""

    SCAN = "scan"
    RETRAIN = "retrain"
    DOUBTS = "doubts"

    @property
    def lane(self) -> Lane:
        """Where it waits for its turn."""
        return Lane.SCREENING if self is JobKind.SCAN else Lane.LEARNING


class JobState(StrEnum):
    """How a job stands; the codes are stored."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether no worker will touch it, unless somebody asks again."""
        return self in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


class Leash(StrEnum):
    """What a worker learns when it gives its sign of life."""

    GO_ON = "go_on"
    CANCEL = "cancel"
    # Somebody else has the job now, or nobody: this worker was taken for dead.
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job and how far it has come.

    Attributes:
        request: What was asked for, as JSON.
        total: None before anybody has counted.
        attempts: How often a worker took it up; names the worker's turn.
        cancel_asked_at: When its owner wanted it to stop.
        error: The error record, as JSON; "" where there is none.
        result: What came of it so far, as JSON; "" where there is nothing.
    """

    id: str
    organisation_id: str
    owner_id: str
    kind: JobKind
    title: str
    request: str
    created_at: datetime
    state: JobState = JobState.QUEUED
    done: int = 0
    total: int | None = None
    attempts: int = 0
    started_at: datetime | None = None
    seen_at: datetime | None = None
    cancel_asked_at: datetime | None = None
    finished_at: datetime | None = None
    error: str = ""
    result: str = ""

    @property
    def failure(self) -> ScreenerError | None:
        """Why it failed; None when it has not."""
        if not self.error:
            return None
        record = json.loads(self.error)
        return rebuilt_error(
            record["code"],
            source=record.get("source") or self.title,
            facts=record["facts"],
        )

    @property
    def is_stopping(self) -> bool:
        """Whether its worker has been asked to stop and has not yet."""
        return self.state is JobState.RUNNING and self.cancel_asked_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobProgress:
    """How far a job has come, as its worker tells."""

    done: int = 0
    total: int | None = None
    result: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobEnd:
    """What a worker says at the end of its turn.

    Attributes:
        state: QUEUED gives the job back, to be taken up by the next worker.
    """

    state: JobState
    progress: JobProgress
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCounts:
    """How the jobs of the installation stand.

    Attributes:
        waiting_since: When the longest waiting one was accepted.
        seen_at: The last sign of life of any worker.
    """

    waiting: int
    running: int
    waiting_since: datetime | None
    seen_at: datetime | None

    def is_forsaken(self, now: datetime) -> bool:
        """Whether jobs wait and no worker seems to be there to take them."""
        if not self.waiting or self.running or self.waiting_since is None:
            return False
        last = max(self.waiting_since, self.seen_at or self.waiting_since)
        return now - last > PATIENCE


def error_record(error: ScreenerError) -> str:
    """An error as a job keeps it: codes and facts, words are made when it is shown."""
    record = {"code": error.code, "source": error.source, "facts": error.facts}
    return json.dumps(record, ensure_ascii=False)
