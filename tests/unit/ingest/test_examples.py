"""The examples carry what they promise, in the places where they promise it."""

from __future__ import annotations

from pathlib import Path

import pytest

from screener.domain.documents import Document, Part, PartStatus
from screener.domain.limits import ReadLimits
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
