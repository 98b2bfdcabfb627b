"""People and their links, for administrators."""

from __future__ import annotations

from datetime import timedelta

from flask import (
    Blueprint,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from screener.errors import PageMissingError
from webapp.access import allowed, viewer
from webapp.accounts import (
    LINK_DAYS,
    RESET_HOURS,
    Invitation,
    LinkPurpose,
    Right,
    Role,
    User,
    new_key,
    new_token,
    token_digest,
)
from webapp.audit import Action, Subject, entry_by
from webapp.fields import Fields
from webapp.state import WebState, web_state
from webapp.words import role_notes, role_words

bp = Blueprint("people", __name__, url_prefix="/quan-tri/nguoi-dung")
_LINK = "one-time-link"


@bp.get("")
@allowed(Right.ADMINISTER)
def show_people() -> ResponseReturnValue:
    """Show everybody, links that still work, and the form to invite somebody."""
    return _page(Fields())


@bp.post("")
@allowed(Right.ADMINISTER)
def invite() -> ResponseReturnValue:
    """Make a link that lets a newcomer in, and show it once."""
    state, by = _with_accounts(), viewer()
    form = Fields(request.form)
    email = form.email("email")
    role = form.choice("role", Role, default=Role.EDITOR)
    organisation = form.one_of("organisation", _open_organisations(state))
    if not form.problems and state.store.users.login(email) is not None:
        form.problems["email"] = _("Địa chỉ này đã có tài khoản.")
    if form.problems:
        return _page(form), 422
    now = state.clock()
    invitation = Invitation(
        id=new_key(),
        purpose=LinkPurpose.JOIN,
        organisation_id=organisation,
        email=email,
        role=role,
        user_id="",
        created_by=by.user.id,
        created_at=now,
        expires_at=now + timedelta(days=LINK_DAYS),
    )
    return _linked(state, invitation, Action.USER_INVITED)


@bp.post("/<key>/sua")
@allowed(Right.ADMINISTER)
def change(key: str) -> ResponseReturnValue:
    """Give somebody another role or newsroom."""
    state = _with_accounts()
    user = state.store.users.get(key)
    form = Fields(request.form)
    role = form.choice("role", Role, default=user.role)
    known = {organisation.id for organisation in state.store.organisations.all()}
    organisation = form.one_of("organisation", known)
    if form.problems:
        return _page(form), 422
    entry = entry_by(
        viewer(),
        Action.USER_CHANGED,
        Subject.USER,
        key,
        at=state.clock(),
        name=user.name,
        role=role.value,
        organisation=organisation,
    )
    state.store.users.change(key, role=role, organisation_id=organisation, entry=entry)
    return _done(_("Đã lưu."))


@bp.post("/<key>/dat-lai")
@allowed(Right.ADMINISTER)
def offer_reset(key: str) -> ResponseReturnValue:
    """Make a link with which somebody chooses a new password, and show it once."""
    state, by = _with_accounts(), viewer()
    user = _with_login(state, key)
    now = state.clock()
    invitation = Invitation(
        id=new_key(),
        purpose=LinkPurpose.RESET,
        organisation_id=user.organisation_id,
        email=user.email,
        role=user.role,
        user_id=user.id,
        created_by=by.user.id,
        created_at=now,
        expires_at=now + timedelta(hours=RESET_HOURS),
    )
    return _linked(state, invitation, Action.RESET_ASKED)


@bp.post("/<key>/ngung")
@allowed(Right.ADMINISTER)
def disable(key: str) -> ResponseReturnValue:
    """Let somebody in no longer; their records stay."""
    state = _with_accounts()
    user = _with_login(state, key)
    entry = entry_by(
        viewer(),
        Action.USER_DISABLED,
        Subject.USER,
        key,
        at=state.clock(),
        name=user.name,
    )
    state.store.users.set_disabled(key, state.clock(), entry=entry)
    return _done(_("Đã ngừng tài khoản."))


@bp.post("/<key>/mo-lai")
@allowed(Right.ADMINISTER)
def enable(key: str) -> ResponseReturnValue:
    """Let somebody in again."""
    state = _with_accounts()
    user = _with_login(state, key)
    entry = entry_by(
        viewer(),
        Action.USER_ENABLED,
        Subject.USER,
        key,
        at=state.clock(),
        name=user.name,
    )
    state.store.users.set_disabled(key, None, entry=entry)
    return _done(_("Đã mở lại tài khoản."))


@bp.post("/<key>/bo-khoa")
@allowed(Right.ADMINISTER)
def unlock(key: str) -> ResponseReturnValue:
    """Open the door again for somebody who failed too often."""
    state = _with_accounts()
    user = _with_login(state, key)
    entry = entry_by(
        viewer(),
        Action.USER_UNLOCKED,
        Subject.USER,
        key,
        at=state.clock(),
        name=user.name,
    )
    state.store.attempts.clear(token_digest(user.email))
    state.store.audit.record(entry)
    return _done(_("Đã bỏ khoá đăng nhập."))


@bp.post("/loi-moi/<key>/rut")
@allowed(Right.ADMINISTER)
def withdraw(key: str) -> ResponseReturnValue:
    """Let a link work no longer."""
    state = _with_accounts()
    now = state.clock()
    entry = entry_by(
        viewer(), Action.INVITATION_WITHDRAWN, Subject.INVITATION, key, at=now
    )
    state.store.invitations.withdraw(key, now, entry=entry)
    return _done(_("Đã rút liên kết."))


def _with_accounts() -> WebState:
    state = web_state()
    if not state.has_accounts:
        raise PageMissingError(source=request.path)
    return state


def _with_login(state: WebState, key: str) -> User:
    """Somebody who can log in; the person of local mode cannot."""
    user = state.store.users.get(key)
    if not user.email:
        raise PageMissingError(source=request.path)
    return user


def _open_organisations(state: WebState) -> set[str]:
    every = state.store.organisations.all()
    return {organisation.id for organisation in every if not organisation.closed_at}


def _linked(
    state: WebState, invitation: Invitation, action: Action
) -> ResponseReturnValue:
    """Keep the link and show it once, on the page after the form."""
    token = new_token()
    is_newcomer = invitation.purpose is LinkPurpose.JOIN
    subject = Subject.INVITATION if is_newcomer else Subject.USER
    entry = entry_by(
        viewer(),
        action,
        subject,
        invitation.id if is_newcomer else invitation.user_id,
        at=state.clock(),
        email=invitation.email,
        role=invitation.role.value,
    )
    state.store.invitations.add(invitation, token_digest(token), entry=entry)
    endpoint = "login.show_invitation" if is_newcomer else "login.show_reset"
    session[_LINK] = {
        "purpose": invitation.purpose.value,
        "email": invitation.email,
        "address": url_for(endpoint, token=token, _external=True),
    }
    return redirect(url_for("people.show_people"), code=303)


def _done(words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("people.show_people"), code=303)


def _page(form: Fields) -> str:
    state = web_state()
    now = state.clock()
    users, organisations = state.store.users.all(), state.store.organisations.all()
    return render_template(
        "people.html",
        form=form,
        users=users,
        closed={
            user.id: state.store.attempts.closed_minutes(
                token_digest(user.email), now=now
            )
            for user in users
        },
        invitations=state.store.invitations.standing(now),
        none_form=Fields(),
        organisations={o.id: o for o in organisations},
        organisation_names=[(o.id, o.name) for o in organisations],
        link=session.pop(_LINK, None),
        roles=role_words(),
        role_notes=role_notes(),
        link_days=LINK_DAYS,
        reset_hours=RESET_HOURS,
    )
