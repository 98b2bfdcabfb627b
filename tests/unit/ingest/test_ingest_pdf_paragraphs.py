"""Lines of a PDF page joined to paragraphs as a reader sees them."""

from __future__ import annotations

from pathlib import Path

import pytest

from screener.domain.documents import Document, Part, PartStatus
from screener.domain.limits import ReadLimits
from screener.ingest import pdf
from screener.ingest.assembly import make_document
from screener.ingest.pdf_layout import blocks_of, joined
from screener.ingest.pdf_lines import Line
from tests.fixtures.pdf_files import Drawn

FIXTURES = Path(__file__).parents[2] / "fixtures" / "pdf"
LIMITS = ReadLimits()
# Words that are Vietnamese and can be written with the letters of Windows-1252.
SENTENCE = "Hôm nay bà con ra bãi cào nghêu, chia nhau mang vô trong kho."
PAGE: Drawn = [(30, 350, 10, SENTENCE), (30, 330, 10, "Trên sông có năm chú lái ghe.")]


def read(content: bytes) -> Document:
    """The document of a file, read without the child process to save time."""
    extract = pdf.extract(content, source="a.pdf", limits=LIMITS)
    return make_document(
        extract, document_id="a.pdf", source="a.pdf", sha256="", limits=LIMITS
    )


def texts(document: Document, part: Part) -> list[str]:
    return [
        p.span.of(document.text) for p in document.paragraphs if p.place.part is part
    ]


def unread(document: Document) -> list[tuple[Part, PartStatus, str, int]]:
    return [
        (entry.part, entry.status, entry.reason.code, entry.count)
        for entry in document.coverage.parts
        if entry.reason is not None
    ]


def test_line_in_small_letters_carries_on_an_older_paragraph() -> None:
    """A box between two columns must not end the sentence."""
    lines = [
        line("Câu này còn dài và chưa hết ở cuối cột bên trái", bottom=60),
        line("Khung chữ riêng.", bottom=200, left=300, right=380, size=9.0),
        line("nên nó tiếp ở trang sau.", page=2, bottom=300, right=150),
    ]

    assert paragraphs_of(lines) == [
        "Câu này còn dài và chưa hết ở cuối cột bên trái nên nó tiếp ở trang sau.",
        "Khung chữ riêng.",
    ]


def test_page_in_between_ends_a_paragraph() -> None:
    """Over a page of pictures no sentence goes on."""
    lines = [
        line("Câu này chưa hết ở cuối trang một mà", bottom=60),
        line("đoạn này ở trang ba.", page=3, bottom=300),
    ]

    assert len(paragraphs_of(lines)) == 2


def line(text: str, **changes: object) -> Line:
    values: dict[str, object] = {
        "page": 1,
        "left": 30.0,
        "right": 250.0,
        "bottom": 300.0,
        "size": 10.0,
    }
    return Line(text=text, **{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ("mar", "keting địa phương", "marketing địa phương"),
        ("những ngư", "ời dân", "những người dân"),
        ("In-đô-nê", "xi-a", "In-đô-nê-xi-a"),
        ("miền Tây", "Nam", "miền Tây-Nam"),
        ("kinh", "tế", "kinh-tế"),
        ("(1990", "2000)", "(1990-2000)"),
    ],
)
def test_hyphens_at_line_ends(before: str, after: str, text: str) -> None:
    """Vietnamese has no hyphenation, its foreign words and names have."""
    assert joined([line(before, is_hyphenated=True), line(after)]) == text


def test_hyphen_at_the_very_end_stays() -> None:
    """There is nothing to mend it with."""
    assert joined([line("hết", is_hyphenated=True)]) == "hết-"


def paragraphs_of(lines: list[Line]) -> list[str]:
    return [block.text for block in blocks_of(lines)]


def test_indented_line_opens_a_paragraph() -> None:
    """Books have no gaps between paragraphs."""
    lines = [
        line("Câu một dài tới sát lề bên phải của trang.", bottom=300, right=249),
        line("Câu hai mở đoạn mới, thụt vào một chút thôi", bottom=288, left=44),
        line("và còn tiếp ở dòng dưới.", bottom=276, right=150),
    ]

    assert paragraphs_of(lines) == [
        "Câu một dài tới sát lề bên phải của trang.",
        "Câu hai mở đoạn mới, thụt vào một chút thôi và còn tiếp ở dòng dưới.",
    ]


def test_gap_opens_a_paragraph() -> None:
    """Web pages part paragraphs with a gap."""
    lines = [
        line("Dòng một của đoạn đầu,", bottom=300),
        line("dòng hai của đoạn đầu,", bottom=288),
        line("dòng ba sau khoảng trống", bottom=264),
        line("dòng bốn.", bottom=252),
    ]

    assert len(paragraphs_of(lines)) == 2


def test_numbered_items_are_apart() -> None:
    """Items of a list are sentences of their own."""
    lines = [
        line("1. Không xuống nước một mình.", bottom=300, right=150),
        line("2. Nghe còi thì vào bờ.", bottom=288, right=140),
        line("a) Vào từng người", bottom=276, right=120),
    ]

    assert len(paragraphs_of(lines)) == 3


def test_small_print_below_the_text_is_a_note() -> None:
    """Notes are told apart from the text they interrupt."""
    lines = [line("Thân bài với nhiều chữ hơn hẳn phần ghi chú ở dưới.", bottom=300)]
    lines.append(line("* Tên nhân vật đã đổi.", bottom=40, size=7.0))
    lines.append(line("Ảnh: Minh Đức", bottom=20, size=7.0))

    assert [block.part for block in blocks_of(lines)] == [
        Part.BODY,
        Part.FOOTNOTE,
        Part.CAPTION,
    ]


def test_no_lines_make_no_blocks() -> None:
    """A file of blank pages reaches the layout with nothing."""
    assert blocks_of([]) == ()
