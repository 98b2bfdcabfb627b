"""Newsrooms and invitations, as administrators make them."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web_people import add_organisation, web_state_of
from webapp.store.store import Store

JSON = {"Accept": "application/json"}


def test_newsroom_is_added_and_renamed(admin: FlaskClient, office_store: Store) -> None:
    """With a time of its own for drafts, or none."""
    admin.post("/quan-tri/toa-soan", data={"name": "Báo Hải", "retention_days": "30"})
    [added] = [o for o in office_store.organisations.all() if o.name == "Báo Hải"]

    admin.post(
        f"/quan-tri/toa-soan/{added.id}",
        data={"name": "Báo Biển", "retention_days": ""},
    )

    changed = office_store.organisations.get(added.id)
    assert (added.retention_days, changed.retention_days) == (30, None)
    assert changed.name == "Báo Biển"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"name": ""}, "Chưa điền"),
        ({"name": "báo vĩnh hà"}, "Đã có toà soạn tên này"),
        ({"name": "Báo Mới", "retention_days": "mười"}, "Điền một số"),
    ],
)
def test_wrong_newsroom_is_not_added(
    admin: FlaskClient,
    office_store: Store,
    data: dict[str, str],
    words: str,
) -> None:
    """The form comes back with what was typed."""
    response = admin.post("/quan-tri/toa-soan", data=data)

    assert response.status_code == 422
    assert words in response.get_data(as_text=True)
    assert len(office_store.organisations.all()) == 1


def test_own_newsroom_cannot_be_closed(admin: FlaskClient) -> None:
    """One would lock oneself out."""
    response = admin.post("/quan-tri/toa-soan/local/dong", headers=JSON)

    assert response.status_code == 400


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"email": "khong-phai"}, "Địa chỉ chưa đúng"),
        ({"email": "local@bao.example"}, "đã có tài khoản"),
        ({"role": "owner"}, "Chọn một mục"),
        ({"organisation": "khong-co"}, "Chọn một mục"),
    ],
)
def test_wrong_invitation_makes_no_link(
    office: Flask,
    admin: FlaskClient,
    office_store: Store,
    changes: dict[str, str],
    words: str,
) -> None:
    """Each mistake is named beside its field."""
    form = {"email": "moi@bao.example", "role": "editor", "organisation": "local"}

    response = admin.post("/quan-tri/nguoi-dung", data={**form, **changes})

    assert response.status_code == 422
    assert words in response.get_data(as_text=True)
    assert office_store.invitations.standing(web_state_of(office).clock()) == ()


def test_closed_newsroom_takes_no_newcomers(
    admin: FlaskClient, office_store: Store
) -> None:
    """An invitation there would lead nowhere."""
    add_organisation(office_store, "toa-soan-2")
    admin.post("/quan-tri/toa-soan/toa-soan-2/dong")

    response = admin.post(
        "/quan-tri/nguoi-dung",
        data={"email": "a@b.vn", "role": "editor", "organisation": "toa-soan-2"},
    )

    assert response.status_code == 422
