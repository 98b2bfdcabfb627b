"""Words of pictures and scans: read by Tesseract, with its confidence, or said."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from screener.domain.documents import Document, Part, PartStatus, Trust
from screener.domain.limits import ReadLimits
from screener.errors import (
    CorruptInputError,
    MissingProgramError,
    NoTextError,
    PictureTooLargeError,
)
from screener.ingest.image import picture_size
from screener.ingest.ocr import has_ocr
from screener.ingest.reader import read_bytes, read_file
from tests.fixtures.foreign_texts import POSTER
from tests.fixtures.make_fixtures import make_png
from tests.fixtures.word_xml import make_zip
from tests.word_drafts import entries

FIXTURES: Final = Path(__file__).parents[2] / "fixtures"
LIMITS: Final = ReadLimits()
needs_tesseract = pytest.mark.skipif(
    not has_ocr(), reason="Tesseract with Vietnamese is not installed"
)


def share_read(document: Document) -> float:
    """The share of the poster's words that were recognised letter for letter."""
    words = " ".join(POSTER).split()
    read = document.text.split()
    return sum(word in read for word in words) / len(words)


@needs_tesseract
@pytest.mark.parametrize("name", ["chromium.png", "ffmpeg.jpg"])
def test_words_of_a_poster_are_read_with_the_confidence(name: str) -> None:
    """The picture itself is still for a person to judge."""
    document = read_file(FIXTURES / "image" / name, limits=LIMITS)

    assert share_read(document) >= 0.9
    assert [
        (e.status, e.reason.code) for e in entries(document, Part.IMAGE) if e.reason
    ] == [
        (PartStatus.NOT_JUDGED, "coverage.image"),
        (PartStatus.PARTLY_READ, "coverage.ocr"),
    ]
    facts = dict(entries(document, Part.IMAGE)[1].reason.facts)  # type: ignore[union-attr]
    assert int(facts["percent"]) >= 80


@needs_tesseract
def test_page_that_was_printed_and_scanned_is_read() -> None:
    """Paragraph by paragraph."""
    document = read_file(FIXTURES / "image" / "pdftoppm.png", limits=LIMITS)

    assert "thầy giáo thể dục và một cô bán nước mía" in " ".join(document.text.split())
    assert document.coverage.trust is Trust.TRUSTED


@needs_tesseract
def test_scanned_page_of_a_pdf_is_read_and_said() -> None:
    """With its page, and the machine's confidence."""
    document = read_file(FIXTURES / "pdf" / "reportlab-ban-quet.pdf", limits=LIMITS)

    (page,) = entries(document, Part.PAGE)
    assert share_read(document) >= 0.9
    assert {p.place.page for p in document.paragraphs} == {1}
    assert page.reason is not None
    assert page.reason.code == "coverage.page_ocr"


@needs_tesseract
def test_photograph_in_an_archive_takes_nothing_from_the_text() -> None:
    """It has no words, so it is only listed."""
    document = read_bytes(
        make_zip({"a.txt": "Mưa to.", "b.png": make_png()}), name="a.zip", limits=LIMITS
    )

    assert document.coverage.trust is Trust.TRUSTED
    assert len(entries(document, Part.IMAGE)) == 1


@needs_tesseract
def test_picture_without_words_says_so() -> None:
    """A photograph alone cannot be screened."""
    with pytest.raises(NoTextError):
        read_bytes(make_png(), name="a.png", limits=LIMITS)


def test_machine_without_tesseract_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A poster is not clean because nobody read it."""
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(MissingProgramError) as caught:
        read_file(FIXTURES / "image" / "chromium.png", limits=LIMITS)

    assert caught.value.facts["program"] == "Tesseract"


def test_scan_without_tesseract_is_not_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """And the hint says what would help."""
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(NoTextError):
        read_file(FIXTURES / "pdf" / "reportlab-ban-quet.pdf", limits=LIMITS)


def png_head(width: int, height: int) -> bytes:
    """A PNG file that promises a size and holds nothing."""
    return (
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
        + struct.pack(">II", width, height)
        + b"\x08" * 5
    )


def test_gigantic_picture_is_refused_by_its_head() -> None:
    """Four gigapixels would fill the memory."""
    with pytest.raises(PictureTooLargeError) as caught:
        read_bytes(png_head(65_000, 65_000), name="a.png", limits=LIMITS)

    assert caught.value.facts["pixels"] == 65_000 * 65_000


def test_office_sets_how_large_a_picture_may_be() -> None:
    """In pixels, not in bytes: they pack well."""
    content = (FIXTURES / "image" / "chromium.png").read_bytes()

    with pytest.raises(PictureTooLargeError):
        read_bytes(content, name="a", limits=replace(LIMITS, max_image_pixels=1000))


@pytest.mark.parametrize(
    "content",
    [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", png_head(0, 5), b"\xff\xd8\xff" * 9],
)
def test_picture_without_a_size_is_corrupt(content: bytes) -> None:
    """Nothing is given to a native program unseen."""
    with pytest.raises(CorruptInputError):
        read_bytes(content, name="a.png", limits=LIMITS)


def test_size_is_read_from_the_head() -> None:
    """Of both formats."""
    jpeg = (FIXTURES / "image" / "ffmpeg.jpg").read_bytes()

    assert picture_size(make_png(width=24, height=16)) == (24, 16)
    assert picture_size(jpeg) == (900, 360)
