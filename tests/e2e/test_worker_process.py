"""``screener serve`` does its jobs itself, ``screener worker`` does them apart."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from screener.config import Settings
from tests.databases import DATABASES, SECRET, Databases, need
from tests.e2e.test_serve import environment, free_port, serving
from tests.scan_jobs import FILES, add_scan
from tests.web_people import CREATED_AT
from webapp.jobs import Job, JobState
from webapp.scan_files import scan_place
from webapp.store.store import Store, open_store

KEY = "luot-1"
WITHIN_S = 120.0
# Long enough that a scan takes several seconds: its worker beats once in each.
MANY = {
    f"Bài {n:03d}.txt": "\n\n".join(
        f"Xã {n} thu {m} tấn mận. {text}" for m in range(30) for text in FILES.values()
    )
    for n in range(150)
}


@contextmanager
def working(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """``screener worker`` in a process of its own, killed at last."""
    values = {"scan_processes": "1", "secret_key": SECRET}
    if settings.database_url:
        values["database_url"] = settings.database_url
    process = subprocess.Popen(
        [sys.executable, "-m", "screener", "worker"],
        env=environment(settings.data_dir, **values),
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline()
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def until(store: Store, is_so: Callable[[Job], bool]) -> Job:
    """The scan, once something is so."""
    end = time.monotonic() + WITHIN_S
    while not is_so(job := store.jobs.get(KEY, "local")):
        assert time.monotonic() < end, job
        time.sleep(0.05)
    return job


def test_serve_does_its_jobs_itself(tmp_path: Path) -> None:
    """On one PC there is nothing else to start; Ctrl-C leaves nothing half done."""
    settings = Settings(data_dir=tmp_path)

    with closing(open_store(settings)) as store:
        store.users.ensure_local(CREATED_AT)
        add_scan(settings, store)
        with serving(tmp_path, "--port", str(free_port())):
            job = until(store, lambda job: job.state.is_over)

    assert (job.state, job.done) == (JobState.DONE, len(FILES))
    assert scan_place(settings, KEY).has_results


@pytest.mark.slow
@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_scan_outlives_its_worker(
    databases: Databases, database: str, end: signal.Signals, tmp_path: Path
) -> None:
    """Killed or asked to end in the middle: the next worker goes on, each file once."""
    need(databases, database)
    settings = databases.settings(database, tmp_path / "data")
    with closing(open_store(settings)) as store:
        store.users.ensure_local(CREATED_AT)
        add_scan(settings, store, MANY)

        with working(settings) as worker:
            until(store, lambda job: 5 < job.done < len(MANY))
            worker.send_signal(end)
            worker.wait(timeout=60)
        assert not store.jobs.get(KEY, "local").state.is_over
        with working(settings):
            job = until(store, lambda job: job.state.is_over)

    records = scan_place(settings, KEY).results / "results.jsonl"
    assert (job.state, job.done, job.attempts) == (JobState.DONE, len(MANY), 2)
    assert len(records.read_text("utf-8").splitlines()) == len(MANY)
