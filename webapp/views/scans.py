"""Batch scans for inspectors: uploads or a folder of the server, progress, results."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from flask import (
    Blueprint,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from screener.batch.results import INDEX, SUMMARY, TABLE, UNSCREENED, WORKBOOK
from screener.batch.stamp import Redo
from screener.errors import (
    ConflictError,
    PageMissingError,
    RecordMissingError,
    StoreUnavailableError,
)
from screener.messages.catalogue import error_hint, error_message, message
from webapp.access import allowed, viewer
from webapp.accounts import Right, new_key
from webapp.audit import Action, Entry, Subject, entry_by
from webapp.downloads import fit_name
from webapp.fields import Fields, page_number
from webapp.job_queue import put_in_queue
from webapp.jobs import Job, JobKind, JobState
from webapp.language import current_language
from webapp.scan_files import (
    RECORDS,
    allowed_folder,
    erase_place,
    folder_name,
    keep_uploads,
    result_file,
    scan_place,
)
from webapp.scan_request import ScanRequest, scan_request_from, scan_status_from
from webapp.scan_words import left_words, phase_words, state_words
from webapp.state import WebState, web_state
from webapp.tables.base import TITLE_LENGTH

bp = Blueprint("scans", __name__, url_prefix="/luot-soat")
PAGE_SIZE: Final = 30
_LONGEST_TITLE: Final = 120
_LONGEST_FOLDER: Final = 500
# The pages of the results carry their own style and nothing that runs.
_RESULTS_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "font-src data:",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "sandbox allow-same-origin allow-downloads",
    )
)
_TYPES: Final = {
    ".html": "text/html",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@bp.get("")
@allowed(Right.INSPECT)
def show_scans() -> ResponseReturnValue:
    """List one's scans, and the forms that begin another."""
    return _list_page(Fields())


@bp.post("/tai-tep")
@allowed(Right.INSPECT)
def add_uploads() -> ResponseReturnValue:
    """Accept files and archives to scan."""
    form = Fields(request.form)
    title = form.line("title", longest=_LONGEST_TITLE, is_required=False)
    files = [file for file in request.files.getlist("files") if file.filename]
    if not files:
        form.problems["files"] = _("Chọn ít nhất một tệp.")
    if form.problems:
        return _list_page(form), 422
    state, key = web_state(), new_key()
    place = scan_place(state.settings, key)
    names = keep_uploads(place, files)
    try:
        return _accepted(state, key, title or _named_after(names), ScanRequest())
    except StoreUnavailableError:
        erase_place(place)
        raise


@bp.post("/thu-muc")
@allowed(Right.INSPECT)
def add_folder() -> ResponseReturnValue:
    """Accept a folder of the server to scan."""
    state, form = web_state(), Fields(request.form)
    root = form.one_of("root", map(str, state.settings.scan_folders))
    below = form.line("below", longest=_LONGEST_FOLDER, is_required=False)
    folder = allowed_folder(state.settings, root, below)
    if folder is None and not form.problems:
        form.problems["below"] = _("Không có thư mục này trong thư mục được phép.")
    if form.problems or folder is None:
        return _list_page(form), 422
    title = folder_name(folder, root=Path(root))
    return _accepted(state, new_key(), title, ScanRequest(folder=str(folder)))


@bp.get("/<key>")
@allowed(Right.INSPECT)
def show_scan(key: str) -> ResponseReturnValue:
    """Show how far one's scan has come and what came of it."""
    state, job = web_state(), _own(key)
    failure, language = job.failure, current_language()
    return render_template(
        "scan.html",
        **_shown(state, job),
        is_folder=bool(scan_request_from(job.request).folder),
        has_results=scan_place(state.settings, key).has_results,
        failure=failure and error_message(failure).in_language(language),
        hint=failure and error_hint(failure).in_language(language),
        verdict_words=lambda name: message(f"verdict.{name}").in_language(language),
        downloads=(
            (WORKBOOK, _("Bảng tính Excel")),
            (TABLE, "CSV"),
            (RECORDS, "JSON Lines"),
            (UNSCREENED, _("Danh sách chưa soát được")),
            (SUMMARY, _("Số liệu tổng hợp (JSON)")),
        ),
        index=INDEX,
    )


@bp.post("/<key>/dung")
@allowed(Right.INSPECT)
def cancel(key: str) -> ResponseReturnValue:
    """Stop one's scan; what was screened stays."""
    state, job = web_state(), _own(key)
    entry = _entry(state, Action.SCAN_CANCELLED, job)
    state.store.jobs.cancel(key, state.clock(), entry=entry)
    return redirect(url_for(".show_scan", key=key), code=303)


@bp.post("/<key>/chay-tiep")
@allowed(Right.INSPECT)
def retry(key: str) -> ResponseReturnValue:
    """Go on with a scan that is over: the rest, what failed, or what changed."""
    state, job = web_state(), _own(key)
    wanted = request.form.get("redo", "")
    redo = Redo(wanted) if wanted in {Redo.FAILED, Redo.CHANGED} else Redo.NOTHING
    asked = replace(scan_request_from(job.request), redo=redo)
    entry = _entry(state, Action.SCAN_RETRIED, job)
    if not state.store.jobs.retry(key, request=asked.to_json(), entry=entry):
        raise ConflictError(source=job.title)
    put_in_queue(state.queue, key)
    return redirect(url_for(".show_scan", key=key), code=303)


@bp.post("/<key>/xoa")
@allowed(Right.INSPECT)
def erase(key: str) -> ResponseReturnValue:
    """Erase one's scan with its uploads and results."""
    state, job = web_state(), _own(key)
    state.store.jobs.erase(key, entry=_entry(state, Action.SCAN_ERASED, job))
    erase_place(scan_place(state.settings, key))
    flash(_("Đã xoá lượt soát cùng tệp và kết quả."))
    return redirect(url_for(".show_scans"), code=303)


@bp.get("/<key>/ket-qua/<path:name>")
@allowed(Right.INSPECT)
def show_result(key: str, name: str) -> ResponseReturnValue:
    """Open a page of the results, or hand out a table."""
    job = _own(key)
    path = result_file(scan_place(web_state().settings, key), name)
    if path is None:
        raise PageMissingError(source=request.path)
    is_page = path.suffix == ".html"
    response = send_file(
        path,
        mimetype=_TYPES[path.suffix],
        as_attachment=not is_page,
        download_name=f"{fit_name(job.title, default='luot-soat')}-{path.name}",
    )
    response.headers["Content-Security-Policy"] = _RESULTS_POLICY
    return response


def _own(key: str) -> Job:
    job = web_state().store.jobs.get(key, viewer().user.id)
    if job.kind is not JobKind.SCAN:
        raise RecordMissingError(source=f"scan {key}")
    return job


def _entry(state: WebState, action: Action, job: Job) -> Entry:
    return entry_by(
        viewer(), action, Subject.JOB, job.id, at=state.clock(), name=job.title
    )


def _accepted(
    state: WebState, key: str, title: str, asked: ScanRequest
) -> ResponseReturnValue:
    user = viewer().user
    job = Job(
        id=key,
        organisation_id=user.organisation_id,
        owner_id=user.id,
        kind=JobKind.SCAN,
        title=title[:TITLE_LENGTH],
        request=replace(asked, language=current_language()).to_json(),
        created_at=state.clock(),
    )
    state.store.jobs.add(job, entry=_entry(state, Action.SCAN_ADDED, job))
    put_in_queue(state.queue, key)
    return redirect(url_for(".show_scan", key=key), code=303)


def _named_after(names: tuple[str, ...]) -> str:
    first, count = names[0], len(names) - 1
    if not count:
        return first
    return str(_("%(name)s và %(count)s tệp khác", name=first, count=count))


def _list_page(form: Fields) -> str:
    state = web_state()
    page = page_number(request.args.get("trang", ""))
    jobs = state.store.jobs.of_owner(
        viewer().user.id, limit=PAGE_SIZE + 1, skip=(page - 1) * PAGE_SIZE
    )
    return render_template(
        "scans.html",
        form=form,
        scans=[_shown(state, job) for job in jobs[:PAGE_SIZE]],
        is_live=any(not job.state.is_over for job in jobs[:PAGE_SIZE]),
        page=page,
        is_more=len(jobs) > PAGE_SIZE,
        roots=[(str(root), root.name) for root in state.settings.scan_folders],
        max_bytes=state.settings.scan_upload_bytes,
    )


def _shown(state: WebState, job: Job) -> dict[str, object]:
    """What templates show of a scan, wherever they do."""
    status = scan_status_from(job.result)
    is_waiting = job.state is JobState.QUEUED
    counts = state.store.jobs.counts(job.kind.lane) if is_waiting else None
    return {
        "job": job,
        "status": status,
        "state_words": state_words(job),
        "phase_words": phase_words(status.phase),
        "left_words": left_words(status.left_s),
        "ahead": state.store.jobs.ahead_of(job) if is_waiting else 0,
        "is_forsaken": counts is not None and counts.is_forsaken(state.clock()),
    }
