"""The web app and its store, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from screener.config import Settings
from tests.databases import DATABASES, Databases, need
from tests.phrase_screener import PhraseScreener
from tests.web_people import fast_passwords, make_user, set_up, signed_in, web_state_of
from webapp.app import create_app
from webapp.store.store import Store


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
def app(settings: Settings, now: datetime) -> Iterator[Flask]:
    """The web app with a screener that knows a few phrases, forms unguarded.

    On one PC nobody logs in; with PostgreSQL the first administrator is set up.
    """
    application = create_app(
        settings, PhraseScreener(), clock=lambda: now, passwords=fast_passwords()
    )
    application.config["WTF_CSRF_ENABLED"] = False
    state = web_state_of(application)
    if state.has_accounts:
        set_up(state.store)
    yield application
    state.store.close()


@pytest.fixture
def store(app: Flask) -> Store:
    """Everything that the same installation keeps."""
    return web_state_of(app).store


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """The browser of the administrator, without script."""
    if web_state_of(app).has_accounts:
        return signed_in(app, make_user())
    return app.test_client()


@pytest.fixture
def office(settings: Settings, now: datetime) -> Iterator[Flask]:
    """The same where people log in, whichever the database; forms unguarded."""
    application = create_app(
        replace(settings, accounts="required", plain_http=True),
        PhraseScreener(),
        clock=lambda: now,
        passwords=fast_passwords(),
    )
    application.config["WTF_CSRF_ENABLED"] = False
    state = web_state_of(application)
    set_up(state.store)
    yield application
    state.store.close()


@pytest.fixture
def office_store(office: Flask) -> Store:
    """Everything that the office keeps."""
    return web_state_of(office).store


@pytest.fixture
def admin(office: Flask) -> FlaskClient:
    """The browser of the office's administrator."""
    return signed_in(office, make_user())
