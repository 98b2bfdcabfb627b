"""Examples for other tools: Hugging Face ``datasets``, CSV, Parquet.

``training.exchange_read`` reads all of them back.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from screener.errors import MissingExtraError, OutputError
from screener.report.csv_report import looks_like_formula
from training.dataset import (
    Example,
    example_from_json,
    example_to_json,
    write_examples,
)

if TYPE_CHECKING:
    import datasets

NESTED: Final = ("categories", "spans", "mentions", "labels")
# Keeps a spreadsheet from reading a cell as a formula: "- Em là..." is speech.
QUOTE: Final = "'"
_OPTIONAL: Final = ("group", "kind", "batch", "who", "region")
FIELDS: Final = (
    "id",
    "text",
    "before",
    "after",
    "stance",
    "categories",
    "severity",
    "spans",
    "mentions",
    "genre",
    "origin",
    "split",
    *_OPTIONAL,
    "labels",
)


class ExchangeFormat(StrEnum):
    """In which form examples are handed over; the codes stand in addresses."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    # A folder that ``datasets.load_from_disk`` reads.
    DATASETS = "datasets"


def export_examples(
    path: Path, examples: Sequence[Example], kind: ExchangeFormat
) -> None:
    """Write examples, ordered by id, into a file; a folder for ``datasets``.

    Raises:
        MissingExtraError: When the library that the form needs is not installed.
        OutputError: When it cannot be written.
    """
    match kind:
        case ExchangeFormat.JSONL:
            write_examples(path, examples)
        case ExchangeFormat.CSV:
            export_csv(path, examples)
        case ExchangeFormat.PARQUET:
            export_parquet(path, examples)
        case ExchangeFormat.DATASETS:
            export_hugging_face(path, examples)


def export_hugging_face(folder: Path, examples: Sequence[Example]) -> None:
    """Write a folder that ``datasets.load_from_disk`` reads.

    Raises:
        MissingExtraError: When ``datasets`` is not installed.
        OutputError: When the folder cannot be written.
    """
    ordered = sorted(examples, key=lambda example: example.id)
    try:
        to_hugging_face(ordered).save_to_disk(str(folder))
    except OSError as exc:
        raise OutputError(source=str(folder), reason=exc.strerror or "") from exc


def to_hugging_face(examples: Sequence[Example]) -> datasets.Dataset:
    """The examples as a Hugging Face data set, nested as in the data format.

    Raises:
        MissingExtraError: When ``datasets`` is not installed.
    """
    try:
        import datasets
    except ImportError as exc:
        raise MissingExtraError(
            source="export", library="datasets", extra="train"
        ) from exc
    datasets.disable_progress_bars()
    features = _features(datasets)
    records = [_full_record(example) for example in examples]
    columns = {name: [record[name] for record in records] for name in features}
    return datasets.Dataset.from_dict(columns, features=features)


def from_hugging_face(rows: Iterable[Mapping[str, Any]]) -> tuple[Example, ...]:
    """The examples of a data set that ``to_hugging_face`` made.

    Raises:
        ExampleError: Naming the row and the field that is wrong.
    """
    return tuple(
        example_from_json(row, source="datasets", line=number)
        for number, row in enumerate(rows, start=1)
    )


def export_csv(path: Path, examples: Iterable[Example]) -> None:
    """Write a flat table by id, nested fields as JSON; opens as it is in Excel.

    A cell that a spreadsheet would take for a formula begins with an apostrophe.

    Raises:
        OutputError: When the file cannot be written.
    """
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.DictWriter(stream, fieldnames=FIELDS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(map(_harmless, _flat_records(examples)))
    except OSError as exc:
        raise OutputError(source=str(path), reason=exc.strerror or "") from exc


def export_parquet(path: Path, examples: Iterable[Example]) -> None:
    """Write the same flat table as Parquet.

    Raises:
        MissingExtraError: When ``pyarrow`` is not installed.
        OutputError: When the file cannot be written.
    """
    try:
        import pyarrow as pa  # type: ignore[import-untyped]
        import pyarrow.parquet as pq  # type: ignore[import-untyped]
    except ImportError as exc:
        raise MissingExtraError(
            source="export", library="pyarrow", extra="train"
        ) from exc
    schema = pa.schema([(name, pa.string()) for name in FIELDS])
    table = pa.Table.from_pylist(_flat_records(examples), schema=schema)
    try:
        pq.write_table(table, path)
    except OSError as exc:
        raise OutputError(source=str(path), reason=exc.strerror or "") from exc


def _features(datasets: Any) -> Any:
    # Said outright: a set without one countered sentence has no mention to guess from.
    text = datasets.Value("string")
    span = {
        "start": datasets.Value("int64"),
        "end": datasets.Value("int64"),
        "category": text,
    }
    label = {
        "annotator": text,
        "stance": text,
        "categories": datasets.List(text),
        "severity": text,
        "spans": datasets.List(span),
    }
    nested = {
        "context": {"before": text, "after": text},
        "categories": datasets.List(text),
        "spans": datasets.List(span),
        "mentions": datasets.List(span),
        "labels": datasets.List(label),
    }
    plain = {
        name: text
        for name in FIELDS
        if name not in NESTED and name not in ("before", "after")
    }
    return datasets.Features({**plain, **nested})


def _harmless(row: Mapping[str, str]) -> dict[str, str]:
    return {
        name: f"{QUOTE}{value}"
        if looks_like_formula(value) or value.startswith(QUOTE)
        else value
        for name, value in row.items()
    }


def _full_record(example: Example) -> dict[str, Any]:
    # Columns must be alike in every row, so what is unset is written too.
    record = example_to_json(example)
    for name in _OPTIONAL:
        record.setdefault(name, "")
    record.setdefault("labels", [])
    return record


def _flat_records(examples: Iterable[Example]) -> list[dict[str, str]]:
    ordered = sorted(examples, key=lambda example: example.id)
    return [_flat_record(example) for example in ordered]


def _flat_record(example: Example) -> dict[str, str]:
    record = _full_record(example)
    record |= record.pop("context")
    for name in NESTED:
        record[name] = json.dumps(record[name], ensure_ascii=False)
    return {name: record[name] for name in FIELDS}
