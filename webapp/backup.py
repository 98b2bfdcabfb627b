"""Backups: every row as text, so that SQLite and PostgreSQL read each other's.

A backup is a ZIP file with ``manifest.json`` and one JSON Lines file a table. It
holds drafts and password hashes: keep it as safe as the database. Sessions,
attempts to log in, the secret key and the queue are left out; after restoring,
people log in again, and workers find the waiting jobs by their table.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final

from sqlalchemy import (
    Connection,
    DateTime,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    func,
    select,
    text,
)
from sqlalchemy.exc import SQLAlchemyError

from screener.errors import BackupError
from webapp.database import POSTGRESQL, current_revision, migrating
from webapp.job_queue import TABLE_PREFIX
from webapp.tables.base import UtcDateTime

SCHEMA: Final = "soat-gioi.backup/1"
_MANIFEST: Final = "manifest.json"
_VERSIONS: Final = "alembic_version"
_LEFT_OUT: Final = frozenset({_VERSIONS, "sessions", "login_attempts"})
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class BackupSummary:
    """What a backup holds: its version of the tables, and rows by table."""

    revision: str
    made_at: datetime
    rows: dict[str, int]


def write_backup(engine: Engine, path: Path, *, made_at: datetime) -> BackupSummary:
    """Write every row, as they all stood at one moment, into a new file.

    Raises:
        BackupError: When the file exists or cannot be written.
    """
    partial = path.with_name(f"{path.name}.part")
    if path.exists():
        raise BackupError(source=str(path), reason="reason.file_exists")
    try:
        # Whoever finds the file must not find the drafts.
        handle = os.open(partial, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file, _snapshot(engine) as connection:
            summary = _write(connection, file, made_at=made_at)
        partial.replace(path)
    except (OSError, SQLAlchemyError) as exc:
        with suppress(OSError):
            partial.unlink()
        raise BackupError(source=str(path), reason=str(exc)) from exc
    return summary


def read_summary(path: Path) -> BackupSummary:
    """What a backup says it holds, every table checked against its digest.

    Raises:
        BackupError: When it is no backup, damaged, or from a newer program.
    """
    with _opened(path) as archive:
        manifest = _manifest(archive, path)
        for name, table in manifest["tables"].items():
            digest = hashlib.sha256()
            with archive.open(_member(name)) as lines:
                for line in lines:
                    digest.update(line)
            if digest.hexdigest() != table["sha256"]:
                raise BackupError(source=str(path), reason="reason.damaged_part")
    return BackupSummary(
        revision=manifest["revision"],
        made_at=datetime.fromisoformat(manifest["made_at"]),
        rows={name: table["rows"] for name, table in manifest["tables"].items()},
    )


def restore_backup(engine: Engine, path: Path) -> BackupSummary:
    """Replace everything in the database by what a backup holds.

    The tables are brought to the backup's version, filled, then brought up to
    date, in one transaction: whatever fails, the database stays as it was.

    Raises:
        BackupError: When the backup cannot be used.
        StoreVersionError: When a newer program made it.
    """
    summary = read_summary(path)
    try:
        with _opened(path) as archive, migrating(engine) as migration:
            migration.downgrade()
            migration.upgrade(summary.revision)
            for table in _tables(migration.connection):
                if table.name in summary.rows:
                    _fill(migration.connection, table, _rows(archive, table))
            migration.upgrade()
    except SQLAlchemyError as exc:
        raise BackupError(source=str(path), reason=str(exc)) from exc
    return summary


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    """A transaction in which no other's changes show."""
    options: dict[str, Any] = {}
    if engine.dialect.name == POSTGRESQL:
        options["isolation_level"] = "REPEATABLE READ"
    with engine.connect().execution_options(**options) as connection:
        yield connection


def _write(
    connection: Connection, file: IO[bytes], *, made_at: datetime
) -> BackupSummary:
    revision = current_revision(connection) or ""
    tables: dict[str, dict[str, Any]] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in _tables(connection):
            digest, rows = hashlib.sha256(), 0
            with archive.open(_member(table.name), "w", force_zip64=True) as member:
                for line in _lines(connection, table):
                    digest.update(line)
                    member.write(line)
                    rows += 1
            tables[table.name] = {"rows": rows, "sha256": digest.hexdigest()}
        manifest = {
            "schema": SCHEMA,
            "revision": revision,
            "made_at": made_at.isoformat(),
            "tables": tables,
        }
        archive.writestr(_MANIFEST, json.dumps(manifest, indent=2))
    counts = {name: table["rows"] for name, table in tables.items()}
    return BackupSummary(revision, made_at, counts)


def _lines(connection: Connection, table: Table) -> Iterator[bytes]:
    query = select(table).order_by(*table.primary_key.columns)
    result = connection.execution_options(yield_per=_BATCH).execute(query)
    for row in result.mappings():
        record = {name: _to_json(value) for name, value in row.items()}
        yield (json.dumps(record, ensure_ascii=False) + "\n").encode()


def _to_json(value: Any) -> Any:
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        return moment.astimezone(UTC).isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value


def _rows(archive: zipfile.ZipFile, table: Table) -> Iterator[dict[str, Any]]:
    with archive.open(_member(table.name)) as lines:
        for line in lines:
            record: dict[str, Any] = json.loads(line)
            yield {
                name: _from_json(value, table.columns[name].type)
                for name, value in record.items()
            }


def _from_json(value: Any, kind: object) -> Any:
    if value is None:
        return None
    if isinstance(kind, DateTime | UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    return value


def _fill(connection: Connection, table: Table, rows: Iterator[dict[str, Any]]) -> None:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            connection.execute(table.insert(), batch)
            batch = []
    if batch:
        connection.execute(table.insert(), batch)
    _advance_counter(connection, table)


def _advance_counter(connection: Connection, table: Table) -> None:
    """Let PostgreSQL count on after the rows that brought their own numbers."""
    [key, *more] = list(table.primary_key.columns)
    if connection.dialect.name != POSTGRESQL or more:
        return
    if not isinstance(key.type, Integer):
        return
    sequence = connection.scalar(
        select(func.pg_get_serial_sequence(table.name, key.name))
    )
    if sequence is not None:
        connection.execute(
            text("SELECT setval(:name, coalesce(:last, 1), :is_used)"),
            {
                "name": sequence,
                "last": (last := connection.scalar(select(func.max(key)))),
                "is_used": last is not None,
            },
        )


def _tables(connection: Connection) -> list[Table]:
    """The tables that are there, those that others point at first."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [
        table
        for table in metadata.sorted_tables
        if table.name not in _LEFT_OUT and not table.name.startswith(f"{TABLE_PREFIX}_")
    ]


def _member(table: str) -> str:
    return f"{table}.jsonl"


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as exc:
        raise BackupError(source=str(path), reason=str(exc)) from exc


def _manifest(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(archive.read(_MANIFEST))
    except (KeyError, ValueError, zipfile.BadZipFile) as exc:
        raise BackupError(source=str(path), reason="reason.no_main_part") from exc
    if manifest.get("schema") != SCHEMA:
        raise BackupError(source=str(path), reason="reason.other_content")
    return manifest
