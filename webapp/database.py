"""The embedded database: one SQLite file in the data folder, brought up to date."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from screener.errors import StoreUnavailableError

DATABASE_NAME: Final = "soat-gioi.sqlite3"
BUSY_TIMEOUT_MS: Final = 5000


def open_database(data_dir: Path) -> Engine:
    """The database of this installation, created and migrated as needed.

    Raises:
        StoreUnavailableError: When the folder or the file cannot be used.
    """
    path = data_dir / DATABASE_NAME
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        _make_private(path)
        engine = make_engine(path)
        migrate(engine)
    except (OSError, SQLAlchemyError, CommandError) as exc:
        raise StoreUnavailableError(source=str(path), reason=str(exc)) from exc
    return engine


def _make_private(path: Path) -> None:
    """Let the owner alone read the file: sentences of drafts stand in it.

    SQLite gives its side files the mode of the database.
    """
    path.touch(mode=0o600)
    path.chmod(0o600)


def make_engine(path: Path) -> Engine:
    """Connections to one SQLite file: readers never wait for the writer (WAL)."""
    engine = create_engine(URL.create("sqlite", database=str(path)))
    event.listen(engine, "connect", _prepare_connection)
    return engine


def migrate(engine: Engine, *, revision: str = "head") -> None:
    """Bring the tables to ``revision``, forwards or backwards."""
    config = Config()
    config.set_main_option("script_location", "webapp:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        if revision == "base":
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)


def _prepare_connection(
    connection: sqlite3.Connection, _entry: ConnectionPoolEntry
) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()
