"""Segments of PDF pages put together to lines; running heads and numbers told apart."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from screener.ingest.pdf_pages import Page, Segment

# Shares of the letters' height.
_SAME_LINE: Final = 0.35
_RAISED: Final = 0.75
_WORD_GAP: Final = 0.15
_COLUMN_GAP: Final = 1.2
_BULLET_GAP: Final = 4.0
_SMALLER: Final = 0.85
_EDGE_LINES: Final = 3
_SAME_HEIGHT: Final = 4.0
_REPEATED_SHARE: Final = 0.4
# Symbol fonts put their bullets into the private-use area.
_BULLET: Final = re.compile("[•‣▪▫■□◦●○➢✓\ue000-\uf8ff]")
_NOTE_NUMBER: Final = re.compile(r"[\d*]{1,3}")
_DIGITS: Final = re.compile(r"\d+")
_PAGE_NUMBER: Final = re.compile(
    r"[-–—|·\s]*(?:trang|page|tr\.?)?\s*#(?:\s*(?:/|trên|of)\s*#)?[-–—|·\s]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line.

    Attributes:
        text: Its words with single blanks.
        page: Page number, from 1.
        left: Where it begins, in points.
        right: Where it ends.
        bottom: Of its letters; grows upwards.
        size: Height of its letters.
        is_hyphenated: Whether its last word goes on in the next line.
        is_note: Whether it opens a footnote, told by a small raised number.
    """

    text: str
    page: int
    left: float
    right: float
    bottom: float
    size: float
    is_hyphenated: bool = False
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class Furniture:
    """What repeats from page to page.

    Attributes:
        body: The lines that are left.
        heads: One line for each distinct running head.
        feet: One line for each distinct running foot.
        repeats: Number of lines left out because they repeat a head or foot.
        page_numbers: Number of lines left out because they only count pages.
    """

    body: tuple[Line, ...]
    heads: tuple[Line, ...]
    feet: tuple[Line, ...]
    repeats: int
    page_numbers: int


def is_bullet(text: str) -> bool:
    """Whether a text is a bullet and nothing else."""
    return _BULLET.fullmatch(text) is not None


def without_bullet(text: str) -> str:
    """The text of a list item; the same text when it begins with no bullet."""
    match = _BULLET.match(text)
    return text[match.end() :].lstrip() if match else text


def page_lines(page: Page) -> tuple[Line, ...]:
    """The lines of a page in reading order, numbers of footnotes dropped."""
    lines: list[Line] = []
    for segment in page.segments:
        before = lines[-1] if lines else None
        if before is None or not _goes_on(before, segment):
            lines.append(_line(segment, page.number))
        elif _is_note_number(before, of=segment):
            lines[-1] = replace(_line(segment, page.number), is_note=True)
        elif not _is_note_number(segment, of=before):
            lines[-1] = _extended(before, segment)
    return tuple(line for line in lines if line.text)


def without_furniture(lines: Sequence[Line]) -> Furniture:
    """The lines of all pages with running heads, feet and page numbers taken out."""
    pages = _by_page(lines)
    tops = [line for page in pages for line in _edge(page, is_top=True)]
    bottoms = [line for page in pages for line in _edge(page, is_top=False)]
    numbers = {line for line in (*tops, *bottoms) if _is_page_number(line)}
    heads = _repeated(tops, page_count=len(pages)) - numbers
    feet = _repeated(bottoms, page_count=len(pages)) - numbers - heads
    first_heads, first_feet = _distinct(heads, lines), _distinct(feet, lines)
    taken = heads | feet | numbers
    return Furniture(
        body=tuple(line for line in lines if line not in taken),
        heads=first_heads,
        feet=first_feet,
        repeats=len(heads) + len(feet) - len(first_heads) - len(first_feet),
        page_numbers=len(numbers),
    )


def _line(segment: Segment, page: int) -> Line:
    return Line(
        text=" ".join(segment.text.split()),
        page=page,
        left=segment.left,
        right=segment.right,
        bottom=segment.bottom,
        size=segment.size,
        is_hyphenated=segment.is_hyphenated,
    )


def _goes_on(line: Line, segment: Segment) -> bool:
    """Whether a segment stands on the line, close behind it."""
    if line.is_hyphenated:
        return False
    size = max(line.size, segment.size)
    is_raised = segment.size < _SMALLER * line.size or line.size < segment.size
    reach = _RAISED if is_raised else _SAME_LINE
    gap = segment.left - line.right
    widest = _BULLET_GAP if is_bullet(line.text) else _COLUMN_GAP
    return (
        abs(line.bottom - segment.bottom) <= reach * size
        and -_COLUMN_GAP * size <= gap <= widest * size
    )


def _is_note_number(number: Line | Segment, *, of: Line | Segment) -> bool:
    """Whether a stretch is the small raised number of a note beside another."""
    is_small = number.size < _SMALLER * of.size
    is_raised = number.bottom > of.bottom
    is_number = _NOTE_NUMBER.fullmatch(number.text.strip()) is not None
    return is_small and is_raised and is_number


def _extended(line: Line, segment: Segment) -> Line:
    gap = segment.left - line.right
    is_apart = gap > _WORD_GAP * line.size or segment.text[:1].isspace()
    addition = " ".join(segment.text.split())
    return replace(
        line,
        text=f"{line.text}{' ' if is_apart else ''}{addition}",
        right=max(line.right, segment.right),
        # Boxes of tall letters ("Ủ") are taller; the longer stretch decides.
        size=line.size if len(line.text) >= len(addition) else segment.size,
        is_hyphenated=segment.is_hyphenated,
    )


def _by_page(lines: Iterable[Line]) -> list[list[Line]]:
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    return list(pages.values())


def _edge(page: list[Line], *, is_top: bool) -> list[Line]:
    ordered = sorted(page, key=lambda line: line.bottom, reverse=is_top)
    return ordered[:_EDGE_LINES]


def _pattern(line: Line) -> str:
    return _DIGITS.sub("#", line.text).casefold()


def _is_page_number(line: Line) -> bool:
    return _PAGE_NUMBER.fullmatch(_pattern(line)) is not None


def _repeated(edge: list[Line], *, page_count: int) -> set[Line]:
    """The lines that stand at the same height on many pages with the same words."""
    heights: dict[str, list[float]] = {}
    for line in edge:
        heights.setdefault(_pattern(line), []).append(line.bottom)
    for known in heights.values():
        known.sort()
    least = max(2.0, _REPEATED_SHARE * page_count)
    found: set[Line] = set()
    for line in edge:
        known = heights[_pattern(line)]
        first = bisect_left(known, line.bottom - _SAME_HEIGHT)
        after = bisect_right(known, line.bottom + _SAME_HEIGHT)
        if after - first >= least:
            found.add(line)
    return found


def _distinct(found: set[Line], lines: Sequence[Line]) -> tuple[Line, ...]:
    """The first line of each wording, in reading order."""
    first: dict[str, Line] = {}
    for line in lines:
        if line in found:
            first.setdefault(_pattern(line), line)
    return tuple(first.values())


def usual_size(lines: Iterable[Line]) -> float:
    """The height of letters that most of the text has; 0.0 without lines."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=0.0)


def runs(lines: Sequence[Line]) -> Iterator[tuple[Line, ...]]:
    """The lines in groups that go down one column of one page."""
    group: list[Line] = []
    for line in lines:
        if group and not _is_below(group[-1], line):
            yield tuple(group)
            group = []
        group.append(line)
    if group:
        yield tuple(group)


def _is_below(above: Line, line: Line) -> bool:
    overlap = min(above.right, line.right) - max(above.left, line.left)
    return above.page == line.page and line.bottom < above.bottom and overlap > 0
