"""One task to one answer: the same in every kind of worker."""

from __future__ import annotations

import hashlib
import json
import logging
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from screener.batch.entries import Facts, State, iso_day
from screener.batch.tasks import (
    Answer,
    BatchScreener,
    DocumentScreener,
    Pages,
    Task,
    WorkOrder,
)
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

_T = TypeVar("_T")

log = logging.getLogger(__name__)

_OUT_OF_MEMORY: Final = "reason.out_of_memory"


# A text that became this long is screened alone, before others are read.
_LONG: Final = 200_000


@dataclass(frozen=True, slots=True)
class _Opened:
    """A task whose file was read."""

    task: Task
    document: Document
    read_s: float


class TaskScreener:
    """Answers tasks with one pipeline, whatever the files are like."""

    def __init__(self, order: WorkOrder) -> None:
        self._order = order
        self._screener: DocumentScreener = order.make_screener()

    def answer(self, task: Task) -> Answer:
        """What came of the task; a failure is an answer, too."""
        opened = self._opened(task)
        return opened if isinstance(opened, Answer) else self._screened(opened)

    def answers(self, tasks: Sequence[Task]) -> tuple[Answer, ...]:
        """What came of small tasks, screened together, in any order.

        Fewer than were asked for when memory ran out; the rest has to be asked for
        anew, of another worker. What is said of a task is what ``answer`` says.
        """
        found: list[Answer] = []
        together: list[_Opened] = []
        for task in tasks:
            opened = self._opened(task)
            if isinstance(opened, _Opened) and len(opened.document.text) <= _LONG:
                together.append(opened)
                continue
            found.append(
                opened if isinstance(opened, Answer) else self._screened(opened)
            )
            if found[-1].is_worn:
                return tuple(found)
        return (*found, *self._screened_together(together))

    def _screened_together(self, opened: Sequence[_Opened]) -> Iterator[Answer]:
        reports = self._reports(opened) if len(opened) > 1 else None
        if reports is not None:
            yield from reports
            return
        for one in opened:
            answer = self._screened(one)
            yield answer
            if answer.is_worn:
                return

    def _reports(self, opened: Sequence[_Opened]) -> list[Answer] | None:
        """The answers from one call; None where each has to be asked for alone."""
        if not isinstance(self._screener, BatchScreener):
            return None
        begin = time.process_time()
        try:
            reports = self._screener.screen_many(
                [one.document for one in opened],
                operating_point=self._order.operating_point,
            )
        except Exception as exc:
            # One of them fails; alone, each says for itself whether it does.
            log.info("screening together failed: %s", type(exc).__name__)
            return None
        spent_s = time.process_time() - begin
        whole = sum(len(one.document.text) for one in opened) or 1
        return [
            self._reported(one, report, spent_s * len(one.document.text) / whole)
            for one, report in zip(opened, reports, strict=True)
        ]

    def _opened(self, task: Task) -> _Opened | Answer:
        begin = time.process_time()
        document = self._attempted(task, partial(self._document, task))
        if isinstance(document, Answer):
            return document
        return _Opened(task, document, time.process_time() - begin)

    def _screened(self, opened: _Opened) -> Answer:
        begin = time.process_time()
        point = self._order.operating_point
        screen = partial(self._screener.screen, opened.document, operating_point=point)
        report = self._attempted(opened.task, screen)
        if isinstance(report, Answer):
            return report
        return self._reported(opened, report, time.process_time() - begin)

    def _attempted(self, task: Task, act: Callable[[], _T]) -> _T | Answer:
        """What an act comes to; the answer that says why it came to nothing."""
        try:
            return act()
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

    def _reported(self, opened: _Opened, report: Report, screen_s: float) -> Answer:
        pages = self._order.pages
        has_page = pages is Pages.ALL or (
            pages is Pages.FINDINGS and bool(report.findings or report.mentions)
        )
        language = self._order.language
        return Answer(
            key=opened.task.key,
            record=_record(report, language=language),
            facts=_facts(report, read_s=opened.read_s, screen_s=screen_s),
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
