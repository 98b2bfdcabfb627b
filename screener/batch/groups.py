"""Small files joined into groups, so that a worker screens several in one call.

A classifier asked about many sentences at once needs less time for each, and fewer
messages pass. Only files that are small go together: what one may cost in time and
memory is then as nothing beside what a single file is allowed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from screener.batch.tasks import Task

MOST_FILES: Final = 8
_MOST_BYTES: Final = 256_000
# Past this, a group keeps records waiting and workers idle at the end of a scan.
_LONG_S: Final = 1.0
_SHORT_S: Final = 0.25


class Groups:
    """Tasks taken in groups whose size follows the time that they take.

    Args:
        tasks: Taken only as groups are asked for, one ahead at most.
    """

    def __init__(self, tasks: Iterator[Task]) -> None:
        self._tasks = tasks
        self._ahead: Task | None = None
        self._size = 1

    def take(self) -> tuple[Task, ...]:
        """The next group, in the order of the tasks; empty when there is no more."""
        group: list[Task] = []
        size_bytes = 0
        while len(group) < self._size:
            task = self._next()
            if task is None:
                break
            size_bytes += task.weight_bytes
            if group and size_bytes > _MOST_BYTES:
                self._ahead = task
                break
            group.append(task)
        return tuple(group)

    def has_more(self) -> bool:
        """Whether there is another group; looks one task ahead."""
        if self._ahead is None:
            self._ahead = next(self._tasks, None)
        return self._ahead is not None

    def note(self, seconds: float) -> None:
        """Learn from how long a group took."""
        if seconds > _LONG_S:
            self._size = max(1, self._size // 2)
        elif seconds < _SHORT_S:
            self._size = min(MOST_FILES, self._size * 2)

    def _next(self) -> Task | None:
        ahead, self._ahead = self._ahead, None
        return ahead if ahead is not None else next(self._tasks, None)
