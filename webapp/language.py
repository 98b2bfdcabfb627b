"""Vietnamese first, English by a switch that the browser remembers."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Final
from urllib.parse import urlencode

from flask import Flask, Response, g, request, url_for
from flask_babel import Babel, get_locale

from screener.config import LANGUAGES
from webapp.state import web_state

COOKIE: Final = "ngon-ngu"
PARAMETER: Final = "lang"
# Vietnam has one time zone and no summer time.
_TIME_ZONE: Final = timezone(timedelta(hours=7))
_COOKIE_AGE_S: Final = 365 * 24 * 3600


def install(app: Flask) -> None:
    """Let ``app`` answer in the reader's language."""
    Babel(app, default_locale="vi", locale_selector=chosen_language)
    app.after_request(_remember)
    app.template_filter("moment")(moment_words)
    app.context_processor(
        lambda: {
            "language": current_language(),
            "language_address": language_address,
        }
    )


def chosen_language() -> str:
    """The language asked for, remembered, or set for the installation."""
    for candidate in (request.args.get(PARAMETER), request.cookies.get(COOKIE)):
        if candidate in LANGUAGES:
            return candidate
    return web_state().settings.language


def current_language() -> str:
    """The language of this response: "vi" or "en"."""
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "vi"


def moment_words(moment: datetime) -> str:
    """A moment as readers of the page write it, in Vietnam's time."""
    local = moment.astimezone(_TIME_ZONE)
    if current_language() == "en":
        return f"{local:%d %b %Y, %H:%M}"
    return f"{local:%H:%M, %d/%m/%Y}"


def clock_words(moment: datetime) -> str:
    """The time of day, in Vietnam's time."""
    return f"{moment.astimezone(_TIME_ZONE):%H:%M}"


def day_start(moment: datetime) -> datetime:
    """When the day began in Vietnam."""
    local = moment.astimezone(_TIME_ZONE)
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def language_address(code: str) -> str:
    """The address of this page in that language; of the editor after a form."""
    if request.method != "GET" or request.endpoint is None:
        return url_for("editor.show_editor", lang=code)
    fields = {**request.args.to_dict(), PARAMETER: code}
    return f"{request.path}?{urlencode(fields)}"


def _remember(response: Response) -> Response:
    language = request.args.get(PARAMETER)
    if language in LANGUAGES and "problem" not in g:
        response.set_cookie(
            COOKIE, language, max_age=_COOKIE_AGE_S, samesite="Lax", httponly=True
        )
    return response
