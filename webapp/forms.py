"""Request bodies to domain values; whatever is missing or wrong is named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any, Final, TypeVar

from flask import Request
from werkzeug.datastructures import FileStorage

from screener.domain.labels import FLAGGED_SEVERITIES, Category, Severity
from screener.domain.reports import ModelStamp, finding_id
from screener.domain.spans import Span
from screener.errors import FormError
from screener.text.folding import fold_for_matching
from webapp.accounts import User
from webapp.drafts import VersionKind, Writing
from webapp.feedback import FeedbackEvent, FeedbackKind, Reason
from webapp.neighbours import (
    Sentence,
    first_sentence,
    last_sentence,
    sentence_around,
)
from webapp.screening import plain_text

_DRAFT_ID: Final = re.compile(r"[a-z0-9-]{8,64}")
_MAX_SENTENCE: Final = 20_000
_MAX_NOTE: Final = 1_000
_MAX_CONTEXT: Final = 5_000
_MAX_NAME: Final = 200
_DIGEST_LENGTH: Final = 64
# Sent to save on top of whatever somebody else saved meanwhile.
_ANY_BASE: Final = "*"
_Code = TypeVar("_Code", bound=StrEnum)
Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DraftForm:
    """A text to screen, and the name its findings keep their identity under."""

    draft_id: str
    text: str


def parse_draft(request: Request) -> DraftForm:
    """The draft in a JSON body.

    Raises:
        FormError: When a field is missing or wrong.
    """
    fields = _json_fields(request)
    return DraftForm(
        draft_id=_draft_id(fields),
        text=_text(fields, "text", longest=None),
    )


def parse_saving(request: Request, *, draft_id: str) -> Writing:
    """The text to keep in a JSON body.

    Raises:
        FormError: When a field is missing or wrong.
        TooLongError: When the text is longer than the page takes.
    """
    fields = _json_fields(request)
    if not _DRAFT_ID.fullmatch(draft_id):
        raise _wrong("draft_id")
    base = _text(fields, "base", longest=_DIGEST_LENGTH)
    kind = _code(fields, "kind", VersionKind)
    if kind not in (VersionKind.AUTOSAVE, VersionKind.SAVED):
        raise _wrong("kind")
    return Writing(
        draft_id=draft_id,
        text=plain_text(_text(fields, "text", longest=None)),
        kind=kind,
        base=None if base == _ANY_BASE else base,
    )


def parse_feedback(
    request: Request, *, user: User, recorded_at: datetime
) -> FeedbackEvent:
    """The answer in a JSON body.

    Raises:
        FormError: When a field is missing or wrong, or when the finding's id is
            not the identity of that sentence in that draft.
    """
    fields = _json_fields(request)
    finding = _object(fields, "finding")
    kind = _code(fields, "kind", FeedbackKind)
    draft_id = _draft_id(fields)
    category = _code(finding, "category", Category)
    place = _place(fields, finding, kind)
    reason = fields.get("reason")
    return FeedbackEvent(
        kind=kind,
        draft_id=draft_id,
        finding_id=_identity(finding, kind, draft_id, category, place.text),
        category=category,
        severity=_severity(finding),
        score=_score(finding),
        span=place.span,
        sentence=place.text,
        before=last_sentence(place.before),
        after=first_sentence(place.after),
        reason=_code(fields, "reason", Reason) if _needs(kind, reason) else None,
        note=_text(fields, "note", longest=_MAX_NOTE),
        standing=_categories(fields, "standing"),
        model=_model(fields),
        author=user.id,
        organisation_id=user.organisation_id,
        recorded_at=recorded_at,
    )


def upload_name(file: FileStorage) -> str:
    """The bare name of an uploaded file; some programs send a whole path.

    Raises:
        FormError: When no file was chosen.
    """
    name = PurePosixPath(file.filename or "").name
    if not name:
        raise FormError(source="file", field="file")
    return name[-_MAX_NAME:]


def uploaded_file(request: Request) -> FileStorage:
    """The file in a form.

    Raises:
        FormError: When there is none.
    """
    file = request.files.get("file")
    if file is None:
        raise _wrong("file")
    return file


def _wrong(field: str) -> FormError:
    return FormError(source=field, field=field)


def _json_fields(request: Request) -> Fields:
    try:
        record = request.get_json(silent=True)
    except RecursionError as exc:  # brackets within brackets without end
        raise _wrong("JSON") from exc
    if not isinstance(record, dict):
        raise _wrong("JSON")
    return record


def _object(fields: Fields, name: str) -> Fields:
    value = fields.get(name)
    if not isinstance(value, dict):
        raise _wrong(name)
    return value


def _text(fields: Fields, name: str, *, longest: int | None) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or (longest is not None and len(value) > longest):
        raise _wrong(name)
    if "\0" in value:  # PostgreSQL cannot keep it, and no article has it
        raise _wrong(name)
    try:
        value.encode()
    except UnicodeEncodeError as exc:  # half a surrogate pair
        raise _wrong(name) from exc
    return value


def _draft_id(fields: Fields) -> str:
    value = fields.get("draft_id")
    if not isinstance(value, str) or not _DRAFT_ID.fullmatch(value):
        raise _wrong("draft_id")
    return value


def _code(fields: Fields, name: str, kind: type[_Code]) -> _Code:
    try:
        return kind(str(fields.get(name)))
    except ValueError as exc:
        raise _wrong(name) from exc


def _needs(kind: FeedbackKind, reason: object) -> bool:
    """Whether there must be a reason: a dismissal has one, the rest none."""
    if kind is FeedbackKind.DISMISSAL:
        return True
    if reason is not None:
        raise _wrong("reason")
    return False


def _severity(fields: Fields) -> Severity:
    severity = _code(fields, "severity", Severity)
    if severity not in FLAGGED_SEVERITIES:
        raise _wrong("severity")
    return severity


def _score(fields: Fields) -> float | None:
    value = fields.get("score")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong("score")
    if not 0.0 <= value <= 1.0:
        raise _wrong("score")
    return float(value)


def _span(fields: Fields, sentence: str) -> Span:
    start, end = fields.get("start"), fields.get("end")
    if not isinstance(start, int) or not isinstance(end, int):
        raise _wrong("start")
    if not 0 <= start < end <= len(sentence):
        raise _wrong("start")
    if not sentence[start:end].strip():
        raise _wrong("start")
    return Span(start, end)


def _place(fields: Fields, finding: Fields, kind: FeedbackKind) -> Sentence:
    """The sentence and what stands around it; for a missed passage, out of a line."""
    text = _text(finding, "sentence", longest=_MAX_SENTENCE)
    span = _span(finding, text)
    before = _text(fields, "before", longest=_MAX_CONTEXT)
    after = _text(fields, "after", longest=_MAX_CONTEXT)
    if kind is not FeedbackKind.MISSED:
        return Sentence(text, span, before, after)
    inner = sentence_around(text, span)
    return Sentence(inner.text, inner.span, before + inner.before, inner.after + after)


def _categories(fields: Fields, name: str) -> tuple[Category, ...]:
    values = fields.get(name)
    if not isinstance(values, list):
        raise _wrong(name)
    try:
        return tuple(Category(value) for value in values)
    except ValueError as exc:
        raise _wrong(name) from exc


def _model(fields: Fields) -> ModelStamp:
    model = _object(fields, "model")
    return ModelStamp(
        name=_text(model, "name", longest=_MAX_NAME),
        version=_text(model, "version", longest=64),
        operating_point=_text(model, "operating_point", longest=64),
    )


def _identity(
    fields: Fields, kind: FeedbackKind, draft_id: str, category: Category, sentence: str
) -> str:
    """The finding's id, which the sentence must agree with; a missed one gets it."""
    identity = finding_id(draft_id, category, fold_for_matching(sentence))
    if kind is not FeedbackKind.MISSED and fields.get("id") != identity:
        raise _wrong("id")
    return identity
