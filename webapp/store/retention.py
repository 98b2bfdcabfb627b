"""Erasure: what goes when a draft goes, and which drafts have had their time."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, delete, func, or_, select
from sqlalchemy.orm import Session

from screener.errors import RecordMissingError
from webapp.audit import Action, Entry, Subject
from webapp.review import LENT_SOURCES
from webapp.store.audit import append
from webapp.store.connection import Connection
from webapp.tables.accounts import OrganisationRow
from webapp.tables.datasets import DatasetSentenceRow
from webapp.tables.drafts import DraftRow
from webapp.tables.feedback import FeedbackRow
from webapp.tables.reviews import ReviewItemRow


class RetentionRoom:
    """The end of drafts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def erase(self, draft_id: str, *, entry: Entry) -> None:
        """Erase a draft because somebody asked for it, with every answer in it.

        Versions, files, shares and guests go with the draft; sentences that were
        sent to the reviewers go as well. The trail keeps that it was, not what.

        Raises:
            RecordMissingError: When there is none of that id.
        """
        with self._connection.writing() as session:
            draft = session.get(DraftRow, draft_id)
            if draft is None:
                raise RecordMissingError(source=f"draft {draft_id}")
            _erase_answers(session, draft)
            session.delete(draft)
            append(session, entry)

    def erase_expired(self, now: datetime, *, default_days: int) -> int:
        """Erase the drafts whose time has come; how many they were.

        Answers stay, as examples for training, unless the draft is confidential;
        sentences that nobody pointed at, unless its owner had stopped lending them.

        Args:
            now: The moment.
            default_days: For organisations that chose no time; 0 keeps drafts.
        """
        with self._connection.writing() as session:
            expired = [
                draft
                for organisation in session.scalars(select(OrganisationRow)).all()
                for draft in _expired(session, organisation, now, default_days)
            ]
            for draft in expired:
                if draft.is_confidential:
                    _erase_answers(session, draft)
                elif not draft.lends_sentences:
                    _erase_lent(session, draft)
                append(session, _expiry(draft, now))
                session.delete(draft)
        return len(expired)

    def held(self, organisation_id: str) -> int:
        """How many drafts an organisation has."""
        query = (
            select(func.count())
            .select_from(DraftRow)
            .where(DraftRow.organisation_id == organisation_id)
        )
        with self._connection.reading() as session:
            return session.scalar(query) or 0


def _expired(
    session: Session, organisation: OrganisationRow, now: datetime, default_days: int
) -> list[DraftRow]:
    days = organisation.retention_days
    days = default_days if days is None else days
    is_due = DraftRow.erase_after <= now
    if days:
        untouched = DraftRow.changed_at < now - timedelta(days=days)
        is_due = or_(is_due, and_(DraftRow.erase_after.is_(None), untouched))
    query = select(DraftRow).where(DraftRow.organisation_id == organisation.id, is_due)
    return list(session.scalars(query))


def _expiry(draft: DraftRow, now: datetime) -> Entry:
    return Entry(
        action=Action.DRAFT_EXPIRED,
        subject=Subject.DRAFT,
        subject_id=draft.id,
        recorded_at=now,
        organisation_id=draft.organisation_id,
        facts={"owner": draft.owner_id},
    )


def _erase_lent(session: Session, draft: DraftRow) -> None:
    """Erase what was taken while the draft was lent: without it no row says no."""
    lent = [source.value for source in LENT_SOURCES]
    session.execute(
        delete(ReviewItemRow).where(
            ReviewItemRow.document_key == draft.id,
            ReviewItemRow.organisation_id == draft.organisation_id,
            ReviewItemRow.source.in_(lent),
        )
    )
    session.execute(
        delete(DatasetSentenceRow).where(
            DatasetSentenceRow.document_key == draft.id,
            DatasetSentenceRow.organisation_id == draft.organisation_id,
            DatasetSentenceRow.source.in_(lent),
        )
    )


def _erase_answers(session: Session, draft: DraftRow) -> None:
    session.execute(
        delete(FeedbackRow).where(
            FeedbackRow.draft_id == draft.id,
            FeedbackRow.organisation_id == draft.organisation_id,
        )
    )
    # The labels of a sentence go with it.
    session.execute(
        delete(ReviewItemRow).where(
            ReviewItemRow.document_key == draft.id,
            ReviewItemRow.organisation_id == draft.organisation_id,
        )
    )
    # A frozen version says how many went; its digest tells that it was whole once.
    session.execute(
        delete(DatasetSentenceRow).where(
            DatasetSentenceRow.document_key == draft.id,
            DatasetSentenceRow.organisation_id == draft.organisation_id,
        )
    )
