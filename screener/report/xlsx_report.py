"""A workbook: documents, findings, mentions and what was not screened."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

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
    "source": 24,
    "title": 30,
    "verdict": 24,
    "number": 6,
    "category": 20,
    "severity": 8,
    "place": 18,
    "quote": 34,
    "why": 46,
    "suggestions": 40,
    "legal": 40,
    "sentence": 60,
    "stance": 14,
    "unread": 44,
    "warnings": 40,
    "note": 60,
    "error": 50,
    "hint": 50,
    "part": 18,
    "rule": 26,
    "id": 20,
    "sha256": 20,
    "model": 26,
}
# Columns behind these are for filters and programs, not for paper.
_LAST_ON_PAPER: Final = ("column.legal", "column.warnings")
_LINE_POINTS: Final = 15
_TALLEST_ROW: Final = 400
_HEAD_POINTS: Final = 2 * _LINE_POINTS
_USUAL_WIDTH: Final = 11
_HEAD_FONT: Final = Font(name="Calibri", size=11, bold=True, color="FFFFFF")
_HEAD_FILL: Final = PatternFill("solid", fgColor="0F5C5C")
_TOP: Final = Alignment(vertical="top", wrap_text=True)


def render_xlsx(outcomes: Sequence[Outcome], *, language: str = "vi") -> bytes:
    """The workbook: each sheet can be filtered, its head stays in sight.

    Text is text: nothing that a draft says is taken for a formula or a link.
    """
    workbook = Workbook()
    workbook.remove(workbook.active)
    workbook.properties.creator = "Soát Giới"
    workbook.properties.title = words("html.title", language)
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
    return _saved(workbook)


def _saved(workbook: Workbook) -> bytes:
    """The workbook without the time at which it is saved.

    ``Workbook.save`` would write that time, so its two steps are taken here.
    """
    workbook.properties.created = workbook.properties.modified = datetime(*EPOCH)
    target = io.BytesIO()
    archive = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
    ExcelWriter(workbook, archive).save()
    return with_fixed_dates(target.getvalue())


def _add_sheet(workbook: Workbook, table: Table, language: str) -> None:
    sheet = workbook.create_sheet(words(table.name, language))
    for column, key in enumerate(table.columns, start=1):
        cell = sheet.cell(1, column, words(key, language))
        cell.font, cell.fill, cell.alignment = _HEAD_FONT, _HEAD_FILL, _TOP
        sheet.column_dimensions[get_column_letter(column)].width = _width(key)
    for number, row in enumerate(table.rows, start=2):
        for column, value in enumerate(row, start=1):
            _fill(sheet.cell(number, column), value, language)
        _format_score(sheet, table, number)
        sheet.row_dimensions[number].height = _height(table, row)
    sheet.row_dimensions[1].height = _HEAD_POINTS
    sheet.freeze_panes = "B2"
    last = get_column_letter(len(table.columns))
    sheet.auto_filter.ref = f"A1:{last}{len(table.rows) + 1}"
    _set_page(sheet, table)


def _width(key: str) -> int:
    return _WIDTHS.get(key.removeprefix("column."), _USUAL_WIDTH)


def _height(table: Table, row: tuple[Cell, ...]) -> int:
    """The height in points at which the longest cell of a row can be read whole.

    Not every program works it out by itself for cells that wrap.
    """
    lines = max(
        sum(1 + len(line) // _width(key) for line in str(value).split("\n"))
        for key, value in zip(table.columns, row, strict=True)
        if not key.endswith(("sha256", "id"))
    )
    return min(lines * _LINE_POINTS, _TALLEST_ROW)


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


def _set_page(sheet: Worksheet, table: Table) -> None:
    """On paper: landscape, as wide as the page, the head on every page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.print_options.gridLines = True
    sheet.print_title_rows = "1:1"
    for column, key in enumerate(table.columns, start=1):
        if key in _LAST_ON_PAPER:
            last = get_column_letter(column)
            sheet.print_area = f"A1:{last}{len(table.rows) + 1}"
