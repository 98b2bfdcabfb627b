"""A worker's sign of life while it is at a job, and the word that it should stop."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Final

from screener.errors import StoreUnavailableError
from webapp.jobs import LEASE, Job, JobProgress, Leash
from webapp.store.jobs import JobRoom

log = logging.getLogger(__name__)

EVERY_S: Final = 1.0


class Pulse:
    """Beats from entering to leaving, in a thread of its own.

    Args:
        job: The claimed job.
        room: Where it is kept.
        clock: Stamps the beats.
        is_leaving: Set when the worker itself has to end.
    """

    def __init__(
        self,
        job: Job,
        room: JobRoom,
        *,
        clock: Callable[[], datetime],
        is_leaving: threading.Event,
    ) -> None:
        self._job = job
        self._room = room
        self._clock = clock
        self._is_leaving = is_leaving
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._beat_on, daemon=True)
        self.progress = JobProgress(done=job.done, total=job.total, result=job.result)
        self.leash = Leash.GO_ON

    @property
    def should_stop(self) -> bool:
        """Whether the work is to be put down, for whatever reason."""
        return self.leash is not Leash.GO_ON or self._is_leaving.is_set()

    @property
    def is_given_back(self) -> bool:
        """Whether another worker is to go on with it, nobody having cancelled it."""
        return self.leash is Leash.GO_ON and self._is_leaving.is_set()

    def tell(self, progress: JobProgress) -> None:
        """Say how far it has come; goes with the next beat."""
        self.progress = progress

    def _beat_on(self) -> None:
        seen_at = self._clock()
        while not self._is_over.wait(EVERY_S):
            now = self._clock()
            try:
                leash = self._room.beat(self._job, self.progress, now)
            except StoreUnavailableError:
                log.warning("no sign of life", extra={"job": self._job.id})
                # By now another worker may have taken it up.
                leash = Leash.LOST if now - seen_at > LEASE else self.leash
            else:
                seen_at = now
            self.leash = leash
            if leash is Leash.LOST:
                return

    def __enter__(self) -> Pulse:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_over.set()
        self._thread.join()
