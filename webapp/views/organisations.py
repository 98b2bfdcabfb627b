"""Organisations, for administrators."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from screener.errors import PageMissingError, RequestRefusedError
from webapp.access import allowed, viewer
from webapp.accounts import Organisation, Right, new_key
from webapp.audit import Action, Subject, entry_by
from webapp.fields import Fields
from webapp.preferences import current_preferences
from webapp.state import WebState, web_state

bp = Blueprint("organisations", __name__, url_prefix="/quan-tri/toa-soan")
_NAME_LENGTH = 200
_LONGEST_RETENTION_DAYS = 3650


@bp.get("")
@allowed(Right.ADMINISTER)
def show_organisations() -> ResponseReturnValue:
    """Show every organisation and the form to add one."""
    return _page(Fields())


@bp.post("")
@allowed(Right.ADMINISTER)
def add() -> ResponseReturnValue:
    """Keep a new organisation."""
    state = _with_accounts()
    form = Fields(request.form)
    name, days = _name_and_days(state, form, key="")
    if form.problems:
        return _page(form), 422
    organisation = Organisation(
        id=new_key(), name=name, retention_days=days, created_at=state.clock()
    )
    entry = entry_by(
        viewer(),
        Action.ORGANISATION_ADDED,
        Subject.ORGANISATION,
        organisation.id,
        at=state.clock(),
        name=name,
        retention_days=days,
    )
    state.store.organisations.add(organisation, entry=entry)
    return _done(_("Đã thêm toà soạn."))


@bp.post("/<key>")
@allowed(Right.ADMINISTER)
def change(key: str) -> ResponseReturnValue:
    """Rename an organisation or keep its drafts for another time."""
    state = _with_accounts()
    state.store.organisations.get(key)
    form = Fields(request.form)
    name, days = _name_and_days(state, form, key=key)
    if form.problems:
        return _page(form), 422
    entry = entry_by(
        viewer(),
        Action.ORGANISATION_CHANGED,
        Subject.ORGANISATION,
        key,
        at=state.clock(),
        name=name,
        retention_days=days,
    )
    state.store.organisations.change(key, name=name, retention_days=days, entry=entry)
    return _done(_("Đã lưu."))


@bp.post("/<key>/dong")
@allowed(Right.ADMINISTER)
def close(key: str) -> ResponseReturnValue:
    """Let nobody of an organisation in any longer; not one's own."""
    if key == viewer().user.organisation_id:
        raise RequestRefusedError(source=request.path)
    state = _with_accounts()
    _set_closed(state, key, state.clock(), Action.ORGANISATION_CLOSED)
    return _done(_("Đã đóng toà soạn; không ai của toà soạn này đăng nhập được."))


@bp.post("/<key>/mo-lai")
@allowed(Right.ADMINISTER)
def reopen(key: str) -> ResponseReturnValue:
    """Let the people of an organisation in again."""
    state = _with_accounts()
    _set_closed(state, key, None, Action.ORGANISATION_REOPENED)
    return _done(_("Đã mở lại toà soạn."))


def _with_accounts() -> WebState:
    state = web_state()
    if not state.has_accounts:
        raise PageMissingError(source=request.path)
    return state


def _name_and_days(
    state: WebState, form: Fields, *, key: str
) -> tuple[str, int | None]:
    name = form.line("name", longest=_NAME_LENGTH)
    days = form.number_or_none("retention_days", least=0, most=_LONGEST_RETENTION_DAYS)
    for other in state.store.organisations.all():
        if other.id != key and other.name.casefold() == name.casefold():
            form.problems["name"] = _("Đã có toà soạn tên này.")
    return name, days


def _set_closed(
    state: WebState, key: str, closed_at: datetime | None, action: Action
) -> None:
    organisation = state.store.organisations.get(key)
    entry = entry_by(
        viewer(),
        action,
        Subject.ORGANISATION,
        key,
        at=state.clock(),
        name=organisation.name,
    )
    state.store.organisations.set_closed(key, closed_at, entry=entry)


def _done(words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("organisations.show_organisations"), code=303)


def _page(form: Fields) -> str:
    state = web_state()
    organisations = state.store.organisations.all()
    return render_template(
        "organisations.html",
        form=form,
        none_form=Fields(),
        organisations=organisations,
        people=Counter(
            user.organisation_id
            for user in state.store.users.all()
            if not user.disabled_at
        ),
        drafts={o.id: state.store.retention.held(o.id) for o in organisations},
        default_days=current_preferences(state).retention_days,
    )
