"""A retraining as a job: in a child process, stopped and taken up again cleanly."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import asdict, replace
from datetime import datetime

import pytest

from screener.config import Settings
from screener.errors import (
    BundleMissingError,
    JobCrashedError,
    ScreenerError,
    TrainingTimeoutError,
)
from tests.retrainings import (
    CANDIDATE,
    add_dataset,
    add_retraining,
    labelled_sentences,
    models_folder,
)
from tests.scan_jobs import make_tools
from tests.tiny_bundle import write_tiny_bundle
from tests.web_people import an_entry
from training.dataset import example_to_json
from training.own_corpus import OWN_CORPUS
from webapp.child_side import ABANDONED
from webapp.job_child import child_environment
from webapp.jobs import Job, JobState
from webapp.pulse import Pulse
from webapp.retraining import Phase, retrain_request_from, retrain_status_from
from webapp.retraining_job import run_retrain_job
from webapp.store.store import Store
from webapp.worker import Worker

KEY = "huan-luyen-1"
_CHILD = "webapp.retraining_process"


def claimed(store: Store, now: datetime) -> Job:
    job = store.jobs.claim(KEY, now)
    assert job is not None
    return job


def pulse_of(job: Job, store: Store, now: datetime) -> Pulse:
    return Pulse(job, store.jobs, clock=lambda: now, is_leaving=threading.Event())


def children() -> list[int]:
    """Ids of the retrainings that this process started."""
    asked = ["pgrep", "-P", str(os.getpid()), "-f", _CHILD]
    found = subprocess.run(asked, capture_output=True, check=False, text=True)
    return [int(line) for line in found.stdout.split()]


def kill_soon() -> threading.Thread:
    """Kill the child as soon as it is there."""

    def kill() -> None:
        end = time.monotonic() + 20
        while time.monotonic() < end:
            for child in children():
                os.kill(child, signal.SIGKILL)
                return
            time.sleep(0.02)

    thread = threading.Thread(target=kill)
    thread.start()
    return thread


@pytest.fixture
def waiting(settings: Settings, store: Store, now: datetime) -> Store:
    """A store with a retraining of the tiny bundle that waits."""
    write_tiny_bundle(models_folder(settings))
    add_dataset(store, now)
    add_retraining(store, now)
    return store


def failure(settings: Settings, store: Store, now: datetime) -> ScreenerError:
    """What a retraining ends with, done here and now."""
    job = claimed(store, now)
    with pulse_of(job, store, now) as pulse, pytest.raises(ScreenerError) as caught:
        run_retrain_job(job, make_tools(settings, store), pulse)
    return caught.value


def test_killed_child_is_a_failed_job_and_not_a_dead_worker(
    waiting: Store, settings: Settings, now: datetime
) -> None:
    """The system takes the process when memory runs short."""
    thread = kill_soon()

    error = failure(settings, waiting, now)

    thread.join()
    assert isinstance(error, JobCrashedError)
    assert children() == []


def test_child_that_takes_too_long_is_ended(
    waiting: Store, settings: Settings, now: datetime
) -> None:
    """Nobody waits for ever, and nothing runs on unseen."""
    error = failure(replace(settings, retrain_timeout_s=0), waiting, now)

    assert isinstance(error, TrainingTimeoutError)
    assert children() == []


def test_what_the_child_refuses_is_said_by_its_name(
    settings: Settings, store: Store, now: datetime
) -> None:
    """A bundle that was deleted meanwhile is a sentence, not a trace."""
    add_dataset(store, now)
    add_retraining(store, now, base="gone-1")

    error = failure(settings, store, now)

    assert isinstance(error, BundleMissingError)
    assert error.source == "gone-1"


def test_cancelled_retraining_leaves_no_bundle(
    waiting: Store, settings: Settings, now: datetime
) -> None:
    """Neither half a folder nor one that nobody asked for any more."""
    write_tiny_bundle(models_folder(settings), name=CANDIDATE)
    job = claimed(waiting, now)
    waiting.jobs.cancel(KEY, now, entry=an_entry())

    with pulse_of(job, waiting, now) as pulse:
        run_retrain_job(job, make_tools(settings, waiting), pulse)

    assert not (models_folder(settings) / CANDIDATE).exists()
    assert waiting.training_runs.of_job(KEY) is None
    assert children() == []


def test_worker_that_leaves_gives_the_retraining_back(
    waiting: Store, settings: Settings, now: datetime
) -> None:
    """The service is restarted; the next worker does it from the beginning."""
    job = claimed(waiting, now)
    leaving = threading.Event()
    leaving.set()
    pulse = Pulse(job, waiting.jobs, clock=lambda: now, is_leaving=leaving)

    with pulse:
        run_retrain_job(job, make_tools(settings, waiting), pulse)

    assert pulse.is_given_back
    assert children() == []


def test_child_ends_when_whoever_started_it_is_gone(
    waiting: Store, settings: Settings
) -> None:
    """A killed worker must not leave a training behind that nobody hears."""
    request = retrain_request_from(waiting.jobs.get(KEY, "local").request)
    order = {
        "request": asdict(request),
        "champion": "linear-1",
        "folder": str(models_folder(settings)),
        "corpus": [str(path) for path in OWN_CORPUS],
        "examples": [example_to_json(example) for example in labelled_sentences()],
        "memory_bytes": settings.retrain_memory_bytes,
    }
    child = subprocess.Popen(
        [sys.executable, "-P", "-X", "utf8", "-m", _CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=child_environment(),
    )
    assert child.stdin is not None

    child.stdin.write(json.dumps(order).encode() + b"\n")
    child.stdin.close()

    assert child.wait(timeout=60) == ABANDONED


@pytest.mark.slow
def test_retraining_with_real_parts_is_taken_up_after_a_kill(
    waiting: Store, settings: Settings, now: datetime
) -> None:
    """Whatever a dead worker made is compared, not made again; the figures are there."""
    thread = kill_soon()
    failure(settings, waiting, now)
    thread.join()
    job = waiting.jobs.get(KEY, "local")
    assert job.state is JobState.RUNNING
    waiting.jobs.to_queue(now.replace(year=now.year + 1))

    Worker(make_tools(settings, waiting)).take_turn(KEY)

    done = waiting.jobs.get(KEY, "local")
    run = waiting.training_runs.of_job(KEY)
    assert (done.state, done.error) == (JobState.DONE, "")
    assert retrain_status_from(done.result).phase is Phase.READY
    assert run is not None
    assert run.comparison.candidate.name == CANDIDATE
    assert {row.set_name for row in run.comparison.rows} == {"holdout", "corpus"}
    assert (models_folder(settings) / CANDIDATE / "manifest.json").is_file()
