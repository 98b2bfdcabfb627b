"""Examples from other tools, checked record by record; faults name line and field.

Of a table the line is the row as a spreadsheet counts it, the header being the first.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from screener.errors import (
    ExampleError,
    MissingExtraError,
    MissingInputError,
    UnreadableInputError,
)
from screener.report.csv_report import looks_like_formula
from training.dataset import Example, parse_examples
from training.exchange import FIELDS, NESTED, QUOTE, ExchangeFormat
from training.json_lines import read_lines

Checked = Example | ExampleError
# Excel writes what the computer's region says: semicolons in Vietnam.
_DELIMITERS: Final = ",;\t"
_CONTEXT: Final = ("before", "after")
_NEEDED: Final = ("id", "text", "stance", "severity")
_LONGEST_CELL: Final = 10_000_000


def checked_examples(
    path: Path, kind: ExchangeFormat, *, source: str
) -> tuple[Checked, ...]:
    """An example or a fault for each record of a file, in its order.

    Args:
        path: The file; the folder for ``datasets``.
        kind: In which form.
        source: What faults call it.

    Raises:
        InputError: When it cannot be read as that form at all.
        MissingExtraError: When the library that the form needs is not installed.
    """
    return tuple(parse_examples(_lines(path, kind, source=source), source=source))


def _lines(path: Path, kind: ExchangeFormat, *, source: str) -> Iterable[str]:
    match kind:
        case ExchangeFormat.JSONL:
            lines = read_lines(path)
            # Editors on Windows put a mark before the first line.
            return [lines[0].removeprefix("\ufeff"), *lines[1:]]
        case ExchangeFormat.CSV:
            # The header is a line as well.
            return ["", *map(_json_line, _csv_records(path, source=source))]
        case ExchangeFormat.PARQUET:
            return map(_json_line, _parquet_records(path, source=source))
        case ExchangeFormat.DATASETS:
            return map(_json_line, _folder_records(path, source=source))


def _csv_records(path: Path, *, source: str) -> Iterator[Mapping[str, Any]]:
    # Cells hold nested fields as JSON, longer than the reader expects.
    csv.field_size_limit(_LONGEST_CELL)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            delimiter = _delimiter(stream.readline())
            stream.seek(0)
            rows = csv.DictReader(stream, delimiter=delimiter)
            _check_header(rows.fieldnames or (), source=source)
            for row in rows:
                yield _nested({name: _cell(row.get(name)) for name in FIELDS})
    except FileNotFoundError as exc:
        raise MissingInputError(source=source) from exc
    except (OSError, UnicodeDecodeError, csv.Error) as exc:
        raise UnreadableInputError(source=source, reason=str(exc)) from exc


def _delimiter(header: str) -> str:
    return max(_DELIMITERS, key=header.count)


def _check_header(names: Iterable[str], *, source: str) -> None:
    known = set(names)
    for name in _NEEDED:
        if name not in known:
            raise ExampleError(
                source=source, line=1, field=name, reason="the column is missing"
            )


def _cell(value: str | None) -> str:
    text = value or ""
    bare = text.removeprefix(QUOTE)
    is_quoted = bare != text and (looks_like_formula(bare) or bare.startswith(QUOTE))
    return bare if is_quoted else text


def _parquet_records(path: Path, *, source: str) -> Iterator[Mapping[str, Any]]:
    try:
        import pyarrow as pa  # type: ignore[import-untyped]
        import pyarrow.parquet as pq  # type: ignore[import-untyped]
    except ImportError as exc:
        raise MissingExtraError(
            source=source, library="pyarrow", extra="train"
        ) from exc
    try:
        rows = pq.read_table(path).to_pylist()
    except FileNotFoundError as exc:
        raise MissingInputError(source=source) from exc
    except (OSError, pa.ArrowException) as exc:
        raise UnreadableInputError(source=source, reason=str(exc)) from exc
    return map(_nested, rows)


def _folder_records(folder: Path, *, source: str) -> Iterator[Mapping[str, Any]]:
    try:
        import datasets
        import pyarrow as pa
    except ImportError as exc:
        raise MissingExtraError(
            source=source, library="datasets", extra="train"
        ) from exc
    try:
        loaded = datasets.load_from_disk(str(folder))
        parts = loaded.values() if isinstance(loaded, dict) else [loaded]
        # As Arrow: no column is decoded, whatever kind of media a file claims it is.
        tables = [part.with_format("arrow")[:] for part in parts]
        rows = [row for table in tables for row in table.to_pylist()]
    # The library lets whatever its files' readers raise through.
    except (OSError, ValueError, LookupError, TypeError, pa.ArrowException) as exc:
        raise UnreadableInputError(source=source, reason=str(exc)) from exc
    return map(_nested, rows)


def _nested(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The record of the data format that a flat row stands for."""
    record = dict(row)
    context = {name: record.pop(name, None) for name in _CONTEXT}
    record.setdefault("context", context)
    for name in NESTED:
        if isinstance(value := record.get(name), str):
            record[name] = _parsed(value)
    return record


def _parsed(cell: str) -> object:
    if not cell.strip():
        return None
    try:
        return json.loads(cell)
    except (json.JSONDecodeError, RecursionError):
        # The check of the field says what it should have been.
        return cell


def _json_line(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, default=str)
