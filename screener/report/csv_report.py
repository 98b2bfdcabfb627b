"""CSV that a spreadsheet opens with its accents and without running anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final, TextIO

from screener.domain.reports import Outcome
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

# The columns of every kind of row, each once, in reading order.
_COLUMNS: Final = (
    "source title verdict findings number category severity place quote why suggestions"
    " legal sentence stance score unsure page paragraph note part count error hint"
    " characters sentences trust unread warnings model rule id sha256"
)
# Spreadsheets take a cell that begins with one of these for a formula.
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def render_csv(outcomes: Sequence[Outcome], *, language: str = "vi") -> bytes:
    """Rows of all kinds under one head, the kind in the first column.

    Each document has its own row, so that one without findings is there too; its
    findings, mentions and unread parts follow.
    """
    target = io.StringIO()
    write_csv(outcomes, target, language=language)
    # The mark tells Excel that the text is UTF-8.
    return target.getvalue().encode("utf-8-sig")


def write_csv(
    outcomes: Iterable[Outcome], stream: TextIO, *, language: str = "vi"
) -> None:
    """Write the rows of ``render_csv`` one outcome at a time, for any number."""
    writer = csv.writer(stream, lineterminator="\r\n")
    columns = tuple(f"column.{name}" for name in _COLUMNS.split())
    writer.writerow([words(key, language) for key in ("column.row", *columns)])
    for outcome in outcomes:
        for table in _tables(outcome, language):
            kind = words(
                table.name.replace("sheet.", "row.").removesuffix("s"), language
            )
            for row in table.rows:
                named = dict(zip(table.columns, row, strict=True))
                writer.writerow([kind, *(_safe(named.get(key, "")) for key in columns)])


def _tables(outcome: Outcome, language: str) -> tuple[Table, ...]:
    only = (outcome,)
    return (
        document_table(only, language),
        finding_table(only, language),
        mention_table(only, language),
        unread_table(only, language),
        failure_table(only, language),
    )


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula."""
    return text.lstrip(" \u00a0").startswith(_FORMULA_STARTS)


def _safe(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    text = printable(cell)
    # An apostrophe makes it text; readers that know no formulas show it.
    return f"'{text}" if looks_like_formula(text) else text
