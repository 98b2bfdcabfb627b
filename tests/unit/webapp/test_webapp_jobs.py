"""Jobs: one worker at a time has one, its owner alone sees it, none is forgotten."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from screener.config import Settings
from screener.errors import ConflictError, RecordMissingError
from tests.retrainings import add_dataset, add_retraining
from tests.scan_jobs import add_scan, make_job
from tests.web_people import an_entry
from webapp.audit import Action
from webapp.jobs import LEASE, MOST_ATTEMPTS, JobEnd, JobProgress, JobState, Lane, Leash
from webapp.maintenance import erase_expired
from webapp.scan_files import scan_place
from webapp.store.audit import AuditFilter
from webapp.store.store import Store

KEY = "luot-1"
LATER = timedelta(seconds=5)
DEAD = LEASE + timedelta(seconds=1)


@pytest.fixture
def job(store: Store) -> str:
    """A job that waits."""
    store.jobs.add(make_job(KEY), entry=an_entry(Action.SCAN_ADDED))
    return KEY


def state(store: Store) -> JobState:
    return store.jobs.get(KEY, "local").state


def test_one_of_many_workers_gets_the_job(
    store: Store, job: str, now: datetime
) -> None:
    """The queue may name a job twice; it is done once."""
    with ThreadPoolExecutor(6) as pool:
        turns = list(pool.map(lambda _: store.jobs.claim(job, now), range(6)))

    [taken] = [turn for turn in turns if turn is not None]
    assert (taken.state, taken.attempts) == (JobState.RUNNING, 1)


def test_sign_of_life_keeps_what_was_told(
    store: Store, job: str, now: datetime
) -> None:
    """The page shows what the worker said last."""
    taken = store.jobs.claim(job, now)
    assert taken is not None
    progress = JobProgress(done=3, total=9, result='{"phase": "screening"}')

    leash = store.jobs.beat(taken, progress, now + LATER)

    found = store.jobs.get(job, "local")
    assert leash is Leash.GO_ON
    assert (found.done, found.total, found.result) == (3, 9, progress.result)
    assert found.seen_at == now + LATER


def test_job_of_a_dead_worker_waits_again(
    store: Store, job: str, now: datetime
) -> None:
    """A killed process gives no sign of life; its job goes to another."""
    first = store.jobs.claim(job, now)
    assert first is not None

    assert store.jobs.to_queue(now + LEASE) == ()
    assert store.jobs.to_queue(now + DEAD) == (job,)

    second = store.jobs.claim(job, now + DEAD)
    assert second is not None
    assert second.attempts == 2
    assert second.started_at == now


def test_worker_taken_for_dead_learns_that_it_lost_the_job(
    store: Store, job: str, now: datetime
) -> None:
    """A laptop that slept must not write over what another worker did."""
    first = store.jobs.claim(job, now)
    assert first is not None
    store.jobs.to_queue(now + DEAD)
    store.jobs.claim(job, now + DEAD)

    leash = store.jobs.beat(first, JobProgress(done=1), now + DEAD)
    has_ended = store.jobs.end(
        first, JobEnd(state=JobState.DONE, progress=JobProgress()), now + DEAD
    )

    assert (leash, has_ended) == (Leash.LOST, False)
    assert state(store) is JobState.RUNNING


def test_job_that_keeps_killing_workers_is_given_up(
    store: Store, job: str, now: datetime
) -> None:
    """Else it would take one worker after another for ever."""
    for turn in range(MOST_ATTEMPTS):
        assert store.jobs.claim(job, now + turn * DEAD) is not None
        store.jobs.to_queue(now + (turn + 1) * DEAD)

    found = store.jobs.get(job, "local")
    assert found.state is JobState.FAILED
    assert found.failure is not None
    assert found.failure.code == "job.gave_up"
    assert found.failure.source == found.title


def test_waiting_job_is_cancelled_at_once(
    store: Store, job: str, now: datetime
) -> None:
    """Nobody works on it, so nobody has to be asked."""
    store.jobs.cancel(job, now, entry=an_entry(Action.SCAN_CANCELLED))

    assert state(store) is JobState.CANCELLED
    assert store.jobs.claim(job, now) is None
    assert store.jobs.to_queue(now) == ()


def test_running_job_is_cancelled_through_its_worker(
    store: Store, job: str, now: datetime
) -> None:
    """The worker hears of it with its next sign of life."""
    taken = store.jobs.claim(job, now)
    assert taken is not None
    store.jobs.cancel(job, now, entry=an_entry(Action.SCAN_CANCELLED))

    assert store.jobs.get(job, "local").is_stopping
    assert store.jobs.beat(taken, JobProgress(), now) is Leash.CANCEL


def test_cancelled_job_of_a_dead_worker_does_not_start_again(
    store: Store, job: str, now: datetime
) -> None:
    """What its owner stopped stays stopped, whatever became of the worker."""
    store.jobs.claim(job, now)
    store.jobs.cancel(job, now, entry=an_entry(Action.SCAN_CANCELLED))

    assert store.jobs.to_queue(now + DEAD) == ()
    assert state(store) is JobState.CANCELLED


def test_only_a_job_that_is_over_is_tried_again(
    store: Store, job: str, now: datetime
) -> None:
    """Trying again what waits or runs would do it twice."""
    entry = an_entry(Action.SCAN_RETRIED)
    assert not store.jobs.retry(job, request="{}", entry=entry)
    taken = store.jobs.claim(job, now)
    assert taken is not None
    assert not store.jobs.retry(job, request="{}", entry=entry)
    failed = JobEnd(state=JobState.FAILED, progress=JobProgress(), error="{}")
    store.jobs.end(taken, failed, now)

    assert store.jobs.retry(job, request='{"a": 1}', entry=entry)

    found = store.jobs.get(job, "local")
    assert (found.state, found.request, found.error) == (
        JobState.QUEUED,
        '{"a": 1}',
        "",
    )


def test_job_is_its_owner_s_alone(store: Store, job: str) -> None:
    """To everybody else it is not there."""
    with pytest.raises(RecordMissingError):
        store.jobs.get(job, "nguoi-khac")

    assert store.jobs.of_owner("nguoi-khac", limit=10) == ()
    assert [j.id for j in store.jobs.of_owner("local", limit=10)] == [job]


def test_jobs_ahead_are_counted(store: Store, job: str, now: datetime) -> None:
    """Whoever waits wants to know for how many."""
    store.jobs.add(make_job("luot-2", minutes=1), entry=an_entry())
    store.jobs.add(make_job("luot-3", minutes=2), entry=an_entry())
    store.jobs.claim(job, now)

    last = store.jobs.get("luot-3", "local")
    counts = store.jobs.counts(Lane.SCREENING)

    assert store.jobs.ahead_of(last) == 2
    assert (counts.waiting, counts.running, counts.seen_at) == (2, 1, now)
    assert counts.waiting_since == store.jobs.get("luot-2", "local").created_at


def test_what_learns_stands_before_no_scan(
    store: Store, job: str, now: datetime
) -> None:
    """A scan that somebody waits for is told the truth: it is its turn."""
    add_dataset(store, now)
    training = add_retraining(store, now)
    store.jobs.claim(training.id, now)

    counts = store.jobs.counts(Lane.SCREENING)

    assert store.jobs.ahead_of(store.jobs.get(job, "local")) == 0
    assert (counts.waiting, counts.running, counts.seen_at) == (1, 0, None)
    assert store.jobs.counts(Lane.LEARNING).running == 1


def test_each_lane_is_queued_apart(store: Store, job: str, now: datetime) -> None:
    """A worker that only scans must not take up what it cannot do."""
    add_dataset(store, now)
    training = add_retraining(store, now)

    assert store.jobs.to_queue(now) == (job,)
    assert store.jobs.to_queue(now, lane=Lane.LEARNING) == (training.id,)


def test_running_job_is_not_erased(store: Store, job: str, now: datetime) -> None:
    """Its worker would write into a folder that is no scan's."""
    store.jobs.claim(job, now)

    with pytest.raises(ConflictError):
        store.jobs.erase(job, entry=an_entry(Action.SCAN_ERASED))

    assert state(store) is JobState.RUNNING


def test_scans_end_with_their_time(
    settings: Settings, store: Store, now: datetime
) -> None:
    """Results hold sentences of drafts; they go when drafts go, files and all."""
    place = add_scan(settings, store, key="luot-cu")
    kept = add_scan(settings, store, key="luot-moi")
    for key, days in (("luot-cu", 400), ("luot-moi", 3)):
        ended = now - timedelta(days=days)
        taken = store.jobs.claim(key, ended)
        assert taken is not None
        end = JobEnd(state=JobState.DONE, progress=JobProgress())
        store.jobs.end(taken, end, ended)

    erase_expired(store, settings, now=now)

    [left] = store.jobs.of_owner("local", limit=10)
    assert (left.id, place.folder.exists(), kept.folder.exists()) == (
        "luot-moi",
        False,
        True,
    )
    [line] = store.audit.events(AuditFilter(action=Action.SCAN_EXPIRED), limit=5)
    assert (line.subject_id, json.loads(line.facts)) == ("luot-cu", {"owner": "local"})


def test_folder_of_an_upload_that_was_never_accepted_goes(
    settings: Settings, store: Store, now: datetime
) -> None:
    """A power cut between disk and database leaves a folder that nobody owns."""
    import os

    abandoned, fresh = (scan_place(settings, key) for key in ("cu", "moi"))
    for place in (abandoned, fresh):
        place.inputs.mkdir(parents=True)
    os.utime(abandoned.folder, (0, 0))

    erase_expired(store, settings, now=now)

    assert (abandoned.folder.exists(), fresh.folder.exists()) == (False, True)
