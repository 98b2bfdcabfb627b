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
        # What is left in the buffer must not fail once more when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise OutputError(source=_STANDARD_OUTPUT, reason=reason_of(exc)) from exc


def reason_of(error: OSError) -> str:
    """Why something cannot be written, for the message."""
    if error.errno == errno.ENOSPC:
        return "reason.disk_full"
    return error.strerror or str(error)


def write_error_text(text: str) -> None:
    """Write to standard error, colours as the text has them."""
    click.echo(text, nl=False, err=True)
