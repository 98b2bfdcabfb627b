"""Backups hold everything, tell when they are damaged, and move between databases."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, MetaData

from screener.config import Settings
from screener.errors import BackupError, StoreVersionError
from tests.databases import DATABASES, Databases, need
from tests.feedback_events import make_event
from tests.table_rows import EVERY_ROW
from tests.web_people import an_entry
from webapp.backup import read_summary, restore_backup, write_backup
from webapp.database import database_url, head_revision, make_engine, upgrade
from webapp.maintenance import back_up, restore_from, verified_trail
from webapp.store.audit import AuditFilter
from webapp.store.store import Store, make_store
from webapp.tables.metadata import METADATA

LEFT_OUT = {"sessions", "login_attempts"}


@pytest.fixture
def engine(blank_settings: Settings) -> Iterator[Engine]:
    """A migrated database with a row in every table."""
    engine = opened(blank_settings)
    fill(engine)
    yield engine
    engine.dispose()


def opened(settings: Settings) -> Engine:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    engine = make_engine(database_url(settings))
    upgrade(engine)
    return engine


def fill(engine: Engine) -> None:
    with engine.begin() as connection:
        for name, row in EVERY_ROW.items():
            connection.execute(METADATA.tables[name].insert(), row)


def contents(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    with engine.connect() as connection:
        return {
            name: [dict(row) for row in connection.execute(table.select()).mappings()]
            for name, table in METADATA.tables.items()
        }


def kept(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    return {k: v for k, v in contents(engine).items() if k not in LEFT_OUT}


@pytest.mark.parametrize("target", DATABASES)
def test_backup_moves_between_databases(
    engine: Engine,
    databases: Databases,
    target: str,
    tmp_path: Path,
    now: datetime,
) -> None:
    """From the office PC to the department's server and back, nothing is lost."""
    need(databases, target)
    path = tmp_path / "sao-luu.zip"
    summary = write_backup(engine, path, made_at=now)
    other = opened(databases.blank_settings(target, tmp_path / "other"))

    restored = restore_backup(other, path)

    assert restored == summary
    assert kept(other) == kept(engine)
    assert [contents(other)[name] for name in LEFT_OUT] == [[], []]
    other.dispose()


def test_restored_database_goes_on_counting(
    engine: Engine, blank_settings: Settings, tmp_path: Path, now: datetime
) -> None:
    """The next row must not collide with one that came from the backup."""
    path = tmp_path / "sao-luu.zip"
    write_backup(engine, path, made_at=now)
    restore_backup(engine, path)
    store = make_store(engine, blank_settings)

    event = make_event(draft_id="nhap-khac-0001")

    store.feedback.record(event)

    assert event in store.feedback.events()


def test_restoring_replaces_what_was_there(
    engine: Engine, tmp_path: Path, now: datetime
) -> None:
    """The trail of the backup comes back whole, guards and all."""
    path = tmp_path / "sao-luu.zip"
    write_backup(engine, path, made_at=now)
    before = kept(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM draft_guests")
        connection.exec_driver_sql("UPDATE users SET name = 'Người khác'")

    restore_backup(engine, path)

    assert kept(engine) == before


def test_backup_of_an_older_version_is_brought_up_to_date(
    blank_settings: Settings, tmp_path: Path, now: datetime
) -> None:
    """Backups are needed most after years."""
    engine = make_engine(database_url(blank_settings))
    blank_settings.data_dir.mkdir(parents=True, exist_ok=True)
    upgrade(engine, revision="0002")
    with engine.begin() as connection:
        tables = MetaData()
        tables.reflect(connection)
        for name in ("organisations", "users", "feedback_events"):
            connection.execute(tables.tables[name].insert(), EVERY_ROW[name])
    path = tmp_path / "sao-luu.zip"
    write_backup(engine, path, made_at=now)
    upgrade(engine)

    summary = restore_backup(engine, path)

    assert summary.revision == "0002"
    assert contents(engine)["users"] == [EVERY_ROW["users"]]
    assert contents(engine)["jobs"] == []
    engine.dispose()


def test_damaged_backup_touches_nothing(
    engine: Engine, tmp_path: Path, now: datetime
) -> None:
    """It is checked whole before the first row goes."""
    path, damaged = tmp_path / "sao-luu.zip", tmp_path / "hong.zip"
    write_backup(engine, path, made_at=now)
    with zipfile.ZipFile(path) as good, zipfile.ZipFile(damaged, "w") as bad:
        for name in good.namelist():
            content = good.read(name)
            if name == "users.jsonl":
                content = content.replace("Lê Thu".encode(), "Lê Thư".encode())
            bad.writestr(name, content)
    before = contents(engine)

    with pytest.raises(BackupError) as caught:
        restore_backup(engine, damaged)

    assert caught.value.facts == {"reason": "reason.damaged_part"}
    assert contents(engine) == before


def test_backup_that_fails_half_way_leaves_the_database(
    engine: Engine, tmp_path: Path, now: datetime
) -> None:
    """Right digests, but rows that the database refuses: all or nothing."""
    path = tmp_path / "sao-luu.zip"
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM draft_guests")
    write_backup(engine, path, made_at=now)
    before = contents(engine)
    broken = _with_duplicate_user(path, tmp_path / "trung.zip")

    with pytest.raises(BackupError):
        restore_backup(engine, broken)

    assert contents(engine) == before


def _with_duplicate_user(path: Path, target: Path) -> Path:
    with zipfile.ZipFile(path) as good, zipfile.ZipFile(target, "w") as bad:
        users = good.read("users.jsonl") * 2
        manifest = json.loads(good.read("manifest.json"))
        manifest["tables"]["users"]["sha256"] = hashlib.sha256(users).hexdigest()
        for name in good.namelist():
            content = {"users.jsonl": users}.get(name, good.read(name))
            if name == "manifest.json":
                content = json.dumps(manifest).encode()
            bad.writestr(name, content)
    return target


def test_backup_of_a_newer_program_is_refused(
    engine: Engine, tmp_path: Path, now: datetime
) -> None:
    """And the database stays as it was."""
    path, newer = tmp_path / "sao-luu.zip", tmp_path / "moi.zip"
    write_backup(engine, path, made_at=now)
    with zipfile.ZipFile(path) as good, zipfile.ZipFile(newer, "w") as other:
        for name in good.namelist():
            content = good.read(name)
            if name == "manifest.json":
                manifest = json.loads(content)
                content = json.dumps({**manifest, "revision": "9999"}).encode()
            other.writestr(name, content)
    before = contents(engine)

    with pytest.raises(StoreVersionError):
        restore_backup(engine, newer)

    assert contents(engine) == before


@pytest.mark.parametrize("content", [b"", b"no archive at all"])
def test_what_is_no_backup_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    """Any file may be named by mistake."""
    path = tmp_path / "gi-do.zip"
    path.write_bytes(content)

    with pytest.raises(BackupError):
        read_summary(path)


def test_archive_of_something_else_is_no_backup(tmp_path: Path) -> None:
    """A Word file is an archive too."""
    path = tmp_path / "bai.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")

    with pytest.raises(BackupError):
        read_summary(path)


def test_backup_never_overwrites(engine: Engine, tmp_path: Path, now: datetime) -> None:
    """Yesterday's backup is worth more than a typing mistake."""
    path = tmp_path / "sao-luu.zip"
    path.write_bytes(b"hom qua")

    with pytest.raises(BackupError) as caught:
        write_backup(engine, path, made_at=now)

    assert caught.value.facts == {"reason": "reason.file_exists"}
    assert path.read_bytes() == b"hom qua"
    assert list(tmp_path.glob("*.part")) == []


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_backup_is_readable_by_its_owner_alone(
    engine: Engine, tmp_path: Path, now: datetime
) -> None:
    """Drafts stand in it."""
    path = tmp_path / "sao-luu.zip"

    write_backup(engine, path, made_at=now)

    assert path.stat().st_mode & 0o777 == 0o600


def test_backup_and_restore_are_on_record(
    office_store: Store, settings: Settings, tmp_path: Path, now: datetime
) -> None:
    """The trail that comes back says that it came back, and holds."""
    office_store.audit.record(an_entry())
    path = tmp_path / "sao-luu.zip"
    back_up(settings, path, now=now)
    assert office_store.users.has_accounts()

    restore_from(settings, path, now=now)

    last = verified_trail(settings, noted=None)
    assert last is not None
    assert last.action == "database.restored"
    assert read_summary(path).revision == head_revision()


def test_backup_says_that_it_was_made(
    store: Store, settings: Settings, tmp_path: Path, now: datetime
) -> None:
    """Whoever takes a copy of everything is on record."""
    back_up(settings, tmp_path / "a.zip", now=now)

    [event] = store.audit.events(AuditFilter(), limit=1)
    assert event.action == "database.backed_up"
    assert "a.zip" in event.facts
