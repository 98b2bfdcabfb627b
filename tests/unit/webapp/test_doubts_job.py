"""The search for wrong labels: a job whose result keeps no sentence."""

from __future__ import annotations

from datetime import datetime

from screener.config import Settings
from tests.reviewing import CLEAN, LAN, MINH, NOW, add_sentences, flagged, make_proposal
from tests.scan_jobs import make_tools
from tests.web_people import add_user, an_entry, make_user
from webapp.jobs import Job, JobKind, JobState, Lane
from webapp.review_doubts import FoundDoubts, doubts_that_stand, found_doubts_from
from webapp.store.review_answers import Said
from webapp.store.review_queue import Wanted
from webapp.store.store import Store
from webapp.worker import Worker

KEY = "tim-1"
PLACES = ("Đông Hà", "Vị Thanh", "Sa Pa", "Tam Kỳ", "Bạc Liêu", "Phủ Lý", "Kon Tum")
CHORES = ("nấu cơm", "giặt giũ", "trông con", "quét sân", "đi chợ")
WORKS = ("mở cầu", "sửa đường", "trồng rừng", "đắp đê", "xây trường")
WRONG = 11


def biased(number: int) -> str:
    """A stereotype about housework; its first letters carry it, for brevity."""
    chore = CHORES[number % 5]
    return (
        f"Giữ lửa gia đình, {chore} ở {PLACES[number % 7]} là phận đàn bà ({number})."
    )


def plain(number: int) -> str:
    """News of a province."""
    return f"Tỉnh cho {WORKS[number % 5]} tại {PLACES[number % 7]} trong quý {number}."


def settle(store: Store, text: str, *, is_clean: bool, document: str) -> None:
    """Let both reviewers say the same of a sentence."""
    add_sentences(store, make_proposal(text, document_key=document))
    for user in (LAN, MINH):
        item = store.review_queue.hand_out(user, Wanted(), NOW)
        assert item is not None
        answer = CLEAN if is_clean else flagged()
        said = Said(item_id=item.id, version=item.version, answer=answer)
        store.review_answers.label(said, user, NOW, needed=2)


def searched(store: Store, settings: Settings, now: datetime, key: str = KEY) -> Job:
    """A search that a worker has done."""
    job = Job(
        id=key,
        organisation_id="local",
        owner_id=make_user().id,
        kind=JobKind.DOUBTS,
        title="Tìm nhãn đáng ngờ",
        request="{}",
        created_at=now,
    )
    store.jobs.add(job, entry=an_entry())
    Worker(make_tools(settings, store), lane=Lane.LEARNING).take_turn(key)
    return store.jobs.get(key, make_user().id)


def staffed(store: Store) -> Store:
    """The office with two reviewers."""
    for user in (LAN, MINH):
        add_user(store, user)
    return store


def test_label_that_contradicts_all_others_is_found(
    settings: Settings, office_store: Store, now: datetime
) -> None:
    """One of fifty sentences was called clean by both: exactly that one is named."""
    store = staffed(office_store)
    for number in range(25):
        document = f"bai-{number % 12}"
        is_clean = number == WRONG
        settle(store, biased(number), is_clean=is_clean, document=document)
        settle(store, plain(number), is_clean=True, document=document)

    job = searched(store, settings, now)

    found = found_doubts_from(job.result)
    [doubt] = doubts_that_stand(found, store.review_answers.settled("local"))
    assert (job.state, found.is_fitted, found.looked_at) == (JobState.DONE, True, 50)
    assert doubt.settled.text == biased(WRONG)
    assert doubt.quality < 0.5
    assert biased(WRONG) not in job.result


def test_later_search_takes_the_place_of_the_earlier(
    settings: Settings, office_store: Store, now: datetime
) -> None:
    """Only the last result counts; with few labels the model in service is asked."""
    store = staffed(office_store)
    settle(store, biased(0), is_clean=True, document="bai-1")
    searched(store, settings, now)

    later = searched(store, settings, now, key="tim-2")

    found = found_doubts_from(later.result)
    assert (found.is_fitted, len(found.found)) == (False, 1)
    kept = store.jobs.of_organisation("local", kind=JobKind.DOUBTS, limit=9)
    assert [job.id for job in kept] == ["tim-2"]


def test_nothing_labelled_is_nothing_found(
    settings: Settings, office_store: Store, now: datetime
) -> None:
    """The empty case."""
    job = searched(staffed(office_store), settings, now)

    assert job.state is JobState.DONE
    assert found_doubts_from(job.result) == FoundDoubts()
