"""One self-contained HTML page of any number of reports: to read, print, send."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from screener.domain.documents import Document, PartStatus, Place
from screener.domain.labels import Stance
from screener.domain.reports import Failure, Finding, Outcome, Report
from screener.domain.spans import Span
from screener.messages.catalogue import (
    error_hint,
    error_message,
    message,
    notice_text,
)
from screener.report.words import legal_words, place_words, suggestion_words


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph with everything that marks it.

    Attributes:
        text: Shown as it is.
        findings: Numbers (from 1) of the findings that cover it.
        closes: Numbers of the findings whose passage ends with it.
        is_mention: Whether a mention covers it.
        look: Category of the first finding, for its line style; "" for none.
    """

    text: str
    findings: tuple[int, ...]
    closes: tuple[int, ...]
    is_mention: bool
    look: str


def render_html(outcomes: Sequence[Outcome], *, language: str = "vi") -> str:
    """The page. Nothing is loaded from elsewhere; no script runs in it."""
    template = _environment().get_template("report.html")
    return template.render(
        language=language,
        reports=[o for o in outcomes if isinstance(o, Report)],
        failures=[o for o in outcomes if isinstance(o, Failure)],
        word=lambda code, **facts: message(code, **facts).in_language(language),
        notice=lambda notice: notice_text(notice).in_language(language),
        unread=_unread,
        paragraphs=_paragraphs,
        place=lambda place: place_words(place, language),
        legal=lambda finding: legal_words(finding, language),
        suggestion=lambda item, finding: suggestion_words(item, finding, language),
        error=lambda failure: error_message(failure.error).in_language(language),
        hint=lambda failure: error_hint(failure.error).in_language(language),
        is_reported=_is_reported,
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("screener.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["style"] = Markup(
        environment.get_template("report.css").render()
    )
    return environment


def _is_reported(finding: Finding) -> bool:
    return finding.stance is Stance.REPORTED


def _unread(report: Report) -> list[tuple[int, object]]:
    return [
        (part.count, part.reason)
        for part in report.document.coverage.parts
        if part.reason is not None and part.status is not PartStatus.READ
    ]


def _paragraphs(report: Report) -> list[tuple[Place, list[Piece]]]:
    """Each paragraph's place and its pieces, marks included."""
    return [
        (paragraph.place, _pieces(report, report.document, paragraph.span))
        for paragraph in report.document.paragraphs
    ]


def _pieces(report: Report, document: Document, paragraph: Span) -> list[Piece]:
    numbered = [
        (number, finding)
        for number, finding in enumerate(report.findings, start=1)
        if finding.span.overlaps(paragraph)
    ]
    mentions = [m.span for m in report.mentions if m.span.overlaps(paragraph)]
    edges = {paragraph.start, paragraph.end}
    for span in [*(finding.span for _, finding in numbered), *mentions]:
        edges.update(e for e in (span.start, span.end) if e in _inside(paragraph))
    ordered = sorted(edges)
    return [
        _piece(document, Span(start, end), numbered, mentions)
        for start, end in pairwise(ordered)
    ]


def _inside(span: Span) -> range:
    return range(span.start, span.end)


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
        look=covering[0][1].category.value if covering else "",
    )
