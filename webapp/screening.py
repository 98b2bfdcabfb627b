"""From what a person sent to a report, and from a report to what the page needs."""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Mapping
from dataclasses import replace
from typing import Final

from flask_babel import gettext as _

from screener.domain.documents import Document
from screener.domain.reports import Report
from screener.domain.wording import Notice
from screener.errors import RecordMissingError, TooLongError
from screener.ingest.reader import read_bytes, read_text
from screener.policy import verdict_of
from screener.report.json_report import report_to_json
from webapp.accounts import Viewer
from webapp.drafts import Access, text_digest, upload_id
from webapp.feedback import FeedbackEvent
from webapp.highlight import line_parts
from webapp.monitoring_counts import count_screening
from webapp.preferences import current_preferences
from webapp.state import WebState

Json = dict[str, object]
# A whole book; longer texts are screened by the command line, file by file.
PAGE_MAX_CHARACTERS: Final = 500_000


def plain_text(text: str) -> str:
    """The text as it is screened and kept: NFC, line feeds only, no zero character.

    Raises:
        TooLongError: When it is longer than the page takes.
    """
    plain = storable(text.replace("\r\n", "\n").replace("\r", "\n"))
    plain = unicodedata.normalize("NFC", plain)
    _check_length(plain, source=_("Bản thảo"))
    return plain


def storable(text: str) -> str:
    """The text as every database takes it; PostgreSQL knows no zero character."""
    return text.replace("\x00", "\ufffd")


def screen_text(state: WebState, by: Viewer, text: str, *, draft_id: str) -> Report:
    """The report on a text that was typed or pasted.

    Raises:
        InputError: When there is nothing to screen, or too much.
        ModelError: When the model cannot score it.
    """
    source = _("Bản thảo")
    document = read_text(plain_text(text), source=source, document_id=draft_id)
    return screen_document(state, by, document)


def read_upload(state: WebState, by: Viewer, content: bytes, *, name: str) -> Document:
    """The document in an uploaded file.

    The draft's id comes from the file's name, so that what was dismissed in one
    version of a file stays dismissed in the next.

    Raises:
        InputError: When the file cannot be read, or holds too much.
    """
    draft_id = upload_id(name, by.user.id)
    document = read_bytes(
        content, name=name, limits=state.settings.limits, document_id=draft_id
    )
    _check_length(document.text, source=name)
    return document


def screen_document(state: WebState, by: Viewer, document: Document) -> Report:
    """The report on a document by the settings and exceptions of the newsroom.

    Raises:
        ModelError: When the model cannot score it.
    """
    report = state.screener.screen(
        document,
        operating_point=current_preferences(state).operating_point,
        exceptions=state.store.house.standing(by.user.organisation_id, state.clock()),
    )
    count_screening(state, by, report)
    return report


def check_access(
    state: WebState, by: Viewer, draft_id: str, least: Access
) -> Access | None:
    """What somebody may do with a draft; None when it is not kept yet.

    Raises:
        RecordMissingError: When the draft is somebody else's.
    """
    access = state.store.drafts.access(draft_id, by.user, state.clock())
    if access is not None and access < least:
        raise RecordMissingError(source=f"draft {draft_id}")
    return access


def standing_answers(
    state: WebState, by: Viewer, report: Report
) -> dict[str, FeedbackEvent]:
    """What the visitor's newsroom answered to findings of the report's draft."""
    return state.store.feedback.answers(
        report.document.id, organisation_id=by.user.organisation_id
    )


def without_answered(report: Report, answers: Container[str]) -> Report:
    """The report with what is still open; it says how many were answered.

    Args:
        report: The screener's.
        answers: Ids of the findings that were answered.
    """
    left = tuple(f for f in report.findings if f.id not in answers)
    count = len(report.findings) - len(left)
    notices = (Notice("summary.answered", (("count", count),)),) if count else ()
    return replace(
        report,
        findings=left,
        verdict=verdict_of(report.document, left),
        warnings=(*report.warnings, *notices),
    )


def note_verdict(state: WebState, report: Report, answers: Container[str]) -> None:
    """Remember the verdict beside the draft, if it is kept and this is its text."""
    left = without_answered(report, answers)
    state.store.drafts.note_verdict(
        report.document.id,
        text_digest(report.document.text),
        verdict=left.verdict,
        open_findings=len(left.findings),
    )


def page_record(
    report: Report, answers: Mapping[str, FeedbackEvent], *, sent_text: str | None
) -> Json:
    """What the page needs of a report.

    Args:
        report: The screener's.
        answers: What the newsroom answered, by the finding's id.
        sent_text: The text as the page has it; when the screened text differs,
            or the page has none yet, it is sent along.
    """
    document = report.document
    return {
        "report": report_to_json(report),
        "text": None if document.text == sent_text else document.text,
        "parts": [part.value for part in line_parts(document)],
        "answers": {
            finding: {
                "kind": event.kind.value,
                "reason": event.reason.value if event.reason else None,
            }
            for finding, event in answers.items()
        },
    }


def _check_length(text: str, *, source: str) -> None:
    if len(text) > PAGE_MAX_CHARACTERS:
        raise TooLongError(
            source=source, characters=len(text), limit=PAGE_MAX_CHARACTERS
        )
