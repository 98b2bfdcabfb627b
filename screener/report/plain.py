"""Readable text for a terminal: each passage in its sentence, underlined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from screener.domain.detections import Suggestion, SuggestionKind
from screener.domain.documents import PartStatus, Place
from screener.domain.labels import Severity, Verdict
from screener.domain.reports import Finding, Report
from screener.domain.spans import Span
from screener.errors import ScreenerError
from screener.messages.catalogue import (
    error_hint,
    error_message,
    message,
    notice_text,
)
from screener.report.underline import marked_lines

_INDENT = "   "
# A draft may hold what a terminal takes for orders; it is shown, never obeyed.
_ORDERS = dict.fromkeys((*range(9), *range(14, 32), *range(127, 160)), "\ufffd")
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
            line.plain = line.plain.translate(_ORDERS)
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
    words = message(f"verdict.{report.verdict}").in_language(style.language)
    count = len(report.findings)
    summary = message("summary.findings" if count else "summary.clean", count=count)
    head = Text(report.document.source, style="bold")
    head.append("  ")
    head.append(words, style=_VERDICT_STYLES[report.verdict])
    yield head
    yield from _wrapped(summary.in_language(style.language), style, indent=_INDENT)
    coverage = " · ".join(_coverage_words(report, style.language))
    yield from _wrapped(coverage, style, indent=_INDENT, look="dim")
    for notice in report.warnings:
        words = notice_text(notice).in_language(style.language)
        yield from _wrapped("! " + words, style, indent=_INDENT)


def _coverage_words(report: Report, language: str) -> Iterator[str]:
    coverage = report.document.coverage
    yield message(
        "summary.read", characters=coverage.characters_read, sentences=report.sentences
    ).in_language(language)
    for part in coverage.parts:
        if part.reason is None or part.status is PartStatus.READ:
            continue
        words = notice_text(part.reason).in_language(language)
        yield f"{part.count} × {words}" if part.count > 1 else words


def _finding_lines(number: int, finding: Finding, style: TextStyle) -> Iterator[Text]:
    language = style.language
    yield _finding_head(number, finding, language)
    yield from _passage_lines(finding, style)
    why = finding.explanation.in_language(language)
    yield from _labelled("label.why", why, style)
    yield from _labelled("label.legal", _legal_words(finding, language), style)
    for suggestion in finding.suggestions:
        words = suggestion_words(suggestion, finding, language)
        yield from _labelled("label.suggestion", words, style)


def _finding_head(number: int, finding: Finding, language: str) -> Text:
    def word(code: str) -> str:
        return message(code).in_language(language)

    head = Text(f"{number:>2} ")
    head.append(word(f"category.{finding.category}"), style="bold")
    facts = [word(f"severity.{finding.severity}"), f"{finding.score:.0%}"]
    if finding.stance.value == "reported":
        facts.append(word("stance.reported"))
    if finding.is_unsure:
        facts.append(word("label.unsure"))
    facts.append(place_words(finding.place, language))
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
    yield Text(
        _INDENT + message("label.mentions").in_language(style.language), style="bold"
    )
    for mention in report.mentions:
        category = message(f"category.{mention.category}").in_language(style.language)
        why = mention.why.in_language(style.language)
        yield from _wrapped(
            f"– {category}: “{mention.quote}”. {why}", style, indent=_INDENT
        )


def _labelled(code: str, words: str, style: TextStyle) -> Iterator[Text]:
    label = message(code).in_language(style.language)
    yield from _wrapped(f"{label}: {words}", style, indent=_INDENT)


def _wrapped(
    words: str, style: TextStyle, *, indent: str, look: str = ""
) -> Iterator[Text]:
    width = style.width - len(indent)
    for line in marked_lines(words, Span(0, 0), width=width):
        yield Text(indent + line.text, style=look)


def place_words(place: Place, language: str) -> str:
    """Where a finding stands, in words: page, paragraph, cell, part."""
    words: list[str] = []
    if place.page is not None:
        words.append(message("place.page", number=place.page).in_language(language))
    if place.slide is not None:
        words.append(message("place.slide", number=place.slide).in_language(language))
    if place.time is not None:
        words.append(place.time)
    if place.cell is not None:
        words.append(place.cell)
    elif place.paragraph is not None:
        words.append(
            message("place.paragraph", number=place.paragraph).in_language(language)
        )
    if place.part.value not in ("body", "table"):
        words.append(message(f"part.{place.part}").in_language(language))
    return ", ".join(words)


def legal_words(finding: Finding, language: str) -> tuple[str, ...]:
    """Each law of the legal basis with its articles; empty where none is confirmed."""
    articles: dict[str, list[str]] = {}
    for basis in finding.legal_basis:
        named = articles.setdefault(basis.title.in_language(language), [])
        if basis.article:
            named.append(basis.article)
    return tuple(
        f"{title}: {', '.join(named)}" if named else title
        for title, named in articles.items()
    )


def _legal_words(finding: Finding, language: str) -> str:
    return "; ".join(legal_words(finding, language)) or message(
        "label.no_legal"
    ).in_language(language)


def suggestion_words(suggestion: Suggestion, finding: Finding, language: str) -> str:
    """A suggestion in words: what to write instead, what to drop, what to ask."""
    note = suggestion.note.in_language(language) if suggestion.note else ""
    if suggestion.kind is SuggestionKind.QUESTION:
        return note
    code = f"suggestion.{suggestion.kind}"
    old = _words_under(suggestion.span, finding)
    words = message(code, old=old, new=suggestion.replacement).in_language(language)
    return f"{words} ({note})" if note else words


def _words_under(span: Span, finding: Finding) -> str:
    """The words a suggestion changes; suggestions stay inside their sentence."""
    start = finding.sentence.start
    return finding.sentence_text[span.start - start : span.end - start]
