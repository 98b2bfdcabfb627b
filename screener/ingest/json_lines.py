"""Documents from JSON Lines: one object a line, text kept character for character."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from screener.domain.documents import Document
from screener.errors import JsonLineError
from screener.ingest.reader import read_text

_TEXT_FIELDS = ("title", "kind", "genre", "outlet")


def read_json_line(line: bytes, *, number: int, source: str) -> Document:
    """The document that one line describes.

    Its text is NFC of the field ``text``; nothing is stripped or joined.

    Args:
        line: UTF-8, with or without its line feed.
        number: Of the line, from 1, for messages.
        source: Where the line stands.

    Raises:
        JsonLineError: When the line is not an object with ``id`` and ``text``, or
            a field has the wrong kind of value.
        EmptyInputError: When the text has nothing to screen.
    """

    def fault(reason: str) -> JsonLineError:
        return JsonLineError(source=source, line=number, reason=reason)

    try:
        value = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as exc:
        raise fault(str(exc)) from exc
    if not isinstance(value, dict):
        raise fault("not an object")
    if not isinstance(value.get("text"), str):
        raise fault('"text" is missing or no string')
    if _has_half_character(value["text"]):
        raise fault('"text" holds half a character')
    document_id = line_id(value)
    if document_id is None:
        raise fault('"id" is missing, neither string nor number, or no valid text')
    document = read_text(value["text"], source=document_id, document_id=document_id)
    return replace(
        document,
        sha256=hashlib.sha256(value["text"].encode()).hexdigest(),
        published_on=_date(value, fault),
        **_text_fields(value, fault),
    )


def line_id(value: Mapping[str, Any]) -> str | None:
    """The id of a line's object as text; None when it has no usable one."""
    identifier = value.get("id")
    if isinstance(identifier, bool) or not isinstance(identifier, str | int):
        return None
    identifier = str(identifier)
    return None if _has_half_character(identifier) else identifier


def _has_half_character(text: str) -> bool:
    """Whether half a surrogate pair stands in it, which no report can write."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _text_fields(value: Mapping[str, Any], fault: Any) -> dict[str, Any]:
    given = {name: value[name] for name in _TEXT_FIELDS if value.get(name) is not None}
    for name, text in given.items():
        if not isinstance(text, str):
            raise fault(f'"{name}" is no string')
        if _has_half_character(text):
            raise fault(f'"{name}" holds half a character')
    return given


def _date(value: Mapping[str, Any], fault: Any) -> date | None:
    text = value.get("published_on")
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError) as exc:
        raise fault(f'"published_on": {exc}') from exc
