"""The examples carry what they promise, in the places where they promise it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from screener.domain.documents import Document, Part, PartStatus, Trust
from screener.domain.limits import ReadLimits
from screener.ingest.ocr import has_ocr
from screener.ingest.reader import read_file

EXAMPLES = Path(__file__).parents[3] / "examples"
LIMITS = ReadLimits()


@pytest.fixture(scope="module")
def draft() -> Document:
    return read_file(EXAMPLES / "ban-thao-nu-giam-doc.docx", limits=LIMITS)


def test_draft_has_the_length_of_a_feature(draft: Document) -> None:
    """It is the first thing that a new user sees screened."""
    assert 400 <= len(draft.text.split()) <= 600


def test_draft_shows_the_parts_of_a_word_file(draft: Document) -> None:
    """Table, caption, alt text, footnote, header: all are read."""
    parts = {p.place.part for p in draft.paragraphs}

    assert {
        Part.TITLE,
        Part.HEADING,
        Part.TABLE,
        Part.CAPTION,
        Part.ALT_TEXT,
        Part.FOOTNOTE,
        Part.HEADER,
        Part.FOOTER,
    } <= parts


def test_draft_is_read_in_its_final_view(draft: Document) -> None:
    """The inserted stereotype counts, the deleted one does not."""
    left_out = {
        entry.part: entry.count
        for entry in draft.coverage.parts
        if entry.status is not PartStatus.READ
    }

    assert "chưa chồng thì coi như ế" in draft.text
    assert "cứ ở nhà muối mắm" not in draft.text
    assert left_out == {Part.IMAGE: 1, Part.DELETED: 2, Part.COMMENT: 1}


def test_job_advert_in_the_table_knows_its_cell(draft: Document) -> None:
    """The finding there must lead back to row and column."""
    places = {p.span.of(draft.text): p.place.cell for p in draft.paragraphs}

    assert places["Chỉ nhận nam, dưới 35 tuổi"] == "bảng 1, R2C3"


@pytest.mark.parametrize(
    "words", ["Kem dưỡng", "WAGs", "Hotgirl", "Gia đình", "Giấy phép"]
)
def test_interview_is_read_without_the_site_around_it(words: str) -> None:
    """Its adverts are worse than its questions."""
    document = read_file(EXAMPLES / "phong-van.html", limits=LIMITS)

    assert words not in document.text


# One example a format: the words that carry a problem, and the place that leads there.
PROMISES = (
    ("tuyen-nguoi.odt", "Chỉ tuyển nữ, ngoại hình ưa nhìn", {"cell": "bảng 1, R3C3"}),
    ("thu-ban-doc.rtf", "Việc dạy con học ở nhà là của các mẹ", {"part": Part.BODY}),
    ("tap-huan-viet-tin.pptx", "Phụ nữ vốn yếu mềm", {"slide": 3}),
    ("tin-trong-tuan.xlsx", "Đàn bà lái xe", {"cell": "Tin trong tuần!C3"}),
    ("binh-luan.csv", "Con gái học nhiều làm gì", {"cell": "B3"}),
    ("phong-su-xuong-moc.srt", "đàn bà chân yếu", {"time": "00:00:08,600"}),
    ("phong-su-xuong-moc.vtt", "đàn bà chân yếu", {"time": "00:00:08.600"}),
    ("chuyen-ke.epub", "con gái thì phải dịu dàng", {"section": "Anh em nhà chuột"}),
    ("thu-gui-bai.eml", "kém về máy móc", {"section": "lop-sua-may.docx"}),
    ("goi-bai.zip", "Con gái học nhiều", {"section": "gói bài/binh-luan.csv"}),
    ("ban-tin-1999-tcvn3.txt", "đảm việc nhà", {"part": Part.BODY}),
)


@pytest.mark.parametrize(("name", "words", "place"), PROMISES)
def test_example_leads_to_the_place_of_its_problem(
    name: str, words: str, place: dict[str, object]
) -> None:
    """Slide, cell, time, chapter, file: what its format has."""
    document = read_file(EXAMPLES / name, limits=LIMITS)

    (found,) = (p for p in document.paragraphs if words in p.span.of(document.text))
    assert {key: getattr(found.place, key) for key in place} == place
    assert document.coverage.trust is Trust.TRUSTED


def test_old_word_example_is_read() -> None:
    """Through LibreOffice, when it is there."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")

    document = read_file(EXAMPLES / "bien-ban-hop-xom.doc", limits=LIMITS)

    assert "việc lớn của xóm phải để đàn ông quyết" in document.text


def test_poster_example_is_read() -> None:
    """Through Tesseract, when it is there."""
    if not has_ocr():
        pytest.skip("Tesseract with Vietnamese is not installed")

    document = read_file(EXAMPLES / "ap-phich-hoi-thi.png", limits=LIMITS)

    assert "Phụ nữ giỏi việc bếp núc" in document.text
