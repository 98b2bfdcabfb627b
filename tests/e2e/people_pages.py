"""Pages of people who are logged in, and what reviewers type on theirs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from tests.web_people import signed_in
from webapp.accounts import User

PATIENCE_MS: Final = 60_000


@contextmanager
def page_of(
    browser: Browser, app: Flask, address: str, user: User, *, width: int = 1360
) -> Iterator[Page]:
    """Somebody's browser; a script error or a blocked resource fails the test."""
    context: BrowserContext = browser.new_context(
        viewport={"width": width, "height": 900}
    )
    context.set_default_timeout(PATIENCE_MS)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = signed_in(app, user).get_cookie(name)
    assert cookie is not None
    context.add_cookies([{"name": name, "value": cookie.value, "url": address}])
    with watched_page(context) as page:
        yield page
        context.close()


@contextmanager
def watched_page(context: BrowserContext) -> Iterator[Page]:
    """A new page; a script error or a blocked resource fails the test."""
    complaints: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text)
            if "Content Security Policy" in message.text
            else None
        ),
    )
    yield page
    assert complaints == []


def begin_labelling(
    page: Page, address: str, path: str = "/duyet-nhan/gan-nhan"
) -> None:
    """Open a page of labelling and wait for its script."""
    page.goto(f"{address}{path}")
    page.wait_for_selector("html.js .word")


def type_label(page: Page, *keys: str) -> None:
    """Press the keys of one answer, Enter last, and wait for what comes next."""
    before = page.inner_text("#sentence")
    for key in (*keys, "Enter"):
        page.keyboard.press(key)
    page.wait_for_function(
        """before => document.getElementById('work').hidden
          || document.getElementById('sentence').innerText !== before""",
        arg=before,
    )
