"""The model in service: retrain, compare, sign, promote, roll back."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.bundle import Manifest
from screener.errors import ConflictError, ModelError
from screener.messages.catalogue import error_hint, error_message
from training.refit import REFITTABLE_KINDS
from webapp.access import allowed, viewer
from webapp.accounts import Right, new_key
from webapp.audit import Action, Entry, Subject, entry_by
from webapp.datasets import DatasetVersion
from webapp.fields import Fields, page_number
from webapp.gate_page import gate_parts
from webapp.job_queue import put_in_queue
from webapp.jobs import Job, JobKind, JobState
from webapp.language import current_language
from webapp.model_switch import trouble_of, wanted_bundle
from webapp.model_words import (
    base_words,
    gate_words,
    job_words,
    kind_words,
    stage_words,
)
from webapp.preferences import current_preferences
from webapp.promoting import (
    erasable_candidates,
    erase_candidate,
    promote,
    registry_of,
    roll_back,
    sign,
    standing_of,
)
from webapp.promotions import GateWord, before
from webapp.retraining import (
    RetrainRequest,
    candidate_name,
    missing_library,
    retrain_request_from,
    retrain_status_from,
)
from webapp.scan_words import left_words
from webapp.state import WebState, web_state
from webapp.store.training_runs import TrainingRun
from webapp.tables.base import TITLE_LENGTH
from webapp.words import point_words

bp = Blueprint("models", __name__, url_prefix="/mo-hinh")
MOST_RUNS: Final = 30
_REASON_LENGTH: Final = 500


@bp.get("")
@allowed(Right.REVIEW)
def show_models() -> ResponseReturnValue:
    """Show what is in service, what was retrained, and how to do more."""
    return _models_page(Fields())


@bp.post("/huan-luyen")
@allowed(Right.REVIEW)
def retrain() -> ResponseReturnValue:
    """Let a bundle go on learning from a dataset version, as a job."""
    state = web_state()
    form = Fields(request.form)
    versions = {version.id: version for version in _versions(state)}
    dataset = form.one_of("dataset", versions)
    base = form.one_of("base", [name for name, _kind in _bases(state)])
    if form.problems or missing_library():
        return _models_page(form), 422
    key, now = new_key(), state.clock()
    asked = RetrainRequest(
        candidate=candidate_name(key, now),
        base=base,
        dataset_id=dataset,
        dataset_name=versions[dataset].name,
        version=f"{now:%Y.%m.%d}",
    )
    return _accepted(state, key, versions[dataset].name, asked)


@bp.post("/so")
@allowed(Right.ADMINISTER)
def compare() -> ResponseReturnValue:
    """Compare a bundle that is installed with the one in service, as a job."""
    state = web_state()
    form = Fields(request.form)
    in_service = wanted_bundle(state.settings, state.store.promotions)
    known = [name for name in registry_of(state.settings).names() if name != in_service]
    candidate = form.one_of("candidate", known)
    if form.problems:
        return _models_page(form), 422
    asked = RetrainRequest(candidate=candidate)
    return _accepted(state, new_key(), candidate, asked)


@bp.post("/quay-lai")
@allowed(Right.ADMINISTER)
def go_back() -> ResponseReturnValue:
    """Bring back the bundle before this one, for everybody at once."""
    state = web_state()
    form = Fields(request.form)
    reason = form.line("reason", longest=_REASON_LENGTH, is_required=False)
    if form.problems:
        return _models_page(form), 422
    name = roll_back(state, viewer(), seen=form.value("seen"), reason=reason)
    flash(_("Đã quay lại mô hình %(name)s.", name=name))
    return redirect(url_for(".show_models"), code=303)


@bp.post("/xoa")
@allowed(Right.ADMINISTER)
def erase() -> ResponseReturnValue:
    """Take a candidate that was never in service off the disk."""
    name = Fields(request.form).value("bundle")
    erase_candidate(web_state(), viewer(), name)
    flash(_("Đã xoá mô hình %(name)s.", name=name))
    return redirect(url_for(".show_models"), code=303)


@bp.get("/lan/<key>")
@allowed(Right.REVIEW)
def show_run(key: str) -> ResponseReturnValue:
    """Show how far a retraining has come, or both models side by side."""
    return _run_page(key, Fields())


@bp.post("/lan/<key>/dung")
@allowed(Right.REVIEW)
def cancel(key: str) -> ResponseReturnValue:
    """Stop a retraining; what it made is taken away."""
    state, job = web_state(), _job(key)
    entry = _entry(state, Action.RETRAINING_CANCELLED, job)
    state.store.jobs.cancel(key, state.clock(), entry=entry)
    return redirect(url_for(".show_run", key=key), code=303)


@bp.post("/lan/<key>/chay-lai")
@allowed(Right.REVIEW)
def retry(key: str) -> ResponseReturnValue:
    """Do it again; a bundle that was made already is only compared again."""
    state, job = web_state(), _job(key)
    entry = _entry(state, Action.RETRAINING_RETRIED, job)
    if not state.store.jobs.retry(key, request=job.request, entry=entry):
        raise ConflictError(source=job.title)
    put_in_queue(state.learning_queue, key)
    return redirect(url_for(".show_run", key=key), code=303)


@bp.post("/lan/<key>/ky")
@allowed(Right.REVIEW)
def sign_run(key: str) -> ResponseReturnValue:
    """Sign for a candidate; against the gate's "no" only with a reason."""
    state, job = web_state(), _job(key)
    run = _compared(state, job)
    form = Fields(request.form)
    must_explain = run.gate is GateWord.NO
    reason = form.line("reason", longest=_REASON_LENGTH, is_required=must_explain)
    if form.problems:
        return _run_page(key, form), 422
    sign(state, viewer(), job, run, reason=reason)
    flash(_("Đã ghi chữ ký của bạn."))
    return redirect(url_for(".show_run", key=key), code=303)


@bp.post("/lan/<key>/dua-vao-dung")
@allowed(Right.ADMINISTER)
def promote_run(key: str) -> ResponseReturnValue:
    """Put a signed candidate into service, for everybody at once."""
    state, job = web_state(), _job(key)
    run = _compared(state, job)
    form = Fields(request.form)
    must_explain = run.gate is GateWord.NO
    reason = form.line("why", longest=_REASON_LENGTH, is_required=must_explain)
    if form.problems:
        return _run_page(key, form), 422
    promote(state, viewer(), job, run, reason=reason)
    flash(_("Mô hình %(name)s đã vào dùng.", name=run.candidate))
    return redirect(url_for(".show_models"), code=303)


def _job(key: str) -> Job:
    organisation = viewer().user.organisation_id
    return web_state().store.jobs.in_organisation(
        key, organisation, kind=JobKind.RETRAIN
    )


def _compared(state: WebState, job: Job) -> TrainingRun:
    run = state.store.training_runs.of_job(job.id)
    if run is None or job.state is not JobState.DONE:
        raise ConflictError(source=job.title)
    return run


def _accepted(
    state: WebState, key: str, title: str, asked: RetrainRequest
) -> ResponseReturnValue:
    user = viewer().user
    job = Job(
        id=key,
        organisation_id=user.organisation_id,
        owner_id=user.id,
        kind=JobKind.RETRAIN,
        title=title[:TITLE_LENGTH],
        request=asked.to_json(),
        created_at=state.clock(),
    )
    state.store.jobs.add(job, entry=_entry(state, Action.RETRAINING_ADDED, job))
    put_in_queue(state.learning_queue, key)
    return redirect(url_for(".show_run", key=key), code=303)


def _entry(state: WebState, action: Action, job: Job) -> Entry:
    return entry_by(
        viewer(), action, Subject.JOB, job.id, at=state.clock(), name=job.title
    )


def _versions(state: WebState) -> tuple[DatasetVersion, ...]:
    return state.store.datasets.versions(viewer().user.organisation_id)


def _bases(state: WebState) -> list[tuple[str, str]]:
    """Bundles that can go on learning, the one in service first."""
    registry = registry_of(state.settings)
    in_service = wanted_bundle(state.settings, state.store.promotions)
    found: list[tuple[str, str]] = []
    for name in registry.names():
        try:
            manifest = registry.manifest(name)
        except ModelError:
            continue
        if manifest.kind in REFITTABLE_KINDS:
            found.append((name, base_words(manifest)))
    return sorted(found, key=lambda pair: pair[0] != in_service)


def _models_page(form: Fields) -> str:
    state = web_state()
    in_service = wanted_bundle(state.settings, state.store.promotions)
    history = state.store.promotions.history()
    registry = registry_of(state.settings)
    names = registry.names()
    jobs = state.store.jobs.of_organisation(
        viewer().user.organisation_id, kind=JobKind.RETRAIN, limit=MOST_RUNS
    )
    return render_template(
        "models/models.html",
        form=form,
        in_service=in_service,
        card=state.screener.card,
        trouble=_trouble(state),
        previous=before(history, shipped=in_service),
        versions=_versions(state),
        bases=_bases(state),
        others=[name for name in names if name != in_service],
        missing=missing_library(),
        runs=[_shown(state, job) for job in jobs],
        is_live=any(not job.state.is_over for job in jobs),
        gates=state.store.training_runs.gate_words(tuple(job.id for job in jobs)),
        gate_words=gate_words,
        kind_words=kind_words,
        history=history,
        bundles=[_bundle(state, name) for name in names],
        erasable=erasable_candidates(state),
        point_words=point_words,
        point_in_use=current_preferences(state).operating_point,
    )


def _run_page(key: str, form: Fields) -> str:
    state, by, job = web_state(), viewer(), _job(key)
    run = state.store.training_runs.of_job(key)
    shown: dict[str, object] = {"run": None}
    if run is not None and job.state is JobState.DONE:
        page = page_number(request.args.get("trang", ""))
        shown = {
            "run": run,
            "standing": standing_of(state, by, run),
            **gate_parts(state, job, run, page=page),
        }
    failure, language = job.failure, current_language()
    return render_template(
        "models/run.html",
        form=form,
        failure=failure and error_message(failure).in_language(language),
        hint=failure and error_hint(failure).in_language(language),
        **_shown(state, job),
        **shown,
    )


def _shown(state: WebState, job: Job) -> dict[str, object]:
    """What templates show of a retraining, wherever they do."""
    status = retrain_status_from(job.result)
    is_waiting = job.state is JobState.QUEUED
    counts = state.store.jobs.counts(job.kind.lane) if is_waiting else None
    return {
        "job": job,
        "asked": retrain_request_from(job.request),
        "status": status,
        "state_words": job_words(job),
        "stage_words": stage_words(status),
        "left_words": left_words(status.left_s),
        "ahead": state.store.jobs.ahead_of(job) if is_waiting else 0,
        "is_forsaken": counts is not None and counts.is_forsaken(state.clock()),
    }


def _trouble(state: WebState) -> dict[str, str] | None:
    """Why another bundle serves than should; None when all is well."""
    found = trouble_of(state.screener)
    if found is None:
        return None
    return {
        "bundle": found.bundle,
        "in_its_place": found.in_its_place,
        "words": error_message(found.error).in_language(current_language()),
    }


def _bundle(state: WebState, name: str) -> dict[str, object]:
    registry = registry_of(state.settings)
    manifest: Manifest | None = None
    text = problem = ""
    try:
        manifest = registry.manifest(name)
        text = registry.card_text(name, language=current_language())
    except ModelError as exc:
        problem = error_message(exc).in_language(current_language())
    return {"name": name, "manifest": manifest, "text": text, "problem": problem}
