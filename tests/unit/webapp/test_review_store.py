"""The queue and the answers as they are kept, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from screener.domain.labels import Category, Severity, Stance
from screener.errors import RecordMissingError, ReviewChangedError
from tests.reviewing import (
    CLEAN,
    LAN,
    MINH,
    NOW,
    SENTENCE,
    THU,
    add_sentences,
    flagged,
    make_proposal,
)
from tests.web_people import add_user, an_entry, make_user
from training.dataset import Kind
from webapp.accounts import Role, User
from webapp.audit import Action
from webapp.drafts import VersionKind, Writing
from webapp.review import Answer, ReviewItem, SettledLabel, Source, State
from webapp.review_value import Signals
from webapp.store.review_answers import Said
from webapp.store.review_queue import CLAIM, Wanted
from webapp.store.reviews import settled, to_example
from webapp.store.store import Store

DRAFT = "nhap-0123456789"
ALL = Wanted()


@pytest.fixture
def kept(office: Flask, office_store: Store) -> Store:
    """An office with three reviewers and one sentence to label."""
    del office
    for user in (LAN, MINH, THU):
        add_user(office_store, user)
    add_sentences(office_store, make_proposal())
    return office_store


def handed(store: Store, user: User) -> ReviewItem:
    item = store.review_queue.hand_out(user, ALL, NOW)
    assert item is not None
    return item


def says(
    store: Store, user: User, answer: Answer, item: ReviewItem | None = None
) -> State:
    item = item or handed(store, user)
    said = Said(item_id=item.id, version=item.version, answer=answer)
    return store.review_answers.label(said, user, NOW, needed=2)


def decides(
    store: Store, user: User, answer: Answer, *, allows_own: bool = False
) -> None:
    [(item, _)] = store.review_answers.of_newsroom(
        user.organisation_id, state=State.DISPUTED
    )
    said = Said(item_id=item.id, version=item.version, answer=answer, note="nhớ nhé")
    store.review_answers.adjudicate(
        said,
        user,
        NOW,
        needed=2,
        allows_own=allows_own,
        entry=an_entry(Action.REVIEW_DECIDED),
    )


def held(store: Store) -> tuple[SettledLabel, ...]:
    with store.connection.reading() as session:
        return settled(session)


def save_draft(store: Store, *, confidential: bool) -> None:
    owner = make_user()
    writing = Writing(draft_id=DRAFT, text=SENTENCE, kind=VersionKind.SAVED, base=None)
    store.drafts.save(writing, owner, NOW)
    store.drafts.set_confidential(
        DRAFT, is_confidential=confidential, now=NOW, entry=an_entry()
    )


def test_two_equal_labels_are_settled_and_become_an_example(kept: Store) -> None:
    """What data sets are frozen from carries labels, authors and context."""
    says(kept, LAN, flagged())

    reached = says(kept, MINH, flagged())

    [found] = held(kept)
    example = to_example(found)
    assert reached is State.SETTLED
    assert (found.adjudicator, found.document_key) == (None, DRAFT)
    assert [label.annotator for label in found.labels] == ["lan", "minh"]
    assert example.fault() is None
    assert (example.kind, example.group) == (Kind.BIASED, DRAFT)
    assert example.labels == found.labels


def test_one_label_is_not_handed_on(kept: Store) -> None:
    """Half an opinion never reaches a data set."""
    says(kept, LAN, CLEAN)

    assert held(kept) == ()
    assert kept.review_queue.counts("local")[State.WAITING] == 1


def test_a_third_person_decides_and_nobody_is_overwritten(kept: Store) -> None:
    """Both blind labels stay beside the decision."""
    says(kept, LAN, flagged())
    says(kept, MINH, CLEAN)

    decides(kept, THU, flagged(severity=Severity.LOW))

    [found] = held(kept)
    assert (found.adjudicator, found.severity) == ("thu", Severity.LOW)
    assert [label.stance for label in found.labels] == [Stance.ASSERTED, Stance.NONE]
    assert found.guideline == "nhớ nhé"
    [(_, note)] = kept.review_answers.guidelines("local", limit=5)
    assert note.author_id == "thu"


def test_one_of_the_two_decides_only_where_the_rules_allow_it(kept: Store) -> None:
    """Nobody is judge in their own cause."""
    says(kept, LAN, flagged())
    says(kept, MINH, CLEAN)

    with pytest.raises(ReviewChangedError):
        decides(kept, LAN, flagged())
    assert held(kept) == ()

    decides(kept, LAN, flagged(), allows_own=True)
    assert held(kept)[0].adjudicator == "lan"


def test_a_sentence_is_given_to_one_person_at_a_time(kept: Store) -> None:
    """Two people on one sentence would be work for nothing."""
    mine = handed(kept, LAN)

    assert kept.review_queue.hand_out(MINH, ALL, NOW) is None
    assert handed(kept, LAN).id == mine.id
    later = NOW + CLAIM + timedelta(seconds=1)
    other = kept.review_queue.hand_out(MINH, ALL, later)
    assert other is not None
    assert other.id == mine.id


def test_people_who_come_at_once_get_different_sentences(kept: Store) -> None:
    """Several workers hand out from one table."""
    add_sentences(kept, *(make_proposal(f"{SENTENCE} Bài {n}.") for n in range(2)))

    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda user: handed(kept, user), (LAN, MINH, THU)))

    assert len({item.id for item in found}) == 3


def test_nobody_labels_a_sentence_twice(kept: Store) -> None:
    """The second label must be somebody else's."""
    item = handed(kept, LAN)
    says(kept, LAN, CLEAN, item)

    assert kept.review_queue.hand_out(LAN, ALL, NOW) is None
    fresh = kept.review_queue.find(item.id, "local")
    with pytest.raises(ReviewChangedError) as caught:
        says(kept, LAN, flagged(), fresh)
    assert caught.value.facts["reason"] == "reason.review_answered_before"


def test_a_stale_answer_is_refused_and_changes_nothing(kept: Store) -> None:
    """Lan's claim ran out, Minh answered; Lan's answer waits on her page."""
    item = handed(kept, LAN)
    says(kept, MINH, flagged(), item)

    with pytest.raises(ReviewChangedError) as caught:
        says(kept, LAN, CLEAN, item)

    assert caught.value.facts["reason"] == "reason.review_other_answer"
    assert len(kept.review_answers.events(item.id, "local")) == 1
    fresh = kept.review_queue.find(item.id, "local")
    assert says(kept, LAN, flagged(), fresh) is State.SETTLED


def test_a_third_label_is_refused(kept: Store) -> None:
    """Two were asked for; the third person decides or does something else."""
    says(kept, LAN, CLEAN)
    says(kept, MINH, flagged())
    [(item, _)] = kept.review_answers.of_newsroom("local")

    with pytest.raises(ReviewChangedError):
        says(kept, THU, CLEAN, item)


def test_undo_gives_the_sentence_back_and_keeps_what_was_said(kept: Store) -> None:
    """Taking back is an act like any other."""
    says(kept, LAN, CLEAN)

    taken = kept.review_answers.undo(LAN, NOW, needed=2)

    assert taken is not None
    assert taken.event.answer == CLEAN
    assert kept.review_answers.undo(LAN, NOW, needed=2) is None
    assert [
        e.kind.value for e in kept.review_answers.events(taken.item.id, "local")
    ] == [
        "label",
        "undo",
    ]
    assert handed(kept, LAN).id == taken.item.id
    says(kept, LAN, flagged(), taken.item)
    assert says(kept, MINH, flagged()) is State.SETTLED


def test_undo_after_agreement_opens_the_sentence_again(kept: Store) -> None:
    """The other person's label stays."""
    says(kept, LAN, CLEAN)
    says(kept, MINH, CLEAN)

    kept.review_answers.undo(MINH, NOW, needed=2)

    assert held(kept) == ()
    assert kept.review_queue.counts("local")[State.WAITING] == 1


def test_what_somebody_decided_is_not_undone_by_another(kept: Store) -> None:
    """The decision outlives second thoughts of those it decided between."""
    says(kept, LAN, CLEAN)
    says(kept, MINH, flagged())
    decides(kept, THU, CLEAN)

    with pytest.raises(ReviewChangedError):
        kept.review_answers.undo(LAN, NOW, needed=2)
    assert len(held(kept)) == 1


def test_a_passed_over_sentence_goes_to_somebody_else(kept: Store) -> None:
    """Passing over is no label, and the sentence does not come back."""
    item = handed(kept, LAN)

    kept.review_answers.skip(item.id, LAN, NOW)

    assert kept.review_queue.hand_out(LAN, ALL, NOW) is None
    assert handed(kept, MINH).id == item.id


def test_a_doubted_label_is_decided_again(kept: Store) -> None:
    """A label that looks wrong leaves the data until somebody has looked."""
    says(kept, LAN, CLEAN)
    says(kept, MINH, CLEAN)
    [found] = held(kept)

    kept.review_answers.doubt(found.item_id, LAN, NOW, needed=2, entry=an_entry())

    assert held(kept) == ()
    decides(kept, THU, flagged())
    assert held(kept)[0].stance is Stance.ASSERTED
    with pytest.raises(RecordMissingError):
        kept.review_answers.doubt("khac", LAN, NOW, needed=2, entry=an_entry())


def test_events_cannot_be_changed(kept: Store) -> None:
    """Not even by another program with the same database."""
    says(kept, LAN, CLEAN)

    with (
        pytest.raises(DBAPIError, match="append-only"),
        kept.connection.engine.begin() as connection,
    ):
        connection.execute(text("UPDATE review_events SET note = 'khác'"))


def test_the_same_words_are_queued_once(kept: Store) -> None:
    """Other capitals and another article do not make another sentence."""
    add_sentences(kept, make_proposal(SENTENCE.upper(), document_key="bai-khac"))

    assert kept.review_queue.search(ALL, "local").total == 1


def test_every_fifth_sentence_is_random(kept: Store) -> None:
    """A queue of hard sentences alone says nothing about ordinary ones."""
    hard = [make_proposal(f"Câu khó thứ {n} về chuyện nhà.") for n in range(20)]
    plain = [
        make_proposal(
            f"Câu thường số {n} về mùa vụ.", source=Source.RANDOM, signals=Signals()
        )
        for n in range(20)
    ]
    add_sentences(kept, *hard, *plain)

    sources = []
    for _ in range(15):
        item = handed(kept, LAN)
        sources.append(item.source is Source.RANDOM)
        says(kept, LAN, CLEAN, item)

    assert [n for n, is_random in enumerate(sources) if is_random] == [4, 9, 14]


def test_the_most_valuable_and_the_half_done_come_first(kept: Store) -> None:
    """Minh completes what Lan began; Lan gets what teaches most."""
    add_sentences(
        kept,
        make_proposal("Một câu rất đáng xem lại.", signals=Signals(disagreement=1.0)),
        make_proposal("Một câu ít đáng xem hơn.", signals=Signals(novelty=0.1)),
    )

    first = handed(kept, LAN)
    says(kept, LAN, CLEAN, first)

    assert first.text == "Một câu rất đáng xem lại."
    assert handed(kept, MINH).id == first.id


def test_a_label_that_the_model_disbelieves_gains_value(kept: Store) -> None:
    """Where label and model contradict each other a second look is due first."""
    before = handed(kept, LAN)

    says(kept, LAN, CLEAN, before)

    assert kept.review_queue.find(before.id, "local").value > before.value


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Wanted(source=Source.MISSED), 1),
        (Wanted(category=Category.ROLE.value), 2),
        (Wanted(genre="gia đình"), 1),
        (Wanted(state=State.SETTLED), 0),
        (Wanted(page=2), 0),
    ],
)
def test_the_queue_is_filtered(kept: Store, wanted: Wanted, count: int) -> None:
    """Somebody who knows family advice labels family advice."""
    add_sentences(
        kept, make_proposal("Con gái ấy mà.", source=Source.MISSED, genre="gia đình")
    )

    assert len(kept.review_queue.search(wanted, "local").items) == count
    assert (kept.review_queue.hand_out(LAN, wanted, NOW) is not None) == (
        count > 0 or wanted.page > 1
    )
    assert kept.review_queue.genres("local") == ("gia đình",)


def test_a_confidential_draft_is_out_of_sight(kept: Store) -> None:
    """Neither queue nor data show what was marked confidential later."""
    says(kept, LAN, CLEAN)
    says(kept, MINH, CLEAN)
    [found] = held(kept)

    save_draft(kept, confidential=True)

    assert held(kept) == ()
    assert kept.review_queue.search(ALL, "local").total == 0
    with pytest.raises(RecordMissingError):
        kept.review_queue.find(found.item_id, "local")


def test_sentences_nobody_pointed_at_need_the_owners_consent(kept: Store) -> None:
    """Consent is given for a draft, and can be taken back."""
    add_sentences(kept, make_proposal("Một câu ngẫu nhiên thôi.", source=Source.RANDOM))
    save_draft(kept, confidential=False)

    assert kept.review_queue.search(ALL, "local").total == 1
    kept.review_queue.lend(DRAFT, lends_sentences=True, entry=an_entry())
    assert kept.review_queue.lends(DRAFT)
    assert kept.review_queue.search(ALL, "local").total == 2
    assert [key for key, _, _ in kept.review_queue.lent_drafts("local")] == [DRAFT]
    kept.review_queue.lend(DRAFT, lends_sentences=False, entry=an_entry())
    assert kept.review_queue.search(ALL, "local").total == 1


def test_an_erased_draft_takes_its_sentences_along(kept: Store) -> None:
    """Whoever erases a draft erases what reviewers were given of it."""
    says(kept, LAN, CLEAN)
    save_draft(kept, confidential=False)

    kept.retention.erase(DRAFT, entry=an_entry(Action.DRAFT_ERASED))

    assert kept.review_queue.search(ALL, "local").total == 0
    with kept.connection.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM review_events")) == 0


def test_newsrooms_do_not_see_each_others_sentences(kept: Store) -> None:
    """A reviewer elsewhere gets nothing of it."""
    stranger = make_user("la", role=Role.REVIEWER, organisation_id="bao-khac")

    assert kept.review_queue.hand_out(stranger, ALL, NOW) is None
    assert kept.review_answers.of_newsroom("bao-khac") == ()
    assert kept.review_answers.settled("bao-khac") == ()
