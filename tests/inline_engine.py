"""An engine without processes, for tests of what stands around it."""

from __future__ import annotations

from collections.abc import Iterator

from screener.batch.engine import Running
from screener.batch.screening import TaskScreener
from screener.batch.tasks import Answer, Task, WorkOrder


class InlineEngine:
    """Answers tasks here and now, some at a time, the last taken first.

    Attributes:
        taken: Keys of all tasks that it was given.
    """

    def __init__(self, order: WorkOrder, *, at_once: int = 3) -> None:
        self._screener = TaskScreener(order)
        self._at_once = at_once
        self.taken: list[str] = []

    def answers(self, tasks: Iterator[Task]) -> Iterator[tuple[Answer, ...]]:
        """Answers in an order of its own, as workers of different speed give them."""
        waiting: list[Task] = []
        for task in tasks:
            self.taken.append(task.key)
            waiting.append(task)
            if len(waiting) == self._at_once:
                yield tuple(map(self._screener.answer, reversed(waiting)))
                waiting = []
        yield tuple(map(self._screener.answer, reversed(waiting)))

    def running(self) -> tuple[Running, ...]:
        """Nothing: it never works while somebody looks."""
        return ()

    def process_ids(self) -> tuple[int, ...]:
        """None: it has no processes."""
        return ()

    def close(self) -> None:
        """Nothing to stop."""
