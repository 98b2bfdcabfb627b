"""A real server on a free port and a real browser in front of it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.databases import DATABASES, Databases, need
from tests.e2e.people_pages import watched_page
from tests.web_people import make_user, set_up, signed_in, web_state_of
from webapp.app import create_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CHROMIUM_FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class QuietHandler(WSGIRequestHandler):
    """Serves without a log line a file, and keeps connections open."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address of an application on a free port, stopped at last."""
    server = make_server(
        "127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    web_state_of(app).store.close()


@pytest.fixture(scope="session", params=DATABASES)
def site(
    request: pytest.FixtureRequest,
    databases: Databases,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The address of the web app, with the shipped model and rules.

    On one PC with SQLite nobody logs in; with PostgreSQL every browser that comes
    is the administrator's, logged in already.
    """
    need(databases, request.param)
    folder = tmp_path_factory.mktemp("data")
    app = create_app(databases.blank_settings(request.param, folder))
    if web_state_of(app).has_accounts:
        let_everybody_in(app)
    with serving(app) as address:
        yield address


def let_everybody_in(app: Flask) -> None:
    """Give browsers without a session that of the administrator."""
    set_up(web_state_of(app).store)
    client = signed_in(app, make_user())
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = client.get_cookie(name)
    assert cookie is not None
    app.wsgi_app = _WithCookie(  # type: ignore[method-assign]
        app.wsgi_app, name=name, value=cookie.value
    )


class _WithCookie:
    """Adds a cookie to requests that have none of that name."""

    def __init__(self, inner: WSGIApplication, *, name: str, value: str) -> None:
        self._inner, self._name, self._cookie = inner, name, f"{name}={value}"

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Pass the request on."""
        sent = environ.get("HTTP_COOKIE", "")
        if f"{self._name}=" not in sent:
            environ["HTTP_COOKIE"] = "; ".join(filter(None, (sent, self._cookie)))
        return self._inner(environ, start_response)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; its absence is a failure, so that no test is lost in silence."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail("Chromium is not installed. Install it with: make deps")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path, args=list(CHROMIUM_FLAGS)
        )
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile on a desktop screen."""
    context = browser.new_context(viewport={"width": 1360, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, site: str) -> Iterator[Page]:
    """The editor's page; a script error or a blocked resource fails the test."""
    with watched_page(context) as page:
        page.goto(site)
        yield page


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A place for the files that a test uploads."""
    return tmp_path
