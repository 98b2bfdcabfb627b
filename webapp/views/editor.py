"""The editor's page: paste, type or upload a draft and see what to look at."""

from __future__ import annotations

import json
import secrets

from flask import Blueprint, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from screener.domain.reports import Report
from screener.report.json_report import coverage_to_json, report_to_json
from webapp.access import allowed, viewer
from webapp.accounts import Right
from webapp.drafts import Access, DraftFile, Version, VersionKind, Writing, text_digest
from webapp.forms import parse_draft, upload_name, uploaded_file
from webapp.pages import editor_page, result_page, saved_record
from webapp.screening import (
    check_access,
    note_verdict,
    page_record,
    read_upload,
    screen_document,
    screen_text,
    standing_answers,
    storable,
)
from webapp.state import WebState, web_state

bp = Blueprint("editor", __name__)


@bp.get("/")
@allowed(Right.WRITE)
def show_editor() -> ResponseReturnValue:
    """Show the empty page, or with the sample draft in it (``?mau=1``)."""
    text = _sample_draft() if "mau" in request.args else ""
    return editor_page(web_state(), text=text)


@bp.post("/")
@allowed(Right.WRITE)
def show_result() -> ResponseReturnValue:
    """Screen a form and show everything at once, for browsers without script."""
    state, by = web_state(), viewer()
    file = request.files.get("file")
    if file and file.filename:
        name = upload_name(file)
        document = read_upload(state, by, file.stream.read(), name=name)
        return result_page(state, by, screen_document(state, by, document))
    text = request.form.get("text", "")
    draft_id = f"nhap-{secrets.token_hex(10)}"
    return result_page(state, by, screen_text(state, by, text, draft_id=draft_id))


@bp.post("/soat")
@allowed(Right.WRITE)
def screen_draft() -> ResponseReturnValue:
    """Screen a text for the page's script."""
    state, by = web_state(), viewer()
    form = parse_draft(request)
    access = check_access(state, by, form.draft_id, Access.VIEW)
    report = screen_text(state, by, form.text, draft_id=form.draft_id)
    answers = standing_answers(state, by, report)
    if access is not None and access >= Access.EDIT:
        note_verdict(state, report, answers)
    return jsonify(page_record(report, answers, sent_text=form.text))


@bp.post("/tai-tep")
@allowed(Right.WRITE)
def screen_file() -> ResponseReturnValue:
    """Read, keep and screen a file for the page's script."""
    state, by = web_state(), viewer()
    file = uploaded_file(request)
    name, content = upload_name(file), file.stream.read()
    document = read_upload(state, by, content, name=name)
    report = screen_document(state, by, document)
    version = _kept(state, report, name=name, content=content)
    answers = standing_answers(state, by, report)
    note_verdict(state, report, answers)
    record = page_record(report, answers, sent_text=None)
    return jsonify({**record, "saved": saved_record(version)})


def _kept(state: WebState, report: Report, *, name: str, content: bytes) -> Version:
    """The version that an upload makes, its file beside it."""
    document = report.document
    text = storable(document.text)
    about = {
        **coverage_to_json(document.coverage),
        "warnings": report_to_json(report)["warnings"],
    }
    file = DraftFile(
        name=name,
        content=content,
        coverage=json.dumps(about, ensure_ascii=False),
        digest=text_digest(text),
    )
    writing = Writing(
        draft_id=document.id,
        text=text,
        kind=VersionKind.UPLOADED,
        base="",
        source=name,
        file=file,
    )
    return state.store.drafts.save(writing, viewer().user, state.clock())


def _sample_draft() -> str:
    with current_app.open_resource("static/sample-draft.txt", "r") as file:
        return str(file.read())
