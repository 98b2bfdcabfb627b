"""Who asks, and whether they may: every page declares its rule, none is open by chance.

A view without a rule is refused, so that a forgotten one shows at once instead of
letting everybody in.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Final, TypeVar, cast

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from screener.errors import ExposedError, ForbiddenError, SignInRequiredError
from webapp.accounts import Right, Viewer, local_user, token_digest
from webapp.state import web_state

TOKEN: Final = "token"
_FORWARDED: Final = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")
_View = TypeVar("_View", bound=Callable[..., ResponseReturnValue])


class Rule(Enum):
    """Who may open a page that asks for no particular right."""

    PUBLIC = "public"
    MEMBER = "member"


def public(view: _View) -> _View:
    """Declare that anybody may open the page, logged in or not."""
    return _declared(view, Rule.PUBLIC)


def members(view: _View) -> _View:
    """Declare that everybody who is logged in may open the page."""
    return _declared(view, Rule.MEMBER)


def allowed(right: Right) -> Callable[[_View], _View]:
    """Declare that only people with that right may open the page."""

    def declare(view: _View) -> _View:
        return _declared(view, right)

    return declare


def rule_of(app: Flask, endpoint: str) -> Rule | Right | None:
    """The rule that a page declared; None when it declared none."""
    if endpoint == "static":
        return Rule.PUBLIC
    return getattr(app.view_functions[endpoint], "access_rule", None)


def install(app: Flask) -> None:
    """Let ``app`` know who asks and refuse what they may not do."""
    app.before_request(_admit)
    app.context_processor(
        lambda: {
            "viewer": current_viewer(),
            "Right": Right,
            "has_accounts": web_state().has_accounts,
        }
    )


def current_viewer() -> Viewer | None:
    """Who asks; None for a stranger."""
    return cast("Viewer | None", g.get("viewer"))


def viewer() -> Viewer:
    """Who asks, on a page that strangers cannot open.

    Raises:
        SignInRequiredError: When a stranger asks after all.
    """
    found = current_viewer()
    if found is None:
        raise SignInRequiredError(source=request.path)
    return found


def is_admitted() -> bool:
    """Whether whoever asks may open the page, before anything of it is read."""
    rule = rule_of(current_app, request.endpoint) if request.endpoint else None
    if not isinstance(rule, Right):
        return rule is Rule.PUBLIC
    found = _identified()
    return found is not None and found.user.may(rule)


def client_address() -> str:
    """Where the request came from, as far as the proxies in front can be believed."""
    return request.remote_addr or ""


def _declared(view: _View, rule: Rule | Right) -> _View:
    view.access_rule = rule  # type: ignore[attr-defined]
    return view


def _admit() -> ResponseReturnValue | None:
    """Let the request through, send it to log in, or refuse it."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    g.viewer = _identified()
    rule = rule_of(current_app, request.endpoint)
    if rule is Rule.PUBLIC:
        return None
    if g.viewer is None:
        return _sent_to_log_in()
    if rule is Rule.MEMBER or (isinstance(rule, Right) and g.viewer.user.may(rule)):
        return None
    raise ForbiddenError(source=request.path)


def _identified() -> Viewer | None:
    state = web_state()
    if not state.has_accounts:
        if any(name in request.headers for name in _FORWARDED):
            raise ExposedError(source=request.path)
        return Viewer(local_user(state.clock()), "", client_address())
    token = session.get(TOKEN)
    if not isinstance(token, str):
        return None
    found = state.store.sessions.find(token_digest(token), state.clock())
    if found is None:
        return None
    web_session, user = found
    return Viewer(user, web_session.id, client_address())


def _sent_to_log_in() -> ResponseReturnValue:
    from webapp.problems import wants_json

    if wants_json() or request.method != "GET":
        raise SignInRequiredError(source=request.path)
    if not web_state().store.users.has_accounts():
        return redirect(url_for("setup.show_setup"))
    return redirect(url_for("login.show_login", next=request.full_path.rstrip("?")))
