"""Tables of values as text (csv, tsv): the text columns, each cell with its name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Final

from screener.domain.documents import Part
from screener.domain.limits import ReadLimits
from screener.ingest.assembly import Block, Extract
from screener.ingest.columns import Cell, left_out_entry, select_text
from screener.text.encodings import decode_vietnamese

FORMAT: Final = "csv"
_DELIMITERS: Final = ",;\t|"
_SAMPLE_ROWS: Final = 50
_LINE_ENDS: Final = re.compile("\r\n|\r")


def extract(content: bytes, *, source: str, limits: ReadLimits) -> Extract:
    """The text cells of a table, row by row.

    Raises:
        UndecodableTextError: When no known encoding gives readable text.
    """
    del limits  # the text is no longer than the bytes, which were measured
    decoded = decode_vietnamese(content, source=source)
    text = _LINE_ENDS.sub("\n", decoded.text.removeprefix("\ufeff"))
    if text.startswith("sep=") and "\n" in text:  # a hint that only Excel needs
        text = text.partition("\n")[2]
    cells = [
        Cell(row_number, column, value)
        for row_number, row in enumerate(rows(text, _delimiter(text)), start=1)
        for column, value in enumerate(row, start=1)
        if value.strip()
    ]
    selection = select_text(cells)
    entry = left_out_entry(selection.left_out)
    return Extract(
        format=FORMAT,
        blocks=tuple(
            Block(text=cell.text, part=Part.TABLE, cell=cell.name)
            for cell in selection.cells
        ),
        parts=() if entry is None else (entry,),
        warnings=decoded.notices,
        trust=decoded.trust,
    )


def rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """The rows of a table; a value in quotes may hold delimiters and line feeds.

    The standard library's reader refuses values beyond a size that is set for the
    whole process; a cell may well hold a chapter.
    """
    row: list[str] = []
    for match in _cell_pattern(delimiter).finditer(text):
        quoted, plain, end = match.groups()
        if quoted is not None:
            row.append(quoted.replace('""', '"') + (plain or ""))
        else:
            row.append(plain or "")
        if end != delimiter:
            if row != [""]:
                yield row
            row = []
        if not end:
            return


@cache
def _cell_pattern(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    return re.compile(rf'(?:"((?:[^"]|"")*+)(?:"|\Z))?([^{mark}\n]*+)({mark}|\n|\Z)')


def _delimiter(text: str) -> str:
    """The mark that parts most rows into the same number of values, at least two."""
    best, best_score = ",", 0.0
    for delimiter in _DELIMITERS:
        lengths: Counter[int] = Counter()
        for number, row in enumerate(rows(text, delimiter)):
            if number >= _SAMPLE_ROWS:
                break
            lengths[len(row)] += 1
        length, count = lengths.most_common(1)[0] if lengths else (1, 0)
        score = count / max(1, sum(lengths.values())) if length > 1 else 0.0
        if score > best_score:
            best, best_score = delimiter, score
    return best
