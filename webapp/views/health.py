"""Whether the program works, for the page and for whoever watches over it."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from webapp.access import public
from webapp.health import is_answering
from webapp.state import web_state

bp = Blueprint("health", __name__)


@bp.get("/suc-khoe")
@public
def show_health() -> ResponseReturnValue:
    """Say whether program and database answer, and which model is in service."""
    state = web_state()
    card = state.screener.card
    answers = is_answering(state)
    record = {
        "status": "ok" if answers else "database",
        "model": card.name,
        "version": card.version,
    }
    status = HTTPStatus.OK if answers else HTTPStatus.SERVICE_UNAVAILABLE
    return jsonify(record), status
