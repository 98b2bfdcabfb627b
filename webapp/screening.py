"""From what a person sent to a report, and from a report to what the page needs."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Final

from flask_babel import gettext as _

from screener.domain.reports import Report
from screener.errors import TooLongError
from screener.ingest.reader import read_bytes, read_text
from screener.report.json_report import report_to_json
from webapp.accounts import Viewer
from webapp.highlight import line_parts
from webapp.preferences import current_preferences
from webapp.state import WebState

Json = dict[str, object]
# A whole book; longer texts are screened by the command line, file by file.
PAGE_MAX_CHARACTERS: Final = 500_000


def screen_text(state: WebState, text: str, *, draft_id: str) -> Report:
    """The report on a text that was typed or pasted.

    Raises:
        InputError: When there is nothing to screen, or too much.
        ModelError: When the model cannot score it.
    """
    source = _("Bản thảo")
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    _check_length(plain, source=source)
    document = read_text(plain, source=source, document_id=draft_id)
    point = current_preferences(state).operating_point
    return state.screener.screen(document, operating_point=point)


def screen_upload(state: WebState, content: bytes, *, name: str) -> Report:
    """The report on an uploaded file.

    The draft's id comes from the file's name, so that what was dismissed in one
    version of a file stays dismissed in the next.

    Raises:
        InputError: When the file cannot be read, or holds too much.
        ModelError: When the model cannot score it.
    """
    digest = hashlib.sha256(unicodedata.normalize("NFC", name).encode()).hexdigest()
    document = read_bytes(
        content,
        name=name,
        limits=state.settings.limits,
        document_id=f"tep-{digest[:16]}",
    )
    _check_length(document.text, source=name)
    point = current_preferences(state).operating_point
    return state.screener.screen(document, operating_point=point)


def page_record(
    state: WebState, viewer: Viewer, report: Report, *, sent_text: str | None
) -> Json:
    """What the page needs of a report.

    Args:
        state: Holds the answers on record.
        viewer: Whose newsroom's answers count.
        report: The screener's.
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
            for finding, event in state.store.feedback.answers(
                document.id, organisation_id=viewer.user.organisation_id
            ).items()
        },
    }


def _check_length(text: str, *, source: str) -> None:
    if len(text) > PAGE_MAX_CHARACTERS:
        raise TooLongError(
            source=source, characters=len(text), limit=PAGE_MAX_CHARACTERS
        )
