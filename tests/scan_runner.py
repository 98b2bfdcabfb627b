"""A scan as a process of its own, to be killed: ``scan_runner DRAFTS OUT``."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from screener.batch.contents import ContentReader
from screener.batch.journal import Journal
from screener.batch.local_engine import LocalEngine
from screener.batch.lock import FolderLock
from screener.batch.plan import Inputs, make_plan
from screener.batch.results import write_results
from screener.batch.scan import ScanJob, run_scan
from screener.batch.stamp import Stamp
from screener.batch.tasks import WorkOrder
from tests.batch_screeners import make_slow

STAMP = Stamp(
    model="cụm từ 1", operating_point="can-bang", lexicon="l", limits="g", screener="0"
)


def main(drafts: Path, out: Path) -> None:
    """Screen the drafts with a pipeline that starts at once."""
    plan = make_plan(Inputs(paths=(str(drafts),), output=out))
    out.mkdir(parents=True, exist_ok=True)
    with FolderLock(out), Journal(out) as journal:
        engine = LocalEngine(
            WorkOrder(make_screener=make_slow), log=out / "scan.log", processes=2
        )
        job = ScanJob(
            journal=journal, engine=engine, contents=ContentReader(), stamp=STAMP
        )
        run_scan(plan, job)
        journal.settle(file.key for file in plan.files)
        now = datetime(2026, 3, 8, tzinfo=UTC)
        write_results(journal, language="vi", agency="", now=now)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
