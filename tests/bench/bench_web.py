"""The web app under load: ``python -m tests.bench.bench_web``, loopback only.

Fifty editors paste drafts and edit them while a worker scans batches; the worker is
killed in the middle of one and another started. At the end every draft and every scan
that was accepted has to be there. ``--retraining`` asks something else: how much longer the
same editors wait while a retraining runs on the same cores.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median, quantiles
from typing import Final

from tests.bench.retraining_load import measure_retraining
from tests.bench.web_editors import Browser, Call, Editor
from tests.bench.web_house import (
    CORES,
    INSPECTOR,
    Asked,
    House,
    command,
    corpus_sentences,
    editors_of,
    free_port,
    make_house,
    opened_database,
)
from tests.databases import POSTGRESQL, SQLITE
from webapp.jobs import JobState
from webapp.store.store import Store, open_store

# Uploaded at the beginning and again at half time, when the worker is killed.
_SCANS: Final = 2
_FILES_A_SCAN: Final = 40
_SCANNED_WITHIN_S: Final = 300.0
_BEGUN_WITHIN_S: Final = 60.0
# What caches may still take once every editor has pasted and edited for a while.
_GROWTH_BYTES: Final = 24 * 2**20


class Memory(threading.Thread):
    """Looks at the memory of a process and its children, once a second."""

    def __init__(self, pid: int, is_over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.bytes: list[int] = []
        self._pid = pid
        self._is_over = is_over

    def run(self) -> None:
        """Look until it is over."""
        while not self._is_over.wait(1.0):
            self.bytes.append(sum(map(_resident, (self._pid, *_children(self._pid)))))

    def quarters(self) -> list[int]:
        """The median of each quarter of the time, in bytes."""
        size = max(1, len(self.bytes) // 4)
        return [int(median(self.bytes[n * size : (n + 1) * size])) for n in range(4)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the load, print figures, and fail when something was lost or refused."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--editors", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=180.0)
    parser.add_argument("--think", type=float, default=6.0, help="between two edits")
    parser.add_argument("--database", choices=(SQLITE, POSTGRESQL), default=SQLITE)
    parser.add_argument(
        "--retraining",
        action="store_true",
        help="half the time without and half with a retraining beside the pages",
    )
    given = parser.parse_args(arguments)
    asked = Asked(given.editors, given.seconds, given.think, given.database)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        house = make_house(
            stack.enter_context(opened_database(asked.database, folder)), asked
        )
        measure = measure_retraining if given.retraining else _measure
        faults = measure(house, asked, stack)
    for fault in faults:
        print(f"FAULT: {fault}")
    sys.exit(bool(faults))


def _measure(house: House, asked: Asked, stack: ExitStack) -> list[str]:
    port, is_over = free_port(), threading.Event()
    options = ["--port", str(port)]
    if asked.database == POSTGRESQL:
        options += ["--server", "gunicorn", "--workers", str(CORES)]
    server = stack.enter_context(command(house, "serve", *options))
    worker = stack.enter_context(command(house, "worker"))
    memory = Memory(server.pid, is_over)
    editors = editors_of(house, asked, port, is_over)
    inspector = Browser(port, house.inspector)
    store = open_store(house.settings)
    stack.callback(store.close)
    _begin_scans(inspector, corpus_sentences())
    begin = time.monotonic()
    for thread in (memory, *editors):
        thread.start()
    time.sleep(asked.seconds / 2)
    _begin_scans(inspector, corpus_sentences())
    _wait_for_one_amid(store)
    worker.kill()
    stack.enter_context(command(house, "worker"))
    time.sleep(max(0.0, asked.seconds - (time.monotonic() - begin)))
    is_over.set()
    for editor in editors:
        editor.join()
    seconds = time.monotonic() - begin
    calls = [call for editor in editors for call in editor.browser.calls]
    faults = _print_calls([*calls, *inspector.calls], asked, seconds=seconds)
    faults += _print_memory(memory)
    return faults + _lost_drafts(store, editors) + _lost_scans(store, inspector)


def _begin_scans(inspector: Browser, sentences: Sequence[str]) -> None:
    """Upload batches; the browser's calls say how many were accepted."""
    chance = random.Random(len(inspector.calls))
    inspector.open("/luot-soat")
    for number in range(_SCANS):
        files = {
            f"bai-{number}-{n}.txt": "\n\n".join(chance.sample(sentences, 30))
            for n in range(_FILES_A_SCAN)
        }
        inspector.upload("/luot-soat/tai-tep", files, f"Đợt {number + 1}")


def _wait_for_one_amid(store: Store) -> None:
    """Wait until a scan has some of its files behind it and some before it."""
    end = time.monotonic() + _BEGUN_WITHIN_S
    while time.monotonic() < end:
        jobs = store.jobs.of_owner(INSPECTOR, limit=100)
        running = [job for job in jobs if job.state is JobState.RUNNING]
        if any(0 < job.done < _FILES_A_SCAN for job in running):
            return
        time.sleep(0.1)


def _print_calls(calls: Sequence[Call], asked: Asked, *, seconds: float) -> list[str]:
    errors = [call for call in calls if call.is_error]
    print(
        f"{asked.editors} editors, {seconds:.0f} s, {asked.database}, {CORES} "
        f"cores: {len(calls)} requests, {len(calls) / seconds:.1f} a second, "
        f"{len(errors)} errors"
    )
    for what in ("save", "screen", "open", "upload"):
        times = sorted(call.seconds * 1000 for call in calls if call.what == what)
        if len(times) > 1:
            cuts = quantiles(times, n=100, method="inclusive")
            print(
                f"  {what:<7}{len(times):>6}   p50 {cuts[49]:5.0f} ms   "
                f"p95 {cuts[94]:5.0f} ms   p99 {cuts[98]:5.0f} ms   "
                f"max {times[-1]:5.0f} ms"
            )
    kinds = sorted({(call.what, call.status) for call in errors})
    return [f"{len(errors)} requests failed: {kinds}"] if errors else []


def _print_memory(memory: Memory) -> list[str]:
    quarters = memory.quarters()
    shown = ", ".join(f"{size / 2**20:.0f}" for size in quarters)
    print(f"  memory of the server by quarter: {shown} MiB")
    growth = quarters[3] - quarters[1]
    if growth > _GROWTH_BYTES:
        return [f"memory grew by {growth / 2**20:.0f} MiB in the second half"]
    return []


def _lost_drafts(store: Store, editors: Sequence[Editor]) -> list[str]:
    """What the program said that it had kept, and has not."""
    kept = [editor for editor in editors if editor.accepted]
    lost = [e.key for e in kept if store.drafts.version(e.key).text != e.accepted]
    print(f"  drafts accepted {len(kept)}, as accepted {len(kept) - len(lost)}")
    faults = [f"draft lost: {key}" for key in lost]
    return faults if len(kept) == len(editors) else [*faults, "drafts not accepted"]


def _lost_scans(store: Store, inspector: Browser) -> list[str]:
    """What was accepted and did not come to its end."""
    accepted = [c.status for c in inspector.calls if c.what == "upload"].count(303)
    end = time.monotonic() + _SCANNED_WITHIN_S
    jobs = store.jobs.of_owner(INSPECTOR, limit=100)
    while time.monotonic() < end and not all(job.state.is_over for job in jobs):
        time.sleep(0.5)
        jobs = store.jobs.of_owner(INSPECTOR, limit=100)
    whole = [
        job
        for job in jobs
        if job.state is JobState.DONE and job.done == job.total == _FILES_A_SCAN
    ]
    turns = max((job.attempts for job in jobs), default=0)
    print(
        f"  scans accepted {accepted}, done whole {len(whole)}; the worker was killed "
        f"in between, a scan took up to {turns} turns"
    )
    faults = [] if turns > 1 else ["the worker was not killed amid a scan"]
    if not accepted == len(whole) == 2 * _SCANS:
        stand = [(job.state.value, job.done) for job in jobs]
        faults.append(f"scans: {accepted} accepted, {stand}")
    return faults


def _resident(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(child) for child in text.split()]


if __name__ == "__main__":
    main()
