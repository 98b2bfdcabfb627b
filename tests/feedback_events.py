"""Makers of feedback events with defaults for everything."""

from __future__ import annotations

from datetime import UTC, datetime

from screener.domain.labels import Category, Severity
from screener.domain.reports import ModelStamp, finding_id
from screener.domain.spans import Span
from screener.text.folding import fold_for_matching
from webapp.feedback import (
    LOCAL_AUTHOR,
    LOCAL_ORGANISATION,
    FeedbackEvent,
    FeedbackKind,
    Reason,
)

SENTENCE = "Phái đẹp Đông Hà xếp hàng từ sáng sớm."
DRAFT_ID = "nhap-0123456789"
_PHAI_DEP = Span(0, 8)


def identity(
    sentence: str = SENTENCE,
    *,
    category: Category = Category.LANGUAGE,
    draft_id: str = DRAFT_ID,
) -> str:
    """The id that the screener gives a finding in that sentence."""
    return finding_id(draft_id, category, fold_for_matching(sentence))


def make_event(
    *,
    kind: FeedbackKind = FeedbackKind.DISMISSAL,
    draft_id: str = DRAFT_ID,
    finding_id: str = "",
    category: Category = Category.LANGUAGE,
    severity: Severity = Severity.LOW,
    span: Span = _PHAI_DEP,
    sentence: str = SENTENCE,
    reason: Reason | None = Reason.NOT_BIAS,
    note: str = "",
    standing: tuple[Category, ...] = (),
    organisation_id: str = LOCAL_ORGANISATION,
    recorded_at: datetime = datetime(2026, 3, 8, 9, 30, tzinfo=UTC),
) -> FeedbackEvent:
    """A dismissal of "Phái đẹp" unless told otherwise."""
    return FeedbackEvent(
        kind=kind,
        draft_id=draft_id,
        finding_id=finding_id
        or identity(sentence, category=category, draft_id=draft_id),
        category=category,
        severity=severity,
        score=None if kind is FeedbackKind.MISSED else 0.91,
        span=span,
        sentence=sentence,
        before="Cửa hàng mở bán lúc 7 giờ.",
        after="Hàng hết trước trưa.",
        reason=reason,
        note=note,
        standing=standing,
        model=ModelStamp("tuyen-tinh", "1", "can-bang"),
        author=LOCAL_AUTHOR,
        organisation_id=organisation_id,
        recorded_at=recorded_at,
    )
