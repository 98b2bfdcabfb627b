"""A workbook of a whole scan, written row by row so that its size does not matter."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from screener.batch.entries import Entry
from screener.domain.reports import Outcome
from screener.report.csv_report import looks_like_formula
from screener.report.tables import (
    Cell,
    Table,
    document_table,
    failure_table,
    finding_table,
    mention_table,
)
from screener.report.words import printable, words
from screener.report.zip_bytes import EPOCH, with_fixed_dates

# The last row that a sheet can hold, its head counted.
_MOST_ROWS: Final = 1_048_576
_MOST_CHARACTERS: Final = 32_767
_HEAD_FONT: Final = Font(name="Calibri", size=11, bold=True, color="FFFFFF")
_HEAD_FILL: Final = PatternFill("solid", fgColor="0F5C5C")
_TOP: Final = Alignment(vertical="top", wrap_text=True)
_WIDE: Final = ("quote", "sentence", "why", "suggestions", "legal", "unread", "error")
_MIDDLE: Final = ("source", "title", "verdict", "category", "outlet", "hint", "copy_of")
# What the manifest knows stands in front of what the screener found.
_KNOWN: Final = ("outlet", "genre", "kind", "published_on", "author", "copy_of")


def render_workbook(
    outcomes: Iterable[tuple[Entry, Outcome]], *, language: str
) -> bytes:
    """The workbook: documents, findings, criticised mentions, files not screened.

    The same records give the same bytes. A sheet that is full goes on in another.
    """
    workbook = Workbook(write_only=True)
    workbook.properties.creator = "Soát Giới"
    workbook.properties.title = words("index.title", language)
    sheets = [
        _Sheets(workbook, make((), language), language)
        for make in (_documents, finding_table, mention_table, failure_table)
    ]
    for entry, outcome in outcomes:
        only = (outcome,)
        tables = (
            _documents(((entry, outcome),), language),
            finding_table(only, language),
            mention_table(only, language),
            failure_table(only, language),
        )
        for sheet, table in zip(sheets, tables, strict=True):
            sheet.add(table.rows)
    return _saved(workbook)


def _documents(outcomes: Sequence[tuple[Entry, Outcome]], language: str) -> Table:
    """One row a document that was screened, with what is known of it."""
    plain = document_table([outcome for _, outcome in outcomes], language)
    entries = [entry for entry, _ in outcomes if entry.is_screened]
    rows = (
        (*row[:2], *_known(entry), *row[2:])
        for entry, row in zip(entries, plain.rows, strict=True)
    )
    names = tuple(f"column.{name}" for name in _KNOWN)
    return Table(
        plain.name, (*plain.columns[:2], *names, *plain.columns[2:]), tuple(rows)
    )


def _known(entry: Entry) -> tuple[Cell, ...]:
    facts = entry.facts
    return (
        facts.outlet,
        facts.genre,
        facts.kind,
        facts.published_on,
        entry.author,
        entry.duplicate_of,
    )


class _Sheets:
    """The rows of one kind, on as many sheets as they need."""

    def __init__(self, workbook: Workbook, table: Table, language: str) -> None:
        self._workbook = workbook
        self._table = table
        self._language = language
        self._number = 0
        self._begin()

    def add(self, rows: Iterable[tuple[Cell, ...]]) -> None:
        for row in rows:
            if self._rows == _MOST_ROWS:
                self._begin()
            self._sheet.append([self._cell(value) for value in row])
            self._rows += 1

    def _begin(self) -> None:
        self._number += 1
        name = words(self._table.name, self._language)
        title = name if self._number == 1 else f"{name} {self._number}"
        self._sheet: Any = self._workbook.create_sheet(title)
        for column, key in enumerate(self._table.columns, start=1):
            letter = get_column_letter(column)
            self._sheet.column_dimensions[letter].width = _width(key)
        self._sheet.freeze_panes = "B2"
        last = get_column_letter(len(self._table.columns))
        self._sheet.auto_filter.ref = f"A1:{last}{_MOST_ROWS}"
        self._sheet.append([self._head(key) for key in self._table.columns])
        self._rows = 1

    def _head(self, key: str) -> Any:
        cell = WriteOnlyCell(self._sheet, words(key, self._language))
        cell.font, cell.fill, cell.alignment = _HEAD_FONT, _HEAD_FILL, _TOP
        return cell

    def _cell(self, value: Cell) -> Any:
        if not isinstance(value, str) or not value:
            return value or (0 if value == 0 else None)
        text = printable(value)
        if len(text) > _MOST_CHARACTERS:
            mark = words("table.cut", self._language)
            text = text[: _MOST_CHARACTERS - len(mark)] + mark
        cell = WriteOnlyCell(self._sheet, text)
        cell.alignment = _TOP
        # Whatever it looks like, it stays text, also when someone edits the cell.
        cell.data_type = "s"
        cell.quotePrefix = looks_like_formula(text)
        return cell


def _width(key: str) -> int:
    name = key.removeprefix("column.")
    return 50 if name in _WIDE else 26 if name in _MIDDLE else 12


def _saved(workbook: Workbook) -> bytes:
    """The workbook without the time at which it is saved."""
    workbook.properties.created = workbook.properties.modified = datetime(*EPOCH)
    target = io.BytesIO()
    archive = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
    ExcelWriter(workbook, archive).save()
    return with_fixed_dates(target.getvalue())
