"""Scans as jobs, for tests: uploads on the disk, workers that screen here and now."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from screener.batch.engine import Engine
from screener.batch.tasks import Answer, Task, WorkOrder
from screener.config import Settings
from tests.inline_engine import InlineEngine
from tests.phrase_screener import PhraseScreener
from tests.web_people import CREATED_AT, an_entry
from webapp.clock import utc_now
from webapp.jobs import Job, JobKind
from webapp.scan_files import ScanPlace, keep_uploads, scan_place
from webapp.scan_job import JobTools
from webapp.scan_request import ScanRequest
from webapp.store.store import Store

FLAGGED: Final = "Chị vẫn không quên thiên chức làm vợ, làm mẹ."
PLAIN: Final = "Sáng nay cầu Bến Nứa thông xe sau ba tháng sửa chữa."
FILES: Final = {
    "Bài 1.txt": f"Gương người tốt\n\n{FLAGGED}",
    "Bài 2.txt": f"Giao thông\n\n{PLAIN}",
    "Bài 3.txt": f"Đời sống\n\nNăm nay mận được mùa. {FLAGGED}",
}


@dataclass
class Sent:
    """A file as a form brings it."""

    filename: str | None
    content: bytes

    def save(self, dst: Path) -> None:
        """Write its content to a new file."""
        dst.write_bytes(self.content)


def sent(files: Mapping[str, str]) -> list[Sent]:
    """Texts as a form brings them."""
    return [Sent(name, text.encode()) for name, text in files.items()]


def zipped(files: Mapping[str, str]) -> bytes:
    """Texts as one archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return target.getvalue()


def make_job(
    key: str = "luot-1",
    *,
    owner_id: str = "local",
    organisation_id: str = "local",
    request: ScanRequest | None = None,
    minutes: int = 0,
) -> Job:
    """A scan that waits, accepted so many minutes after the others."""
    return Job(
        id=key,
        organisation_id=organisation_id,
        owner_id=owner_id,
        kind=JobKind.SCAN,
        title="Số Tết",
        request=(request or ScanRequest()).to_json(),
        created_at=CREATED_AT + timedelta(minutes=minutes),
    )


def add_scan(
    settings: Settings,
    store: Store,
    files: Mapping[str, str] = FILES,
    *,
    key: str = "luot-1",
    owner_id: str = "local",
    organisation_id: str = "local",
) -> ScanPlace:
    """A scan of uploads, accepted."""
    place = scan_place(settings, key)
    keep_uploads(place, sent(files))
    job = make_job(key, owner_id=owner_id, organisation_id=organisation_id)
    store.jobs.add(job, entry=an_entry())
    return place


@dataclass
class Engines:
    """Makes engines that work in this process, and remembers them.

    Attributes:
        on_file: Called with the name of each file before it is screened.
    """

    on_file: Callable[[str], None] = lambda _: None

    def __post_init__(self) -> None:
        self.made: list[InlineEngine] = []

    def __call__(self, settings: Settings, language: str, log: Path) -> Engine:
        """An engine that screens for phrases."""
        del log
        order = WorkOrder(
            make_screener=PhraseScreener, limits=settings.limits, language=language
        )
        engine = _Watched(order, self.on_file)
        self.made.append(engine)
        return engine

    @property
    def taken(self) -> list[str]:
        """Names of all files that were screened, in order."""
        return [key for engine in self.made for key in engine.taken]


class _Watched(InlineEngine):
    """An engine that says what it begins with."""

    def __init__(self, order: WorkOrder, on_file: Callable[[str], None]) -> None:
        super().__init__(order, at_once=1)
        self._on_file = on_file

    def answers(self, tasks: Iterator[Task]) -> Iterator[tuple[Answer, ...]]:
        """One file at a time, each announced."""
        return super().answers(self._announced(tasks))

    def _announced(self, tasks: Iterator[Task]) -> Iterator[Task]:
        for task in tasks:
            self._on_file(task.key)
            yield task


def make_tools(
    settings: Settings,
    store: Store,
    *,
    engines: Engines | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> JobTools:
    """What a worker works with, without processes."""
    return JobTools(
        settings=settings, store=store, clock=clock, make_engine=engines or Engines()
    )
