"""Feedback leaves as labelled examples that say no more than people said."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import pytest

from screener.config import Settings
from screener.domain.labels import Category, Severity
from tests.feedback_events import SENTENCE, make_event
from webapp.feedback import FeedbackEvent, FeedbackKind, Reason
from webapp.feedback_export import example_lines, export_feedback
from webapp.store.store import Store


def exported(*events: FeedbackEvent) -> list[dict[str, Any]]:
    return [json.loads(line) for line in example_lines(events)]


def test_dismissal_becomes_a_clean_example() -> None:
    """What a person calls no bias teaches the model to leave it alone."""
    [example] = exported(make_event())

    assert example["text"] == SENTENCE
    assert example["context"] == {
        "before": "Cửa hàng mở bán lúc 7 giờ.",
        "after": "Hàng hết trước trưa.",
    }
    assert (example["stance"], example["categories"]) == ("none", [])
    assert (example["severity"], example["spans"]) == ("none", [])
    assert example["labels"] == [
        {
            "annotator": "local",
            "stance": "none",
            "categories": [],
            "severity": "none",
            "spans": [],
        }
    ]


def test_example_tells_where_its_label_comes_from() -> None:
    """A label without provenance cannot be weighed or taken back later."""
    [example] = exported(make_event(note="tên chương trình"))

    [event] = example["provenance"]["events"]
    assert event["kind"] == "dismissal"
    assert event["reason"] == "not_bias"
    assert event["note"] == "tên chương trình"
    assert event["category"] == "language"
    assert event["score"] == 0.91
    assert event["model"] == {
        "name": "tuyen-tinh",
        "version": "1",
        "operating_point": "can-bang",
    }
    assert event["recorded_at"] == "2026-03-08T09:30:00+00:00"


@pytest.mark.parametrize(
    ("reason", "stance", "categories"),
    [
        (Reason.NOT_BIAS, "none", []),
        (Reason.FACT, "none", []),
        (Reason.NAME, "none", []),
        (Reason.OTHER, "none", []),
        (Reason.CRITICISED, "countered", []),
        (Reason.QUOTE_KEPT, "reported", ["language"]),
    ],
)
def test_reason_decides_the_stance(
    reason: Reason, stance: str, categories: list[str]
) -> None:
    """Keeping a biased quotation on purpose must not teach that it is clean."""
    [example] = exported(make_event(reason=reason))

    assert (example["stance"], example["categories"]) == (stance, categories)


def test_criticised_stereotype_is_named_as_a_mention() -> None:
    """The guide lets a countered sentence say what it counters."""
    [example] = exported(make_event(reason=Reason.CRITICISED))

    assert example["mentions"] == [{"start": 0, "end": 8, "category": "language"}]
    assert example["kind"] == "countered"


def test_false_alarm_becomes_a_clean_example() -> None:
    """A report of a false alarm needs no reason to count."""
    [example] = exported(make_event(kind=FeedbackKind.FALSE_ALARM, reason=None))

    assert (example["stance"], example["kind"]) == ("none", "hard_negative")


def test_missed_passage_becomes_a_labelled_example() -> None:
    """The span is what the person selected, in code points of the sentence."""
    missed = make_event(kind=FeedbackKind.MISSED, reason=None, severity=Severity.MEDIUM)

    [example] = exported(missed)

    assert example["stance"] == "asserted"
    assert example["severity"] == "medium"
    assert example["spans"] == [{"start": 0, "end": 8, "category": "language"}]
    assert example["text"][0:8] == "Phái đẹp"


def test_one_sentence_is_one_example() -> None:
    """Two answers about one sentence must not contradict each other in training."""
    events = (
        make_event(),
        make_event(category=Category.APPEARANCE, reason=Reason.QUOTE_KEPT),
    )

    [example] = exported(*events)

    assert example["categories"] == ["appearance"]
    assert example["stance"] == "reported"
    assert len(example["provenance"]["events"]) == 2


def test_unanswered_categories_are_named_as_unknown() -> None:
    """A sentence half answered is not known to be clean."""
    [example] = exported(make_event(standing=(Category.ROLE,)))

    assert example["provenance"]["standing"] == ["role"]


def test_category_answered_later_is_no_longer_unknown() -> None:
    """The second answer settles what the first left open."""
    [example] = exported(
        make_event(standing=(Category.ROLE,)),
        make_event(category=Category.ROLE),
    )

    assert example["provenance"]["standing"] == []


def test_withdrawn_answer_leaves_no_example() -> None:
    """What a person took back is not taught."""
    event = make_event()

    lines = exported(event, replace(event, kind=FeedbackKind.WITHDRAWAL, reason=None))

    assert lines == []


def test_export_writes_utf8_lines_and_counts_them(
    settings: Settings, store: Store
) -> None:
    """The command line hands this to a file as it is."""
    store.feedback.record(make_event())
    store.feedback.record(
        make_event(sentence="Phái mạnh cũng xếp hàng.", draft_id="nhap-02")
    )
    out = io.StringIO()

    count = export_feedback(settings, out)

    lines = out.getvalue().splitlines()
    assert count == len(lines) == 2
    assert "Phái đẹp" in lines[0]


def test_export_of_nothing_is_empty(settings: Settings) -> None:
    """A new installation has no feedback, and that is no error."""
    out = io.StringIO()

    assert export_feedback(settings, out) == 0
    assert out.getvalue() == ""
