"""Whose turn it is: a Huey queue that follows the database.

Beside a SQLite database the queue is a file of its own in the data folder; with
PostgreSQL it lies in tables there, so that any number of machines share it. It holds
keys of jobs and nothing else. What a job is, and whether somebody has it, the jobs
table alone says: a key that was lost is put in again, one that comes twice finds
its job taken.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any, Final

from huey import PostgresHuey, SqliteHuey
from huey.api import Huey
from huey.registry import Message
from huey.serializer import Serializer
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from screener.config import Settings
from screener.errors import StoreUnavailableError
from webapp.database import (
    POSTGRESQL,
    database_url,
    is_embedded,
    make_engine,
    make_private,
    shown,
)
from webapp.jobs import Lane

log = logging.getLogger(__name__)

QUEUE_FILE: Final = "queue.sqlite3"
# Tables of PostgreSQL that begin so are the queue's, and no part of a backup.
TABLE_PREFIX: Final = "queue"
_NAMES: Final = {
    Lane.SCREENING: "soat-gioi",
    Lane.LEARNING: "soat-gioi-learning",
}
# Any number that no other program uses with the same database.
_TABLES_LOCK: Final = 7_203_803
RunJob = Callable[[str], None]


class JsonSerializer(Serializer):  # type: ignore[misc]
    """Messages as JSON: unlike Huey's own, reading one never runs anything."""

    def _serialize(self, data: Message) -> bytes:
        return json.dumps(list(data)).encode()

    def _deserialize(self, data: bytes) -> Message:
        return Message(*json.loads(bytes(data)))


class JobQueue:
    """The queue of one lane of an installation, opened when it is first used.

    Args:
        settings: Which database it follows.
        run: What a worker does with a key; web processes only put keys in.
        lane: Whose jobs wait in it.
    """

    def __init__(
        self,
        settings: Settings,
        run: RunJob | None = None,
        *,
        lane: Lane = Lane.SCREENING,
    ) -> None:
        self._settings = settings
        self._run = run
        self._name = _NAMES[lane]
        self._huey: Huey | None = None
        self._task: Any = None

    def put(self, key: str) -> None:
        """Let a job wait for its turn.

        Raises:
            StoreUnavailableError: When the queue cannot be written.
        """
        with self._translated():
            self._opened()
            self._task(key)

    def waiting(self) -> frozenset[str]:
        """The keys in the queue.

        Raises:
            StoreUnavailableError: When the queue cannot be read.
        """
        with self._translated():
            return frozenset(str(task.args[0]) for task in self._opened().pending())

    def huey(self) -> Huey:
        """The queue as a consumer of Huey needs it.

        Raises:
            StoreUnavailableError: When the queue cannot be opened.
        """
        with self._translated():
            return self._opened()

    def close(self) -> None:
        """Let go of this thread's connections; they open again when needed."""
        if self._huey is not None:
            self._huey.storage.close()

    def _opened(self) -> Huey:
        if self._huey is None:
            huey = self._made()

            def run_job(key: str) -> None:
                assert self._run is not None
                self._run(key)

            self._task = huey.task(name="run_job")(run_job)
            self._huey = huey
        return self._huey

    def _made(self) -> Huey:
        common: dict[str, Any] = {"results": False, "serializer": JsonSerializer()}
        if is_embedded(self._settings):
            path = self._settings.data_dir / QUEUE_FILE
            make_private(path)
            return SqliteHuey(
                self._name, filename=str(path), fsync=True, strict_fifo=True, **common
            )
        url = database_url(self._settings).set(drivername=POSTGRESQL)
        huey = PostgresHuey(
            self._name,
            dsn=url.render_as_string(hide_password=False),
            table_prefix=TABLE_PREFIX,
            create_tables=False,
            **common,
        )
        self._make_tables(huey)
        return huey

    def _make_tables(self, huey: Huey) -> None:
        """Create the queue's tables; of several programs that start, one does."""
        engine = make_engine(database_url(self._settings))
        try:
            with engine.begin() as connection:
                lock = text("SELECT pg_advisory_xact_lock(:key)")
                connection.execute(lock, {"key": _TABLES_LOCK})
                huey.storage.initialize_schema()
        finally:
            engine.dispose()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except _failures() as exc:
            place = shown(database_url(self._settings))
            if is_embedded(self._settings):
                place = str(self._settings.data_dir / QUEUE_FILE)
            raise StoreUnavailableError(source=place, reason=str(exc).strip()) from exc


def put_in_queue(queue: JobQueue, key: str) -> None:
    """Let an accepted job wait; should that fail, the next sweep of a worker does."""
    try:
        queue.put(key)
    except StoreUnavailableError:
        log.exception("not queued", extra={"job": key})
    finally:
        queue.close()


def _failures() -> tuple[type[Exception], ...]:
    """What a database that does not answer may raise."""
    common = (OSError, sqlite3.Error, SQLAlchemyError)
    if find_spec("psycopg") is None:
        return common
    import psycopg

    return (*common, psycopg.Error)
