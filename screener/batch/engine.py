"""The port behind which tasks become answers, on this machine or on many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from screener.batch.entries import State
from screener.batch.screening import failed_answer
from screener.batch.tasks import Answer, Task, WorkOrder
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

    Small files are handed out in groups (``screener.batch.groups``). When a group
    kills its worker or takes too long, each of its files is tried alone, so that one
    of them is never blamed for another.
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


# What a group of small files may take before each is tried alone.
MOST_GROUP_S: Final = 20.0


def group_limit_s(tasks: Sequence[Task], order: WorkOrder) -> float:
    """Seconds that a worker may take for these tasks."""
    return order.timeout_s if len(tasks) == 1 else min(order.timeout_s, MOST_GROUP_S)


def late_answer(task: Task, *, timeout_s: float, language: str) -> Answer:
    """The answer for a file that took too long."""
    error = DocumentTimeoutError(source=task.key, timeout_s=timeout_s)
    return failed_answer(task, error, language=language, state=State.QUARANTINED)


def fatal_answer(task: Task, *, reason: str, language: str) -> Answer:
    """The answer for a file on which two workers died."""
    error = WorkerDiedError(source=task.key, reason=reason)
    return failed_answer(task, error, language=language, state=State.QUARANTINED)
