"""The queue: sentences come in once, and go to one person at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session

from screener.errors import RecordMissingError
from webapp.accounts import User, new_key
from webapp.audit import Entry
from webapp.review import EventKind, ReviewItem, Source, State
from webapp.review_proposals import Proposal
from webapp.store.audit import append
from webapp.store.connection import Connection
from webapp.store.review_rows import guesses_text, showable, to_item
from webapp.tables.base import CODE_LENGTH, NAME_LENGTH
from webapp.tables.drafts import DraftRow
from webapp.tables.reviews import ReviewEventRow, ReviewItemRow

PAGE_SIZE: Final = 25
CLAIM: Final = timedelta(minutes=30)
# Every fifth sentence that a person is given comes from the random stream.
RANDOM_EVERY: Final = 5
_NO_LABELS: Final = (EventKind.ADJUDICATION.value, EventKind.DOUBT.value)
_ANSWERS: Final = (Source.REPORTED.value, Source.MISSED.value)
_LABELLED: Final = (State.OPEN.value, State.WAITING.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which sentences; what is None or "" does not matter."""

    source: Source | None = None
    category: str = ""
    genre: str = ""
    state: State | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of the queue, the most valuable first."""

    items: tuple[ReviewItem, ...]
    total: int


class ReviewQueueRoom:
    """The sentences of this installation's reviewers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        proposals: Iterable[Proposal],
        *,
        organisation_id: str,
        now: datetime,
        entry: Entry | None = None,
    ) -> int:
        """Take in the sentences that are not there yet; how many they were.

        Raises:
            ConflictError: When two programs take in the same one at once.
        """
        with self._connection.writing(conflict="review item") as session:
            known = set(_text_keys(session, organisation_id))
            count = 0
            for proposal in proposals:
                if proposal.text_key not in known:
                    known.add(proposal.text_key)
                    session.add(_new_row(proposal, organisation_id, now))
                    count += 1
            if entry is not None and count:
                append(session, entry)
        return count

    def unknown(
        self, proposals: Iterable[Proposal], organisation_id: str
    ) -> tuple[Proposal, ...]:
        """The proposals whose sentences are not there yet."""
        with self._connection.reading() as session:
            known = set(_text_keys(session, organisation_id))
        return tuple(p for p in proposals if p.text_key not in known)

    def find(self, key: str, organisation_id: str) -> ReviewItem:
        """One sentence of a newsroom.

        Raises:
            RecordMissingError: When there is none of that key that may be shown.
        """
        with self._connection.reading() as session:
            return to_item(shown_row(session, key, organisation_id, to_change=False))

    def search(self, wanted: Wanted, organisation_id: str) -> QueuePage:
        """The sentences of a newsroom, the most valuable first."""
        where = _where(wanted, organisation_id)
        query = (
            select(ReviewItemRow)
            .where(*where)
            .order_by(ReviewItemRow.value.desc(), ReviewItemRow.id)
            .offset((wanted.page - 1) * PAGE_SIZE)
            .limit(PAGE_SIZE)
        )
        counted = select(func.count()).select_from(ReviewItemRow).where(*where)
        with self._connection.reading() as session:
            items = tuple(to_item(row) for row in session.scalars(query))
            return QueuePage(items, session.scalar(counted) or 0)

    def counts(self, organisation_id: str) -> dict[State, int]:
        """How many sentences of a newsroom stand where."""
        query = (
            select(ReviewItemRow.state, func.count())
            .where(ReviewItemRow.organisation_id == organisation_id, showable())
            .group_by(ReviewItemRow.state)
        )
        with self._connection.reading() as session:
            found = {State(state): count for state, count in session.execute(query)}
        return {state: found.get(state, 0) for state in State}

    def genres(self, organisation_id: str) -> tuple[str, ...]:
        """The genres that occur in a newsroom's queue."""
        query = (
            select(ReviewItemRow.genre)
            .where(
                ReviewItemRow.organisation_id == organisation_id,
                ReviewItemRow.genre != "",
                showable(),
            )
            .distinct()
            .order_by(ReviewItemRow.genre)
        )
        with self._connection.reading() as session:
            return tuple(session.scalars(query))

    def texts(self, organisation_id: str, *, limit: int) -> tuple[str, ...]:
        """The sentences that came in last, to know what is new beside them."""
        query = (
            select(ReviewItemRow.text)
            .where(ReviewItemRow.organisation_id == organisation_id)
            .order_by(ReviewItemRow.created_at.desc(), ReviewItemRow.id)
            .limit(limit)
        )
        with self._connection.reading() as session:
            return tuple(session.scalars(query))

    def documents(self, organisation_id: str) -> dict[str, datetime]:
        """When each document was looked at last, by its key.

        What editors answered came in without its document being looked at.
        """
        query = (
            select(ReviewItemRow.document_key, func.max(ReviewItemRow.created_at))
            .where(
                ReviewItemRow.organisation_id == organisation_id,
                ReviewItemRow.source.not_in(_ANSWERS),
            )
            .group_by(ReviewItemRow.document_key)
        )
        with self._connection.reading() as session:
            return {row[0]: row[1] for row in session.execute(query)}

    def hand_out(self, user: User, wanted: Wanted, now: datetime) -> ReviewItem | None:
        """The next sentence for somebody, theirs alone for a while; None: no more.

        What they have already comes first, then what another person has labelled,
        then by value. Every fifth comes from the random stream.
        """
        with self._connection.writing() as session:
            given = _labels_of(session, user)
            is_random = given % RANDOM_EVERY == RANDOM_EVERY - 1
            query = _for_person(user, wanted, now, is_random=is_random)
            row = session.scalars(query.with_for_update(skip_locked=True)).first()
            if row is None:
                return None
            _release(session, user, but=row)
            row.claimed_by, row.claimed_until = user.id, now + CLAIM
            session.flush()
            return to_item(row)

    def lend(self, draft_id: str, *, lends_sentences: bool, entry: Entry) -> None:
        """Let reviewers be given a draft's sentences, or no longer."""
        with self._connection.writing() as session:
            row = session.get_one(DraftRow, draft_id)
            row.lends_sentences = lends_sentences
            append(session, entry)

    def lends(self, draft_id: str) -> bool:
        """Whether a draft's owner lets reviewers have its sentences."""
        with self._connection.reading() as session:
            row = session.get(DraftRow, draft_id)
            return row is not None and row.lends_sentences

    def lent_drafts(
        self, organisation_id: str
    ) -> tuple[tuple[str, str, datetime], ...]:
        """Id, genre and last change of the drafts that lend, the latest first."""
        query = (
            select(DraftRow.id, DraftRow.genre, DraftRow.changed_at)
            .where(
                DraftRow.organisation_id == organisation_id,
                DraftRow.lends_sentences,
                DraftRow.is_confidential.is_(False),
            )
            .order_by(DraftRow.changed_at.desc(), DraftRow.id)
        )
        with self._connection.reading() as session:
            return tuple(
                (key, genre, changed) for key, genre, changed in session.execute(query)
            )


def shown_row(
    session: Session, key: str, organisation_id: str, *, to_change: bool = True
) -> ReviewItemRow:
    """The row of a sentence that a newsroom's people may see.

    Args:
        session: To read with.
        key: Of the sentence.
        organisation_id: Of the newsroom.
        to_change: Others wait until this transaction ends.

    Raises:
        RecordMissingError: When there is none.
    """
    query = select(ReviewItemRow).where(
        ReviewItemRow.id == key,
        ReviewItemRow.organisation_id == organisation_id,
        showable(),
    )
    row = session.scalars(query.with_for_update() if to_change else query).first()
    if row is None:
        raise RecordMissingError(source=f"sentence {key}")
    return row


def _text_keys(session: Session, organisation_id: str) -> Iterable[str]:
    return session.scalars(
        select(ReviewItemRow.text_key).where(
            ReviewItemRow.organisation_id == organisation_id
        )
    )


def _new_row(proposal: Proposal, organisation_id: str, now: datetime) -> ReviewItemRow:
    guesses = proposal.guesses
    return ReviewItemRow(
        id=new_key(),
        organisation_id=organisation_id,
        source=proposal.source.value,
        document_key=proposal.document_key,
        genre=proposal.genre[:CODE_LENGTH],
        outlet=proposal.outlet[:NAME_LENGTH],
        text=proposal.text,
        before=proposal.before,
        after=proposal.after,
        text_key=proposal.text_key,
        suggestion=guesses_text(guesses),
        category=guesses[0].category.value if guesses else "",
        model_name=proposal.model.name,
        model_version=proposal.model.version,
        signals=json.dumps(asdict(proposal.signals)),
        value=proposal.value,
        state=State.OPEN.value,
        version=0,
        claimed_by=None,
        claimed_until=None,
        created_at=now,
    )


def _where(wanted: Wanted, organisation_id: str) -> list[ColumnElement[bool]]:
    where = [ReviewItemRow.organisation_id == organisation_id, showable()]
    if wanted.source is not None:
        where.append(ReviewItemRow.source == wanted.source.value)
    if wanted.category:
        where.append(ReviewItemRow.category == wanted.category)
    if wanted.genre:
        where.append(ReviewItemRow.genre == wanted.genre)
    if wanted.state is not None:
        where.append(ReviewItemRow.state == wanted.state.value)
    return where


def _for_person(
    user: User, wanted: Wanted, now: datetime, *, is_random: bool
) -> Select[Any]:
    """What somebody may label next, best first."""
    is_free = or_(
        ReviewItemRow.claimed_by.is_(None),
        ReviewItemRow.claimed_until <= now,
        ReviewItemRow.claimed_by == user.id,
    )
    is_mine = case((ReviewItemRow.claimed_by == user.id, 0), else_=1)
    is_of_turn = (
        ReviewItemRow.source == Source.RANDOM.value
        if is_random
        else ReviewItemRow.source != Source.RANDOM.value
    )
    is_waiting = ReviewItemRow.state == State.WAITING.value
    return (
        select(ReviewItemRow)
        .where(
            *_where(wanted, user.organisation_id),
            ReviewItemRow.state.in_(_LABELLED),
            ReviewItemRow.id.not_in(_seen_by(user)),
            is_free,
        )
        .order_by(
            is_mine,
            case((is_of_turn, 0), else_=1),
            case((is_waiting, 0), else_=1),
            ReviewItemRow.value.desc(),
            ReviewItemRow.id,
        )
        .limit(1)
    )


def _seen_by(user: User) -> Select[Any]:
    """What somebody labelled, unless they took it back, or passed over."""
    weight = case(
        (ReviewEventRow.kind == EventKind.UNDO.value, -1),
        (ReviewEventRow.kind.in_(_NO_LABELS), 0),
        else_=1,
    )
    return (
        select(ReviewEventRow.item_id)
        .where(ReviewEventRow.author_id == user.id)
        .group_by(ReviewEventRow.item_id)
        .having(func.sum(weight) > 0)
    )


def _labels_of(session: Session, user: User) -> int:
    query = (
        select(func.count())
        .select_from(ReviewEventRow)
        .where(
            ReviewEventRow.author_id == user.id,
            ReviewEventRow.kind == EventKind.LABEL.value,
        )
    )
    return session.scalar(query) or 0


def _release(session: Session, user: User, *, but: ReviewItemRow) -> None:
    """Let go of what somebody still held: one sentence at a time."""
    query = select(ReviewItemRow).where(
        ReviewItemRow.claimed_by == user.id, ReviewItemRow.id != but.id
    )
    for row in session.scalars(query):
        row.claimed_by = row.claimed_until = None
