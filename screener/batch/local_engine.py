"""The engine of one machine: worker processes, each served by a thread here."""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from screener.batch.engine import Running, fatal_answer, group_limit_s, late_answer
from screener.batch.groups import Groups
from screener.batch.tasks import Answer, Task, WorkOrder
from screener.batch.worker_process import WorkerDied, WorkerProcess
from screener.errors import ScreenerError

_TICK_S: Final = 0.2
_ATTEMPTS: Final = 2
# One group is worked on, one waits, so that no worker has to.
_GROUPS_A_WORKER: Final = 2

Group = tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class _Delivery:
    """Answers of a group.

    Attributes:
        answers: Some of them.
        seconds: What the group took; None while others are still to come.
    """

    answers: tuple[Answer, ...]
    seconds: float | None = None


_Inbox = queue.SimpleQueue[Group | None]
_Outbox = queue.SimpleQueue[_Delivery | ScreenerError]


def usable_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class LocalEngine:
    """A ``screener.batch.engine.Engine`` on this machine.

    Args:
        order: What every worker is told.
        processes: How many workers; None for one a core.
        log: Where the workers' warnings go.
    """

    def __init__(
        self, order: WorkOrder, *, log: Path, processes: int | None = None
    ) -> None:
        self._order = order
        self._processes = processes or usable_cores()
        threads = max(1, usable_cores() // self._processes)
        self._inbox: _Inbox | None = None
        self._threads: list[threading.Thread] = []
        self._slots = [
            _Slot(order, threads=threads, log=log) for _ in range(self._processes)
        ]

    def answers(self, tasks: Iterator[Task]) -> Iterator[tuple[Answer, ...]]:
        """Answers as they come; see ``Engine.answers``."""
        inbox: _Inbox = queue.SimpleQueue()
        outbox: _Outbox = queue.SimpleQueue()
        self._inbox = inbox
        self._threads = [
            threading.Thread(target=slot.serve, args=(inbox, outbox), daemon=True)
            for slot in self._slots
        ]
        for thread in self._threads:
            thread.start()
        try:
            yield from self._exchanged(tasks, inbox, outbox)
        finally:
            self.close()

    def _exchanged(
        self, tasks: Iterator[Task], inbox: _Inbox, outbox: _Outbox
    ) -> Iterator[tuple[Answer, ...]]:
        groups = Groups(tasks)
        open_groups, room = 0, _GROUPS_A_WORKER * self._processes
        is_more = True
        while is_more or open_groups:
            while is_more and open_groups < room:
                group = groups.take()
                is_more = bool(group)
                if group:
                    inbox.put(group)
                    open_groups += 1
            found = _collected(outbox) if open_groups else ()
            for seconds in (one.seconds for one in found if one.seconds is not None):
                open_groups -= 1
                groups.note(seconds)
            for slot in self._slots:
                slot.stop_if_late()
            yield tuple(answer for one in found for answer in one.answers)

    def running(self) -> tuple[Running, ...]:
        """What the workers are busy with, the longest first."""
        found = [r for slot in self._slots if (r := slot.running()) is not None]
        return tuple(sorted(found, key=lambda running: -running.seconds))

    def process_ids(self) -> tuple[int, ...]:
        """The worker processes that are up."""
        return tuple(pid for slot in self._slots if (pid := slot.pid()) is not None)

    def close(self) -> None:
        """Stop all workers, whatever they are doing."""
        for slot in self._slots:
            slot.close()
        threads, self._threads = self._threads, []
        for _ in threads:
            assert self._inbox is not None
            self._inbox.put(None)
        for thread in threads:
            thread.join()


def _collected(outbox: _Outbox) -> tuple[_Delivery, ...]:
    """What has come, waiting a moment for the first.

    Raises:
        ScreenerError: When a worker could not be started.
    """
    found: list[_Delivery] = []
    try:
        item = outbox.get(timeout=_TICK_S)
        while True:
            if isinstance(item, ScreenerError):
                raise item
            found.append(item)
            item = outbox.get_nowait()
    except queue.Empty:
        return tuple(found)


class _Slot:
    """A place for one worker, filled anew whenever a worker dies."""

    def __init__(self, order: WorkOrder, *, threads: int, log: Path) -> None:
        self._order = order
        self._threads = threads
        self._log = log
        self._lock = threading.Lock()
        self._worker: WorkerProcess | None = None
        self._tasks: Group = ()
        self._begin_s = 0.0
        self._is_late = False
        self._is_closed = False

    def serve(self, inbox: _Inbox, outbox: _Outbox) -> None:
        """Answer groups until there is none; the thread's whole life."""
        try:
            while (group := inbox.get()) is not None and not self._is_closed:
                begin = time.monotonic()
                for answers in self._answers(group):
                    outbox.put(_Delivery(answers))
                outbox.put(_Delivery((), time.monotonic() - begin))
        except ScreenerError as exc:
            outbox.put(exc)
        finally:
            self._forget()

    def _answers(self, group: Group) -> Iterator[tuple[Answer, ...]]:
        """The answers of a group; what it leaves open is asked for file by file."""
        rest = group
        if len(group) > 1:
            try:
                given = self._asked(group)
            except WorkerDied:
                given = ()
            yield given
            known = {answer.key for answer in given}
            rest = tuple(task for task in group if task.key not in known)
        for task in rest:
            answer = self._answer(task)
            if answer is None:
                return
            yield (answer,)

    def _answer(self, task: Task) -> Answer | None:
        """The worker's answer, or what is to be said of its end; None when closed."""
        reason = ""
        for _ in range(_ATTEMPTS):
            try:
                given = self._asked((task,))
            except WorkerDied as exc:
                reason = str(exc)
                if self._is_late:
                    return self._late(task)
                continue
            return given[0] if given else None
        if self._is_closed:
            return None
        return fatal_answer(task, reason=reason, language=self._order.language)

    def _asked(self, tasks: Group) -> tuple[Answer, ...]:
        """What the worker says of the tasks; nothing when closed.

        Raises:
            WorkerDied: When it ends before it answers; the next one is another.
        """
        worker = self._started()
        if worker is None:
            return ()
        with self._lock:
            self._tasks, self._begin_s = tasks, time.monotonic()
            self._is_late = False
        try:
            given = worker.answers(tasks)
        except WorkerDied:
            self._forget()
            raise
        with self._lock:
            self._tasks = ()
        if any(answer.is_worn for answer in given):
            self._forget()
        return given

    def _late(self, task: Task) -> Answer:
        order = self._order
        return late_answer(task, timeout_s=order.timeout_s, language=order.language)

    def _started(self) -> WorkerProcess | None:
        """The worker, started when there is none; None when closed."""
        if self._worker is None and not self._is_closed:
            worker = WorkerProcess(self._order, threads=self._threads, log=self._log)
            with self._lock:
                self._worker = worker
        if self._is_closed:
            self._forget()
            return None
        return self._worker

    def _forget(self) -> None:
        with self._lock:
            worker, self._worker, self._tasks = self._worker, None, ()
        if worker is not None:
            worker.kill()

    def stop_if_late(self) -> None:
        """End the worker when its file takes longer than allowed."""
        with self._lock:
            seconds = time.monotonic() - self._begin_s
            limit_s = group_limit_s(self._tasks, self._order)
            if not self._tasks or seconds <= limit_s:
                return
            self._is_late = True
            if self._worker is not None:
                self._worker.interrupt()

    def running(self) -> Running | None:
        """What the worker is busy with."""
        with self._lock:
            if not self._tasks:
                return None
            return Running(self._tasks[0].key, time.monotonic() - self._begin_s)

    def pid(self) -> int | None:
        """The worker's process id."""
        with self._lock:
            return self._worker.pid if self._worker is not None else None

    def close(self) -> None:
        """End the worker, whatever it is doing; its thread then ends, too."""
        self._is_closed = True
        with self._lock:
            if self._worker is not None:
                self._worker.interrupt()
