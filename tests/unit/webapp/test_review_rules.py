"""What follows from what reviewers said: settled, disputed, taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from screener.domain.labels import Category, Severity, Stance
from screener.domain.spans import Span
from tests.reviewing import CLEAN, LAN, MINH, NOW, THU, flagged, make_event
from webapp.review import Answer, EventKind, State
from webapp.review_rules import (
    differ,
    rate_per_hour,
    settlement,
    standing,
    state_of,
    to_label,
)

LABEL, UNDO = EventKind.LABEL, EventKind.UNDO


def test_two_equal_labels_settle_a_sentence() -> None:
    """The perfect case: nobody else needs to look."""
    found = standing([make_event(LABEL, LAN, CLEAN), make_event(LABEL, MINH, CLEAN)])

    assert state_of(found, needed=2) is State.SETTLED
    settled = settlement(found)
    assert settled is not None
    assert (settled.answer, settled.adjudicator) == (CLEAN, None)


def test_nothing_said_is_open_and_one_label_waits() -> None:
    """A single label is an opinion, not yet a label to learn from."""
    first = make_event(LABEL, LAN, CLEAN)

    assert state_of(standing([]), needed=2) is State.OPEN
    assert state_of(standing([first]), needed=2) is State.WAITING
    assert settlement(standing([])) is None


def test_one_label_settles_where_one_is_asked_for() -> None:
    """On one PC there is nobody to give the second."""
    found = standing([make_event(LABEL, LAN, flagged())])

    assert state_of(found, needed=1) is State.SETTLED


@pytest.mark.parametrize(
    "other",
    [
        CLEAN,
        flagged(severity=Severity.HIGH),
        flagged(stance=Stance.REPORTED),
        flagged(Category.MARRIAGE),
        flagged(span=Span(20, 30)),
    ],
)
def test_labels_that_differ_need_a_third_person(other: Answer) -> None:
    """Stance, severity, categories and places all matter."""
    found = standing(
        [make_event(LABEL, LAN, flagged()), make_event(LABEL, MINH, other)]
    )

    assert state_of(found, needed=2) is State.DISPUTED
    assert settlement(found) is None


def test_places_that_touch_agree_and_the_shorter_one_holds() -> None:
    """Nobody draws the end of a passage at the same letter every time."""
    wide, narrow = flagged(span=Span(0, 42)), flagged(span=Span(0, 16))
    found = standing([make_event(LABEL, LAN, wide), make_event(LABEL, MINH, narrow)])

    settled = settlement(found)

    assert not differ(wide, narrow)
    assert settled is not None
    assert settled.answer == narrow


def test_an_unsure_answer_goes_to_a_third_person() -> None:
    """Two people who guess alike have not decided anything."""
    unsure = make_event(LABEL, LAN, CLEAN, is_unsure=True)
    found = standing([unsure, make_event(LABEL, MINH, CLEAN)])

    assert state_of(found, needed=2) is State.DISPUTED


def test_the_third_person_decides() -> None:
    """The decision holds, the blind labels stay beside it."""
    found = standing(
        [
            make_event(LABEL, LAN, CLEAN),
            make_event(LABEL, MINH, flagged()),
            make_event(EventKind.ADJUDICATION, THU, flagged(), note="giao vai"),
        ]
    )

    settled = settlement(found)

    assert state_of(found, needed=2) is State.SETTLED
    assert settled is not None
    assert (settled.adjudicator, settled.guideline) == ("thu", "giao vai")
    assert [to_label(label).annotator for label in found.labels] == ["lan", "minh"]


def test_an_undo_takes_back_only_its_authors_last_answer() -> None:
    """The other label still stands; a new answer takes the place of the old."""
    events = [
        make_event(LABEL, LAN, CLEAN),
        make_event(LABEL, MINH, CLEAN),
        make_event(UNDO, LAN),
    ]

    assert [e.author_id for e in standing(events).labels] == ["minh"]
    again = standing([*events, make_event(LABEL, LAN, flagged())])
    assert state_of(again, needed=2) is State.DISPUTED


def test_an_undone_decision_opens_the_dispute_again() -> None:
    """The blind labels are not touched by it."""
    found = standing(
        [
            make_event(LABEL, LAN, CLEAN),
            make_event(LABEL, MINH, flagged()),
            make_event(EventKind.ADJUDICATION, THU, CLEAN),
            make_event(UNDO, THU),
        ]
    )

    assert state_of(found, needed=2) is State.DISPUTED


def test_a_passed_over_sentence_has_no_label() -> None:
    """Passing over says nothing about the sentence."""
    assert standing([make_event(EventKind.SKIP, LAN)]).labels == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"stance": Stance.NONE, "severity": Severity.LOW},
        {"stance": Stance.ASSERTED},
        {"stance": Stance.COUNTERED, "categories": (Category.ROLE,)},
        {"spans": ()},
    ],
)
def test_an_answer_that_contradicts_itself_is_refused(wrong: dict[str, object]) -> None:
    """What is stored can be learnt from without another look."""
    answer = CLEAN if "stance" in wrong else flagged()

    with pytest.raises(ValueError, match="fit"):
        replace(answer, **wrong)  # type: ignore[arg-type]


def test_an_event_without_an_answer_is_no_label() -> None:
    """An undo must not become a label by mistake."""
    with pytest.raises(ValueError, match="no answer"):
        to_label(make_event(UNDO, LAN))


def test_rate_counts_only_time_at_work() -> None:
    """Four labels 20 s apart are 180 an hour, whatever the lunch break took."""
    seconds = (0, 20, 40, 3640, 3660)

    assert rate_per_hour([NOW + timedelta(seconds=s) for s in seconds]) == 180
    assert rate_per_hour([NOW, NOW + timedelta(seconds=20)]) is None
    assert rate_per_hour([]) is None
