"""A draft's history: versions, side by side or put back, and the links to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from screener.errors import LinkSpentError, RequestRefusedError
from webapp.access import allowed, viewer
from webapp.accounts import Right, new_key, new_token, token_digest
from webapp.audit import Action, Subject, entry_by
from webapp.compare import Change, compared
from webapp.draft_access import draft_for
from webapp.drafts import (
    SHARE_DAYS,
    Access,
    Draft,
    Share,
    ShareRight,
    VersionKind,
    Writing,
)
from webapp.fields import Fields
from webapp.state import web_state

bp = Blueprint("versions", __name__)


@dataclass(frozen=True, slots=True)
class FreshLink:
    """A link that was just made; its address is shown this once."""

    address: str
    right: ShareRight


@bp.get("/ban-thao/<key>/ho-so")
@allowed(Right.WRITE)
def show_dossier(key: str) -> ResponseReturnValue:
    """Show versions, links and what the owner may do with the draft."""
    return _dossier(draft_for(key, Access.EDIT))


@bp.get("/ban-thao/<key>/so-sanh")
@allowed(Right.WRITE)
def compare(key: str) -> ResponseReturnValue:
    """Show two versions side by side; by default the first and the latest."""
    store = web_state().store.drafts
    draft = draft_for(key, Access.VIEW)
    versions = store.versions(key)
    older = store.version(key, request.args.get("cu", versions[-1].number, type=int))
    newer = store.version(key, request.args.get("moi", versions[0].number, type=int))
    if older.number > newer.number:
        older, newer = newer, older
    rows = compared(older.text, newer.text)
    return render_template(
        "compare.html",
        draft=draft,
        versions=versions,
        older=older,
        newer=newer,
        rows=rows,
        changes=sum(row.change is not Change.SAME for row in rows),
        Access=Access,
    )


@bp.post("/ban-thao/<key>/khoi-phuc/<int:number>")
@allowed(Right.WRITE)
def restore(key: str, number: int) -> ResponseReturnValue:
    """Make an older version the latest; nothing in between is lost."""
    state = web_state()
    draft_for(key, Access.EDIT)
    older = state.store.drafts.version(key, number)
    latest = state.store.drafts.version(key)
    writing = Writing(
        draft_id=key,
        text=older.text,
        kind=VersionKind.RESTORED,
        base=latest.digest,
        note=str(number),
    )
    state.store.drafts.save(writing, viewer().user, state.clock())
    flash(_("Đã khôi phục bản %(number)s thành bản mới nhất.", number=number))
    return redirect(url_for("drafts.open_draft", key=key), code=303)


@bp.post("/ban-thao/<key>/chia-se")
@allowed(Right.WRITE)
def share(key: str) -> ResponseReturnValue:
    """Make a link that opens the draft to colleagues of the same newsroom."""
    state = web_state()
    draft = draft_for(key, Access.OWN)
    if draft.is_confidential or not state.has_accounts:
        raise RequestRefusedError(source=request.path)
    form = Fields(request.form)
    right = form.choice("right", ShareRight, default=ShareRight.VIEW)
    if form.problems:
        return _dossier(draft, form=form), 422
    token, now = new_token(), state.clock()
    link = Share(
        id=new_key(),
        right=right,
        created_at=now,
        expires_at=now + timedelta(days=SHARE_DAYS),
    )
    entry = entry_by(
        viewer(), Action.DRAFT_SHARED, Subject.DRAFT, key, at=now, right=right.value
    )
    state.store.shares.add(link, key, token_digest(token), entry=entry)
    address = url_for(".follow", token=token, _external=True)
    return _dossier(draft, fresh=FreshLink(address, right)), 201


@bp.post("/ban-thao/<key>/chia-se/<share_id>/rut")
@allowed(Right.WRITE)
def withdraw(key: str, share_id: str) -> ResponseReturnValue:
    """Let a link open the draft no longer, to nobody."""
    state = web_state()
    draft_for(key, Access.OWN)
    entry = entry_by(
        viewer(), Action.SHARE_WITHDRAWN, Subject.SHARE, share_id, at=state.clock()
    )
    state.store.shares.withdraw(key, share_id, state.clock(), entry=entry)
    flash(_("Đã rút liên kết; ai từng mở bằng liên kết này không còn xem được."))
    return redirect(url_for(".show_dossier", key=key), code=303)


@bp.get("/chia-se/<token>")
@allowed(Right.WRITE)
def follow(token: str) -> ResponseReturnValue:
    """Open what a colleague shared; from now on it stands in one's own list."""
    state = web_state()
    key = state.store.shares.open(token_digest(token), viewer().user, state.clock())
    if key is None:
        raise LinkSpentError(source=request.path)
    return redirect(url_for("drafts.open_draft", key=key), code=303)


def _dossier(
    draft: Draft, *, form: Fields | None = None, fresh: FreshLink | None = None
) -> str:
    state = web_state()
    return render_template(
        "dossier.html",
        draft=draft,
        versions=state.store.drafts.versions(draft.id),
        shares=state.store.shares.standing(draft.id, state.clock()),
        fresh=fresh,
        form=form or Fields(),
        has_accounts=state.has_accounts,
        share_days=SHARE_DAYS,
        lends=state.store.review_queue.lends(draft.id),
        Access=Access,
    )
