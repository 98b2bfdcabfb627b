"""How far reviewers agree, the guide that they label by, and the rules they work by."""

from __future__ import annotations

from enum import StrEnum

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from screener.messages.catalogue import error_hint, error_message
from webapp.access import allowed, viewer
from webapp.accounts import Right, new_key
from webapp.audit import Action, Subject, entry_by
from webapp.fields import Fields
from webapp.job_queue import put_in_queue
from webapp.jobs import Job, JobKind, JobState
from webapp.language import current_language
from webapp.preferences import keep_preferences
from webapp.review_agreement import Overview, overview_of
from webapp.review_doubts import doubts_that_stand, found_doubts_from
from webapp.review_plots import Series, lines, look_of, share_bar
from webapp.review_settings import (
    LABELS_NEEDED,
    MOST_LABELS,
    OWN_DISPUTES,
    SUGGESTION_FIRST,
    review_settings,
)
from webapp.review_words import category_words, severity_words, stance_words
from webapp.state import WebState, web_state

bp = Blueprint("agreement", __name__, url_prefix="/duyet-nhan")
_GUIDELINES = 50
# Failed ones stand before the last that was done, until another one is.
_SEARCHES = 20


class _Choice(StrEnum):
    NO = "0"
    YES = "1"


@bp.get("/dong-thuan")
@allowed(Right.REVIEW)
def show_agreement() -> ResponseReturnValue:
    """Show the figures of agreement, by category and by reviewer."""
    state, by = web_state(), viewer()
    found = overview_of(state.store.review_answers.of_newsroom(by.user.organisation_id))
    names = _names(state, found)
    return render_template(
        "review/agreement.html",
        found=found,
        names=names,
        apart=[r.id for r in found.reviewers if r.peers and r.peers.is_apart],
        drift=_drift(found, names),
        looks=_looks(found),
        bar=share_bar,
        categories=category_words(),
    )


@bp.get("/dang-ngo")
@allowed(Right.REVIEW)
def show_doubts() -> ResponseReturnValue:
    """Show what the last search for wrong labels found, and how a new one stands."""
    state, organisation_id = web_state(), viewer().user.organisation_id
    searches = _searches(state)
    latest = searches[0] if searches else None
    done = next((job for job in searches if job.state is JobState.DONE), None)
    found = found_doubts_from(done.result if done else "")
    settled = state.store.review_answers.settled(organisation_id)
    return render_template(
        "review/doubts.html",
        latest=latest,
        failure=_failure(latest),
        is_forsaken=latest is not None and _is_forsaken(state, latest),
        done=done,
        found=found,
        doubts=doubts_that_stand(found, settled),
        settled=len(settled),
        stances=stance_words(),
        severities=severity_words(),
        categories=category_words(),
    )


@bp.post("/dang-ngo/tim")
@allowed(Right.REVIEW)
def seek_doubts() -> ResponseReturnValue:
    """Look for wrong labels as a job, unless somebody has it done already."""
    state, user = web_state(), viewer().user
    if all(job.state.is_over for job in _searches(state)):
        job = Job(
            id=new_key(),
            organisation_id=user.organisation_id,
            owner_id=user.id,
            kind=JobKind.DOUBTS,
            title=_("Tìm nhãn đáng ngờ"),
            request="{}",
            created_at=state.clock(),
        )
        entry = entry_by(
            viewer(), Action.DOUBTS_SOUGHT, Subject.JOB, job.id, at=state.clock()
        )
        state.store.jobs.add(job, entry=entry)
        put_in_queue(state.learning_queue, job.id)
    return redirect(url_for(".show_doubts"), code=303)


@bp.post("/cau/<key>/dang-ngo")
@allowed(Right.REVIEW)
def doubt(key: str) -> ResponseReturnValue:
    """Send a settled sentence to be decided (again)."""
    state, by = web_state(), viewer()
    entry = entry_by(by, Action.REVIEW_DOUBTED, Subject.SENTENCE, key, at=state.clock())
    state.store.review_answers.doubt(
        key,
        by.user,
        state.clock(),
        needed=review_settings(state).labels_needed,
        entry=entry,
    )
    flash(_("Đã đưa câu ra phân xử."))
    return redirect(url_for(".show_doubts"), code=303)


@bp.get("/huong-dan")
@allowed(Right.REVIEW)
def show_guide() -> ResponseReturnValue:
    """Show the guide, and what adjudicators noted beside it."""
    state, user = web_state(), viewer().user
    notes = state.store.review_answers.guidelines(
        user.organisation_id, limit=_GUIDELINES
    )
    return render_template("review/guide.html", notes=notes)


@bp.get("/quy-tac")
@allowed(Right.ADMINISTER)
def show_rules() -> ResponseReturnValue:
    """Show the rules of labelling."""
    return _rules_page(Fields())


@bp.post("/quy-tac")
@allowed(Right.ADMINISTER)
def change_rules() -> ResponseReturnValue:
    """Keep new rules; they hold from the next answer on."""
    state, form = web_state(), Fields(request.form)
    values: dict[str, str | int] = {
        LABELS_NEEDED: form.number(LABELS_NEEDED, least=1, most=MOST_LABELS),
        OWN_DISPUTES: int(form.choice(OWN_DISPUTES, _Choice, default=_Choice.NO)),
        SUGGESTION_FIRST: int(
            form.choice(SUGGESTION_FIRST, _Choice, default=_Choice.NO)
        ),
    }
    if form.problems:
        return _rules_page(form), 422
    keep_preferences(state, values, by=viewer())
    flash(_("Đã lưu quy tắc."))
    return redirect(url_for(".show_rules"), code=303)


def _rules_page(form: Fields) -> str:
    return render_template(
        "review/rules.html", form=form, rules=review_settings(web_state())
    )


def _searches(state: WebState) -> tuple[Job, ...]:
    """The newsroom's searches since the last that was done, the latest first."""
    organisation_id = viewer().user.organisation_id
    return state.store.jobs.of_organisation(
        organisation_id, kind=JobKind.DOUBTS, limit=_SEARCHES
    )


def _failure(job: Job | None) -> str:
    failure = job.failure if job else None
    if failure is None:
        return ""
    words, hint = error_message(failure), error_hint(failure)
    language = current_language()
    return f"{words.in_language(language)} {hint.in_language(language)}"


def _is_forsaken(state: WebState, job: Job) -> bool:
    counts = state.store.jobs.counts(job.kind.lane)
    return job.state is JobState.QUEUED and counts.is_forsaken(state.clock())


def _names(state: WebState, found: Overview) -> dict[str, str]:
    return {r.id: state.store.users.get(r.id).name for r in found.reviewers}


def _looks(found: Overview) -> dict[str, str]:
    """The style of each reviewer's line."""
    return {
        r.id: look_of(n) for n, r in enumerate(r for r in found.reviewers if r.weeks)
    }


def _drift(found: Overview, names: dict[str, str]) -> str:
    """The plot of each reviewer's agreement with what was settled, week by week."""
    series = [
        Series(names[r.id], tuple((week.monday, week.share) for week in r.weeks))
        for r in found.reviewers
        if r.weeks
    ]
    if not series:
        return ""
    return lines(series, words=_("Mức khớp với nhãn đã thống nhất, theo tuần"))
