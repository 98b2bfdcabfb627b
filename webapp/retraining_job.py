"""A retraining as a job: a child process does it, its worker looks after it."""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, Final

from screener.batch.local_engine import usable_cores
from screener.batch.records import rebuilt_error
from screener.errors import JobCrashedError, TrainingTimeoutError
from training.dataset import example_to_json
from training.gate_comparison import Comparison
from training.gate_decision import GateRules, decide
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
_ROOT: Final = Path(__file__).parents[1]
_OUT_OF_MEMORY: Final = "reason.out_of_memory"
_POLL_S: Final = 0.25
_LONGEST_NAME: Final = 80
# Libraries that count with several threads would leave nothing to the pages.
_THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


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
    order = _order(request, champion, tools)
    record = _Watch(job, pulse, timeout_s=tools.settings.retrain_timeout_s).answer(
        order
    )
    if record is None:
        if pulse.leash is Leash.CANCEL and request.is_fitted:
            shutil.rmtree(folder / request.candidate, ignore_errors=True)
        return
    comparison = Comparison.from_json(record)
    tools.store.training_runs.add(_run(job, request, champion, comparison, tools))
    last = RetrainStatus(phase=Phase.READY)
    pulse.tell(JobProgress(done=1, total=1, result=last.to_json()))


def child_environment() -> dict[str, str]:
    """The environment of the child: this program, and a core left to the pages."""
    path = os.environ.get("PYTHONPATH", "")
    threads = str(max(1, usable_cores() - 1))
    return {
        **os.environ,
        **dict.fromkeys(_THREADS, threads),
        "PYTHONPATH": os.pathsep.join(filter(None, (str(_ROOT), path))),
    }


def _order(request: RetrainRequest, champion: str, tools: JobTools) -> dict[str, Any]:
    with tools.store.connection.reading() as session:
        examples = (
            examples_of(session, request.dataset_id) if request.dataset_id else ()
        )
    return {
        "request": asdict(request),
        "champion": champion,
        "folder": str(tools.settings.data_dir / MODELS),
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


class _Watch:
    """Starts the child, passes on what it tells, and ends it when it must."""

    def __init__(self, job: Job, pulse: Pulse, *, timeout_s: float) -> None:
        self._job = job
        self._pulse = pulse
        self._timeout_s = timeout_s

    def answer(self, order: dict[str, Any]) -> dict[str, Any] | None:
        """The comparison as JSON; None when the job was to stop before.

        Raises: as ``run_retrain_job``.
        """
        end = time.monotonic() + self._timeout_s
        with tempfile.TemporaryFile() as errors, _child(errors) as child:
            lines = _lines_of(child, order)
            while not self._pulse.should_stop:
                if time.monotonic() > end:
                    raise TrainingTimeoutError(
                        source=self._job.title, timeout_s=self._timeout_s
                    )
                with suppress(queue.Empty):
                    line = lines.get(timeout=_POLL_S)
                    if line is None:
                        raise self._crash(child, errors)
                    if (found := self._taken(json.loads(line))) is not None:
                        return found
        return None

    def _taken(self, record: dict[str, Any]) -> dict[str, Any] | None:
        if "error" in record:
            error = record["error"]
            raise rebuilt_error(
                error["code"], source=error["source"], facts=error["facts"]
            )
        if "comparison" in record:
            comparison: dict[str, Any] = record["comparison"]
            return comparison
        status = retrain_status_from(json.dumps(record["status"]))
        self._pulse.tell(
            JobProgress(
                done=status.step, total=status.of or None, result=status.to_json()
            )
        )
        return None

    def _crash(self, child: subprocess.Popen[bytes], errors: IO[bytes]) -> Exception:
        status = child.wait()
        errors.seek(0)
        # The text after the name might quote a sentence.
        lines = errors.read().decode("utf-8", "replace").strip().splitlines()
        name = (lines[-1] if lines else "").partition(":")[0][:_LONGEST_NAME]
        name = name or f"exit {status}"
        reason = _OUT_OF_MEMORY if name.endswith("MemoryError") else name
        return JobCrashedError(source=self._job.title, reason=reason)


@contextmanager
def _child(errors: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """The child process, which is gone at the end with all that it started."""
    child = subprocess.Popen(
        # -P keeps the current folder off the search path.
        [sys.executable, "-P", "-X", "utf8", "-m", "webapp.retraining_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        env=child_environment(),
        start_new_session=True,
    )
    try:
        yield child
    finally:
        _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    else:
        child.kill()
    for stream in (child.stdin, child.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
    child.wait()


def _lines_of(
    child: subprocess.Popen[bytes], order: dict[str, Any]
) -> queue.Queue[bytes | None]:
    """What the child tells, as it comes; None at the end."""
    lines: queue.Queue[bytes | None] = queue.Queue()

    def converse() -> None:
        assert child.stdin is not None
        assert child.stdout is not None
        # Both end when the child does, or is ended.
        with suppress(OSError, ValueError):
            child.stdin.write(json.dumps(order).encode("ascii") + b"\n")
            child.stdin.flush()
            for line in child.stdout:
                lines.put(line)
        lines.put(None)

    threading.Thread(target=converse, daemon=True).start()
    return lines
