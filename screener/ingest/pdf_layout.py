"""Lines of PDF pages joined to paragraphs, across columns and pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Final

from screener.domain.documents import Part
from screener.ingest.assembly import Block, is_caption_like, is_title_like
from screener.ingest.pdf_lines import Line, runs, usual_size, without_bullet
from screener.text.syllables import is_syllable

# Shares of the letters' height, of the usual distance of lines, of a column.
_INDENT: Final = 0.6
_LARGER_GAP: Final = 1.2
_USUAL_LEADING: Final = 1.2
# Wider than double-spaced typing.
_LARGEST_GAP: Final = 2.6
_OTHER_SIZE: Final = 0.08
_HEADING_SIZE: Final = 1.12
_NOTE_SIZE: Final = 0.9
_VERY_SHORT: Final = 0.7
_FAR_LEFT: Final = 0.2
# Notes, captions and boxes that may part a paragraph from its end.
_REACH_BACK: Final = 6
_STOPS: Final = (".", "!", "?", "…", ":", ";")
_CLOSERS: Final = "\"'”’»)]"
_LIST_NUMBER: Final = re.compile(r"(?:\d{1,2}|[a-zđ])[.)]\s|[-–+*]\s")
_LAST_WORD: Final = re.compile(r"[^\W\d_]+$")
_FIRST_WORD: Final = re.compile(r"[^\W\d_]+")
# A note's number that touches its first word: "1Số liệu …".
_NOTE_NUMBER: Final = re.compile(r"^\d{1,2}(?=[^\W\d_][^\W\d_])")
_NOTE_START: Final = re.compile(r"[\d*(]")


@dataclass(slots=True)
class _Paragraph:
    lines: list[Line] = field(default_factory=list)

    @property
    def last(self) -> Line:
        return self.lines[-1]


@dataclass(frozen=True, slots=True)
class _Column:
    """One group of lines that go down, with the bounds that justify them."""

    left: float
    right: float
    leading: float

    @property
    def width(self) -> float:
        return max(1.0, self.right - self.left)


def blocks_of(lines: Sequence[Line]) -> tuple[Block, ...]:
    """The paragraphs that the lines make, with heading, list and note told apart."""
    body_size = usual_size(lines)
    paragraphs = _paragraphs(lines)
    largest = max((p.lines[0].size for p in paragraphs), default=0.0)
    has_title = largest >= _HEADING_SIZE * body_size
    blocks: list[Block] = []
    for paragraph in paragraphs:
        text = joined(paragraph.lines)
        first = paragraph.lines[0]
        part = _part(text, first, body_size=body_size)
        is_largest = first.size >= largest * (1 - _OTHER_SIZE)
        if part is Part.HEADING and has_title and is_largest and first.page == 1:
            part, has_title = Part.TITLE, False
        text = _NOTE_NUMBER.sub("", without_bullet(text))
        blocks.append(Block(text=text, part=part, page=first.page))
    return tuple(blocks)


def joined(lines: Sequence[Line]) -> str:
    """The text of the lines; a word that a hyphen parts at a line's end is mended."""
    text = ""
    for index, line in enumerate(lines):
        if not text:
            text = line.text
        elif lines[index - 1].is_hyphenated:
            text += _hyphen_between(text, line.text) + line.text
        else:
            text += " " + line.text
    return text + ("-" if lines and lines[-1].is_hyphenated else "")


def _hyphen_between(before: str, after: str) -> str:
    """The hyphen that belongs between two halves: "-", or "" inside a word.

    Vietnamese is not hyphenated at line ends, but foreign words are, and old
    programs cut syllables ("ngư-ời"); names carry hyphens of their own.
    """
    left, right = _LAST_WORD.search(before), _FIRST_WORD.match(after)
    if left is None or right is None:
        return "-"
    head, tail = left.group(), right.group()
    has_hyphens = (
        before[: left.start()].endswith("-") or after[right.end() :][:1] == "-"
    )
    if has_hyphens or not tail[0].islower():
        return "-"
    if is_syllable(head + tail):
        return ""
    return "-" if is_syllable(head) and is_syllable(tail) else ""


def _paragraphs(lines: Sequence[Line]) -> list[_Paragraph]:
    paragraphs: list[_Paragraph] = []
    current: _Paragraph | None = None
    before: _Column | None = None
    leading = _leading(lines)
    for run in runs(lines):
        column = _Column(
            left=min(line.left for line in run),
            right=max(line.right for line in run),
            leading=leading,
        )
        for index, line in enumerate(run):
            if index == 0:
                current = _unfinished(paragraphs, line, before or column)
            elif not _goes_on(run, index, column):
                current = None
            if current is None:
                current = _Paragraph()
                paragraphs.append(current)
            current.lines.append(line)
        before = column
    return paragraphs


def _leading(lines: Sequence[Line]) -> float:
    """The usual distance of lines as a multiple of their size."""
    gaps = [
        (above.bottom - line.bottom) / line.size
        for run in runs(lines)
        for above, line in pairwise(run)
        if _is_same_size(above, line)
    ]
    least = min(gaps, default=0.0)
    near = [gap for gap in gaps if gap <= 2 * least]
    return median(near) if near else _USUAL_LEADING


def _goes_on(run: Sequence[Line], index: int, column: _Column) -> bool:
    """Whether a line of a column belongs to the paragraph of the line above."""
    above, line = run[index - 1], run[index]
    if above.is_hyphenated:
        return True
    gap = (above.bottom - line.bottom) / line.size
    largest = min(_LARGER_GAP * column.leading, _LARGEST_GAP)
    if not _is_same_size(above, line) or gap > largest:
        return False
    if line.is_note or without_bullet(line.text) != line.text:
        return False
    if _LIST_NUMBER.match(line.text) and (
        _is_stopped(above) or _is_short(above, line, column)
    ):
        return False
    if _is_stopped(above):
        is_indented = line.left - column.left > _INDENT * line.size
        return not (is_indented and above.left <= line.left) and not _is_short(
            above, line, column
        )
    is_very_short = above.right - column.left < _VERY_SHORT * column.width
    is_cell = above.left - line.left > _FAR_LEFT * column.width
    return line.text[0].islower() or not (is_very_short or is_cell)


def _unfinished(
    paragraphs: Sequence[_Paragraph], line: Line, column: _Column
) -> _Paragraph | None:
    """The paragraph that a line at the top of a column or page carries on, if any.

    A line in small letters looks back past notes, captions and boxes; another
    line can only carry on the paragraph right before it in the same size.
    """
    if _LIST_NUMBER.match(line.text) or line.is_note:
        return None
    is_lower = line.text[0].islower()
    for paragraph in reversed(paragraphs[-_REACH_BACK:]):
        last = paragraph.last
        if line.page - last.page > 1:
            return None
        if not _is_same_size(last, line) or paragraph.lines[0].is_note:
            continue
        if last.is_hyphenated or (is_lower and not _is_stopped(last)):
            return paragraph
        if not is_lower:
            is_open = not _is_stopped(last) and not _is_short(last, line, column)
            is_jump = line.page != last.page or line.bottom > last.bottom
            return paragraph if is_open and is_jump else None
    return None


def _is_same_size(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) <= _OTHER_SIZE * max(one.size, other.size)


def _is_stopped(line: Line) -> bool:
    return line.text.rstrip(_CLOSERS).endswith(_STOPS)


def _is_short(above: Line, line: Line, column: _Column) -> bool:
    """Whether the first word of a line would have fitted on the one above."""
    letter = (line.right - line.left) / max(1, len(line.text))
    needed = (len(line.text.split(maxsplit=1)[0]) + 1) * letter
    return column.right - above.right > needed


def _part(text: str, first: Line, *, body_size: float) -> Part:
    if without_bullet(text) != text:
        return Part.LIST_ITEM
    if first.is_note or _NOTE_NUMBER.match(text):
        return Part.FOOTNOTE
    if first.size >= _HEADING_SIZE * body_size and is_title_like(text):
        return Part.HEADING
    if first.size <= _NOTE_SIZE * body_size:
        if is_caption_like(text):
            return Part.CAPTION
        if _NOTE_START.match(text):
            return Part.FOOTNOTE
    return Part.BODY
