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


@dataclass(frozen=True, slots=True)
class Finished:
    """How a program ended.

    Attributes:
        status: Its exit status; negative when a signal ended it.
        output: What it wrote on standard output.
        errors: What it wrote on standard error.
        is_late: Whether it was stopped because its time was up.
    """

    status: int
    output: bytes
    errors: bytes = b""
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
    timeout_s: float,
    memory_bytes: int | None = None,
    environment: dict[str, str] | None = None,
    starts_others: bool = True,
) -> Finished:
    """Run a program to its end, or end it and all that it started.

    Args:
        command: The program and its arguments; no shell sees them.
        content: For its standard input.
        timeout_s: When it is stopped.
        memory_bytes: Bounds its memory, where the platform can.
        environment: Laid over this process's own.
        starts_others: Whether it leads processes of its own, which end with it.
            One that does not ends with the processes that this one belongs to.

    Raises:
        OSError: When it cannot be started.
    """
    with subprocess.Popen(
        list(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **(environment or {})},
        start_new_session=starts_others,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    ) as process:
        _bound_memory(process.pid, memory_bytes)
        try:
            output, errors = process.communicate(content, timeout=timeout_s)
        except subprocess.TimeoutExpired:
            return Finished(-1, b"", is_late=True)
        finally:
            if process.poll() is None:
                _end(process, is_group=starts_others)
    return Finished(process.returncode, output, errors)


def _bound_memory(pid: int, memory_bytes: int | None) -> None:
    if sys.platform != "linux" or memory_bytes is None:
        return
    import resource

    bound = int(memory_bytes)
    with suppress(OSError, ValueError):  # it may have ended, or be bound more tightly
        resource.prlimit(pid, resource.RLIMIT_AS, (bound, bound))


def _end(process: subprocess.Popen[bytes], *, is_group: bool) -> None:
    if sys.platform == "win32" or not is_group:
        process.kill()
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
