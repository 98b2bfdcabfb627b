"""PDF pages as stretches of text with positions, read by PDFium.

Runs only in the child process of ``screener.ingest.isolation``: native code may
crash or hang on a hostile file.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import pypdfium2
import pypdfium2.raw as pdfium

from screener.errors import CorruptInputError, EncryptedInputError, InputError

FORMAT: Final = "pdf"
# PDFium's mark for a hyphen at the end of a line, the next line following at once.
_LINE_END_HYPHEN: Final = 0x02
_LINE_FEED: Final = 0x0A
_SPACE: Final = 0x20
_ASTERISK: Final = 0x2A
_DIGIT_0: Final = 0x30
_DIGIT_9: Final = 0x39
_FORM_DEPTH: Final = 6
# Share of a letter's height by which a change of size or height is a change.
_TOLERANCE: Final = 0.15
_SMALLEST_PICTURE: Final = 12.0
_REMARKS: Final = frozenset(
    (
        pdfium.FPDF_ANNOT_TEXT,
        pdfium.FPDF_ANNOT_FREETEXT,
        pdfium.FPDF_ANNOT_HIGHLIGHT,
        pdfium.FPDF_ANNOT_UNDERLINE,
        pdfium.FPDF_ANNOT_STRIKEOUT,
        pdfium.FPDF_ANNOT_CARET,
    )
)


@dataclass(slots=True)
class Segment:
    """A stretch of text in one size on one line; positions in points.

    Attributes:
        text: As the page's fonts map it.
        left: Of its first letter.
        right: Of its last letter.
        bottom: Of its letters' boxes; grows upwards.
        size: Height of its letters' boxes; tall ones ("Ủ") do not count.
        is_hyphenated: Whether a hyphen parts its last word from the next line.
    """

    text: str
    left: float
    right: float
    bottom: float
    size: float
    is_hyphenated: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Attributes:
        number: From 1.
        segments: In the order of the file, which is the order of reading in
            all but the oddest files.
        pictures: Number of pictures large enough to show something.
        has_marks: Whether anything at all is drawn on it.
        remarks: Number of notes and highlights pinned on it.
        is_damaged: Whether it could not be opened.
    """

    number: int
    segments: tuple[Segment, ...] = ()
    pictures: int = 0
    has_marks: bool = False
    remarks: int = 0
    is_damaged: bool = False


@dataclass(frozen=True, slots=True)
class PdfText:
    """All pages of a file, and the number of files attached to it."""

    pages: tuple[Page, ...]
    attachments: int


def read_pages(content: bytes, *, source: str) -> PdfText:
    """The pages of a PDF file.

    Raises:
        EncryptedInputError: When it needs a password to be opened.
        CorruptInputError: When it is no PDF or has no page.
    """
    try:
        document = pypdfium2.PdfDocument(content)
        page_count = len(document)
    except pypdfium2.PdfiumError as exc:
        raise _opening_error(source) from exc
    if page_count == 0:
        raise CorruptInputError(source=source, format=FORMAT, reason="reason.truncated")
    pages = tuple(_page(document, index) for index in range(page_count))
    attachments = document.count_attachments()
    document.close()
    return PdfText(pages, max(0, attachments))


def _opening_error(source: str) -> InputError:
    if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD:
        return EncryptedInputError(source=source, format=FORMAT)
    return CorruptInputError(source=source, format=FORMAT, reason="reason.truncated")


def _page(document: pypdfium2.PdfDocument, index: int) -> Page:
    try:
        page = document[index]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        return Page(index + 1, is_damaged=True)
    pictures = 0
    has_marks = False
    for item in page.get_objects(max_depth=_FORM_DEPTH):
        has_marks = True
        pictures += item.type == pdfium.FPDF_PAGEOBJ_IMAGE and _is_visible(item)
    result = Page(
        number=index + 1,
        segments=tuple(_SegmentReader(text_page).segments()),
        pictures=pictures,
        has_marks=has_marks,
        remarks=_remarks(page),
    )
    text_page.close()
    page.close()
    return result


def _is_visible(item: Any) -> bool:
    """Whether a picture is larger than a bullet."""
    try:
        left, bottom, right, top = item.get_bounds()
    except (pypdfium2.PdfiumError, AttributeError):
        return True
    return bool(min(right - left, top - bottom) >= _SMALLEST_PICTURE)


def _remarks(page: pypdfium2.PdfPage) -> int:
    count = 0
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        count += pdfium.FPDFAnnot_GetSubtype(annotation) in _REMARKS
        pdfium.FPDFPage_CloseAnnot(annotation)
    return count


@dataclass(slots=True)
class _SegmentReader:
    """Walks the characters of a page and starts a segment where size or line change.

    A call into PDFium costs a microsecond or two, so positions are asked only
    where they can change: at the first letter of a word and at digits, which
    may be the raised number of a footnote.
    """

    page: pypdfium2.PdfTextPage
    units: list[int] = field(default_factory=list)
    box: Any = field(default_factory=pdfium.FS_RECTF)
    last: int = -1
    left: float = 0.0
    bottom: float = 0.0
    size: float = 0.0

    def segments(self) -> Iterator[Segment]:
        unit_of, raw = pdfium.FPDFText_GetUnicode, self.page.raw
        units = self.units
        is_fresh = True
        for index in range(self.page.count_chars()):
            unit = unit_of(raw, index)
            if unit > _SPACE:
                is_digit = _DIGIT_0 <= unit <= _DIGIT_9 or unit == _ASTERISK
                if is_fresh or is_digit:
                    yield from self._moved_to(index)
                units.append(unit)
                self.last = index
                is_fresh = is_digit
            elif unit == _SPACE:
                units.append(unit)
                is_fresh = True
            elif unit in (_LINE_END_HYPHEN, _LINE_FEED):
                yield from self._finished(is_hyphenated=unit == _LINE_END_HYPHEN)
                is_fresh = True
        yield from self._finished()

    def _moved_to(self, index: int) -> Iterator[Segment]:
        """Take note of a position; what was read elsewhere is finished first."""
        box = self._box_of(index)
        left, bottom, size = box.left, box.bottom, box.top - box.bottom
        if self.size and self._is_elsewhere(bottom, size):
            yield from self._finished()
        if not self.size:
            self.left, self.bottom, self.size = left, bottom, size
        self.size = min(self.size, size)

    def _box_of(self, index: int) -> Any:
        pdfium.FPDFText_GetLooseCharBox(self.page.raw, index, ctypes.byref(self.box))
        return self.box

    def _is_elsewhere(self, bottom: float, size: float) -> bool:
        tolerance = _TOLERANCE * self.size
        return (
            abs(size - self.size) > tolerance or abs(bottom - self.bottom) > tolerance
        )

    def _finished(self, *, is_hyphenated: bool = False) -> Iterator[Segment]:
        text = _joined(self.units)
        if text.strip():
            right = self._box_of(self.last).right
            yield Segment(text, self.left, right, self.bottom, self.size, is_hyphenated)
        self.units.clear()
        self.size = 0.0


def _joined(units: list[int]) -> str:
    """The text of UTF-16 or UTF-32 units; a broken pair becomes U+FFFD."""
    text = "".join(map(chr, units))
    if not any("\ud800" <= character <= "\udfff" for character in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
