"""A drop folder, looked at again and again."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from screener.batch.contents import ContentReader
from screener.batch.journal import Journal
from screener.batch.plan import Inputs, make_plan
from screener.batch.scan import ScanJob
from screener.batch.stamp import Stamp
from screener.batch.tasks import WorkOrder
from screener.batch.watch import Watcher
from tests.batch_screeners import make_breakable
from tests.inline_engine import InlineEngine
from tests.unit.batch.batch_files import BIASED, CLEAN, write_files

STAMP = Stamp(
    model="cụm từ 1", operating_point="can-bang", lexicon="l", limits="g", screener="0"
)


class Drop:
    """A folder that is watched, and how often its results were written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "hộp thả"
        self.folder.mkdir()
        self.journal = Journal(folder / "kết quả")
        self.finished = 0
        self.watcher = Watcher(
            make_plan=lambda: make_plan(Inputs(paths=(str(self.folder),))),
            journal=self.journal,
            make_job=self._job,
            finish=self._finish,
        )

    def _job(self) -> ScanJob:
        return ScanJob(
            journal=self.journal,
            engine=InlineEngine(WorkOrder(make_screener=make_breakable)),
            contents=ContentReader(),
            stamp=STAMP,
        )

    def _finish(self) -> None:
        self.finished += 1

    def put(self, name: str, text: str, *, second: int = 0) -> None:
        write_files(self.folder, {name: text})
        os.utime(self.folder / name, (1_700_000_000 + second,) * 2)


@pytest.fixture
def drop(tmp_path: Path) -> Iterator[Drop]:
    made = Drop(tmp_path)
    yield made
    made.journal.close()


def test_new_file_is_screened_once_it_has_come_to_rest(drop: Drop) -> None:
    """A file that is still being copied is half a file."""
    drop.put("a.txt", BIASED)

    assert [drop.watcher.look() for _ in range(3)] == [0, 1, 0]
    assert drop.finished == 1


def test_file_that_still_grows_is_left_alone(drop: Drop) -> None:
    """Large files take minutes to arrive."""
    drop.put("a.txt", BIASED)
    drop.watcher.look()
    drop.put("a.txt", BIASED + BIASED)

    assert drop.watcher.look() == 0
    assert drop.watcher.look() == 1


def test_new_version_of_a_file_takes_the_place_of_the_old(drop: Drop) -> None:
    """The newsroom sends the corrected draft under the same name."""
    drop.put("a.txt", BIASED)
    for _ in range(2):
        drop.watcher.look()
    drop.put("a.txt", CLEAN, second=5)

    assert [drop.watcher.look() for _ in range(2)] == [0, 1]
    (entry,) = drop.journal.entries()
    assert entry.facts.findings == 0


def test_empty_folder_is_no_failure(drop: Drop) -> None:
    """It is empty most of the night."""
    assert [drop.watcher.look() for _ in range(3)] == [0, 0, 0]
    assert len(drop.journal) == 0


def test_file_taken_away_keeps_its_record(drop: Drop) -> None:
    """Evidence stays when the file has gone."""
    drop.put("a.txt", BIASED)
    for _ in range(2):
        drop.watcher.look()
    (drop.folder / "a.txt").unlink()

    drop.watcher.look()

    assert len(drop.journal) == 1


def test_watching_ends_when_asked(drop: Drop) -> None:
    """A service is stopped with its machine."""
    stop = threading.Event()
    thread = threading.Thread(
        target=drop.watcher.run, args=(stop,), kwargs={"every_s": 60}
    )
    thread.start()

    stop.set()
    thread.join(timeout=5)

    assert not thread.is_alive()
