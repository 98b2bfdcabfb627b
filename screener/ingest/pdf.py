"""PDF files with a text layer: paragraphs, page numbers, and pages that fail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from screener.domain.documents import Part, PartCoverage, PartStatus, Trust
from screener.domain.limits import ReadLimits
from screener.domain.wording import Notice
from screener.errors import CorruptInputError, NoTextError, TooLongError
from screener.ingest.assembly import Block, Extract, image_coverage
from screener.ingest.ocr import RecognisedText
from screener.ingest.pdf_layout import blocks_of
from screener.ingest.pdf_lines import Furniture, Line, page_lines, without_furniture
from screener.ingest.pdf_ocr import recognised_pages
from screener.ingest.pdf_pages import FORMAT, Page, PdfText, read_pages
from screener.ingest.trust import is_readable
from screener.text.legacy import LegacyTable
from screener.text.legacy_lines import read_legacy_lines
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
    pages = {page.number: page_lines(page) for page in pdf.pages}
    lines, tables = _with_old_letters_read(pages)
    failures = {page.number: _failure(page, lines[page.number]) for page in pdf.pages}
    scans = [number for number, failure in failures.items() if _is_scan(failure)]
    recognised = recognised_pages(content, scans, source=source, limits=limits)
    recognised = {n: t for n, t in recognised.items() if _is_believable(t, failures[n])}
    failures |= {n: _recognised_entry(n, text) for n, text in recognised.items()}
    read = [
        line
        for n, kept in lines.items()
        if not _is_lost(failures[n]) and n not in recognised
        for line in kept
    ]
    if not read and not recognised:
        raise _nothing_read(failures, source=source, is_complete=is_complete)
    furniture = without_furniture(read)
    lost = sum(_is_lost(failure) for failure in failures.values())
    return Extract(
        format=FORMAT,
        blocks=(
            *_in_page_order(blocks_of(furniture.body), recognised),
            *_page_blocks(furniture),
        ),
        parts=tuple(_parts(pdf, failures, furniture)),
        warnings=(
            *_warnings(lost, len(pdf.pages), is_complete=is_complete),
            *_legacy_notice(tables),
        ),
        trust=max(
            (
                _trust(lost, len(pdf.pages), is_complete=is_complete),
                *(text.trust for text in recognised.values()),
            ),
            key=list(Trust).index,
        ),
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


def _with_old_letters_read(
    pages: Mapping[int, Sequence[Line]],
) -> tuple[dict[int, Sequence[Line]], tuple[LegacyTable, ...]]:
    """The lines of all pages, and the old tables that some of them were in.

    Files printed with fonts of before Unicode carry those fonts' letters.
    """
    found: dict[LegacyTable, None] = {}
    read: dict[int, Sequence[Line]] = {}
    for number, lines in pages.items():
        # Line by line the words are few; together they tell the table.
        text = "\n".join(line.text for line in lines)
        legacy = read_legacy_lines(text)
        read[number] = lines
        if legacy is not None:
            found.update(dict.fromkeys(legacy.tables))
            texts = legacy.text.split("\n")
            read[number] = [
                replace(line, text=normalize(words))
                for line, words in zip(lines, texts, strict=True)
            ]
    return read, tuple(found)


def _legacy_notice(tables: Sequence[LegacyTable]) -> Iterator[Notice]:
    if tables:
        names = ", ".join(table.value for table in tables)
        yield Notice("encoding.legacy", (("encoding", names),))


def _is_believable(text: RecognisedText, failure: _Failure) -> bool:
    """Whether what was recognised is better than what the page's text layer says."""
    has_layer = (
        failure is not None
        and failure.reason is not None
        and (failure.reason.code == "coverage.page_garbled")
    )
    return not has_layer or is_readable(normalize(" ".join(text.paragraphs)))


def _is_scan(failure: _Failure) -> bool:
    """Whether a page's words can only be had from its picture."""
    codes = ("coverage.page_scanned", "coverage.page_garbled")
    return (
        failure is not None
        and failure.reason is not None
        and (failure.reason.code in codes)
    )


def _recognised_entry(number: int, text: RecognisedText) -> PartCoverage:
    facts = (("page", number), ("percent", text.confidence))
    notice = Notice("coverage.page_ocr", facts)
    return PartCoverage(Part.PAGE, PartStatus.PARTLY_READ, notice)


def _in_page_order(
    blocks: Iterable[Block], recognised: Mapping[int, RecognisedText]
) -> Iterator[Block]:
    """The blocks with those of recognised pages where these pages stand."""
    waiting = sorted(recognised)
    for block in blocks:
        while waiting and block.page is not None and waiting[0] < block.page:
            yield from _page_words(waiting[0], recognised[waiting.pop(0)])
        yield block
    for number in waiting:
        yield from _page_words(number, recognised[number])


def _page_words(number: int, text: RecognisedText) -> Iterator[Block]:
    for words in text.paragraphs:
        yield Block(text=words, page=number)


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
