"""Answers in JSON bodies to values; whatever is missing or wrong is named."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, TypeVar

from flask import Request

from screener.domain.labels import Category, Severity, Stance
from screener.domain.spans import Span
from screener.errors import FormError
from training.dataset import LabelledSpan
from webapp.fields import page_number
from webapp.review import Answer, ReviewItem, Source, State
from webapp.store.review_answers import Said
from webapp.store.review_queue import Wanted

_LONGEST_NOTE: Final = 1_000
_MOST_SPANS: Final = 40
_LONGEST_FILTER: Final = 64
_Code = TypeVar("_Code", bound=StrEnum)


def parse_said(request: Request, item: ReviewItem) -> Said:
    """What somebody says of a sentence.

    Raises:
        FormError: When a field is missing or wrong.
    """
    fields = json_fields(request)
    spans = _spans(fields, item.text)
    marked = {span.category for span in spans}
    try:
        answer = Answer(
            stance=_code(fields, "stance", Stance),
            categories=tuple(c for c in Category if c in marked),
            severity=_code(fields, "severity", Severity),
            spans=spans,
        )
    except ValueError as exc:
        raise _wrong("answer") from exc
    return Said(
        item_id=item.id,
        version=_version(fields),
        answer=answer,
        is_unsure=_flag(fields, "is_unsure"),
        saw_suggestion=_flag(fields, "saw_suggestion"),
        note=_note(fields),
    )


def json_fields(request: Request) -> Mapping[str, Any]:
    """The object in a JSON body.

    Raises:
        FormError: When there is none.
    """
    try:
        record = request.get_json(silent=True)
    except RecursionError as exc:  # brackets within brackets without end
        raise _wrong("JSON") from exc
    if not isinstance(record, dict):
        raise _wrong("JSON")
    return record


def wanted_from(arguments: Mapping[str, str]) -> Wanted:
    """Which sentences an address asks for; what it does not know it ignores."""
    return Wanted(
        source=_member(arguments.get("nguon", ""), Source),
        category=_filter(arguments.get("nhom", "")),
        genre=_filter(arguments.get("the-loai", "")),
        state=_member(arguments.get("trang-thai", ""), State),
        page=page_number(arguments.get("trang", "")),
    )


def to_arguments(wanted: Wanted) -> dict[str, str]:
    """The same as parts of an address, without the page."""
    named = {
        "nguon": wanted.source.value if wanted.source else "",
        "nhom": wanted.category,
        "the-loai": wanted.genre,
        "trang-thai": wanted.state.value if wanted.state else "",
    }
    return {name: value for name, value in named.items() if value}


def _wrong(field: str) -> FormError:
    return FormError(source=field, field=field)


def _member(code: str, kind: type[_Code]) -> _Code | None:
    return kind(code) if code in {member.value for member in kind} else None


def _filter(text: str) -> str:
    # No database keeps a NUL, and PostgreSQL will not even look for one.
    return text.replace("\0", "")[:_LONGEST_FILTER]


def _code(fields: Mapping[str, Any], name: str, kind: type[_Code]) -> _Code:
    found = _member(str(fields.get(name)), kind)
    if found is None:
        raise _wrong(name)
    return found


def _version(fields: Mapping[str, Any]) -> int:
    value = fields.get("version")
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong("version")
    return value


def _flag(fields: Mapping[str, Any], name: str) -> bool:
    value = fields.get(name, False)
    if not isinstance(value, bool):
        raise _wrong(name)
    return value


def _note(fields: Mapping[str, Any]) -> str:
    value = fields.get("note", "")
    if not isinstance(value, str) or len(value) > _LONGEST_NOTE or "\0" in value:
        raise _wrong("note")
    try:
        value.encode()
    except UnicodeEncodeError as exc:  # half a surrogate pair
        raise _wrong("note") from exc
    return unicodedata.normalize("NFC", value).strip()


def _spans(fields: Mapping[str, Any], text: str) -> tuple[LabelledSpan, ...]:
    values = fields.get("spans")
    if not isinstance(values, list) or len(values) > _MOST_SPANS:
        raise _wrong("spans")
    return tuple(sorted({_span(value, text) for value in values}))


def _span(value: object, text: str) -> LabelledSpan:
    if not isinstance(value, list) or len(value) != 3:
        raise _wrong("spans")
    start, end, code = value
    category = _member(str(code), Category)
    if category is None or not isinstance(start, int) or not isinstance(end, int):
        raise _wrong("spans")
    if not 0 <= start < end <= len(text) or text[start:end] != text[start:end].strip():
        raise _wrong("spans")
    return LabelledSpan(Span(start, end), category)
