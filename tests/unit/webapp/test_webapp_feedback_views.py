"""Answers arrive over HTTP: the good ones are stored, the bad ones change nothing."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.feedback_events import DRAFT_ID, SENTENCE, identity
from webapp.feedback import FeedbackKind, Reason
from webapp.store.store import Store


def record(**changes: Any) -> dict[str, Any]:
    """The body of a dismissal, with changes; those to the finding are nested."""
    finding = {
        "id": identity(),
        "category": "language",
        "severity": "low",
        "score": 0.91,
        "start": 0,
        "end": 8,
        "sentence": SENTENCE,
    }
    finding.update(changes.pop("finding", {}))
    return {
        "kind": "dismissal",
        "draft_id": DRAFT_ID,
        "finding": finding,
        "before": "Trời mưa. Cửa hàng mở bán lúc 7 giờ. ",
        "after": " Hàng hết trước trưa. Ai cũng vui.",
        "standing": ["role"],
        "reason": "name",
        "note": "tên chương trình",
        "model": {"name": "m", "version": "2", "operating_point": "can-bang"},
        **changes,
    }


def test_dismissal_is_stored_with_its_neighbours(
    client: FlaskClient, store: Store, now: datetime
) -> None:
    """A reviewer judges a sentence in its context, so the context is kept."""
    response = client.post("/phan-hoi", json=record())

    [event] = store.feedback.events()
    assert response.status_code == 201
    assert event.before == "Cửa hàng mở bán lúc 7 giờ."
    assert event.after == "Hàng hết trước trưa."
    assert event.reason is Reason.NAME
    assert event.note == "tên chương trình"
    assert event.recorded_at == now
    assert event.author == "local"


@pytest.mark.parametrize("kind", ["false_alarm", "withdrawal"])
def test_other_answers_need_no_reason(
    client: FlaskClient, store: Store, kind: str
) -> None:
    """Only a dismissal must say why."""
    response = client.post("/phan-hoi", json=record(kind=kind, reason=None))

    assert response.status_code == 201
    assert store.feedback.events()[0].kind is FeedbackKind(kind)


def test_missed_passage_is_cut_out_of_its_line(
    client: FlaskClient, store: Store
) -> None:
    """The page knows lines only; the stored example is one sentence."""
    line = f"Cửa hàng mở bán lúc 7 giờ. {SENTENCE} Hàng hết trước trưa."
    start = line.index("Phái đẹp")
    body = record(
        kind="missed",
        reason=None,
        finding={"sentence": line, "start": start, "end": start + 8, "score": None},
    )

    client.post("/phan-hoi", json=body)

    [event] = store.feedback.events()
    assert event.sentence == SENTENCE
    assert event.span.of(event.sentence) == "Phái đẹp"
    assert (event.before, event.after) == (
        "Cửa hàng mở bán lúc 7 giờ.",
        "Hàng hết trước trưa.",
    )
    assert event.finding_id == identity()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "guess"}, "kind"),
        ({"draft_id": "../x"}, "draft_id"),
        ({"draft_id": None}, "draft_id"),
        ({"reason": None}, "reason"),
        ({"reason": "maybe"}, "reason"),
        ({"kind": "false_alarm"}, "reason"),
        ({"note": "x" * 1001}, "note"),
        ({"note": 7}, "note"),
        ({"standing": "role"}, "standing"),
        ({"standing": ["zodiac"]}, "standing"),
        ({"model": None}, "model"),
        ({"finding": {"id": "0" * 16}}, "id"),
        ({"finding": {"sentence": "Câu khác."}}, "id"),
        ({"finding": {"category": "zodiac"}}, "category"),
        ({"finding": {"severity": "none"}}, "severity"),
        ({"finding": {"score": 1.5}}, "score"),
        ({"finding": {"score": True}}, "score"),
        ({"finding": {"score": "0.9"}}, "score"),
        ({"finding": {"end": 400}}, "start"),
        ({"finding": {"start": 8}}, "start"),
        ({"finding": {"start": None}}, "start"),
        ({"kind": "missed", "finding": {"sentence": "   ", "end": 2}}, "start"),
        ({"before": "\ud83d"}, "before"),
    ],
)
def test_bad_answer_is_refused_by_name(
    client: FlaskClient, store: Store, changes: dict[str, Any], field: str
) -> None:
    """A forged or broken answer must not become training data."""
    response = client.post(
        "/phan-hoi", json=record(**changes), headers={"Accept": "application/json"}
    )

    assert response.status_code == 400
    assert response.json is not None
    assert response.json["schema"] == "screener.error/1"
    assert field in response.json["error"]["message"]
    assert store.feedback.events() == ()


def test_answer_that_is_no_object_is_refused(client: FlaskClient, store: Store) -> None:
    """A list, or no JSON at all, is named as such."""
    responses = [
        client.post("/phan-hoi", json=[1]),
        client.post("/phan-hoi", data=b"\xff", content_type="application/json"),
        client.post("/phan-hoi", data="[" * 99_999, content_type="application/json"),
    ]

    assert [response.status_code for response in responses] == [400, 400, 400]
    assert store.feedback.events() == ()


def test_export_is_a_file_of_json_lines(client: FlaskClient) -> None:
    """What the page hands out is what the trainer reads."""
    client.post("/phan-hoi", json=record())

    response = client.get("/phan-hoi/xuat.jsonl")

    assert response.headers["Content-Disposition"].startswith("attachment")
    [line] = response.get_data(as_text=True).splitlines()
    assert json.loads(line)["text"] == SENTENCE
