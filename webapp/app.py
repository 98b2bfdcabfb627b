"""The application: wired once, from settings, for whichever server runs it."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from screener.bootstrap import make_screener
from screener.config import Settings
from webapp import language, problems, security
from webapp.screening import PAGE_MAX_CHARACTERS
from webapp.secret import session_secret
from webapp.state import Clock, DocumentScreener, WebState, attach
from webapp.store.store import open_store
from webapp.views import editor, feedback, health


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def create_app(
    settings: Settings,
    screener: DocumentScreener | None = None,
    *,
    clock: Clock = utc_now,
) -> Flask:
    """The web app, its database up to date and its model loaded.

    Args:
        settings: Where it keeps its data and where it listens.
        screener: Reports on documents; None loads the one in the settings.
        clock: Stamps what people answer.

    Raises:
        MissingSecretError: When another address than loopback lacks a secret.
        StoreUnavailableError: When the database cannot be used.
        ModelError: When the model cannot be loaded.
    """
    app = Flask("webapp")
    app.secret_key = session_secret(settings)
    attach(
        app,
        WebState(
            settings=settings,
            screener=screener or make_screener(settings),
            store=open_store(settings),
            clock=clock,
        ),
    )
    security.secure(app, settings, max_characters=PAGE_MAX_CHARACTERS)
    CSRFProtect(app)
    language.install(app)
    problems.install(app)
    for module in (editor, feedback, health):
        app.register_blueprint(module.bp)
    return app
