"""Posters and other pictures (png, jpeg): their words by OCR, never the picture."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

from screener.domain.documents import Part, PartCoverage, PartStatus
from screener.domain.limits import ReadLimits
from screener.domain.wording import Notice
from screener.errors import CorruptInputError, NoTextError, PictureTooLargeError
from screener.ingest.assembly import Block, Extract, image_coverage
from screener.ingest.ocr import recognise

FORMAT: Final = "png/jpeg"
_PNG_HEAD: Final = b"\x89PNG\r\n\x1a\n"
_JPEG_HEAD: Final = b"\xff\xd8"
# Markers of JPEG without a length behind them, and those that tell the size.
_BARE_MARKERS: Final = frozenset((0x01, *range(0xD0, 0xD9)))
_FRAME_MARKERS: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def extract(content: bytes, *, source: str, limits: ReadLimits) -> Extract:
    """The words of a picture, with the machine's confidence in them.

    Raises:
        CorruptInputError: When its size cannot be told.
        PictureTooLargeError: When it has more pixels than the limits allow.
        MissingProgramError: When Tesseract is not installed.
        ReaderTimeoutError: When it takes too long.
        NoTextError: When no words were recognised.
    """
    size = picture_size(content)
    if size is None:
        raise CorruptInputError(source=source, format=FORMAT, reason="reason.truncated")
    pixels = size[0] * size[1]
    if pixels > limits.max_image_pixels:
        raise PictureTooLargeError(
            source=source, pixels=pixels, limit=limits.max_image_pixels
        )
    timeout_s = min(limits.timeout_s, limits.ocr_timeout_s)
    text = recognise(content, source=source, format_name=FORMAT, timeout_s=timeout_s)
    if not text.paragraphs:
        raise NoTextError(source=source, format=FORMAT)
    name = PurePath(source).name
    facts = (("name", name), ("percent", text.confidence))
    return Extract(
        format=FORMAT,
        blocks=tuple(Block(text=words, part=Part.IMAGE) for words in text.paragraphs),
        parts=(
            image_coverage(1, name=name),
            PartCoverage(
                Part.IMAGE, PartStatus.PARTLY_READ, Notice("coverage.ocr", facts)
            ),
        ),
        trust=text.trust,
    )


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Width and height as the file's head tells; None when it does not."""
    if content.startswith(_PNG_HEAD) and len(content) >= 24:
        width = int.from_bytes(content[16:20], "big")
        height = int.from_bytes(content[20:24], "big")
        return (width, height) if width and height else None
    return _jpeg_size(content) if content.startswith(_JPEG_HEAD) else None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    position = 2
    while position + 9 < len(content):
        if content[position] != 0xFF:
            return None
        marker = content[position + 1]
        if marker == 0xFF:
            position += 1
        elif marker in _BARE_MARKERS:
            position += 2
        elif marker in _FRAME_MARKERS:
            height = int.from_bytes(content[position + 5 : position + 7], "big")
            width = int.from_bytes(content[position + 7 : position + 9], "big")
            return (width, height) if width and height else None
        else:
            length = int.from_bytes(content[position + 2 : position + 4], "big")
            position += 2 + max(2, length)
    return None
