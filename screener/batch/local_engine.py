"""The engine of one machine: worker processes, each served by a thread here."""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from screener.batch.engine import Running, fatal_answer, late_answer
from screener.batch.tasks import Answer, Task, WorkOrder
from screener.batch.worker_process import WorkerDied, WorkerProcess
from screener.errors import ScreenerError

_TICK_S: Final = 0.2
_ATTEMPTS: Final = 2
# One task is worked on, one waits, so that no worker has to.
_TASKS_A_WORKER: Final = 2


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
        self._inbox: queue.SimpleQueue[Task | None] | None = None
        self._threads: list[threading.Thread] = []
        self._slots = [
            _Slot(order, threads=threads, log=log) for _ in range(self._processes)
        ]

    def answers(self, tasks: Iterator[Task]) -> Iterator[tuple[Answer, ...]]:
        """Answers as they come; see ``Engine.answers``."""
        inbox: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        outbox: queue.SimpleQueue[Answer | ScreenerError] = queue.SimpleQueue()
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
        self,
        tasks: Iterator[Task],
        inbox: queue.SimpleQueue[Task | None],
        outbox: queue.SimpleQueue[Answer | ScreenerError],
    ) -> Iterator[tuple[Answer, ...]]:
        open_tasks, room = 0, _TASKS_A_WORKER * self._processes
        is_more = True
        while is_more or open_tasks:
            taken = list(islice(tasks, room - open_tasks)) if is_more else []
            is_more = is_more and (len(taken) == room - open_tasks)
            for task in taken:
                inbox.put(task)
            open_tasks += len(taken)
            found = _collected(outbox) if open_tasks else ()
            open_tasks -= len(found)
            for slot in self._slots:
                slot.stop_if_late()
            yield found

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


def _collected(
    outbox: queue.SimpleQueue[Answer | ScreenerError],
) -> tuple[Answer, ...]:
    """What has come, waiting a moment for the first.

    Raises:
        ScreenerError: When a worker could not be started.
    """
    found: list[Answer] = []
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
        self._task: Task | None = None
        self._begin_s = 0.0
        self._is_late = False
        self._is_closed = False

    def serve(
        self,
        inbox: queue.SimpleQueue[Task | None],
        outbox: queue.SimpleQueue[Answer | ScreenerError],
    ) -> None:
        """Answer tasks until there is none; the thread's whole life."""
        try:
            while (task := inbox.get()) is not None and not self._is_closed:
                answer = self._answer(task)
                if answer is not None:
                    outbox.put(answer)
        except ScreenerError as exc:
            outbox.put(exc)
        finally:
            self._forget()

    def _answer(self, task: Task) -> Answer | None:
        """The worker's answer, or what is to be said of its end; None when closed."""
        reason = ""
        for _ in range(_ATTEMPTS):
            worker = self._started()
            if worker is None:
                return None
            with self._lock:
                self._task, self._begin_s = task, time.monotonic()
                self._is_late = False
            try:
                answer = worker.answer(task)
            except WorkerDied as exc:
                reason = str(exc)
                self._forget()
                if self._is_late:
                    return self._late(task)
                continue
            with self._lock:
                self._task = None
            if answer.is_worn:
                self._forget()
            return answer
        if self._is_closed:
            return None
        return fatal_answer(task, reason=reason, language=self._order.language)

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
            worker, self._worker, self._task = self._worker, None, None
        if worker is not None:
            worker.kill()

    def stop_if_late(self) -> None:
        """End the worker when its file takes longer than allowed."""
        with self._lock:
            seconds = time.monotonic() - self._begin_s
            if self._task is None or seconds <= self._order.timeout_s:
                return
            self._is_late = True
            if self._worker is not None:
                self._worker.interrupt()

    def running(self) -> Running | None:
        """What the worker is busy with."""
        with self._lock:
            if self._task is None:
                return None
            return Running(self._task.key, time.monotonic() - self._begin_s)

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
