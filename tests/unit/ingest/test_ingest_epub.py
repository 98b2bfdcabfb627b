"""Electronic books: chapters in the order of the spine, each paragraph in its own."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from screener.domain.documents import Document, Part, Trust
from screener.domain.limits import ReadLimits
from screener.errors import CorruptInputError, EncryptedInputError
from screener.ingest.reader import read_bytes, read_file
from tests.fixtures import articles
from tests.fixtures.word_xml import make_zip
from tests.word_drafts import entries, texts

FIXTURES: Final = Path(__file__).parents[2] / "fixtures" / "epub"
LIMITS: Final = ReadLimits()
CONTAINER: Final = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
)


def make_epub(chapters: dict[str, str], *, spine: str = "", **members: str) -> bytes:
    """A book of these chapters (name to body); the spine is their order by default."""
    items = "".join(
        f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"/>'
        for name in chapters
    )
    order = spine.split() or list(chapters)
    references = "".join(f'<itemref idref="{name}"/>' for name in order)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata/>'
        f"<manifest>{items}</manifest><spine>{references}</spine></package>"
    )
    files = {
        f"OEBPS/{name}.xhtml": f"<html><body>{body}</body></html>"
        for name, body in chapters.items()
    }
    return make_zip(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "OEBPS/book.opf": package,
            **files,
            **members,
        }
    )


def read_epub(content: bytes) -> Document:
    """The document of a book."""
    return read_bytes(content, name="a.epub", limits=LIMITS)


@pytest.mark.parametrize("name", ["pandoc", "calibre"])
def test_finding_leads_to_its_chapter(name: str) -> None:
    """A book has no pages; its chapters have names."""
    document = read_file(FIXTURES / f"{name}.epub", limits=LIMITS)

    sections = {p.span.of(document.text): p.place.section for p in document.paragraphs}
    assert sections[articles.SECTIONS[2][1][0]] == "Con số cuối mùa"
    assert sections[articles.SECTIONS[1][1][0]] == "Thêm một người đứng lớp"


def test_spine_decides_the_order() -> None:
    """Files lie in any order in the archive."""
    content = make_epub({"b": "<p>Hai.</p>", "a": "<p>Một.</p>"}, spine="a b")

    assert read_epub(content).text == "Một.\nHai."


def test_table_of_contents_names_the_chapters() -> None:
    """Old books have no heading in the file itself."""
    contents = (
        '<!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" "http://www.daisy.org/x.dtd">'
        "<ncx><navMap><navPoint><navLabel><text>Mùa nước</text></navLabel>"
        '<content src="a.xhtml"/></navPoint></navMap></ncx>'
    )
    package = (
        '<package><manifest><item id="n" href="t.ncx" media-type="x"/>'
        '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
        '<spine toc="n"><itemref idref="a"/></spine></package>'
    )
    content = make_epub(
        {"a": "<p>Nước lên.</p>"},
        **{"OEBPS/t.ncx": contents, "OEBPS/book.opf": package},
    )

    (paragraph,) = read_epub(content).paragraphs

    assert paragraph.place.section == "Mùa nước"


def test_pictures_of_a_book_are_listed() -> None:
    """With their words; a file's name says nothing."""
    content = make_epub(
        {"a": '<p>Mưa.</p><img src="x" alt="Ghe chở bí rợ"/><img src="y" alt="y.png"/>'}
    )

    document = read_epub(content)

    assert texts(document, Part.ALT_TEXT) == ["Ghe chở bí rợ"]
    assert len(entries(document, Part.IMAGE)) == 2


def test_chapter_that_is_missing_is_said() -> None:
    """The rest is read, but not trusted as the whole."""
    content = make_epub({"a": "<p>Mưa.</p>", "b": "<p>x</p>"})
    content = content.replace(b"OEBPS/b.xhtml", b"OEBPS/c.xhtml")

    document = read_epub(content)

    assert document.text == "Mưa."
    assert document.coverage.trust is Trust.DOUBTFUL
    assert [w.code for w in document.warnings] == ["warning.members_missing"]


def test_book_under_copy_protection_says_so() -> None:
    """Its chapters are rubbish without the shop's program."""
    rights = (
        '<encryption xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:CipherReference'
        ' URI="OEBPS/a.xhtml"/></encryption>'
    )
    content = make_epub({"a": "<p>x</p>"}, **{"META-INF/encryption.xml": rights})

    with pytest.raises(EncryptedInputError):
        read_epub(content)


@pytest.mark.parametrize(
    "members",
    [
        {"META-INF/container.xml": "<container/>"},
        {"OEBPS/book.opf": "<package/>"},
        {"OEBPS/book.opf": "<!DOCTYPE x [<!ENTITY a 'b'>]><package>&a;</package>"},
    ],
)
def test_book_without_a_spine_is_corrupt(members: dict[str, str]) -> None:
    """Nothing says what is to be read."""
    with pytest.raises(CorruptInputError):
        read_epub(make_epub({"a": "<p>x</p>"}, **members))
