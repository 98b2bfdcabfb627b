"""The worker: what was accepted is done, whatever happens to queue and worker."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from screener.batch.lock import FolderLock
from screener.config import Settings
from tests.retrainings import add_dataset, add_retraining, models_folder
from tests.scan_jobs import FILES, Engines, add_scan, make_tools
from tests.tiny_bundle import write_tiny_bundle
from tests.web_people import an_entry
from webapp.audit import Action
from webapp.job_queue import JobQueue
from webapp.jobs import LEASE, Job, JobState, Lane
from webapp.scan_request import Phase, scan_status_from
from webapp.store.store import Store
from webapp.worker import Worker, Workers

KEY = "luot-1"


def job(store: Store, key: str = KEY) -> Job:
    return store.jobs.get(key, "local")


def until(is_so: Callable[[], bool], *, seconds: float = 15.0) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


@contextmanager
def at_work(worker: Worker | Workers) -> Iterator[None]:
    """A worker that takes jobs meanwhile."""
    worker.start()
    try:
        yield
    finally:
        worker.stop()


@pytest.fixture
def queue(settings: Settings, store: Store) -> Iterator[JobQueue]:
    """The queue as the pages have it, empty."""
    del store
    queue = JobQueue(settings)
    queue.huey().storage.flush_queue()
    yield queue
    queue.close()


def test_queue_outlives_the_program(settings: Settings, queue: JobQueue) -> None:
    """It lies on the disk or in the server, and holds no more than keys."""
    queue.put("luot-1")
    queue.put("luot-2")
    queue.close()

    later = JobQueue(settings)

    assert later.waiting() == {"luot-1", "luot-2"}
    [message, _] = later.huey().storage.enqueued_items()
    assert json.loads(bytes(message))[6] == ["luot-1"]
    later.close()


def test_queued_scan_is_done(settings: Settings, store: Store, queue: JobQueue) -> None:
    """From the queue to the pages that people open."""
    place = add_scan(settings, store)
    queue.put(KEY)

    with at_work(Worker(make_tools(settings, store))):
        until(lambda: job(store).state is JobState.DONE)

    found = job(store)
    status = scan_status_from(found.result)
    assert (found.done, found.total) == (3, 3)
    assert (status.phase, status.findings, status.failed) == (Phase.READY, 2, 0)
    assert status.has_results
    assert sum(status.verdicts.values()) == 3
    page = (place.results / "index.html").read_text("utf-8")
    assert "Bài 1.txt" in page
    assert str(settings.data_dir) not in page
    assert (place.results / "results.xlsx").is_file()
    assert queue.waiting() == frozenset()


def test_accepted_job_that_never_reached_the_queue_is_done(
    settings: Settings, store: Store, queue: JobQueue
) -> None:
    """The program may die between accepting a job and queueing it."""
    add_scan(settings, store)

    with at_work(Worker(make_tools(settings, store), sweep_s=0.1)):
        until(lambda: job(store).state is JobState.DONE)

    assert queue.waiting() == frozenset()


def test_scan_does_not_wait_for_a_retraining(
    settings: Settings, store: Store, queue: JobQueue, now: datetime
) -> None:
    """A retraining takes minutes; who uploads an issue meanwhile wants it back."""
    write_tiny_bundle(models_folder(settings))
    add_dataset(store, now)
    training = add_retraining(store, now).id
    learning = JobQueue(settings, lane=Lane.LEARNING)
    learning.huey().storage.flush_queue()
    learning.put(training)
    learning.close()
    tools = make_tools(settings, store)
    workers = Workers([Worker(tools, lane=lane) for lane in Lane])

    with at_work(workers):
        until(lambda: job(store, training).state is JobState.RUNNING)
        add_scan(settings, store)
        queue.put(KEY)
        until(lambda: job(store).state is JobState.DONE)
        assert job(store, training).state is JobState.RUNNING

    assert job(store, training).state is JobState.QUEUED


def test_sweep_queues_a_waiting_job_once(
    settings: Settings, store: Store, queue: JobQueue
) -> None:
    """A long scan must not let the queue grow behind it."""
    add_scan(settings, store)
    worker = Worker(make_tools(settings, store), queue=queue)

    for _ in range(3):
        worker.sweep()

    assert queue.huey().storage.queue_size() == 1


def test_scan_of_a_dead_worker_goes_on_where_it_was(
    settings: Settings, store: Store, now: datetime
) -> None:
    """A killed worker's records stay; only what has none is screened."""

    class Killed(BaseException):
        """The process ends here."""

    def die(name: str) -> None:
        # Records are written through twice a second.
        if name == "Bài 2.txt":
            time.sleep(0.6)
        if name == "Bài 3.txt":
            raise Killed

    add_scan(settings, store)
    dying = Engines(on_file=die)
    tools = make_tools(settings, store, engines=dying, clock=lambda: now)
    with pytest.raises(Killed):
        Worker(tools).take_turn(KEY)
    assert job(store).state is JobState.RUNNING

    later = now + LEASE + timedelta(seconds=1)
    engines = Engines()
    worker = Worker(make_tools(settings, store, engines=engines, clock=lambda: later))
    assert store.jobs.to_queue(later) == (KEY,)
    worker.take_turn(KEY)

    assert job(store).state is JobState.DONE
    assert (job(store).done, job(store).attempts) == (3, 2)
    assert engines.taken == ["Bài 3.txt"]


def test_cancelled_scan_stops_and_shows_what_it_has(
    settings: Settings, store: Store
) -> None:
    """Half a result is better than none, and says how much it is."""
    heard = threading.Event()

    def cancel(name: str) -> None:
        if name == "Bài 2.txt":
            store.jobs.cancel(KEY, datetime.now().astimezone(), entry=an_entry())
            heard.wait(1.3)

    place = add_scan(settings, store)
    Worker(make_tools(settings, store, engines=Engines(on_file=cancel))).take_turn(KEY)

    found = job(store)
    assert found.state is JobState.CANCELLED
    assert found.done < len(FILES)
    assert place.has_results


def test_leaving_worker_gives_its_scan_back(
    settings: Settings, store: Store, queue: JobQueue
) -> None:
    """Stopping the service puts a scan down; the next start takes it up."""
    del queue
    worker: Worker | None = None

    def leave(name: str) -> None:
        if name == "Bài 2.txt":
            assert worker is not None
            worker.leave()

    add_scan(settings, store)
    first, second = Engines(on_file=leave), Engines()
    worker = Worker(make_tools(settings, store, engines=first))
    worker.take_turn(KEY)
    assert job(store).state is JobState.QUEUED

    Worker(make_tools(settings, store, engines=second)).take_turn(KEY)

    assert job(store).state is JobState.DONE
    assert sorted(set(first.taken + second.taken)) == sorted(FILES)
    assert second.taken == ["Bài 3.txt"]


def test_scan_without_its_files_fails_with_words(
    settings: Settings, store: Store
) -> None:
    """After a restored backup the rows are there and the uploads are not."""
    place = add_scan(settings, store)
    for path in place.inputs.iterdir():
        path.unlink()

    Worker(make_tools(settings, store)).take_turn(KEY)

    failure = job(store).failure
    assert job(store).state is JobState.FAILED
    assert failure is not None
    assert (failure.code, failure.source) == ("job.files_gone", "Số Tết")


def test_unforeseen_failure_ends_the_job_and_not_the_worker(
    settings: Settings, store: Store
) -> None:
    """One broken scan must not keep the others waiting."""

    def fail(name: str) -> None:
        raise RuntimeError(name)

    add_scan(settings, store)
    add_scan(settings, store, key="luot-2")
    engines = Engines(on_file=fail)
    worker = Worker(make_tools(settings, store, engines=engines))
    worker.take_turn(KEY)
    engines.on_file = lambda _: None
    worker.take_turn("luot-2")

    failure = job(store).failure
    assert failure is not None
    assert failure.code == "job.crashed"
    assert job(store, "luot-2").state is JobState.DONE


def test_scan_waits_while_its_last_worker_still_writes(
    settings: Settings, store: Store
) -> None:
    """Two workers in one folder would spoil each other's journal."""
    place = add_scan(settings, store)
    place.results.mkdir()

    with FolderLock(place.results):
        Worker(make_tools(settings, store)).take_turn(KEY)
        assert job(store).state is JobState.QUEUED
    Worker(make_tools(settings, store)).take_turn(KEY)

    assert job(store).state is JobState.DONE


def test_failed_scan_is_taken_up_again_by_retrying(
    settings: Settings, store: Store, queue: JobQueue
) -> None:
    """Somebody freed the disk and clicks once more."""

    def fail(name: str) -> None:
        if name == "Bài 2.txt":
            raise RuntimeError(name)

    add_scan(settings, store)
    engines = Engines(on_file=fail)
    worker = Worker(make_tools(settings, store, engines=engines))
    worker.take_turn(KEY)
    assert job(store).state is JobState.FAILED
    engines.on_file = lambda _: None

    entry = an_entry(Action.SCAN_RETRIED)
    assert store.jobs.retry(KEY, request=job(store).request, entry=entry)
    queue.put(KEY)
    with at_work(worker):
        until(lambda: job(store).state is JobState.DONE)

    assert job(store).done == 3
