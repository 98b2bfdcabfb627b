"""Answers that a page's script sends, right and wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask, request

from screener.domain.labels import Category, Severity, Stance
from screener.errors import FormError
from tests.reviewing import NOW, SENTENCE, flagged
from webapp.review import ReviewItem, Source, State
from webapp.review_forms import parse_said, to_arguments, wanted_from
from webapp.store.review_answers import Said
from webapp.store.review_queue import Wanted

ITEM = ReviewItem(
    id="cau-1",
    organisation_id="local",
    source=Source.MISSED,
    document_key="bai-1",
    genre="",
    outlet="",
    text=SENTENCE,
    before="",
    after="",
    guesses=(),
    model_name="cum-tu",
    model_version="1",
    value=0.5,
    state=State.OPEN,
    version=0,
    created_at=NOW,
)


def a_label(**changes: object) -> dict[str, Any]:
    return {
        "version": 3,
        "stance": "asserted",
        "severity": "medium",
        "spans": [[0, 16, "role"]],
        "is_unsure": True,
        "saw_suggestion": False,
        "note": "  bổn phận ",
        **changes,
    }


def parsed(record: Mapping[str, object]) -> Said:
    with Flask(__name__).test_request_context(method="POST", json=record):
        return parse_said(request, ITEM)


def test_an_answer_is_read() -> None:
    """Everything that was said, and nothing made up."""
    assert parsed(a_label()) == Said(
        item_id="cau-1",
        version=3,
        answer=flagged(),
        is_unsure=True,
        note="bổn phận",
    )


def test_categories_follow_from_the_spans() -> None:
    """In the order of the enum, each once, whatever the order of the spans."""
    said = parsed(
        a_label(spans=[[31, 36, "marriage"], [20, 27, "role"], [0, 16, "role"]])
    )

    assert said.answer.categories == (Category.ROLE, Category.MARRIAGE)
    assert [item.span.start for item in said.answer.spans] == [0, 20, 31]


def test_a_clean_answer_has_neither_severity_nor_spans() -> None:
    """The one key that most sentences need."""
    said = parsed(a_label(stance="none", severity="none", spans=[]))

    assert (said.answer.stance, said.answer.severity) == (Stance.NONE, Severity.NONE)


@pytest.mark.parametrize(
    "changes",
    [
        {"stance": "maybe"},
        {"severity": "none"},
        {"stance": "none"},
        {"spans": [[0, 99, "role"]]},
        {"spans": [[0, 3, "role"], [3, 4, "la"]]},
        {"spans": [[0, 4, "role"]]},
        {"spans": [[16, 0, "role"]]},
        {"spans": "role"},
        {"spans": [[0, 1]]},
        {"version": "0"},
        {"version": True},
        {"is_unsure": "có"},
        {"note": 5},
        {"note": "\x00"},
        {"note": "\ud800"},
        {"note": "x" * 1001},
    ],
)
def test_a_wrong_answer_is_named(changes: Mapping[str, object]) -> None:
    """The page's script, or somebody else's, hears which field."""
    with pytest.raises(FormError):
        parsed(a_label(**changes))


def test_filters_travel_in_the_address() -> None:
    """A filtered queue can be sent to a colleague."""
    wanted = Wanted(
        source=Source.MISSED, category="role", genre="gia đình", state=State.OPEN
    )

    assert wanted_from(to_arguments(wanted)) == wanted
    assert to_arguments(Wanted(page=3)) == {}


@pytest.mark.parametrize("page", ["0", "-2", "x", "", "²"])
def test_foreign_addresses_ask_for_everything(page: str) -> None:
    """Old links and slips of the keyboard show the queue, not an error."""
    assert wanted_from({"nguon": "la", "trang-thai": "la", "trang": page}) == Wanted()
