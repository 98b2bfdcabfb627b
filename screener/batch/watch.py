"""A drop folder: whatever is put into it is screened, again and again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from screener.batch.journal import Journal
from screener.batch.planned import Plan, PlannedFile
from screener.batch.scan import ScanJob, run_scan
from screener.batch.stamp import Redo

_Look = tuple[int | None, int | None]


@dataclass(slots=True, kw_only=True)
class Watcher:
    """Looks at the inputs now and then, and screens what is new or changed.

    A file counts once it looks the same at two looks in a row, so that one that is
    still being copied is left alone. Looking, unlike being told by the system, also
    works on shared drives.

    Attributes:
        make_plan: Finds the files anew.
        journal: Of the folder of the results.
        make_job: Makes the means for one run.
        finish: Told after each run that made records.
    """

    make_plan: Callable[[], Plan]
    journal: Journal
    make_job: Callable[[], ScanJob]
    finish: Callable[[], object]
    _seen: dict[str, _Look] = field(default_factory=dict)

    def run(self, stop: threading.Event, *, every_s: float) -> None:
        """Go on until ``stop`` is set."""
        while not stop.is_set():
            self.look()
            stop.wait(every_s)

    def look(self) -> int:
        """Look once; how many files got a record."""
        plan = self.make_plan()
        due = tuple(file for file in plan.files if self._is_due(file))
        self._seen = {file.key: _look(file) for file in plan.files}
        if not due:
            return 0
        # Whoever puts a new version into the folder wants it screened.
        job = replace(self.make_job(), redo=Redo.CHANGED)
        outcome = run_scan(Plan(due), job)
        self.journal.settle()
        self.finish()
        return outcome.tally.done

    def _is_due(self, file: PlannedFile) -> bool:
        if file.error is not None and file.size_bytes is None:
            # A folder that is empty, or a path that is not there yet.
            return False
        if self._seen.get(file.key) != _look(file):
            return False
        known = self.journal.known(file.key)
        return known is None or (known.size_bytes, known.modified_ns) != _look(file)


def _look(file: PlannedFile) -> _Look:
    return file.size_bytes, file.modified_ns
