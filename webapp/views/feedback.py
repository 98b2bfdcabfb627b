"""Answers to findings: taken one by one, handed out as JSON Lines."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from webapp.feedback_export import example_lines
from webapp.forms import parse_feedback
from webapp.state import web_state

bp = Blueprint("feedback", __name__, url_prefix="/phan-hoi")


@bp.post("")
def record_feedback() -> ResponseReturnValue:
    """Put one answer on record."""
    state = web_state()
    event = parse_feedback(request, recorded_at=state.clock())
    state.store.feedback.record(event)
    return jsonify({"finding": event.finding_id}), HTTPStatus.CREATED


@bp.get("/xuat.jsonl")
def export() -> ResponseReturnValue:
    """Hand out every labelled sentence, one a line."""
    lines = "".join(example_lines(web_state().store.feedback.events()))
    return Response(
        lines,
        mimetype="application/jsonl",
        headers={"Content-Disposition": "attachment; filename=phan-hoi.jsonl"},
    )
