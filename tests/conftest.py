"""Fixtures that several packages' tests share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from screener.config import Settings

NOW = datetime(2026, 3, 8, 9, 30, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """The moment at which the tests' clock stands."""
    return NOW


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an installation with an empty data folder."""
    from screener.config import Settings

    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def app(settings: Settings, now: datetime) -> Iterator[Flask]:
    """The web app with a screener that knows a few phrases, forms unguarded."""
    from tests.phrase_screener import PhraseScreener
    from webapp.app import create_app
    from webapp.state import EXTENSION

    application = create_app(settings, PhraseScreener(), clock=lambda: now)
    application.config["WTF_CSRF_ENABLED"] = False
    yield application
    application.extensions[EXTENSION].store.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without script."""
    return app.test_client()
