"""The two pages that show a draft: to edit it, and to read its report."""

from __future__ import annotations

import json
from typing import Final

from flask import render_template

from screener.domain.labels import FLAGGED_SEVERITIES, Category
from screener.domain.reports import Report
from screener.messages.catalogue import message, notice_text
from screener.policy import verdict_of
from screener.report.words import legal_words, verdict_code
from webapp.accounts import Viewer
from webapp.drafts import Draft, DraftFile, Version
from webapp.highlight import marked_lines, merged_mentions
from webapp.language import clock_words
from webapp.screening import PAGE_MAX_CHARACTERS, Json, standing_answers
from webapp.state import WebState
from webapp.strings import page_strings

# What file dialogs offer first; the program looks at the content, not at the name.
ACCEPTED: Final = (
    ".docx,.doc,.odt,.rtf,.pdf,.html,.htm,.md,.txt,"
    ".pptx,.xlsx,.csv,.epub,.srt,.vtt,.eml"
)


def editor_page(
    state: WebState,
    *,
    text: str,
    draft: Draft | None = None,
    version: Version | None = None,
    file: DraftFile | None = None,
) -> str:
    """The page that a draft is edited on; an empty one without a draft."""
    return render_template(
        "editor.html",
        text=text,
        draft=draft,
        record=_draft_record(draft, version, file),
        accepted=ACCEPTED,
        strings=page_strings(),
        categories=tuple(Category),
        severities=FLAGGED_SEVERITIES,
        max_characters=PAGE_MAX_CHARACTERS,
        max_bytes=state.settings.limits.max_file_bytes,
        card=state.screener.card,
    )


def result_page(
    state: WebState, by: Viewer, report: Report, *, draft: Draft | None = None
) -> str:
    """The page that shows a report to read; it needs no script."""
    answers = standing_answers(state, by, report)
    findings = tuple(f for f in report.findings if f.id not in answers)
    mentions = merged_mentions(report.mentions)
    verdict = verdict_of(report.document, findings)
    return render_template(
        "result.html",
        report=report,
        draft=draft,
        findings=findings,
        answered=len(report.findings) - len(findings),
        verdict=verdict,
        verdict_label=verdict_code(verdict, findings=len(findings)),
        mentions=mentions,
        lines=marked_lines(report.document, findings, mentions),
        words=message,
        legal=legal_words,
        notice=notice_text,
        max_characters=PAGE_MAX_CHARACTERS,
        max_bytes=state.settings.limits.max_file_bytes,
        card=state.screener.card,
    )


def saved_record(version: Version) -> Json:
    """What the page's script needs to know of a version that was kept."""
    return {
        "version": version.number,
        "base": version.digest,
        "title": version.title,
        "at": clock_words(version.recorded_at),
    }


def _draft_record(
    draft: Draft | None, version: Version | None, file: DraftFile | None
) -> Json | None:
    if draft is None or version is None:
        return None
    about = json.loads(file.coverage) if file else {}
    return {
        "id": draft.id,
        "saved": saved_record(version),
        "file": {
            "name": file.name if file else "",
            "parts": [p for p in about.get("parts", []) if p["status"] != "read"],
            "warnings": about.get("warnings", []),
            "trust": about.get("trust", "trusted"),
        },
    }
