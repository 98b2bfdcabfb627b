"""The child's side of ``webapp.job_child``: one order, lines of JSON, with limits.

The order comes as one line on standard input, so that no sentence is written to the
disk; what is told comes back as lines of JSON. Standard input stays open: when it
ends, whoever started this process has died, and it ends, too.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Final

from screener.errors import ScreenerError

# Exit status of a child whose worker has died.
ABANDONED: Final = 3
_NICENESS: Final = 10
_SESSION_NICENESS: Final = Path("/proc/self/autogroup")
Json = Mapping[str, Any]
# Given a status, says it to the worker.
Tell = Callable[[Json], None]


def answer_order(do: Callable[[Json, Tell], Json]) -> None:
    """Do one order; the last line says what came of it.

    Args:
        do: Given the order, which names its "memory_bytes", and what tells a
            status; returns the answer.
    """
    source = sys.stdin.buffer
    order = json.loads(source.readline())
    # What libraries print must not be taken for what is told.
    told = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    threading.Thread(target=_end_with, args=(source,), daemon=True).start()
    _limit_process(order["memory_bytes"])
    try:
        last = {"answer": do(order, lambda status: _tell(told, {"status": status}))}
    except ScreenerError as error:
        last = {"error": _error_record(error)}
    _tell(told, last)


def _tell(told: BinaryIO, record: Json) -> None:
    told.write(json.dumps(record).encode("ascii") + b"\n")
    told.flush()


def _error_record(error: ScreenerError) -> dict[str, Any]:
    return {"code": error.code, "source": error.source, "facts": error.facts}


def _end_with(source: BinaryIO) -> None:
    """End at once when nobody is there any more to take the answer."""
    source.read()
    os._exit(ABANDONED)


def _limit_process(memory_bytes: int) -> None:
    """Give way to the pages, and bound memory where the platform can."""
    if sys.platform == "win32":
        return
    import resource

    with suppress(OSError):
        os.nice(_NICENESS)
    # Linux shares the cores out by session first, and this process has its own: without
    # this it would get as much as all pages together.
    with suppress(OSError):
        _SESSION_NICENESS.write_text(str(_NICENESS), encoding="ascii")
    bounds = ((resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_CORE, 0))
    for kind, bound in bounds:
        # A platform or an administrator may allow less already.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (bound, bound))
