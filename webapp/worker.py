"""Workers: take jobs from the queue, one after another, and keep none waiting.

It runs in threads beside the pages on one PC, and in a process of its own
(``screener worker``) for a department, on as many machines as one likes.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from huey.consumer import Consumer

from screener.config import Settings
from screener.errors import (
    JobCrashedError,
    ScanBusyError,
    ScreenerError,
    StoreUnavailableError,
)
from screener.messages.catalogue import message
from webapp.clock import utc_now
from webapp.doubts_job import run_doubts_job
from webapp.job_queue import JobQueue
from webapp.jobs import (
    Job,
    JobEnd,
    JobKind,
    JobState,
    Lane,
    Leash,
    error_record,
)
from webapp.maintenance import erase_expired
from webapp.pulse import Pulse
from webapp.retraining_job import run_retrain_job
from webapp.scan_job import JobTools, local_engine, run_scan_job
from webapp.store.store import Store, open_store

log = logging.getLogger(__name__)

SWEEP_S: Final = 10.0
ERASE_S: Final = 3600.0
_TICK_S: Final = 0.5
# Time for a job to be put down; one that is not is taken up again all the same.
_LEAVE_S: Final = 20.0
_QUEUE_POLL_S: Final = 1.0
# Nothing is ever scheduled; the queue need not be asked every second.
_SCHEDULER_S: Final = 60
_RUNNERS: Final[Mapping[JobKind, Callable[[Job, JobTools, Pulse], None]]] = (
    MappingProxyType(
        {
            JobKind.SCAN: run_scan_job,
            JobKind.RETRAIN: run_retrain_job,
            JobKind.DOUBTS: run_doubts_job,
        }
    )
)


class _Consumer(Consumer):  # type: ignore[misc]
    """Huey's consumer without its signal handlers: whoever starts it has their own."""

    def _set_signal_handlers(self) -> None:
        pass


class Worker:
    """Takes the jobs of one lane until it is stopped.

    Args:
        tools: What it works with.
        jobs: How many it is at once.
        sweep_s: How often it looks for jobs that the queue has lost.
        lane: Whose jobs it takes.
        queue: Where it puts these; None for the one that it takes jobs from.
    """

    def __init__(
        self,
        tools: JobTools,
        *,
        jobs: int = 1,
        sweep_s: float = SWEEP_S,
        lane: Lane = Lane.SCREENING,
        queue: JobQueue | None = None,
    ) -> None:
        self._tools = tools
        self._lane = lane
        self._jobs = jobs
        self._sweep_s = sweep_s
        self._is_leaving = threading.Event()
        self._queue = queue or JobQueue(tools.settings, self.take_turn, lane=lane)
        self._consumer: Any = None
        self._keeper = threading.Thread(target=self._keep, name="keeper", daemon=True)

    def start(self) -> None:
        """Begin to take jobs.

        Raises:
            StoreUnavailableError: When the queue cannot be opened.
        """
        huey = self._queue.huey()
        # A connection belongs to the thread that made it.
        huey.on_shutdown("close")(self._queue.close)
        self._consumer = _Consumer(
            huey,
            workers=self._jobs,
            periodic=False,
            max_delay=_QUEUE_POLL_S,
            scheduler_interval=_SCHEDULER_S,
            shutdown_timeout=_LEAVE_S,
        )
        self._consumer.start()
        self._keeper.start()

    def stop(self) -> None:
        """Put down the job at hand, so that the next worker goes on with it."""
        self._is_leaving.set()
        self._keeper.join()
        self._consumer.stop(graceful=True)
        self._queue.close()

    def leave(self) -> None:
        """Begin to put everything down; returns at once."""
        self._is_leaving.set()

    def take_turn(self, key: str) -> None:
        """Do the job of that key, unless somebody else has it."""
        store, clock = self._tools.store, self._tools.clock
        try:
            job = None if self._is_leaving.is_set() else store.jobs.claim(key, clock())
            if job is None:
                return
            pulse = Pulse(job, store.jobs, clock=clock, is_leaving=self._is_leaving)
            with pulse:
                end = self._end_of(job, pulse)
            store.jobs.end(job, end, clock())
        except StoreUnavailableError:
            # Its lease runs out, and the job is taken up again.
            log.exception("job not told of", extra={"job": key})

    def sweep(self) -> None:
        """Put into the queue what waits and is not in it.

        Raises:
            StoreUnavailableError: When database or queue do not answer.
        """
        now = self._tools.clock()
        keys = self._tools.store.jobs.to_queue(now, lane=self._lane)
        if keys:
            waiting = self._queue.waiting()
            for key in keys:
                if key not in waiting:
                    self._queue.put(key)

    def _end_of(self, job: Job, pulse: Pulse) -> JobEnd:
        state, error = JobState.DONE, ""
        try:
            _RUNNERS[job.kind](job, self._tools, pulse)
        except ScanBusyError:
            # Its last worker is not quite gone.
            state = JobState.QUEUED
        except ScreenerError as exc:
            log.warning("job failed", extra={"job": job.id, "code": exc.code})
            state, error = JobState.FAILED, error_record(exc)
        except Exception as exc:
            log.exception("job crashed", extra={"job": job.id})
            crash = JobCrashedError(source=job.title, reason=type(exc).__name__)
            state, error = JobState.FAILED, error_record(crash)
        else:
            if pulse.leash is Leash.CANCEL:
                state = JobState.CANCELLED
            elif pulse.is_given_back:
                state = JobState.QUEUED
        return JobEnd(state=state, progress=pulse.progress, error=error)

    def _keep(self) -> None:
        """Look after queue, threads and what has expired, whatever the jobs do."""
        sweep_at = erase_at = time.monotonic()
        while not self._is_leaving.is_set():
            now = time.monotonic()
            try:
                if now >= sweep_at:
                    sweep_at = now + self._sweep_s
                    self.sweep()
                    self._consumer.check_worker_health()
                if now >= erase_at and self._lane is Lane.SCREENING:
                    erase_at = now + ERASE_S
                    erase_expired(
                        self._tools.store,
                        self._tools.settings,
                        now=self._tools.clock(),
                    )
            except StoreUnavailableError:
                log.exception("database does not answer")
            self._is_leaving.wait(_TICK_S)
        self._queue.close()


class Workers:
    """One worker a lane, started and stopped together."""

    def __init__(self, workers: Sequence[Worker]) -> None:
        self._workers = tuple(workers)
        self._is_leaving = threading.Event()

    def start(self) -> None:
        """Begin to take jobs.

        Raises:
            StoreUnavailableError: When a queue cannot be opened.
        """
        for worker in self._workers:
            worker.start()

    def stop(self) -> None:
        """Put down the jobs at hand, so that the next workers go on with them."""
        for worker in self._workers:
            worker.leave()
        for worker in self._workers:
            worker.stop()

    def wait(self) -> None:
        """Work until somebody calls ``leave``, then put everything down."""
        self._is_leaving.wait()
        self.stop()

    def leave(self) -> None:
        """Ask the workers to end; returns at once."""
        self._is_leaving.set()


def local_workers(
    settings: Settings,
    store: Store,
    *,
    jobs: int = 1,
    lanes: Sequence[Lane] = tuple(Lane),
) -> Workers:
    """Workers whose scans run in processes of this machine.

    Args:
        settings: Of the installation.
        store: Where jobs are kept.
        jobs: How many scans at once; of what learns one at a time is enough.
        lanes: Whose jobs they take.
    """
    tools = JobTools(
        settings=settings, store=store, clock=utc_now, make_engine=local_engine
    )
    return Workers(
        [
            Worker(tools, jobs=jobs if lane is Lane.SCREENING else 1, lane=lane)
            for lane in lanes
        ]
    )


def work(settings: Settings, *, jobs: int, lanes: Sequence[Lane]) -> None:
    """Take jobs until the process is asked to end.

    Raises:
        StoreError: When database or queue cannot be used.
    """
    store = open_store(settings)
    workers = local_workers(settings, store, jobs=jobs, lanes=lanes)
    for kind in (signal.SIGINT, signal.SIGTERM):
        signal.signal(kind, lambda _number, _frame: workers.leave())
    try:
        workers.start()
        ready = message("worker.ready").in_language(settings.language)
        print(ready, flush=True)
        workers.wait()
    finally:
        store.close()
