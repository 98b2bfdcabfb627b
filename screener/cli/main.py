"""The command line's front door: commands, settings, and the outermost guard."""

from __future__ import annotations

import importlib
import logging
import os
import sys
from collections.abc import Sequence
from typing import Final, TextIO

import click

from screener.cli.endings import language_asked, say_interrupted
from screener.cli.status import ExitStatus, status_of_error
from screener.cli.streams import is_full_disk, reason_of, silence_standard_output
from screener.config import LANGUAGES, load_settings
from screener.errors import OutputError, ScreenerError
from screener.messages.catalogue import error_hint, error_message, message

log = logging.getLogger(__name__)

_COMMANDS: Final = {
    "check": "screener.cli.check",
    "db": "screener.cli.db",
    "doctor": "screener.cli.doctor",
    "feedback": "screener.cli.feedback",
    "lexicon": "screener.cli.lexicon",
    "models": "screener.cli.models",
    "scan": "screener.cli.scan",
    "serve": "screener.cli.serve",
    "users": "screener.cli.users",
    "worker": "screener.cli.worker",
}


class LazyGroup(click.Group):
    """A group that imports a command when it is used, so that start-up is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Names in alphabetical order."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name."""
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(_COMMANDS[cmd_name])
        command: click.Command = module.command
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--lang", "language", type=click.Choice(LANGUAGES), help="vi | en")
@click.version_option(package_name="soat-gioi", prog_name="screener")
@click.pass_context
def main(ctx: click.Context, language: str | None) -> None:
    """Soát Giới: tìm đoạn có dấu hiệu định kiến giới trước khi xuất bản.

    Gender-bias screener for Vietnamese media. It advises; a person decides.
    """
    ctx.obj = load_settings(os.environ, overrides={"language": language})


def run(arguments: Sequence[str] | None = None) -> None:
    """Run a command line and exit with its status; the entry point of ``screener``."""
    # A Windows console may not be UTF-8, and Vietnamese would stop the program.
    for stream in (sys.stdout, sys.stderr):
        _use_utf8(stream)
    language = language_asked(sys.argv[1:] if arguments is None else arguments)
    try:
        status = main.main(args=arguments, standalone_mode=False)
    except click.exceptions.Exit as exc:
        status = exc.exit_code
    except click.Abort:
        # Ctrl-C where a command does not answer it itself.
        status = say_interrupted(language)
    except click.ClickException as exc:
        exc.show()
        status = ExitStatus.USAGE
    except ScreenerError as exc:
        status = _said(exc, language)
    except BrokenPipeError:
        # The reader of a pipe has gone, as with `| head`; nobody is left to tell.
        silence_standard_output()
        status = ExitStatus.CLEAN
    except Exception as exc:
        if isinstance(exc, OSError) and is_full_disk(exc):
            silence_standard_output()
            status = _said(
                OutputError(source="stdout", reason=reason_of(exc)), language
            )
        else:
            log.exception("unforeseen error")
            click.echo(message("error.bug").in_language(language), err=True)
            status = ExitStatus.BUG
    sys.exit(int(status or 0))


def _said(error: ScreenerError, language: str) -> ExitStatus:
    """Tell the error and what to do; return the status it stands for."""
    click.echo(error_message(error).in_language(language), err=True)
    click.echo("   " + error_hint(error).in_language(language), err=True)
    return status_of_error(error)


def _use_utf8(stream: TextIO) -> None:
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None and (stream.encoding or "").lower() != "utf-8":
        reconfigure(encoding="utf-8", errors="replace")
