"""The review queue and the labelling page."""

from __future__ import annotations

from dataclasses import replace

from flask import (
    Blueprint,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from screener.domain.labels import Category
from screener.errors import PageMissingError
from webapp.access import allowed, viewer
from webapp.accounts import Right
from webapp.audit import Action, Subject, entry_by
from webapp.draft_access import draft_for
from webapp.drafts import Access
from webapp.review import ReviewItem, State
from webapp.review_fill import fill, fill_from_feedback
from webapp.review_forms import parse_said, to_arguments, wanted_from
from webapp.review_pages import (
    Json,
    item_record,
    progress_record,
    said_record,
    suggestion_record,
)
from webapp.review_settings import review_settings
from webapp.review_words import (
    CATEGORY_KEYS,
    SEVERITY_KEYS,
    STANCE_KEYS,
    category_words,
    review_state_words,
    review_strings,
    severity_words,
    source_words,
    stance_words,
)
from webapp.state import WebState, web_state
from webapp.store.review_queue import PAGE_SIZE

bp = Blueprint("review", __name__, url_prefix="/duyet-nhan")


@bp.get("")
@allowed(Right.REVIEW)
def show_queue() -> ResponseReturnValue:
    """Show what waits, the most valuable first, with its filters."""
    state, by = web_state(), viewer()
    fill_from_feedback(state, by)
    wanted = wanted_from(request.args)
    organisation_id = by.user.organisation_id
    queue = state.store.review_queue
    found = queue.search(wanted, organisation_id)
    return render_template(
        "review/queue.html",
        found=found,
        wanted=wanted,
        arguments=to_arguments(wanted),
        pages=max(1, -(-found.total // PAGE_SIZE)),
        counts=queue.counts(organisation_id),
        genres=queue.genres(organisation_id),
        progress=progress_record(state, by),
        needed=review_settings(state).labels_needed,
        sources=source_words(),
        states=review_state_words(),
        categories=category_words(),
        State=State,
    )


@bp.post("/nap")
@allowed(Right.REVIEW)
def fill_queue() -> ResponseReturnValue:
    """Look for more sentences worth labelling."""
    filled = fill(web_state(), viewer())
    flash(
        _(
            "Đã xem %(documents)s văn bản, thêm %(added)s câu vào hàng đợi.",
            documents=filled.documents,
            added=filled.added,
        )
    )
    return redirect(url_for(".show_queue"), code=303)


@bp.get("/gan-nhan")
@allowed(Right.REVIEW)
def label() -> ResponseReturnValue:
    """Show the labelling page with the next sentence."""
    state, by = web_state(), viewer()
    wanted = wanted_from(request.args)
    item = state.store.review_queue.hand_out(by.user, wanted, state.clock())
    rules = review_settings(state)
    return render_template(
        "review/label.html",
        item=item,
        record=_record(state, item),
        arguments=to_arguments(wanted),
        shows_first=rules.shows_first,
        **label_words(),
    )


@bp.post("/cau/<key>/tra-loi")
@allowed(Right.REVIEW)
def answer(key: str) -> ResponseReturnValue:
    """Keep a blind label; answer with what the model had said, and the next one."""
    state, by = web_state(), viewer()
    item = state.store.review_queue.find(key, by.user.organisation_id)
    said = parse_said(request, item)
    if wanted_from(request.args).category:
        # Who asked for one category knows what the model sees in the sentence.
        said = replace(said, saw_suggestion=True)
    needed = review_settings(state).labels_needed
    now = state.clock()
    reached = state.store.review_answers.label(said, by.user, now, needed=needed)
    last = {
        "id": item.id,
        "text": item.text,
        "guesses": suggestion_record(item),
        "state": reached.value,
    }
    return jsonify({**_next(state), "last": last})


@bp.post("/cau/<key>/bo-qua")
@allowed(Right.REVIEW)
def skip(key: str) -> ResponseReturnValue:
    """Pass a sentence over; answer with the next one."""
    state = web_state()
    state.store.review_answers.skip(key, viewer().user, state.clock())
    return jsonify(_next(state))


@bp.post("/hoan-tac")
@allowed(Right.REVIEW)
def undo() -> ResponseReturnValue:
    """Take back one's last answer; answer with its sentence."""
    state, by = web_state(), viewer()
    needed = review_settings(state).labels_needed
    taken = state.store.review_answers.undo(by.user, state.clock(), needed=needed)
    if taken is None:
        return jsonify({"item": None, "progress": progress_record(state, by)})
    return jsonify({**_record(state, taken.item), "said": said_record(taken.event)})


@bp.get("/cau/<key>")
@allowed(Right.REVIEW)
def show_item(key: str) -> ResponseReturnValue:
    """Say how a sentence stands now, for the page's script."""
    state, user = web_state(), viewer().user
    item = state.store.review_queue.find(key, user.organisation_id)
    events = state.store.review_answers.events(key, user.organisation_id)
    is_waiting = item.state in (State.OPEN, State.WAITING)
    is_new = all(event.author_id != user.id for event in events)
    return jsonify({"item": item_record(item), "may_answer": is_waiting and is_new})


@bp.get("/cau/<key>/goi-y")
@allowed(Right.REVIEW)
def suggest(key: str) -> ResponseReturnValue:
    """Say what the model said of a sentence, where that is allowed beforehand."""
    state, user = web_state(), viewer().user
    if not review_settings(state).shows_first:
        raise PageMissingError(source=request.path)
    item = state.store.review_queue.find(key, user.organisation_id)
    return jsonify({"guesses": suggestion_record(item)})


@bp.post("/ban-thao/<key>/cho-muon")
@allowed(Right.WRITE)
def lend(key: str) -> ResponseReturnValue:
    """Let reviewers be given one's draft's sentences, or no longer."""
    state = web_state()
    draft = draft_for(key, Access.OWN)
    lends = request.form.get("cho") == "1"
    action = Action.DRAFT_LENT if lends else Action.DRAFT_UNLENT
    entry = entry_by(viewer(), action, Subject.DRAFT, draft.id, at=state.clock())
    state.store.review_queue.lend(draft.id, lends_sentences=lends, entry=entry)
    flash(
        _("Từng câu của bản thảo này nay có thể được đưa cho người duyệt nhãn.")
        if lends
        else _("Câu của bản thảo này không còn được đưa cho người duyệt nhãn.")
    )
    return redirect(url_for("versions.show_dossier", key=key), code=303)


def label_words() -> dict[str, object]:
    """Keys and words of the labelling page, whoever shows it."""
    categories, stances, severities = (
        category_words(),
        stance_words(),
        severity_words(),
    )
    return {
        "strings": review_strings(),
        "category_keys": [(key, c.value, categories[c]) for key, c in CATEGORY_KEYS],
        "stance_keys": [(key, s.value, stances[s]) for key, s in STANCE_KEYS],
        "severity_keys": [(key, s.value, severities[s]) for key, s in SEVERITY_KEYS],
        "Category": Category,
    }


def _record(state: WebState, item: ReviewItem | None) -> Json:
    return {"item": item_record(item), "progress": progress_record(state, viewer())}


def _next(state: WebState) -> Json:
    wanted = wanted_from(request.args)
    item = state.store.review_queue.hand_out(viewer().user, wanted, state.clock())
    return _record(state, item)
