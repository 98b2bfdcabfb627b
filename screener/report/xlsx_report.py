"""A workbook: documents, findings, mentions and what was not screened."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from screener.domain.reports import Outcome
from screener.report.csv_report import looks_like_formula
from screener.report.tables import (
    Cell,
    Table,
    document_table,
    failure_table,
    finding_table,
    mention_table,
    unread_table,
)
from screener.report.words import printable, words
from screener.report.zip_bytes import EPOCH, with_fixed_dates

_MOST_CHARACTERS: Final = 32_767
_WIDTHS: Final = {
    "source": 28,
    "title": 36,
    "verdict": 26,
    "category": 22,
    "severity": 8,
    "stance": 16,
    "score": 9,
    "unsure": 12,
    "place": 20,
    "quote": 40,
    "sentence": 60,
    "why": 60,
    "suggestions": 50,
    "legal": 50,
    "unread": 50,
    "warnings": 50,
    "note": 60,
    "error": 50,
    "hint": 50,
    "rule": 26,
    "id": 20,
    "sha256": 20,
    "model": 26,
    "part": 18,
}
_USUAL_WIDTH: Final = 11
_HEAD_FONT: Final = Font(bold=True, color="FFFFFF")
_HEAD_FILL: Final = PatternFill("solid", fgColor="0F5C5C")
_TOP: Final = Alignment(vertical="top", wrap_text=True)
_MODIFIED: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def render_xlsx(outcomes: Sequence[Outcome], *, language: str = "vi") -> bytes:
    """The workbook: each sheet can be filtered, its head stays in sight.

    Text is text: nothing that a draft says is taken for a formula or a link.
    """
    workbook = Workbook()
    workbook.remove(workbook.active)
    workbook.properties.creator = "Soát Giới"
    workbook.properties.title = words("html.title", language)
    workbook.properties.created = datetime(*EPOCH)
    for make in (
        document_table,
        finding_table,
        mention_table,
        unread_table,
        failure_table,
    ):
        table = make(outcomes, language)
        # The first two sheets say "nothing found" by being empty.
        if table.rows or make in (document_table, finding_table):
            _add_sheet(workbook, table, language)
    target = io.BytesIO()
    workbook.save(target)
    return with_fixed_dates(target.getvalue())


def _add_sheet(workbook: Workbook, table: Table, language: str) -> None:
    sheet = workbook.create_sheet(words(table.name, language))
    for column, key in enumerate(table.columns, start=1):
        cell = sheet.cell(1, column, words(key, language))
        cell.font, cell.fill, cell.alignment = _HEAD_FONT, _HEAD_FILL, _TOP
        width = _WIDTHS.get(key.removeprefix("column."), _USUAL_WIDTH)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, row in enumerate(table.rows, start=2):
        for column, value in enumerate(row, start=1):
            _fill(sheet.cell(number, column), value, language)
        _format_score(sheet, table, number)
    sheet.freeze_panes = "B2"
    last = get_column_letter(len(table.columns))
    sheet.auto_filter.ref = f"A1:{last}{len(table.rows) + 1}"
    _set_page(sheet)


def _fill(cell: SheetCell, value: Cell, language: str) -> None:
    cell.alignment = _TOP
    if not isinstance(value, str):
        cell.value = value
        return
    if not value:
        return
    text = printable(value)
    if len(text) > _MOST_CHARACTERS:
        mark = words("table.cut", language)
        text = text[: _MOST_CHARACTERS - len(mark)] + mark
    cell.value = text
    # Whatever it looks like, it stays text, also when someone edits the cell.
    cell.data_type = "s"
    cell.quotePrefix = looks_like_formula(text)


def _format_score(sheet: Worksheet, table: Table, row: int) -> None:
    if "column.score" in table.columns:
        column = table.columns.index("column.score") + 1
        sheet.cell(row, column).number_format = "0%"


def _set_page(sheet: Worksheet) -> None:
    """On paper: landscape, as wide as the page, the head on every page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
