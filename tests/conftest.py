"""Fixtures that several packages' tests share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.databases import Databases

NOW = datetime(2026, 3, 8, 9, 30, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """The moment at which the tests' clock stands."""
    return NOW


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Makers of empty databases; one PostgreSQL server for the whole run."""
    from tests.databases import start_databases

    yield from start_databases(tmp_path_factory.mktemp("template"))
