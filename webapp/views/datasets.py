"""Dataset versions: frozen, compared, taken away and taken in."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from screener.errors import (
    ConflictError,
    InputError,
    MissingExtraError,
    PageMissingError,
    ScreenerError,
)
from screener.messages.catalogue import error_hint, error_message
from training.exchange import ExchangeFormat
from webapp.access import allowed, viewer
from webapp.accounts import Right, new_key
from webapp.audit import Action, Entry, Subject, entry_by
from webapp.dataset_card import category_table, data_card, side_table
from webapp.dataset_files import export_file, format_of, read_file
from webapp.dataset_words import format_words, origin_words, side_words
from webapp.datasets import SIDES, DatasetVersion, Deal, Member, difference, to_member
from webapp.downloads import fit_name
from webapp.fields import Fields, page_number
from webapp.language import current_language
from webapp.review_words import category_words, severity_words, stance_words
from webapp.state import web_state
from webapp.store.datasets import NewVersion

bp = Blueprint("datasets", __name__, url_prefix="/du-lieu")
PAGE_SIZE: Final = 30
# Of each kind of change; an export shows the rest.
MOST_SHOWN: Final = 100
MOST_FAULTS: Final = 20
DEFAULT_HOLDOUT: Final = 10
_MOST_HOLDOUT: Final = 50
_NAME_LENGTH: Final = 80
_NOTE_LENGTH: Final = 500


@dataclass(frozen=True, slots=True)
class Tried:
    """What somebody filled in, to show it again with what is wrong."""

    freezing: Fields
    importing: Fields
    faults: tuple[str, ...] = ()


@bp.get("")
@allowed(Right.REVIEW)
def show_versions() -> ResponseReturnValue:
    """Show all versions, what a new one would hold, and both ways to make one."""
    return _versions_page(Tried(Fields(), Fields()))


@bp.post("/chot")
@allowed(Right.REVIEW)
def freeze() -> ResponseReturnValue:
    """Keep the settled labels as a version."""
    state, by = web_state(), viewer()
    form = Fields(request.form)
    wanted = _wanted(
        form,
        Deal(
            holdout=form.number("holdout", least=0, most=_MOST_HOLDOUT) / 100,
            held_out=frozenset(request.form.getlist("held_out")),
        ),
    )
    if form.problems:
        return _versions_page(Tried(form, Fields())), 422
    try:
        version = state.store.datasets.freeze(
            wanted, by.user, state.clock(), entry=_made(wanted)
        )
    except (ConflictError, InputError) as exc:
        form.problems["name"] = _words(exc)
        return _versions_page(Tried(form, Fields())), 422
    flash(_("Đã chốt bản “%(name)s”.", name=version.name))
    return redirect(url_for(".show_version", key=version.id), code=303)


@bp.post("/nhap")
@allowed(Right.REVIEW)
def take_in() -> ResponseReturnValue:
    """Check a file and keep what it holds as a version, all of it or nothing."""
    state, by = web_state(), viewer()
    form = Fields(request.form)
    wanted = _wanted(form, Deal())
    members, faults = _sent_members(form)
    if form.problems or faults:
        return _versions_page(Tried(Fields(), form, faults)), 422
    try:
        kept = state.store.datasets.take_in(
            members, wanted, by.user, state.clock(), entry=_made(wanted)
        )
    except ConflictError as exc:
        form.problems["name"] = _words(exc)
        return _versions_page(Tried(Fields(), form)), 422
    except InputError as exc:
        form.problems["file"] = _words(exc)
        return _versions_page(Tried(Fields(), form)), 422
    flash(_("Đã nhập bản “%(name)s”.", name=kept.version.name))
    if kept.doubles:
        flash(
            _(
                "Bỏ %(count)s câu vì câu y hệt đã nằm ở phần dùng để đánh giá.",
                count=kept.doubles,
            )
        )
    return redirect(url_for(".show_version", key=kept.version.id), code=303)


@bp.get("/<key>")
@allowed(Right.REVIEW)
def show_version(key: str) -> ResponseReturnValue:
    """Show what a version holds."""
    state = web_state()
    version = _version(key)
    contents = state.store.datasets.contents(version)
    side = request.args.get("phan", "")
    shown = [m for m in contents.members if not side or m.example.split.value == side]
    page = page_number(request.args.get("trang", ""))
    others = state.store.datasets.versions(version.organisation_id)
    return render_template(
        "datasets/version.html",
        version=version,
        parent=next((v for v in others if v.id == version.parent_id), None),
        others=[other for other in others if other.id != version.id],
        contents=contents,
        sides=side_table(contents.examples),
        by_category=category_table(contents.examples),
        shown=shown[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        total=len(shown),
        side=side,
        page=page,
        pages=max(1, -(-len(shown) // PAGE_SIZE)),
        formats=format_words(),
        **_label_words(),
    )


@bp.get("/<key>/khac")
@allowed(Right.REVIEW)
def show_difference(key: str) -> ResponseReturnValue:
    """Show what a version has that another has not, and what was relabelled."""
    state = web_state()
    new, old = _version(key), _version(request.args.get("voi", ""))
    datasets = state.store.datasets
    found = difference(datasets.contents(old).examples, datasets.contents(new).examples)
    return render_template(
        "datasets/difference.html",
        new=new,
        old=old,
        found=found,
        most=MOST_SHOWN,
        **_label_words(),
    )


@bp.get("/<key>/tai/<kind>")
@allowed(Right.REVIEW)
def export(key: str, kind: str) -> ResponseReturnValue:
    """Hand out a version in one of the forms that other tools read."""
    state = web_state()
    version = _version(key)
    if kind not in list(ExchangeFormat):
        raise PageMissingError(source=request.path)
    contents = state.store.datasets.contents(version)
    file = export_file(contents.examples, ExchangeFormat(kind), stem=_stem(version))
    state.store.audit.record(
        entry_by(
            viewer(),
            Action.DATASET_EXPORTED,
            Subject.DATASET,
            version.id,
            at=state.clock(),
            name=version.name,
            form=kind,
            count=len(contents.members),
        )
    )
    return _attached(file.content, name=file.name, media_type=file.media_type)


@bp.get("/<key>/the.md")
@allowed(Right.REVIEW)
def show_card(key: str) -> ResponseReturnValue:
    """Hand out the data card."""
    state = web_state()
    version = _version(key)
    others = state.store.datasets.versions(version.organisation_id)
    names = {other.id: other.name for other in others}
    card = data_card(
        version,
        state.store.datasets.contents(version),
        language=current_language(),
        parent=names.get(version.parent_id or "", ""),
    )
    name = f"{_stem(version)}.md"
    return _attached(card.encode(), name=name, media_type="text/markdown")


def _versions_page(tried: Tried) -> str:
    state, by = web_state(), viewer()
    organisation_id = by.user.organisation_id
    found = state.store.datasets.versions(organisation_id)
    return render_template(
        "datasets/versions.html",
        versions=found,
        names={version.id: version.name for version in found},
        waiting=state.store.datasets.waiting(organisation_id),
        tried=tried,
        held_out=request.form.getlist("held_out"),
        parents=[
            *((version.id, version.name) for version in found),
            ("", _("không bản nào")),
        ],
        default_holdout=DEFAULT_HOLDOUT,
        max_bytes=state.settings.limits.max_file_bytes,
        origins=origin_words(),
    )


def _version(key: str) -> DatasetVersion:
    return web_state().store.datasets.find(key, viewer().user.organisation_id)


def _wanted(form: Fields, deal: Deal) -> NewVersion:
    return NewVersion(
        id=new_key(),
        name=form.line("name", longest=_NAME_LENGTH),
        note=form.line("note", longest=_NOTE_LENGTH, is_required=False),
        parent_id=form.value("parent") or None,
        deal=deal,
    )


def _made(wanted: NewVersion) -> Entry:
    """The line of the trail; the version's own row holds its figures."""
    return entry_by(
        viewer(),
        Action.DATASET_FROZEN,
        Subject.DATASET,
        wanted.id,
        at=web_state().clock(),
        name=wanted.name,
        parent=wanted.parent_id,
    )


def _sent_members(form: Fields) -> tuple[list[Member], tuple[str, ...]]:
    """What the file holds, and what is wrong with it line by line."""
    file = request.files.get("file")
    if file is None or not file.filename:
        form.problems["file"] = _("Chưa chọn tệp.")
        return [], ()
    kind = format_of(file.filename)
    if kind is None:
        form.problems["file"] = _("Chọn tệp .jsonl, .csv, .parquet hoặc .zip.")
        return [], ()
    return _checked(form, file, kind)


def _checked(
    form: Fields, file: FileStorage, kind: ExchangeFormat
) -> tuple[list[Member], tuple[str, ...]]:
    name = file.filename or ""
    try:
        found = read_file(file.stream.read(), kind, name=name)
    except (InputError, MissingExtraError) as exc:
        form.problems["file"] = _words(exc)
        return [], ()
    if found.faults:
        form.problems["file"] = _(
            "Tệp có %(count)s dòng sai; chưa nhập câu nào.", count=len(found.faults)
        )
    language = current_language()
    faults = [error_message(fault).in_language(language) for fault in found.faults]
    return [to_member(example) for example in found.examples], tuple(
        faults[:MOST_FAULTS]
    )


def _words(error: ScreenerError) -> str:
    language = current_language()
    said = (error_message(error), error_hint(error))
    return " ".join(words.in_language(language) for words in said)


def _label_words() -> dict[str, object]:
    return {
        "side_words": side_words(),
        "all_sides": SIDES,
        "categories": category_words(),
        "stances": stance_words(),
        "severities": severity_words(),
        "origins": origin_words(),
    }


def _stem(version: DatasetVersion) -> str:
    return fit_name(version.name, default="ban-du-lieu")


def _attached(content: bytes, *, name: str, media_type: str) -> Response:
    return send_file(
        io.BytesIO(content),
        mimetype=media_type,
        as_attachment=True,
        download_name=name,
        max_age=0,
    )
