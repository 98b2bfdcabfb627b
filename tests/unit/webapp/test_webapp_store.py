"""Feedback is kept as it was given: added, read back, never changed."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from screener.errors import StoreUnavailableError
from tests.feedback_events import make_event
from webapp.database import make_engine, migrate, open_database
from webapp.feedback import FeedbackKind, Reason
from webapp.store import FeedbackStore
from webapp.tables import Base


def test_event_is_read_back_as_it_was_recorded(store: FeedbackStore) -> None:
    """Corrections become training data, so nothing of them may be lost."""
    event = make_event(reason=Reason.FACT, note="số liệu của Tổng cục Thống kê")

    store.record(event)

    assert store.events() == (event,)


def test_moment_survives_another_time_zone(store: FeedbackStore) -> None:
    """SQLite forgets time zones; a moment in Hanoi must stay that moment."""
    hanoi = timezone(timedelta(hours=7))
    event = make_event(recorded_at=datetime(2026, 3, 8, 7, 15, tzinfo=hanoi))

    store.record(event)

    assert store.events()[0].recorded_at == event.recorded_at


def test_answers_are_those_of_one_draft(store: FeedbackStore) -> None:
    """One newsroom's dismissal says nothing of another draft."""
    event = make_event(draft_id="nhap-0001")
    store.record(event)
    store.record(make_event(draft_id="nhap-0002", finding_id="b" * 16))

    answers = store.answers("nhap-0001")

    assert answers == {event.finding_id: event}


def test_withdrawn_answer_no_longer_stands(store: FeedbackStore) -> None:
    """Taking a dismissal back adds an event; it does not delete one."""
    event = make_event()
    store.record(event)
    store.record(replace(event, kind=FeedbackKind.WITHDRAWAL, reason=None))

    assert store.answers(event.draft_id) == {}
    assert len(store.events()) == 2


def test_answer_after_a_withdrawal_stands(store: FeedbackStore) -> None:
    """The last word counts."""
    event = make_event()
    again = replace(event, kind=FeedbackKind.FALSE_ALARM, reason=None)
    for each in (
        event,
        replace(event, kind=FeedbackKind.WITHDRAWAL, reason=None),
        again,
    ):
        store.record(each)

    assert store.answers(event.draft_id) == {event.finding_id: again}


def test_missed_passage_answers_no_finding(store: FeedbackStore) -> None:
    """A report of something missed must not hide a later finding."""
    event = make_event(kind=FeedbackKind.MISSED, reason=None)

    store.record(event)

    assert store.answers(event.draft_id) == {}


def test_database_refuses_to_change_an_event(tmp_path: Path) -> None:
    """Append-only holds for other programs too."""
    engine = open_database(tmp_path)
    store = FeedbackStore(engine)
    store.record(make_event())

    with (
        pytest.raises(IntegrityError, match="append-only"),
        engine.begin() as connection,
    ):
        connection.execute(text("UPDATE feedback_events SET note = 'khác'"))
    store.close()


def test_database_keeps_its_events_over_a_restart(tmp_path: Path) -> None:
    """Opening twice migrates once and loses nothing."""
    first = FeedbackStore(open_database(tmp_path))
    first.record(make_event())
    first.close()

    second = FeedbackStore(open_database(tmp_path))

    assert second.events() == (make_event(),)
    second.close()


def test_database_writes_ahead(tmp_path: Path) -> None:
    """Readers must not wait for the writer while several editors answer."""
    engine = open_database(tmp_path)

    with engine.connect() as connection:
        mode = connection.execute(text("PRAGMA journal_mode")).scalar_one()

    engine.dispose()
    assert mode == "wal"


def test_migrations_lead_to_the_tables_and_back(tmp_path: Path) -> None:
    """The migrations and the tables must not drift apart."""
    engine = make_engine(tmp_path / "soat-gioi.sqlite3")

    migrate(engine)
    columns = {
        table: {column["name"] for column in inspect(engine).get_columns(table)}
        for table in Base.metadata.tables
    }
    migrate(engine, revision="base")
    left = [name for name in inspect(engine).get_table_names() if "alembic" not in name]

    engine.dispose()
    assert columns == {
        name: {column.name for column in table.columns}
        for name, table in Base.metadata.tables.items()
    }
    assert left == []


def test_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    """The message names the place, so that an administrator can mend it."""
    blocked = tmp_path / "tep"
    blocked.write_text("không phải thư mục")

    with pytest.raises(StoreUnavailableError) as caught:
        open_database(blocked)

    assert str(blocked) in caught.value.source


def test_damaged_database_is_a_clear_error(tmp_path: Path) -> None:
    """A file that is no database must not look like an empty one."""
    (tmp_path / "soat-gioi.sqlite3").write_bytes(b"not a database" * 100)

    with pytest.raises(StoreUnavailableError):
        open_database(tmp_path)


def test_lost_table_is_a_clear_error(tmp_path: Path) -> None:
    """Reading reports the store, not a foreign exception."""
    engine = open_database(tmp_path)
    migrate(engine, revision="base")
    store = FeedbackStore(engine)

    with pytest.raises(StoreUnavailableError):
        store.events()
    store.close()


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_database_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    """Sentences of confidential drafts stand in it."""
    open_database(tmp_path).dispose()

    modes = {path.stat().st_mode & 0o777 for path in tmp_path.glob("*.sqlite3*")}

    assert modes == {0o600}
