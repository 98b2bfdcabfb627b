"""Answers to findings: taken one by one, handed out as JSON Lines."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from webapp.access import allowed, viewer
from webapp.accounts import Right
from webapp.audit import Action, Subject, entry_by
from webapp.drafts import Access
from webapp.feedback_export import example_lines
from webapp.forms import parse_feedback
from webapp.screening import check_access
from webapp.state import web_state

bp = Blueprint("feedback", __name__, url_prefix="/phan-hoi")


@bp.post("")
@allowed(Right.WRITE)
def record_feedback() -> ResponseReturnValue:
    """Put one answer on record."""
    state = web_state()
    event = parse_feedback(request, user=viewer().user, recorded_at=state.clock())
    check_access(state, viewer(), event.draft_id, Access.EDIT)
    state.store.feedback.record(event)
    return jsonify({"finding": event.finding_id}), HTTPStatus.CREATED


@bp.get("/xuat.jsonl")
@allowed(Right.REVIEW)
def export() -> ResponseReturnValue:
    """Hand out every sentence that the visitor's newsroom labelled, one a line."""
    state, by = web_state(), viewer()
    organisation = by.user.organisation_id
    events = state.store.feedback.events(organisation_id=organisation)
    lines = "".join(example_lines(events))
    state.store.audit.record(
        entry_by(
            by,
            Action.FEEDBACK_EXPORTED,
            Subject.ORGANISATION,
            organisation,
            at=state.clock(),
            count=len(events),
        )
    )
    return Response(
        lines,
        mimetype="application/jsonl",
        headers={"Content-Disposition": "attachment; filename=phan-hoi.jsonl"},
    )
