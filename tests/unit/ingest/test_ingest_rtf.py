"""RTF: words and only words, in their places, in any code page and old font."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from screener.domain.documents import Document, Part, Trust
from screener.domain.limits import ReadLimits
from screener.ingest.reader import read_bytes, read_file
from tests.fixtures import articles
from tests.word_drafts import entries, texts

FIXTURES: Final = Path(__file__).parents[2] / "fixtures" / "rtf"
LIMITS: Final = ReadLimits()


def read_rtf(body: str, *, head: str = r"\rtf1\ansi\ansicpg1252") -> Document:
    """The document of an RTF file; the body may hold letters of Latin-1."""
    content = f"{{{head} {body}}}".encode("latin-1")
    return read_bytes(content, name="bài.rtf", limits=LIMITS)


@pytest.fixture(scope="module")
def draft() -> Document:
    return read_file(FIXTURES / "libreoffice.rtf", limits=LIMITS)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (Part.TITLE, [articles.TITLE]),
        (Part.HEADING, [heading for heading, _ in articles.SECTIONS if heading]),
        (Part.LIST_ITEM, list(articles.LIST_ITEMS)),
        (Part.CAPTION, [articles.CAPTION]),
        (Part.ALT_TEXT, [articles.ALT_TEXT]),
        (Part.TEXT_BOX, [articles.TEXT_BOX]),
        (Part.FOOTNOTE, [articles.FOOTNOTE]),
        (Part.HEADER, [articles.HEADER]),
    ],
)
def test_parts_are_told_apart(draft: Document, part: Part, words: list[str]) -> None:
    """Libraries that give one string lose all of this."""
    assert texts(draft, part) == words


def test_cells_know_their_place(draft: Document) -> None:
    """Nested tables too."""
    places = {q.span.of(draft.text): q.place.cell for q in draft.paragraphs}

    assert places["198"] == "bảng 1, R4C3"
    assert places["trong đó 97 em gái"] == "bảng 1, R4C3 > bảng 2, R1C1"


def test_picture_that_stands_twice_is_listed_once(draft: Document) -> None:
    """Writers store each picture in a new and an old form."""
    assert len(entries(draft, Part.IMAGE)) == 1


def test_deletions_and_insertions_are_told(draft: Document) -> None:
    """The final view is what is printed."""
    (deleted,) = entries(draft, Part.DELETED)

    assert deleted.count == 1
    assert [w.code for w in draft.warnings] == ["warning.tracked_changes"]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"Ch\u7883? H\u432?", "Chị Hư"),
        (r"\uc0 Ch\u7883  H\u432", "Chị Hư"),
        (r"{\uc2\u7883 ab}c", "ịc"),
        (r"mu\u-10179?\u-8704?a", "mu😀a"),
        (r"a\emdash b\~c\_d\{e\}\\", "a—b\u00a0c-d{e}\\"),
        (r"m\'f3n \'84\'93", "món „“"),
        (r"{\fonttbl{\f0\fcharset163 Arial;}}\f0 phu\'f2 n\'fd\'de", "phụ nữ"),
        (r"m\bin4 {{{{t", "mt"),
        (r"a\par b\line c", "a\nb\nc"),
    ],
    ids=[
        "unicode",
        "no stand-in",
        "two",
        "pair",
        "signs",
        "bytes",
        "1258",
        "bin",
        "par",
    ],
)
def test_letters_are_read_however_they_are_written(body: str, text: str) -> None:
    """Thirty years of writers each have their way."""
    assert read_rtf(body).text == text


@pytest.mark.parametrize(
    "machinery",
    [
        r"{\stylesheet{\s1 heading 1;}}",
        r"{\*\unknown nothing {inside} it}",
        r"{\info{\title x}{\author y}}",
        r"{\field{\*\fldinst PAGE}{\fldrslt }}",
        r"{\pict\pngblip 89504e47}",
        r"{\v hidden}",
        r"{\*\annotation xem l\u7841?i}",
        r"{\*\bkmkstart a}{\xe index}",
        r"{\object{\*\objdata 0105}}",
    ],
)
def test_machinery_is_no_text(machinery: str) -> None:
    """Only what is printed is screened."""
    assert read_rtf(f"M\\u432?a{machinery} to.").text == "Mưa to."


def test_field_gives_its_result() -> None:
    """As a reader sees it."""
    body = r'{\field{\*\fldinst HYPERLINK "http://a"}{\fldrslt trang b\u225?o}}'

    assert read_rtf(body).text == "trang báo"


def test_old_fonts_are_read_by_name() -> None:
    """Draft of 1998: a headline in capitals, a body in small letters."""
    head = (
        r"\rtf1\ansi\ansicpg1252{\fonttbl{\f0 .VnTime;}{\f1 .VnTimeH;}{\f2 VNI-Times;}}"
    )
    body = r"\f1 phô n÷\par\f0 phô n÷\par\f2 phuï nöõ"

    document = read_rtf(body, head=head)

    assert document.text == "PHỤ NỮ\nphụ nữ\nphụ nữ"
    assert [w.code for w in document.warnings] == ["encoding.fonts"]


def test_heading_by_outline_level() -> None:
    """Where the style has a name of its own."""
    body = r"\pard\outlinelevel1 T\'edt\par\pard M\u432?a to r\u7891?i t\u7841?nh.\par"

    document = read_rtf("Dong dau kha dai va co dau cham.\\par" + body)

    assert texts(document, Part.HEADING) == ["Tít"]


def test_file_cut_short_is_doubtful() -> None:
    """Its braces never close."""
    document = read_bytes(rb"{\rtf1 M\u432?a to {\b r", name="a.rtf", limits=LIMITS)

    assert document.coverage.trust is Trust.DOUBTFUL
    assert "warning.incomplete_file" in [w.code for w in document.warnings]


def test_deep_nesting_is_walked_without_recursion() -> None:
    """A million braces are a joke, not a draft."""
    document = read_rtf("{" * 100_000 + "sau" + "}" * 100_000)

    assert document.text == "sau"
