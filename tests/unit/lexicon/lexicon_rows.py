"""YAML rows for tests of the lexicon."""

from __future__ import annotations

from typing import Any

import yaml

from screener.lexicon.entry import Entry
from screener.lexicon.parse import parse


def make_row(**fields: Any) -> dict[str, Any]:
    """A sound entry as plain values; ``None`` leaves a field out."""
    row: dict[str, Any] = {
        "id": "language/phai-yeu",
        "patterns": ["phái yếu"],
        "category": "language",
        "severity": "low",
        "flags_alone": True,
        "note": {"vi": "Coi phụ nữ là yếu.", "en": "It calls women weak."},
        "suggestions": [{"replace": "phụ nữ"}],
        "must_match": ["Phái yếu lên tiếng.", "Quà cho phái yếu."],
        "must_not_match": ["Hai phái, yếu hơn.", "Phái đoàn yếu."],
        "source": "Bảng từ ngữ của dự án",
    }
    row |= fields
    return {name: value for name, value in row.items() if value is not None}


def to_yaml(*rows: object) -> str:
    """The rows as a file's text."""
    return yaml.safe_dump(list(rows), allow_unicode=True)


def make_entry(**fields: Any) -> Entry:
    """The entry that ``make_row`` describes."""
    return parse(to_yaml(make_row(**fields)), source="language.yaml")[0]
