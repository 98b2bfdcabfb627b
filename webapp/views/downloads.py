"""Files to take away: Word with comments, the printable report."""

from __future__ import annotations

from io import BytesIO
from pathlib import PurePath

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue

from webapp.access import allowed, viewer
from webapp.accounts import Right
from webapp.downloads import fit_name, printable_report, word_with_comments
from webapp.draft_access import draft_for
from webapp.drafts import Access, Draft
from webapp.language import current_language
from webapp.state import web_state

bp = Blueprint("downloads", __name__, url_prefix="/ban-thao")
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.get("/<key>/word")
@allowed(Right.WRITE)
def word(key: str) -> ResponseReturnValue:
    """Hand out the draft as Word with the open findings in its margin."""
    draft = draft_for(key, Access.VIEW)
    content, is_original = word_with_comments(
        web_state(), viewer(), draft, language=current_language()
    )
    stem = PurePath(draft.source).stem if is_original else draft.title
    return send_file(
        BytesIO(content),
        mimetype=_WORD,
        as_attachment=True,
        download_name=f"{_fit(stem)}-ghi-chu.docx",
    )


@bp.get("/<key>/bao-cao.pdf")
@allowed(Right.WRITE)
def report(key: str) -> ResponseReturnValue:
    """Hand out the report on the draft, to print."""
    draft = draft_for(key, Access.VIEW)
    content = printable_report(
        web_state(), viewer(), draft, language=current_language()
    )
    return send_file(
        BytesIO(content),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"{_fit(_title(draft))}-bao-cao.pdf",
    )


def _title(draft: Draft) -> str:
    return draft.title or draft.id


def _fit(name: str) -> str:
    return fit_name(name, default="ban-thao")
