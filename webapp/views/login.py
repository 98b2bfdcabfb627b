"""Logging in and out, and the links that let somebody in."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from screener.errors import LinkSpentError, PageMissingError
from webapp.access import (
    TOKEN,
    client_address,
    current_viewer,
    members,
    public,
    viewer,
)
from webapp.accounts import (
    Invitation,
    LinkPurpose,
    User,
    Viewer,
    new_key,
    token_digest,
)
from webapp.audit import Action, Entry, Subject, entry_by
from webapp.fields import Fields
from webapp.login import log_in, log_out, start_session
from webapp.security import check_encrypted
from webapp.state import WebState, web_state

bp = Blueprint("login", __name__)
_NAME_LENGTH = 200


@bp.get("/dang-nhap")
@public
def show_login() -> ResponseReturnValue:
    """Show the form; whoever is logged in goes on to the editor."""
    state = _with_accounts()
    check_encrypted()
    if current_viewer() is not None:
        return redirect(url_for("editor.show_editor"))
    if not state.store.users.has_accounts():
        return redirect(url_for("setup.show_setup"))
    return render_template("login.html", form=Fields())


@bp.post("/dang-nhap")
@public
def enter() -> ResponseReturnValue:
    """Log somebody in, or say that address and password do not match."""
    state = _with_accounts()
    check_encrypted()
    form = Fields(request.form)
    token = log_in(
        state,
        email=form.value("email"),
        password=form.value("password"),
        address=client_address(),
        agent=request.user_agent.string,
    )
    if token is None:
        form.problems["email"] = _("Địa chỉ hoặc mật khẩu chưa đúng.")
        return render_template("login.html", form=form), 401
    _remember(token)
    return redirect(_next_page(), code=303)


@bp.post("/dang-xuat")
@members
def leave() -> ResponseReturnValue:
    """Log out of this browser."""
    state = _with_accounts()
    log_out(state, viewer())
    session.clear()
    return redirect(url_for("login.show_login"), code=303)


@bp.get("/moi/<token>")
@public
def show_invitation(token: str) -> ResponseReturnValue:
    """Show a newcomer the form for name and password."""
    invitation = _invitation(token, LinkPurpose.JOIN)
    return _join_page(invitation, Fields())


@bp.post("/moi/<token>")
@public
def accept_invitation(token: str) -> ResponseReturnValue:
    """Make the newcomer's account and log them in."""
    state = _with_accounts()
    invitation = _invitation(token, LinkPurpose.JOIN)
    form = Fields(request.form)
    name = form.line("name", longest=_NAME_LENGTH)
    password = form.new_password("password", email=invitation.email, person=name)
    if form.problems:
        return _join_page(invitation, form), 422
    user = User(
        id=new_key(),
        organisation_id=invitation.organisation_id,
        email=invitation.email,
        name=name,
        role=invitation.role,
        created_at=state.clock(),
    )
    entry = _entry(state, user, Action.USER_JOINED)
    kept = state.passwords.hash(password)
    if not state.store.invitations.join(invitation, user, kept, entry=entry):
        raise LinkSpentError(source=request.path)
    return _entered(state, user)


@bp.get("/dat-lai/<token>")
@public
def show_reset(token: str) -> ResponseReturnValue:
    """Show the form for a new password."""
    invitation = _invitation(token, LinkPurpose.RESET)
    return render_template("reset.html", form=Fields(), invitation=invitation)


@bp.post("/dat-lai/<token>")
@public
def reset_password(token: str) -> ResponseReturnValue:
    """Keep the new password, end every session, log the person in."""
    state = _with_accounts()
    invitation = _invitation(token, LinkPurpose.RESET)
    user = state.store.users.get(invitation.user_id)
    form = Fields(request.form)
    password = form.new_password("password", email=user.email, person=user.name)
    if form.problems:
        page = render_template("reset.html", form=form, invitation=invitation)
        return page, 422
    entry = _entry(state, user, Action.PASSWORD_RESET)
    kept = state.passwords.hash(password)
    if not state.store.invitations.reset(invitation, kept, entry=entry):
        raise LinkSpentError(source=request.path)
    state.store.attempts.clear(token_digest(user.email))
    return _entered(state, user)


def _with_accounts() -> WebState:
    """The collaborators; in local mode there is nothing to log in to."""
    state = web_state()
    if not state.has_accounts:
        raise PageMissingError(source=request.path)
    return state


def _invitation(token: str, purpose: LinkPurpose) -> Invitation:
    state = _with_accounts()
    check_encrypted()
    found = state.store.invitations.find(token_digest(token), purpose, state.clock())
    if found is None:
        raise LinkSpentError(source=request.path)
    return found


def _join_page(invitation: Invitation, form: Fields) -> str:
    organisation = web_state().store.organisations.get(invitation.organisation_id)
    return render_template(
        "join.html", form=form, invitation=invitation, organisation=organisation
    )


def _entry(state: WebState, user: User, action: Action) -> Entry:
    by = Viewer(user, "", client_address())
    return entry_by(by, action, Subject.USER, user.id, at=state.clock())


def _entered(state: WebState, user: User) -> ResponseReturnValue:
    login = state.store.users.login(user.email)
    if login is None or not login.is_open:
        return redirect(url_for("login.show_login"), code=303)
    token = start_session(
        state, user, address=client_address(), agent=request.user_agent.string
    )
    _remember(token)
    return redirect(url_for("editor.show_editor"), code=303)


def _remember(token: str) -> None:
    """Put the secret into a new cookie, so that an old one cannot be foisted on it."""
    session.clear()
    session[TOKEN] = token


def _next_page() -> str:
    """Where the person wanted to go: a page of this site, else the editor."""
    wanted = request.args.get("next", "")
    parts = urlsplit(wanted)
    is_here = not parts.scheme and not parts.netloc and "\\" not in wanted
    if is_here and wanted.startswith("/") and not wanted.startswith("//"):
        return wanted
    return url_for("editor.show_editor")
