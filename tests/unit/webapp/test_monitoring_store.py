"""What is counted where texts are screened, and the page that reads it."""

from __future__ import annotations

import re
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from screener.config import Settings
from screener.domain.labels import Category, Severity, Stance
from screener.domain.reports import ModelStamp
from screener.domain.spans import Span
from screener.errors import StoreUnavailableError
from tests.feedback_events import make_event
from tests.reviewing import CLEAN, LAN, MINH, NOW, add_sentences, flagged, make_proposal
from tests.scan_jobs import FILES, add_scan, make_tools
from tests.web_people import add_user, make_user, signed_in, web_state_of
from webapp.accounts import Role
from webapp.clock import local_day
from webapp.feedback import LOCAL_ORGANISATION, FeedbackKind
from webapp.monitoring import (
    LENGTH_EDGES,
    SCORE_EDGES,
    Tally,
    TallySource,
    subject_key,
)
from webapp.monitoring_overview import Dismissed, Judged
from webapp.pulse import Pulse
from webapp.review import Answer, Guess, Source
from webapp.scan_job import run_scan_job
from webapp.store.review_answers import Said
from webapp.store.review_queue import Wanted
from webapp.store.store import Store

LONG_AGO = date(2020, 1, 1)
DRAFT = (
    "Hội chợ mở cửa từ sáng sớm. Cô chủ xinh đẹp bán hết vải. Trời đổ mưa lúc trưa."
    " Khách về dần, chợ vãn."
)


def make_tally(
    day: date,
    *,
    key: str = "a",
    version: str = "1",
    high: int = 0,
    low: int = 0,
    traits: int = 0,
) -> Tally:
    buckets = len(SCORE_EDGES) + 1
    return Tally(
        organisation_id=LOCAL_ORGANISATION,
        day=day,
        source=TallySource.DRAFT,
        subject_key=subject_key(key),
        model=ModelStamp("tuyen-tinh", version, "can-bang"),
        documents=1,
        sentences=40,
        flagged=2,
        scores=(low, *(0,) * (buckets - 2), high),
        lengths=(1, *(0,) * len(LENGTH_EDGES)),
        categories={Category.TRAIT: traits} if traits else {},
    )


def tallies(store: Store) -> tuple[Tally, ...]:
    return store.monitoring.tallies(LOCAL_ORGANISATION, since=LONG_AGO)


def test_count_comes_back_as_it_was(office_store: Store) -> None:
    """Histograms and categories too."""
    tally = make_tally(date(2026, 3, 8), high=3, traits=3)

    office_store.monitoring.record(tally)

    assert tallies(office_store) == (tally,)
    later = office_store.monitoring.tallies(LOCAL_ORGANISATION, since=date(2026, 3, 9))
    assert later == ()


def test_draft_counts_once_a_day_and_model(office_store: Store) -> None:
    """An editor checks the same draft fifty times."""
    day = date(2026, 3, 8)
    for high in (1, 2, 3):
        office_store.monitoring.record(make_tally(day, high=high))
    office_store.monitoring.record(make_tally(day, version="2"))
    office_store.monitoring.record(make_tally(day + timedelta(days=1)))

    found = tallies(office_store)

    assert [(t.day.day, t.model.version, t.scores[-1]) for t in found] == [
        (8, "1", 1),
        (8, "2", 0),
        (9, "1", 0),
    ]


@pytest.mark.parametrize(
    "act",
    ["UPDATE screening_tallies SET documents = 9", "DELETE FROM screening_tallies"],
)
def test_counts_cannot_be_changed(office_store: Store, act: str) -> None:
    """Not even by another program with the database open."""
    office_store.monitoring.record(make_tally(date(2026, 3, 8)))

    with pytest.raises(StoreUnavailableError), office_store.connection.writing() as it:
        it.execute(text(act))

    assert len(tallies(office_store)) == 1


def test_checking_a_draft_counts_it_without_its_words(
    admin: FlaskClient, office: Flask, office_store: Store
) -> None:
    """Through the front door: the page's script screens, the count is kept."""
    body = {"draft_id": "nhap-0123456789", "text": DRAFT}
    for _ in range(2):
        assert admin.post("/soat", json=body).status_code == 200

    [tally] = tallies(office_store)

    state = web_state_of(office)
    assert (tally.sentences, tally.documents, tally.flagged) == (4, 1, 1)
    assert tally.day == local_day(state.clock())
    assert tally.model.name == state.screener.card.name
    assert "xinh đẹp" not in repr(tally)


def test_ended_scan_is_counted_as_one(settings: Settings, store: Store) -> None:
    """By the worker that ends it; texts of less than three sentences are left out."""
    add_scan(settings, store, {**FILES, "Bài 4.txt": DRAFT})
    job = store.jobs.claim("luot-1", NOW)
    assert job is not None
    tools = make_tools(settings, store, clock=lambda: NOW)

    with Pulse(
        job, store.jobs, clock=tools.clock, is_leaving=threading.Event()
    ) as pulse:
        run_scan_job(job, tools, pulse)

    [tally] = tallies(store)
    assert (tally.source, tally.documents) == (TallySource.SCAN, 2)
    assert (tally.flagged, sum(tally.scores)) == (2, 2)
    assert tally.subject_key == subject_key("luot-1")


def test_stub_of_a_draft_is_not_counted(
    admin: FlaskClient, office_store: Store
) -> None:
    """A title alone says nothing about the newsroom's texts."""
    body = {"draft_id": "nhap-0123456789", "text": "Cô chủ xinh đẹp"}

    assert admin.post("/soat", json=body).status_code == 200

    assert tallies(office_store) == ()


def test_only_standing_dismissals_count(office_store: Store) -> None:
    """Neither withdrawn ones, nor passages that were missed, nor older ones."""
    room = office_store.feedback
    at = datetime(2026, 3, 8, 20, 0, tzinfo=UTC)
    room.record(make_event(draft_id="nhap-mot-000", recorded_at=at))
    room.record(make_event(draft_id="nhap-mot-000", recorded_at=at))
    room.record(make_event(draft_id="nhap-hai-000", recorded_at=at))
    room.record(
        make_event(
            draft_id="nhap-hai-000", kind=FeedbackKind.WITHDRAWAL, recorded_at=at
        )
    )
    room.record(
        make_event(draft_id="nhap-ba-0000", kind=FeedbackKind.MISSED, recorded_at=at)
    )
    room.record(
        make_event(draft_id="nhap-bon-000", recorded_at=at - timedelta(days=90))
    )

    found = office_store.monitoring.dismissed(
        LOCAL_ORGANISATION, since=at - timedelta(days=30)
    )

    # Eight in the evening in London is the next day in Vietnam.
    assert found == (Dismissed(date(2026, 3, 9), Category.LANGUAGE),)


def settle(
    store: Store, answer: Answer, words: str, *, source: Source, score: float = 0.9
) -> None:
    guess = Guess(Category.ROLE, Severity.MEDIUM, Stance.ASSERTED, score, Span(0, 16))
    add_sentences(
        store,
        make_proposal(words, source=source, document_key="x", guesses=(guess,)),
    )
    for user in (LAN, MINH):
        item = store.review_queue.hand_out(user, Wanted(), NOW)
        assert item is not None
        said = Said(item_id=item.id, version=item.version, answer=answer)
        store.review_answers.label(said, user, NOW, needed=2)


def test_precision_rests_on_what_nobody_picked_for_being_wrong(
    office: Flask, office_store: Store
) -> None:
    """Sentences that editors reported would make every model look bad."""
    del office
    for user in (LAN, MINH):
        add_user(office_store, user)
    keeping = "Giữ lửa gia đình là bổn phận của vợ"
    settle(office_store, flagged(), f"{keeping} hiền.", source=Source.SCAN)
    settle(office_store, CLEAN, f"{keeping} đảm.", source=Source.RANDOM)
    settle(office_store, CLEAN, f"{keeping} ngoan.", source=Source.REPORTED)
    settle(office_store, CLEAN, f"{keeping} giỏi.", source=Source.SCAN, score=0.2)

    found = office_store.monitoring.judged(
        LOCAL_ORGANISATION, is_reported=lambda guess: guess.score >= 0.5
    )

    assert sorted(found, key=lambda one: one.is_right) == [
        Judged(Category.ROLE, False),
        Judged(Category.ROLE, True),
    ]


def test_empty_page_says_what_will_be_counted(admin: FlaskClient) -> None:
    """A new installation has nothing to show, and nothing to fear."""
    page = admin.get("/theo-doi").text

    assert "Chưa có lần soát nào để theo dõi" in page
    assert "alert-count" not in page


def drifted(store: Store, today: date) -> None:
    """Two months of sure findings, then two weeks of doubtful ones."""
    for number in range(10):
        day = today - timedelta(days=20 + number)
        store.monitoring.record(make_tally(day, key=f"cũ-{number}", high=6))
        day = today - timedelta(days=number)
        store.monitoring.record(make_tally(day, key=f"mới-{number}", low=6))


def test_alert_shows_on_the_page_and_on_every_other(
    admin: FlaskClient, office: Flask, office_store: Store
) -> None:
    """Who never opens the page still learns of it."""
    drifted(office_store, local_day(web_state_of(office).clock()))

    page = admin.get("/theo-doi").text
    elsewhere = admin.get("/duyet-nhan").text

    assert "Điểm của phát hiện lệch so với kỳ gốc" in page
    assert page.count("<svg") >= 2
    assert re.search(r'class="alert-count">1<', elsewhere)


def test_editors_are_not_alerted(office: Flask, office_store: Store) -> None:
    """They can do nothing about it, and the page is not theirs."""
    drifted(office_store, local_day(web_state_of(office).clock()))
    editor = add_user(office_store, make_user("bien-tap", role=Role.EDITOR))
    client = signed_in(office, editor)

    assert client.get("/theo-doi").status_code == 403
    assert "alert-count" not in client.get("/ban-thao").text


def test_administrator_moves_the_limits(
    admin: FlaskClient, office: Flask, office_store: Store
) -> None:
    """A period that holds all there is leaves nothing to compare it with."""
    drifted(office_store, local_day(web_state_of(office).clock()))
    form = {
        "monitoring_psi": "30",
        "monitoring_dismissed": "40",
        "monitoring_precision": "60",
        "monitoring_days": "40",
        "monitoring_reference_days": "30",
    }

    response = admin.post("/theo-doi", data=form)
    page = admin.get("/theo-doi").text

    assert response.status_code == 303
    assert "Điểm của phát hiện lệch" not in page
    assert 'value="30"' in page


def test_wrong_limit_is_shown_again(admin: FlaskClient, office_store: Store) -> None:
    """And nothing is kept of it."""
    response = admin.post("/theo-doi", data={"monitoring_psi": "nhiều"})

    assert response.status_code == 422
    assert "Điền một số từ 1 đến 500" in response.text
    assert "monitoring_psi" not in office_store.preferences.values()


def test_reviewers_see_the_page_and_not_the_limits(
    office: Flask, office_store: Store
) -> None:
    """Limits belong to the administrator."""
    client = signed_in(office, add_user(office_store, LAN))

    page = client.get("/theo-doi")

    assert page.status_code == 200
    assert "Ngưỡng cảnh báo" not in page.text
    assert client.post("/theo-doi", data={}).status_code == 403
