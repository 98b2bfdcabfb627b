"""What belongs to another newsroom is not there: every route that names a thing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule as Route

from screener.domain.exceptions import ExceptionKind
from tests.scan_jobs import make_job
from tests.web_people import (
    CREATED_AT,
    add_organisation,
    add_user,
    an_entry,
    make_user,
    signed_in,
    web_state_of,
)
from webapp.access import rule_of
from webapp.accounts import Right, Role, User, new_token, token_digest
from webapp.drafts import Share, ShareRight, VersionKind, Writing
from webapp.house_exceptions import HouseRecord
from webapp.store.drafts import DraftSearch
from webapp.store.store import Store

JSON = {"Accept": "application/json"}
THERE = "toa-soan-2"
DRAFT = "nhap-cua-toa-soan-khac"
SENTENCE = "Phái đẹp ở toà soạn khác xếp hàng từ sáng."
# A body that the route takes, so that only the owner stands in its way.
SAVING = {"text": "Chữ của người khác.", "kind": "saved", "base": "*"}
# What an administrator manages for everybody, apart from their work.
MANAGED = ("audit.", "installation.", "organisations.", "people.")
# What reviewers share: tested beside their own pages, with sentences and versions.
TESTED_APART = ("/duyet-nhan/cau/", "/duyet-nhan/phan-xu/", "/du-lieu/", "/mo-hinh/")


@dataclass(frozen=True)
class Foreign:
    """Somebody of another newsroom, and what is theirs."""

    owner: User
    share_id: str
    share_token: str
    exception_id: str
    scan_id: str


@pytest.fixture
def foreign(office_store: Store) -> Foreign:
    """A draft with a link to it, and an exception, of another newsroom."""
    store = office_store
    add_organisation(store, THERE)
    owner = add_user(store, make_user("ho", role=Role.INSPECTOR, organisation_id=THERE))
    writing = Writing(draft_id=DRAFT, text=SENTENCE, kind=VersionKind.SAVED, base="")
    store.drafts.save(writing, owner, CREATED_AT)
    share = Share(
        id="chia-se-cua-ho",
        right=ShareRight.EDIT,
        created_at=CREATED_AT,
        expires_at=CREATED_AT + timedelta(days=30),
    )
    token = new_token()
    store.shares.add(share, DRAFT, token_digest(token), entry=an_entry())
    exception = HouseRecord(
        id="ngoai-le-cua-ho",
        organisation_id=THERE,
        kind=ExceptionKind.NAME,
        phrase="Báo Phụ nữ",
        category=None,
        reason="tên báo",
        owner_id=owner.id,
        owner_name=owner.name,
        created_by_name=owner.name,
        created_at=CREATED_AT,
        expires_at=None,
    )
    store.house.add(exception, entry=replace(an_entry(), actor_id=owner.id))
    scan = make_job("luot-cua-ho", owner_id=owner.id, organisation_id=THERE)
    store.jobs.add(scan, entry=an_entry())
    return Foreign(owner, share.id, token, exception.id, scan.id)


def requests(app: Flask, foreign: Foreign) -> list[tuple[str, str]]:
    """Method and address of every route that names a thing, naming a foreign one."""
    named = [
        route
        for route in app.url_map.iter_rules()
        if route.arguments
        and isinstance(rule_of(app, route.endpoint), Right)
        and not route.endpoint.startswith(MANAGED)
        and not route.rule.startswith(TESTED_APART)
    ]
    return [
        (method, address(app, route, foreign))
        for route in named
        for method in sorted((route.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def address(app: Flask, route: Route, foreign: Foreign) -> str:
    """The route's address; a name that is not known here fails the test."""
    keys = {"exceptions": foreign.exception_id, "scans": foreign.scan_id}
    key = keys.get(route.endpoint.partition(".")[0], DRAFT)
    known: dict[str, str | int] = {
        "key": key,
        "number": 1,
        "name": "index.html",
        "share_id": foreign.share_id,
        "token": foreign.share_token,
    }
    values = {name: known[name] for name in route.arguments}
    with app.test_request_context():
        built = route.build(values, append_unknown=False)
    assert built is not None
    return built[1]


def untouched(store: Store, foreign: Foreign) -> bool:
    """Whether everything foreign stands as it did."""
    draft = store.drafts.find(DRAFT, foreign.owner, CREATED_AT)
    [version] = store.drafts.versions(DRAFT)
    [share] = store.shares.standing(DRAFT, CREATED_AT)
    exception = store.house.get(foreign.exception_id)
    return (
        draft is not None
        and not draft.is_confidential
        and version.text == SENTENCE
        and share.guests == ()
        and exception.stands(CREATED_AT)
    )


@pytest.mark.parametrize("role", Role)
def test_foreign_things_are_not_there(
    office: Flask, office_store: Store, foreign: Foreign, role: Role
) -> None:
    """Route by route, for every role: not found, and nothing changed."""
    user = add_user(office_store, make_user(f"toi-{role}", role=role))
    client = signed_in(office, user)
    asked = requests(office, foreign)

    answers = {
        (method, path): client.open(
            path,
            method=method,
            headers=JSON,
            json=SAVING if path.endswith("/luu") else None,
        ).status_code
        for method, path in asked
    }

    # Pages that are not for the role at all say so, whoever's thing is named.
    hidden = {404, 410} if user.may(Right.INSPECT) else {403, 404, 410}
    scans = {k: v for k, v in answers.items() if k[1].startswith("/luot-soat/")}
    assert len(asked) > 10
    assert len(scans) == 5
    assert {k: v for k, v in scans.items() if v not in hidden} == {}
    others = {k: v for k, v in answers.items() if k not in scans}
    assert {k: v for k, v in others.items() if v not in {404, 410}} == {}
    assert untouched(office_store, foreign)
    assert office_store.jobs.get(foreign.scan_id, foreign.owner.id).state == "queued"


def test_owner_reaches_the_same_things(office: Flask, foreign: Foreign) -> None:
    """The addresses above are right: to their owner they answer."""
    client = signed_in(office, foreign.owner)

    answers = {
        path: client.get(path, headers=JSON).status_code
        for method, path in requests(office, foreign)
        if method == "GET"
        and "/chia-se/" not in path
        and not path.endswith(("/word", "/index.html"))
    }

    assert set(answers.values()) == {200}, answers


@pytest.fixture
def colleague(office: Flask, office_store: Store) -> FlaskClient:
    """An editor of the first newsroom."""
    user = add_user(office_store, make_user("toi", role=Role.EDITOR))
    return signed_in(office, user)


def test_foreign_draft_is_not_screened_by_its_name(
    colleague: FlaskClient, foreign: Foreign
) -> None:
    """A draft's id in a request's body is looked at like one in the address."""
    del foreign

    response = colleague.post(
        "/soat", json={"draft_id": DRAFT, "text": "Trời nắng."}, headers=JSON
    )

    assert response.status_code == 404


def test_foreign_things_are_in_no_list(
    office: Flask, office_store: Store, colleague: FlaskClient, foreign: Foreign
) -> None:
    """Neither searching nor exporting finds them."""
    pages = [
        colleague.get(path).get_data(as_text=True)
        for path in ("/", "/ban-thao", "/ban-thao?tim=Phái", "/ngoai-le")
    ]
    found = office_store.drafts.search(
        DraftSearch(words="Phái"), make_user("toi", role=Role.EDITOR), CREATED_AT
    )

    assert not any("toà soạn khác" in page or "Báo Phụ nữ" in page for page in pages)
    assert found.drafts == ()
    assert untouched(web_state_of(office).store, foreign)
