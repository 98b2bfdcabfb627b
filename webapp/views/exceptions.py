"""House exceptions: names and waivers that the editors of a newsroom share."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from screener.domain.exceptions import ExceptionKind
from screener.domain.labels import Category
from screener.errors import PageMissingError
from screener.messages.catalogue import message
from webapp.access import allowed, viewer
from webapp.accounts import Right, User, new_key
from webapp.audit import Action, Subject, entry_by
from webapp.fields import Fields
from webapp.house_exceptions import (
    DEFAULT_WAIVER_DAYS,
    LONGEST_WAIVER_DAYS,
    HouseRecord,
)
from webapp.language import current_language
from webapp.state import WebState, web_state

bp = Blueprint("exceptions", __name__, url_prefix="/ngoai-le")
_LONGEST_PHRASE = 200
_LONGEST_REASON = 500
_ALL = "all"


@bp.get("")
@allowed(Right.WRITE)
def show_exceptions() -> ResponseReturnValue:
    """Show what the newsroom lets through, and the form to add to it."""
    phrase = request.args.get("cum", "")[:_LONGEST_PHRASE]
    return _page(Fields({"phrase": phrase} if phrase else None))


@bp.post("")
@allowed(Right.WRITE)
def add() -> ResponseReturnValue:
    """Keep a new exception."""
    state, by = web_state(), viewer()
    form = Fields(request.form)
    record = _parsed(form, state, by.user)
    if form.problems:
        return _page(form), 422
    entry = entry_by(
        by,
        Action.EXCEPTION_ADDED,
        Subject.EXCEPTION,
        record.id,
        at=record.created_at,
        name=record.phrase,
        owner=record.owner_name,
    )
    state.store.house.add(record, entry=entry)
    flash(_("Đã thêm ngoại lệ; bản thảo của cả toà soạn được soát theo ngoại lệ này."))
    return redirect(url_for(".show_exceptions"), code=303)


@bp.post("/<key>/ket-thuc")
@allowed(Right.WRITE)
def end(key: str) -> ResponseReturnValue:
    """Let an exception of one's own newsroom hold no longer."""
    state, by = web_state(), viewer()
    record = state.store.house.get(key)
    if record.organisation_id != by.user.organisation_id:
        raise PageMissingError(source=request.path)
    entry = entry_by(
        by,
        Action.EXCEPTION_ENDED,
        Subject.EXCEPTION,
        key,
        at=state.clock(),
        name=record.phrase,
    )
    state.store.house.end(key, entry=entry)
    flash(_("Đã kết thúc ngoại lệ."))
    return redirect(url_for(".show_exceptions"), code=303)


def _parsed(form: Fields, state: WebState, user: User) -> HouseRecord:
    """The exception in a form; what is wrong with it stands in ``form.problems``."""
    now = state.clock()
    kind = form.choice("kind", ExceptionKind, default=ExceptionKind.NAME)
    owners = {owner.id: owner for owner in _colleagues(state, user)}
    owner = owners.get(form.one_of("owner", owners), user)
    days = None
    if kind is ExceptionKind.WAIVER:
        days = form.number("days", least=1, most=LONGEST_WAIVER_DAYS)
    category = form.one_of("category", (_ALL, *Category))
    return HouseRecord(
        id=new_key(),
        organisation_id=user.organisation_id,
        kind=kind,
        phrase=" ".join(form.line("phrase", longest=_LONGEST_PHRASE).split()),
        category=Category(category) if category in tuple(Category) else None,
        reason=form.line("reason", longest=_LONGEST_REASON),
        owner_id=owner.id,
        owner_name=owner.name,
        created_by_name=user.name,
        created_at=now,
        expires_at=now + timedelta(days=days) if days else None,
    )


def _colleagues(state: WebState, user: User) -> tuple[User, ...]:
    """Who may answer for an exception: oneself first, then the newsroom's others."""
    others = (
        other
        for other in state.store.users.all()
        if other.organisation_id == user.organisation_id
        and other.id != user.id
        and not other.disabled_at
    )
    return (user, *others)


def _page(form: Fields) -> str:
    state, user = web_state(), viewer().user
    now, language = state.clock(), current_language()
    is_admin = user.may(Right.ADMINISTER) and state.has_accounts
    records = state.store.house.all(None if is_admin else user.organisation_id)
    ours = [r for r in records if r.organisation_id == user.organisation_id]
    return render_template(
        "exceptions.html",
        form=form,
        standing=[r for r in ours if r.stands(now)],
        past=[r for r in ours if not r.stands(now)],
        elsewhere=[r for r in records if r.organisation_id != user.organisation_id],
        now=now,
        kinds=(
            (ExceptionKind.NAME.value, _("Tên riêng, tên tác phẩm, chức danh")),
            (ExceptionKind.WAIVER.value, _("Cụm từ được cho qua có thời hạn")),
        ),
        categories=(
            (_ALL, _("mọi nhóm")),
            *(
                (c.value, message(f"category.{c}").in_language(language))
                for c in Category
            ),
        ),
        owners=[(owner.id, owner.name) for owner in _colleagues(state, user)],
        organisations={o.id: o.name for o in state.store.organisations.all()},
        default_days=DEFAULT_WAIVER_DAYS,
    )
