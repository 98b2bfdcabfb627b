"""Drafts through their front door, on both databases."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import Any

import docx
import pytest
from flask import Flask
from flask.testing import FlaskClient

from screener.config import Settings
from tests.newsrooms import NAM, STRANGER, THU, people
from tests.phrase_screener import PhraseScreener
from tests.web_people import fast_passwords, set_up, signed_in, web_state_of
from webapp.app import create_app
from webapp.drafts import text_digest
from webapp.store.store import Store

KEY = "nhap-0123456789"
TEXT = "Bóng hồng của làng\n\nDù bận, chị vẫn không quên thiên chức làm vợ, làm mẹ."
JSON = {"Accept": "application/json"}


def saved(
    client: FlaskClient,
    text: str = TEXT,
    *,
    base: str = "",
    kind: str = "autosave",
    key: str = KEY,
) -> Any:
    return client.post(
        f"/ban-thao/{key}/luu",
        json={"text": text, "base": base, "kind": kind},
        headers=JSON,
    )


def page(client: FlaskClient, path: str) -> str:
    response = client.get(path, follow_redirects=True)
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_data(as_text=True)


def test_saved_draft_is_listed_found_and_opened(client: FlaskClient) -> None:
    """The way back to yesterday's work."""
    assert saved(client).json["version"] == 1

    assert "Bóng hồng của làng" in page(client, "/ban-thao")
    assert f"/ban-thao/{KEY}" in page(client, "/ban-thao?tim=thien+chuc")
    assert "Không thấy bản thảo nào" in page(client, "/ban-thao?tim=khong+co")
    assert "thiên chức làm vợ" in page(client, f"/ban-thao/{KEY}")


def test_empty_list_says_what_to_do(client: FlaskClient) -> None:
    """A newcomer's first look."""
    assert "Chưa có bản thảo nào" in page(client, "/ban-thao")


def test_screening_a_saved_draft_notes_its_verdict(client: FlaskClient) -> None:
    """The list tells what still waits."""
    saved(client)
    client.post("/soat", json={"draft_id": KEY, "text": TEXT}, headers=JSON)

    assert "1 đoạn cần xem" in page(client, "/ban-thao")


@pytest.mark.parametrize(
    "body",
    [
        {"text": TEXT, "base": "", "kind": "uploaded"},
        {"text": TEXT, "base": 7, "kind": "saved"},
        {"text": None, "base": "", "kind": "saved"},
        {"base": "", "kind": "saved"},
        {"text": "  \n ", "base": "", "kind": "saved"},
    ],
)
def test_save_that_makes_no_sense_is_refused(client: FlaskClient, body: Any) -> None:
    """The field that is wrong is named; nothing is kept."""
    response = client.post(f"/ban-thao/{KEY}/luu", json=body, headers=JSON)

    assert response.status_code in (400, 422)
    assert client.get(f"/ban-thao/{KEY}").status_code == 404


def test_second_tab_learns_that_it_is_behind(client: FlaskClient) -> None:
    """Then may save on top; both texts are versions."""
    base = saved(client).json["base"]
    saved(client, f"{TEXT} Tab một.", base=base)

    refused = saved(client, f"{TEXT} Tab hai.", base=base)
    assert refused.status_code == 409
    assert refused.json["error"]["code"] == "store.draft_changed"

    assert (
        saved(client, f"{TEXT} Tab hai.", base="*", kind="saved").json["version"] == 3
    )
    sides = page(client, f"/ban-thao/{KEY}/so-sanh?cu=2&moi=3")
    assert "<del>một</del>" in sides
    assert "<ins>hai</ins>" in sides


def test_restored_version_is_the_latest(client: FlaskClient) -> None:
    """And what stood in between is still there."""
    base = saved(client).json["base"]
    saved(client, "Viết lại hết.", base=base, kind="saved")

    response = client.post(f"/ban-thao/{KEY}/khoi-phuc/1")

    assert response.status_code == 303
    dossier = page(client, f"/ban-thao/{KEY}/ho-so")
    assert "Phiên bản (3)" in dossier
    assert "khôi phục bản 1" in dossier
    assert "thiên chức làm vợ" in page(client, f"/ban-thao/{KEY}")


def test_uploaded_file_is_kept_as_a_draft(client: FlaskClient, store: Store) -> None:
    """With its coverage, so that a reload does not forget what was not read."""
    file = (io.BytesIO(TEXT.encode()), "bai.txt")

    answer = client.post("/tai-tep", data={"file": file}, headers=JSON).json

    assert answer is not None
    key = answer["report"]["document"]["id"]
    assert answer["saved"]["base"] == text_digest(answer["text"])
    assert "tải tệp lên" in page(client, f"/ban-thao/{key}/ho-so")
    kept = store.drafts.file(key)
    assert kept is not None
    assert (kept.name, kept.content) == ("bai.txt", TEXT.encode())
    assert '"trust": "trusted"' in kept.coverage


def test_report_can_be_read_without_script(client: FlaskClient) -> None:
    """Marks, cards and the excepted, all from the server."""
    saved(client)

    report = page(client, f"/ban-thao/{KEY}/ket-qua")

    assert "thiên chức làm vợ" in report
    assert "Vai trò giới" in report
    assert "Bilingual(" not in report


def test_report_with_advice_alone_does_not_deny_it(client: FlaskClient) -> None:
    """“Nothing found” above a passage that was found would be taken for a fault."""
    saved(client, "Cô gái xinh đẹp của bến cảng.")

    report = page(client, f"/ban-thao/{KEY}/ket-qua")

    assert "<strong>Chỉ có dấu hiệu nhẹ</strong>" in report
    assert "1 đoạn mức nhẹ, để tham khảo" in report
    assert "Chưa thấy dấu hiệu" not in report


def test_word_file_holds_the_comments(client: FlaskClient) -> None:
    """A typed draft becomes Word; the answered finding is not in its margin."""
    text = f"{TEXT} Đó là bóng hồng xinh đẹp của bến."
    saved(client, text)

    response = client.get(f"/ban-thao/{KEY}/word")

    assert response.status_code == 200
    assert "-ghi-chu.docx" in response.headers["Content-Disposition"]
    document = docx.Document(io.BytesIO(response.data))
    assert document.paragraphs[0].text == "Bóng hồng của làng"
    comments = " ".join(comment.text for comment in document.comments)
    assert "Vai trò giới" in comments


def test_uploaded_word_file_comes_back_as_it_was(client: FlaskClient) -> None:
    """Bold stays bold: the comments go into the very file."""
    draft = docx.Document()
    draft.add_paragraph("Chuyện ở bến")
    run = draft.add_paragraph().add_run(
        "Dù bận, chị vẫn không quên thiên chức làm vợ, làm mẹ."
    )
    run.bold = True
    stream = io.BytesIO()
    draft.save(stream)
    file = (io.BytesIO(stream.getvalue()), "chuyen-o-ben.docx")
    answer = client.post("/tai-tep", data={"file": file}, headers=JSON).json
    assert answer is not None
    key = answer["report"]["document"]["id"]

    response = client.get(f"/ban-thao/{key}/word")

    document = docx.Document(io.BytesIO(response.data))
    assert "chuyen-o-ben-ghi-chu.docx" in response.headers["Content-Disposition"]
    assert all(run.bold for run in document.paragraphs[1].runs if run.text)
    assert len(list(document.comments)) >= 2


def test_printable_report_is_a_pdf(client: FlaskClient) -> None:
    """For the file of the sub-editor."""
    saved(client)

    response = client.get(f"/ban-thao/{KEY}/bao-cao.pdf")

    assert response.mimetype == "application/pdf"
    assert response.data.startswith(b"%PDF-")


def test_erased_draft_is_gone_with_everything(
    client: FlaskClient, store: Store
) -> None:
    """The trail keeps that it was, and no word of it."""
    saved(client)

    assert client.post(f"/ban-thao/{KEY}/xoa").status_code == 303

    assert client.get(f"/ban-thao/{KEY}").status_code == 404
    lines = [event for event in store.audit.trail() if event.action == "draft.erased"]
    assert [line.subject_id for line in lines] == [KEY]
    assert "hồng" not in lines[0].facts


def test_sentences_of_a_confidential_draft_are_not_handed_out(
    client: FlaskClient, store: Store
) -> None:
    """Neither exported nor trained on."""
    saved(client)
    report = client.post(
        "/soat", json={"draft_id": KEY, "text": TEXT}, headers=JSON
    ).json
    assert report is not None
    [finding] = report["report"]["findings"]
    answer = {
        "kind": "false_alarm",
        "draft_id": KEY,
        "finding": {
            "id": finding["id"],
            "category": finding["category"],
            "severity": finding["severity"],
            "score": finding["score"],
            "start": 0,
            "end": 5,
            "sentence": finding["sentence"]["text"],
        },
        "before": "",
        "after": "",
        "standing": [],
        "reason": None,
        "note": "",
        "model": report["report"]["model"],
    }
    assert client.post("/phan-hoi", json=answer, headers=JSON).status_code == 201
    assert len(store.feedback.events()) == 1

    client.post(f"/ban-thao/{KEY}/mat", data={"mat": "1"})

    assert store.feedback.events() == ()
    assert "mật" in page(client, "/ban-thao")


@dataclass(frozen=True)
class House:
    """An installation with accounts: Thu's draft, her colleague, a stranger."""

    app: Flask
    thu: FlaskClient
    nam: FlaskClient
    stranger: FlaskClient


@pytest.fixture
def house(settings: Settings) -> Any:
    """Thu has saved a draft."""
    settings = replace(settings, accounts="required", plain_http=True)
    app = create_app(settings, PhraseScreener(), passwords=fast_passwords())
    app.config["WTF_CSRF_ENABLED"] = False
    store = web_state_of(app).store
    set_up(store)
    people(store)
    clients = [signed_in(app, user) for user in (THU, NAM, STRANGER)]
    assert saved(clients[0]).status_code == 200
    yield House(app, *clients)
    store.close()


EVERY_WAY = (
    ("GET", ""),
    ("GET", "/ho-so"),
    ("GET", "/so-sanh"),
    ("GET", "/ket-qua"),
    ("GET", "/word"),
    ("GET", "/bao-cao.pdf"),
    ("POST", "/luu"),
    ("POST", "/khoi-phuc/1"),
    ("POST", "/mat"),
    ("POST", "/xoa"),
    ("POST", "/chia-se"),
    ("POST", "/chia-se/khong-co/rut"),
)
# What a colleague with a link may do beside what follows from it.
READERS = {"", "/so-sanh", "/ket-qua", "/word", "/bao-cao.pdf"}
WRITERS = {*READERS, "/ho-so", "/luu", "/khoi-phuc/1"}


def statuses(client: FlaskClient) -> dict[str, int]:
    body = {"text": "Sửa.", "base": "*", "kind": "saved"}
    return {
        path: client.open(
            f"/ban-thao/{KEY}{path}",
            method=method,
            json=body if path == "/luu" else None,
            headers=JSON,
        ).status_code
        for method, path in EVERY_WAY
    }


def share_link(house: House, right: str) -> str:
    made = house.thu.post(f"/ban-thao/{KEY}/chia-se", data={"right": right})
    assert made.status_code == 201
    text = made.get_data(as_text=True)
    start = text.index("/chia-se/", text.index('id="link"'))
    return text[start : text.index('"', start)]


@pytest.mark.parametrize("who", ["nam", "stranger"])
def test_draft_does_not_exist_for_others(house: House, who: str) -> None:
    """Every way in answers as if there were no such draft."""
    client = getattr(house, who)

    assert set(statuses(client).values()) == {404}
    answer = {"draft_id": KEY, "text": TEXT}
    assert client.post("/soat", json=answer, headers=JSON).status_code == 404
    assert "Bóng hồng" not in page(client, "/ban-thao")


@pytest.mark.parametrize(
    ("right", "may"), [("view", READERS), ("edit", WRITERS)], ids=["view", "edit"]
)
def test_colleague_with_a_link_may_what_it_says(
    house: House, right: str, may: set[str]
) -> None:
    """And nothing that is the owner's alone."""
    assert house.nam.get(share_link(house, right)).status_code == 303

    found = statuses(house.nam)

    assert {path for path, status in found.items() if status < 400} == may
    assert "của Thu" in page(house.nam, "/ban-thao")


def test_link_opens_nothing_outside_the_newsroom(house: House) -> None:
    """It says that the link is spent, not that there is a draft."""
    link = share_link(house, "edit")

    assert house.stranger.get(link).status_code == 410
    assert set(statuses(house.stranger).values()) == {404}


def test_withdrawn_link_closes_the_draft_again(house: House) -> None:
    """For who had opened it, too."""
    link = share_link(house, "view")
    house.nam.get(link)
    dossier = page(house.thu, f"/ban-thao/{KEY}/ho-so")
    assert "đã mở: Nam" in dossier
    start = dossier.index(f"/ban-thao/{KEY}/chia-se/")
    address = dossier[start : dossier.index('"', start)]

    assert house.thu.post(address).status_code == 303

    assert set(statuses(house.nam).values()) == {404}
    assert house.nam.get(link).status_code == 410


def test_confidential_draft_cannot_be_shared(house: House) -> None:
    """The button is gone, and so is the way behind it."""
    house.thu.post(f"/ban-thao/{KEY}/mat", data={"mat": "1"})

    refused = house.thu.post(f"/ban-thao/{KEY}/chia-se", data={"right": "view"})

    assert refused.status_code == 400
