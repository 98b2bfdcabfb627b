"""``screener check``: screen files, folders, standard input or JSON Lines."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from screener.bootstrap import make_screener, screener_version
from screener.cli.outcomes import (
    STANDARD_INPUT,
    Inputs,
    screen_json_lines,
    screen_paths,
)
from screener.cli.output import (
    FORMATS,
    Target,
    check_target,
    refuse_drafts,
    write_outcomes,
)
from screener.cli.status import status_of, worst
from screener.config import LANGUAGES, Settings
from screener.domain.documents import Document
from screener.domain.labels import Severity
from screener.report.plain import TextStyle

_FAIL_ON = {
    "low": Severity.LOW,
    "medium": Severity.MEDIUM,
    "high": Severity.HIGH,
    "never": None,
}


@click.command(name="check")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--jsonl", "is_jsonl", is_flag=True, help='Input: {"id", "text"} a line.')
@click.option("--format", "format_", type=click.Choice(FORMATS), help="Output format.")
@click.option("--output", type=click.Path(path_type=Path), help="File or folder.")
@click.option("--fail-on", type=click.Choice(tuple(_FAIL_ON)), default="medium")
@click.option("--operating-point", help="can-bang | than-trong | ra-soat")
@click.option("--genre", default="", help='Genre, such as "advertising".')
@click.option("--published-on", type=click.DateTime(["%Y-%m-%d"]), help="YYYY-MM-DD")
@click.option("--lang", "language", type=click.Choice(LANGUAGES), help="vi | en")
@click.option("--colour/--no-colour", default=None, help="Default: when a terminal.")
@click.pass_obj
def command(
    settings: Settings,
    *,
    paths: tuple[str, ...],
    is_jsonl: bool,
    format_: str | None,
    output: Path | None,
    fail_on: str,
    operating_point: str | None,
    genre: str,
    published_on: datetime | None,
    language: str | None,
    colour: bool | None,
) -> int:
    """Soát các tệp ở PATHS ("-": đầu vào chuẩn). Screen the documents at PATHS.

    Exit status: 0 clean, 1 findings at or above --fail-on, 2 wrong usage,
    3 something was not screened, 4 a fault of the program.
    """
    paths = _with_default_input(paths)
    output = None if output == Path(STANDARD_INPUT) else output
    refuse_drafts(output, paths)
    target = Target(
        format=format_ or ("jsonl" if is_jsonl else "text"),
        path=output,
        style=_style(language or settings.language, colour=colour),
        version=screener_version(),
        limits=settings.limits,
        is_several=_is_several(paths, is_jsonl),
        is_terminal=sys.stdout.isatty(),
    )
    check_target(target)

    def with_metadata(document: Document) -> Document:
        day = published_on.date() if published_on else document.published_on
        return replace(document, genre=genre or document.genre, published_on=day)

    inputs = Inputs(paths, sys.stdin.buffer, settings.limits, with_metadata)
    screener = make_screener(settings)
    # A wrong name is wrong usage even where no document gets as far as the model.
    screener.operating_point(operating_point or screener.default_point)
    screen = screen_json_lines if is_jsonl else screen_paths
    screened = screen(inputs, screener=screener, operating_point=operating_point)
    written = write_outcomes(screened, target)
    return worst([status_of(o, fail_on=_FAIL_ON[fail_on]) for o in written])


def _with_default_input(paths: tuple[str, ...]) -> tuple[str, ...]:
    if paths:
        return paths
    if sys.stdin.isatty():
        raise click.UsageError(
            "PATHS? Ví dụ / for example: screener check ban-thao.docx"
        )
    return (STANDARD_INPUT,)


def _is_several(paths: tuple[str, ...], is_jsonl: bool) -> bool:
    return is_jsonl or len(paths) > 1 or any(Path(path).is_dir() for path in paths)


def _style(language: str, *, colour: bool | None) -> TextStyle:
    width = min(shutil.get_terminal_size((100, 24)).columns, 120)
    has_colour = sys.stdout.isatty() if colour is None else colour
    return TextStyle(language=language, width=max(width, 40), has_colour=has_colour)
