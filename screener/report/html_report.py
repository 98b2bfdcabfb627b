"""One self-contained HTML page of any number of reports: to read, print, send."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from screener.domain.documents import PartStatus, Place
from screener.domain.labels import Stance
from screener.domain.reports import Failure, Finding, Outcome, Report
from screener.messages.catalogue import (
    error_hint,
    error_message,
    message,
    notice_text,
)
from screener.report.marked_text import Piece, marked_pieces
from screener.report.words import legal_words, place_words, suggestion_words


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
        (paragraph.place, marked_pieces(report, paragraph.span))
        for paragraph in report.document.paragraphs
    ]
