"""The audit trail, for administrators: read, verified, exported."""

from __future__ import annotations

import json
from collections.abc import Iterator

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from screener.messages.catalogue import message
from webapp.access import allowed, viewer
from webapp.accounts import Right
from webapp.audit import Action, AuditEvent, Subject, entry_by, event_to_json
from webapp.language import current_language
from webapp.state import WebState, web_state
from webapp.store.audit import AuditFilter
from webapp.words import action_words, fact_words, role_words, subject_words

bp = Blueprint("audit", __name__, url_prefix="/quan-tri/nhat-ky")
PAGE_LINES = 50
_LONGEST_WORDS = 200


@bp.get("")
@allowed(Right.ADMINISTER)
def show_trail() -> ResponseReturnValue:
    """Show the latest lines, and on request whether the whole trail holds."""
    state = web_state()
    wanted = AuditFilter(
        action=request.args.get("viec", "")[:_LONGEST_WORDS],
        organisation_id=request.args.get("toa-soan", "")[:_LONGEST_WORDS],
        words=request.args.get("tim", "")[:_LONGEST_WORDS].strip(),
    )
    before = request.args.get("truoc", type=int)
    events = state.store.audit.events(wanted, before=before, limit=PAGE_LINES + 1)
    return render_template(
        "audit.html",
        events=events[:PAGE_LINES],
        facts={event.number: _facts(event) for event in events},
        older=events[PAGE_LINES - 1].number if len(events) > PAGE_LINES else None,
        wanted=wanted,
        verdict=_verdict(state) if "kiem-tra" in request.args else None,
        actions=action_words(),
        subjects=subject_words(),
        organisations={o.id: o.name for o in state.store.organisations.all()},
    )


@bp.get("/xuat.jsonl")
@allowed(Right.ADMINISTER)
def export() -> ResponseReturnValue:
    """Hand out the whole trail, one line of JSON each; the hashes can be checked."""
    state = web_state()
    entry = entry_by(
        viewer(),
        Action.AUDIT_EXPORTED,
        Subject.INSTALLATION,
        "",
        at=state.clock(),
    )
    state.store.audit.record(entry)
    return Response(
        _lines(state.store.audit.trail()),
        mimetype="application/jsonl",
        headers={"Content-Disposition": "attachment; filename=nhat-ky.jsonl"},
    )


def _lines(events: Iterator[AuditEvent]) -> Iterator[str]:
    for event in events:
        yield json.dumps(event_to_json(event), ensure_ascii=False) + "\n"


def _facts(event: AuditEvent) -> list[tuple[str, str]]:
    """What a line says besides, in words where there are some."""
    names, roles = fact_words(), role_words()
    facts: dict[str, object] = json.loads(event.facts)
    return [
        (names.get(name, name), roles.get(str(value), str(value)))
        for name, value in facts.items()
        if value is not None and value != ""
    ]


def _verdict(state: WebState) -> dict[str, object]:
    found, head = state.store.audit.first_break(), state.store.audit.head()
    reason = message(found.reason).in_language(current_language()) if found else ""
    return {
        "number": found.number if found else None,
        "reason": reason,
        "lines": head.number if head else 0,
        "hash": head.hash if head else "",
    }
