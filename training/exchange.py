"""Examples to and from other tools: Hugging Face ``datasets``, CSV, Parquet."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from screener.errors import MissingExtraError, OutputError
from training.dataset import Example, example_from_json, example_to_json

if TYPE_CHECKING:
    import datasets

_NESTED: Final = ("categories", "spans", "mentions", "labels")
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
    return datasets.Dataset.from_list([_full_record(example) for example in examples])


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

    Raises:
        OutputError: When the file cannot be written.
    """
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.DictWriter(stream, fieldnames=FIELDS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(_flat_records(examples))
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
    for name in _NESTED:
        record[name] = json.dumps(record[name], ensure_ascii=False)
    return {name: record[name] for name in FIELDS}
