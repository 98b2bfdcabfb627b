"""Standard output and error, whose ends may be gone or full."""

from __future__ import annotations

import errno
import os
import sys

import click

from screener.errors import OutputError

_STANDARD_OUTPUT = "stdout"


def write_standard_output(content: bytes) -> None:
    """Write bytes and see that they arrive.

    Raises:
        OutputError: When they cannot be written, as on a full disk.
        BrokenPipeError: When the reader of a pipe has gone.
    """
    try:
        if sys.stdout.isatty():
            click.echo(content.decode(), nl=False, color=True)
            return
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as exc:
        silence_standard_output()
        raise OutputError(source=_STANDARD_OUTPUT, reason=reason_of(exc)) from exc


def reason_of(error: OSError) -> str:
    """Why something cannot be written, for the message."""
    return "reason.disk_full" if is_full_disk(error) else error.strerror or str(error)


def is_full_disk(error: OSError) -> bool:
    """Whether there is no room to write, by size or by quota."""
    return error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


def silence_standard_output() -> None:
    """Let nothing more fail there: Python writes its buffer once more at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_error_text(text: str) -> None:
    """Write to standard error, colours as the text has them."""
    click.echo(text, nl=False, err=True)
