"""A report's facts in words, the same in every format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from screener.domain.detections import Suggestion, SuggestionKind
from screener.domain.documents import Coverage, Part, PartCoverage, PartStatus, Place
from screener.domain.labels import Stance, Verdict
from screener.domain.reports import Finding, Mention, Report
from screener.domain.spans import Span
from screener.messages.catalogue import message, notice_text

# As ``screener.domain.documents.Place.cell`` writes them.
_TABLE: Final = re.compile(r"\bbảng (\d+)")
_CELL: Final = re.compile(r"\bR(\d+)C(\d+)\b")
_PLAIN_PARTS: Final = ("body", "table")
# A draft may hold what a terminal takes for orders; it is shown, never obeyed.
_ORDERS: Final = dict.fromkeys((*range(9), *range(14, 32), *range(127, 160)), "\ufffd")


def printable(text: str) -> str:
    """The text with control characters replaced, line breaks and tabs kept."""
    return text.translate(_ORDERS)


def words(code: str, language: str, **facts: str | int | float) -> str:
    """One message of the catalogue in one language."""
    return message(code, **facts).in_language(language)


def summary_words(report: Report, language: str) -> str:
    """How many passages were found, that none was, or that nothing can be said."""
    count = len(report.findings)
    if not count and report.verdict is Verdict.NOT_SCREENED:
        return words("summary.not_screened", language)
    code = "summary.findings" if count else "summary.clean"
    if count and report.verdict is Verdict.PASS:
        code = "summary.notes"
    return words(code, language, count=count)


def verdict_words(report: Report, language: str) -> str:
    """The verdict in words that do not deny what is listed below them."""
    return words(verdict_code(report.verdict, findings=len(report.findings)), language)


def verdict_code(verdict: Verdict, *, findings: int) -> str:
    """The message for a verdict beside so many findings."""
    has_notes = verdict is Verdict.PASS and findings > 0
    return "verdict.pass_with_notes" if has_notes else f"verdict.{verdict}"


def read_words(report: Report, language: str) -> str:
    """How much was read."""
    return words(
        "summary.read",
        language,
        characters=report.document.coverage.characters_read,
        sentences=report.sentences,
    )


def unread_words(coverage: Coverage, language: str) -> Iterator[str]:
    """Each part that was not screened, with the reason."""
    for part in unread_parts(coverage):
        reason = reason_words(part, language)
        yield f"{part.count} × {reason}" if part.count > 1 else reason


def unread_parts(coverage: Coverage) -> Iterator[PartCoverage]:
    """The parts that were not screened, or not all of them."""
    for part in coverage.parts:
        if part.reason is not None and part.status is not PartStatus.READ:
            yield part


def reason_words(part: PartCoverage, language: str) -> str:
    """Why a part was not screened; a picture is told from the others."""
    if part.reason is None:
        return ""
    said = notice_text(part.reason).in_language(language)
    facts = dict(part.reason.facts)
    if part.part is not Part.IMAGE or not facts:
        return said
    where = [f"“{facts['name']}”"] if "name" in facts else []
    where += [
        words(f"place.{key}", language, number=facts[key])
        for key in ("page", "slide")
        if key in facts
    ]
    number = f" {facts['number']}" if "number" in facts else ""
    detail = f" ({', '.join(where)})" if where else ""
    picture = words("part.image", language)
    return said.replace(picture, f"{picture}{number}{detail}", 1)


def warning_words(report: Report, language: str) -> Iterator[str]:
    """What a reader must know before the findings, the trust in the text first."""
    if report.document.coverage.trust.value != "trusted":
        yield words(f"trust.{report.document.coverage.trust}", language)
    for notice in report.warnings:
        yield notice_text(notice).in_language(language)
    if report.excepted:
        quotes = ", ".join(f"“{item.finding.quote}”" for item in report.excepted)
        count = len(report.excepted)
        yield words("summary.excepted", language, count=count, quotes=quotes)


def finding_facts(finding: Finding, language: str) -> Iterator[str]:
    """Severity, score, voice and doubt; not the place."""
    yield words(f"severity.{finding.severity}", language)
    yield f"{finding.score:.0%}"
    if finding.stance is Stance.REPORTED:
        yield words("stance.reported", language)
    if finding.is_unsure:
        yield words("label.unsure", language)


def place_words(place: Place, language: str) -> str:
    """Where a finding stands, in words: member, page, paragraph, cell, part."""
    found: list[str] = []
    if place.section is not None:
        found.append(place.section)
    if place.page is not None:
        found.append(words("place.page", language, number=place.page))
    if place.slide is not None:
        found.append(words("place.slide", language, number=place.slide))
    if place.time is not None:
        found.append(place.time)
    if place.cell is not None:
        found.append(cell_words(place.cell, language))
    elif place.paragraph is not None:
        found.append(words("place.paragraph", language, number=place.paragraph))
    if place.part.value not in _PLAIN_PARTS:
        found.append(words(f"part.{place.part}", language))
    return ", ".join(found)


def cell_words(cell: str, language: str) -> str:
    """A table cell in words; one of a spreadsheet goes by its own name."""
    if "!" in cell:
        return cell
    named = _TABLE.sub(lambda m: words("place.table", language, number=m[1]), cell)
    return _CELL.sub(
        lambda m: words("place.cell", language, row=m[1], column=m[2]), named
    )


def legal_words(finding: Finding, language: str) -> tuple[str, ...]:
    """Each law of the legal basis with its articles; empty where none is confirmed."""
    articles: dict[str, list[str]] = {}
    for basis in finding.legal_basis:
        named = articles.setdefault(basis.title.in_language(language), [])
        if basis.article:
            named.append(basis.article.in_language(language))
    return tuple(
        f"{title}: {', '.join(named)}" if named else title
        for title, named in articles.items()
    )


def legal_line(finding: Finding, language: str) -> str:
    """The legal basis on one line, or that none has been verified."""
    return "; ".join(legal_words(finding, language)) or words(
        "label.no_legal", language
    )


def suggestion_words(suggestion: Suggestion, finding: Finding, language: str) -> str:
    """A suggestion in words: what to write instead, what to drop, what to ask."""
    note = suggestion.note.in_language(language) if suggestion.note else ""
    if suggestion.kind is SuggestionKind.QUESTION:
        return note
    code = f"suggestion.{suggestion.kind}"
    old = _words_under(suggestion.span, finding)
    said = words(code, language, old=old, new=suggestion.replacement)
    return f"{said} ({note})" if note else said


def mention_words(mention: Mention, language: str) -> str:
    """A criticised stereotype: its category, its words, why it does not count."""
    category = words(f"category.{mention.category}", language)
    return f"{category}: “{mention.quote}”. {mention.why.in_language(language)}"


def stamp_words(report: Report, language: str) -> str:
    """Which model and which version made the report."""
    return words(
        "html.stamp",
        language,
        model=f"{report.model.name} {report.model.version}",
        point=report.model.operating_point,
        version=report.screener_version,
    )


def _words_under(span: Span, finding: Finding) -> str:
    """The words a suggestion changes; suggestions stay inside their sentence."""
    start = finding.sentence.start
    return finding.sentence_text[span.start - start : span.end - start]
