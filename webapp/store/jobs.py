"""Jobs: accepted once, taken up by one worker at a time, never forgotten.

Every change names the state that it starts from, so that two workers, or a worker
and its job's owner, cannot both have their way.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from screener.errors import ConflictError, JobGaveUpError, RecordMissingError
from webapp.audit import Action, Entry, Subject
from webapp.jobs import (
    LEASE,
    MOST_ATTEMPTS,
    Job,
    JobCounts,
    JobEnd,
    JobKind,
    JobProgress,
    JobState,
    Lane,
    Leash,
    error_record,
)
from webapp.store.audit import append
from webapp.store.connection import Connection
from webapp.store.job_rows import to_job, to_job_row
from webapp.tables.accounts import OrganisationRow
from webapp.tables.jobs import JobRow

_OVER: Final = tuple(state.value for state in JobState if state.is_over)


class JobRoom:
    """The jobs of this installation."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, job: Job, *, entry: Entry) -> None:
        """Accept a job: from here on it is done or somebody hears why not."""
        with self._connection.writing() as session:
            session.add(to_job_row(job))
            append(session, entry)

    def get(self, key: str, owner_id: str) -> Job:
        """One of somebody's jobs.

        Raises:
            RecordMissingError: When they have none of that key.
        """
        with self._connection.reading() as session:
            row = session.get(JobRow, key)
            if row is None or row.owner_id != owner_id:
                raise RecordMissingError(source=f"job {key}")
            return to_job(row)

    def in_organisation(self, key: str, organisation_id: str, *, kind: JobKind) -> Job:
        """One of the jobs of a newsroom's people.

        Raises:
            RecordMissingError: When they have none of that key and kind.
        """
        with self._connection.reading() as session:
            row = session.get(JobRow, key)
            if (
                row is None
                or row.organisation_id != organisation_id
                or row.kind != kind.value
            ):
                raise RecordMissingError(source=f"job {key}")
            return to_job(row)

    def of_owner(
        self,
        owner_id: str,
        *,
        kind: JobKind = JobKind.SCAN,
        limit: int,
        skip: int = 0,
    ) -> tuple[Job, ...]:
        """Somebody's jobs of a kind, the latest first."""
        query = (
            select(JobRow)
            .where(JobRow.owner_id == owner_id, JobRow.kind == kind.value)
            .order_by(JobRow.created_at.desc(), JobRow.id)
            .limit(limit)
            .offset(skip)
        )
        with self._connection.reading() as session:
            return tuple(to_job(row) for row in session.scalars(query))

    def of_organisation(
        self, organisation_id: str, *, kind: JobKind, limit: int
    ) -> tuple[Job, ...]:
        """The jobs of a newsroom's people, the latest first."""
        query = (
            select(JobRow)
            .where(JobRow.organisation_id == organisation_id, JobRow.kind == kind.value)
            .order_by(JobRow.created_at.desc(), JobRow.id)
            .limit(limit)
        )
        with self._connection.reading() as session:
            return tuple(to_job(row) for row in session.scalars(query))

    def requests_at_work(self, kind: JobKind) -> tuple[str, ...]:
        """What is asked for by the jobs of a kind that wait or are at work."""
        query = select(JobRow.request).where(
            JobRow.kind == kind.value, JobRow.state.not_in(_OVER)
        )
        with self._connection.reading() as session:
            return tuple(session.scalars(query))

    def ahead_of(self, job: Job) -> int:
        """How many jobs stand before one that waits, those at work included.

        Jobs of another lane stand before nobody here.
        """
        waits = and_(
            JobRow.state == JobState.QUEUED.value, JobRow.created_at < job.created_at
        )
        query = (
            select(func.count())
            .select_from(JobRow)
            .where(_is_in(job.kind.lane))
            .where(or_(JobRow.state == JobState.RUNNING.value, waits))
        )
        with self._connection.reading() as session:
            return session.scalar(query) or 0

    def counts(self, lane: Lane) -> JobCounts:
        """How the jobs of a lane of the installation stand."""
        query = (
            select(JobRow.state, func.count())
            .where(_is_in(lane))
            .group_by(JobRow.state)
        )
        waiting = select(func.min(JobRow.created_at)).where(
            JobRow.state == JobState.QUEUED.value, _is_in(lane)
        )
        seen = select(func.max(JobRow.seen_at)).where(_is_in(lane))
        with self._connection.reading() as session:
            numbers = {row[0]: row[1] for row in session.execute(query)}
            return JobCounts(
                waiting=numbers.get(JobState.QUEUED, 0),
                running=numbers.get(JobState.RUNNING, 0),
                waiting_since=session.scalar(waiting),
                seen_at=session.scalar(seen),
            )

    def claim(self, key: str, now: datetime) -> Job | None:
        """The job, now this worker's alone; None when it is not to be had."""
        with self._connection.writing() as session:
            taken = _changed(
                session,
                key,
                JobState.QUEUED,
                state=JobState.RUNNING.value,
                attempts=JobRow.attempts + 1,
                started_at=func.coalesce(JobRow.started_at, now),
                seen_at=now,
                finished_at=None,
                error=None,
            )
            if not taken:
                return None
            row = session.get(JobRow, key)
            return None if row is None else to_job(row)

    def beat(self, job: Job, progress: JobProgress, now: datetime) -> Leash:
        """Tell how far a claimed job has come, and hear whether to go on."""
        with self._connection.writing() as session:
            if not _changed(
                session,
                job.id,
                JobState.RUNNING,
                attempts_are=job.attempts,
                seen_at=now,
                **_values(progress),
            ):
                return Leash.LOST
            asked = session.scalar(
                select(JobRow.cancel_asked_at).where(JobRow.id == job.id)
            )
            return Leash.GO_ON if asked is None else Leash.CANCEL

    def end(self, job: Job, end: JobEnd, now: datetime) -> bool:
        """Put down a claimed job; False when it had been taken from this worker."""
        is_over = end.state.is_over
        with self._connection.writing() as session:
            return _changed(
                session,
                job.id,
                JobState.RUNNING,
                attempts_are=job.attempts,
                state=end.state.value,
                seen_at=now,
                finished_at=now if is_over else None,
                error=end.error or None,
                **_values(end.progress),
            )

    def cancel(self, key: str, now: datetime, *, entry: Entry) -> None:
        """Stop a job: at once while it waits, else when its worker hears of it."""
        with self._connection.writing() as session:
            stopped = _changed(
                session,
                key,
                JobState.QUEUED,
                state=JobState.CANCELLED.value,
                cancel_asked_at=now,
                finished_at=now,
            ) or _changed(session, key, JobState.RUNNING, cancel_asked_at=now)
            if stopped:
                append(session, entry)

    def retry(self, key: str, *, request: str, entry: Entry) -> bool:
        """Let a job that is over wait again; False when it is not over."""
        values: dict[str, Any] = {
            "state": JobState.QUEUED.value,
            "request": request,
            "cancel_asked_at": None,
            "finished_at": None,
            "error": None,
        }
        with self._connection.writing() as session:
            found = _changed(session, key, *map(JobState, _OVER), **values)
            if found:
                append(session, entry)
            return found

    def to_queue(
        self, now: datetime, *, lane: Lane = Lane.SCREENING
    ) -> tuple[str, ...]:
        """The jobs of a lane that wait, after those of dead workers were put back.

        One that keeps killing its workers is given up with ``job.gave_up``.
        """
        dead = and_(
            JobRow.state == JobState.RUNNING.value, JobRow.seen_at < now - LEASE
        )
        with self._connection.writing() as session:
            session.execute(
                update(JobRow)
                .where(dead, JobRow.cancel_asked_at.is_not(None))
                .values(state=JobState.CANCELLED.value, finished_at=now)
            )
            session.execute(
                update(JobRow)
                .where(dead, JobRow.attempts >= MOST_ATTEMPTS)
                .values(
                    state=JobState.FAILED.value,
                    finished_at=now,
                    error=error_record(JobGaveUpError(attempts=MOST_ATTEMPTS)),
                )
            )
            session.execute(
                update(JobRow).where(dead).values(state=JobState.QUEUED.value)
            )
            waiting = (
                select(JobRow.id)
                .where(JobRow.state == JobState.QUEUED.value, _is_in(lane))
                .order_by(JobRow.created_at, JobRow.id)
            )
            return tuple(session.scalars(waiting))

    def erase(self, key: str, *, entry: Entry) -> None:
        """Forget a job that is over.

        Raises:
            ConflictError: When it waits or is at work.
        """
        with self._connection.writing() as session:
            query = delete(JobRow).where(JobRow.id == key, JobRow.state.in_(_OVER))
            if session.scalar(query.returning(JobRow.id)) is None:
                raise ConflictError(source=f"job {key}")
            append(session, entry)

    def forget_before(self, job: Job, *, kind: JobKind) -> None:
        """Forget a newsroom's jobs of a kind that were over before this one began."""
        query = delete(JobRow).where(
            JobRow.organisation_id == job.organisation_id,
            JobRow.kind == kind.value,
            JobRow.id != job.id,
            JobRow.state.in_(_OVER),
        )
        with self._connection.writing() as session:
            session.execute(query)

    def erase_expired(self, now: datetime, *, default_days: int) -> tuple[str, ...]:
        """Forget the scans that were over long ago; their keys.

        Retrainings stay: they say where a model came from.

        Args:
            now: The moment.
            default_days: For organisations that chose no time; 0 keeps them.
        """
        with self._connection.writing() as session:
            expired = [
                row
                for organisation in session.scalars(select(OrganisationRow)).all()
                for row in _expired(session, organisation, now, default_days)
            ]
            for row in expired:
                append(session, _expiry(row, now))
                session.delete(row)
            return tuple(row.id for row in expired)

    def keys(self) -> frozenset[str]:
        """The keys of all jobs."""
        with self._connection.reading() as session:
            return frozenset(session.scalars(select(JobRow.id)))


def _is_in(lane: Lane) -> ColumnElement[bool]:
    return JobRow.kind.in_([kind.value for kind in JobKind if kind.lane is lane])


def _changed(
    session: Session,
    key: str,
    *states: JobState,
    attempts_are: int | None = None,
    **values: Any,
) -> bool:
    """Change a job that stands in one of the states; whether it did."""
    query = update(JobRow).where(
        JobRow.id == key, JobRow.state.in_([state.value for state in states])
    )
    if attempts_are is not None:
        query = query.where(JobRow.attempts == attempts_are)
    query = query.values(**values).execution_options(synchronize_session=False)
    return session.scalar(query.returning(JobRow.id)) is not None


def _values(progress: JobProgress) -> dict[str, Any]:
    return {
        "done": progress.done,
        "total": progress.total,
        "result": progress.result or None,
    }


def _expired(
    session: Session, organisation: OrganisationRow, now: datetime, default_days: int
) -> list[JobRow]:
    days = organisation.retention_days
    days = default_days if days is None else days
    if not days:
        return []
    query = select(JobRow).where(
        JobRow.organisation_id == organisation.id,
        JobRow.kind == JobKind.SCAN.value,
        JobRow.state.in_(_OVER),
        JobRow.finished_at < now - timedelta(days=days),
    )
    return list(session.scalars(query))


def _expiry(row: JobRow, now: datetime) -> Entry:
    return Entry(
        action=Action.SCAN_EXPIRED,
        subject=Subject.JOB,
        subject_id=row.id,
        recorded_at=now,
        organisation_id=row.organisation_id,
        facts={"owner": row.owner_id},
    )
