"""Drafts end: erased on request with all that stood in them, or when their time is up."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from screener.errors import RecordMissingError
from tests.feedback_events import make_event
from tests.web_people import an_entry
from webapp.accounts import local_organisation, local_user
from webapp.audit import Action, Entry, Subject
from webapp.store import organisations, users
from webapp.store.store import Store
from webapp.tables.accounts import OrganisationRow, UserRow
from webapp.tables.drafts import (
    DraftFileRow,
    DraftGuestRow,
    DraftRow,
    DraftShareRow,
    DraftVersionRow,
)

DRAFT = "nhap-0123456789"
NEWSROOM = "toa-soan-2"
OWNER = "nguoi-2"


def add_draft(
    store: Store,
    changed_at: datetime,
    *,
    key: str = DRAFT,
    is_confidential: bool = False,
    erase_after: datetime | None = None,
    retention_days: int | None = None,
) -> None:
    """A draft with a version, a file, a share and a guest, and an answer in it."""
    with store.connection.writing() as session:
        organisation = local_organisation(changed_at)
        row = organisations.to_row(organisation)
        row.id, row.name, row.retention_days = NEWSROOM, "Báo hai", retention_days
        session.merge(row)
        session.flush()
        owner = users.to_row(local_user(changed_at), password_hash=None)
        owner.id, owner.organisation_id = OWNER, NEWSROOM
        session.merge(owner)
        session.flush()
        session.add(_draft_row(key, changed_at, is_confidential, erase_after))
        session.flush()
        session.add_all(_belongings(key, changed_at))
        session.flush()
        session.add(
            DraftGuestRow(share_id=f"s-{key}"[:32], user_id=OWNER, opened_at=changed_at)
        )
    store.feedback.record(make_event(draft_id=key, organisation_id=NEWSROOM))


def _draft_row(
    key: str, at: datetime, is_confidential: bool, erase_after: datetime | None
) -> DraftRow:
    return DraftRow(
        id=key,
        organisation_id=NEWSROOM,
        owner_id=OWNER,
        title="Chuyện bếp núc",
        source="",
        genre="",
        folded="chuyen bep nuc",
        is_confidential=is_confidential,
        created_at=at,
        changed_at=at,
        erase_after=erase_after,
    )


def _belongings(key: str, at: datetime) -> list[object]:
    version = DraftVersionRow(
        draft_id=key,
        number=1,
        kind="saved",
        title="",
        text="Phái đẹp xếp hàng.",
        sha256="0" * 64,
        note="",
        author_id=OWNER,
        recorded_at=at,
    )
    file = DraftFileRow(
        draft_id=key,
        version=1,
        name="bai.docx",
        content=b"PK",
        coverage="{}",
        sha256="0" * 64,
        size_bytes=2,
        recorded_at=at,
    )
    share = DraftShareRow(
        id=f"s-{key}"[:32],
        draft_id=key,
        token_hash=key.ljust(64, "0"),
        right="view",
        created_by=OWNER,
        created_at=at,
    )
    return [version, file, share]


def erasure(at: datetime) -> Entry:
    return Entry(
        action=Action.DRAFT_ERASED,
        subject=Subject.DRAFT,
        subject_id=DRAFT,
        recorded_at=at,
    )


def left(store: Store) -> dict[str, int]:
    """How many rows each table of drafts still has."""
    tables = (DraftRow, DraftVersionRow, DraftFileRow, DraftShareRow, DraftGuestRow)
    with store.connection.reading() as session:
        counts = {
            table.__tablename__: len(session.scalars(select(table)).all())
            for table in tables
        }
    return {**counts, "answers": len(store.feedback.events())}


def test_erased_draft_takes_everything_with_it(store: Store, now: datetime) -> None:
    """Versions, files, links and the sentences sent to reviewers."""
    add_draft(store, now)
    assert set(left(store).values()) == {1}

    store.retention.erase(DRAFT, entry=erasure(now))

    assert set(left(store).values()) == {0}


def test_erasure_is_on_record_without_what_was_erased(
    store: Store, now: datetime
) -> None:
    """The trail says that it was, never what it said."""
    add_draft(store, now)

    store.retention.erase(DRAFT, entry=erasure(now))

    head = store.audit.head()
    assert head is not None
    assert (head.action, head.subject_id) == (Action.DRAFT_ERASED, DRAFT)
    assert "bếp" not in str(head)


def test_erasing_what_is_not_there_says_so(store: Store, now: datetime) -> None:
    """And leaves no line in the trail."""
    lines = len(list(store.audit.trail()))

    with pytest.raises(RecordMissingError):
        store.retention.erase("khong-co", entry=erasure(now))

    assert len(list(store.audit.trail())) == lines


@pytest.mark.parametrize(
    ("age_days", "retention_days", "default_days", "is_erased"),
    [
        (366, None, 365, True),
        (364, None, 365, False),
        (9000, None, 0, False),
        (31, 30, 365, True),
        (29, 30, 1, False),
        (9000, 0, 30, False),
    ],
)
def test_draft_ends_when_nobody_touched_it_long_enough(
    store: Store,
    now: datetime,
    age_days: int,
    retention_days: int | None,
    default_days: int,
    *,
    is_erased: bool,
) -> None:
    """The newsroom's time goes before the installation's; 0 keeps."""
    add_draft(store, now - timedelta(days=age_days), retention_days=retention_days)

    count = store.retention.erase_expired(now, default_days=default_days)

    assert count == int(is_erased)
    assert left(store)["drafts"] == 1 - int(is_erased)


def test_day_set_by_the_owner_goes_first(store: Store, now: datetime) -> None:
    """Both ways: sooner than the rule, or later."""
    old = now - timedelta(days=900)
    add_draft(store, now, key="nhap-som-00000", erase_after=now - timedelta(hours=1))
    add_draft(store, old, key="nhap-muon-0000", erase_after=now + timedelta(days=1))

    count = store.retention.erase_expired(now, default_days=365)

    assert count == 1
    with store.connection.reading() as session:
        assert session.get(DraftRow, "nhap-som-00000") is None
        assert session.get(DraftRow, "nhap-muon-0000") is not None


@pytest.mark.parametrize("is_confidential", [True, False])
def test_answers_outlive_an_expired_draft_unless_it_is_confidential(
    store: Store, now: datetime, *, is_confidential: bool
) -> None:
    """Corrections teach the model; confidential sentences never do."""
    add_draft(store, now - timedelta(days=900), is_confidential=is_confidential)

    store.retention.erase_expired(now, default_days=365)

    assert left(store)["answers"] == int(not is_confidential)
    head = store.audit.head()
    assert head is not None
    assert head.action == Action.DRAFT_EXPIRED


def test_expiry_leaves_other_newsrooms_answers(store: Store, now: datetime) -> None:
    """Files of the same name have the same draft id in two newsrooms."""
    add_draft(store, now - timedelta(days=900), is_confidential=True)
    store.feedback.record(make_event(draft_id=DRAFT, organisation_id="bao-khac"))

    store.retention.erase_expired(now, default_days=365)

    assert [e.organisation_id for e in store.feedback.events()] == ["bao-khac"]


def test_newsroom_with_drafts_is_not_lost(store: Store, now: datetime) -> None:
    """Nothing deletes a newsroom or a person; their records need an author."""
    add_draft(store, now)
    store.audit.record(an_entry())

    with store.connection.reading() as session:
        assert session.get(OrganisationRow, NEWSROOM) is not None
        assert session.get(UserRow, OWNER) is not None
    assert store.retention.held(NEWSROOM) == 1
