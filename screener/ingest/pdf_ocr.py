"""Scanned pages of PDF files: drawn by PDFium, their words read by Tesseract."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Final

import pypdfium2

from screener.domain.limits import ReadLimits
from screener.errors import InputError
from screener.ingest.ocr import RecognisedText, has_ocr, recognise
from screener.ingest.pdf_pages import FORMAT

_POINTS_PER_INCH: Final = 72
_DOTS_PER_INCH: Final = 300
_LEAST_TIME_S: Final = 1.0


def recognised_pages(
    content: bytes, numbers: Iterable[int], *, source: str, limits: ReadLimits
) -> dict[int, RecognisedText]:
    """The words of these pages, as far as time allows; empty without Tesseract.

    Args:
        content: The file.
        numbers: Of the pages, from 1.
        source: Name for error messages.
        limits: ``ocr_timeout_s`` bounds all pages together.
    """
    wanted = tuple(numbers)
    if not wanted or not has_ocr():
        return {}
    end = time.monotonic() + limits.ocr_timeout_s
    document = pypdfium2.PdfDocument(content)
    found: dict[int, RecognisedText] = {}
    for number in wanted:
        left = end - time.monotonic()
        if left < _LEAST_TIME_S:
            break
        try:
            picture = _drawn(document, number - 1, limits)
            text = recognise(picture, source=source, format_name=FORMAT, timeout_s=left)
        except (InputError, pypdfium2.PdfiumError, MemoryError):
            continue  # the page stays on the list of those that were not read
        if text.paragraphs:
            found[number] = text
    document.close()
    return found


def _drawn(document: pypdfium2.PdfDocument, index: int, limits: ReadLimits) -> bytes:
    """The page in shades of grey, as a PGM file; large pages are drawn smaller."""
    page = document[index]
    width, height = page.get_size()
    scale = _DOTS_PER_INCH / _POINTS_PER_INCH
    pixels = max(1.0, width * height * scale * scale)
    scale *= min(1.0, (limits.max_image_pixels / pixels) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True)
    rows = memoryview(bitmap.buffer).cast("B")
    body = b"".join(
        rows[y * bitmap.stride : y * bitmap.stride + bitmap.width]
        for y in range(bitmap.height)
    )
    head = f"P5 {bitmap.width} {bitmap.height} 255\n".encode("ascii")
    page.close()
    return head + body
