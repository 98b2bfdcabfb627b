"""``screener scan``: screen a department's publications, go on after any stop."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from screener.batch.diff import compare_scans, difference_to_json
from screener.batch.stamp import Redo
from screener.batch.tasks import DEFAULT_MEMORY_BYTES, DEFAULT_TIMEOUT_S, Pages
from screener.cli.scan_options import DAY, FAIL_ON, Flags, Size
from screener.cli.scan_run import run_flags
from screener.cli.scan_words import difference_words
from screener.cli.status import ExitStatus
from screener.config import LANGUAGES, Settings


class ScanGroup(click.Group):
    """A group whose first word may also be a path: then it is a scan."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the scan's own name in front of paths and flags."""
        if args and args[0] not in (*self.commands, *ctx.help_option_names):
            args = ["run", *args]
        return super().parse_args(ctx, args)


@click.group(cls=ScanGroup, name="scan")
def command() -> None:
    """Soát cả thư mục ấn phẩm. Screen whole folders: scan PATHS… --out DIR.

    "scan run --help" lists the flags; "scan diff OLD NEW" compares two scans.
    """


@command.command(name="run")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the results.")
@click.option(
    "--manifest",
    "manifests",
    multiple=True,
    type=click.Path(path_type=Path),
    help="CSV or XLSX: path, outlet, title, date, kind, genre, author.",
)
@click.option(
    "--urls",
    "url_lists",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Text file, an address a line; needs allow_urls in the settings.",
)
@click.option("--type", "types", multiple=True, help="docx,pdf,… Default: all.")
@click.option("--since", type=DAY, help="First day, YYYY-MM-DD.")
@click.option("--until", type=DAY, help="Last day, YYYY-MM-DD.")
@click.option("--min-size", type=Size(), default=0, help="Such as 1k.")
@click.option("--max-size", type=Size(), help="Such as 20MB.")
@click.option("--dry-run", is_flag=True, help="Say what would be read.")
@click.option(
    "--redo",
    type=click.Choice([redo.value for redo in Redo]),
    default=Redo.NOTHING.value,
    help="What to screen again of what has a result.",
)
@click.option(
    "--pages",
    type=click.Choice([pages.value for pages in Pages]),
    default=Pages.FINDINGS.value,
    help="Which files get a page of their own.",
)
@click.option("--engine", type=click.Choice(("local", "ray")), default="local")
@click.option("--address", help="Of an existing Ray cluster.")
@click.option(
    "--shared-storage",
    "is_shared",
    is_flag=True,
    help="Workers read the files themselves.",
)
@click.option("--processes", type=click.IntRange(1), help="Default: one a core.")
@click.option(
    "--timeout",
    "timeout_s",
    type=click.FloatRange(0, min_open=True),
    default=DEFAULT_TIMEOUT_S,
    help="Seconds for one file.",
)
@click.option(
    "--memory",
    "memory_bytes",
    type=Size(),
    default=DEFAULT_MEMORY_BYTES,
    help="Of one worker, beside its model.",
)
@click.option("--watch", is_flag=True, help="Go on watching PATHS for new files.")
@click.option(
    "--every",
    "every_s",
    type=click.FloatRange(0.1),
    default=10.0,
    help="Seconds between two looks.",
)
@click.option("--fail-on", type=click.Choice(tuple(FAIL_ON)), default="medium")
@click.option("--operating-point", help="can-bang | than-trong | ra-soat")
@click.option("--lang", "language", type=click.Choice(LANGUAGES), help="vi | en")
@click.option("--quiet", "is_quiet", is_flag=True, help="No progress, no summary.")
@click.option("--json-progress", "is_json", is_flag=True, help="JSON Lines.")
@click.pass_obj
def run(settings: Settings, /, **values: Any) -> int:
    """Soát các ấn phẩm ở PATHS. Screen the publications at PATHS into --out.

    PATHS are files, folders, zip archives and patterns. Stopped at any moment, the
    same command goes on where it was.

    Exit status: 0 clean, 1 findings at or above --fail-on, 2 wrong usage,
    3 something was not screened, 4 a fault of the program.
    """
    named = {"redo": Redo(values["redo"]), "pages": Pages(values["pages"])}
    return run_flags(settings, Flags(**{**values, **named}))


@command.command(name="diff")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "--format", "format_", type=click.Choice(("text", "json")), default="text"
)
@click.option("--lang", "language", type=click.Choice(LANGUAGES), help="vi | en")
@click.pass_obj
def diff(
    settings: Settings, *, old: Path, new: Path, format_: str, language: str | None
) -> int:
    """So sánh hai lượt soát. Compare the results in the folders OLD and NEW.

    Exit status: 0 the same, 1 different.
    """
    difference = compare_scans(old, new)
    if format_ == "json":
        value = difference_to_json(difference)
        click.echo(json.dumps(value, ensure_ascii=False, indent=2))
    else:
        for line in difference_words(difference, language or settings.language):
            click.echo(line)
    is_same = not (difference.changed or difference.added or difference.removed)
    return ExitStatus.CLEAN if is_same else ExitStatus.FINDINGS
