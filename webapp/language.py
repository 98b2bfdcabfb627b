"""Vietnamese first, English by a switch that the browser remembers."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, g, request
from flask_babel import Babel, get_locale

from screener.config import LANGUAGES
from webapp.state import web_state

COOKIE: Final = "ngon-ngu"
PARAMETER: Final = "lang"
_COOKIE_AGE_S: Final = 365 * 24 * 3600


def install(app: Flask) -> None:
    """Let ``app`` answer in the reader's language."""
    Babel(app, default_locale="vi", locale_selector=chosen_language)
    app.after_request(_remember)
    app.context_processor(lambda: {"language": current_language()})


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


def _remember(response: Response) -> Response:
    language = request.args.get(PARAMETER)
    if language in LANGUAGES and "problem" not in g:
        response.set_cookie(
            COOKIE, language, max_age=_COOKIE_AGE_S, samesite="Lax", httponly=True
        )
    return response
