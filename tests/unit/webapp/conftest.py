"""The web app and its store, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from screener.config import Settings
from tests.databases import DATABASES, Databases, need, start_databases
from webapp.store.store import Store, open_store


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Makers of empty databases; one PostgreSQL server for the whole run."""
    yield from start_databases(tmp_path_factory.mktemp("template"))


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, databases: Databases) -> str:
    """Each kind of database in turn."""
    kind: str = request.param
    need(databases, kind)
    return kind


@pytest.fixture
def settings(database: str, databases: Databases, tmp_path: Path) -> Settings:
    """Settings of an installation with an empty database, up to date."""
    return databases.settings(database, tmp_path / "data")


@pytest.fixture
def blank_settings(database: str, databases: Databases, tmp_path: Path) -> Settings:
    """Settings of an installation that was never started."""
    return databases.blank_settings(database, tmp_path / "data")


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """Everything that the installation keeps."""
    opened = open_store(settings)
    yield opened
    opened.close()
