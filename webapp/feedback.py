"""What people answer to findings: values that are stored and never changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from screener.domain.labels import Category, Severity
from screener.domain.reports import ModelStamp
from screener.domain.spans import Span

# Who answers, and for which newsroom, where nobody logs in.
LOCAL_AUTHOR = "local"
LOCAL_ORGANISATION = "local"


class FeedbackKind(StrEnum):
    """What a person did."""

    DISMISSAL = "dismissal"
    FALSE_ALARM = "false_alarm"
    MISSED = "missed"
    WITHDRAWAL = "withdrawal"


class Reason(StrEnum):
    """Why a finding was dismissed; the codes are stored and exported."""

    NOT_BIAS = "not_bias"
    CRITICISED = "criticised"
    FACT = "fact"
    NAME = "name"
    QUOTE_KEPT = "quote_kept"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackEvent:
    """One answer of one person to one passage.

    Attributes:
        finding_id: Identity of the finding; a missed passage gets one as well.
        score: The screener's probability in [0, 1]; None for a missed passage.
        span: The passage, counted from the start of ``sentence``.
        sentence: The whole sentence, NFC.
        before: The sentence before it, or "".
        after: The sentence after it, or "".
        reason: Why it was dismissed; None for the other kinds.
        note: The person's own words, or "".
        standing: Other categories still flagged in that sentence at that time.
        model: Whose finding it was.
        author: The id of who answered; ``LOCAL_AUTHOR`` without accounts.
        organisation_id: Of the newsroom that the answer was given in.
        recorded_at: With a time zone.
    """

    kind: FeedbackKind
    draft_id: str
    finding_id: str
    category: Category
    severity: Severity
    score: float | None
    span: Span
    sentence: str
    before: str
    after: str
    reason: Reason | None
    note: str
    standing: tuple[Category, ...]
    model: ModelStamp
    author: str
    organisation_id: str
    recorded_at: datetime


def sentence_key(event: FeedbackEvent) -> str:
    """Names the sentence of a draft that an event speaks of: 16 hexadecimal digits."""
    key = "\x1f".join((event.draft_id, event.sentence))
    return hashlib.sha256(key.encode()).hexdigest()[:16]
