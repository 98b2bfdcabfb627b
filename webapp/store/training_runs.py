"""Comparisons of candidates with the model in service; nothing is ever changed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from training.gate_comparison import Comparison
from webapp.promotions import GateWord
from webapp.store.connection import Connection
from webapp.tables.training_runs import TrainingRunRow


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingRun:
    """What came of one comparison.

    Attributes:
        candidate: Name of the bundle's folder, for the registry.
        champion: Of the one that was in service.
    """

    job_id: str
    organisation_id: str
    candidate: str
    champion: str
    gate: GateWord
    comparison: Comparison
    recorded_at: datetime


class TrainingRunRoom:
    """The comparisons of this installation."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, run: TrainingRun) -> None:
        """Keep a comparison; from now on it is the one of its job."""
        with self._connection.writing() as session:
            session.add(
                TrainingRunRow(
                    job_id=run.job_id,
                    organisation_id=run.organisation_id,
                    candidate=run.candidate,
                    champion=run.champion,
                    gate=run.gate.value,
                    comparison=json.dumps(run.comparison.to_json(), ensure_ascii=False),
                    recorded_at=run.recorded_at,
                )
            )

    def of_job(self, job_id: str) -> TrainingRun | None:
        """The last comparison of a job; None when there is none yet."""
        query = (
            select(TrainingRunRow)
            .where(TrainingRunRow.job_id == job_id)
            .order_by(TrainingRunRow.id.desc())
            .limit(1)
        )
        with self._connection.reading() as session:
            row = session.scalar(query)
            return None if row is None else _to_run(row)

    def gate_words(self, job_ids: tuple[str, ...]) -> dict[str, GateWord]:
        """What the gate said last, by job."""
        query = (
            select(TrainingRunRow.job_id, TrainingRunRow.gate)
            .where(TrainingRunRow.job_id.in_(job_ids))
            .order_by(TrainingRunRow.id)
        )
        with self._connection.reading() as session:
            return {job: GateWord(gate) for job, gate in session.execute(query)}


def _to_run(row: TrainingRunRow) -> TrainingRun:
    return TrainingRun(
        job_id=row.job_id,
        organisation_id=row.organisation_id,
        candidate=row.candidate,
        champion=row.champion,
        gate=GateWord(row.gate),
        comparison=Comparison.from_json(json.loads(row.comparison)),
        recorded_at=row.recorded_at,
    )
