"""One's own account: name, password, and where one is logged in."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from screener.errors import PageMissingError, TooManyAttemptsError
from webapp.access import members, viewer
from webapp.accounts import Viewer, token_digest
from webapp.audit import Action, Subject, entry_by
from webapp.fields import Fields
from webapp.state import WebState, web_state
from webapp.words import role_words

bp = Blueprint("account", __name__, url_prefix="/tai-khoan")
_NAME_LENGTH = 200


@bp.get("")
@members
def show_account() -> ResponseReturnValue:
    """Show name, password form and sessions."""
    _with_accounts()
    return _page(Fields())


@bp.post("/ten")
@members
def rename() -> ResponseReturnValue:
    """Keep another name."""
    state, by = _with_accounts(), viewer()
    form = Fields(request.form)
    name = form.line("name", longest=_NAME_LENGTH)
    if form.problems:
        return _page(form), 422
    entry = entry_by(
        by, Action.USER_CHANGED, Subject.USER, by.user.id, at=state.clock(), name=name
    )
    state.store.users.rename(by.user.id, name, entry=entry)
    flash(_("Đã đổi tên."))
    return redirect(url_for("account.show_account"), code=303)


@bp.post("/mat-khau")
@members
def change_password() -> ResponseReturnValue:
    """Keep a new password; other browsers are logged out."""
    state, by = _with_accounts(), viewer()
    form = Fields(request.form)
    if not _knows_password(state, by, form.value("current")):
        form.problems["current"] = _("Mật khẩu hiện nay chưa đúng.")
    password = form.new_password("password", email=by.user.email, person=by.user.name)
    if form.problems:
        return _page(form), 422
    entry = entry_by(
        by, Action.PASSWORD_CHANGED, Subject.USER, by.user.id, at=state.clock()
    )
    state.store.users.set_password(
        by.user.id,
        state.passwords.hash(password),
        but_session=by.session_id,
        entry=entry,
    )
    flash(_("Đã đổi mật khẩu; các trình duyệt khác đã đăng xuất."))
    return redirect(url_for("account.show_account"), code=303)


@bp.post("/phien/<key>/ket-thuc")
@members
def end_session(key: str) -> ResponseReturnValue:
    """Log another of one's own browsers out."""
    state, by = _with_accounts(), viewer()
    entry = entry_by(by, Action.LOGGED_OUT, Subject.SESSION, key, at=state.clock())
    state.store.sessions.end(key, user_id=by.user.id, entry=entry)
    flash(_("Đã kết thúc phiên."))
    return redirect(url_for("account.show_account"), code=303)


@bp.post("/phien/ket-thuc-khac")
@members
def end_other_sessions() -> ResponseReturnValue:
    """Log all of one's other browsers out."""
    state, by = _with_accounts(), viewer()
    entry = entry_by(
        by, Action.SESSIONS_ENDED, Subject.USER, by.user.id, at=state.clock()
    )
    state.store.sessions.end_others(by.user.id, but=by.session_id, entry=entry)
    flash(_("Đã kết thúc các phiên khác."))
    return redirect(url_for("account.show_account"), code=303)


def _with_accounts() -> WebState:
    state = web_state()
    if not state.has_accounts:
        raise PageMissingError(source=request.path)
    return state


def _knows_password(state: WebState, by: Viewer, password: str) -> bool:
    """Whether it is the person's password; guessing is limited as at the door."""
    digest = token_digest(by.user.email)
    minutes = state.store.attempts.begin(digest, address=by.address, now=state.clock())
    if minutes:
        raise TooManyAttemptsError(source=by.address, minutes=minutes)
    kept = state.store.users.password_hash(by.user.id)
    if not state.passwords.is_right(password, kept):
        return False
    state.store.attempts.clear(digest)
    return True


def _page(form: Fields) -> str:
    state, by = web_state(), viewer()
    return render_template(
        "account.html",
        form=form,
        organisation=state.store.organisations.get(by.user.organisation_id),
        sessions=state.store.sessions.of_user(by.user.id, state.clock()),
        roles=role_words(),
    )
