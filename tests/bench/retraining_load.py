"""How much longer editors wait while a retraining runs beside the pages."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import ExitStack
from statistics import median, quantiles
from typing import Final

from models.registry import DEFAULT_BUNDLE
from tests.bench.web_editors import Browser, Editor
from tests.bench.web_house import (
    CORES,
    Asked,
    House,
    command,
    editors_of,
    free_port,
)
from tests.retrainings import DATASET, add_dataset
from webapp.clock import utc_now
from webapp.jobs import JobKind, JobState
from webapp.store.store import Store, open_store

_BEGUN_WITHIN_S: Final = 60.0
# Editors paste whole drafts at the beginning; what is compared are edits.
_WARM_S: Final = 20.0
_KINDS: Final = ("save", "screen")


def measure_retraining(house: House, asked: Asked, stack: ExitStack) -> list[str]:
    """Print the times of both halves and their ratio; what went wrong."""
    store = open_store(house.settings)
    stack.callback(store.close)
    add_dataset(store, utc_now())
    port, is_over = free_port(), threading.Event()
    # The worker within the program, as on one office PC: the harder case.
    stack.enter_context(command(house, "serve", "--port", str(port), worker="auto"))
    editors = editors_of(house, asked, port, is_over)
    for editor in editors:
        editor.start()
    time.sleep(_WARM_S)
    start = _marks(editors)
    time.sleep(asked.seconds / 2)
    begun = _marks(editors)
    administrator = Browser(port, house.administrator)
    run = _retrain(administrator, store)
    after_start = _marks(editors)
    time.sleep(asked.seconds / 2)
    end = _marks(editors)
    job = store.jobs.in_organisation(run, "local", kind=JobKind.RETRAIN)
    is_over.set()
    for editor in editors:
        editor.join()
    administrator.post_form(f"/mo-hinh/lan/{run}/dung", {})
    print(
        f"{asked.editors} editors, {asked.seconds:.0f} s, {asked.database}, {CORES} "
        f"cores, a retraining of {DEFAULT_BUNDLE} in the second half"
    )
    for kind in _KINDS:
        _print_ratio(
            kind,
            _seconds(editors, kind, start, begun),
            _seconds(editors, kind, after_start, end),
        )
    failed = sum(call.is_error for editor in editors for call in editor.browser.calls)
    faults = [f"{failed} requests failed"] if failed else []
    if job.state is not JobState.RUNNING:
        faults.append(f"the retraining was over before the end: {job.state}")
    return faults


def _retrain(administrator: Browser, store: Store) -> str:
    """Ask for a retraining on the page and wait until it runs; its key."""
    administrator.open("/mo-hinh")
    administrator.post_form(
        "/mo-hinh/huan-luyen", {"dataset": DATASET, "base": DEFAULT_BUNDLE}
    )
    end = time.monotonic() + _BEGUN_WITHIN_S
    while time.monotonic() < end:
        jobs = store.jobs.of_organisation("local", kind=JobKind.RETRAIN, limit=1)
        if jobs and jobs[0].state is JobState.RUNNING:
            return jobs[0].id
        time.sleep(0.2)
    sys.exit("the retraining did not begin")


def _marks(editors: list[Editor]) -> list[int]:
    return [len(editor.browser.calls) for editor in editors]


def _seconds(
    editors: list[Editor], kind: str, start: list[int], end: list[int]
) -> list[float]:
    return [
        call.seconds
        for editor, first, last in zip(editors, start, end, strict=True)
        for call in editor.browser.calls[first:last]
        if call.what == kind
    ]


def _print_ratio(kind: str, without: list[float], beside: list[float]) -> None:
    if min(len(without), len(beside)) < 2:
        sys.exit(f"too few requests to compare: {kind}")
    middle = median(without), median(beside)
    slow = _p95(without), _p95(beside)
    print(
        f"  {kind:<7}{len(without):>5} /{len(beside):>5}   "
        f"p50 {1000 * middle[0]:.0f} -> {1000 * middle[1]:.0f} ms "
        f"(x {middle[1] / middle[0]:.2f})   "
        f"p95 {1000 * slow[0]:.0f} -> {1000 * slow[1]:.0f} ms "
        f"(x {slow[1] / slow[0]:.2f})"
    )


def _p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20, method="inclusive")[-1]
