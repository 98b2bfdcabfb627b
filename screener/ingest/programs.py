"""Other programs that readers ask for help: found, bounded, never left running."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from screener.domain.limits import ReadLimits

LIBREOFFICE: Final = "LibreOffice"
TESSERACT: Final = "Tesseract"
_COMMANDS: Final = {
    LIBREOFFICE: ("soffice", "libreoffice"),
    TESSERACT: ("tesseract",),
}
_WINDOWS_FOLDERS: Final = {
    LIBREOFFICE: ("LibreOffice/program/soffice.exe",),
    TESSERACT: ("Tesseract-OCR/tesseract.exe",),
}
# LibreOffice maps far more memory than it uses.
_MAPPED_FACTOR: Final = 4


@dataclass(frozen=True, slots=True)
class Finished:
    """How a program ended.

    Attributes:
        status: Its exit status; negative when a signal ended it.
        is_late: Whether it was stopped because its time was up.
    """

    status: int
    output: bytes
    is_late: bool = False


def find_program(name: str) -> str | None:
    """The path of an installed program; None when it is not there."""
    for command in _COMMANDS[name]:
        if found := shutil.which(command):
            return found
    roots = (os.environ.get(key) for key in ("ProgramFiles", "ProgramFiles(x86)"))
    for root in filter(None, roots):
        for tail in _WINDOWS_FOLDERS[name]:
            if (path := Path(root) / tail).is_file():
                return str(path)
    return None


def run_program(
    command: Sequence[str],
    *,
    content: bytes = b"",
    limits: ReadLimits,
    timeout_s: float,
    environment: dict[str, str] | None = None,
) -> Finished:
    """Run a program to its end, or end it and all that it started.

    Args:
        command: The program and its arguments; no shell sees them.
        content: For its standard input.
        limits: Bounds its memory, where the platform can.
        timeout_s: When it is stopped.
        environment: Laid over this process's own.

    Raises:
        OSError: When it cannot be started.
    """
    with subprocess.Popen(
        list(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **(environment or {})},
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    ) as process:
        _bound_memory(process.pid, limits)
        try:
            output, _ = process.communicate(content, timeout=timeout_s)
        except subprocess.TimeoutExpired:
            _end(process)
            return Finished(-1, b"", is_late=True)
        finally:
            if process.poll() is None:
                _end(process)
    return Finished(process.returncode, output)


def _bound_memory(pid: int, limits: ReadLimits) -> None:
    if sys.platform != "linux":
        return
    import resource

    bound = _MAPPED_FACTOR * int(limits.memory_bytes)
    with suppress(OSError, ValueError):  # it may have ended, or be bound more tightly
        resource.prlimit(pid, resource.RLIMIT_AS, (bound, bound))


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
