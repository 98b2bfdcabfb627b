"""The pages of dataset versions through their front door."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.reviewing import CLEAN, LAN, MINH, NOW, add_sentences, flagged, make_proposal
from tests.web_people import add_organisation, add_user, make_user, signed_in
from training.dataset import Example, examples_digest
from training.exchange import ExchangeFormat
from training.exchange_read import checked_examples
from webapp.accounts import Role
from webapp.audit import Action
from webapp.datasets import DatasetVersion
from webapp.feedback import LOCAL_ORGANISATION
from webapp.review import Answer
from webapp.store.audit import AuditFilter
from webapp.store.review_answers import Said
from webapp.store.review_queue import Wanted
from webapp.store.store import Store

BIASED = "Giữ lửa gia đình là bổn phận của người vợ."
PLAIN = "Trời trở lạnh từ chiều nay."


@pytest.fixture
def reviewer(office: Flask, office_store: Store) -> FlaskClient:
    """Lan's browser, in an office with two settled sentences."""
    for user in (LAN, MINH):
        add_user(office_store, user)
    settle(office_store, BIASED, flagged(), document="nhap-mot")
    settle(office_store, PLAIN, CLEAN, document="nhap-hai")
    return signed_in(office, LAN)


def settle(store: Store, text: str, answer: Answer, *, document: str) -> None:
    add_sentences(store, make_proposal(text, document_key=document))
    for user in (LAN, MINH):
        item = store.review_queue.hand_out(user, Wanted(), NOW)
        assert item is not None
        said = Said(item_id=item.id, version=item.version, answer=answer)
        store.review_answers.label(said, user, NOW, needed=2)


def freeze(client: FlaskClient, name: str = "Tháng Ba", **fields: str) -> TestResponse:
    form = {"name": name, "note": "", "parent": "", "holdout": "0", **fields}
    return client.post("/du-lieu/chot", data=form)


def send(
    client: FlaskClient,
    content: bytes,
    *,
    filename: str = "nhan.jsonl",
    parent: str = "",
) -> TestResponse:
    return client.post(
        "/du-lieu/nhap",
        data={
            "name": "Từ tệp",
            "note": "",
            "parent": parent,
            "file": (io.BytesIO(content), filename),
        },
    )


def versions(store: Store) -> tuple[DatasetVersion, ...]:
    return store.datasets.versions(LOCAL_ORGANISATION)


def test_empty_page_says_how_to_begin(admin: FlaskClient) -> None:
    """Before the first label there is nothing to freeze."""
    page = admin.get("/du-lieu").text

    assert "Chưa có bản nào" in page
    assert "Chưa có câu nào thống nhất nhãn" in page


def test_labels_are_frozen_and_shown(
    reviewer: FlaskClient, office_store: Store
) -> None:
    """From the form to the page of the version, with its line in the trail."""
    response = freeze(reviewer, held_out="nhap-mot")
    page = reviewer.get(response.location).text

    [version] = versions(office_store)
    assert response.status_code == 303
    assert version.digest in page
    assert BIASED in page
    assert "giữ riêng" in page
    [line] = office_store.audit.events(
        AuditFilter(action=Action.DATASET_FROZEN), limit=5
    )
    assert line.subject_id == version.id


def test_pages_of_a_version_can_be_narrowed_to_one_side(
    reviewer: FlaskClient,
) -> None:
    """What judges can be read apart from what trains."""
    address = freeze(reviewer, held_out="nhap-mot").location

    page = reviewer.get(f"{address}?phan=holdout").text

    assert BIASED in page
    assert PLAIN not in page
    assert "Không có câu nào ở phần này" in reviewer.get(f"{address}?phan=dev").text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "Chưa điền mục này"),
        ({"holdout": "80"}, "Điền một số từ 0 đến 50"),
        ({"name": "x" * 81}, "Dài quá 80 ký tự"),
    ],
)
def test_wrong_form_is_shown_again(
    reviewer: FlaskClient, office_store: Store, fields: dict[str, str], words: str
) -> None:
    """Nothing is frozen, and what was typed is still there."""
    response = freeze(reviewer, **{"note": "đợt một", **fields})

    assert response.status_code == 422
    assert words in response.text
    assert "đợt một" in response.text
    assert versions(office_store) == ()


def test_name_that_is_taken_is_refused(
    reviewer: FlaskClient, office_store: Store
) -> None:
    """On the form, not as an error page."""
    freeze(reviewer)

    response = freeze(reviewer)

    assert response.status_code == 422
    assert "Đã có Tháng Ba" in response.text
    assert len(versions(office_store)) == 1


@pytest.mark.parametrize("kind", list(ExchangeFormat))
def test_version_is_taken_away_whole(
    reviewer: FlaskClient, office_store: Store, kind: ExchangeFormat, tmp_path: Path
) -> None:
    """Each form reads back to the very set that the digest names."""
    address = freeze(reviewer).location

    response = reviewer.get(f"{address}/tai/{kind}")

    assert response.status_code == 200
    path = tmp_path / "tep"
    path.write_bytes(response.data)
    if kind is ExchangeFormat.DATASETS:
        zipfile.ZipFile(path).extractall(tmp_path)
        [path] = [mark.parent for mark in tmp_path.rglob("state.json")]
    found = checked_examples(path, kind, source="tệp")
    examples = [one for one in found if isinstance(one, Example)]
    [version] = versions(office_store)
    assert examples_digest(examples) == version.digest
    [line] = office_store.audit.events(
        AuditFilter(action=Action.DATASET_EXPORTED), limit=5
    )
    assert json.loads(line.facts)["form"] == kind


@pytest.mark.parametrize(
    ("language", "words"), [("vi", "Mức đồng thuận"), ("en", "Agreement")]
)
def test_card_has_figures_and_no_sentence(
    reviewer: FlaskClient, language: str, words: str
) -> None:
    """It may be handed to anybody."""
    address = freeze(reviewer).location

    card = reviewer.get(f"{address}/the.md?lang={language}").text

    assert card.startswith("# Tháng Ba")
    assert words in card
    assert "Báo Vĩnh Hà" in card
    assert BIASED not in card
    assert PLAIN not in card


def test_mended_file_comes_back_and_shows_what_changed(
    reviewer: FlaskClient, office_store: Store
) -> None:
    """Export, mend by hand, import over the parent, compare."""
    address = freeze(reviewer).location
    [first] = versions(office_store)
    lines = reviewer.get(f"{address}/tai/jsonl").text.splitlines()
    record = next(json.loads(line) for line in lines if "asserted" in line)
    new = {"id": "x-1", "text": "Lúa chín sớm.", "stance": "none", "severity": "none"}
    content = "\n".join(
        json.dumps(one) for one in ({**record, "severity": "high"}, new)
    )

    response = send(reviewer, content.encode(), parent=first.id)
    # Both were made at the same moment of the tests' clock.
    [second] = [it for it in versions(office_store) if it.id != first.id]
    page = reviewer.get(f"/du-lieu/{second.id}/khac?voi={first.id}").text

    assert response.status_code == 303
    assert second.examples == 3
    assert "Đổi nhãn (1)" in page
    assert "Thêm (1)" in page
    assert "Lúa chín sớm." in page
    assert "Bớt (0)" in page


def test_faulty_file_is_refused_line_by_line(
    reviewer: FlaskClient, office_store: Store
) -> None:
    """All or nothing: a half imported set would be nobody's."""
    good = '{"id": "a", "text": "Mưa.", "stance": "none", "severity": "none"}'
    bad = good.replace('"severity": "none"', '"severity": "grave"')

    response = send(reviewer, f"{good}\n{bad}\n{{\n".encode())

    assert response.status_code == 422
    assert "Tệp có 2 dòng sai" in response.text
    assert "Dòng 2 của nhan.jsonl, trường severity" in response.text
    assert "Dòng 3 của nhan.jsonl" in response.text
    assert versions(office_store) == ()


@pytest.mark.parametrize(
    ("content", "filename", "words"),
    [
        (b"", "", "Chưa chọn tệp"),
        (b"x", "nhan.docx", "Chọn tệp .jsonl"),
        (b"x", "nhan.zip", "nhan.zip"),
        (b"x", "nhan.parquet", "nhan.parquet"),
        (b"\n", "nhan.jsonl", "không có câu nào"),
        (
            b'{"id":"a","text":"M.","stance":"none","severity":"none","group":"g",'
            b'"split":"dev"}\n{"id":"b","text":"N.","stance":"none",'
            b'"severity":"none","group":"g","split":"test"}',
            "nhan.jsonl",
            "trường split",
        ),
    ],
)
def test_unusable_file_is_refused_on_the_form(
    reviewer: FlaskClient,
    office_store: Store,
    content: bytes,
    filename: str,
    words: str,
) -> None:
    """With the reason beside the field."""
    response = send(reviewer, content, filename=filename)

    assert response.status_code == 422
    assert words in response.text
    assert versions(office_store) == ()


def test_zip_without_a_data_set_says_what_is_missing(reviewer: FlaskClient) -> None:
    """Somebody zipped the wrong folder."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("../../ngoai.txt", "x")

    response = send(reviewer, buffer.getvalue(), filename="nhan.zip")

    assert response.status_code == 422
    assert "save_to_disk" in response.text


def test_versions_are_for_reviewers_of_that_newsroom(
    reviewer: FlaskClient, office: Flask, office_store: Store
) -> None:
    """Neither editors nor other newsrooms read their sentences."""
    address = freeze(reviewer).location
    add_organisation(office_store)
    editor = add_user(office_store, make_user("bien-tap", role=Role.EDITOR))
    stranger = add_user(
        office_store,
        make_user("xa", role=Role.REVIEWER, organisation_id="toa-soan-2"),
    )

    for page in ("", "/tai/jsonl", "/the.md"):
        assert signed_in(office, editor).get(f"{address}{page}").status_code == 403
        assert signed_in(office, stranger).get(f"{address}{page}").status_code == 404
    assert "Tháng Ba" not in signed_in(office, stranger).get("/du-lieu").text


def test_unknown_form_of_export_is_not_found(reviewer: FlaskClient) -> None:
    """No guess at what was meant."""
    address = freeze(reviewer).location

    assert reviewer.get(f"{address}/tai/xml").status_code == 404
