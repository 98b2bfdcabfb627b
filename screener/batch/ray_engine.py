"""The engine of a cluster: one actor a core, on whatever machines Ray knows.

Files travel as bytes in messages, or as paths on storage that all machines share.
Only as many are on their way as there are actors, whatever the size of the scan.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from screener.batch.engine import Running, fatal_answer, group_limit_s, late_answer
from screener.batch.groups import Groups
from screener.batch.screening import TaskScreener, limit_memory
from screener.batch.tasks import Answer, Task, WorkOrder
from screener.batch.threads import thread_environment
from screener.errors import ClusterError, MissingExtraError, WorkerStartError

if TYPE_CHECKING:
    from types import ModuleType

_TICK_S: Final = 0.2
_ATTEMPTS: Final = 2
_MOST_FAILED_STARTS: Final = 3
_REACH_S: Final = 10.0
_ROOT: Final = Path(__file__).parents[2]
# Ray maps its store of objects into every worker.
_STORE_BYTES: Final = 1_000_000_000
_LOCAL_STORE_BYTES: Final = 200_000_000


class _Actor:
    """A worker of the cluster, in a process of its own."""

    def __init__(self, order: WorkOrder) -> None:
        self._screener = TaskScreener(order)
        limit_memory(order.memory_bytes + _STORE_BYTES)

    def process_id(self) -> int:
        """Answers once the model is loaded."""
        return os.getpid()

    def answers(self, tasks: tuple[Task, ...]) -> tuple[Answer, ...]:
        """What came of tasks; see ``TaskScreener.answers``."""
        return self._screener.answers(tasks)


@dataclass(frozen=True, slots=True)
class _Again:
    """A file to be tried alone.

    Attributes:
        attempts: How many actors have died of it.
    """

    task: Task
    attempts: int = 0


class _Slot:
    """A place for one actor, filled anew whenever an actor dies."""

    def __init__(self) -> None:
        self.actor: Any = None
        self.reference: Any = None
        self.pid: int | None = None
        self.tasks: tuple[Task, ...] = ()
        self.attempts = 0
        self.begin_s = 0.0

    @property
    def is_up(self) -> bool:
        """Whether its actor has loaded its model."""
        return self.pid is not None

    def give(self, tasks: tuple[Task, ...], *, attempts: int) -> None:
        """Hand tasks to its actor."""
        self.tasks, self.attempts = tasks, attempts
        self.begin_s = time.monotonic()
        self.reference = self.actor.answers.remote(tasks)

    def running(self) -> Running | None:
        """What the actor is busy with."""
        if not self.tasks:
            return None
        return Running(self.tasks[0].key, time.monotonic() - self.begin_s)


class RayEngine:
    """A ``screener.batch.engine.Engine`` on a Ray cluster.

    Args:
        order: What every worker is told.
        address: Of an existing cluster; None starts one on this machine.
        workers: How many actors; None for one a core of the cluster.

    Raises:
        MissingExtraError: When Ray is not installed.
    """

    def __init__(
        self, order: WorkOrder, *, address: str | None, workers: int | None = None
    ) -> None:
        self._order = order
        self._address = address
        self._workers = workers
        self._ray = load_ray()
        self._is_ours = False
        self._slots: list[_Slot] = []
        self._again: list[_Again] = []
        self._failed_starts = 0

    def answers(self, tasks: Iterator[Task]) -> Iterator[tuple[Answer, ...]]:
        """Answers as they come; see ``Engine.answers``."""
        self._connect()
        try:
            yield from self._exchanged(tasks)
        finally:
            self.close()

    def running(self) -> tuple[Running, ...]:
        """What the workers are busy with, the longest first."""
        found = [r for slot in self._slots if (r := slot.running()) is not None]
        return tuple(sorted(found, key=lambda running: -running.seconds))

    def process_ids(self) -> tuple[int, ...]:
        """The worker processes that are up, wherever they run."""
        return tuple(slot.pid for slot in self._slots if slot.pid is not None)

    def close(self) -> None:
        """Stop all workers; leave the cluster, or end it when it was started here."""
        slots, self._slots = self._slots, []
        if not self._ray.is_initialized():
            return
        for slot in slots:
            self._drop(slot)
        if self._is_ours:
            self._ray.shutdown()
            self._is_ours = False

    def _exchanged(self, tasks: Iterator[Task]) -> Iterator[tuple[Answer, ...]]:
        groups = Groups(tasks)
        while True:
            for slot in self._slots:
                self._advance(slot, groups)
            # An actor may wait for a core that another scan holds; once there is
            # nothing left for it to do, nobody waits for it.
            is_more = bool(self._again) or groups.has_more()
            if not is_more and not any(slot.tasks for slot in self._slots):
                return
            yield tuple(self._collected(groups))

    def _advance(self, slot: _Slot, groups: Groups) -> None:
        """Give the slot's actor work if it is free; start one if there is none."""
        if slot.reference is not None:
            return
        if not slot.is_up:
            if self._again or groups.has_more():
                slot.actor = self._kind().remote(self._order)
                slot.reference = slot.actor.process_id.remote()
        elif self._again:
            again = self._again.pop(0)
            slot.give((again.task,), attempts=again.attempts)
        elif group := groups.take():
            slot.give(group, attempts=0)

    def _kind(self) -> Any:
        """The actor's class, told where to run.

        What it needs from its surroundings is said here, not on joining, so that it
        also holds in a cluster that was joined before.
        """
        # One thread, so that a file never shares its core with another file's.
        environment = {**thread_environment(1), "PYTHONPATH": _search_path()}
        return self._ray.remote(
            num_cpus=1, max_restarts=0, runtime_env={"env_vars": environment}
        )(_Actor)

    def _collected(self, groups: Groups) -> Iterator[Answer]:
        waiting = {s.reference: s for s in self._slots if s.reference is not None}
        references = list(waiting)
        ready, rest = self._ray.wait(references, num_returns=1, timeout=_TICK_S)
        if ready and rest:
            more, _ = self._ray.wait(rest, num_returns=len(rest), timeout=0)
            ready = [*ready, *more]
        for reference in ready:
            yield from self._received(waiting[reference], groups)
        for slot in waiting.values():
            if self._is_late(slot):
                yield from self._stopped(slot)

    def _received(self, slot: _Slot, groups: Groups) -> tuple[Answer, ...]:
        """The slot's answers; none when its actor only came up, or will be replaced."""
        reference, slot.reference = slot.reference, None
        try:
            found = self._ray.get(reference)
        except self._ray.exceptions.RayError as exc:
            return self._died(slot, exc)
        if not slot.is_up:
            slot.pid, self._failed_starts = found, 0
            return ()
        answers: tuple[Answer, ...] = found
        groups.note(time.monotonic() - slot.begin_s)
        known = {answer.key for answer in answers}
        self._again += [_Again(task) for task in slot.tasks if task.key not in known]
        slot.tasks = ()
        if any(answer.is_worn for answer in answers):
            self._drop(slot)
        return answers

    def _died(self, slot: _Slot, exc: Exception) -> tuple[Answer, ...]:
        """What an actor's end means for its tasks.

        Raises:
            WorkerStartError: When it could not start, and others will not either.
        """
        was_up = slot.is_up
        self._drop(slot)
        if not was_up:
            # A machine may leave the cluster while its actor loads; a model that
            # cannot be loaded is the same everywhere.
            self._failed_starts += 1
            is_ours = getattr(exc, "actor_init_failed", False)
            if is_ours or self._failed_starts >= _MOST_FAILED_STARTS:
                raise WorkerStartError(source="ray", reason=_cause_words(exc)) from exc
            return ()
        attempts, tasks = slot.attempts + 1, slot.tasks
        slot.tasks = ()
        if len(tasks) > 1:
            self._again += map(_Again, tasks)
        elif attempts < _ATTEMPTS:
            self._again += [_Again(task, attempts) for task in tasks]
        else:
            reason, language = type(exc).__name__, self._order.language
            return tuple(
                fatal_answer(task, reason=reason, language=language) for task in tasks
            )
        return ()

    def _is_late(self, slot: _Slot) -> bool:
        return bool(slot.tasks) and time.monotonic() - slot.begin_s > group_limit_s(
            slot.tasks, self._order
        )

    def _stopped(self, slot: _Slot) -> tuple[Answer, ...]:
        """End an actor that takes too long; what is said of its file."""
        self._drop(slot)
        tasks, slot.tasks = slot.tasks, ()
        if len(tasks) > 1:
            self._again += map(_Again, tasks)
            return ()
        order = self._order
        return tuple(
            late_answer(task, timeout_s=order.timeout_s, language=order.language)
            for task in tasks
        )

    def _drop(self, slot: _Slot) -> None:
        actor, slot.actor = slot.actor, None
        slot.pid, slot.reference = None, None
        if actor is not None:
            self._ray.kill(actor, no_restart=True)

    def _connect(self) -> None:
        """Join the cluster that was named, or start one.

        Raises:
            ClusterError: When there is none at that address.
        """
        self._again, self._failed_starts = [], 0
        if not self._ray.is_initialized():
            _check_reachable(self._address)
            try:
                self._ray.init(
                    **cluster_options(address=self._address, workers=self._workers)
                )
            except (OSError, RuntimeError, ValueError) as exc:
                source = self._address or "ray"
                raise ClusterError(source=source, reason=_cause_words(exc)) from exc
            self._is_ours = True
        cores = int(self._ray.cluster_resources().get("CPU", 1))
        count = min(self._workers or cores, max(cores, 1))
        self._slots = [_Slot() for _ in range(count)]


def cluster_options(*, address: str | None, workers: int | None) -> dict[str, Any]:
    """How Ray is told to join the cluster at an address, or to start one here."""
    options: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
    if address is not None:
        return {**options, "address": address}
    return {
        **options,
        "num_cpus": workers,
        "include_dashboard": False,
        "object_store_memory": _LOCAL_STORE_BYTES,
    }


def _check_reachable(address: str | None) -> None:
    """See that somebody listens there: Ray itself would end this process if not.

    Raises:
        ClusterError: When nobody does.
    """
    if address is None or ":" not in address:
        # A cluster of our own, or a name that Ray resolves, such as "auto".
        return
    try:
        place = urlsplit(address if "://" in address else f"ray://{address}")
        at = place.hostname or "", place.port or 0
        socket.create_connection(at, timeout=_REACH_S).close()
    except (OSError, ValueError) as exc:
        reason = getattr(exc, "strerror", None) or str(exc)
        raise ClusterError(source=address, reason=reason) from exc


def load_ray() -> ModuleType:
    """The library, told to keep to itself.

    Raises:
        MissingExtraError: When it is not installed.
    """
    # Ray reports usage over the network unless told not to; drafts' names stay here.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
    except ImportError as exc:
        raise MissingExtraError(
            source="--engine ray", library="ray", extra="cluster"
        ) from exc
    module: ModuleType = ray
    return module


def _search_path() -> str:
    path = os.environ.get("PYTHONPATH", "")
    return os.pathsep.join(filter(None, (str(_ROOT), path)))


def _cause_words(exc: Exception) -> str:
    """The last line of what Ray says of an actor that did not come up."""
    lines = str(exc).strip().splitlines()
    return lines[-1].strip()[:200] if lines else type(exc).__name__
