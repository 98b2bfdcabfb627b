"""Drafts: found, opened, saved, closed to others, erased."""

from __future__ import annotations

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

from screener.errors import EmptyInputError
from webapp.access import allowed, viewer
from webapp.accounts import Right
from webapp.audit import Action, Subject, entry_by
from webapp.draft_access import draft_for
from webapp.drafts import Access
from webapp.fields import page_number
from webapp.forms import parse_saving
from webapp.pages import editor_page, result_page, saved_record
from webapp.screening import note_verdict, screen_text, standing_answers
from webapp.state import web_state
from webapp.store.drafts import PAGE_SIZE, DraftSearch

bp = Blueprint("drafts", __name__, url_prefix="/ban-thao")
_LONGEST_SEARCH = 200


@bp.get("")
@allowed(Right.WRITE)
def show_drafts() -> ResponseReturnValue:
    """List one's drafts and those that were shared, found by their words."""
    state = web_state()
    words = request.args.get("tim", "")[:_LONGEST_SEARCH].strip()
    page = page_number(request.args.get("trang", ""))
    wanted = DraftSearch(words=words, page=page)
    found = state.store.drafts.search(wanted, viewer().user, state.clock())
    pages = max(1, -(-found.total // PAGE_SIZE))
    return render_template(
        "drafts.html", found=found, wanted=wanted, pages=pages, Access=Access
    )


@bp.get("/<key>")
@allowed(Right.WRITE)
def open_draft(key: str) -> ResponseReturnValue:
    """Open a draft to edit it, or to read it where no more is allowed."""
    state = web_state()
    draft = draft_for(key, Access.VIEW)
    if draft.access < Access.EDIT:
        return redirect(url_for(".show_report", key=key))
    version = state.store.drafts.version(key)
    file = state.store.drafts.file(key)
    return editor_page(
        state, text=version.text, draft=draft, version=version, file=file
    )


@bp.post("/<key>/luu")
@allowed(Right.WRITE)
def save(key: str) -> ResponseReturnValue:
    """Keep the text as it stands, for the page's script; the draft may be new."""
    state = web_state()
    writing = parse_saving(request, draft_id=key)
    if not writing.text.strip():
        raise EmptyInputError(source=_("Bản thảo"))
    version = state.store.drafts.save(writing, viewer().user, state.clock())
    return jsonify(saved_record(version))


@bp.get("/<key>/ket-qua")
@allowed(Right.WRITE)
def show_report(key: str) -> ResponseReturnValue:
    """Show a draft with its report, to read."""
    state, by = web_state(), viewer()
    draft = draft_for(key, Access.VIEW)
    text = state.store.drafts.version(key).text
    report = screen_text(state, by, text, draft_id=key)
    if draft.access >= Access.EDIT:
        note_verdict(state, report, standing_answers(state, by, report))
    return result_page(state, by, report, draft=draft)


@bp.post("/<key>/mat")
@allowed(Right.WRITE)
def set_confidential(key: str) -> ResponseReturnValue:
    """Close a draft to everybody but its owner, or reopen it for sharing."""
    state = web_state()
    draft = draft_for(key, Access.OWN)
    is_confidential = request.form.get("mat") == "1"
    action = Action.DRAFT_CLOSED if is_confidential else Action.DRAFT_OPENED
    entry = entry_by(viewer(), action, Subject.DRAFT, draft.id, at=state.clock())
    state.store.drafts.set_confidential(
        key, is_confidential=is_confidential, now=state.clock(), entry=entry
    )
    flash(
        _("Bản thảo nay là mật; mọi liên kết chia sẻ đã bị rút.")
        if is_confidential
        else _("Bản thảo không còn là mật.")
    )
    return redirect(url_for("versions.show_dossier", key=key), code=303)


@bp.post("/<key>/xoa")
@allowed(Right.WRITE)
def erase(key: str) -> ResponseReturnValue:
    """Erase a draft with its versions, files, links and answers."""
    state = web_state()
    draft = draft_for(key, Access.OWN)
    entry = entry_by(
        viewer(), Action.DRAFT_ERASED, Subject.DRAFT, draft.id, at=state.clock()
    )
    state.store.retention.erase(key, entry=entry)
    flash(_("Đã xoá bản thảo cùng mọi phiên bản."))
    return redirect(url_for(".show_drafts"), code=303)
