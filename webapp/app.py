"""The application: wired once, from settings, for whichever server runs it."""

from __future__ import annotations

from functools import partial
from typing import Final

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from screener.bootstrap import make_screener
from screener.config import Settings
from webapp import access, language, monitoring_state, problems, security
from webapp.clock import utc_now
from webapp.job_queue import JobQueue
from webapp.jobs import Lane
from webapp.model_switch import ModelSwitch
from webapp.passwords import Passwords
from webapp.screening import PAGE_MAX_CHARACTERS
from webapp.secret import needs_accounts, session_secret
from webapp.state import Clock, DocumentScreener, WebState, attach
from webapp.store.store import open_store
from webapp.views import (
    account,
    audit,
    datasets,
    downloads,
    drafts,
    editor,
    exceptions,
    feedback,
    guide,
    health,
    installation,
    login,
    models,
    monitoring,
    organisations,
    people,
    review,
    review_agreement,
    review_disputes,
    scans,
    setup,
    versions,
)

# The sentences of two hundred long drafts; ordinary ones take some ten megabytes.
REMEMBERED_SENTENCES: Final = 50_000
VIEWS: Final = (
    account,
    audit,
    datasets,
    downloads,
    drafts,
    editor,
    exceptions,
    feedback,
    guide,
    health,
    installation,
    login,
    models,
    monitoring,
    organisations,
    people,
    review,
    review_agreement,
    review_disputes,
    scans,
    setup,
    versions,
)


def create_app(
    settings: Settings,
    screener: DocumentScreener | None = None,
    *,
    clock: Clock = utc_now,
    passwords: Passwords | None = None,
) -> Flask:
    """The web app, its database up to date and its model loaded.

    Args:
        settings: Where it keeps its data and where it listens.
        screener: Reports on documents; None loads the one in the settings.
        clock: Stamps what people do.
        passwords: Keeps passwords; tests give one that hashes fast.

    Raises:
        MissingSecretError: When another address than loopback lacks a secret.
        StoreUnavailableError: When the database cannot be used.
        ModelError: When the model cannot be loaded.
    """
    app = Flask("webapp")
    app.secret_key = session_secret(settings)
    store = open_store(settings)
    has_accounts = needs_accounts(settings) or store.users.has_accounts()
    if not has_accounts:
        store.users.ensure_local(clock())
    state = WebState(
        settings=settings,
        screener=screener
        or ModelSwitch(
            settings,
            store.promotions,
            partial(make_screener, remembered_sentences=REMEMBERED_SENTENCES),
        ),
        store=store,
        clock=clock,
        passwords=passwords or Passwords(),
        has_accounts=has_accounts,
        queue=JobQueue(settings),
        learning_queue=JobQueue(settings, lane=Lane.LEARNING),
    )
    attach(app, state)
    security.secure(app, state, max_characters=PAGE_MAX_CHARACTERS)
    CSRFProtect(app)
    language.install(app)
    problems.install(app)
    access.install(app)
    monitoring_state.install(app)
    for module in VIEWS:
        app.register_blueprint(module.bp)
    return app
