"""The search for wrong labels as a job: a child process judges them."""

from __future__ import annotations

from typing import Final

from training.dataset import example_to_json
from training.label_errors import LabelQuality
from webapp.job_child import JobChild, Json
from webapp.jobs import Job, JobKind, JobProgress
from webapp.pulse import Pulse
from webapp.review import State
from webapp.review_doubts import doubts_among
from webapp.scan_job import JobTools
from webapp.store.reviews import to_example

_CHILD: Final = "webapp.doubts_process"


def run_doubts_job(job: Job, tools: JobTools, pulse: Pulse) -> None:
    """Look for settled labels of the newsroom that are probably wrong.

    What it finds takes the place of what an earlier search found.

    Raises:
        TrainingTimeoutError: When it takes longer than the settings allow.
        JobCrashedError: When the child process dies.
    """
    answers = tools.store.review_answers
    settled = answers.settled(job.organisation_id)
    child = JobChild(
        job,
        pulse,
        module=_CHILD,
        timeout_s=tools.settings.retrain_timeout_s,
        progress_of=_progress,
    )
    order = {
        "title": job.title,
        "examples": [example_to_json(to_example(one)) for one in settled],
        "memory_bytes": tools.settings.retrain_memory_bytes,
    }
    answer = child.answer(order)
    if answer is None:
        return
    labelled = answers.of_newsroom(job.organisation_id, state=State.SETTLED)
    found = doubts_among(
        settled,
        {item.id: item.guesses for item, _events in labelled},
        _qualities(answer),
    )
    tools.store.jobs.forget_before(job, kind=JobKind.DOUBTS)
    pulse.tell(JobProgress(done=1, total=1, result=found.to_json()))


def _progress(status: Json) -> JobProgress:
    return JobProgress(done=status["step"], total=status["of"])


def _qualities(answer: Json) -> list[LabelQuality] | None:
    records = answer["qualities"]
    return None if records is None else [LabelQuality(**one) for one in records]
