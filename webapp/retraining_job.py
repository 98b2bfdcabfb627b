"""A retraining as a job: a child process does it, its worker looks after it."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from typing import Any, Final

from training.dataset import example_to_json
from training.gate_comparison import Comparison
from training.gate_decision import GateRules, decide
from webapp.job_child import JobChild, Json
from webapp.jobs import Job, JobProgress, Leash
from webapp.model_switch import usable_bundle
from webapp.promotions import GateWord
from webapp.pulse import Pulse
from webapp.retraining import (
    Phase,
    RetrainRequest,
    RetrainStatus,
    retrain_request_from,
    retrain_status_from,
    without_texts,
)
from webapp.scan_job import JobTools
from webapp.store.datasets import examples_of
from webapp.store.training_runs import TrainingRun

MODELS: Final = "models"
_CHILD: Final = "webapp.retraining_process"


def run_retrain_job(job: Job, tools: JobTools, pulse: Pulse) -> None:
    """Make the candidate and compare it with the model in service.

    A bundle that was made before a worker died is compared, not made again; one
    that nobody wants any more is taken away.

    Raises:
        TrainingTimeoutError: When it takes longer than the settings allow.
        JobCrashedError: When the child process dies.
        ScreenerError: As the training or the comparison says.
    """
    request = retrain_request_from(job.request)
    champion = usable_bundle(tools.settings, tools.store.promotions)
    folder = tools.settings.data_dir / MODELS
    folder.mkdir(parents=True, exist_ok=True)
    child = JobChild(
        job,
        pulse,
        module=_CHILD,
        timeout_s=tools.settings.retrain_timeout_s,
        progress_of=_progress,
    )
    record = child.answer(_order(request, champion, tools))
    if record is None:
        if pulse.leash is Leash.CANCEL and request.is_fitted:
            shutil.rmtree(folder / request.candidate, ignore_errors=True)
        return
    comparison = Comparison.from_json(dict(record))
    tools.store.training_runs.add(_run(job, request, champion, comparison, tools))
    last = RetrainStatus(phase=Phase.READY)
    pulse.tell(JobProgress(done=1, total=1, result=last.to_json()))


def _order(request: RetrainRequest, champion: str, tools: JobTools) -> dict[str, Any]:
    with tools.store.connection.reading() as session:
        examples = (
            examples_of(session, request.dataset_id) if request.dataset_id else ()
        )
    return {
        "request": asdict(request),
        "champion": champion,
        "folder": str(tools.settings.data_dir / MODELS),
        "corpus": [str(path) for path in tools.corpus],
        "examples": [example_to_json(example) for example in examples],
        "memory_bytes": tools.settings.retrain_memory_bytes,
    }


def _run(
    job: Job,
    request: RetrainRequest,
    champion: str,
    comparison: Comparison,
    tools: JobTools,
) -> TrainingRun:
    decision = decide(comparison, GateRules())
    return TrainingRun(
        job_id=job.id,
        organisation_id=job.organisation_id,
        candidate=request.candidate,
        champion=champion,
        gate=GateWord.YES if decision.promote else GateWord.NO,
        comparison=without_texts(comparison),
        recorded_at=tools.clock(),
    )


def _progress(record: Json) -> JobProgress:
    status = retrain_status_from(json.dumps(record))
    return JobProgress(
        done=status.step, total=status.of or None, result=status.to_json()
    )
