"""Administration: people, newsrooms, settings, models, health, through the front door."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.feedback_events import make_event
from tests.web_people import web_state_of
from webapp.preferences import current_preferences
from webapp.store.store import Store

PAGES = (
    "/quan-tri/cai-dat",
    "/mo-hinh",
    "/quan-tri/nguoi-dung",
    "/quan-tri/nhat-ky",
    "/quan-tri/nhat-ky?kiem-tra=1",
    "/quan-tri/suc-khoe",
    "/quan-tri/toa-soan",
)
JSON = {"Accept": "application/json"}
GOOD = {"agency": "Sở Văn hoá", "operating_point": "can-bang", "retention_days": "90"}


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_page_opens_in_both_languages(
    client: FlaskClient, path: str, language: str
) -> None:
    """Every page is whole in both, and keeps to the strict policy."""
    sign = "&" if "?" in path else "?"
    response = client.get(f"{path}{sign}lang={language}")

    page = response.get_data(as_text=True)
    assert response.status_code == 200
    assert f'<html lang="{language}">' in page
    assert 'style="' not in page
    assert re.findall(r"<script(?![^>]*(?:src=|application/json))", page) == []
    assert re.findall(r"\son\w+=", page) == []


def test_english_pages_hold_no_vietnamese_words(client: FlaskClient) -> None:
    """A page half in English is a page nobody trusts."""
    for path in PAGES:
        page = client.get(f"{path}?lang=en").get_data(as_text=True)
        main = page[page.index("<main") : page.index("</main>")]
        # Names of people and newsrooms, and the model's own card, are what they are.
        for name in re.findall(r"<strong>.*?</strong>|<pre.*?</pre>", main, re.DOTALL):
            main = main.replace(name, "")
        for word in ("toà soạn", "người dùng", "mật khẩu", "Cài đặt", "Lưu<"):
            assert word not in main, (path, word)


def test_language_switch_stays_on_the_page(client: FlaskClient) -> None:
    """Switching must not lose one's place."""
    page = client.get("/quan-tri/nhat-ky?viec=user.joined").get_data(as_text=True)

    assert 'href="/quan-tri/nhat-ky?viec=user.joined&amp;lang=en"' in page


def test_every_form_carries_a_token(client: FlaskClient) -> None:
    """A form without one would be refused when it is needed."""
    for path in PAGES:
        page = client.get(path).get_data(as_text=True)
        forms = re.findall(r'<form[^>]*method="post".*?</form>', page, re.DOTALL)
        assert all('name="csrf_token"' in form for form in forms), path


def test_settings_hold_from_the_next_request_on(
    app: Flask, client: FlaskClient, store: Store
) -> None:
    """No restart, and on record with who chose them."""
    response = client.post("/quan-tri/cai-dat", data=GOOD)

    now = current_preferences(web_state_of(app))
    head = store.audit.head()
    assert response.status_code == 303
    assert (now.agency, now.retention_days) == ("Sở Văn hoá", 90)
    assert head is not None
    assert head.action == "setting.changed"
    assert "Sở Văn hoá" in head.facts


@pytest.mark.parametrize(
    "changes",
    [
        {"operating_point": "không có"},
        {"retention_days": "-1"},
        {"retention_days": "1e3"},
        {"retention_days": "9999"},
        {"retention_days": ""},
        {"agency": "x" * 201},
        {"agency": "dòng\x00lạ"},
    ],
)
def test_wrong_setting_changes_nothing(
    app: Flask, client: FlaskClient, changes: dict[str, str]
) -> None:
    """The page says which, and the old ones stand."""
    before = current_preferences(web_state_of(app))

    response = client.post("/quan-tri/cai-dat", data={**GOOD, **changes})

    assert response.status_code == 422
    assert 'aria-describedby="' in response.get_data(as_text=True)
    assert current_preferences(web_state_of(app)) == before


def test_settings_page_keeps_secrets(app: Flask, client: FlaskClient) -> None:
    """Neither the key nor the database's password is shown."""
    page = client.get("/quan-tri/cai-dat").get_data(as_text=True)

    assert str(app.secret_key) not in page
    assert "database_url" in page


def test_models_page_names_the_model_in_service(client: FlaskClient) -> None:
    """With its card, for whoever must answer for it."""
    page = client.get("/mo-hinh").get_data(as_text=True)

    assert "soat-2" in page
    assert "đang dùng" in page
    assert "Thẻ mô hình" in page


def test_health_page_and_monitor_agree(client: FlaskClient) -> None:
    """What people read and what a machine asks."""
    page = client.get("/quan-tri/suc-khoe").get_data(as_text=True)
    alive = client.get("/suc-khoe")
    assert "SQLite" in page or "PostgreSQL" in page
    assert alive.status_code == 200
    assert alive.json == {"status": "ok", "model": "cum-tu", "version": "1"}


def test_feedback_of_another_newsroom_is_not_exported(
    client: FlaskClient, store: Store
) -> None:
    """Sentences of drafts stand in it."""
    store.feedback.record(
        make_event(sentence="Phái đẹp xếp hàng từ sáng.", draft_id="nhap-cua-minh")
    )
    store.feedback.record(
        make_event(sentence="Phái yếu của họ.", organisation_id="toa-soan-khac")
    )

    lines = client.get("/phan-hoi/xuat.jsonl").get_data(as_text=True)

    assert "xếp hàng" in lines
    assert "của họ" not in lines


def test_local_mode_has_no_log_in_pages(app: Flask, client: FlaskClient) -> None:
    """On one PC there is nothing to log in to, and nothing to guess at."""
    if web_state_of(app).has_accounts:
        pytest.skip("this installation has accounts")

    answers = {
        path: client.get(path, headers=JSON).status_code
        for path in ("/dang-nhap", "/thiet-lap", "/tai-khoan", "/moi/x", "/dat-lai/x")
    }

    assert set(answers.values()) == {404}
