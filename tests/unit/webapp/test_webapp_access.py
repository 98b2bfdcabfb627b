"""Every page declares who may open it, and holds to it: role by role, route by route."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule as Route

from screener.config import Settings
from tests.phrase_screener import PhraseScreener
from tests.web_people import (
    add_organisation,
    add_user,
    fast_passwords,
    make_user,
    set_up,
    signed_in,
    web_state_of,
)
from webapp.access import Rule, allowed, rule_of
from webapp.accounts import Right, Role
from webapp.app import create_app

JSON = {"Accept": "application/json"}
# Which roles carry a right; written down apart from the program's own table.
ROLES_WITH = {
    Right.WRITE: {Role.EDITOR, Role.INSPECTOR, Role.REVIEWER, Role.ADMIN},
    Right.INSPECT: {Role.INSPECTOR, Role.ADMIN},
    Right.REVIEW: {Role.REVIEWER, Role.ADMIN},
    Right.ADMINISTER: {Role.ADMIN},
}
# What each page needs, written down apart from its decorator: a page that is
# loosened by mistake, or added without a thought, fails here.
PUBLIC = {
    "health.show_health",
    "login.accept_invitation",
    "login.enter",
    "login.reset_password",
    "login.show_invitation",
    "login.show_login",
    "login.show_reset",
    "setup.set_up",
    "setup.show_setup",
    "static",
}
MEMBERS = {
    "account.change_password",
    "account.end_other_sessions",
    "account.end_session",
    "account.rename",
    "account.show_account",
    "login.leave",
}
ADMINISTRATORS = ("audit.", "installation.", "organisations.", "people.")
REVIEWERS = {"feedback.export"}
LABELLERS = ("agreement.", "disputes.", "review.", "models.")
# An owner lends a draft's sentences; an administrator sets the rules of labelling.
NOT_LABELLERS = {
    "review.lend": Right.WRITE,
    "agreement.change_rules": Right.ADMINISTER,
    "agreement.show_rules": Right.ADMINISTER,
    "models.compare": Right.ADMINISTER,
    "models.erase": Right.ADMINISTER,
    "models.go_back": Right.ADMINISTER,
    "models.promote_run": Right.ADMINISTER,
}
INSPECTORS = ("scans.",)
REFUSED = {401, 403}


@dataclass(frozen=True)
class Site:
    """An installation with two newsrooms and everybody in the first one."""

    app: Flask
    browsers: dict[Role, FlaskClient]
    stranger: FlaskClient


@pytest.fixture
def site(settings: Settings) -> Iterator[Site]:
    """Accounts on either database, forms unguarded."""
    settings = replace(settings, accounts="required", plain_http=True)
    app = create_app(settings, PhraseScreener(), passwords=fast_passwords())
    app.config["WTF_CSRF_ENABLED"] = False
    store = web_state_of(app).store
    set_up(store)
    add_organisation(store)
    browsers = {}
    for role in Role:
        user = add_user(store, make_user(f"nguoi-{role}", role=role))
        browsers[role] = signed_in(app, user)
    yield Site(app, browsers, app.test_client())
    store.close()


def routes(app: Flask) -> list[tuple[Route, str]]:
    """Every route with each of its methods."""
    return [
        (route, method)
        for route in app.url_map.iter_rules()
        for method in sorted((route.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def address(app: Flask, route: Route) -> str:
    """An address of the route; of things that do not exist where it names some."""
    values = {
        name: 1 if "int" in type(converter).__name__.lower() else "khong-co"
        for name, converter in route._converters.items()
    }
    with app.test_request_context():
        _, path = route.build(values, append_unknown=False) or ("", "")
    return path


def status(client: FlaskClient, path: str, method: str) -> int:
    return client.open(path, method=method, headers=JSON).status_code


def test_every_page_declares_its_rule(site: Site) -> None:
    """A page that nobody thought about is open or shut by chance."""
    undeclared = [
        route.endpoint
        for route in site.app.url_map.iter_rules()
        if rule_of(site.app, route.endpoint) is None
    ]

    assert undeclared == []


def test_pages_ask_for_what_was_decided(site: Site) -> None:
    """Loosening a page takes two deliberate edits."""
    for route in site.app.url_map.iter_rules():
        endpoint, rule = route.endpoint, rule_of(site.app, route.endpoint)
        if endpoint in PUBLIC:
            assert rule is Rule.PUBLIC, endpoint
        elif endpoint in MEMBERS:
            assert rule is Rule.MEMBER, endpoint
        elif endpoint in REVIEWERS:
            assert rule is Right.REVIEW, endpoint
        elif endpoint in NOT_LABELLERS:
            assert rule is NOT_LABELLERS[endpoint], endpoint
        elif endpoint.startswith(LABELLERS):
            assert rule is Right.REVIEW, endpoint
        elif endpoint.startswith(INSPECTORS):
            assert rule is Right.INSPECT, endpoint
        elif endpoint.startswith(ADMINISTRATORS):
            assert rule is Right.ADMINISTER, endpoint
        else:
            assert rule in ROLES_WITH, endpoint


def test_strangers_get_only_what_is_public(site: Site) -> None:
    """Route by route, without a session."""
    for route, method in routes(site.app):
        if rule_of(site.app, route.endpoint) is Rule.PUBLIC:
            continue
        answer = status(site.stranger, address(site.app, route), method)
        assert answer == 401, (route.rule, method)


@pytest.mark.parametrize("role", Role)
def test_role_opens_its_pages_and_no_others(site: Site, role: Role) -> None:
    """Route by route, for every role."""
    client = site.browsers[role]
    for route, method in routes(site.app):
        rule = rule_of(site.app, route.endpoint)
        if rule is Rule.PUBLIC or route.endpoint == "login.leave":
            continue
        may = not isinstance(rule, Right) or role in ROLES_WITH[rule]
        answer = status(client, address(site.app, route), method)
        assert (answer not in REFUSED) is may, (route.rule, method, answer)


@pytest.mark.parametrize("role", Role)
def test_what_does_not_exist_is_not_found(site: Site, role: Role) -> None:
    """Pages about one thing say 404 or 410 and never fail on an unknown key."""
    client = site.browsers[role]
    for route, method in routes(site.app):
        rule = rule_of(site.app, route.endpoint)
        if not route.arguments or route.endpoint == "static":
            continue
        if isinstance(rule, Right) and role not in ROLES_WITH[rule]:
            continue
        answer = status(client, address(site.app, route), method)
        assert 400 <= answer < 500, (route.rule, method, answer)


def test_view_without_a_rule_is_refused(site: Site) -> None:
    """Forgetting the decorator closes the page, even to administrators."""
    site.app.view_functions["quen"] = lambda: "mở"
    site.app.url_map.add(Route("/quen", endpoint="quen"))

    answers = {status(client, "/quen", "GET") for client in site.browsers.values()}

    assert answers == {403}


def test_rule_outlives_other_decorators() -> None:
    """The rule is found on the view that Flask registers."""

    @allowed(Right.REVIEW)
    def view() -> str:
        return ""

    assert view.access_rule is Right.REVIEW  # type: ignore[attr-defined]


def test_stranger_is_sent_to_log_in_and_back(site: Site) -> None:
    """A link in a chat leads where it says, after logging in."""
    response = site.stranger.get("/quan-tri/nhat-ky?viec=user.invited")

    assert response.status_code == 302
    assert response.location.startswith("/dang-nhap?next=")
    assert "user.invited" in response.location


def test_role_change_holds_at_once(site: Site) -> None:
    """Whoever loses a role must not go on until the session ends."""
    store = web_state_of(site.app).store
    client = site.browsers[Role.REVIEWER]
    assert client.get("/phan-hoi/xuat.jsonl").status_code == 200

    site.browsers[Role.ADMIN].post(
        "/quan-tri/nguoi-dung/nguoi-reviewer/sua",
        data={"role": "editor", "organisation": "local"},
    )

    assert store.users.get("nguoi-reviewer").role is Role.EDITOR
    assert client.get("/phan-hoi/xuat.jsonl", headers=JSON).status_code == 403


def test_local_mode_refuses_a_proxy_in_front(tmp_path: Path) -> None:
    """Behind nginx the whole network would be let in without a password."""
    app = create_app(Settings(data_dir=tmp_path), PhraseScreener())
    client = app.test_client()

    direct = client.get("/")
    forwarded = client.get("/", headers={"X-Forwarded-For": "192.0.2.7", **JSON})

    web_state_of(app).store.close()
    assert direct.status_code == 200
    assert forwarded.status_code == 403
    assert forwarded.json is not None
    assert forwarded.json["error"]["code"] == "web.exposed"
