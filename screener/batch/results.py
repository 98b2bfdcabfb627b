"""The results that people open: overview page, workbook, table, counts, and a list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from screener.batch.append_file import disk_reason
from screener.batch.index_page import PageFacts, render_index
from screener.batch.journal import Journal
from screener.batch.overview import Overview, overview_to_json
from screener.batch.records import entry_error, outcome_from_record
from screener.batch.report_pages import write_whole
from screener.batch.workbook import render_workbook
from screener.domain.labels import Verdict
from screener.domain.reports import Outcome
from screener.errors import ScanFolderError
from screener.report.csv_report import write_csv
from screener.report.words import printable

INDEX: Final = "index.html"
WORKBOOK: Final = "results.xlsx"
TABLE: Final = "results.csv"
SUMMARY: Final = "summary.json"
UNSCREENED: Final = "not-screened.txt"


def write_results(
    journal: Journal, *, language: str, agency: str, now: datetime, left: int = 0
) -> Overview:
    """Write every form of the results beside the records, and say what they hold.

    Each file is replaced as a whole, so that an open browser never sees half.

    Args:
        journal: Holds the records.
        language: Of pages and tables.
        agency: Name of the inspecting agency; "" for none.
        now: When the results are made.
        left: Files that the scan has not come to, since it was stopped.

    Raises:
        ScanFolderError: When the disk is full or gone.
    """
    folder = journal.folder
    overview = Overview(journal.entries())
    facts = PageFacts(
        language=language,
        agency=agency,
        made_at=now,
        stamps=journal.stamps(),
        left=left,
    )
    summary = json.dumps(
        {**overview_to_json(overview, journal.stamps()), "left": left},
        ensure_ascii=False,
        indent=2,
    )
    _write(folder, INDEX, render_index(overview, facts).encode())
    _write(folder, SUMMARY, f"{summary}\n".encode())
    _write(folder, UNSCREENED, _unscreened(journal).encode())
    _write_table(journal, language)
    pairs = (
        (entry, outcome_from_record(journal.record(entry), entry, language=language))
        for entry in journal.entries()
    )
    _write(folder, WORKBOOK, render_workbook(pairs, language=language))
    return overview


def _write(folder: Path, name: str, content: bytes) -> None:
    write_whole(folder / name, content, folder=folder)


def _unscreened(journal: Journal) -> str:
    """A line a file that was not screened: its name and the code of the reason."""
    lines = []
    for entry in journal.entries():
        if not entry.is_screened:
            lines.append(f"{printable(entry.key)}\t{entry_error(entry).code}\n")
        elif entry.facts.verdict == Verdict.NOT_SCREENED.value:
            lines.append(f"{printable(entry.key)}\tnot_trusted\n")
    return "".join(lines)


def _write_table(journal: Journal, language: str) -> None:
    """The CSV, streamed: it may be as large as the records."""
    temporary = journal.folder / f"{TABLE}.new"
    try:
        with temporary.open("w", encoding="utf-8-sig", newline="") as stream:
            write_csv(_outcomes(journal, language), stream, language=language)
        temporary.replace(journal.folder / TABLE)
    except OSError as exc:
        temporary.unlink(missing_ok=True)
        reason = disk_reason(exc)
        raise ScanFolderError(source=str(journal.folder), reason=reason) from exc


def _outcomes(journal: Journal, language: str) -> Iterator[Outcome]:
    for entry in journal.entries():
        yield outcome_from_record(journal.record(entry), entry, language=language)
