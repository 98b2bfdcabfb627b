"""Outcomes to standard output, to one file, or to one file each in a folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import click

from screener.domain.reports import Failure, Outcome
from screener.errors import OutputError
from screener.report import json_report, plain
from screener.report.html_report import render_html
from screener.report.plain import TextStyle

FORMATS: Final = ("text", "json", "jsonl", "html")
# These hold any number of documents in one file.
_ONE_FILE_FORMATS: Final = ("jsonl", "html")
_EXTENSIONS: Final = {"text": "txt", "json": "json", "jsonl": "jsonl", "html": "html"}


@dataclass(frozen=True, slots=True)
class Target:
    """Where results go and how they look.

    Attributes:
        format: One of ``FORMATS``.
        path: None for standard output.
        style: For readable text; its language serves every format.
    """

    format: str
    path: Path | None
    style: TextStyle


def write_outcomes(
    outcomes: Iterable[Outcome], target: Target, *, is_several: bool
) -> Iterator[Outcome]:
    """Write each outcome and pass it on, streaming where the format allows.

    Args:
        outcomes: Taken one by one.
        target: Where and how.
        is_several: Whether more than one document was asked for.

    Raises:
        OutputError: When a file cannot be written.
    """
    if target.path is None:
        yield from _to_standard_output(outcomes, target)
    elif _is_folder(target, target.path, is_several=is_several):
        yield from _to_folder(outcomes, target, target.path)
    else:
        collected = tuple(outcomes)
        _write(target.path, render_all(collected, replace_colour(target)))
        yield from collected


def refuse_drafts(path: Path | None, drafts: Iterable[str]) -> None:
    """Make sure that no report is written over a draft.

    Raises:
        OutputError: When ``path`` is one of the drafts.
    """
    if path is None or not path.is_file():
        return
    if any(draft.is_file() and path.samefile(draft) for draft in map(Path, drafts)):
        raise OutputError(source=str(path), reason="reason.is_input")


def _is_folder(target: Target, path: Path, *, is_several: bool) -> bool:
    """Whether each document gets a file of its own in a folder."""
    if is_several:
        return target.format not in _ONE_FILE_FORMATS
    return path.is_dir()


def render_all(outcomes: tuple[Outcome, ...], target: Target) -> str:
    """All outcomes as one text of the target's format."""
    language = target.style.language
    if target.format == "html":
        return render_html(outcomes, language=language)
    if target.format == "json":
        return json_report.render_json(outcomes, language=language)
    return "".join(_rendered_alone(outcome, target) for outcome in outcomes)


def replace_colour(target: Target) -> Target:
    """The same target without terminal colours, for files."""
    return replace(target, style=replace(target.style, has_colour=False))


def _to_standard_output(
    outcomes: Iterable[Outcome], target: Target
) -> Iterator[Outcome]:
    if target.format in ("json", "html"):
        collected = tuple(outcomes)
        click.echo(render_all(collected, target), nl=False)
        yield from collected
        return
    for outcome in outcomes:
        is_error_text = target.format == "text" and isinstance(outcome, Failure)
        click.echo(
            _rendered_alone(outcome, target),
            nl=False,
            err=is_error_text,
            color=target.style.has_colour,
        )
        yield outcome


def _to_folder(
    outcomes: Iterable[Outcome], target: Target, folder: Path
) -> Iterator[Outcome]:
    taken: set[str] = set()
    for outcome in outcomes:
        name = _unused_name(_source(outcome), taken, _EXTENSIONS[target.format])
        _write(folder / name, render_all((outcome,), replace_colour(target)))
        yield outcome


def _rendered_alone(outcome: Outcome, target: Target) -> str:
    if target.format == "jsonl":
        return json_report.render_json_line(outcome, language=target.style.language)
    if isinstance(outcome, Failure):
        return plain.render_error(outcome.error, style=target.style)
    return plain.render(outcome, style=target.style)


def _source(outcome: Outcome) -> str:
    if isinstance(outcome, Failure):
        return outcome.error.source or outcome.document_id
    return outcome.document.source


def _unused_name(source: str, taken: set[str], extension: str) -> str:
    """A file name from the source; a number is added when it is taken."""
    base = Path(source).name if source != "-" else "stdin"
    candidates: Iterator[str] = (
        f"{base}{suffix}.{extension}" for suffix in _suffixes()
    )
    name = next(candidate for candidate in candidates if candidate not in taken)
    taken.add(name)
    return name


def _suffixes() -> Iterator[str]:
    yield ""
    number = 2
    while True:
        yield f"-{number}"
        number += 1


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as exc:
        raise OutputError(source=str(path), reason=exc.strerror or str(exc)) from exc
