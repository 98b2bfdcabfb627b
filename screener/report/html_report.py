"""One self-contained HTML page of any number of reports: to read, print, send."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from screener.domain.documents import Place
from screener.domain.reports import Failure, Outcome, Report
from screener.messages.catalogue import error_hint, error_message
from screener.report.marked_text import Piece, marked_pieces, with_sections
from screener.report.words import (
    finding_facts,
    legal_line,
    mention_words,
    place_words,
    read_words,
    stamp_words,
    suggestion_words,
    summary_words,
    unread_words,
    verdict_words,
    warning_words,
    words,
)


def render_html(outcomes: Sequence[Outcome], *, language: str = "vi") -> str:
    """The page. Nothing is loaded from elsewhere; no script runs in it."""
    template = _environment().get_template("report.html")
    return template.render(
        language=language,
        reports=[o for o in outcomes if isinstance(o, Report)],
        failures=[o for o in outcomes if isinstance(o, Failure)],
        paragraphs=_paragraphs,
        looks=_looks,
        word=lambda code: words(code, language),
        verdict=lambda report: verdict_words(report, language),
        summary=lambda report: summary_words(report, language),
        read=lambda report: read_words(report, language),
        warnings=lambda report: tuple(warning_words(report, language)),
        unread=lambda report: tuple(unread_words(report.document.coverage, language)),
        facts=lambda finding: finding_facts(finding, language),
        place=lambda place: place_words(place, language),
        legal=lambda finding: legal_line(finding, language),
        suggestion=lambda item, finding: suggestion_words(item, finding, language),
        mention=lambda mention: mention_words(mention, language),
        stamp=lambda report: stamp_words(report, language),
        error=lambda failure: error_message(failure.error).in_language(language),
        hint=lambda failure: error_hint(failure.error).in_language(language),
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


def _looks(report: Report) -> tuple[str, ...]:
    """The category of each finding, for the colour of its number."""
    return tuple(finding.category.value for finding in report.findings)


def _paragraphs(report: Report) -> list[tuple[Place, str, list[Piece]]]:
    """Each paragraph's place, the section that begins with it, its pieces."""
    return [
        (paragraph.place, section, marked_pieces(report, paragraph.span))
        for paragraph, section in with_sections(report.document)
    ]
