"""The editor's page through its front door, without a browser."""

from __future__ import annotations

import html
import io
import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from screener.config import Settings
from screener.domain.limits import ReadLimits
from screener.domain.reports import REPORT_SCHEMA
from tests.feedback_events import make_event
from tests.phrase_screener import PhraseScreener
from webapp.app import create_app
from webapp.screening import PAGE_MAX_CHARACTERS
from webapp.state import EXTENSION
from webapp.store.store import Store

DRAFT_ID = "nhap-0123456789"
TEXT = "Bóng hồng của làng\n\nDù bận, chị vẫn không quên thiên chức làm vợ, làm mẹ."
JSON = {"Accept": "application/json"}


def screened(client: FlaskClient, text: str, draft_id: str = DRAFT_ID) -> Any:
    response = client.post("/soat", json={"draft_id": draft_id, "text": text})
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.json


def test_empty_page_explains_itself_and_offers_a_sample(client: FlaskClient) -> None:
    """A stranger must know what to do without help."""
    page = client.get("/").get_data(as_text=True)

    assert "Thử với bản thảo mẫu" in page
    assert "người có thẩm quyền quyết định" in page
    assert "không rời khỏi máy này" in page
    assert 'id="file"' in page


def test_page_loads_nothing_from_elsewhere(client: FlaskClient) -> None:
    """Drafts are confidential, so no font or script comes from another host."""
    page = client.get("/").get_data(as_text=True)

    assert re.findall(r'(?:src|href)="(?!/)[^"]*"', page) == ['href="#main"']
    assert "<style" not in page
    assert 'style="' not in page
    assert re.findall(r"<script(?![^>]*(?:src=|application/json))", page) == []


def test_sample_can_be_loaded_without_script(client: FlaskClient) -> None:
    """The no-script page offers the same sample."""
    page = client.get("/?mau=1").get_data(as_text=True)

    assert "Hướng Phùng" in page


def test_text_is_screened_and_reported(client: FlaskClient) -> None:
    """The page gets the published report, the parts of the lines and the answers."""
    answer = screened(client, TEXT)

    assert answer["report"]["schema"] == REPORT_SCHEMA
    [finding] = answer["report"]["findings"]
    assert finding["quote"] == TEXT[finding["start"] : finding["end"]]
    assert answer["parts"] == ["title", "body", "body"]
    assert answer["answers"] == {}
    assert answer["text"] is None


def test_offsets_count_code_points(client: FlaskClient) -> None:
    """An emoji is one code point, whatever JavaScript thinks."""
    text = "👩‍🌾🎉 Chị vẫn không quên thiên chức làm vợ, làm mẹ."

    [finding] = screened(client, text)["report"]["findings"]

    assert text[finding["start"] : finding["end"]] == finding["quote"]


@pytest.mark.parametrize("form", ["NFD", "CRLF"])
def test_text_that_is_screened_in_another_form_is_sent_back(
    client: FlaskClient, form: str
) -> None:
    """Offsets hold for the NFC text with plain line feeds, so the page must show it."""
    text = (
        unicodedata.normalize("NFD", TEXT)
        if form == "NFD"
        else TEXT.replace("\n", "\r\n")
    )

    answer = screened(client, text)

    assert answer["text"] == TEXT


def test_blank_lines_and_blanks_are_kept(client: FlaskClient) -> None:
    """The page must not move the text under the editor's hands."""
    answer = screened(client, "\n  Một dòng.  \n\n\nHai dòng.\n")

    assert answer["text"] is None
    assert len(answer["parts"]) == 6


def test_answer_is_remembered_when_the_draft_changes(
    client: FlaskClient, store: Store
) -> None:
    """A dismissed finding stays dismissed by its identity, not its position."""
    [finding] = screened(client, TEXT)["report"]["findings"]
    store.feedback.record(make_event(draft_id=DRAFT_ID, finding_id=finding["id"]))

    answer = screened(client, f"Thêm một dòng ở trên.\n{TEXT}")

    assert answer["answers"] == {
        finding["id"]: {"kind": "dismissal", "reason": "not_bias"}
    }
    assert answer["report"]["findings"][0]["id"] == finding["id"]


def test_answer_does_not_reach_another_draft(client: FlaskClient, store: Store) -> None:
    """The same sentence in another draft is another question."""
    [finding] = screened(client, TEXT)["report"]["findings"]
    store.feedback.record(make_event(draft_id=DRAFT_ID, finding_id=finding["id"]))

    answer = screened(client, TEXT, draft_id="nhap-khac-0001")

    assert answer["answers"] == {}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"draft_id": DRAFT_ID, "text": "  \n "}, 422, "input.empty"),
        ({"draft_id": DRAFT_ID}, 400, "web.form"),
        ({"draft_id": "NHÁP", "text": "Chữ."}, 400, "web.form"),
        ({"draft_id": DRAFT_ID, "text": "\ud800"}, 400, "web.form"),
    ],
)
def test_draft_that_cannot_be_screened_is_an_error_record(
    client: FlaskClient, body: dict[str, str], status: int, code: str
) -> None:
    """The page shows message and hint; scripts read the code."""
    response = client.post(
        "/soat", data=json.dumps(body), content_type="application/json", headers=JSON
    )

    assert response.status_code == status
    assert response.json is not None
    assert response.json["schema"] == "screener.error/1"
    assert response.json["error"]["code"] == code
    assert response.json["error"]["hint"]


def test_book_is_too_long_for_the_page(client: FlaskClient) -> None:
    """The limit is said, with the way out."""
    text = "Câu này dài. " * (PAGE_MAX_CHARACTERS // 13 + 1)

    response = client.post(
        "/soat", json={"draft_id": DRAFT_ID, "text": text}, headers=JSON
    )

    assert response.status_code == 413
    assert response.json is not None
    assert response.json["error"]["code"] == "input.too_long"


def test_upload_becomes_the_draft(client: FlaskClient) -> None:
    """The page gets the text that was read, to show and to edit."""
    file = (io.BytesIO(TEXT.encode()), "bài viết/làng nghề.txt")

    response = client.post("/tai-tep", data={"file": file}, headers=JSON)

    assert response.json is not None
    assert "thiên chức" in response.json["text"]
    assert response.json["report"]["document"]["source"] == "làng nghề.txt"


def test_next_version_of_a_file_keeps_its_identity(client: FlaskClient) -> None:
    """What was dismissed in one version of a file stays dismissed in the next."""

    def uploaded(text: str) -> Any:
        file = (io.BytesIO(text.encode()), "bai.txt")
        response = client.post("/tai-tep", data={"file": file}, headers=JSON)
        assert response.json is not None
        return response.json["report"]

    first, second = uploaded(TEXT), uploaded(f"Sa-pô mới.\n{TEXT}")

    assert first["findings"][0]["id"] == second["findings"][0]["id"]


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("bai.exe", b"MZ\x90\x00\x03\x00\x00\x00" * 50, 415),
        ("bai.docx", b"PK\x03\x04 khong phai tep Word", 422),
        ("trong.txt", b"", 422),
    ],
)
def test_bad_file_is_an_error_record(
    client: FlaskClient, name: str, content: bytes, status: int
) -> None:
    """A file that cannot be read says why and leaves the page as it was."""
    response = client.post(
        "/tai-tep", data={"file": (io.BytesIO(content), name)}, headers=JSON
    )

    assert response.status_code == status
    assert response.json is not None
    assert name in response.json["error"]["message"]


def test_upload_without_a_file_is_refused(client: FlaskClient) -> None:
    """A form without its file is a wrong request, not a crash."""
    missing = client.post("/tai-tep", headers=JSON)
    unnamed = client.post(
        "/tai-tep",
        data="--x\r\nContent-Disposition: form-data; name=file; filename=/\r\n\r\nA\r\n--x--\r\n",
        content_type="multipart/form-data; boundary=x",
        headers=JSON,
    )

    assert (missing.status_code, unnamed.status_code) == (400, 400)


def test_file_above_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """An upload may not fill the memory of an office PC."""
    limits = ReadLimits(max_file_bytes=1000)
    small = Settings(data_dir=tmp_path, limits=limits)
    app = create_app(small, PhraseScreener())
    app.config["WTF_CSRF_ENABLED"] = False
    file = (io.BytesIO(b"x" * 200_000), "bai.txt")

    response = app.test_client().post("/tai-tep", data={"file": file}, headers=JSON)

    app.extensions[EXTENSION].store.close()
    assert response.status_code == 413
    assert response.json is not None
    assert response.json["error"]["code"] == "input.too_large"


def test_page_without_script_shows_marks_and_full_cards(client: FlaskClient) -> None:
    """Reading must work without JavaScript."""
    page = client.post("/", data={"text": TEXT}).get_data(as_text=True)

    assert "Đề nghị điều chỉnh" in page
    mark = re.search(r"<mark class=\"finding cat-role sev-medium\"[^>]*>([^<]*)", page)
    assert mark is not None
    assert mark.group(1) == "không quên thiên chức làm vợ, làm mẹ"
    assert "Điều 5 khoản 4" in page
    assert "chia việc nhà với chồng" in page


def test_page_without_script_takes_a_file(client: FlaskClient) -> None:
    """A file wins over the empty text field beside it."""
    file = (io.BytesIO(TEXT.encode()), "bai.txt")

    page = client.post("/", data={"file": file, "text": ""}).get_data(as_text=True)

    assert "không quên thiên chức" in page


def test_page_without_script_leaves_answered_findings_out(
    client: FlaskClient, store: Store
) -> None:
    """A dismissed finding stays dismissed, and the page says that there was one."""
    file = (io.BytesIO(TEXT.encode()), "bai.txt")
    response = client.post("/tai-tep", data={"file": file}, headers=JSON)
    assert response.json is not None
    report = response.json["report"]
    store.feedback.record(
        make_event(
            draft_id=report["document"]["id"], finding_id=report["findings"][0]["id"]
        )
    )

    again = (io.BytesIO(TEXT.encode()), "bai.txt")
    page = client.post("/", data={"file": again}).get_data(as_text=True)

    assert "cat-role" not in page
    assert "1 đoạn đã xử lý" in page


def test_markup_in_a_draft_is_shown_as_text(client: FlaskClient) -> None:
    """A draft may hold anything; it never becomes part of the page."""
    text = '<script>alert(1)</script> <b onclick="x()">bóng hồng</b>'

    page = client.post("/", data={"text": text}).get_data(as_text=True)

    assert "<script>alert" not in page
    assert "<b onclick" not in page
    assert html.escape("<script>alert(1)</script>") in page


def test_empty_form_is_a_calm_page(client: FlaskClient) -> None:
    """The problem is said in words, with the way back."""
    response = client.post("/", data={"text": " "})

    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "không có chữ nào để soát" in page
    assert "Về trang soát bản thảo" in page


def test_missing_page_is_calm_in_both_languages(client: FlaskClient) -> None:
    """An error speaks the reader's language too."""
    vietnamese = client.get("/khong-co").get_data(as_text=True)
    english = client.get("/khong-co?lang=en").get_data(as_text=True)

    assert "Không có trang này" in vietnamese
    assert "There is no such page" in english


def test_language_is_remembered(client: FlaskClient) -> None:
    """One click switches for good, and a stray value switches nothing."""
    assert 'lang="vi"' in client.get("/?lang=fr").get_data(as_text=True)
    client.get("/?lang=en")

    page = client.get("/").get_data(as_text=True)

    assert '<html lang="en">' in page
    assert "a competent person decides" in page


def test_wrong_method_is_refused_calmly(client: FlaskClient) -> None:
    """No server's own page shows through."""
    response = client.get("/soat", headers=JSON)

    assert response.status_code == 405
    assert response.json is not None
    assert response.json["error"]["code"] == "web.refused"


def test_health_names_the_model(client: FlaskClient) -> None:
    """The page asks it whether the program is back."""
    assert client.get("/suc-khoe").json == {
        "status": "ok",
        "model": "cum-tu",
        "version": "1",
    }
