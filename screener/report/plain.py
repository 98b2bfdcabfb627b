"""Readable text for a terminal: each passage in its sentence, underlined."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from screener.domain.labels import Severity, Verdict
from screener.domain.reports import Finding, Report
from screener.domain.spans import Span
from screener.errors import ScreenerError
from screener.messages.catalogue import error_hint, error_message
from screener.report.underline import marked_lines
from screener.report.words import (
    finding_facts,
    legal_line,
    mention_words,
    place_words,
    printable,
    read_words,
    suggestion_words,
    summary_words,
    unread_words,
    verdict_words,
    warning_words,
    words,
)

_INDENT = "   "
_VERDICT_STYLES = {
    Verdict.PASS: "bold green",
    Verdict.REVISE: "bold yellow",
    Verdict.ESCALATE: "bold magenta",
    Verdict.NOT_SCREENED: "bold cyan",
}


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How readable text is laid out.

    Attributes:
        language: "vi" or "en".
        width: Terminal cells a line.
        has_colour: Use ANSI colours and underlining; else pointers below.
    """

    language: str = "vi"
    width: int = 100
    has_colour: bool = False


def render(report: Report, *, style: TextStyle) -> str:
    """The whole report as text, ending in an empty line."""
    return _printed(_report_lines(report, style), style)


def render_error(error: ScreenerError, *, style: TextStyle) -> str:
    """What went wrong and what to do, on two lines."""
    language = style.language
    lines = [
        Text(error_message(error).in_language(language), style="bold cyan"),
        Text(_INDENT + error_hint(error).in_language(language)),
    ]
    return _printed(iter(lines), style)


def _printed(lines: Iterator[Text], style: TextStyle) -> str:
    console = Console(
        # Captured, yet the library would also touch standard output, if only to
        # write nothing, and a full disk refuses even that.
        file=io.StringIO(),
        width=style.width,
        force_terminal=style.has_colour,
        color_system="standard" if style.has_colour else None,
        legacy_windows=False,
        highlight=False,
        emoji=False,
        markup=False,
    )
    with console.capture() as capture:
        for line in lines:
            line.plain = printable(line.plain)
            console.print(line, soft_wrap=True)
    return capture.get()


def _report_lines(report: Report, style: TextStyle) -> Iterator[Text]:
    yield from _head_lines(report, style)
    for number, finding in enumerate(report.findings, start=1):
        yield Text()
        yield from _finding_lines(number, finding, style)
    if report.mentions:
        yield Text()
        yield from _mention_lines(report, style)
    yield Text()


def _head_lines(report: Report, style: TextStyle) -> Iterator[Text]:
    language = style.language
    head = Text(report.document.source, style="bold")
    head.append("  ")
    head.append(
        verdict_words(report, language),
        style=_VERDICT_STYLES[report.verdict],
    )
    yield head
    yield from _wrapped(summary_words(report, language), style, indent=_INDENT)
    unread = unread_words(report.document.coverage, language)
    coverage = " · ".join((read_words(report, language), *unread))
    yield from _wrapped(coverage, style, indent=_INDENT, look="dim")
    for warning in warning_words(report, language):
        yield from _wrapped("! " + warning, style, indent=_INDENT)


def _finding_lines(number: int, finding: Finding, style: TextStyle) -> Iterator[Text]:
    language = style.language
    yield _finding_head(number, finding, language)
    yield from _passage_lines(finding, style)
    why = finding.explanation.in_language(language)
    yield from _labelled("label.why", why, style)
    yield from _labelled("label.legal", legal_line(finding, language), style)
    for suggestion in finding.suggestions:
        said = suggestion_words(suggestion, finding, language)
        yield from _labelled("label.suggestion", said, style)


def _finding_head(number: int, finding: Finding, language: str) -> Text:
    head = Text(f"{number:>2} ")
    head.append(words(f"category.{finding.category}", language), style="bold")
    facts = (*finding_facts(finding, language), place_words(finding.place, language))
    head.append(" · " + " · ".join(facts))
    if finding.severity is Severity.HIGH:
        head.stylize("magenta")
    return head


def _passage_lines(finding: Finding, style: TextStyle) -> Iterator[Text]:
    mark = Span(
        finding.span.start - finding.sentence.start,
        finding.span.end - finding.sentence.start,
    )
    width = style.width - len(_INDENT) - 2
    for line in marked_lines(finding.sentence_text, mark, width=width):
        text = Text(_INDENT + "│ " + line.text)
        if line.mark and style.has_colour:
            offset = len(_INDENT) + 2
            text.stylize(
                "bold underline", line.mark.start + offset, line.mark.end + offset
            )
        yield text
        if line.mark and not style.has_colour:
            yield Text(_INDENT + "│ " + line.pointer())


def _mention_lines(report: Report, style: TextStyle) -> Iterator[Text]:
    yield Text(_INDENT + words("label.mentions", style.language), style="bold")
    for mention in report.mentions:
        said = mention_words(mention, style.language)
        yield from _wrapped(f"– {said}", style, indent=_INDENT)


def _labelled(code: str, said: str, style: TextStyle) -> Iterator[Text]:
    yield from _wrapped(f"{words(code, style.language)}: {said}", style, indent=_INDENT)


def _wrapped(
    said: str, style: TextStyle, *, indent: str, look: str = ""
) -> Iterator[Text]:
    width = style.width - len(indent)
    for line in marked_lines(said, Span(0, 0), width=width):
        yield Text(indent + line.text, style=look)
