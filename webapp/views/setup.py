"""The first start with accounts: who administers, and for which newsroom."""

from __future__ import annotations

import hmac

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from screener.errors import PageMissingError
from webapp.access import client_address, public
from webapp.accounts import Organisation, Role, User, Viewer
from webapp.audit import Action, Subject, entry_by
from webapp.feedback import LOCAL_AUTHOR, LOCAL_ORGANISATION
from webapp.fields import Fields
from webapp.secret import setup_code
from webapp.security import check_encrypted
from webapp.state import WebState, web_state

bp = Blueprint("setup", __name__, url_prefix="/thiet-lap")
_NAME_LENGTH = 200


@bp.get("")
@public
def show_setup() -> ResponseReturnValue:
    """Show the form, as long as nobody administers."""
    _before_accounts()
    return render_template("setup.html", form=Fields())


@bp.post("")
@public
def set_up() -> ResponseReturnValue:
    """Keep the first administrator and the first newsroom."""
    state = _before_accounts()
    form = Fields(request.form)
    _check_code(form)
    organisation = Organisation(
        id=LOCAL_ORGANISATION,
        name=form.line("organisation", longest=_NAME_LENGTH),
        retention_days=None,
        created_at=state.clock(),
    )
    user = User(
        id=LOCAL_AUTHOR,
        organisation_id=organisation.id,
        name=form.line("name", longest=_NAME_LENGTH),
        email=form.email("email"),
        role=Role.ADMIN,
        created_at=state.clock(),
    )
    password = form.new_password("password", email=user.email, person=user.name)
    if form.problems:
        return render_template("setup.html", form=form), 422
    entry = entry_by(
        Viewer(user, "", client_address()),
        Action.SET_UP,
        Subject.INSTALLATION,
        "",
        at=state.clock(),
        organisation=organisation.name,
        email=user.email,
    )
    kept = state.passwords.hash(password)
    state.store.users.set_up(organisation, user, kept, entry=entry)
    return redirect(url_for("login.show_login"), code=303)


def _before_accounts() -> WebState:
    """The collaborators, while there is still something to set up."""
    state = web_state()
    check_encrypted()
    if not state.has_accounts or state.store.users.has_accounts():
        raise PageMissingError(source=request.path)
    return state


def _check_code(form: Fields) -> None:
    """Whoever finds the page first must not become its master."""
    typed = form.value("code").strip().upper()
    expected = setup_code(str(current_app.secret_key))
    if not hmac.compare_digest(typed.encode(), expected.encode()):
        form.problems["code"] = _("Mã chưa đúng; mã được in ra khi khởi động máy chủ.")
