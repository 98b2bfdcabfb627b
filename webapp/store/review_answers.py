"""What reviewers say of sentences: added as events, never changed.

Every answer names the version of the sentence that its author saw. When somebody
else acted meanwhile the answer is refused, and the page still holds it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from screener.errors import ReviewChangedError
from webapp.accounts import User
from webapp.audit import Entry
from webapp.review import (
    Answer,
    EventKind,
    ReviewEvent,
    ReviewItem,
    SettledLabel,
    State,
)
from webapp.review_rules import Standing, label_error_of, standing, state_of
from webapp.review_value import Signals, expected_value
from webapp.store.audit import append
from webapp.store.connection import Connection
from webapp.store.review_queue import CLAIM, shown_row
from webapp.store.review_rows import (
    answer_json,
    events_of,
    showable,
    to_event,
    to_item,
)
from webapp.store.reviews import settled
from webapp.tables.reviews import ReviewEventRow, ReviewItemRow

_ACTS: Final = (EventKind.LABEL, EventKind.ADJUDICATION)
# Nobody takes back more in a row.
_LONGEST_WAY_BACK: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody says of a sentence.

    Attributes:
        version: Of the sentence as they saw it.
        saw_suggestion: They asked for the model's suggestion before answering.
    """

    item_id: str
    version: int
    answer: Answer
    is_unsure: bool = False
    saw_suggestion: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A sentence whose last answer was taken back, and what that answer was."""

    item: ReviewItem
    event: ReviewEvent


class ReviewAnswerRoom:
    """What was said of the sentences of this installation."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def label(self, said: Said, user: User, now: datetime, *, needed: int) -> State:
        """Keep a blind label; how far the sentence has come with it.

        Raises:
            RecordMissingError: When there is no such sentence any more.
            ReviewChangedError: When the sentence no longer waits for this label.
        """
        with self._connection.writing() as session:
            row = shown_row(session, said.item_id, user.organisation_id)
            events = events_of(session, [row.id]).get(row.id, ())
            _check_label(row, standing(events), said, user, needed=needed)
            if any(_is_label_of(event, user) for event in events):
                # Taken back since; the suggestion was shown after it.
                said = replace(said, saw_suggestion=True)
            session.add(_event(said, EventKind.LABEL, user, now))
            _revalue(row, said.answer)
            return _settle(session, row, needed=needed)

    def adjudicate(
        self,
        said: Said,
        user: User,
        now: datetime,
        *,
        needed: int,
        allows_own: bool,
        entry: Entry,
    ) -> None:
        """Decide a disputed sentence.

        Args:
            said: The decision; its note is what others should learn from it.
            user: Who decides.
            now: The moment.
            needed: Blind labels before a sentence can be settled.
            allows_own: Whether one of the two may decide.
            entry: For the trail.

        Raises:
            RecordMissingError: When there is no such sentence any more.
            ReviewChangedError: When it is not disputed any more, or when the
                decision is not this person's to make.
        """
        with self._connection.writing() as session:
            row = shown_row(session, said.item_id, user.organisation_id)
            labellers = {e.author_id for e in _standing(session, row).labels}
            if row.version != said.version or row.state != State.DISPUTED.value:
                raise _changed(row, "reason.review_not_disputed")
            if user.id in labellers and not allows_own:
                raise _changed(row, "reason.review_own_labels")
            session.add(_event(said, EventKind.ADJUDICATION, user, now))
            _settle(session, row, needed=needed)
            append(session, entry)

    def skip(self, item_id: str, user: User, now: datetime) -> None:
        """Pass a sentence over; it is not given to the same person again.

        Raises:
            RecordMissingError: When there is no such sentence any more.
        """
        with self._connection.writing() as session:
            row = shown_row(session, item_id, user.organisation_id)
            session.add(_bare_event(row, EventKind.SKIP, user, now))
            if row.claimed_by == user.id:
                row.claimed_by = row.claimed_until = None

    def doubt(
        self,
        item_id: str,
        user: User,
        now: datetime,
        *,
        needed: int,
        entry: Entry,
    ) -> None:
        """Send a settled sentence to be decided (again); its labels stay.

        Raises:
            RecordMissingError: When there is no such sentence any more.
            ReviewChangedError: When it is not settled.
        """
        with self._connection.writing() as session:
            row = shown_row(session, item_id, user.organisation_id)
            if row.state != State.SETTLED.value:
                raise _changed(row, "reason.review_not_settled")
            session.add(_bare_event(row, EventKind.DOUBT, user, now))
            _settle(session, row, needed=needed)
            append(session, entry)

    def undo(self, user: User, now: datetime, *, needed: int) -> TakenBack | None:
        """Take back somebody's last answer that still stands; None: there is none.

        The sentence is theirs again, to answer anew; what was said stays on record.

        Raises:
            ReviewChangedError: When somebody has decided the sentence since.
        """
        with self._connection.writing() as session:
            last = _last_standing(session, user)
            if last is None:
                return None
            row = shown_row(session, last.item_id, user.organisation_id)
            decision = _standing(session, row).adjudication
            if decision is not None and decision.author_id != user.id:
                raise _changed(row, "reason.review_not_waiting")
            session.add(_bare_event(row, EventKind.UNDO, user, now))
            _settle(session, row, needed=needed)
            row.claimed_by, row.claimed_until = user.id, now + CLAIM
            session.flush()
            return TakenBack(to_item(row), last)

    def events(self, item_id: str, organisation_id: str) -> tuple[ReviewEvent, ...]:
        """Everything that was said of a sentence, oldest first.

        Raises:
            RecordMissingError: When there is no such sentence any more.
        """
        with self._connection.reading() as session:
            row = shown_row(session, item_id, organisation_id, to_change=False)
            return events_of(session, [row.id]).get(row.id, ())

    def of_newsroom(
        self, organisation_id: str, *, state: State | None = None
    ) -> tuple[tuple[ReviewItem, tuple[ReviewEvent, ...]], ...]:
        """Every sentence that somebody labelled, with what was said of it.

        Args:
            organisation_id: Of the newsroom.
            state: Only those that have come so far; None for all.
        """
        query = (
            select(ReviewItemRow)
            .where(
                ReviewItemRow.organisation_id == organisation_id,
                ReviewItemRow.state != State.OPEN.value
                if state is None
                else ReviewItemRow.state == state.value,
                showable(),
            )
            .order_by(ReviewItemRow.value.desc(), ReviewItemRow.id)
        )
        with self._connection.reading() as session:
            items = [to_item(row) for row in session.scalars(query)]
            events = events_of(session, [item.id for item in items])
            return tuple((item, events.get(item.id, ())) for item in items)

    def moments(self, user: User, *, since: datetime) -> tuple[datetime, ...]:
        """When somebody labelled, oldest first."""
        query = (
            select(ReviewEventRow.recorded_at)
            .where(
                ReviewEventRow.author_id == user.id,
                ReviewEventRow.kind == EventKind.LABEL.value,
                ReviewEventRow.recorded_at >= since,
            )
            .order_by(ReviewEventRow.id)
        )
        with self._connection.reading() as session:
            return tuple(session.scalars(query))

    def settled(self, organisation_id: str | None = None) -> tuple[SettledLabel, ...]:
        """Every sentence whose label holds; see ``webapp.store.reviews``."""
        with self._connection.reading() as session:
            return settled(session, organisation_id=organisation_id)

    def guidelines(
        self, organisation_id: str, *, limit: int
    ) -> tuple[tuple[ReviewItem, ReviewEvent], ...]:
        """What adjudicators noted for others, the latest first."""
        query = (
            select(ReviewItemRow, ReviewEventRow)
            .join(ReviewEventRow, ReviewEventRow.item_id == ReviewItemRow.id)
            .where(
                ReviewItemRow.organisation_id == organisation_id,
                ReviewItemRow.state == State.SETTLED.value,
                ReviewEventRow.kind == EventKind.ADJUDICATION.value,
                ReviewEventRow.note != "",
                showable(),
            )
            .order_by(ReviewEventRow.id.desc())
            .limit(limit)
        )
        with self._connection.reading() as session:
            return tuple(
                (to_item(item), to_event(event))
                for item, event in session.execute(query)
            )


def _standing(session: Session, row: ReviewItemRow) -> Standing:
    return standing(events_of(session, [row.id]).get(row.id, ()))


def _is_label_of(event: ReviewEvent, user: User) -> bool:
    return event.kind is EventKind.LABEL and event.author_id == user.id


def _check_label(
    row: ReviewItemRow, found: Standing, said: Said, user: User, *, needed: int
) -> None:
    if any(label.author_id == user.id for label in found.labels):
        raise _changed(row, "reason.review_answered_before")
    if state_of(found, needed=needed) not in (State.OPEN, State.WAITING):
        raise _changed(row, "reason.review_not_waiting")
    if row.version != said.version:
        raise _changed(row, "reason.review_other_answer")


def _changed(row: ReviewItemRow, reason: str) -> ReviewChangedError:
    return ReviewChangedError(source=row.id, reason=reason)


def _event(said: Said, kind: EventKind, user: User, now: datetime) -> ReviewEventRow:
    return ReviewEventRow(
        item_id=said.item_id,
        kind=kind.value,
        author_id=user.id,
        answer=json.dumps(answer_json(said.answer)),
        is_unsure=said.is_unsure,
        saw_suggestion=said.saw_suggestion,
        note=said.note,
        recorded_at=now,
    )


def _bare_event(
    row: ReviewItemRow, kind: EventKind, user: User, now: datetime
) -> ReviewEventRow:
    return ReviewEventRow(
        item_id=row.id,
        kind=kind.value,
        author_id=user.id,
        answer="",
        is_unsure=False,
        saw_suggestion=False,
        note="",
        recorded_at=now,
    )


def _revalue(row: ReviewItemRow, answer: Answer) -> None:
    """What the model disbelieves gets its second label first."""
    signals = Signals(**json.loads(row.signals))
    error = label_error_of(answer, to_item(row).guesses)
    signals = replace(signals, label_error=error)
    row.signals, row.value = json.dumps(asdict(signals)), expected_value(signals)


def _settle(session: Session, row: ReviewItemRow, *, needed: int) -> State:
    """Bring state and version up to the events; nobody holds the sentence then."""
    session.flush()
    state = state_of(_standing(session, row), needed=needed)
    row.state, row.version = state.value, row.version + 1
    row.claimed_by = row.claimed_until = None
    return state


def _last_standing(session: Session, user: User) -> ReviewEvent | None:
    """Somebody's last answer that they have not taken back."""
    query = (
        select(ReviewEventRow)
        .where(ReviewEventRow.author_id == user.id)
        .order_by(ReviewEventRow.id.desc())
        .limit(_LONGEST_WAY_BACK)
    )
    return last_act([to_event(row) for row in session.scalars(query)])


def last_act(events: Sequence[ReviewEvent]) -> ReviewEvent | None:
    """The last answer that its author has not taken back; None when there is none.

    Args:
        events: Of one person, the latest first.
    """
    taken_back: dict[str, int] = {}
    for event in events:
        if event.kind is EventKind.UNDO:
            taken_back[event.item_id] = taken_back.get(event.item_id, 0) + 1
        elif event.kind in _ACTS:
            if not taken_back.get(event.item_id):
                return event
            taken_back[event.item_id] -= 1
    return None
