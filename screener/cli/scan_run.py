"""From the flags of ``screener scan`` to its results and its exit status."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

import click

from screener.batch.contents import ContentReader
from screener.batch.engine import Engine
from screener.batch.journal import JOURNAL, Journal
from screener.batch.local_engine import LocalEngine, usable_cores
from screener.batch.lock import FolderLock
from screener.batch.manifest import read_addresses, read_manifest
from screener.batch.overview import Overview, overview_to_json
from screener.batch.plan import Inputs, Listed, make_plan
from screener.batch.planned import Plan
from screener.batch.results import INDEX, write_results
from screener.batch.scan import ScanJob, find_changes, run_scan
from screener.batch.stamp import Stamp
from screener.batch.tasks import WorkOrder
from screener.batch.watch import Watcher
from screener.batch.web_pages import WebAccess
from screener.bootstrap import make_screener, scan_stamp
from screener.cli.scan_options import FAIL_ON, Flags, make_filters
from screener.cli.scan_progress import make_view
from screener.cli.scan_words import (
    changes_words,
    left_out_words,
    outcome_words,
    plan_words,
    unscreened_words,
)
from screener.cli.status import ExitStatus, worst
from screener.config import Settings
from screener.errors import OutputError
from screener.report.words import words

_LOG: Final = "scan.log"
# From so many files on, writing the tables takes seconds that want an explanation.
_MANY: Final = 500


def run_flags(settings: Settings, flags: Flags) -> int:
    """Do what the flags ask for; the exit status."""
    language = flags.language or settings.language
    if not (flags.paths or flags.manifests or flags.url_lists):
        raise click.UsageError(words("scan.no_inputs", language))
    if flags.out is None:
        raise click.UsageError(words("scan.no_out", language))
    settings = replace(
        settings,
        operating_point=flags.operating_point or settings.operating_point,
        language=language,
    )
    command = _Command(settings, flags, flags.out)
    try:
        return command.tell_plan() if flags.dry_run else command.scan()
    except KeyboardInterrupt:
        folder = str(flags.out)
        click.echo(words("scan.stopped_early", language, folder=folder), err=True)
        return ExitStatus.NOT_SCREENED


@contextmanager
def _asked_to_stop() -> Iterator[threading.Event]:
    """An event that Ctrl-C or a service manager sets; a second Ctrl-C is not held.

    Before this, while files are only listed, the first one ends the command.
    """
    stop = threading.Event()
    kept = {kind: signal.getsignal(kind) for kind in (signal.SIGINT, signal.SIGTERM)}

    def ask(_number: int, _frame: object) -> None:
        stop.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    for kind in kept:
        signal.signal(kind, ask)
    try:
        yield stop
    finally:
        for kind, handler in kept.items():
            signal.signal(kind, handler)


@dataclass(frozen=True, slots=True)
class _Command:
    """One run of the command."""

    settings: Settings
    flags: Flags
    out: Path

    @property
    def language(self) -> str:
        return self.settings.language

    def tell_plan(self) -> int:
        """Say what would be read; nothing is written."""
        plan = self._plan()
        known = 0
        if (self.out / JOURNAL).is_file():
            with Journal(self.out) as journal:
                known = sum(journal.known(file.key) is not None for file in plan.files)
        for line in plan_words(
            plan, known=known, folder=str(self.out), language=self.language
        ):
            click.echo(line)
        return ExitStatus.CLEAN

    def scan(self) -> int:
        """Screen once, or again and again while watching."""
        stamp = self._stamp()
        plan = self._plan()
        _make_folder(self.out)
        with FolderLock(self.out), Journal(self.out) as journal:
            try:
                with _asked_to_stop() as stop:
                    if self.flags.watch:
                        return self._watch(journal, stamp, stop)
                    return self._scan_once(plan, journal, stamp, stop.is_set)
            except KeyboardInterrupt:
                folder, count = str(self.out), len(journal)
                code = "scan.stopped_at_once"
                said = words(code, self.language, count=count, folder=folder)
                click.echo(said, err=True)
                return ExitStatus.NOT_SCREENED

    def _watch(self, journal: Journal, stamp: Stamp, stop: threading.Event) -> int:
        watcher = Watcher(
            make_plan=self._plan,
            journal=journal,
            make_job=partial(self._job, journal, stamp, stop.is_set),
            finish=partial(self._finish, journal),
        )
        folder, every_s = ", ".join(self.flags.paths), self.flags.every_s
        code = "scan.watching"
        self._say(words(code, self.language, folder=folder, seconds=f"{every_s:g}"))
        watcher.run(stop, every_s=every_s)
        return self._status(self._finish(journal))

    def _scan_once(
        self,
        plan: Plan,
        journal: Journal,
        stamp: Stamp,
        is_cancelled: Callable[[], bool],
    ) -> int:
        for line in left_out_words(plan, self.language):
            self._say(line)
        if self.flags.redo.value == "nothing":
            changes = find_changes(plan, journal, stamp)
            for line in changes_words(changes, stamp, self.language):
                self._say(line)
        outcome = run_scan(plan, self._job(journal, stamp, is_cancelled))
        left = outcome.tally.left if outcome.is_cancelled else 0
        if not outcome.is_cancelled:
            journal.settle(file.key for file in plan.files)
        if len(journal) >= _MANY:
            self._say(words("scan.writing", self.language, count=len(journal)))
        overview = self._finish(journal, left=left)
        self._say(outcome_words(outcome, self.language))
        self._say(words("scan.results", self.language, file=str(self.out / INDEX)))
        for line in unscreened_words(
            overview, folder=str(self.out), language=self.language
        ):
            click.echo(line, err=True)
        if self.flags.is_json:
            value = {**overview_to_json(overview, journal.stamps()), "left": left}
            click.echo(json.dumps({"event": "done", **value}, ensure_ascii=False))
        status = self._status(overview)
        if not outcome.is_cancelled:
            return status
        click.echo(words("scan.cancelled", self.language, left=left), err=True)
        return worst([status, ExitStatus.NOT_SCREENED])

    def _finish(self, journal: Journal, *, left: int = 0) -> Overview:
        return write_results(
            journal,
            language=self.language,
            agency=self.settings.agency,
            now=datetime.now().astimezone(),
            left=left,
        )

    def _status(self, overview: Overview) -> ExitStatus:
        least = FAIL_ON[self.flags.fail_on]
        found = [ExitStatus.CLEAN]
        if overview.not_screened:
            found.append(ExitStatus.NOT_SCREENED)
        if least is not None and overview.gravest.rank >= least.rank:
            found.append(ExitStatus.FINDINGS)
        return worst(found)

    def _say(self, line: str) -> None:
        """Tell a person; programs that read JSON, and the quiet, are spared."""
        if not self.flags.is_quiet and not self.flags.is_json:
            click.echo(line)

    def _plan(self) -> Plan:
        flags = self.flags
        listed: list[Listed] = []
        for path in flags.manifests:
            listed.extend(read_manifest(path))
        for path in flags.url_lists:
            listed.extend(read_addresses(path))
        return make_plan(
            Inputs(
                paths=flags.paths,
                listed=tuple(listed),
                filters=make_filters(flags),
                limits=self.settings.limits,
                output=self.out,
            )
        )

    def _stamp(self) -> Stamp:
        flags = self.flags
        return scan_stamp(
            self.settings, timeout_s=flags.timeout_s, memory_bytes=flags.memory_bytes
        )

    def _job(
        self, journal: Journal, stamp: Stamp, is_cancelled: Callable[[], bool]
    ) -> ScanJob:
        view = make_view(
            self.language, is_quiet=self.flags.is_quiet, is_json=self.flags.is_json
        )
        web = WebAccess(
            is_allowed=self.settings.allow_urls,
            max_bytes=self.settings.limits.max_file_bytes,
        )
        return ScanJob(
            journal=journal,
            engine=self._engine(),
            contents=ContentReader(limits=self.settings.limits, web=web),
            stamp=stamp,
            redo=self.flags.redo,
            is_shared=self.flags.is_shared,
            language=self.language,
            on_progress=view.show,
            on_end=view.end,
            is_cancelled=is_cancelled,
        )

    def _engine(self) -> Engine:
        flags = self.flags
        order = WorkOrder(
            make_screener=partial(make_screener, self.settings),
            limits=self.settings.limits,
            timeout_s=flags.timeout_s,
            memory_bytes=flags.memory_bytes,
            pages=flags.pages,
            language=self.language,
        )
        if flags.engine == "ray":
            # Imported where it is used: the plain install has no Ray.
            from screener.batch.ray_engine import RayEngine

            return RayEngine(order, address=flags.address, workers=flags.processes)
        processes = flags.processes or usable_cores()
        return LocalEngine(order, log=self.out / _LOG, processes=processes)


def _make_folder(folder: Path) -> None:
    try:
        # What is said of drafts is as confidential as they are.
        os.makedirs(folder, mode=0o700, exist_ok=True)
    except OSError as exc:
        reason = exc.strerror or str(exc)
        raise OutputError(source=str(folder), reason=reason) from exc
