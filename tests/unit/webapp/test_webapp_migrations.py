"""Migrations go up and down on both databases, with data in the tables."""

from __future__ import annotations

from collections.abc import Container, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, MetaData, inspect, text

from screener.config import Settings
from screener.errors import StoreVersionError
from tests.table_rows import EVERY_ROW
from webapp.database import (
    current_revision,
    database_url,
    downgrade,
    head_revision,
    make_engine,
    open_database,
    upgrade,
)
from webapp.tables.metadata import METADATA

Contents = dict[str, list[dict[str, Any]]]
REVISIONS = tuple(f"{number:04}" for number in range(1, 14))


@pytest.fixture
def engine(blank_settings: Settings) -> Iterator[Engine]:
    """An empty database that no migration has seen."""
    blank_settings.data_dir.mkdir(parents=True, exist_ok=True)
    engine = make_engine(database_url(blank_settings))
    yield engine
    engine.dispose()


def reflected(connection: Connection) -> MetaData:
    tables = MetaData()
    tables.reflect(connection)
    return tables


def fill(engine: Engine, *, but: Container[str] = ()) -> None:
    """Put the rows into the tables that exist, as far as their columns go."""
    with engine.begin() as connection:
        tables = reflected(connection).tables
        for name, row in EVERY_ROW.items():
            if name in tables and name not in but:
                known = tables[name].columns.keys()
                values = {k: v for k, v in row.items() if k in known}
                connection.execute(tables[name].insert(), values)


def contents(engine: Engine) -> Contents:
    with engine.connect() as connection:
        tables = reflected(connection).tables
        return {
            name: [dict(row) for row in connection.execute(table.select()).mappings()]
            for name, table in tables.items()
            if name in EVERY_ROW
        }


def assert_kept(older: Contents, newer: Contents) -> None:
    """Every column that the older tables know holds the same in the newer ones."""
    for name, [row] in older.items():
        [other] = newer[name]
        assert {column: other[column] for column in row} == row, name


def test_migrations_lead_to_the_tables(engine: Engine) -> None:
    """Migrations and tables must not drift apart: columns, types, keys, indexes."""
    upgrade(engine)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, METADATA)

    assert differences == []


def test_every_table_has_a_row_to_migrate(engine: Engine) -> None:
    """A table that the tests leave empty would migrate by luck."""
    upgrade(engine)
    fill(engine)

    assert set(EVERY_ROW) == set(METADATA.tables)
    assert [name for name, rows in contents(engine).items() if len(rows) != 1] == []


def test_rows_survive_the_way_up(engine: Engine) -> None:
    """An office that skipped versions keeps all that it had, from any version."""
    before: Contents = {}
    for revision in REVISIONS:
        upgrade(engine, revision=revision)
        fill(engine, but=set(before))
        assert_kept(before, contents(engine))
        before = contents(engine)

    assert set(before) == set(METADATA.tables)


def test_rows_survive_the_way_down(engine: Engine) -> None:
    """Going back loses only what the older version does not know."""
    upgrade(engine)
    fill(engine)
    before = contents(engine)

    for revision in reversed(REVISIONS):
        downgrade(engine, revision=revision)

        with engine.connect() as connection:
            assert current_revision(connection) == revision
        assert_kept(contents(engine), before)
    assert set(contents(engine)) == {"feedback_events"}


def test_the_way_down_ends_with_nothing(engine: Engine) -> None:
    """Neither tables nor triggers nor functions are left behind."""
    upgrade(engine)
    fill(engine)

    downgrade(engine)

    names = [
        name for name in inspect(engine).get_table_names() if "alembic" not in name
    ]
    assert names == []
    upgrade(engine)
    fill(engine)


def test_answers_from_before_accounts_belong_to_local_mode(engine: Engine) -> None:
    """What was recorded on one PC stays visible to it."""
    upgrade(engine, revision="0001")
    fill(engine)

    upgrade(engine)

    assert contents(engine)["feedback_events"][0]["organisation_id"] == "local"


def test_moments_come_back_the_same_in_any_time_zone(engine: Engine) -> None:
    """A server in Hanoi answers in its own time zone."""
    upgrade(engine)
    fill(engine)

    with engine.connect() as connection:
        users = METADATA.tables["users"]
        moment = connection.execute(users.select()).mappings().one()["created_at"]

    assert moment == datetime(2026, 3, 8, 9, 30, tzinfo=UTC)
    assert moment.tzinfo is UTC


def test_programs_that_start_at_once_migrate_once(blank_settings: Settings) -> None:
    """Several workers come up together after an update."""
    with ThreadPoolExecutor(4) as pool:
        engines = list(pool.map(lambda _: open_database(blank_settings), range(4)))

    with engines[0].connect() as connection:
        assert current_revision(connection) == head_revision()
    for engine in engines:
        engine.dispose()


def test_database_of_a_newer_program_is_left_alone(
    engine: Engine, blank_settings: Settings
) -> None:
    """An old program must not write into tables that it does not know."""
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StoreVersionError) as caught:
        open_database(blank_settings)

    assert caught.value.facts == {"found": "9999", "known": head_revision()}
