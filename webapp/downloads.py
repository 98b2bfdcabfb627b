"""A draft's report as a file to take away."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from screener.domain.documents import Document
from screener.errors import InputError, NoCommentsError
from screener.ingest.reader import read_bytes, read_text
from screener.ingest.sniff import Format, sniff
from screener.report.word_draft import draft_as_word
from screener.report.word_report import render_word
from webapp.accounts import Viewer
from webapp.drafts import Draft, DraftFile, Version
from webapp.screening import screen_document, standing_answers, without_answered
from webapp.state import WebState

_UNFIT: Final = re.compile(r"[^\w.-]+")
_LONGEST_NAME: Final = 60


def fit_name(name: str, *, default: str) -> str:
    """The name as every file system takes it, Vietnamese letters kept."""
    return _UNFIT.sub("-", name)[:_LONGEST_NAME].strip("-.") or default


@dataclass(frozen=True, slots=True)
class Source:
    """What a report on a draft is made from.

    Attributes:
        document: As it was read.
        content: The Word file to comment; made from the text where there is none.
        is_original: Whether it is the file that was uploaded.
    """

    document: Document
    content: bytes
    is_original: bool


def word_with_comments(
    state: WebState, by: Viewer, draft: Draft, *, language: str
) -> tuple[bytes, bool]:
    """The draft as Word with the open findings in its margin.

    The uploaded file itself while its text stands unchanged, else a plain one made
    of the text as it is now; the second value says whether it is the former.

    Raises:
        InputError: When the text cannot be screened.
        ModelError: When the model cannot score it.
    """
    version = state.store.drafts.version(draft.id)
    file = _unchanged_file(state, draft, version)
    source = _original(state, draft, file) if file else None
    if source is not None:
        try:
            return _commented(state, by, source, language), True
        except NoCommentsError:
            pass  # nothing in that file can carry a comment; a plain one can
    return _commented(state, by, _plain(state, draft, version), language), False


def printable_report(
    state: WebState, by: Viewer, draft: Draft, *, language: str
) -> bytes:
    """The draft's report as PDF: what was read, the marked text, open findings.

    Raises:
        InputError: When the text cannot be screened.
        ModelError: When the model cannot score it.
    """
    # The library is slow to load and seldom asked for.
    from screener.report.pdf_report import render_pdf

    version = state.store.drafts.version(draft.id)
    file = _unchanged_file(state, draft, version)
    document = _document_of(state, draft, file) if file else None
    if document is None:
        document = read_text(version.text, source=draft.title, document_id=draft.id)
    report = screen_document(state, by, document)
    answers = standing_answers(state, by, report)
    return render_pdf([without_answered(report, answers)], language=language)


def _unchanged_file(
    state: WebState, draft: Draft, version: Version
) -> DraftFile | None:
    file = state.store.drafts.file(draft.id)
    return file if file is not None and file.digest == version.digest else None


def _document_of(state: WebState, draft: Draft, file: DraftFile) -> Document | None:
    """The file read again; None when its reader can no longer do so."""
    try:
        return read_bytes(
            file.content,
            name=file.name,
            limits=state.settings.limits,
            document_id=draft.id,
        )
    except InputError:
        return None


def _original(state: WebState, draft: Draft, file: DraftFile) -> Source | None:
    if sniff(file.content, name=file.name) is not Format.DOCX:
        return None
    document = _document_of(state, draft, file)
    return None if document is None else Source(document, file.content, True)


def _plain(state: WebState, draft: Draft, version: Version) -> Source:
    typed = read_text(version.text, source=draft.title, document_id=draft.id)
    content = draft_as_word(typed)
    document = read_bytes(
        content,
        name=f"{draft.title[:80]}.docx",
        limits=state.settings.limits,
        document_id=draft.id,
    )
    return Source(document, content, False)


def _commented(state: WebState, by: Viewer, source: Source, language: str) -> bytes:
    whole = screen_document(state, by, source.document)
    report = without_answered(whole, standing_answers(state, by, whole))
    return render_word(
        source.content, report, limits=state.settings.limits, language=language
    )
