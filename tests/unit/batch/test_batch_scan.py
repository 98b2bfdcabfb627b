"""The scan: each file one record, identical files once, changes only on request."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from screener.batch.contents import ContentReader
from screener.batch.journal import RESULTS, Journal
from screener.batch.plan import Inputs, Listed, make_plan
from screener.batch.planned import Metadata, Plan
from screener.batch.progress import Progress, ScanOutcome
from screener.batch.scan import ScanJob, run_scan
from screener.batch.stamp import Redo, Stamp, is_touched
from screener.batch.tasks import Pages, WorkOrder
from tests.batch_screeners import FAILS, make_breakable
from tests.inline_engine import InlineEngine
from tests.unit.batch.batch_files import BIASED, CLEAN, write_files

STAMP = Stamp(
    model="cụm từ 1", operating_point="can-bang", lexicon="l", limits="g", screener="0"
)


class Desk:
    """A folder of drafts, a folder of results, and the last run's engine."""

    def __init__(self, folder: Path) -> None:
        self.drafts = folder / "bài"
        self.out = folder / "kết quả"
        self.taken: list[str] = []

    def plan(self, *listed: Listed) -> Plan:
        return make_plan(Inputs(paths=(str(self.drafts),), listed=listed))

    def scan(
        self,
        *,
        stamp: Stamp = STAMP,
        redo: Redo = Redo.NOTHING,
        plan: Plan | None = None,
        pages: Pages = Pages.FINDINGS,
        **changes: Any,
    ) -> ScanOutcome:
        engine = InlineEngine(WorkOrder(make_screener=make_breakable, pages=pages))
        plan = plan or self.plan()
        with Journal(self.out) as journal:
            job = ScanJob(
                journal=journal,
                engine=engine,
                contents=ContentReader(),
                stamp=stamp,
                redo=redo,
                **changes,
            )
            outcome = run_scan(plan, job)
            if not outcome.is_cancelled:
                journal.settle(file.key for file in plan.files)
        self.taken = [Path(key).name for key in engine.taken]
        return outcome

    def records(self) -> list[dict[str, Any]]:
        lines = (self.out / RESULTS).read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def ids(self) -> list[str]:
        return [record["document"]["id"] for record in self.records()]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def numbered(count: int) -> dict[str, str | bytes]:
    return {f"{n:02}.txt": f"{BIASED} Bài số {n}." for n in range(count)}


def test_each_file_has_one_record_in_the_order_of_the_plan(desk: Desk) -> None:
    """The order of the workers must not show."""
    write_files(desk.drafts, {**numbered(8), "trống.txt": b""})

    outcome = desk.scan()

    assert desk.ids() == [*numbered(8), "trống.txt"]
    assert (outcome.tally.screened, outcome.tally.failed) == (8, 1)
    assert outcome.tally.findings == 16


def test_second_run_does_nothing(desk: Desk) -> None:
    """What is done is done."""
    write_files(desk.drafts, numbered(5))
    desk.scan()
    before = (desk.out / RESULTS).read_bytes()

    outcome = desk.scan()

    assert desk.taken == []
    assert outcome.tally.kept == 5
    assert (desk.out / RESULTS).read_bytes() == before


def test_new_files_are_added(desk: Desk) -> None:
    """A folder grows; the scan goes on."""
    write_files(desk.drafts, numbered(3))
    desk.scan()
    write_files(desk.drafts, {"00a.txt": BIASED})

    desk.scan()

    assert desk.taken == ["00a.txt"]
    assert desk.ids() == ["00.txt", "00a.txt", "01.txt", "02.txt"]


def test_identical_files_are_screened_once_and_each_has_its_record(desk: Desk) -> None:
    """The same agency text stands in thirty newspapers."""
    write_files(desk.drafts, {f"{n}.txt": BIASED for n in range(7)})

    outcome = desk.scan()

    assert len(desk.taken) == 1
    assert outcome.tally.copied == 6
    assert desk.ids() == [f"{n}.txt" for n in range(7)]


def test_copied_record_is_the_one_the_file_would_have_got(
    desk: Desk, tmp_path: Path
) -> None:
    """Identities of findings hang on the draft, not on who was first."""
    write_files(desk.drafts, {"a.txt": BIASED, "b.txt": BIASED})
    alone = Desk(tmp_path / "riêng")
    alone.drafts = desk.drafts
    metadata = Metadata(outlet="Báo Ví Dụ", title="Tít khác")
    listed = Listed(place=str(desk.drafts / "b.txt"), metadata=metadata)
    alone_plan = make_plan(
        Inputs(paths=(str(desk.drafts / "b.txt"),), listed=(listed,))
    )

    desk.scan(plan=desk.plan(listed))
    alone.scan(plan=alone_plan)

    assert desk.taken == ["a.txt"]
    assert desk.records()[1] == alone.records()[0]


def test_same_text_of_another_day_is_screened_on_its_own(desk: Desk) -> None:
    """The law that applies depends on the day of publication."""
    write_files(desk.drafts, {"a.txt": BIASED, "b.txt": BIASED})
    day = Metadata(published_on=date(2010, 1, 1))
    listed = Listed(place=str(desk.drafts / "b.txt"), metadata=day)

    desk.scan(plan=desk.plan(listed))

    assert desk.taken == ["a.txt", "b.txt"]


def test_identical_broken_files_fail_once_each_under_its_name(desk: Desk) -> None:
    """A poison text sent twice must not cost four workers."""
    write_files(desk.drafts, {"a.txt": FAILS, "b.txt": FAILS})

    outcome = desk.scan()

    assert desk.taken == ["a.txt"]
    assert outcome.tally.failed == 2
    assert [r["document"]["source"][-5:] for r in desk.records()] == ["a.txt", "b.txt"]
    assert "b.txt" in desk.records()[1]["error"]["message"]


def test_cancelled_run_goes_on_where_it_was(desk: Desk) -> None:
    """Stopping is no loss."""
    write_files(desk.drafts, numbered(9))
    seen: list[Progress] = []

    outcome = desk.scan(
        on_progress=seen.append, is_cancelled=lambda: bool(seen and seen[-1].done >= 3)
    )
    first = desk.taken
    desk.scan()

    assert outcome.is_cancelled
    assert desk.ids() == list(numbered(9))
    assert len(first) < 9
    assert len(first) + len(desk.taken) <= 9 + 3


def test_run_asked_to_stop_at_its_very_end_is_complete(desk: Desk) -> None:
    """Nobody should be told to run again what has been done."""
    write_files(desk.drafts, numbered(4))
    seen: list[Progress] = []

    early = desk.scan(is_cancelled=lambda: True)
    late = desk.scan(
        on_progress=seen.append, is_cancelled=lambda: bool(seen and seen[-1].done == 4)
    )

    assert (early.is_cancelled, early.tally.left) == (True, 4)
    assert (late.is_cancelled, late.tally.left) == (False, 0)


def test_progress_adds_up(desk: Desk) -> None:
    """The bar must end at its end."""
    write_files(desk.drafts, numbered(7))
    seen: list[Progress] = []

    desk.scan(on_progress=seen.append)

    assert [p.done for p in seen] == sorted(p.done for p in seen)
    assert (seen[-1].done, seen[-1].total, seen[-1].findings) == (7, 7, 14)
    assert seen[-1].left_s == 0


def test_changed_model_is_told_and_changes_nothing_unasked(desk: Desk) -> None:
    """Old and new results must not be mixed up in silence, nor redone in silence."""
    write_files(desk.drafts, {"a.txt": BIASED, "b.txt": b""})
    desk.scan()

    outcome = desk.scan(stamp=replace(STAMP, model="cụm từ 2"))

    assert desk.taken == []
    assert [stamp.model for stamp in outcome.changes.stamps] == ["cụm từ 1"]
    assert outcome.changes.touched == 1


def test_redo_changed_screens_only_what_the_model_touches(desk: Desk) -> None:
    """A file that cannot be read is not read better by another model."""
    write_files(desk.drafts, {"a.txt": BIASED, "b.txt": b"", "c.txt": CLEAN})
    desk.scan()

    desk.scan(stamp=replace(STAMP, model="cụm từ 2"), redo=Redo.CHANGED)

    assert desk.taken == ["a.txt", "c.txt"]
    assert desk.ids() == ["a.txt", "b.txt", "c.txt"]


def test_redo_changed_screens_files_that_changed(desk: Desk) -> None:
    """A corrected draft is screened again, one merely touched is not."""
    write_files(desk.drafts, {"a.txt": BIASED, "b.txt": BIASED + " x", "c.txt": CLEAN})
    desk.scan()
    write_files(desk.drafts, {"a.txt": CLEAN + " Đã sửa.", "b.txt": BIASED + " x"})

    told = desk.scan()
    untouched = desk.taken
    desk.scan(redo=Redo.CHANGED)
    redone = desk.taken
    desk.scan(redo=Redo.CHANGED)

    assert told.changes.files == 2
    assert untouched == []
    assert redone == ["a.txt"]
    assert desk.taken == []
    assert desk.records()[0]["findings"] == []


def test_redo_failed_tries_only_those_again(desk: Desk) -> None:
    """The share was not mounted yesterday."""
    write_files(desk.drafts, {"a.txt": BIASED, "b.txt": FAILS})
    missing = Listed(place=str(desk.drafts / "../muộn.txt"))
    desk.scan(plan=desk.plan(missing))
    write_files(desk.drafts.parent, {"muộn.txt": CLEAN})

    outcome = desk.scan(plan=desk.plan(missing), redo=Redo.FAILED)

    assert desk.taken == ["b.txt", "muộn.txt"]
    assert (outcome.tally.screened, outcome.tally.failed) == (1, 1)
    assert len(desk.records()) == 3


def test_redo_all_screens_identical_files_once_still(desk: Desk) -> None:
    """Starting over is no reason to do the same work twice."""
    write_files(desk.drafts, {"a.txt": BIASED, "b.txt": BIASED, "c.txt": CLEAN})
    desk.scan()

    desk.scan(redo=Redo.ALL)

    assert desk.taken == ["a.txt", "c.txt"]
    assert desk.ids() == ["a.txt", "b.txt", "c.txt"]


@pytest.mark.parametrize(
    ("pages", "count"), [(Pages.NONE, 0), (Pages.FINDINGS, 1), (Pages.ALL, 2)]
)
def test_pages_are_written_for_whom_they_were_asked(
    desk: Desk, pages: Pages, count: int
) -> None:
    """Ten million pages nobody opens would fill the disk."""
    write_files(desk.drafts, {"a.txt": BIASED, "b.txt": CLEAN})

    desk.scan(pages=pages)

    written = list((desk.out / "reports").rglob("*.html"))
    assert len(written) == count


def test_results_are_readable_by_their_owner_only(desk: Desk) -> None:
    """Drafts are confidential, and so is what is said of them."""
    write_files(desk.drafts, {"a.txt": BIASED})

    desk.scan()

    assert desk.out.stat().st_mode & 0o077 == 0


NEW_MODEL = replace(STAMP, model="cụm từ 2")
NEW_LIMITS = replace(STAMP, limits="khác")
NEW_PROGRAM = replace(STAMP, screener="1")


@pytest.mark.parametrize(
    ("new", "error", "touched"),
    [
        (STAMP, "", False),
        (NEW_MODEL, "", True),
        (NEW_MODEL, "input.corrupt", False),
        (NEW_MODEL, "model.bundle_corrupt", True),
        (NEW_LIMITS, "", False),
        (NEW_LIMITS, "input.too_large", True),
        (NEW_LIMITS, "input.corrupt", False),
        (NEW_PROGRAM, "input.corrupt", True),
        (replace(STAMP, lexicon="mới"), "", True),
    ],
)
def test_change_touches_what_it_could_change(
    new: Stamp, error: str, touched: bool
) -> None:
    """Redoing too little is wrong, too much is hours."""
    assert is_touched(STAMP, new, error=error) is touched


def test_record_of_an_unknown_stamp_is_touched() -> None:
    """Nobody knows what made it."""
    assert is_touched(None, STAMP, error="")
