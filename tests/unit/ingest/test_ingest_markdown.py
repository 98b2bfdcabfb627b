"""Markdown drafts: words are read, marks, targets and code are not."""

from __future__ import annotations

import pytest

from screener.domain.documents import Document, Part, PartStatus
from screener.domain.limits import ReadLimits
from screener.errors import CorruptInputError
from screener.ingest.reader import read_bytes

LIMITS = ReadLimits()


def read(text: str) -> Document:
    return read_bytes(text.encode(), name="bài.md", limits=LIMITS)


def parts(document: Document) -> list[tuple[Part, str]]:
    return [(p.place.part, p.span.of(document.text)) for p in document.paragraphs]


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("Chợ **rất** *đông* và ~~vắng~~.", "Chợ rất đông và vắng."),
        ("Xem [bài này](http://bao.example/a) nhé.", "Xem bài này nhé."),
        ("Gõ `make` rồi chờ.", "Gõ make rồi chờ."),
        ("Dòng một\nnối dòng hai.", "Dòng một nối dòng hai."),
        ("Dòng một  \ndòng hai.", "Dòng một\ndòng hai."),
        ("Dòng một<br>dòng hai.", "Dòng một\ndòng hai."),
        ("Giá 5\\*3 &amp; 7&nbsp;đồng.", "Giá 5*3 & 7\u00a0đồng."),
        ("> Bà Tư nói: “Mưa rồi.”", "Bà Tư nói: “Mưa rồi.”"),
        ("Chữ <span class='x'>trong</span> thẻ.", "Chữ trong thẻ."),
        ("<div><b>Khối</b> chữ</div>", "Khối chữ"),
        ("<http://bao.example/a>", "http://bao.example/a"),
    ],
)
def test_inline_marks_leave_the_words(markdown: str, text: str) -> None:
    """Rules must see sentences, not marks between their words."""
    assert read(markdown).text == text


def test_blocks_keep_their_kind_and_order() -> None:
    """A finding leads back to its heading, item or cell."""
    document = read(
        "# Chợ quê\n\nNước lên.\n\n## Ghe hàng\n\n- bí rợ\n- khoai\n  - lang\n\n1. một\n\n"
        "| Năm | Ghe |\n|---|---|\n| 2024 | 12 |\n"
    )

    assert parts(document) == [
        (Part.TITLE, "Chợ quê"),
        (Part.BODY, "Nước lên."),
        (Part.HEADING, "Ghe hàng"),
        (Part.LIST_ITEM, "bí rợ"),
        (Part.LIST_ITEM, "khoai"),
        (Part.LIST_ITEM, "lang"),
        (Part.LIST_ITEM, "một"),
        (Part.TABLE, "Năm"),
        (Part.TABLE, "Ghe"),
        (Part.TABLE, "2024"),
        (Part.TABLE, "12"),
    ]
    assert document.paragraphs[-1].place.cell == "bảng 1, R2C2"


def test_pictures_are_listed_and_their_words_read() -> None:
    """The words around a picture are screened, the picture itself is not."""
    document = read(
        'Mở bài.\n\n![Người bán cá](ca.jpg "Chị Bảy bán cá")\n\n*Ảnh: Minh Châu*\n\n'
        '<img src="b.png" alt="Bến đò">\n'
    )

    assert parts(document)[1:] == [
        (Part.ALT_TEXT, "Người bán cá"),
        (Part.CAPTION, "Chị Bảy bán cá"),
        (Part.CAPTION, "Ảnh: Minh Châu"),
        (Part.ALT_TEXT, "Bến đò"),
    ]
    images = [p for p in document.coverage.parts if p.part is Part.IMAGE]
    assert [p.status for p in images] == [PartStatus.NOT_JUDGED] * 2


def test_code_is_left_out_and_counted() -> None:
    """Nobody writes stereotypes in JavaScript; saying nothing would still be wrong."""
    document = read("Chữ.\n\n```js\nlet nu = 1\n```\n\n    mã thụt\n")

    assert document.text == "Chữ."
    (entry,) = (p for p in document.coverage.parts if p.part is Part.OTHER)
    assert (entry.status, entry.count) == (PartStatus.NOT_READ, 2)


def test_front_matter_gives_the_title_and_nothing_else() -> None:
    """Static sites keep date and tags there."""
    document = read('---\ntitle: "Mùa tôm"\ntags:\n  - kinh tế\n---\nNước rút.\n')

    assert document.title == "Mùa tôm"
    assert parts(document) == [(Part.TITLE, "Mùa tôm"), (Part.BODY, "Nước rút.")]
    assert [p.part for p in document.coverage.parts][-1] is Part.OTHER


def test_rule_between_paragraphs_is_no_front_matter() -> None:
    """A line of dashes also parts sections."""
    assert read("Một câu.\n\n---\n\nHai câu.").text == "Một câu.\nHai câu."


@pytest.mark.parametrize("markdown", [">" * 3000 + " sâu", "- " * 3000 + "sâu"])
def test_absurd_nesting_is_an_error(markdown: str) -> None:
    """The parser would drop the words below without a sound."""
    with pytest.raises(CorruptInputError):
        read(markdown)


def test_many_open_brackets_are_read_in_a_process_with_limits() -> None:
    """They cost the parser the square of their number."""
    document = read("Mưa. " + "[" * 3000)

    assert document.text.startswith("Mưa.")
