"""Disputes: sentences on which two blind labels differ, decided by a third person."""

from __future__ import annotations

from flask import Blueprint, flash, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from screener.errors import PageMissingError
from webapp.access import allowed, viewer
from webapp.accounts import Right
from webapp.audit import Action, Subject, entry_by
from webapp.review import ReviewItem, State
from webapp.review_forms import parse_said
from webapp.review_pages import item_record, progress_record, said_record
from webapp.review_rules import Standing, standing
from webapp.review_settings import review_settings
from webapp.review_words import (
    category_words,
    severity_words,
    source_words,
    stance_words,
)
from webapp.state import WebState, web_state
from webapp.views.review import label_words

bp = Blueprint("disputes", __name__, url_prefix="/duyet-nhan/phan-xu")


@bp.get("")
@allowed(Right.REVIEW)
def show_disputes() -> ResponseReturnValue:
    """List what waits for a decision, and whether it is the visitor's to make."""
    state = web_state()
    return render_template(
        "review/disputes.html",
        disputes=_disputes(state),
        sources=source_words(),
        stances=stance_words(),
        severities=severity_words(),
        categories=category_words(),
    )


@bp.get("/<key>")
@allowed(Right.REVIEW)
def show_dispute(key: str) -> ResponseReturnValue:
    """Show a disputed sentence with its two labels, to decide it."""
    state, by = web_state(), viewer()
    item = state.store.review_queue.find(key, by.user.organisation_id)
    found = _standing(state, item)
    if item.state is not State.DISPUTED:
        raise PageMissingError(source=request.path)
    record = {
        "item": item_record(item),
        "progress": progress_record(state, by),
        "labels": [said_record(label) for label in found.labels],
    }
    return render_template(
        "review/decide.html",
        item=item,
        record=record,
        is_own=not _may_decide(state, found),
        next_address=url_for(".show_disputes"),
        **label_words(),
    )


@bp.post("/<key>")
@allowed(Right.REVIEW)
def decide(key: str) -> ResponseReturnValue:
    """Keep a decision; answer with where to go next."""
    state, by = web_state(), viewer()
    item = state.store.review_queue.find(key, by.user.organisation_id)
    said = parse_said(request, item)
    rules = review_settings(state)
    entry = entry_by(by, Action.REVIEW_DECIDED, Subject.SENTENCE, key, at=state.clock())
    state.store.review_answers.adjudicate(
        said,
        by.user,
        state.clock(),
        needed=rules.labels_needed,
        allows_own=rules.allows_own,
        entry=entry,
    )
    flash(_("Đã ghi quyết định."))
    mine = [dispute.id for dispute, _found, is_mine in _disputes(state) if is_mine]
    address = (
        url_for(".show_dispute", key=mine[0]) if mine else url_for(".show_disputes")
    )
    return jsonify({"address": address})


def _disputes(state: WebState) -> list[tuple[ReviewItem, Standing, bool]]:
    """Each disputed sentence with its labels, and whether the visitor may decide."""
    found = state.store.review_answers.of_newsroom(
        viewer().user.organisation_id, state=State.DISPUTED
    )
    return [
        (item, labels, _may_decide(state, labels))
        for item, labels in ((item, standing(events)) for item, events in found)
    ]


def _standing(state: WebState, item: ReviewItem) -> Standing:
    events = state.store.review_answers.events(item.id, item.organisation_id)
    return standing(events)


def _may_decide(state: WebState, found: Standing) -> bool:
    labellers = {label.author_id for label in found.labels}
    return viewer().user.id not in labellers or review_settings(state).allows_own
