"""The editor's page: paste, type or upload a draft and see what to look at."""

from __future__ import annotations

import secrets

from flask import Blueprint, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from screener.domain.labels import FLAGGED_SEVERITIES, Category
from screener.domain.reports import Report
from screener.messages.catalogue import message, notice_text
from screener.policy import verdict_of
from webapp.access import allowed, viewer
from webapp.accounts import Right
from webapp.forms import parse_draft, upload_name, uploaded_file
from webapp.highlight import marked_lines, merged_mentions
from webapp.screening import (
    PAGE_MAX_CHARACTERS,
    page_record,
    screen_text,
    screen_upload,
)
from webapp.state import web_state
from webapp.strings import page_strings

bp = Blueprint("editor", __name__)


@bp.get("/")
@allowed(Right.WRITE)
def show_editor() -> ResponseReturnValue:
    """Show the empty page, or with the sample draft in it (``?mau=1``)."""
    text = _sample_draft() if "mau" in request.args else ""
    return _editor_page(text)


@bp.post("/")
@allowed(Right.WRITE)
def show_result() -> ResponseReturnValue:
    """Screen a form and show everything at once, for browsers without script."""
    state = web_state()
    file = request.files.get("file")
    if file and file.filename:
        name = upload_name(file)
        report = screen_upload(state, file.stream.read(), name=name)
    else:
        text = request.form.get("text", "")
        draft_id = f"nhap-{secrets.token_hex(10)}"
        report = screen_text(state, text, draft_id=draft_id)
    return _result_page(report)


@bp.post("/soat")
@allowed(Right.WRITE)
def screen_draft() -> ResponseReturnValue:
    """Screen a text for the page's script."""
    state = web_state()
    form = parse_draft(request)
    report = screen_text(state, form.text, draft_id=form.draft_id)
    return jsonify(page_record(state, viewer(), report, sent_text=form.text))


@bp.post("/tai-tep")
@allowed(Right.WRITE)
def screen_file() -> ResponseReturnValue:
    """Read and screen a file for the page's script."""
    state = web_state()
    file = uploaded_file(request)
    name = upload_name(file)
    report = screen_upload(state, file.stream.read(), name=name)
    return jsonify(page_record(state, viewer(), report, sent_text=None))


def _editor_page(text: str) -> str:
    return render_template(
        "editor.html",
        text=text,
        strings=page_strings(),
        categories=tuple(Category),
        severities=FLAGGED_SEVERITIES,
        max_characters=PAGE_MAX_CHARACTERS,
        max_bytes=web_state().settings.limits.max_file_bytes,
        card=web_state().screener.card,
    )


def _result_page(report: Report) -> str:
    answers = web_state().store.feedback.answers(
        report.document.id, organisation_id=viewer().user.organisation_id
    )
    findings = tuple(f for f in report.findings if f.id not in answers)
    mentions = merged_mentions(report.mentions)
    return render_template(
        "result.html",
        report=report,
        findings=findings,
        answered=len(report.findings) - len(findings),
        verdict=verdict_of(report.document, findings),
        mentions=mentions,
        lines=marked_lines(report.document, findings, mentions),
        words=message,
        notice=notice_text,
        max_characters=PAGE_MAX_CHARACTERS,
        max_bytes=web_state().settings.limits.max_file_bytes,
        card=web_state().screener.card,
    )


def _sample_draft() -> str:
    with current_app.open_resource("static/sample-draft.txt", "r") as file:
        return str(file.read())
