"""Text cut at the borders of findings and mentions, for pages without script.

``static/js/segments.js`` does the same in the browser; both are tested on the
same cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from screener.domain.documents import Document, Part
from screener.domain.reports import Finding, Mention
from screener.domain.spans import Span


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage to mark.

    Attributes:
        span: In the document's text.
        number: Of the finding, from 1; None for a mention.
        finding: None for a mention.
    """

    span: Span
    number: int | None = None
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one line that the same marks cover.

    Attributes:
        text: Never empty.
        marks: What covers it, the outermost first.
        ends: The marks that end with it, the innermost first.
    """

    text: str
    marks: tuple[Mark, ...]
    ends: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text, with the part of the document it stands in."""

    part: Part
    pieces: tuple[Piece, ...]


def marked_lines(
    document: Document, findings: Sequence[Finding], mentions: Iterable[Mention]
) -> tuple[Line, ...]:
    """The document line by line, findings numbered from 1 in the order given."""
    marks = [
        *(
            Mark(finding.span, number, finding)
            for number, finding in enumerate(findings, start=1)
        ),
        *(Mark(mention.span) for mention in mentions),
    ]
    marks.sort(key=lambda mark: (mark.span.start, -mark.span.end))
    lines = []
    start = 0
    parts = line_parts(document)
    for text, part in zip(document.text.split("\n"), parts, strict=True):
        lines.append(Line(part, _pieces(text, start, marks)))
        start += len(text) + 1
    return tuple(lines)


def merged_mentions(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Mentions in the order of the text, one where several categories overlap."""
    kept: list[Mention] = []
    for mention in mentions:
        if not kept or not mention.span.overlaps(kept[-1].span):
            kept.append(mention)
        elif len(mention.span) > len(kept[-1].span):
            kept[-1] = mention
    return tuple(kept)


def line_parts(document: Document) -> tuple[Part, ...]:
    """For each line of the text, the part that it stands in."""
    parts = []
    paragraphs = iter(document.paragraphs)
    current = next(paragraphs, None)
    start = 0
    for line in document.text.split("\n"):
        while current is not None and current.span.end <= start and line:
            current = next(paragraphs, None)
        is_inside = current is not None and current.span.start < start + len(line)
        parts.append(
            current.place.part if current and is_inside and line else Part.BODY
        )
        start += len(line) + 1
    return tuple(parts)


def _pieces(text: str, start: int, marks: Sequence[Mark]) -> tuple[Piece, ...]:
    line = Span(start, start + len(text))
    inside = [mark for mark in marks if mark.span.overlaps(line)]
    borders = {0, len(text)}
    for mark in inside:
        borders.add(max(mark.span.start - start, 0))
        borders.add(min(mark.span.end - start, len(text)))
    ordered = sorted(borders)
    return tuple(
        _piece(text, Span(left, right), start, inside)
        for left, right in pairwise(ordered)
    )


def _piece(text: str, span: Span, start: int, inside: Sequence[Mark]) -> Piece:
    absolute = span.shifted(start)
    covering = tuple(mark for mark in inside if mark.span.contains(absolute))
    ends = tuple(m for m in reversed(covering) if m.span.end == absolute.end)
    return Piece(span.of(text), covering, ends)
