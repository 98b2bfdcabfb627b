"""PDF files with a text layer: paragraphs, page numbers, and pages that fail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from screener.domain.documents import Part, PartCoverage, PartStatus, Trust
from screener.domain.limits import ReadLimits
from screener.domain.wording import Notice
from screener.errors import CorruptInputError, NoTextError, TooLongError
from screener.ingest.assembly import Block, Extract, image_coverage
from screener.ingest.pdf_layout import blocks_of
from screener.ingest.pdf_lines import Furniture, Line, page_lines, without_furniture
from screener.ingest.pdf_pages import FORMAT, Page, PdfText, read_pages
from screener.ingest.trust import is_readable
from screener.text.normal import normalize

_END_MARK: Final = b"%%EOF"
_END_REACH: Final = 2048
# More pictures than this on one page are strips of one or ornaments.
_MOST_PICTURES: Final = 20
_FEW_LETTERS: Final = 30


def extract(content: bytes, *, source: str, limits: ReadLimits) -> Extract:
    """The paragraphs of a PDF file and what became of each of its pages.

    Raises:
        EncryptedInputError: When it needs a password.
        CorruptInputError: When it cannot be opened.
        NoTextError: When no page has text, as in a scan.
        TooLongError: When there is more text than the limits allow.
    """
    pdf = read_pages(content, source=source)
    _check_length(pdf.pages, source=source, limits=limits)
    is_complete = _END_MARK in content[-_END_REACH:]
    lines = {page.number: page_lines(page) for page in pdf.pages}
    failures = {page.number: _failure(page, lines[page.number]) for page in pdf.pages}
    read = [
        line for n, kept in lines.items() if not _is_lost(failures[n]) for line in kept
    ]
    if not read:
        raise _nothing_read(failures, source=source, is_complete=is_complete)
    furniture = without_furniture(read)
    lost = sum(_is_lost(failure) for failure in failures.values())
    return Extract(
        format=FORMAT,
        blocks=(*blocks_of(furniture.body), *_page_blocks(furniture)),
        parts=tuple(_parts(pdf, failures, furniture)),
        warnings=tuple(_warnings(lost, len(pdf.pages), is_complete=is_complete)),
        trust=_trust(lost, len(pdf.pages), is_complete=is_complete),
    )


_Failure = PartCoverage | None


def _check_length(pages: Sequence[Page], *, source: str, limits: ReadLimits) -> None:
    characters = sum(len(s.text) for page in pages for s in page.segments)
    if characters > limits.max_characters:
        raise TooLongError(
            source=source, characters=characters, limit=limits.max_characters
        )


def _failure(page: Page, lines: Sequence[Line]) -> _Failure:
    """What keeps a page from being read in full, if anything does."""
    text = normalize(" ".join(line.text for line in lines))
    letters = sum(map(str.isalpha, text))
    if page.is_damaged:
        return _page_entry("coverage.page_failed", page)
    if letters and not is_readable(text):
        return _page_entry("coverage.page_garbled", page)
    if letters == 0 and page.has_marks:
        return _page_entry("coverage.page_scanned", page)
    if letters < _FEW_LETTERS and page.pictures:
        return _page_entry("coverage.page_scanned", page, status=PartStatus.PARTLY_READ)
    return None


def _page_entry(
    code: str, page: Page, *, status: PartStatus = PartStatus.NOT_READ
) -> PartCoverage:
    return PartCoverage(Part.PAGE, status, Notice(code, (("page", page.number),)))


def _is_lost(failure: _Failure) -> bool:
    return failure is not None and failure.status is PartStatus.NOT_READ


def _nothing_read(
    failures: dict[int, _Failure], *, source: str, is_complete: bool
) -> CorruptInputError | NoTextError:
    known = [failure for failure in failures.values() if failure and failure.reason]
    codes = {failure.reason.code for failure in known if failure.reason}
    if "coverage.page_failed" in codes or not is_complete:
        return CorruptInputError(
            source=source, format=FORMAT, reason="reason.truncated"
        )
    if "coverage.page_garbled" in codes:
        return CorruptInputError(source=source, format=FORMAT, reason="reason.garbled")
    return NoTextError(source=source, format=FORMAT)


def _page_blocks(furniture: Furniture) -> Iterator[Block]:
    """Running heads and feet, each wording once: they are read, not repeated."""
    for part, lines in ((Part.HEADER, furniture.heads), (Part.FOOTER, furniture.feet)):
        for line in lines:
            yield Block(text=line.text, part=part, page=line.page)


def _parts(
    pdf: PdfText, failures: dict[int, _Failure], furniture: Furniture
) -> Iterator[PartCoverage]:
    yield from _pictures(pdf.pages)
    for failure in failures.values():
        if failure is not None:
            yield failure
    if furniture.repeats:
        notice, count = Notice("coverage.repeated"), furniture.repeats
        yield PartCoverage(Part.HEADER, PartStatus.PARTLY_READ, notice, count=count)
    left_out = (
        (Part.FOOTER, "coverage.page_number", furniture.page_numbers),
        (Part.COMMENT, "coverage.comment", sum(page.remarks for page in pdf.pages)),
        (Part.OTHER, "coverage.embedded", pdf.attachments),
    )
    for part, code, count in left_out:
        if count:
            yield PartCoverage(part, PartStatus.NOT_READ, Notice(code), count=count)


def _pictures(pages: Sequence[Page]) -> Iterator[PartCoverage]:
    number = 0
    for page in pages:
        if page.pictures > _MOST_PICTURES:
            facts = (("page", page.number),)
            notice = Notice("coverage.image", facts)
            yield PartCoverage(
                Part.IMAGE, PartStatus.NOT_JUDGED, notice, count=page.pictures
            )
            continue
        for _ in range(page.pictures):
            number += 1
            yield image_coverage(number, page=page.number)


def _warnings(lost: int, total: int, *, is_complete: bool) -> Iterator[Notice]:
    if lost:
        yield Notice("warning.pages_missing", (("count", lost), ("total", total)))
    if not is_complete:
        yield Notice("warning.incomplete_file")


def _trust(lost: int, total: int, *, is_complete: bool) -> Trust:
    if 2 * lost > total:
        return Trust.UNTRUSTED
    return Trust.DOUBTFUL if lost or not is_complete else Trust.TRUSTED
