"""What holds for every document, whatever file it came from."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pytest

from screener.domain.documents import Document, Part, PartStatus
from screener.domain.limits import ReadLimits
from screener.ingest.reader import read_bytes, read_file
from screener.messages.catalogue import notice_text
from screener.text.normal import normalize

FIXTURES = Path(__file__).parents[2] / "fixtures"
EXAMPLES = Path(__file__).parents[3] / "examples"
LIMITS = ReadLimits()
FILES = (
    FIXTURES / "docx" / "libreoffice.docx",
    FIXTURES / "html" / "trang-bao.html",
    FIXTURES / "html" / "trang-cu.html",
    FIXTURES / "html" / "chromium-luu.html",
    FIXTURES / "html" / "libreoffice.html",
    FIXTURES / "pdf" / "libreoffice.pdf",
    FIXTURES / "pdf" / "chromium.pdf",
    FIXTURES / "pdf" / "reportlab.pdf",
    EXAMPLES / "ban-thao-nu-giam-doc.docx",
    EXAMPLES / "tin-thi-truong.md",
    EXAMPLES / "phong-van.html",
    EXAMPLES / "cho-phien.pdf",
    EXAMPLES / "tuyen-nguoi.odt",
    EXAMPLES / "thu-ban-doc.rtf",
    EXAMPLES / "tap-huan-viet-tin.pptx",
    EXAMPLES / "tin-trong-tuan.xlsx",
    EXAMPLES / "binh-luan.csv",
    EXAMPLES / "phong-su-xuong-moc.srt",
    EXAMPLES / "phong-su-xuong-moc.vtt",
    EXAMPLES / "chuyen-ke.epub",
    EXAMPLES / "thu-gui-bai.eml",
    EXAMPLES / "goi-bai.zip",
    EXAMPLES / "ban-tin-1999-tcvn3.txt",
)


@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.name)
def path(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


@pytest.fixture(scope="module")
def document(path: Path) -> Document:
    return read_file(path, limits=LIMITS)


def test_text_is_the_paragraphs_joined(document: Document) -> None:
    """Offsets are shared by everything that follows."""
    words = [p.span.of(document.text) for p in document.paragraphs]

    assert "\n".join(words) == document.text
    assert all(word and word == word.strip() for word in words)


def test_text_is_composed(document: Document) -> None:
    """Spans count NFC code points."""
    assert normalize(document.text) == document.text


def test_paragraphs_are_numbered(document: Document) -> None:
    """People name a place by its paragraph, counted in the file they open."""
    for _, group in groupby(document.paragraphs, key=lambda p: p.place.section):
        numbers = [paragraph.place.paragraph for paragraph in group]
        assert numbers == list(range(1, len(numbers) + 1))


def test_coverage_adds_up(document: Document) -> None:
    """Each kind of paragraph is counted, each thing left out has a reason."""
    counted = {
        entry.part: entry.count
        for entry in document.coverage.parts
        if entry.status is PartStatus.READ and entry.part is not Part.ATTACHMENT
    }
    kinds = [p.place.part for p in document.paragraphs]

    assert counted == {kind: kinds.count(kind) for kind in kinds}
    assert document.coverage.characters_read == len(document.text)
    for entry in document.coverage.parts:
        # Files in a file are named, those that were read too.
        is_plainly_read = (
            entry.status is PartStatus.READ and entry.part is not Part.ATTACHMENT
        )
        assert (entry.reason is None) == is_plainly_read
        assert entry.count > 0


def test_notices_have_words(document: Document) -> None:
    """Codes are for machines, people read sentences."""
    notices = [e.reason for e in document.coverage.parts if e.reason]

    for notice in (*notices, *document.warnings):
        words = notice_text(notice)
        assert words.vi
        assert words.vi != words.en


def test_title_is_one_line(document: Document) -> None:
    """It heads reports and lists; tables of values and films have none."""
    parts = {p.place.part for p in document.paragraphs}
    if parts <= {Part.TABLE, Part.SUBTITLE}:
        assert document.title == ""
        return
    assert document.title
    assert "\n" not in document.title
    assert any(p.place.part is Part.TITLE for p in document.paragraphs)


def test_same_bytes_make_the_same_document(path: Path, document: Document) -> None:
    """Same input, same output, for an upload as for a file."""
    upload = read_bytes(path.read_bytes(), name=path.name, limits=LIMITS)

    assert upload.text == document.text
    assert upload.paragraphs == document.paragraphs
    assert upload.coverage == document.coverage
    assert upload.sha256 == document.sha256
