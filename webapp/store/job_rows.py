"""Jobs as rows of the database, and back."""

from __future__ import annotations

from webapp.jobs import Job, JobKind, JobState
from webapp.tables.jobs import JobRow


def to_job_row(job: Job) -> JobRow:
    """The row that keeps a job."""
    return JobRow(
        id=job.id,
        organisation_id=job.organisation_id,
        owner_id=job.owner_id,
        kind=job.kind.value,
        title=job.title,
        state=job.state.value,
        request=job.request,
        done=job.done,
        total=job.total,
        attempts=job.attempts,
        created_at=job.created_at,
        started_at=job.started_at,
        seen_at=job.seen_at,
        cancel_asked_at=job.cancel_asked_at,
        finished_at=job.finished_at,
        error=job.error or None,
        result=job.result or None,
    )


def to_job(row: JobRow) -> Job:
    """The job that a row keeps."""
    return Job(
        id=row.id,
        organisation_id=row.organisation_id,
        owner_id=row.owner_id,
        kind=JobKind(row.kind),
        title=row.title,
        state=JobState(row.state),
        request=row.request,
        done=row.done,
        total=row.total,
        attempts=row.attempts,
        created_at=row.created_at,
        started_at=row.started_at,
        seen_at=row.seen_at,
        cancel_asked_at=row.cancel_asked_at,
        finished_at=row.finished_at,
        error=row.error or "",
        result=row.result or "",
    )
