"""Coverage: each file that another program made gives back all its words, in order."""

from __future__ import annotations

import shutil
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest

from screener.domain.documents import Document, PartStatus, Trust
from screener.domain.limits import ReadLimits
from screener.ingest.reader import read_file
from tests.fixtures import articles as a
from tests.fixtures.foreign import SHEET

FIXTURES: Final = Path(__file__).parents[2] / "fixtures"
LIMITS: Final = ReadLimits()
BODY: Final = (
    a.TITLE,
    a.STANDFIRST,
    *(text for _, texts in a.SECTIONS for text in texts),
)
HEADINGS: Final = tuple(heading for heading, _ in a.SECTIONS if heading)
CELLS: Final = tuple(cell for row in a.TABLE for cell in row)
WHOLE: Final = (*BODY, *HEADINGS, *CELLS, *a.LIST_ITEMS, a.FOOTNOTE)
DRAWN: Final = (a.CAPTION, a.TEXT_BOX, a.HEADER)
OLD_FONTS: Final = (
    "LỚP BƠI TRÊN CÙ LAO",
    "Chị dẹp xe mía lúc bốn giờ chiều, xuống sông dạy bơi.",
    "Ủy ban xã mời thêm bốn người, không phân biệt nam nữ.",
    "Mỗi buổi học đều có hai người lớn đứng ở hai đầu dây.",
)
ROWS: Final = tuple(row[column] for row in SHEET[1:] for column in (1, 2))
SLIDES: Final = (
    *(a.TITLE, a.STANDFIRST, *HEADINGS, *a.LIST_ITEMS, a.SECTIONS[1][1][0]),
    *(*CELLS, a.ALT_TEXT, a.TEXT_BOX),
)
SPOKEN: Final = (
    "Năm giờ chiều, nước sông rút còn ngang ngực người lớn.",
    "“Nước đâu có chừa ai, trai hay gái cũng phải biết bơi”, chị nói.",
    "Bữa nay mía ế, chị cười.",
)
# What each file holds; the words of a file are listed here, not in its reader.
WORDS: Final = {
    "docx/libreoffice.docx": (*WHOLE, *DRAWN, a.ALT_TEXT),
    "docx/libreoffice.docm": (*WHOLE, *DRAWN, a.ALT_TEXT),
    "docx/libreoffice.dotx": (*WHOLE, *DRAWN, a.ALT_TEXT),
    "docx/pandoc.docx": (*WHOLE, a.ALT_TEXT),
    "docx/python-docx-phong-cu.docx": OLD_FONTS,
    "odt/libreoffice.odt": (*WHOLE, *DRAWN, a.ALT_TEXT),
    "odt/pandoc.odt": (*WHOLE, a.ALT_TEXT),
    "odt/libreoffice-phong-cu.odt": OLD_FONTS,
    "rtf/libreoffice.rtf": (*WHOLE, *DRAWN, a.ALT_TEXT),
    "rtf/pandoc.rtf": WHOLE,
    "rtf/calibre.rtf": WHOLE,
    "rtf/libreoffice-phong-cu.rtf": OLD_FONTS,
    "doc/libreoffice.doc": (*WHOLE, *DRAWN),
    "doc/libreoffice-phong-cu.doc": OLD_FONTS,
    "pptx/python-pptx.pptx": SLIDES,
    "pptx/libreoffice.pptx": SLIDES,
    "pptx/pandoc.pptx": WHOLE,
    "xlsx/openpyxl.xlsx": (*ROWS, a.CAPTION),
    "xlsx/libreoffice.xlsx": (*ROWS, a.CAPTION),
    "xlsx/xlsxwriter.xlsx": ROWS,
    "csv/python.csv": ROWS,
    "csv/libreoffice.csv": ROWS,
    "csv/libreoffice.tsv": ROWS,
    **{
        f"subtitles/{name}": SPOKEN
        for name in (
            *("ffmpeg.srt", "ffmpeg.vtt", "ffmpeg-ass.vtt"),
            *("pysubs2.srt", "pysubs2.vtt", "pysubs2-ass.srt"),
        )
    },
    "zip/infozip.zip": (*a.SECTIONS[0][1], *WHOLE),
    "zip/7zip.zip": (*a.SECTIONS[0][1], *WHOLE),
    "zip/python.zip": (*a.SECTIONS[0][1], *WHOLE),
    "eml/python.eml": (*a.SECTIONS[0][1], *WHOLE),
    "eml/mpack.eml": a.SECTIONS[1][1],
    "eml/mime-lite.eml": ("Bài mới", *a.SECTIONS[1][1]),
    "epub/pandoc.epub": (*WHOLE, a.ALT_TEXT),
    "epub/calibre.epub": (*WHOLE, a.ALT_TEXT),
    # Writer drops the head of a table when it saves a book.
    "epub/libreoffice.epub": (*BODY, *HEADINGS, *CELLS[3:], *a.LIST_ITEMS, a.FOOTNOTE),
}
# Formats that the README names need three files by two programs.
NAMED: Final = (
    "docx",
    "odt",
    "rtf",
    "pptx",
    "xlsx",
    "csv",
    "subtitles",
    "epub",
    "zip",
    "eml",
)


def flat(text: str) -> str:
    """The words of a text alone: line ends and blanks are the format's."""
    return " ".join(text.split())


@cache
def read(name: str) -> Document:
    """A fixture, or a skip where the program that reads it is not installed."""
    if name.startswith("doc/") and shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    return read_file(FIXTURES / name, limits=LIMITS)


@pytest.mark.parametrize("name", WORDS)
def test_every_word_of_the_file_is_read(name: str) -> None:
    """What is not read is not screened."""
    document = read(name)

    text = flat(document.text)
    assert [words for words in WORDS[name] if flat(words) not in text] == []
    assert document.coverage.characters_read == len(document.text)
    assert document.coverage.trust is Trust.TRUSTED


@pytest.mark.parametrize(
    "name",
    [n for n, words in WORDS.items() if words[:1] == BODY[:1] and BODY[2] in words],
)
def test_body_is_read_in_order_and_once(name: str) -> None:
    """A paragraph out of its place loses its context; one read twice is found twice."""
    text = flat(read(name).text)

    places = [text.index(flat(words)) for words in BODY]
    assert all(before < after for before, after in pairwise(places))
    assert [words for words in BODY[1:] if text.count(flat(words)) != 1] == []


@pytest.mark.parametrize("name", WORDS)
def test_paragraphs_are_slices_of_the_text(name: str) -> None:
    """Every place leads to its words, and the parts that were read add up."""
    document = read(name)

    for paragraph in document.paragraphs:
        words = paragraph.span.of(document.text)
        assert words == words.strip() != ""
    counted = sum(
        part.count
        for part in document.coverage.parts
        if part.status is PartStatus.READ and part.reason is None
    )
    assert counted == len(document.paragraphs)


@pytest.mark.parametrize("format_", NAMED)
def test_named_format_is_proven_by_files_of_two_programs(format_: str) -> None:
    """One program's files show only that program's habits."""
    names = [name for name in WORDS if name.startswith(f"{format_}/")]
    programs = {Path(name).stem.partition("-")[0] for name in names}

    assert len(names) >= 3
    assert len(programs) >= 2
