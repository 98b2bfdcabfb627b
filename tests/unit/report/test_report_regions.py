"""Lines and columns: what an editor jumps to must be the passage itself."""

from __future__ import annotations

import unicodedata

import pytest

from screener.domain.limits import ReadLimits
from screener.ingest.reader import read_bytes
from screener.report.regions import Located, Region, located
from tests.fixtures.old_encodings import as_windows_1258
from tests.fixtures.word_xml import make_docx, paragraph
from tests.reports import FAILURE, flagged

LIMITS = ReadLimits()
LONG = "Câu thứ nhất nói chuyện mùa màng ở xã bên sông."


def regions(
    content: bytes | str, *quotes: str, name: str = "bài.txt"
) -> tuple[Region | None, ...]:
    raw = content.encode() if isinstance(content, str) else content
    document = read_bytes(raw, name=name, limits=LIMITS)
    return located(flagged(document, *quotes), raw).regions


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_passage_is_found_in_its_line(end: str) -> None:
    """Lines end in three ways, and all editors count them alike."""
    found = regions(f"Mùa tôm{end}{end}{LONG}{end}Chuyện phái yếu.{end}", "phái yếu")

    assert found == (Region(4, 4, 8, 16),)


def test_same_words_are_told_apart_by_their_order() -> None:
    """The second "phái yếu" is not the first."""
    text = f"{LONG} Chuyện phái yếu.\nChuyện phái yếu nữa.\n"
    document = read_bytes(text.encode(), name="bài.txt", limits=LIMITS)
    report = flagged(document, "phái yếu", "phái yếu nữa")
    second = report.findings[1]

    assert located(report, text.encode()).regions == (
        Region(1, 1, 56, 64),
        Region(2, 2, 8, 20),
    )
    assert second.span.start > report.findings[0].span.start


def test_passage_over_wrapped_lines_spans_them() -> None:
    """Text files are wrapped, and a reader joins the lines."""
    line = "Chuyện ở xã bên sông mùa này còn dài lắm, kể mãi không hết chuyện phái"
    text = "\n".join([line, *["yếu " + line.removeprefix("Chuyện ")] * 7])

    (found,) = regions(text, "phái yếu ở xã")

    assert found is None or found.end_line == found.start_line + 1


def test_words_parted_by_markup_are_found() -> None:
    """A web page may set half of a passage in bold."""
    page = (
        "<!doctype html><html><body><article><h1>Mùa tôm</h1>\n"
        f"<p>{LONG} {LONG}</p>\n<p>Chuyện <b>phái</b>\n yếu ở xã ven sông.</p>"
        "</article></body></html>"
    )

    assert regions(page, "phái yếu", name="bài.html") == (Region(3, 4, 14, 5),)


def test_file_with_decomposed_accents_has_lines_but_no_columns() -> None:
    """Its own columns are other ones than those of the text that was screened."""
    text = unicodedata.normalize("NFD", f"Mùa tôm\n{LONG}\nChuyện phái yếu.")

    assert regions(text, "phái yếu") == (Region(3, 3),)


@pytest.mark.parametrize("encoding", ["utf-16", "cp1258"])
def test_older_encoding_has_lines_but_no_columns(encoding: str) -> None:
    """One letter is several signs there, so that columns would be off."""
    text = f"Mùa tôm\n{LONG}\nChuyện của phái mạnh."
    raw = text.encode(encoding) if encoding == "utf-16" else as_windows_1258(text)

    assert regions(raw, "phái mạnh") == (Region(3, 3),)


def test_word_file_has_no_lines() -> None:
    """Its places are paragraphs; a line number would be made up."""
    content = make_docx(paragraph("Chuyện phái yếu."))

    assert regions(content, "phái yếu", name="bài.docx") == ()


def test_failure_and_missing_source_have_no_lines() -> None:
    """Nothing was read, or nothing is there any more."""
    document = read_bytes(b"Chuyen ngay mua", name="a.txt", limits=LIMITS)

    assert located(FAILURE, b"x") == Located(FAILURE)
    assert located(flagged(document), None).regions == ()
    assert Located(FAILURE).region(0) is None


def test_occurrence_that_is_not_certain_has_no_line() -> None:
    """When the file shows the words more often than the text, none is chosen."""
    page = (
        "<!doctype html><html><head><meta name='a' content='phái yếu'></head><body>"
        f"<article><h1>Mùa tôm</h1><p>{LONG} {LONG}</p>"
        "<p>Chuyện phái yếu ở xã ven sông.</p></article></body></html>"
    )

    assert regions(page, "phái yếu", name="bài.html") == (None,)
