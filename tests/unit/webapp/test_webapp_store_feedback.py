"""Feedback is kept as it was given: added, read back, never changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.feedback_events import make_event
from webapp.feedback import LOCAL_ORGANISATION, FeedbackEvent, FeedbackKind, Reason
from webapp.store.store import Store


def answers(store: Store, draft_id: str) -> dict[str, FeedbackEvent]:
    return store.feedback.answers(draft_id, organisation_id=LOCAL_ORGANISATION)


def test_event_is_read_back_as_it_was_recorded(store: Store) -> None:
    """Corrections become training data, so nothing of them may be lost."""
    event = make_event(reason=Reason.FACT, note="số liệu của Tổng cục Thống kê")

    store.feedback.record(event)

    assert store.feedback.events() == (event,)


def test_moment_survives_another_time_zone(store: Store) -> None:
    """A moment in Hanoi must stay that moment, whatever the database does to it."""
    hanoi = timezone(timedelta(hours=7))
    event = make_event(recorded_at=datetime(2026, 3, 8, 7, 15, tzinfo=hanoi))

    store.feedback.record(event)

    assert store.feedback.events()[0].recorded_at == event.recorded_at


def test_answers_are_those_of_one_draft(store: Store) -> None:
    """A dismissal says nothing of another draft."""
    event = make_event(draft_id="nhap-0001")
    store.feedback.record(event)
    store.feedback.record(make_event(draft_id="nhap-0002", finding_id="b" * 16))

    assert answers(store, "nhap-0001") == {event.finding_id: event}


def test_answers_are_those_of_one_newsroom(store: Store) -> None:
    """Files of the same name in two newsrooms are two drafts."""
    event = make_event()
    store.feedback.record(event)
    store.feedback.record(make_event(organisation_id="toa-soan-khac", note="của họ"))

    assert answers(store, event.draft_id) == {event.finding_id: event}
    assert store.feedback.events(organisation_id=LOCAL_ORGANISATION) == (event,)


def test_withdrawn_answer_no_longer_stands(store: Store) -> None:
    """Taking a dismissal back adds an event; it does not delete one."""
    event = make_event()
    store.feedback.record(event)
    store.feedback.record(replace(event, kind=FeedbackKind.WITHDRAWAL, reason=None))

    assert answers(store, event.draft_id) == {}
    assert len(store.feedback.events()) == 2


def test_answer_after_a_withdrawal_stands(store: Store) -> None:
    """The last word counts."""
    event = make_event()
    again = replace(event, kind=FeedbackKind.FALSE_ALARM, reason=None)
    for each in (
        event,
        replace(event, kind=FeedbackKind.WITHDRAWAL, reason=None),
        again,
    ):
        store.feedback.record(each)

    assert answers(store, event.draft_id) == {event.finding_id: again}


def test_missed_passage_answers_no_finding(store: Store) -> None:
    """A report of something missed must not hide a later finding."""
    event = make_event(kind=FeedbackKind.MISSED, reason=None)

    store.feedback.record(event)

    assert answers(store, event.draft_id) == {}


def test_database_refuses_to_change_an_event(store: Store) -> None:
    """Append-only holds for other programs too."""
    store.feedback.record(make_event())

    with (
        pytest.raises(IntegrityError, match="append-only"),
        store.connection.engine.begin() as connection,
    ):
        connection.execute(text("UPDATE feedback_events SET note = 'khác'"))
