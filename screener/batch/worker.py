"""A worker process: one order, then task after task until the pipe closes.

The parent is trusted and sends its order pickled; what goes back is JSON and
plain bytes, since a worker that was taken over by a hostile file must not be able
to send anything that acts.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import pickle
import sys
from typing import IO, Final

from screener.batch.frames import read_frame, write_frame
from screener.batch.screening import TaskScreener, limit_memory
from screener.batch.tasks import WorkOrder, answer_head, task_from
from screener.errors import ScreenerError

# The parent stops a late worker; if it is gone, the worker stops itself.
_GRACE_S: Final = 10.0


def main() -> None:
    """Serve standard input; standard output belongs to the parent alone."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    stdin = sys.stdin.buffer
    stdout = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # A library that prints must not end up in the middle of an answer.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        _serve(stdin, stdout)
    except (EOFError, BrokenPipeError):
        # The parent has gone; its next run starts where it stopped.
        return


def _serve(stdin: IO[bytes], stdout: IO[bytes]) -> None:
    _, (pickled,) = read_frame(stdin)
    order: WorkOrder = pickle.loads(pickled)
    try:
        screener = TaskScreener(order)
    except ScreenerError as exc:
        write_frame(stdout, {"is_ready": False, "reason": str(exc)})
        return
    limit_memory(order.memory_bytes)
    write_frame(stdout, {"is_ready": True})
    while True:
        head, contents = read_frame(stdin)
        tasks = tuple(map(task_from, head["tasks"], contents))
        faulthandler.dump_traceback_later(order.timeout_s + _GRACE_S, exit=True)
        answers = screener.answers(tasks)
        faulthandler.cancel_dump_traceback_later()
        blobs = [blob for a in answers for blob in (a.record, a.page)]
        write_frame(stdout, {"answers": list(map(answer_head, answers))}, *blobs)


if __name__ == "__main__":
    main()
