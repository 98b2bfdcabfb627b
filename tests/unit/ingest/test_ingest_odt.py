"""OpenDocument texts: the final view, every story, fonts of before Unicode."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from screener.domain.documents import Document, Part, PartStatus
from screener.domain.limits import ReadLimits
from screener.errors import CorruptInputError, EncryptedInputError
from screener.ingest.reader import read_bytes, read_file
from tests.fixtures import articles
from tests.fixtures.word_xml import make_zip
from tests.word_drafts import entries, texts

FIXTURES: Final = Path(__file__).parents[2] / "fixtures" / "odt"
LIMITS: Final = ReadLimits()
MIMETYPE: Final = "application/vnd.oasis.opendocument.text"
NAMESPACES: Final = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("style", "style"),
        ("svg", "svg-compatible"),
        ("fo", "xsl-fo-compatible"),
    )
)


def make_odt(body: str, *, styles: str = "", **members: str) -> bytes:
    """An OpenDocument text with this body and these automatic styles."""
    content = (
        f"<office:document-content {NAMESPACES}>"
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    return make_zip({"mimetype": MIMETYPE, "content.xml": content, **members})


def read_odt(body: str, *, styles: str = "") -> Document:
    """The document of such a file."""
    return read_bytes(make_odt(body, styles=styles), name="bài.odt", limits=LIMITS)


def p(*pieces: str) -> str:
    """A paragraph."""
    return f"<text:p>{''.join(pieces)}</text:p>"


@pytest.fixture(scope="module")
def draft() -> Document:
    return read_file(FIXTURES / "libreoffice.odt", limits=LIMITS)


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
    """Where a passage stands is part of the finding."""
    assert texts(draft, part) == words


def test_cells_know_their_place(draft: Document) -> None:
    """Nested tables too."""
    places = {q.span.of(draft.text): q.place.cell for q in draft.paragraphs}

    assert places["198"] == "bảng 1, R4C3"
    assert places["trong đó 97 em gái"] == "bảng 1, R4C3 > bảng 2, R1C1"


def test_tracked_changes_are_read_as_accepted(draft: Document) -> None:
    """The deleted words are gone, and both kinds are told."""
    (deleted,) = entries(draft, Part.DELETED)

    assert deleted.status is PartStatus.NOT_READ
    assert [w.code for w in draft.warnings] == ["warning.tracked_changes"]


def test_blanks_tabs_and_breaks_become_text() -> None:
    """OpenDocument has elements for them."""
    document = read_odt(
        p("Một<text:s text:c='2'/>hai<text:tab/>ba<text:line-break/>bốn")
    )

    assert document.text == "Một  hai\tba\nbốn"


def test_comments_are_counted_and_left_out() -> None:
    """They are the editor's words, not the draft's."""
    note = f"<office:annotation>{p('Xem lại.')}</office:annotation>"

    document = read_odt(p("Mưa", note, " to."))

    assert document.text == "Mưa to."
    assert [entry.count for entry in entries(document, Part.COMMENT)] == [1]


def test_hidden_text_is_counted_and_left_out() -> None:
    """No reader sees it."""
    styles = (
        '<style:style style:name="T1" style:family="text">'
        '<style:text-properties text:display="none"/></style:style>'
    )

    document = read_odt(
        p('Mưa<text:span text:style-name="T1"> rào</text:span> to.'), styles=styles
    )

    assert document.text == "Mưa to."
    (entry,) = entries(document, Part.OTHER)
    assert entry.reason is not None
    assert dict(entry.reason.facts) == {"characters": 4}


def test_table_of_contents_is_said_not_read() -> None:
    """Else each heading would be found twice."""
    index = f"<text:table-of-content><text:index-body>{p('Chương 1')}</text:index-body></text:table-of-content>"

    document = read_odt(index + p("Chương 1"))

    assert document.text == "Chương 1"
    (entry,) = entries(document, Part.OTHER)
    assert entry.reason is not None
    assert entry.reason.code == "coverage.contents"


def test_old_fonts_are_read_and_said() -> None:
    """The name of the font tells the table."""
    document = read_file(FIXTURES / "libreoffice-phong-cu.odt", limits=LIMITS)

    (notice,) = document.warnings
    assert notice.code == "encoding.fonts"
    assert "VNI-Windows" in str(dict(notice.facts)["encoding"])


def test_file_under_a_password_says_so() -> None:
    """The manifest tells it; the parts are rubbish without the password."""
    manifest = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        "<m:file-entry><m:encryption-data/></m:file-entry></m:manifest>"
    )
    content = make_odt(p("x"), **{"META-INF/manifest.xml": manifest})

    with pytest.raises(EncryptedInputError):
        read_bytes(content, name="a.odt", limits=LIMITS)


@pytest.mark.parametrize(
    "members",
    [
        {"content.xml": "<x/>"},
        {"content.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"},
        {},
    ],
)
def test_file_without_a_body_is_corrupt(members: dict[str, str]) -> None:
    """A spoilt file must not pass as an empty one."""
    content = make_zip({"mimetype": MIMETYPE, **members})

    with pytest.raises(CorruptInputError):
        read_bytes(content, name="a.odt", limits=LIMITS)
