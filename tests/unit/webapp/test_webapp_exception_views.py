"""House exceptions through their front door, on both databases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from screener.config import Settings
from screener.domain.exceptions import ExceptionKind
from tests.conftest import NOW
from tests.newsrooms import HERE, LAN, NAM, STRANGER, THU, people
from tests.phrase_screener import PhraseScreener
from tests.web_people import fast_passwords, set_up, signed_in, web_state_of
from webapp.app import create_app
from webapp.store.store import Store

TEXT = "Đội bóng hồng của làng thắng trận đầu."
JSON = {"Accept": "application/json"}
NAME = {
    "phrase": "bóng hồng của làng",
    "kind": "name",
    "category": "all",
    "reason": "Tên câu lạc bộ",
    "owner": "thu",
    "days": "",
}
WAIVER = {**NAME, "kind": "waiver", "days": "30", "reason": "Loạt bài đã duyệt"}


@dataclass(slots=True)
class Hand:
    """A clock that the test moves."""

    now: datetime = NOW


@dataclass(frozen=True)
class House:
    """An installation with accounts and everybody logged in."""

    app: Flask
    store: Store
    thu: FlaskClient
    nam: FlaskClient
    lan: FlaskClient
    stranger: FlaskClient
    hand: Hand


@pytest.fixture
def house(settings: Settings) -> Any:
    """Two newsrooms, no exception yet."""
    hand = Hand()
    app = create_app(
        replace(
            settings, accounts="required", plain_http=True, session_idle_hours=8760
        ),
        PhraseScreener(),
        clock=lambda: hand.now,
        passwords=fast_passwords(),
    )
    app.config["WTF_CSRF_ENABLED"] = False
    store = web_state_of(app).store
    set_up(store)
    people(store)
    yield House(
        app=app,
        store=store,
        thu=signed_in(app, THU),
        nam=signed_in(app, NAM),
        lan=signed_in(app, LAN),
        stranger=signed_in(app, STRANGER),
        hand=hand,
    )
    store.close()


def screened(client: FlaskClient) -> Any:
    body = {"draft_id": "nhap-0123456789", "text": TEXT}
    record = client.post("/soat", json=body, headers=JSON).json
    assert record is not None
    return record["report"]


def test_name_is_let_through_for_the_whole_newsroom(house: House) -> None:
    """And counted in every report; another newsroom is none the wiser."""
    assert house.thu.post("/ngoai-le", data=NAME).status_code == 303

    report = screened(house.nam)
    assert report["findings"] == []
    assert [item["phrase"] for item in report["excepted"]] == ["bóng hồng của làng"]
    assert len(screened(house.stranger)["findings"]) == 1


def test_waiver_ends_by_itself(house: House) -> None:
    """What was let through for a while comes back to mind."""
    house.thu.post("/ngoai-le", data=WAIVER)
    assert screened(house.thu)["findings"] == []

    house.hand.now = NOW + timedelta(days=31)
    client = signed_in(house.app, THU)

    assert len(screened(client)["findings"]) == 1
    page = client.get("/ngoai-le").get_data(as_text=True)
    assert "đã hết hạn" in page


def test_exception_can_be_ended_by_any_editor_of_the_newsroom(house: House) -> None:
    """It stays on record with who ended it."""
    house.thu.post("/ngoai-le", data=NAME)
    [record] = house.store.house.all(HERE)

    assert house.stranger.post(f"/ngoai-le/{record.id}/ket-thuc").status_code == 404
    assert house.nam.post(f"/ngoai-le/{record.id}/ket-thuc").status_code == 303

    [record] = house.store.house.all(HERE)
    assert record.ended_by_name == "Nam"
    assert len(screened(house.thu)["findings"]) == 1
    actions = [event.action for event in house.store.audit.trail()]
    assert actions[-2:] == ["exception.added", "exception.ended"]


def test_exception_says_who_and_why(house: House) -> None:
    """Nobody keeps what nobody can explain."""
    house.nam.post("/ngoai-le", data=WAIVER)

    page = house.thu.get("/ngoai-le").get_data(as_text=True)

    assert "Loạt bài đã duyệt" in page
    assert "phụ trách: Thu" in page
    assert "(Nam)" in page
    [record] = house.store.house.all(HERE)
    assert record.kind is ExceptionKind.WAIVER
    assert record.expires_at == NOW + timedelta(days=30)


def test_administrator_sees_the_exceptions_of_all_newsrooms(house: House) -> None:
    """An editor sees those of the own one only."""
    house.stranger.post("/ngoai-le", data={**NAME, "owner": "khach"})

    assert "Toà soạn khác (1)" in house.lan.get("/ngoai-le").get_data(as_text=True)
    assert "bóng hồng" not in house.thu.get("/ngoai-le").get_data(as_text=True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"phrase": " "}, "Chưa điền mục này."),
        ({"reason": ""}, "Chưa điền mục này."),
        ({"owner": "khach"}, "Chọn một mục trong danh sách."),
        ({"category": "khac"}, "Chọn một mục trong danh sách."),
        ({"kind": "waiver", "days": ""}, "Điền một số từ 1 đến 365."),
        ({"kind": "waiver", "days": "400"}, "Điền một số từ 1 đến 365."),
    ],
)
def test_form_that_is_wrong_says_where(
    house: House, change: dict[str, str], words: str
) -> None:
    """Nothing is kept, what was typed is shown again."""
    response = house.thu.post("/ngoai-le", data={**NAME, **change})

    assert response.status_code == 422
    assert words in response.get_data(as_text=True)
    assert house.store.house.all() == ()


def test_card_leads_to_a_form_that_knows_the_words(house: House) -> None:
    """One click from the finding to the exception."""
    page = house.thu.get("/ngoai-le?cum=bóng hồng").get_data(as_text=True)

    assert 'value="bóng hồng"' in page
