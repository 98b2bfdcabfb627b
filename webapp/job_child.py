"""Work of a job in a child process: started, listened to, and ended when it must."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Final

from screener.batch.local_engine import usable_cores
from screener.batch.records import rebuilt_error
from screener.errors import JobCrashedError, TrainingTimeoutError
from webapp.jobs import Job, JobProgress
from webapp.pulse import Pulse

Json = Mapping[str, Any]
_ROOT: Final = Path(__file__).parents[1]
_OUT_OF_MEMORY: Final = "reason.out_of_memory"
_POLL_S: Final = 0.25
_LONGEST_NAME: Final = 80
# Libraries that count with several threads would leave nothing to the pages.
_THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def child_environment() -> dict[str, str]:
    """The environment of the child: this program, and a core left to the pages."""
    path = os.environ.get("PYTHONPATH", "")
    threads = str(max(1, usable_cores() - 1))
    return {
        **os.environ,
        **dict.fromkeys(_THREADS, threads),
        "PYTHONPATH": os.pathsep.join(filter(None, (str(_ROOT), path))),
    }


class JobChild:
    """Starts the child, passes on what it tells, and ends it when it must.

    Args:
        job: Which is done.
        pulse: Says when to stop, and is told how far it has come.
        module: What the child runs; built on ``webapp.child_side``.
        timeout_s: How long it may take.
        progress_of: What the job says of a status that the child tells.
    """

    def __init__(
        self,
        job: Job,
        pulse: Pulse,
        *,
        module: str,
        timeout_s: float,
        progress_of: Callable[[Json], JobProgress],
    ) -> None:
        self._job = job
        self._pulse = pulse
        self._module = module
        self._timeout_s = timeout_s
        self._progress_of = progress_of

    def answer(self, order: Json) -> Json | None:
        """What came of an order; None when the job was to stop before.

        Raises:
            TrainingTimeoutError: When it takes longer than it may.
            JobCrashedError: When the child process dies.
            ScreenerError: As the child says.
        """
        end = time.monotonic() + self._timeout_s
        with tempfile.TemporaryFile() as errors, _child(self._module, errors) as child:
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

    def _taken(self, record: Json) -> Json | None:
        if "error" in record:
            error = record["error"]
            raise rebuilt_error(
                error["code"], source=error["source"], facts=error["facts"]
            )
        if "answer" in record:
            answer: Json = record["answer"]
            return answer
        self._pulse.tell(self._progress_of(record["status"]))
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
def _child(module: str, errors: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """The child process, which is gone at the end with all that it started."""
    child = subprocess.Popen(
        # -P keeps the current folder off the search path.
        [sys.executable, "-P", "-X", "utf8", "-m", module],
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


def _lines_of(child: subprocess.Popen[bytes], order: Json) -> queue.Queue[bytes | None]:
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
