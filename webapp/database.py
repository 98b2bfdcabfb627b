"""The database: an embedded SQLite file or a PostgreSQL server, brought up to date."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from screener.config import Settings
from screener.errors import (
    MissingExtraError,
    SettingError,
    StoreUnavailableError,
    StoreVersionError,
)

DATABASE_NAME: Final = "soat-gioi.sqlite3"
BUSY_TIMEOUT_MS: Final = 5000
SQLITE: Final = "sqlite"
POSTGRESQL: Final = "postgresql"
HEAD: Final = "head"
BASE: Final = "base"
# With this option a SQLite transaction takes the writer's turn when it begins, so
# that it waits for its turn instead of failing half-way.
WRITES: Final = "soat_gioi_writes"
# Any number that no other program uses with the same database.
_MIGRATION_LOCK: Final = 7_203_801
_DRIVER: Final = "postgresql+psycopg"


def database_url(settings: Settings) -> URL:
    """Where the data are: the settings' server, or a file in the data folder.

    Raises:
        SettingError: When the setting is no address of a database known here.
    """
    if settings.database_url is None:
        return URL.create(SQLITE, database=str(settings.data_dir / DATABASE_NAME))
    try:
        url = make_url(settings.database_url)
    except ArgumentError as exc:
        raise SettingError(source="database_url", reason="postgresql://…") from exc
    kind = url.get_backend_name()
    if kind not in (SQLITE, POSTGRESQL):
        raise SettingError(source="database_url", reason=f"{kind}: postgresql | sqlite")
    return url.set(drivername=_DRIVER) if kind == POSTGRESQL else url


def is_embedded(settings: Settings) -> bool:
    """Whether the data lie in a SQLite file of this machine."""
    return database_url(settings).get_backend_name() == SQLITE


def open_database(settings: Settings) -> Engine:
    """The database of this installation, created and migrated as needed.

    Raises:
        SettingError: When its address is wrong.
        MissingExtraError: When the driver of PostgreSQL is not installed.
        StoreUnavailableError: When the folder, file or server cannot be used.
        StoreVersionError: When a newer program has migrated it.
    """
    url = database_url(settings)
    try:
        if url.get_backend_name() == SQLITE and url.database:
            make_private(Path(url.database))
        return _upgraded(make_engine(url))
    except (OSError, SQLAlchemyError) as exc:
        raise StoreUnavailableError(source=shown(url), reason=_reason(exc)) from exc


def make_engine(url: URL) -> Engine:
    """Connections to one database.

    Raises:
        MissingExtraError: When the driver of PostgreSQL is not installed.
    """
    if url.get_backend_name() == POSTGRESQL:
        if find_spec("psycopg") is None:
            raise MissingExtraError(
                source="PostgreSQL", library="psycopg", extra="postgres"
            )
        # A server that was restarted must not cost the next request.
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare_connection)
    event.listen(engine, "begin", _begin)
    return engine


def upgrade(engine: Engine, *, revision: str = HEAD) -> None:
    """Bring the tables forward to ``revision``.

    Raises:
        StoreVersionError: When this program does not know the database's version.
    """
    with migrating(engine) as migration:
        migration.upgrade(revision)


def downgrade(engine: Engine, *, revision: str = BASE) -> None:
    """Take the tables back to ``revision``, and what later ones held with them.

    Raises:
        StoreVersionError: When this program does not know the database's version.
    """
    with migrating(engine) as migration:
        migration.downgrade(revision)


def current_revision(connection: Connection) -> str | None:
    """The version of the tables; None for an empty database."""
    return MigrationContext.configure(connection).get_current_revision()


def head_revision() -> str:
    """The version that this program works with."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def shown(url: URL) -> str:
    """The address as messages may show it: without its password."""
    if url.get_backend_name() == SQLITE:
        return str(url.database)
    return url.render_as_string(hide_password=True)


@dataclass(frozen=True, slots=True)
class Migration:
    """A transaction in which the tables may change their shape."""

    connection: Connection
    config: Config

    def upgrade(self, revision: str = HEAD) -> None:
        """Bring the tables forward to ``revision``."""
        command.upgrade(self.config, revision)

    def downgrade(self, revision: str = BASE) -> None:
        """Take the tables back to ``revision``."""
        command.downgrade(self.config, revision)


@contextmanager
def migrating(engine: Engine) -> Iterator[Migration]:
    """One migration at a time, whole or not at all, however many programs start.

    Raises:
        StoreVersionError: When this program does not know a version asked for.
    """
    config = _config()
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        if engine.dialect.name == POSTGRESQL:
            connection.execute(
                text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK}
            )
        config.attributes["connection"] = connection
        try:
            yield Migration(connection, config)
        except CommandError as exc:
            raise StoreVersionError(
                source=shown(engine.url),
                found=current_revision(connection) or "",
                known=head_revision(),
            ) from exc


def _upgraded(engine: Engine) -> Engine:
    try:
        upgrade(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "webapp:migrations")
    return config


def make_private(path: Path) -> None:
    """Let the owner alone read the file: sentences of drafts stand in it.

    SQLite gives its side files the mode of the database.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.chmod(0o600)


def _reason(error: Exception) -> str:
    """What the database said, without the statement and its values."""
    return str(getattr(error, "orig", None) or error).strip()


def _prepare_connection(
    connection: sqlite3.Connection, _entry: ConnectionPoolEntry
) -> None:
    # The driver's own transactions begin too late; ``_begin`` says when.
    connection.isolation_level = None
    cursor = connection.cursor()
    # Readers never wait for the writer.
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
