"""The engine of a cluster: one actor a core, on whatever machines Ray knows.

Files travel as bytes in messages, or as paths on storage that all machines share.
Only as many are on their way as there are actors, whatever the size of the scan.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from screener.batch.engine import Running, fatal_answer, group_limit_s, late_answer
from screener.batch.groups import Groups
from screener.batch.screening import TaskScreener, limit_memory
from screener.batch.tasks import Answer, Task, WorkOrder
from screener.batch.threads import thread_environment
from screener.errors import MissingExtraError, WorkerStartError

if TYPE_CHECKING:
    from types import ModuleType

_TICK_S: Final = 0.2
_ATTEMPTS: Final = 2
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


class _Slot:
    """A place for one actor, filled anew whenever an actor dies."""

    def __init__(self) -> None:
        self.actor: Any = None
        self.reference: Any = None
        self.pid: int | None = None
        self.tasks: tuple[Task, ...] = ()
        # What a group left open, to be tried file by file.
        self.alone: list[Task] = []
        self.attempts = 0
        self.begin_s = 0.0

    @property
    def is_up(self) -> bool:
        """Whether its actor has loaded its model."""
        return self.pid is not None

    def running(self) -> Running | None:
        """What the actor is busy with."""
        if not self.tasks or not self.is_up:
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
        self._ray = _ray()
        self._is_ours = False
        self._slots: list[_Slot] = []

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
        """Stop all workers, and the cluster when it was started here."""
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
                if not slot.tasks:
                    alone = slot.alone.pop(0) if slot.alone else None
                    slot.tasks = groups.take() if alone is None else (alone,)
                    slot.attempts = 0
                if slot.tasks and slot.reference is None:
                    self._advance(slot)
            busy = [slot for slot in self._slots if slot.tasks]
            if not busy:
                return
            yield tuple(self._collected(busy, groups))

    def _advance(self, slot: _Slot) -> None:
        """Start the slot's actor, or give it the task."""
        if slot.actor is None:
            # So that a file never shares its core with another file's threads.
            kind = self._ray.remote(num_cpus=1, max_restarts=0)(_Actor)
            slot.actor = kind.remote(self._order)
            slot.reference = slot.actor.process_id.remote()
        elif slot.is_up:
            slot.begin_s = time.monotonic()
            slot.reference = slot.actor.answers.remote(slot.tasks)

    def _collected(self, busy: list[_Slot], groups: Groups) -> Iterator[Answer]:
        waiting = {slot.reference: slot for slot in busy}
        references = list(waiting)
        ready, rest = self._ray.wait(references, num_returns=1, timeout=_TICK_S)
        if ready and rest:
            more, _ = self._ray.wait(rest, num_returns=len(rest), timeout=0)
            ready = [*ready, *more]
        for reference in ready:
            yield from self._received(waiting[reference], groups)
        for slot in busy:
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
            slot.pid = found
            return ()
        answers: tuple[Answer, ...] = found
        groups.note(time.monotonic() - slot.begin_s)
        known = {answer.key for answer in answers}
        slot.alone += [task for task in slot.tasks if task.key not in known]
        slot.tasks = ()
        if any(answer.is_worn for answer in answers):
            self._drop(slot)
        return answers

    def _died(self, slot: _Slot, exc: Exception) -> tuple[Answer, ...]:
        reason = type(exc).__name__
        was_up = slot.is_up
        self._drop(slot)
        if not was_up:
            raise WorkerStartError(source="ray", reason=_cause_words(exc)) from exc
        if self._is_parted(slot):
            return ()
        slot.attempts += 1
        if slot.attempts < _ATTEMPTS:
            return ()
        (task,), slot.tasks = slot.tasks, ()
        return (fatal_answer(task, reason=reason, language=self._order.language),)

    def _is_parted(self, slot: _Slot) -> bool:
        """Whether the slot had a group, whose files are now to be tried alone."""
        if len(slot.tasks) < 2:
            return False
        slot.alone += slot.tasks
        slot.tasks = ()
        return True

    def _is_late(self, slot: _Slot) -> bool:
        return (
            bool(slot.tasks)
            and slot.is_up
            and slot.reference is not None
            and time.monotonic() - slot.begin_s > group_limit_s(slot.tasks, self._order)
        )

    def _stopped(self, slot: _Slot) -> tuple[Answer, ...]:
        self._drop(slot)
        if self._is_parted(slot):
            return ()
        (task,), slot.tasks = slot.tasks, ()
        order = self._order
        late = late_answer(task, timeout_s=order.timeout_s, language=order.language)
        return (late,)

    def _drop(self, slot: _Slot) -> None:
        actor, slot.actor = slot.actor, None
        slot.pid, slot.reference = None, None
        if actor is not None:
            self._ray.kill(actor, no_restart=True)

    def _connect(self) -> None:
        if not self._ray.is_initialized():
            self._is_ours = True
            self._ray.init(**self._options())
        cores = int(self._ray.cluster_resources().get("CPU", 1))
        count = min(self._workers or cores, max(cores, 1))
        self._slots = [_Slot() for _ in range(count)]

    def _options(self) -> dict[str, Any]:
        environment = {**thread_environment(1), "PYTHONPATH": _search_path()}
        options: dict[str, Any] = {
            "runtime_env": {"env_vars": environment},
            "log_to_driver": False,
            "logging_level": "ERROR",
        }
        if self._address is not None:
            return {**options, "address": self._address}
        return {
            **options,
            "num_cpus": self._workers,
            "include_dashboard": False,
            "object_store_memory": _LOCAL_STORE_BYTES,
        }


def _ray() -> ModuleType:
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
