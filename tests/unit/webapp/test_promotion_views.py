"""Sign, promote and roll back through the front door, on both databases."""

from __future__ import annotations

import sys
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from models.registry import DEFAULT_BUNDLE
from screener.config import Settings
from tests.retrainings import (
    CANDIDATE,
    add_compared,
    add_dataset,
    add_retraining,
    labelled_sentences,
    models_folder,
)
from tests.web_people import add_organisation, add_user, make_user, signed_in
from webapp.accounts import Role
from webapp.audit import Action
from webapp.jobs import JobState
from webapp.promotions import PromotionKind
from webapp.store.audit import AuditFilter
from webapp.store.store import Store

RUN = "/mo-hinh/lan/huan-luyen-1"


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def post(client: FlaskClient, path: str, **form: str) -> int:
    return client.post(path, data=form).status_code


@pytest.fixture
def reviewer(office: Flask, office_store: Store) -> FlaskClient:
    """The browser of a second person, who reviews labels."""
    user = make_user("lan", role=Role.REVIEWER, name="Lan")
    return signed_in(office, add_user(office_store, user))


@pytest.fixture
def compared(settings: Settings, office_store: Store, now: datetime) -> Store:
    """An office with a candidate to which the gate said yes."""
    add_dataset(office_store, now)
    add_compared(settings, office_store, now, changes=25)
    return office_store


def test_gate_page_lays_both_models_side_by_side(
    compared: Store, admin: FlaskClient
) -> None:
    """Everything that somebody must see before signing, in both languages."""
    del compared
    shown = page(admin, RUN)

    for words in ("Được thay", "McNemar, p = 0.146", "0 / 2", "thể thao", "+0.090"):
        assert words in shown
    assert shown.count(labelled_sentences()[-1].text) == 20
    assert page(admin, f"{RUN}?trang=2").count(labelled_sentences()[-1].text) == 5
    assert "May replace" in page(admin, f"{RUN}?lang=en")


def test_two_people_sign_before_an_administrator_promotes(
    compared: Store, admin: FlaskClient, reviewer: FlaskClient
) -> None:
    """Nobody puts a model into service alone."""
    assert post(admin, f"{RUN}/dua-vao-dung") == 409
    assert post(admin, f"{RUN}/ky", reason="Xem kỹ rồi.") == 303
    assert post(admin, f"{RUN}/ky") == 409
    assert post(admin, f"{RUN}/dua-vao-dung") == 409
    assert compared.promotions.in_service() is None
    assert post(reviewer, f"{RUN}/ky") == 303
    assert post(reviewer, f"{RUN}/dua-vao-dung") == 403

    assert post(admin, f"{RUN}/dua-vao-dung", why="Thể thao tốt hơn.") == 303

    assert compared.promotions.in_service() == CANDIDATE
    [change] = compared.promotions.history()
    assert change.signers == ("Người local", "Lan")
    assert (change.reason, change.replaced) == ("Thể thao tốt hơn.", DEFAULT_BUNDLE)
    assert "Mô hình này đang được dùng" in page(admin, RUN)
    events = compared.audit.trail()
    assert Action.MODEL_PROMOTED.value in {event.action for event in events}


def test_roll_back_is_one_click_and_kept_in_the_history(
    compared: Store, admin: FlaskClient, reviewer: FlaskClient
) -> None:
    """The desk complains at nine in the evening."""
    post(admin, f"{RUN}/ky")
    post(reviewer, f"{RUN}/ky")
    post(admin, f"{RUN}/dua-vao-dung")

    stale = post(admin, "/mo-hinh/quay-lai", seen=DEFAULT_BUNDLE)
    done = post(admin, "/mo-hinh/quay-lai", seen=CANDIDATE, reason="Báo nhầm nhiều.")

    assert (stale, done) == (409, 303)
    assert compared.promotions.in_service() == DEFAULT_BUNDLE
    assert [change.kind for change in compared.promotions.history()] == [
        PromotionKind.ROLL_BACK,
        PromotionKind.PROMOTE,
    ]
    shown = page(admin, "/mo-hinh")
    assert "Báo nhầm nhiều." in shown
    assert "Người local, Lan" in shown


def test_candidate_that_nobody_wanted_is_erased(
    compared: Store, settings: Settings, admin: FlaskClient, reviewer: FlaskClient
) -> None:
    """Each refused one would leave fifteen megabytes; its comparison stays."""
    folder = models_folder(settings) / CANDIDATE
    assert "Xoá khỏi máy" in page(admin, "/mo-hinh")
    assert "Xoá khỏi máy" not in page(reviewer, "/mo-hinh")

    assert post(reviewer, "/mo-hinh/xoa", bundle=CANDIDATE) == 403
    assert folder.is_dir()
    assert post(admin, "/mo-hinh/xoa", bundle=CANDIDATE) == 303

    assert list(models_folder(settings).iterdir()) == []
    assert "McNemar" in page(admin, RUN)
    events = compared.audit.events(AuditFilter(), limit=1)
    assert [event.action for event in events] == [Action.MODEL_ERASED]


@pytest.mark.parametrize("name", ["../models", DEFAULT_BUNDLE, "", "review-1"])
def test_nothing_but_a_candidate_is_erased(
    compared: Store, settings: Settings, admin: FlaskClient, name: str
) -> None:
    """A form can be sent by hand."""
    del compared

    assert post(admin, "/mo-hinh/xoa", bundle=name) == 409

    assert (models_folder(settings) / CANDIDATE).is_dir()


def test_model_that_was_in_service_once_is_not_erased(
    compared: Store, settings: Settings, admin: FlaskClient, reviewer: FlaskClient
) -> None:
    """Somebody may want to go back to it."""
    del compared
    post(admin, f"{RUN}/ky")
    post(reviewer, f"{RUN}/ky")
    post(admin, f"{RUN}/dua-vao-dung")
    while_in_service = post(admin, "/mo-hinh/xoa", bundle=CANDIDATE)
    post(admin, "/mo-hinh/quay-lai", seen=CANDIDATE)

    assert (while_in_service, post(admin, "/mo-hinh/xoa", bundle=CANDIDATE)) == (
        409,
        409,
    )
    assert (models_folder(settings) / CANDIDATE).is_dir()


@pytest.mark.parametrize("number", ["9" * 30, "-1", "x", "0"])
def test_page_number_that_makes_no_sense_is_the_first_or_an_empty_page(
    compared: Store, admin: FlaskClient, number: str
) -> None:
    """No list is so long that a database could not count to its end."""
    del compared

    for path in (RUN, "/ban-thao", "/luot-soat", "/duyet-nhan"):
        page(admin, f"{path}?trang={number}")


def test_against_the_gate_only_administrators_sign_with_a_reason(
    settings: Settings,
    office_store: Store,
    admin: FlaskClient,
    reviewer: FlaskClient,
    now: datetime,
) -> None:
    """A “no” can be overruled, but not in silence."""
    add_compared(settings, office_store, now, f1=0.6)

    assert "Không được thay" in page(admin, RUN)
    assert post(reviewer, f"{RUN}/ky", reason="Tôi thích.") == 409
    assert post(admin, f"{RUN}/ky", reason=" ") == 422
    assert post(admin, f"{RUN}/ky", reason="Bộ câu kiểm tra sai nhãn.") == 303


def test_comparison_with_a_model_no_longer_in_service_is_stale(
    settings: Settings, office_store: Store, admin: FlaskClient, now: datetime
) -> None:
    """What was better than the old one need not be better than the new one."""
    add_compared(settings, office_store, now, champion="another-1")

    assert "cần so lại" in page(admin, RUN)
    assert post(admin, f"{RUN}/ky") == 409
    assert post(admin, f"{RUN}/chay-lai") == 303
    job = office_store.jobs.get("huan-luyen-1", "local")
    assert job.state is JobState.QUEUED


def test_changed_candidate_is_not_promoted(
    compared: Store, settings: Settings, admin: FlaskClient, reviewer: FlaskClient
) -> None:
    """Signed was another folder than the one that lies there now."""
    post(admin, f"{RUN}/ky")
    post(reviewer, f"{RUN}/ky")
    manifest = models_folder(settings) / CANDIDATE / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"seed"', ' "seed"'))

    assert post(admin, f"{RUN}/dua-vao-dung") >= 400

    assert compared.promotions.in_service() is None


def test_retraining_is_asked_for_on_the_page(
    app: Flask, client: FlaskClient, store: Store, now: datetime
) -> None:
    """A version and a base; the job waits for a worker, and can be stopped."""
    del app
    add_dataset(store, now)
    assert "Tháng 11" in page(client, "/mo-hinh")
    assert post(client, "/mo-hinh/huan-luyen", dataset="x", base="linear-1") == 422

    answer = client.post(
        "/mo-hinh/huan-luyen", data={"dataset": "ban-1", "base": "linear-1"}
    )

    path = answer.headers["Location"]
    assert answer.status_code == 303
    assert "Học tiếp từ linear-1" in page(client, path)
    assert post(client, f"{path}/dung") == 303
    assert "Chạy lại" in page(client, path)


def test_page_says_what_to_install_for_training(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plain install screens; whoever wants more learns what is missing."""
    monkeypatch.setitem(sys.modules, "sklearn", None)

    shown = page(client, "/mo-hinh")

    assert "soat-gioi[train]" in shown
    assert post(client, "/mo-hinh/huan-luyen") == 422


def test_another_newsroom_s_retraining_is_not_to_be_found(
    office: Flask, office_store: Store, now: datetime
) -> None:
    """It shows sentences of that newsroom's drafts."""
    add_retraining(office_store, now)
    add_organisation(office_store)
    stranger = make_user("xa", role=Role.REVIEWER, organisation_id="toa-soan-2")
    browser = signed_in(office, add_user(office_store, stranger))

    assert browser.get(RUN).status_code == 404
    assert post(browser, f"{RUN}/dung") == 404
    assert "Tháng 11" not in page(browser, "/mo-hinh")


def test_retraining_is_no_scan(
    client: FlaskClient, store: Store, now: datetime
) -> None:
    """Two kinds of jobs, two lists."""
    add_retraining(store, now)

    assert "Tháng 11" not in page(client, "/luot-soat")
    assert client.get("/luot-soat/huan-luyen-1").status_code == 404
