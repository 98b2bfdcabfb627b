"""JSON Lines files, with faults that name the line."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from screener.errors import (
    ExampleError,
    MissingInputError,
    OutputError,
    UnreadableInputError,
)


def read_lines(path: Path) -> list[str]:
    """The lines of a text file, blank ones too.

    Raises:
        InputError: When the file cannot be read.
    """
    try:
        # Not splitlines(): U+2028 and its kin may stand inside a JSON string.
        return path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError as exc:
        raise MissingInputError(source=str(path)) from exc
    except (OSError, UnicodeDecodeError) as exc:
        raise UnreadableInputError(source=str(path), reason=str(exc)) from exc


def json_record(
    line: str, *, source: str, number: int, nfc: bool = False
) -> Mapping[str, Any]:
    """The JSON object that a line holds.

    Args:
        line: One line.
        source: What errors call the file.
        number: Of the line, from 1.
        nfc: Compose the text first; for drafts, whose writers need not care.

    Raises:
        ExampleError: When it is no JSON object.
    """
    text = unicodedata.normalize("NFC", line) if nfc else line
    try:
        record = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as exc:
        raise _fault(source, number, f"no JSON: {exc}") from exc
    if not isinstance(record, Mapping):
        raise _fault(source, number, "no JSON object")
    return record


def write_records(path: Path, records: Iterable[Mapping[str, Any]]) -> None:
    """Write records as JSON Lines.

    Raises:
        OutputError: When the file cannot be written.
    """
    try:
        path.write_text(records_text(records), encoding="utf-8", newline="\n")
    except OSError as exc:
        raise OutputError(source=str(path), reason=exc.strerror or "") from exc


def records_text(records: Iterable[Mapping[str, Any]]) -> str:
    """Records as the text of a JSON Lines file."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def _fault(source: str, number: int, reason: str) -> ExampleError:
    return ExampleError(source=source, line=number, field="-", reason=reason)
