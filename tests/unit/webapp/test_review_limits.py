"""The edges of the review queue: very many labels, foreign addresses, consent's end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.feedback_events import make_event
from tests.reviewing import (
    CLEAN,
    LAN,
    MINH,
    NOW,
    SENTENCE,
    add_sentences,
    flagged,
    make_proposal,
)
from tests.web_people import add_user, an_entry, make_user, signed_in, web_state_of
from webapp.drafts import VersionKind, Writing
from webapp.review import Source
from webapp.review_fill import MOST_ANSWERS
from webapp.review_proposals import proposals_from_feedback
from webapp.review_settings import review_settings
from webapp.store.review_answers import Said
from webapp.store.review_queue import Wanted
from webapp.store.review_rows import events_of
from webapp.store.store import Store

DRAFT = "nhap-0123456789"
RANDOM = "Một câu ngẫu nhiên của bài."


@pytest.fixture
def kept(office: Flask, office_store: Store) -> Store:
    """An office with two reviewers and nothing to label."""
    del office
    for user in (LAN, MINH):
        add_user(office_store, user)
    return office_store


def the_id(store: Store) -> str:
    [item] = store.review_queue.search(Wanted(), "local").items
    return item.id


def says(store: Store, *, version: int, saw_suggestion: bool = False) -> None:
    said = Said(
        item_id=the_id(store),
        version=version,
        answer=CLEAN,
        saw_suggestion=saw_suggestion,
    )
    store.review_answers.label(said, LAN, NOW, needed=2)


def lend(store: Store, *, lends: bool) -> None:
    store.review_queue.lend(DRAFT, lends_sentences=lends, entry=an_entry())


def test_events_of_very_many_sentences_are_found(kept: Store) -> None:
    """A database takes only so many values at once; a big office has more labels."""
    add_sentences(kept, make_proposal())
    says(kept, version=0)
    keys = [f"khong-co-{number}" for number in range(70_000)]

    with kept.connection.reading() as session:
        found = events_of(session, [*keys, the_id(kept)])

    assert [len(events) for events in found.values()] == [1]


def test_an_answer_after_an_undo_is_not_blind(kept: Store) -> None:
    """The suggestion was shown after the first one; the second says so by itself."""
    add_sentences(kept, make_proposal())
    says(kept, version=0)
    kept.review_answers.undo(LAN, NOW, needed=2)

    says(kept, version=2)

    events = kept.review_answers.events(the_id(kept), "local")
    assert [e.saw_suggestion for e in events if e.answer] == [False, True]


def test_only_sentences_that_are_not_there_are_valued(kept: Store) -> None:
    """The page is opened all day long; its editors' answers grow for years."""
    add_sentences(kept, make_proposal())
    fresh = "Bóng hồng xứ Huế làm say lòng khán giả."
    events = (make_event(sentence=SENTENCE), make_event(sentence=fresh))

    found = kept.review_queue.unknown(proposals_from_feedback(events), "local")

    assert [proposal.text for proposal in found] == [fresh]


def test_years_of_answers_come_in_visit_by_visit(office: Flask, kept: Store) -> None:
    """The first visit of a big newsroom must answer, and the rest must not be lost."""
    count = MOST_ANSWERS + 5
    for number in range(count):
        kept.feedback.record(make_event(sentence=f"{SENTENCE} Lần thứ {number}."))
    client: FlaskClient = signed_in(office, LAN)

    totals = []
    for _ in range(2):
        assert client.get("/duyet-nhan").status_code == 200
        totals.append(kept.review_queue.search(Wanted(), "local").total)

    assert totals == [MOST_ANSWERS, count]


@pytest.mark.parametrize(
    ("lends", "left"), [(True, {SENTENCE, RANDOM}), (False, {SENTENCE})]
)
def test_an_expired_draft_leaves_only_what_its_owner_allowed(
    kept: Store, lends: bool, left: set[str]
) -> None:
    """With the draft its "no longer" is gone; then its sentences must be, too."""
    writing = Writing(draft_id=DRAFT, text=SENTENCE, kind=VersionKind.SAVED, base=None)
    kept.drafts.save(writing, make_user(), NOW)
    add_sentences(kept, make_proposal(), make_proposal(RANDOM, source=Source.RANDOM))
    lend(kept, lends=True)
    lend(kept, lends=lends)

    kept.retention.erase_expired(NOW + timedelta(days=400), default_days=30)

    items = kept.review_queue.search(Wanted(), "local").items
    assert {item.text for item in items} == left


def test_who_works_alone_decides_their_own_doubts(app: Flask) -> None:
    """On one PC nobody else will ever come; where people log in a third person does."""
    state = web_state_of(app)

    assert review_settings(state).allows_own is not state.has_accounts


@pytest.mark.parametrize(
    "query",
    ["trang=99999999999999999999", f"trang={'9' * 5000}", "the-loai=a%00b", "nhom=%00"],
)
def test_foreign_filters_find_nothing_and_break_nothing(
    office: Flask, kept: Store, query: str
) -> None:
    """What a database cannot look for is no fault of the program."""
    add_sentences(kept, make_proposal())
    client: FlaskClient = signed_in(office, LAN)

    assert client.get(f"/duyet-nhan?{query}").status_code == 200
    assert client.get(f"/duyet-nhan/gan-nhan?{query}").status_code == 200


def test_labels_of_two_are_kept_when_one_of_them_has_peeked(kept: Store) -> None:
    """Peeking is recorded, not forbidden: the rules may allow it."""
    add_sentences(kept, make_proposal())
    says(kept, version=0, saw_suggestion=True)

    said = Said(item_id=the_id(kept), version=1, answer=flagged())
    kept.review_answers.label(said, MINH, NOW, needed=2)

    events = kept.review_answers.events(the_id(kept), "local")
    assert [event.saw_suggestion for event in events] == [True, False]
