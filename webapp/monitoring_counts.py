"""Counting what is screened, where it is screened."""

from __future__ import annotations

import json
import logging
from datetime import datetime

from screener.batch.journal import Journal
from screener.domain.reports import Report
from screener.errors import StoreError
from webapp.accounts import Viewer
from webapp.clock import local_day
from webapp.jobs import Job
from webapp.monitoring import tallies_of_records, tally_of_report
from webapp.state import WebState
from webapp.store.store import Store

log = logging.getLogger(__name__)


def count_screening(state: WebState, by: Viewer, report: Report) -> None:
    """Count a draft's screening; the screening goes on when that fails."""
    tally = tally_of_report(
        report,
        organisation_id=by.user.organisation_id,
        day=local_day(state.clock()),
    )
    if tally is None:
        return
    try:
        state.store.monitoring.record(tally)
    except StoreError:
        log.warning("screening not counted", exc_info=True)


def count_scan(store: Store, job: Job, journal: Journal, now: datetime) -> None:
    """Count what a scan has screened so far; the scan ends well if that fails."""
    records = (
        json.loads(journal.record(entry))
        for entry in journal.entries()
        if entry.is_screened
    )
    tallies = tallies_of_records(
        records,
        job_id=job.id,
        organisation_id=job.organisation_id,
        day=local_day(now),
    )
    try:
        for tally in tallies:
            store.monitoring.record(tally)
    except StoreError:
        log.warning("scan not counted", exc_info=True)
