"""A scan as a job: plan, engine, journal and results as on the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from models.registry import Registry
from screener.batch.engine import Engine
from screener.batch.journal import Journal
from screener.batch.local_engine import LocalEngine, usable_cores
from screener.batch.lock import FolderLock
from screener.batch.overview import Overview
from screener.batch.planned import Plan
from screener.batch.progress import Progress
from screener.batch.results import write_results
from screener.batch.scan import ScanJob, run_scan
from screener.batch.tasks import (
    DEFAULT_MEMORY_BYTES,
    DEFAULT_TIMEOUT_S,
    WorkOrder,
)
from screener.bootstrap import make_screener, scan_stamp
from screener.config import Settings
from screener.errors import JobFilesGoneError, ScanFolderError
from training.own_corpus import OWN_CORPUS
from webapp.jobs import Job, JobProgress
from webapp.model_switch import usable_bundle
from webapp.monitoring_counts import count_scan
from webapp.preferences import preferences_over
from webapp.pulse import Pulse
from webapp.scan_files import (
    NamingReader,
    ScanPlace,
    folder_plan,
    root_of,
    scan_place,
    uploads_plan,
)
from webapp.scan_request import Phase, ScanRequest, ScanStatus, scan_request_from
from webapp.store.store import Store

_LOG: Final = "scan.log"
# Given the settings in force, the language of the results and a file for warnings.
EngineMaker = Callable[[Settings, str, Path], Engine]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobTools:
    """What a worker works with.

    Attributes:
        settings: As read at the start.
        make_engine: Makes the engine of a scan.
        corpus: Labelled files that are replayed when a model is retrained, and
            whose test sides judge.
    """

    settings: Settings
    store: Store
    clock: Callable[[], datetime]
    make_engine: EngineMaker
    corpus: tuple[Path, ...] = OWN_CORPUS


def local_engine(settings: Settings, language: str, log: Path) -> Engine:
    """Worker processes of this machine; one core is left to those who write."""
    order = WorkOrder(
        make_screener=partial(make_screener, settings),
        limits=settings.limits,
        language=language,
    )
    processes = settings.scan_processes or max(1, usable_cores() - 1)
    return LocalEngine(order, log=log, processes=processes)


def run_scan_job(job: Job, tools: JobTools, pulse: Pulse) -> None:
    """Scan what was asked for and write the results; stops when ``pulse`` says so.

    Whatever was screened stays on the disk: the same job, taken up again by this
    or another worker, goes on where it was.

    Raises:
        JobFilesGoneError: When what is to be scanned is not there.
        ScanBusyError: When another worker is still at it.
        ScreenerError: When the disk, the model or a worker process fails.
    """
    request = scan_request_from(job.request)
    settings = _in_force(tools, request)
    place = scan_place(tools.settings, job.id)
    plan = _plan(job, request, settings, place)
    _make_results_folder(place)
    with FolderLock(place.results), Journal(place.results) as journal:
        teller = _Teller(pulse, place)
        outcome = run_scan(
            plan, _scan(request, settings, tools, pulse, teller, journal)
        )
        if pulse.is_given_back:
            return
        teller.write()
        if not outcome.is_cancelled:
            journal.settle(file.key for file in plan.files)
        overview = write_results(
            journal,
            language=request.language,
            agency=settings.agency,
            now=tools.clock().astimezone(),
            left=outcome.tally.left if outcome.is_cancelled else 0,
        )
        count_scan(tools.store, job, journal, tools.clock())
        teller.end(overview, total=len(plan.files))


class _Teller:
    """Turns what a scan says of itself into what its job says."""

    def __init__(self, pulse: Pulse, place: ScanPlace) -> None:
        self._pulse = pulse
        self._place = place
        self._status = ScanStatus(has_results=place.has_results)

    def tell(self, progress: Progress) -> None:
        """A moment of the scan."""
        left_s = progress.left_s
        self._status = replace(
            self._status,
            phase=Phase.SCREENING,
            left_s=None if left_s is None else round(left_s, 1),
            failed=progress.failed,
            findings=progress.findings,
        )
        self._say(progress.done, progress.total)

    def write(self) -> None:
        """Every file has its record; the results are being written."""
        self._status = replace(self._status, phase=Phase.WRITING, left_s=None)
        progress = self._pulse.progress
        self._say(progress.done, progress.total)

    def end(self, overview: Overview, *, total: int) -> None:
        """The results are there."""
        self._status = ScanStatus(
            phase=Phase.READY,
            failed=overview.not_screened,
            findings=overview.total.findings,
            has_results=self._place.has_results,
            verdicts=overview.verdict_counts,
        )
        self._say(overview.files, total)

    def _say(self, done: int, total: int | None) -> None:
        self._pulse.tell(
            JobProgress(done=done, total=total, result=self._status.to_json())
        )


def _in_force(tools: JobTools, request: ScanRequest) -> Settings:
    """The settings, with what was chosen on the page and the results' language."""
    bundle = usable_bundle(tools.settings, tools.store.promotions)
    settings = replace(tools.settings, bundle=bundle)
    registry = Registry(extra_folder=settings.data_dir / "models")
    card = registry.manifest(settings.bundle).card
    chosen = preferences_over(settings, tools.store.preferences.values(), card)
    return replace(
        settings,
        agency=chosen.agency,
        operating_point=chosen.operating_point,
        language=request.language,
    )


def _plan(job: Job, request: ScanRequest, settings: Settings, place: ScanPlace) -> Plan:
    if not request.folder:
        return uploads_plan(place, title=job.title, limits=settings.limits)
    folder = Path(request.folder)
    # The settings may have changed since it was accepted.
    root = root_of(settings, folder)
    if root is None or not folder.is_dir():
        raise JobFilesGoneError(source=job.title)
    return folder_plan(folder, root=root, limits=settings.limits)


def _make_results_folder(place: ScanPlace) -> None:
    try:
        place.results.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as exc:
        reason = exc.strerror or str(exc)
        raise ScanFolderError(source=place.results.name, reason=reason) from exc


def _scan(
    request: ScanRequest,
    settings: Settings,
    tools: JobTools,
    pulse: Pulse,
    teller: _Teller,
    journal: Journal,
) -> ScanJob:
    return ScanJob(
        journal=journal,
        engine=tools.make_engine(settings, request.language, journal.folder / _LOG),
        contents=NamingReader(limits=settings.limits),
        stamp=scan_stamp(
            settings, timeout_s=DEFAULT_TIMEOUT_S, memory_bytes=DEFAULT_MEMORY_BYTES
        ),
        redo=request.redo,
        language=request.language,
        on_progress=teller.tell,
        is_cancelled=lambda: pulse.should_stop,
    )
