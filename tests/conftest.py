"""Fixtures that several packages' tests share."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

NOW = datetime(2026, 3, 8, 9, 30, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """The moment at which the tests' clock stands."""
    return NOW
