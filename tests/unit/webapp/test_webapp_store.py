"""How the store reaches its database, whichever it is, and what a failure says."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from screener.config import Settings
from screener.errors import SettingError, StoreUnavailableError
from tests.databases import POSTGRESQL
from tests.feedback_events import make_event
from webapp.database import DATABASE_NAME, database_url, downgrade, open_database, shown
from webapp.store.store import open_store


def test_database_keeps_its_events_over_a_restart(settings: Settings) -> None:
    """Opening twice migrates once and loses nothing."""
    first = open_store(settings)
    first.feedback.record(make_event())
    first.close()

    second = open_store(settings)

    assert second.feedback.events() == (make_event(),)
    second.close()


def test_sqlite_writes_ahead(tmp_path: Path) -> None:
    """Readers must not wait for the writer while several editors answer."""
    engine = open_database(Settings(data_dir=tmp_path))

    with engine.connect() as connection:
        mode = connection.execute(text("PRAGMA journal_mode")).scalar_one()

    engine.dispose()
    assert mode == "wal"


def test_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    """The message names the place, so that an administrator can mend it."""
    blocked = tmp_path / "tep"
    blocked.write_text("không phải thư mục")

    with pytest.raises(StoreUnavailableError) as caught:
        open_database(Settings(data_dir=blocked))

    assert str(blocked) in caught.value.source


def test_damaged_database_is_a_clear_error(tmp_path: Path) -> None:
    """A file that is no database must not look like an empty one."""
    (tmp_path / DATABASE_NAME).write_bytes(b"not a database" * 100)

    with pytest.raises(StoreUnavailableError):
        open_database(Settings(data_dir=tmp_path))


def test_server_that_does_not_answer_is_a_clear_error(tmp_path: Path) -> None:
    """The message names the server and keeps its password to itself."""
    url = "postgresql://soat:mat-khau-bi-mat@127.0.0.1:1/soat"

    with pytest.raises(StoreUnavailableError) as caught:
        open_database(Settings(data_dir=tmp_path, database_url=url))

    assert "127.0.0.1" in caught.value.source
    assert "mat-khau-bi-mat" not in str(caught.value)


@pytest.mark.parametrize("url", ["mysql://localhost/soat", "không phải địa chỉ"])
def test_database_of_another_make_is_a_wrong_setting(tmp_path: Path, url: str) -> None:
    """Only the two that are tested are taken."""
    with pytest.raises(SettingError) as caught:
        database_url(Settings(data_dir=tmp_path, database_url=url))

    assert caught.value.source == "database_url"


def test_address_never_shows_its_password(tmp_path: Path) -> None:
    """Addresses end up in logs and on pages."""
    settings = Settings(
        data_dir=tmp_path, database_url="postgresql://soat:bi-mat@db/soat"
    )

    assert "bi-mat" not in shown(database_url(settings))
    assert "bi-mat" not in repr(settings)


def test_lost_table_is_a_clear_error(blank_settings: Settings) -> None:
    """Reading reports the store, not a foreign exception."""
    store = open_store(blank_settings)
    downgrade(store.connection.engine)

    with pytest.raises(StoreUnavailableError):
        store.feedback.events()
    store.close()


def test_half_a_change_is_no_change(settings: Settings) -> None:
    """What belongs together is kept together or not at all."""
    store = open_store(settings)
    insert = text(
        "INSERT INTO organisations (id, name, created_at) VALUES ('a', 'a', :now)"
    )

    def write_and_fail() -> None:
        with store.connection.writing() as session:
            session.execute(insert, {"now": "2026-03-08 00:00:00"})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()

    with store.connection.reading() as session:
        count = session.execute(text("SELECT count(*) FROM organisations"))
        assert count.scalar_one() == 0
    store.close()


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_database_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    """Sentences of confidential drafts stand in it."""
    open_database(Settings(data_dir=tmp_path)).dispose()

    modes = {path.stat().st_mode & 0o777 for path in tmp_path.glob("*.sqlite3*")}

    assert modes == {0o600}


def test_server_that_was_restarted_costs_no_request(
    settings: Settings, database: str
) -> None:
    """Connections that the server dropped are noticed before they are used."""
    if database != POSTGRESQL:
        pytest.skip("SQLite has no server to restart")
    store = open_store(replace(settings))
    store.feedback.events()
    with store.connection.engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )

    assert store.feedback.events() == ()
    store.close()
