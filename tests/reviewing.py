"""Sentences to label and answers to them, with defaults for everything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Final

from screener.domain.labels import Category, Severity, Stance
from screener.domain.reports import ModelStamp
from screener.domain.spans import Span
from tests.web_people import CREATED_AT, make_user
from training.dataset import LabelledSpan
from webapp.accounts import Role, User
from webapp.feedback import LOCAL_ORGANISATION
from webapp.review import Answer, EventKind, Guess, ReviewEvent, Source
from webapp.review_proposals import Proposal
from webapp.review_value import Signals
from webapp.store.store import Store

STAMP: Final = ModelStamp("cum-tu", "1", "can-bang")
SENTENCE: Final = "Giữ lửa gia đình là bổn phận của người vợ."
LAN: Final = make_user("lan", role=Role.REVIEWER, name="Lan")
MINH: Final = make_user("minh", role=Role.REVIEWER, name="Minh")
THU: Final = make_user("thu", role=Role.REVIEWER, name="Thu")
NOW: Final = datetime(2026, 3, 8, 9, 30, tzinfo=UTC)
KEEPING_THE_FIRE: Final = Span(0, 16)
CLEAN: Final = Answer(stance=Stance.NONE)
_NUMBERS = count(1)


def flagged(
    category: Category = Category.ROLE,
    *,
    severity: Severity = Severity.MEDIUM,
    stance: Stance = Stance.ASSERTED,
    span: Span = KEEPING_THE_FIRE,
) -> Answer:
    """A judgement that "Giữ lửa gia đình" carries a stereotype."""
    return Answer(
        stance=stance,
        categories=(category,),
        severity=severity,
        spans=(LabelledSpan(span, category),),
    )


def make_proposal(
    text: str = SENTENCE,
    *,
    source: Source = Source.REPORTED,
    document_key: str = "nhap-0123456789",
    genre: str = "",
    guesses: tuple[Guess, ...] = (
        Guess(Category.ROLE, Severity.MEDIUM, Stance.ASSERTED, 0.6, Span(0, 16)),
    ),
    signals: Signals | None = None,
) -> Proposal:
    """A sentence that an editor dismissed a finding in."""
    return Proposal(
        source=source,
        document_key=document_key,
        text=text,
        before="Chị Hoa mở quán từ sáng sớm.",
        after="Khách quen ai cũng nói vậy.",
        genre=genre,
        outlet="Báo Vĩnh Hà",
        guesses=guesses,
        model=STAMP,
        signals=signals or Signals(disagreement=0.6),
    )


def make_event(
    kind: EventKind,
    author: User,
    answer: Answer | None = None,
    *,
    is_unsure: bool = False,
    note: str = "",
    minutes: int = 0,
) -> ReviewEvent:
    """An act on one sentence, so many minutes after the others."""
    return ReviewEvent(
        number=next(_NUMBERS),
        item_id="cau-1",
        kind=kind,
        author_id=author.id,
        answer=answer,
        is_unsure=is_unsure,
        note=note,
        recorded_at=CREATED_AT + timedelta(minutes=minutes),
    )


def add_sentences(store: Store, *proposals: Proposal) -> None:
    """Take sentences into the queue of the first newsroom."""
    store.review_queue.add(proposals, organisation_id=LOCAL_ORGANISATION, now=NOW)
