"""Reading in a process of its own, which may crash, hang or grow without harm.

The content goes to the child through a pipe and the extract comes back as JSON:
drafts are confidential, so nothing is written to disk, and a child that was
taken over by a hostile file can send back nothing but text.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from screener.domain.limits import ReadLimits
from screener.errors import (
    InputError,
    ReaderCrashedError,
    ReaderTimeoutError,
)
from screener.ingest.assembly import Extract
from screener.ingest.extract_json import extract_from_json, extract_to_json
from screener.ingest.programs import run_program
from screener.ingest.readers import extract_format
from screener.ingest.sniff import Format

_OUT_OF_MEMORY: Final = "reason.out_of_memory"
# What the system sends to a process that has used up its time.
_OUT_OF_TIME: Final = -getattr(signal, "SIGXCPU", 24)
_ROOT: Final = Path(__file__).parents[2]


def extract_isolated(
    kind: Format, content: bytes, *, source: str, limits: ReadLimits
) -> Extract:
    """What a reader in a child process gets out of a file.

    Raises:
        InputError: As the reader says.
        ReaderTimeoutError: When it takes longer than the limits allow.
        ReaderCrashedError: When the child dies or answers nonsense.
    """
    order = {"kind": kind.value, "source": source, "limits": asdict(limits)}
    try:
        done = run_program(
            # -P keeps the current folder, where drafts lie, off the search path.
            [sys.executable, "-P", "-X", "utf8", "-m", "screener.ingest.isolation"],
            content=json.dumps(order).encode() + b"\n" + content,
            timeout_s=_time_s(kind, limits),
            environment=_environment(),
        )
    except OSError as exc:
        raise ReaderCrashedError(source=source, reason=str(exc.strerror)) from exc
    if done.is_late or done.status == _OUT_OF_TIME:
        raise ReaderTimeoutError(source=source, timeout_s=limits.timeout_s)
    if done.status != 0:
        reason = _last_words(done.errors) or f"exit {done.status}"
        raise ReaderCrashedError(source=source, reason=reason)
    return _answer(done.output, source=source)


def _time_s(kind: Format, limits: ReadLimits) -> float:
    """How long a reader may take: pages of scans have time of their own."""
    extra = limits.ocr_timeout_s if kind is Format.PDF else 0.0
    return limits.timeout_s + extra


def _environment() -> dict[str, str]:
    path = os.environ.get("PYTHONPATH", "")
    return {"PYTHONPATH": os.pathsep.join(filter(None, (str(_ROOT), path)))}


def _last_words(stderr: bytes) -> str:
    """The name of the exception that ended the child; its text may quote the draft."""
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    name = lines[-1].partition(":")[0] if lines else ""
    return _OUT_OF_MEMORY if name == "MemoryError" else name[:80]


def _answer(stdout: bytes, *, source: str) -> Extract:
    try:
        answer = json.loads(stdout)
        if "error" in answer:
            raise _error(answer["error"], source=source)
        return extract_from_json(answer["extract"])
    except (ValueError, KeyError, TypeError) as exc:
        reason = type(exc).__name__
        raise ReaderCrashedError(source=source, reason=reason) from exc


def _error(record: dict[str, Any], *, source: str) -> InputError:
    kinds = {kind.code: kind for kind in InputError.__subclasses__()}
    return kinds[record["code"]](source=source, **record["facts"])


def main() -> None:
    """Read one order and one file from standard input, answer on standard output."""
    order_line, content = sys.stdin.buffer.readline(), sys.stdin.buffer.read()
    order = json.loads(order_line)
    limits = ReadLimits(**order["limits"])
    _limit_process(limits)
    try:
        extract = extract_format(
            Format(order["kind"]), content, source=order["source"], limits=limits
        )
    except InputError as error:
        answer: dict[str, Any] = {"error": {"code": error.code, "facts": error.facts}}
    else:
        answer = {"extract": extract_to_json(extract)}
    # Lone surrogates of broken fonts must not end the answer half-way.
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii"))
    sys.stdout.buffer.flush()


def _limit_process(limits: ReadLimits) -> None:
    """Bound memory and processor time where the platform can (Windows cannot)."""
    if sys.platform == "win32":
        return
    import resource

    # Recognising scans is the work of other processes, so a reader that spends more
    # than its own time is one that hangs.
    memory, seconds = int(limits.memory_bytes), int(limits.timeout_s) + 1
    bounds = (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, bound in bounds:
        # A platform or an administrator may allow less already.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (bound, bound))


if __name__ == "__main__":
    main()
