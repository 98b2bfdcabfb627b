"""The formats that reports come in, and the one call that renders any of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from screener.domain.reports import Failure
from screener.report import json_report, plain
from screener.report.plain import TextStyle
from screener.report.regions import Located


class ReportFormat(StrEnum):
    """Formats that are made from reports alone; a Word draft needs its file, too."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    HTML = "html"
    SARIF = "sarif"
    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"
    GITHUB = "github"


@dataclass(frozen=True, slots=True)
class Traits:
    """What a writer of files must know about a format.

    Attributes:
        extension: Of files, without the dot.
        holds_many: One file serves any number of documents.
        streams: Documents can be written one by one, as they are screened.
        needs_lines: Its readers point into the source by lines.
        is_binary: Not for the eyes of whoever sits at a terminal.
    """

    extension: str
    holds_many: bool = True
    streams: bool = False
    needs_lines: bool = False
    is_binary: bool = False


TRAITS: Final = {
    ReportFormat.TEXT: Traits("txt", holds_many=False, streams=True),
    ReportFormat.JSON: Traits("json", holds_many=False),
    ReportFormat.JSONL: Traits("jsonl", streams=True),
    ReportFormat.HTML: Traits("html"),
    ReportFormat.SARIF: Traits("sarif", needs_lines=True),
    ReportFormat.CSV: Traits("csv"),
    ReportFormat.XLSX: Traits("xlsx", is_binary=True),
    ReportFormat.PDF: Traits("pdf", is_binary=True),
    ReportFormat.GITHUB: Traits("txt", streams=True, needs_lines=True),
}


def render(
    items: Sequence[Located], format_: ReportFormat, *, style: TextStyle, version: str
) -> bytes:
    """All outcomes as one file of the format, the same bytes for the same outcomes.

    Args:
        items: In the order in which they are shown.
        format_: What to make.
        style: For readable text; its language serves every format.
        version: Of the screener.
    """
    outcomes = [item.outcome for item in items]
    language = style.language
    # Libraries for spreadsheets and PDF are slow to load and seldom asked for.
    match format_:
        case ReportFormat.HTML:
            from screener.report.html_report import render_html

            return render_html(outcomes, language=language).encode()
        case ReportFormat.JSON:
            return json_report.render_json(outcomes, language=language).encode()
        case ReportFormat.SARIF:
            from screener.report.sarif import render_sarif

            return render_sarif(items, version=version, language=language).encode()
        case ReportFormat.CSV:
            from screener.report.csv_report import render_csv

            return render_csv(outcomes, language=language)
        case ReportFormat.XLSX:
            from screener.report.xlsx_report import render_xlsx

            return render_xlsx(outcomes, language=language)
        case ReportFormat.PDF:
            from screener.report.pdf_report import render_pdf

            return render_pdf(outcomes, language=language)
        case _:
            return "".join(
                render_one(item, format_, style=style) for item in items
            ).encode()


def render_one(item: Located, format_: ReportFormat, *, style: TextStyle) -> str:
    """One outcome in a format that streams."""
    outcome = item.outcome
    if format_ is ReportFormat.JSONL:
        return json_report.render_json_line(outcome, language=style.language)
    if format_ is ReportFormat.GITHUB:
        from screener.report.annotations import render_annotations

        return render_annotations(item, language=style.language)
    if isinstance(outcome, Failure):
        return plain.render_error(outcome.error, style=style)
    return plain.render(outcome, style=style)
