"""What a file is: its content decides, its name only where content cannot."""

from __future__ import annotations

import logging

import pytest

from screener.domain.limits import ReadLimits
from screener.errors import (
    CorruptInputError,
    NoTextError,
    ReaderCrashedError,
    UnsupportedFormatError,
)
from screener.ingest.reader import read_bytes
from tests.fixtures.word_xml import make_docx, make_zip, paragraph

LIMITS = ReadLimits()
STORY = (
    "Chợ quê mùa nước nổi\n\n"
    "Từ ba giờ sáng, ghe chở bí rợ và khoai lang đã neo kín ngã ba sông. "
    "Người bán gọi nhau í ới trên mặt nước còn mờ sương.\n"
)


@pytest.mark.parametrize("name", ["bài.txt", "bài.pdf", "bài", "bài.html"])
def test_word_file_is_known_by_its_content(name: str) -> None:
    """Names lie: mail programs and people change them."""
    document = read_bytes(make_docx(paragraph("Nước lên.")), name=name, limits=LIMITS)

    assert document.text == "Nước lên."


def test_web_page_named_txt_is_read_as_a_page() -> None:
    """Otherwise tags would be screened as text."""
    content = b"\xef\xbb\xbf<!-- x -->\n<!DOCTYPE html><p>M\xc6\xb0a.</p>"

    assert read_bytes(content, name="a.txt", limits=LIMITS).text == "Mưa."


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.gif", b"GIF89a", "gif"),
        ("a.bmp", b"BM\0\0", "bmp"),
        ("a.bin", b"\x7fELF\0", "elf"),
        ("a.json", b"{}", "json"),
        ("a.ole", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
        (
            "a.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1W\0o\0r\0k\0b\0o\0o\0k\0",
            "xls (Excel 97–2003)",
        ),
        (
            "a.ods",
            make_zip({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
            "OpenDocument spreadsheet",
        ),
    ],
)
def test_other_formats_are_named(name: str, content: bytes, kind: str) -> None:
    """The hint can only help when the format is known."""
    with pytest.raises(UnsupportedFormatError) as caught:
        read_bytes(content, name=name, limits=LIMITS)

    assert caught.value.facts["format"] == kind


@pytest.mark.parametrize("text", ["BMW bán chạy.", "MZ là hai chữ cái.", "GIF là gì?"])
def test_text_that_begins_like_a_program_is_text(text: str) -> None:
    """Two letters prove nothing."""
    assert read_bytes(text.encode(), name="a.txt", limits=LIMITS).text == text


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.doc"])
def test_text_named_as_a_document_is_corrupt(name: str) -> None:
    """A draft replaced by an error page must not be screened as the draft."""
    with pytest.raises(CorruptInputError):
        read_bytes(b"404 not found", name=name, limits=LIMITS)


@pytest.mark.parametrize(
    ("name", "error"),
    [("a.docx", CorruptInputError), ("a.zip", NoTextError)],
)
def test_zip_without_a_document(name: str, error: type[Exception]) -> None:
    """Only its name says what it was meant to be."""
    with pytest.raises(error):
        read_bytes(make_zip({"a.bin": bytes(9)}), name=name, limits=LIMITS)


def test_unforeseen_failure_is_an_input_error_with_a_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """One bad file never stops a batch, and the bug can still be found.

    No file is known on which a reader fails by itself, so a limit of the wrong
    type stands for the bug.
    """
    limits = ReadLimits(max_characters=None)  # type: ignore[arg-type]

    with caplog.at_level(logging.ERROR), pytest.raises(ReaderCrashedError) as caught:
        read_bytes(b"abc", name="a.txt", limits=limits)

    assert caught.value.facts == {"reason": "TypeError"}
    assert "Traceback" in caplog.text
