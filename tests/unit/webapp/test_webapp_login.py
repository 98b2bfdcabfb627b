"""Getting in: the first start, passwords, lock-out, sessions, links that work once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from screener.config import Settings
from screener.errors import LastAdministratorError
from tests.phrase_screener import PhraseScreener
from tests.web_people import (
    PASSWORD,
    add_organisation,
    add_user,
    an_entry,
    fast_passwords,
    make_user,
    set_up,
    signed_in,
    web_state_of,
)
from webapp.accounts import Role
from webapp.app import create_app
from webapp.audit import Action
from webapp.feedback import LOCAL_AUTHOR, LOCAL_ORGANISATION
from webapp.lockout import ACCOUNT_LIMIT, ADDRESS_LIMIT
from webapp.secret import setup_code
from webapp.store.audit import AuditFilter
from webapp.store.store import Store

JSON = {"Accept": "application/json"}
EMAIL = "local@bao.example"


@dataclass
class HandClock:
    """A clock that moves when told to."""

    now: datetime

    def __call__(self) -> datetime:
        """The moment at which it stands."""
        return self.now

    def move(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)


@pytest.fixture
def clock(now: datetime) -> HandClock:
    """The time, in the test's hand."""
    return HandClock(now)


@pytest.fixture
def app(settings: Settings, clock: HandClock) -> Iterator[Flask]:
    """An installation with accounts where nobody is set up yet."""
    settings = replace(settings, accounts="required", plain_http=True)
    app = create_app(
        settings, PhraseScreener(), clock=clock, passwords=fast_passwords()
    )
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    web_state_of(app).store.close()


@pytest.fixture
def store(app: Flask) -> Store:
    """The same installation's, with its administrator."""
    store = web_state_of(app).store
    set_up(store)
    return store


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A stranger's browser."""
    return app.test_client()


def log_in(
    client: FlaskClient, password: str = PASSWORD, *, email: str = EMAIL
) -> TestResponse:
    return client.post("/dang-nhap", data={"email": email, "password": password})


def is_in(client: FlaskClient) -> bool:
    return client.get("/tai-khoan", headers=JSON).status_code == 200


def actions(store: Store) -> list[str]:
    events = store.audit.events(AuditFilter(), limit=100)
    return [event.action for event in reversed(events)]


# -- the first start ------------------------------------------------------------


def first_form(app: Flask, **changes: str) -> dict[str, str]:
    return {
        "code": setup_code(str(app.secret_key)),
        "organisation": "Báo Vĩnh Hà",
        "name": "Lê Thu",
        "email": "Thu@Bao.example ",
        "password": PASSWORD,
        "password_again": PASSWORD,
        **changes,
    }


def test_first_start_leads_to_the_set_up(client: FlaskClient) -> None:
    """Whoever opens the page first is told what to do."""
    response = client.get("/", follow_redirects=True)

    assert response.request.path == "/thiet-lap"
    assert "Thiết lập lần đầu" in response.get_data(as_text=True)


def test_first_administrator_is_made_and_logs_in(
    app: Flask, client: FlaskClient
) -> None:
    """Blanks and capitals in the address do not matter."""
    response = client.post("/thiet-lap", data=first_form(app))

    assert response.location == "/dang-nhap"
    assert log_in(client, email="thu@bao.example").status_code == 303
    [user] = web_state_of(app).store.users.all()
    assert (user.name, user.role) == ("Lê Thu", Role.ADMIN)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"code": "AAAA-BBBB-CCCC"}, "Mã chưa đúng"),
        ({"code": ""}, "Mã chưa đúng"),
        ({"email": "không có"}, "Địa chỉ chưa đúng"),
        ({"name": " "}, "Chưa điền"),
        ({"organisation": "x" * 201}, "Dài quá"),
        ({"password": "ngắn"}, "ít nhất 10 ký tự"),
        ({"password_again": "khác hẳn lần đầu"}, "chưa giống nhau"),
    ],
)
def test_wrong_set_up_makes_nobody(
    app: Flask, client: FlaskClient, changes: dict[str, str], words: str
) -> None:
    """Without the code from the server's screen nobody becomes its master."""
    response = client.post("/thiet-lap", data=first_form(app, **changes))

    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert words in page
    assert PASSWORD not in page
    assert not web_state_of(app).store.users.has_accounts()


def test_set_up_happens_once(app: Flask, client: FlaskClient, store: Store) -> None:
    """A second administrator comes by invitation."""
    response = client.post("/thiet-lap", data=first_form(app), headers=JSON)

    assert response.status_code == 404
    assert [user.email for user in store.users.all()] == [EMAIL]


def test_local_mode_s_work_passes_to_the_first_administrator(
    settings: Settings, now: datetime
) -> None:
    """An office that grows keeps its drafts."""
    app = create_app(
        replace(settings, accounts="required", plain_http=True),
        PhraseScreener(),
        passwords=fast_passwords(),
    )
    app.config["WTF_CSRF_ENABLED"] = False
    store = web_state_of(app).store
    store.users.ensure_local(now)

    app.test_client().post("/thiet-lap", data=first_form(app))

    [user] = store.users.all()
    assert (user.id, user.organisation_id) == (LOCAL_AUTHOR, LOCAL_ORGANISATION)
    assert [o.name for o in store.organisations.all()] == ["Báo Vĩnh Hà"]
    store.close()


# -- passwords and lock-out -------------------------------------------------------


def test_right_password_opens_the_door(client: FlaskClient, store: Store) -> None:
    """And the trail says so."""
    response = log_in(client)

    assert (response.status_code, response.location) == (303, "/")
    assert is_in(client)
    assert actions(store)[-1] == Action.LOGGED_IN


def test_wrong_password_and_unknown_address_look_the_same(
    client: FlaskClient, store: Store
) -> None:
    """Nobody learns who has an account."""
    wrong = log_in(client, "mật khẩu sai hẳn")
    unknown = log_in(client, email="la@bao.example")

    def page(response: TestResponse, email: str) -> str:
        text = response.get_data(as_text=True).replace(email, "")
        return re.sub(r'(content|value)="[^"]*"', "", text)

    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert page(wrong, EMAIL) == page(unknown, "la@bao.example")
    assert not is_in(client)
    assert actions(store)[-2:] == [Action.LOGIN_FAILED] * 2


def test_unknown_address_is_not_written_down(client: FlaskClient, store: Store) -> None:
    """People type their password into the wrong field."""
    log_in(client, email="mat-khau-cua-toi")

    trail = [str(event) for event in store.audit.trail()]
    assert not any("mat-khau-cua-toi" in line for line in trail)


def test_account_closes_after_failures_and_opens_by_itself(
    client: FlaskClient, store: Store, clock: HandClock
) -> None:
    """Even the right password waits, so that guessing does not pay."""
    for _ in range(ACCOUNT_LIMIT):
        assert log_in(client, "mật khẩu sai hẳn").status_code == 401

    assert log_in(client).status_code == 429
    clock.move(minutes=16)
    assert log_in(client).status_code == 303
    assert store.attempts.closed_minutes("", now=clock.now) == 0


def test_waiting_does_not_grow_by_trying(
    client: FlaskClient, store: Store, clock: HandClock
) -> None:
    """Attempts at a closed door are not counted: it opens when it was said to."""
    del store
    for _ in range(ACCOUNT_LIMIT):
        log_in(client, "mật khẩu sai hẳn")
    clock.move(minutes=14)
    assert log_in(client).status_code == 429
    clock.move(minutes=2)

    assert log_in(client).status_code == 303


def test_success_forgets_failures(client: FlaskClient, store: Store) -> None:
    """Somebody who mistypes now and then is never locked out."""
    del store
    for _ in range(3):
        for _ in range(ACCOUNT_LIMIT - 1):
            assert log_in(client, "mật khẩu sai hẳn").status_code == 401
        assert log_in(client).status_code == 303


def test_one_address_cannot_try_many_accounts(
    client: FlaskClient, store: Store
) -> None:
    """A list of addresses with one common password each is stopped as well."""
    del store
    answers = [
        log_in(client, email=f"nguoi-{number}@bao.example").status_code
        for number in range(ADDRESS_LIMIT + 1)
    ]

    assert answers == [401] * ADDRESS_LIMIT + [429]


def test_attempt_counts_before_its_password_is_looked_at(
    store: Store, now: datetime
) -> None:
    """Guesses sent all at once do not slip through together."""
    answers = [
        store.attempts.begin("tài khoản", address="192.0.2.1", now=now)
        for _ in range(ACCOUNT_LIMIT + 2)
    ]

    assert answers == [0] * ACCOUNT_LIMIT + [15, 15]


def test_administrator_opens_a_closed_account(
    app: Flask, client: FlaskClient, store: Store
) -> None:
    """Somebody with a deadline need not wait."""
    add_user(store, make_user("nam", role=Role.EDITOR))
    for _ in range(ACCOUNT_LIMIT):
        log_in(client, "mật khẩu sai hẳn", email="nam@bao.example")
    admin = signed_in(app, make_user())
    assert "khoá đăng nhập" in admin.get("/quan-tri/nguoi-dung").get_data(as_text=True)

    admin.post("/quan-tri/nguoi-dung/nam/bo-khoa")

    assert log_in(client, email="nam@bao.example").status_code == 303
    assert Action.USER_UNLOCKED in actions(store)


# -- sessions -----------------------------------------------------------------------


def test_session_ends_when_nobody_uses_it(
    client: FlaskClient, store: Store, clock: HandClock
) -> None:
    """A browser left open overnight is shut in the morning."""
    del store
    log_in(client)
    for _ in range(3):
        clock.move(hours=11)
        assert is_in(client)

    clock.move(hours=13)

    assert not is_in(client)


def test_session_ends_in_any_case(
    client: FlaskClient, store: Store, clock: HandClock
) -> None:
    """A stolen cookie does not live for ever."""
    del store
    log_in(client)
    for _ in range(28):
        clock.move(hours=11.9)
        is_in(client)
    assert is_in(client)

    clock.move(hours=11.9)

    assert not is_in(client)


def test_logging_out_ends_the_session_for_good(
    client: FlaskClient, store: Store
) -> None:
    """A copy of the cookie is worth nothing afterwards."""
    log_in(client)
    with client.session_transaction() as session:
        token = session["token"]

    client.post("/dang-xuat")

    with client.session_transaction() as session:
        session["token"] = token
    assert not is_in(client)
    assert actions(store)[-1] == Action.LOGGED_OUT


def test_session_is_new_after_logging_in(client: FlaskClient, store: Store) -> None:
    """A cookie that somebody planted before must not become the person's."""
    del store
    with client.session_transaction() as session:
        session["planted"] = "trước"

    log_in(client)

    with client.session_transaction() as session:
        assert "planted" not in session
        assert session["token"]


def test_database_does_not_hold_the_secret_of_a_session(
    client: FlaskClient, store: Store
) -> None:
    """A stolen backup opens no session."""
    log_in(client)
    with client.session_transaction() as session:
        token = session["token"]

    with store.connection.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM sessions").all()

    assert token not in str(rows)


def test_disabled_person_is_out_at_once(
    app: Flask, client: FlaskClient, store: Store
) -> None:
    """And cannot come back."""
    user = add_user(store, make_user("nam", role=Role.EDITOR))
    log_in(client, email=user.email)
    assert is_in(client)

    signed_in(app, make_user()).post("/quan-tri/nguoi-dung/nam/ngung")

    assert not is_in(client)
    assert log_in(client, email=user.email).status_code == 401


def test_own_other_sessions_can_be_ended(app: Flask, store: Store) -> None:
    """A browser that was left open in an internet café."""
    user = add_user(store, make_user("nam", role=Role.EDITOR))
    here, there = signed_in(app, user), signed_in(app, user)

    here.post("/tai-khoan/phien/ket-thuc-khac")

    assert is_in(here)
    assert not is_in(there)


def test_nobody_ends_another_s_session(app: Flask, store: Store, now: datetime) -> None:
    """Session names of others are not found, whoever asks."""
    user = add_user(store, make_user("nam", role=Role.EDITOR))
    theirs = signed_in(app, user)
    [session] = store.sessions.of_user("nam", now)

    response = signed_in(app, make_user()).post(
        f"/tai-khoan/phien/{session.id}/ket-thuc", headers=JSON
    )

    assert response.status_code == 404
    assert is_in(theirs)


def test_changed_password_ends_other_sessions(app: Flask, store: Store) -> None:
    """Whoever knew the old one is out."""
    user = add_user(store, make_user("nam", role=Role.EDITOR))
    here, there = signed_in(app, user), signed_in(app, user)
    new = "chim hót ngoài vườn chè"

    here.post(
        "/tai-khoan/mat-khau",
        data={"current": PASSWORD, "password": new, "password_again": new},
    )

    assert is_in(here)
    assert not is_in(there)
    assert log_in(there, new, email=user.email).status_code == 303


def test_password_changes_only_with_the_old_one(app: Flask, store: Store) -> None:
    """A browser left open for a minute does not give the account away."""
    user = add_user(store, make_user("nam", role=Role.EDITOR))
    client = signed_in(app, user)
    form = {"current": "đoán mò", "password": "x" * 20, "password_again": "x" * 20}

    answers = [
        client.post("/tai-khoan/mat-khau", data=form).status_code
        for _ in range(ACCOUNT_LIMIT + 1)
    ]

    assert answers == [422] * ACCOUNT_LIMIT + [429]
    assert Action.PASSWORD_CHANGED not in actions(store)


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/quan-tri/nhat-ky?viec=a", "/quan-tri/nhat-ky?viec=a"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_log_in_leads_only_to_pages_of_this_site(
    client: FlaskClient, store: Store, wanted: str, reached: str
) -> None:
    """A forged link must not carry people off after their password."""
    del store
    response = client.post(
        "/dang-nhap",
        query_string={"next": wanted},
        data={"email": EMAIL, "password": PASSWORD},
    )

    assert response.location == reached


# -- links --------------------------------------------------------------------------


def link_on(page: TestResponse) -> str:
    """The path of the link that the page shows once."""
    text = page.get_data(as_text=True)
    found = re.search(r'value="http://localhost(/[^"]+)"', text)
    assert found is not None
    return found.group(1)


def invited(app: Flask, email: str = "moi@bao.example", role: str = "editor") -> str:
    return link_on(
        signed_in(app, make_user()).post(
            "/quan-tri/nguoi-dung",
            data={"email": email, "role": role, "organisation": LOCAL_ORGANISATION},
            follow_redirects=True,
        )
    )


NEWCOMER = {"name": "Mai", "password": PASSWORD, "password_again": PASSWORD}


def test_newcomer_joins_by_a_link_and_is_logged_in(
    app: Flask, client: FlaskClient, store: Store
) -> None:
    """Role, newsroom and address come from the invitation, not from the form."""
    link = invited(app, role="reviewer")

    response = client.post(link, data={**NEWCOMER, "role": "admin", "email": "x@y.vn"})

    assert response.status_code == 303
    assert is_in(client)
    login = store.users.login("moi@bao.example")
    assert login is not None
    assert (login.user.role, login.user.name) == (Role.REVIEWER, "Mai")
    assert actions(store)[-2:] == [Action.USER_JOINED, Action.LOGGED_IN]


def test_link_is_shown_once(app: Flask, store: Store) -> None:
    """Whoever looks over a shoulder later sees nothing."""
    del store
    admin = signed_in(app, make_user())
    data = {"email": "a@b.vn", "role": "editor", "organisation": LOCAL_ORGANISATION}
    first = admin.post("/quan-tri/nguoi-dung", data=data, follow_redirects=True)
    link = link_on(first)

    assert link not in admin.get("/quan-tri/nguoi-dung").get_data(as_text=True)


def test_link_works_once(app: Flask, client: FlaskClient, store: Store) -> None:
    """A forwarded message lets nobody else in."""
    del store
    link = invited(app)
    client.post(link, data=NEWCOMER)

    again = app.test_client()

    assert again.get(link).status_code == 410
    assert again.post(link, data=NEWCOMER).status_code == 410


def test_link_expires(
    app: Flask, client: FlaskClient, store: Store, clock: HandClock
) -> None:
    """An old mail opens nothing."""
    del store
    link = invited(app)

    clock.move(days=7, seconds=1)

    assert client.get(link).status_code == 410


def test_withdrawn_link_opens_nothing(
    app: Flask, client: FlaskClient, store: Store, now: datetime
) -> None:
    """It went to the wrong person."""
    link = invited(app)
    [invitation] = store.invitations.standing(now)

    signed_in(app, make_user()).post(
        f"/quan-tri/nguoi-dung/loi-moi/{invitation.id}/rut"
    )

    assert client.post(link, data=NEWCOMER).status_code == 410


def test_second_invitation_replaces_the_first(
    app: Flask, client: FlaskClient, store: Store
) -> None:
    """Two links to one person are one too many."""
    del store
    first, second = invited(app), invited(app)

    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200


def test_weak_password_does_not_spend_the_link(
    app: Flask, client: FlaskClient, store: Store
) -> None:
    """The newcomer tries again on the same page."""
    del store
    link = invited(app)

    weak = client.post(
        link, data={**NEWCOMER, "password": "1" * 12, "password_again": "1" * 12}
    )

    assert weak.status_code == 422
    assert client.post(link, data=NEWCOMER).status_code == 303


def test_invitation_is_no_reset_and_a_reset_no_invitation(
    app: Flask, client: FlaskClient, store: Store
) -> None:
    """A link does what it was made for."""
    del store
    link = invited(app)

    assert client.get(link.replace("/moi/", "/dat-lai/")).status_code == 410


def test_administrator_resets_a_password_by_a_link(
    app: Flask, client: FlaskClient, store: Store
) -> None:
    """Old password, old sessions and the lock end; the administrator learns none."""
    user = add_user(store, make_user("nam", role=Role.EDITOR))
    old = signed_in(app, user)
    for _ in range(ACCOUNT_LIMIT):
        log_in(client, "mật khẩu sai hẳn", email=user.email)
    admin = signed_in(app, make_user())
    page = admin.post("/quan-tri/nguoi-dung/nam/dat-lai", follow_redirects=True)
    new = "chim hót ngoài vườn chè"

    client.post(link_on(page), data={"password": new, "password_again": new})

    assert is_in(client)
    assert not is_in(old)
    fresh = app.test_client()
    assert log_in(fresh, PASSWORD, email=user.email).status_code == 401
    assert log_in(fresh, new, email=user.email).status_code == 303


def test_last_administrator_stays(app: Flask, store: Store, now: datetime) -> None:
    """An installation that nobody can administer is lost."""
    admin = signed_in(app, make_user())

    disabled = admin.post("/quan-tri/nguoi-dung/local/ngung", headers=JSON)
    demoted = admin.post(
        "/quan-tri/nguoi-dung/local/sua",
        data={"role": "editor", "organisation": LOCAL_ORGANISATION},
        headers=JSON,
    )

    assert (disabled.status_code, demoted.status_code) == (409, 409)
    assert is_in(admin)
    with pytest.raises(LastAdministratorError):
        store.users.set_disabled(LOCAL_AUTHOR, now, entry=an_entry())


def test_closed_newsroom_lets_nobody_in(
    app: Flask, client: FlaskClient, store: Store
) -> None:
    """Its people are out at once."""
    add_organisation(store, "toa-soan-2")
    user = add_user(
        store, make_user("nam", role=Role.EDITOR, organisation_id="toa-soan-2")
    )
    log_in(client, email=user.email)

    signed_in(app, make_user()).post("/quan-tri/toa-soan/toa-soan-2/dong")

    assert not is_in(client)
    assert log_in(client, email=user.email).status_code == 401


# -- encryption ---------------------------------------------------------------------


def test_password_is_not_taken_over_a_network_in_the_open(
    settings: Settings,
) -> None:
    """Without HTTPS somebody could read along."""
    strict = replace(settings, accounts="required", plain_http=False)
    app = create_app(strict, PhraseScreener(), passwords=fast_passwords())
    app.config["WTF_CSRF_ENABLED"] = False
    store = web_state_of(app).store
    set_up(store)
    client = app.test_client()
    far = {"REMOTE_ADDR": "192.0.2.7"}

    in_the_open = client.get("/dang-nhap", environ_base=far)
    near = client.get("/dang-nhap")
    encrypted = app.test_client().get(
        "/dang-nhap", environ_base=far, base_url="https://localhost"
    )

    store.close()
    assert in_the_open.status_code == 403
    assert near.status_code == encrypted.status_code == 200
    assert "Secure" in encrypted.headers["Set-Cookie"]
    assert encrypted.headers["Strict-Transport-Security"]


def test_proxy_is_believed_only_as_often_as_set(settings: Settings) -> None:
    """Otherwise a header would choose the address that is counted."""
    behind = replace(settings, accounts="required", proxies=1)
    app = create_app(behind, PhraseScreener(), passwords=fast_passwords())
    app.config["WTF_CSRF_ENABLED"] = False
    store = web_state_of(app).store
    set_up(store)
    forwarded = {
        "X-Forwarded-For": "203.0.113.9, 192.0.2.7",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "soat.bao.vn",
    }

    app.test_client().post(
        "/dang-nhap", data={"email": EMAIL, "password": "sai"}, headers=forwarded
    )

    [event] = store.audit.events(AuditFilter(action=Action.LOGIN_FAILED), limit=2)
    store.close()
    assert event.address == "192.0.2.7"
