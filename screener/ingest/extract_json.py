"""Extracts as JSON values and back, to cross the border of a process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from screener.domain.documents import Part, PartCoverage, PartStatus, Trust
from screener.domain.wording import Notice
from screener.ingest.assembly import Block, Extract

Json = dict[str, Any]
_BLOCK_FIELDS = tuple(field.name for field in fields(Block))


def extract_to_json(extract: Extract) -> Json:
    """The extract as values that JSON knows."""
    return {
        "format": extract.format,
        "blocks": [
            {name: getattr(block, name) for name in _BLOCK_FIELDS}
            for block in extract.blocks
        ],
        "parts": [
            [part.part.value, part.status.value, _notice(part.reason), part.count]
            for part in extract.parts
        ],
        "warnings": [_notice(notice) for notice in extract.warnings],
        "trust": extract.trust.value,
        "title": extract.title,
    }


def extract_from_json(value: Json) -> Extract:
    """The extract that ``extract_to_json`` wrote.

    Raises:
        ValueError, KeyError, TypeError: When the value is anything else.
    """
    return Extract(
        format=str(value["format"]),
        blocks=tuple(
            Block(**{**block, "part": Part(block["part"])}) for block in value["blocks"]
        ),
        parts=tuple(_part(item) for item in value["parts"]),
        warnings=tuple(_noticed(*item) for item in value["warnings"]),
        trust=Trust(value["trust"]),
        title=str(value["title"]),
    )


def _notice(notice: Notice | None) -> list[Any] | None:
    return None if notice is None else [notice.code, notice.facts]


def _noticed(code: str, facts: Sequence[Sequence[Any]]) -> Notice:
    return Notice(code, tuple((str(name), fact) for name, fact in facts))


def _part(value: Sequence[Any]) -> PartCoverage:
    part, status, reason, count = value
    notice = None if reason is None else _noticed(*reason)
    return PartCoverage(Part(part), PartStatus(status), notice, int(count))
