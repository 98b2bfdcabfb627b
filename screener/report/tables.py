"""Reports as rows: the same cells for CSV and for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from screener.domain.labels import Severity, Stance
from screener.domain.reports import Failure, Finding, Mention, Outcome, Report
from screener.messages.catalogue import error_hint, error_message
from screener.report.words import (
    legal_line,
    place_words,
    reason_words,
    suggestion_words,
    unread_parts,
    unread_words,
    verdict_words,
    warning_words,
    words,
)

Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Table:
    """Named rows under a head.

    Attributes:
        name: Of the sheet, a key such as "sheet.findings".
        columns: Keys such as "column.source".
        rows: Cells in the order of the columns; "" where nothing is known.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def document_table(outcomes: Sequence[Outcome], language: str) -> Table:
    """One row a document: verdict, counts, what was read and what was not."""
    columns = (
        "source title verdict findings high medium low characters sentences trust"
        " unread warnings model sha256"
    )
    rows = (_document(o, language) for o in outcomes if isinstance(o, Report))
    return Table("sheet.documents", _keys(columns), tuple(rows))


def finding_table(outcomes: Sequence[Outcome], language: str) -> Table:
    """One row a finding."""
    columns = (
        "source number category severity place quote why suggestions legal sentence"
        " stance score unsure page paragraph rule id"
    )
    rows = (
        _finding(report, number, finding, language)
        for report in outcomes
        if isinstance(report, Report)
        for number, finding in enumerate(report.findings, start=1)
    )
    return Table("sheet.findings", _keys(columns), tuple(rows))


def mention_table(outcomes: Sequence[Outcome], language: str) -> Table:
    """One row a stereotype that its text criticises."""
    rows = (
        _mention(report, mention, language)
        for report in outcomes
        if isinstance(report, Report)
        for mention in report.mentions
    )
    return Table("sheet.mentions", _keys("source category quote why"), tuple(rows))


def unread_table(outcomes: Sequence[Outcome], language: str) -> Table:
    """One row a part that was not screened; each picture has its own."""
    rows = (
        row
        for report in outcomes
        if isinstance(report, Report)
        for row in _unread(report, language)
    )
    return Table("sheet.unread", _keys("source part count note"), tuple(rows))


def failure_table(outcomes: Sequence[Outcome], language: str) -> Table:
    """One row a document that could not be screened."""
    rows = (
        (
            outcome.error.source or outcome.document_id,
            error_message(outcome.error).in_language(language),
            error_hint(outcome.error).in_language(language),
        )
        for outcome in outcomes
        if isinstance(outcome, Failure)
    )
    return Table("sheet.failures", _keys("source error hint"), tuple(rows))


def _keys(columns: str) -> tuple[str, ...]:
    return tuple(f"column.{name}" for name in columns.split())


def _document(report: Report, language: str) -> tuple[Cell, ...]:
    document = report.document
    counts = [
        sum(finding.severity is severity for finding in report.findings)
        for severity in (Severity.HIGH, Severity.MEDIUM, Severity.LOW)
    ]
    return (
        document.source,
        document.title,
        verdict_words(report, language),
        len(report.findings),
        *counts,
        document.coverage.characters_read,
        report.sentences,
        words(f"answer.{document.coverage.trust}", language),
        "\n".join(unread_words(document.coverage, language)),
        "\n".join(warning_words(report, language)),
        f"{report.model.name} {report.model.version} · {report.model.operating_point}",
        document.sha256,
    )


def _finding(
    report: Report, number: int, finding: Finding, language: str
) -> tuple[Cell, ...]:
    suggestions = (
        suggestion_words(item, finding, language) for item in finding.suggestions
    )
    is_reported = finding.stance is Stance.REPORTED
    return (
        report.document.source,
        number,
        words(f"category.{finding.category}", language),
        words(f"severity.{finding.severity}", language),
        place_words(finding.place, language),
        finding.quote,
        finding.explanation.in_language(language),
        "\n".join(suggestions),
        legal_line(finding, language),
        finding.sentence_text,
        words("stance.reported" if is_reported else "stance.asserted", language),
        round(finding.score, 4),
        words("answer.yes", language) if finding.is_unsure else "",
        finding.place.page or "",
        finding.place.paragraph or "",
        finding.rule,
        finding.id,
    )


def _mention(report: Report, mention: Mention, language: str) -> tuple[Cell, ...]:
    return (
        report.document.source,
        words(f"category.{mention.category}", language),
        mention.quote,
        mention.why.in_language(language),
    )


def _unread(report: Report, language: str) -> Iterator[tuple[Cell, ...]]:
    for part in unread_parts(report.document.coverage):
        yield (
            report.document.source,
            words(f"part.{part.part}", language),
            part.count,
            reason_words(part, language),
        )
