"""The port behind which tasks become answers, on this machine or on many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from screener.batch.entries import State
from screener.batch.screening import failed_answer
from screener.batch.tasks import Answer, Task
from screener.errors import DocumentTimeoutError, WorkerDiedError


@dataclass(frozen=True, slots=True)
class Running:
    """A task that a worker is busy with."""

    key: str
    seconds: float


class Engine(Protocol):
    """Workers that answer tasks.

    Each task taken gets exactly one answer, in any order. A worker that dies is
    replaced and its task tried once more; if that one dies, too, the file is
    quarantined. A file that takes too long is quarantined at once.
    """

    def answers(self, tasks: Iterator[Task]) -> Iterator[tuple[Answer, ...]]:
        """Answers as they come.

        Args:
            tasks: Taken only as fast as workers are free, so that few are in memory.

        Yields:
            What has come since the last time; at least twice a second, also when it
            is nothing, so that the caller can look up.

        Raises:
            WorkerStartError: When no worker can be started.
        """
        ...

    def running(self) -> tuple[Running, ...]:
        """What the workers are busy with, the longest first."""
        ...

    def process_ids(self) -> tuple[int, ...]:
        """The worker processes that are up, wherever they run."""
        ...

    def close(self) -> None:
        """Stop all workers, whatever they are doing."""
        ...


def late_answer(task: Task, *, timeout_s: float, language: str) -> Answer:
    """The answer for a file that took too long."""
    error = DocumentTimeoutError(source=task.key, timeout_s=timeout_s)
    return failed_answer(task, error, language=language, state=State.QUARANTINED)


def fatal_answer(task: Task, *, reason: str, language: str) -> Answer:
    """The answer for a file on which two workers died."""
    error = WorkerDiedError(source=task.key, reason=reason)
    return failed_answer(task, error, language=language, state=State.QUARANTINED)
