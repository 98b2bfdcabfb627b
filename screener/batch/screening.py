"""One task to one answer: the same in every kind of worker."""

from __future__ import annotations

import hashlib
import json
import logging
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from screener.batch.entries import Facts, State, iso_day
from screener.batch.tasks import Answer, DocumentScreener, Pages, Task, WorkOrder
from screener.domain.documents import Document
from screener.domain.labels import Verdict
from screener.domain.reports import Failure, Outcome, Report
from screener.errors import (
    DocumentCrashedError,
    InputError,
    ReaderCrashedError,
    ScreenerError,
    UnreadableInputError,
)
from screener.ingest.reader import file_content, read_bytes
from screener.report.html_report import render_html
from screener.report.json_report import outcome_to_json

log = logging.getLogger(__name__)

_OUT_OF_MEMORY: Final = "reason.out_of_memory"


class TaskScreener:
    """Answers tasks with one pipeline, whatever the files are like."""

    def __init__(self, order: WorkOrder) -> None:
        self._order = order
        self._screener: DocumentScreener = order.make_screener()

    def answer(self, task: Task) -> Answer:
        """What came of the task; a failure is an answer, too."""
        begin = time.process_time()
        try:
            document = self._document(task)
            read_s = time.process_time() - begin
            report = self._screener.screen(
                document, operating_point=self._order.operating_point
            )
        except ScreenerError as exc:
            is_worn = exc.facts.get("reason") in ("MemoryError", _OUT_OF_MEMORY)
            return failed_answer(
                task, exc, language=self._order.language, is_worn=is_worn
            )
        except MemoryError:
            error: ScreenerError = ReaderCrashedError(
                source=task.key, reason=_OUT_OF_MEMORY
            )
            return failed_answer(
                task, error, language=self._order.language, is_worn=True
            )
        except Exception as exc:
            log.exception("screening failed", extra={"key": task.key})
            error = DocumentCrashedError(source=task.key, reason=type(exc).__name__)
            return failed_answer(task, error, language=self._order.language)
        screen_s = time.process_time() - begin - read_s
        return self._reported(task, report, read_s=read_s, screen_s=screen_s)

    def _document(self, task: Task) -> Document:
        document = read_bytes(
            self._content(task),
            name=task.key,
            limits=self._order.limits,
            document_id=task.document_id,
            is_caged=True,
        )
        said = task.metadata
        return replace(
            document,
            title=said.title or document.title,
            outlet=said.outlet or document.outlet,
            kind=said.kind or document.kind,
            genre=said.genre or document.genre,
            published_on=said.published_on or document.published_on,
        )

    def _content(self, task: Task) -> bytes:
        """The file's bytes, the same ones that the scan saw."""
        if not task.path:
            return task.content
        content = file_content(Path(task.path), limits=self._order.limits)
        if hashlib.sha256(content).hexdigest() != task.sha256:
            raise UnreadableInputError(source=task.key, reason="reason.draft_changed")
        return content

    def _reported(
        self, task: Task, report: Report, *, read_s: float, screen_s: float
    ) -> Answer:
        pages = self._order.pages
        has_page = pages is Pages.ALL or (
            pages is Pages.FINDINGS and bool(report.findings or report.mentions)
        )
        language = self._order.language
        return Answer(
            key=task.key,
            record=_record(report, language=language),
            facts=_facts(report, read_s=read_s, screen_s=screen_s),
            page=render_html([report], language=language).encode() if has_page else b"",
        )


def failed_answer(
    task: Task,
    error: ScreenerError,
    *,
    language: str,
    state: State = State.FAILED,
    is_worn: bool = False,
) -> Answer:
    """The answer for a file that could not be screened."""
    if isinstance(error, InputError) and error.facts.get("reason") == "MemoryError":
        error = ReaderCrashedError(source=error.source, reason=_OUT_OF_MEMORY)
    said = task.metadata
    facts = Facts(
        state=state,
        verdict=Verdict.NOT_SCREENED.value,
        title=said.title,
        outlet=said.outlet,
        kind=said.kind,
        genre=said.genre,
        published_on=iso_day(said.published_on),
        error=error.code,
        error_facts=tuple(error.facts.items()),
    )
    record = _record(Failure(task.document_id, error), language=language)
    return Answer(key=task.key, record=record, facts=facts, is_worn=is_worn)


def _record(outcome: Outcome, *, language: str) -> bytes:
    value = outcome_to_json(outcome, language=language)
    # Half characters of broken fonts cannot be written as they are.
    text = json.dumps(value, ensure_ascii=False)
    try:
        return text.encode()
    except UnicodeEncodeError:
        return json.dumps(value).encode()


def _facts(report: Report, *, read_s: float, screen_s: float) -> Facts:
    document = report.document
    counts = Counter((f.category.value, f.severity.value) for f in report.findings)
    return Facts(
        state=State.SCREENED,
        verdict=report.verdict.value,
        counts=tuple((c, s, n) for (c, s), n in sorted(counts.items())),
        unsure=sum(finding.is_unsure for finding in report.findings),
        title=document.title,
        outlet=document.outlet,
        kind=document.kind,
        genre=document.genre,
        published_on=iso_day(document.published_on),
        sha256=document.sha256,
        characters=len(document.text),
        read_s=round(read_s, 4),
        screen_s=round(screen_s, 4),
    )


def limit_memory(memory_bytes: int) -> None:
    """Bound what this process may take from here on, where the platform can."""
    if sys.platform == "win32":
        return
    import resource

    bound = _address_space_bytes() + memory_bytes
    # An administrator may allow less already; core files would hold drafts.
    for kind, value in ((resource.RLIMIT_AS, bound), (resource.RLIMIT_CORE, 0)):
        with suppress(ValueError, OSError):
            hard = resource.getrlimit(kind)[1]
            resource.setrlimit(kind, (value, hard))


def _address_space_bytes() -> int:
    """What this process has mapped already; 0 where the system does not tell."""
    import resource

    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * resource.getpagesize()
