"""Whether the program works, for the page and for whoever watches over it."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from webapp.state import web_state

bp = Blueprint("health", __name__)


@bp.get("/suc-khoe")
def show_health() -> ResponseReturnValue:
    """Say that the program answers, and which model is in service."""
    card = web_state().screener.card
    return jsonify({"status": "ok", "model": card.name, "version": card.version})
