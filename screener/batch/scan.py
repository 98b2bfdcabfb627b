"""The scan itself: a plan, an engine and a journal, until each file has its record."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from screener.batch.contents import ContentReader
from screener.batch.duplicates import content_digest, copied_facts, copied_record
from screener.batch.engine import Engine
from screener.batch.entries import Entry, State
from screener.batch.journal import Journal, Known
from screener.batch.planned import Plan, PlannedFile
from screener.batch.progress import (
    Changes,
    Progress,
    ScanOutcome,
    Tally,
    progress_at,
)
from screener.batch.records import entry_error
from screener.batch.report_pages import page_name, write_page
from screener.batch.screening import failed_answer
from screener.batch.stamp import Redo, Stamp, is_touched
from screener.batch.tasks import Answer, Task
from screener.errors import InputError

# How much work a power cut may cost; each commit waits for the disk.
_MOST_PENDING: Final = 64
_COMMIT_S: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanJob:
    """What a run needs beside its plan.

    Attributes:
        journal: Of the folder of the results, locked by the caller.
        engine: Answers the tasks; closed at the end of the run.
        contents: Reads the files.
        stamp: Model and settings in force.
        redo: What to screen again of what has a record.
        is_shared: Whether workers read plain files themselves, from storage that
            they share with this process; else the content travels with the task.
        language: Of error messages.
        on_progress: Told of each step, at least twice a second.
        on_end: Told when the last step was told, also after a failure.
        is_cancelled: Asked at each step; True ends the run early.
        clock: Monotonic seconds.
    """

    journal: Journal
    engine: Engine
    contents: ContentReader
    stamp: Stamp
    redo: Redo = Redo.NOTHING
    is_shared: bool = False
    language: str = "vi"
    on_progress: Callable[[Progress], None] = lambda _: None
    on_end: Callable[[], None] = lambda: None
    is_cancelled: Callable[[], bool] = lambda: False
    clock: Callable[[], float] = time.monotonic


def run_scan(plan: Plan, job: ScanJob) -> ScanOutcome:
    """Give each file of the plan its record, and say how it went.

    May be stopped at any moment, by ``is_cancelled`` or by force; running it again
    with the same plan and folder goes on where it was.

    Raises:
        ScanFolderError: When the disk is full or gone.
        WorkerStartError: When no worker can be started.
    """
    return _Run(plan, job).run()


def find_changes(plan: Plan, journal: Journal, stamp: Stamp) -> Changes:
    """What is no longer as it was when the records of the plan's files were made."""
    others: dict[str, Stamp] = {}
    touched = files = failed = 0
    for file in plan.files:
        known = journal.known(file.key)
        if known is None:
            continue
        old = journal.stamp(known.stamp)
        if old is not None and old != stamp:
            others[old.id] = old
        touched += is_touched(old, stamp, error=known.error)
        files += _looks_different(file, known)
        failed += known.state is not State.SCREENED
    return Changes(
        stamps=tuple(others.values()), touched=touched, files=files, failed=failed
    )


def _looks_different(file: PlannedFile, known: Known) -> bool:
    return (file.size_bytes, file.modified_ns) != (known.size_bytes, known.modified_ns)


class _Run:
    """One run: what is open, what waits for an identical file, what was counted."""

    def __init__(self, plan: Plan, job: ScanJob) -> None:
        self._plan = plan
        self._job = job
        self._tally = Tally(total=len(plan.files))
        self._open: dict[str, tuple[PlannedFile, str]] = {}
        self._waiting: dict[str, list[PlannedFile]] = {}
        self._fresh: set[str] = set()
        self._begin_s = job.clock()
        self._committed_s = self._begin_s
        # None until the first worker has taken a file.
        self._loading_s: float | None = None

    def run(self) -> ScanOutcome:
        job = self._job
        changes = find_changes(self._plan, job.journal, job.stamp)
        job.journal.note_stamp(job.stamp)
        try:
            for answers in job.engine.answers(self._tasks()):
                for answer in answers:
                    self._take(answer)
                self._commit_now_and_then()
                self._tell()
                if job.is_cancelled():
                    break
            job.journal.commit()
            self._tell()
        finally:
            job.engine.close()
            job.contents.close()
            job.on_end()
        return ScanOutcome(
            tally=self._tally,
            changes=changes,
            # Asked to stop after the last record, it has come to its end.
            is_cancelled=self._tally.left > 0 and job.is_cancelled(),
            seconds=job.clock() - self._begin_s,
        )

    def _tasks(self) -> Iterator[Task]:
        """The files that have to be screened, read when a worker is free."""
        for file in self._plan.files:
            if self._job.is_cancelled():
                return
            if not self._is_due(file):
                self._tally.kept += 1
                continue
            task = self._task(file)
            if task is not None:
                yield task
            self._commit_now_and_then()

    def _is_due(self, file: PlannedFile) -> bool:
        """Whether the file needs a record, or a new one."""
        known = self._job.journal.known(file.key)
        if known is None or self._job.redo is Redo.ALL:
            return True
        if self._job.redo is Redo.FAILED:
            return known.state is not State.SCREENED
        if self._job.redo is Redo.CHANGED:
            old = self._job.journal.stamp(known.stamp)
            return _looks_different(file, known) or is_touched(
                old, self._job.stamp, error=known.error
            )
        return False

    def _task(self, file: PlannedFile) -> Task | None:
        """The task of a file; None when its record is there or on its way."""
        task = Task(
            key=file.key,
            document_id=file.document_id,
            content=b"",
            metadata=file.metadata,
        )
        try:
            content = self._job.contents.read(file)
        except InputError as exc:
            answer = failed_answer(task, exc, language=self._job.language)
            self._record(file, answer, content="")
            return None
        digest = content_digest(content, file)
        if self._is_as_before(file, digest):
            return None
        if digest in self._waiting:
            self._waiting[digest].append(file)
            return None
        twin = self._twin(file, digest)
        if twin is not None:
            self._record_copy(file, twin)
            return None
        self._open[file.key] = (file, digest)
        self._waiting[digest] = []
        if self._job.is_shared and file.path and not file.members:
            digest = hashlib.sha256(content).hexdigest()
            return replace(task, path=file.path, sha256=digest, size_bytes=len(content))
        return replace(task, content=content)

    def _is_as_before(self, file: PlannedFile, digest: str) -> bool:
        """Whether a file that looked different holds what it held, for this stamp."""
        known = self._job.journal.known(file.key)
        if known is None or self._job.redo is not Redo.CHANGED:
            return False
        entry = self._job.journal.entry(file.key)
        old = self._job.journal.stamp(entry.stamp)
        touched = is_touched(old, self._job.stamp, error=entry.facts.error)
        if touched or entry.content != digest:
            return False
        self._job.journal.add_seen(
            replace(entry, size_bytes=file.size_bytes, modified_ns=file.modified_ns)
        )
        self._tally.kept += 1
        return True

    def _twin(self, file: PlannedFile, digest: str) -> Entry | None:
        """The record of an identical file, unless this one is to be made anew."""
        known = self._job.journal.known(file.key)
        is_again = known is not None and self._job.redo in (Redo.ALL, Redo.FAILED)
        if is_again and digest not in self._fresh:
            return None
        twin = self._job.journal.with_content(digest, stamp=self._job.stamp.id)
        return None if twin is None or twin.key == file.key else twin

    def _take(self, answer: Answer) -> None:
        """Record an answer, and the same for the identical files that waited."""
        file, digest = self._open.pop(answer.key)
        entry = self._record(file, answer, content=digest)
        waiting = self._waiting.pop(digest)
        if self._job.redo is not Redo.NOTHING:
            self._fresh.add(digest)
        if waiting:
            # Their records are copied from the one on the disk.
            self._job.journal.commit()
            twin = self._job.journal.entry(entry.key)
            for other in waiting:
                self._record_copy(other, twin)

    def _record(self, file: PlannedFile, answer: Answer, *, content: str) -> Entry:
        entry = Entry(
            key=file.key,
            document_id=file.document_id,
            size_bytes=file.size_bytes,
            modified_ns=file.modified_ns,
            content=content,
            stamp=self._job.stamp.id,
            facts=answer.facts,
            author=file.metadata.author,
            report=page_name(file.key) if answer.page else "",
        )
        if answer.page:
            write_page(self._job.journal.folder, entry.report, answer.page)
        self._add(entry, answer.record)
        return entry

    def _record_copy(self, file: PlannedFile, twin: Entry) -> None:
        """Give a file the record of an identical one, under its own name."""
        if twin.is_screened:
            record = copied_record(self._job.journal.record(twin), file)
        else:
            record = failed_answer(
                Task(key=file.key, document_id=file.document_id, content=b""),
                entry_error(replace(twin, key=file.key)),
                language=self._job.language,
            ).record
        entry = replace(
            twin,
            key=file.key,
            document_id=file.document_id,
            size_bytes=file.size_bytes,
            modified_ns=file.modified_ns,
            facts=copied_facts(twin.facts, file.metadata),
            author=file.metadata.author,
            duplicate_of=twin.key,
        )
        self._tally.copied += twin.is_screened
        self._add(entry, record)

    def _add(self, entry: Entry, record: bytes) -> None:
        tally, facts = self._tally, entry.facts
        self._job.journal.add(entry, record)
        tally.screened += entry.is_screened
        tally.failed += not entry.is_screened
        tally.quarantined += facts.state is State.QUARANTINED
        tally.findings += facts.findings
        tally.size_bytes += entry.size_bytes or 0
        tally.read_s += facts.read_s
        tally.screen_s += facts.screen_s

    def _commit_now_and_then(self) -> None:
        now = self._job.clock()
        if (
            self._job.journal.pending >= _MOST_PENDING
            or now - self._committed_s >= _COMMIT_S
        ):
            self._job.journal.commit()
            self._committed_s = now

    def _tell(self) -> None:
        seconds = self._job.clock() - self._begin_s
        running = self._job.engine.running()
        if self._loading_s is None and (running or self._tally.done):
            longest_s = running[0].seconds if running else 0.0
            self._loading_s = max(0.0, seconds - longest_s)
        loading_s = seconds if self._loading_s is None else self._loading_s
        self._job.on_progress(
            progress_at(
                self._tally, seconds=seconds, loading_s=loading_s, running=running
            )
        )
