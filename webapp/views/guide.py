"""The design guide: every colour, letter and part of the pages, as they are."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from screener.domain.labels import FLAGGED_SEVERITIES, Category, Verdict
from screener.messages.catalogue import message
from webapp.access import allowed
from webapp.accounts import Right
from webapp.language import current_language

bp = Blueprint("guide", __name__)


@bp.get("/thiet-ke")
@allowed(Right.WRITE)
def show_guide() -> ResponseReturnValue:
    """Show the guide."""
    language = current_language()

    def label(code: str) -> str:
        return message(code).in_language(language)

    return render_template(
        "guide.html",
        categories=[(c.value, label(f"category.{c}")) for c in Category],
        severities=[(s.value, label(f"severity.{s}")) for s in FLAGGED_SEVERITIES],
        verdicts=[(v.value, label(f"verdict.{v}")) for v in Verdict],
    )
