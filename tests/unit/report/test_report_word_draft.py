"""A typed draft as Word: readable by this program, by python-docx, by nobody misread."""

from __future__ import annotations

import io

import docx
import pytest

from screener.domain.documents import Part
from screener.domain.limits import ReadLimits
from screener.ingest.reader import read_bytes, read_text
from screener.report.word_draft import draft_as_word

DRAFT = (
    "Nữ lái đò đầu tiên của bến\n\n"
    "“Tôi chèo từ năm 14 tuổi & chưa <nghỉ>”, chị kể.\n"
    "Vé 50.000 đồng/lượt;\tchở 12 khách. 🙂\n"
)


def test_paragraphs_come_back_letter_by_letter() -> None:
    """Findings keep their identity only if the sentences do."""
    typed = read_text(DRAFT, source="nháp")

    read = read_bytes(draft_as_word(typed), name="a.docx", limits=ReadLimits())

    spans = [paragraph.span.of(read.text) for paragraph in read.paragraphs]
    assert spans == [p.span.of(typed.text) for p in typed.paragraphs]
    assert read.paragraphs[0].place.part is Part.TITLE
    assert read.title == typed.title


def test_python_docx_reads_the_same() -> None:
    """Another program's reader is the better judge of our file."""
    document = docx.Document(io.BytesIO(draft_as_word(read_text(DRAFT, source="nháp"))))

    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    assert paragraphs[0] == "Nữ lái đò đầu tiên của bến"
    assert paragraphs[2] == "Vé 50.000 đồng/lượt;\tchở 12 khách. 🙂"
    style = document.paragraphs[0].style
    assert style is not None
    assert style.name == "Title"


def test_same_draft_gives_the_same_bytes() -> None:
    """A download twice is one file."""
    typed = read_text(DRAFT, source="nháp")

    assert draft_as_word(typed) == draft_as_word(typed)


@pytest.mark.parametrize("sign", ["\x0b", "\x1b", "\ufffe", "\x00"])
def test_signs_that_xml_cannot_hold_are_replaced(sign: str) -> None:
    """Pasted text brings them; Word refuses a file that holds one."""
    typed = read_text(f"Trời{sign}nắng đẹp cả ngày.", source="nháp")

    document = docx.Document(io.BytesIO(draft_as_word(typed)))

    assert "nắng đẹp" in "".join(p.text for p in document.paragraphs)
