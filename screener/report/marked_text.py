"""Paragraphs cut where marks begin and end, for every format that shows the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from screener.domain.documents import Document, Paragraph
from screener.domain.labels import Category
from screener.domain.reports import Finding, Report
from screener.domain.spans import Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph with everything that marks it.

    Attributes:
        text: Shown as it is.
        findings: Numbers (from 1) of the findings that cover it.
        closes: Numbers of the findings whose passage ends with it.
        is_mention: Whether a mention covers it.
        category: Of the first finding, for its look; None for none.
    """

    text: str
    findings: tuple[int, ...]
    closes: tuple[int, ...]
    is_mention: bool
    category: Category | None

    @property
    def look(self) -> str:
        """The category's code; "" for none."""
        return self.category.value if self.category else ""


def marked_pieces(report: Report, paragraph: Span) -> list[Piece]:
    """The pieces of one paragraph of the report's document."""
    numbered = [
        (number, finding)
        for number, finding in enumerate(report.findings, start=1)
        if finding.span.overlaps(paragraph)
    ]
    mentions = [m.span for m in report.mentions if m.span.overlaps(paragraph)]
    edges = {paragraph.start, paragraph.end}
    for span in [*(finding.span for _, finding in numbered), *mentions]:
        edges.update(
            edge
            for edge in (span.start, span.end)
            if paragraph.start <= edge < paragraph.end
        )
    return [
        _piece(report.document, Span(start, end), numbered, mentions)
        for start, end in pairwise(sorted(edges))
    ]


def with_sections(document: Document) -> Iterator[tuple[Paragraph, str]]:
    """Each paragraph with the name of the section that begins with it, or ""."""
    before: str | None = None
    for paragraph in document.paragraphs:
        section = paragraph.place.section
        yield paragraph, section if section and section != before else ""
        before = section


def _piece(
    document: Document,
    span: Span,
    numbered: list[tuple[int, Finding]],
    mentions: list[Span],
) -> Piece:
    covering = [(n, finding) for n, finding in numbered if finding.span.contains(span)]
    return Piece(
        text=span.of(document.text),
        findings=tuple(number for number, _ in covering),
        closes=tuple(n for n, finding in covering if finding.span.end == span.end),
        is_mention=any(mention.contains(span) for mention in mentions),
        category=covering[0][1].category if covering else None,
    )
