"""Reports that must not change by accident: python -m tests.golden_reports writes them.

Text formats are kept byte for byte. Workbooks and PDF are kept as what they show,
because the bytes around it depend on the versions of the libraries.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pypdfium2
from openpyxl import load_workbook

from screener.domain.reports import Outcome
from screener.report.formats import ReportFormat, render
from screener.report.pdf_report import render_pdf
from screener.report.plain import TextStyle
from screener.report.regions import Located, Region
from screener.report.xlsx_report import render_xlsx
from tests.reports import FAILURE, make_report

FOLDER: Final = Path(__file__).parent / "fixtures" / "reports"
_REGIONS: Final = (Region(1, 1, 1, 10), Region(2, 2, 16, 33))


def rendered(format_: ReportFormat, *, language: str = "vi") -> bytes:
    """A report and an error in a format."""
    items = [Located(make_report(), _REGIONS), Located(FAILURE)]
    style = TextStyle(language=language, width=80)
    return render(items, format_, style=style, version="0.0")


def workbook_cells() -> bytes:
    """Each sheet's cells, row by row."""
    workbook = load_workbook(io.BytesIO(render_xlsx(_outcomes())))
    sheets = {
        sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)]
        for sheet in workbook
    }
    return json.dumps(sheets, ensure_ascii=False, indent=1).encode() + b"\n"


def pdf_words() -> bytes:
    """The words of each page."""
    document = pypdfium2.PdfDocument(render_pdf(_outcomes()))
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    lines = (line.strip() for page in pages for line in page.splitlines())
    return "\n".join(filter(None, lines)).encode() + b"\n"


def _outcomes() -> list[Outcome]:
    return [make_report(), FAILURE]


GOLDENS: Final[dict[str, Callable[[], bytes]]] = {
    "report.txt": lambda: rendered(ReportFormat.TEXT),
    "report.json": lambda: rendered(ReportFormat.JSON),
    "report.jsonl": lambda: rendered(ReportFormat.JSONL),
    "report.html": lambda: rendered(ReportFormat.HTML),
    "report.en.html": lambda: rendered(ReportFormat.HTML, language="en"),
    "report.sarif": lambda: rendered(ReportFormat.SARIF),
    "report.csv": lambda: rendered(ReportFormat.CSV),
    "report.github.txt": lambda: rendered(ReportFormat.GITHUB),
    "report.xlsx.json": workbook_cells,
    "report.pdf.txt": pdf_words,
}


def main() -> None:
    """Write all of them; the difference is then read and committed by a person."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, make in GOLDENS.items():
        (FOLDER / name).write_bytes(make())


if __name__ == "__main__":
    main()
