"""One worker process, seen from its parent."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, Final

from screener.batch.frames import read_frame, write_frame
from screener.batch.tasks import Answer, Task, WorkOrder, answer_from, task_head
from screener.batch.threads import thread_environment
from screener.errors import WorkerStartError

_ROOT: Final = Path(__file__).parents[2]


class WorkerDied(Exception):  # noqa: N818
    """The process ended in the middle of a task; the text says how."""


class WorkerProcess:
    """A started worker.

    Args:
        order: What it is told once.
        threads: How many threads its libraries may use.
        log: Where its warnings go.

    Raises:
        WorkerStartError: When it does not come up.
    """

    def __init__(self, order: WorkOrder, *, threads: int, log: Path) -> None:
        self._log = log
        self._late = False
        with log.open("ab") as errors:
            self._process = _started(errors, threads=threads)
        try:
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._to: IO[bytes] = self._process.stdin
            self._from: IO[bytes] = self._process.stdout
            write_frame(self._to, {}, pickle.dumps(order))
            head, _ = read_frame(self._from)
        except (OSError, EOFError, ValueError) as exc:
            reason = self._end_words()
            raise WorkerStartError(source=str(log), reason=reason) from exc
        if not head["is_ready"]:
            self.kill()
            raise WorkerStartError(source=str(log), reason=head["reason"])

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def answers(self, tasks: Sequence[Task]) -> tuple[Answer, ...]:
        """What the worker makes of tasks; waits for it.

        See ``TaskScreener.answers``.

        Raises:
            WorkerDied: When it ends before it answers.
        """
        try:
            head = {"tasks": list(map(task_head, tasks))}
            write_frame(self._to, head, *(task.content for task in tasks))
            head, blobs = read_frame(self._from)
            return _answers_from(head["answers"], blobs, tasks)
        except (OSError, EOFError, ValueError, KeyError, TypeError) as exc:
            raise WorkerDied(self._end_words()) from exc

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.wait()
        for stream in (self._to, self._from):
            _close(stream)

    def interrupt(self) -> None:
        """End it from another thread than the one that waits for its answer."""
        self._process.kill()

    def _end_words(self) -> str:
        """How it ended; ends it when it only talks nonsense."""
        try:
            code = self._process.wait(timeout=2.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            _close(stream)
        return _exit_words(code)


def _answers_from(
    heads: Sequence[dict[str, Any]], blobs: Sequence[bytes], tasks: Sequence[Task]
) -> tuple[Answer, ...]:
    """The answers of a message.

    Raises:
        ValueError: When it answers what was not asked, or answers nothing.
    """
    parts = zip(heads, blobs[::2], blobs[1::2], strict=True)
    answers = tuple(answer_from(head, record, page) for head, record, page in parts)
    keys = [answer.key for answer in answers]
    asked = {task.key for task in tasks}
    if not keys or len(set(keys)) < len(keys) or not asked.issuperset(keys):
        raise ValueError("answers to other tasks")
    return answers


def _started(errors: IO[bytes], *, threads: int) -> subprocess.Popen[bytes]:
    # -P keeps the current folder, where drafts lie, off the search path.
    command = [sys.executable, "-P", "-X", "utf8", "-m", "screener.batch.worker"]
    options: dict[str, Any] = {}
    if sys.platform == "win32":
        options["creationflags"] = (
            subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
        )
    else:
        # Ctrl-C is for the parent, which lets the workers finish or ends them.
        options["start_new_session"] = True
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        env=_environment(threads),
        **options,
    )


def _environment(threads: int) -> dict[str, str]:
    path = os.environ.get("PYTHONPATH", "")
    return {
        **os.environ,
        **thread_environment(threads),
        "PYTHONPATH": os.pathsep.join(filter(None, (str(_ROOT), path))),
    }


def _exit_words(code: int) -> str:
    if code >= 0:
        return f"exit {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def _close(stream: IO[bytes] | None) -> None:
    try:
        if stream is not None:
            stream.close()
    except OSError:
        # What was still to be written has nobody to read it.
        time.sleep(0)
