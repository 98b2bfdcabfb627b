"""Outcomes to standard output, to one file, or to one file each in a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import click

from screener.cli.outcomes import Screened
from screener.cli.streams import reason_of, write_error_text, write_standard_output
from screener.domain.limits import ReadLimits
from screener.domain.reports import Failure, Outcome, Report
from screener.errors import InputError, NoCommentsError, OutputError, ScreenerError
from screener.report import plain
from screener.report.formats import TRAITS, ReportFormat, render, render_one
from screener.report.plain import TextStyle
from screener.report.regions import Located, located

# The draft itself with margin comments; all others are made from reports alone.
WORD: Final = "docx"
FORMATS: Final = (*(format_.value for format_ in ReportFormat), WORD)
_WORD_KINDS: Final = (".docx", ".docm", ".dotx", ".dotm")
_COLLECTION: Final = "soat-gioi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where results go and how they look.

    Attributes:
        format: One of ``FORMATS``.
        path: None for standard output.
        style: For readable text; its language serves every format.
        version: Of the screener.
        limits: What opening a draft again may cost.
        is_several: Whether more than one document was asked for.
        is_terminal: Whether standard output is read by a person as it comes.
    """

    format: str
    path: Path | None
    style: TextStyle
    version: str
    limits: ReadLimits
    is_several: bool = False
    is_terminal: bool = False


def check_target(target: Target) -> None:
    """Refuse what could not be delivered, before anything is screened.

    Raises:
        click.UsageError: When the output would be lost or unreadable.
    """
    if target.path is not None:
        return
    is_word = target.format == WORD
    if (
        is_word or TRAITS[ReportFormat(target.format)].is_binary
    ) and target.is_terminal:
        raise click.UsageError(f"--format {target.format}: --output FILE?")
    if is_word and target.is_several:
        raise click.UsageError(f"--format {WORD}: --output FOLDER?")


def write_outcomes(screened: Iterable[Screened], target: Target) -> Iterator[Outcome]:
    """Write each outcome and pass it on, streaming where the format allows.

    Raises:
        OutputError: When something cannot be written.
    """
    if target.format == WORD:
        return _write_word_files(screened, target)
    if target.path is None:
        return _to_standard_output(screened, target)
    traits = TRAITS[ReportFormat(target.format)]
    if traits.holds_many and (target.is_several or not target.path.is_dir()):
        return _to_one_file(screened, target, target.path)
    if target.is_several or target.path.is_dir():
        return _to_folder(screened, target, target.path)
    return _to_one_file(screened, target, target.path)


def refuse_drafts(path: Path | None, drafts: Iterable[str]) -> None:
    """Make sure that no report is written over a draft.

    Raises:
        OutputError: When ``path`` is one of the drafts.
    """
    if path is None or not path.is_file():
        return
    if any(draft.is_file() and path.samefile(draft) for draft in map(Path, drafts)):
        raise OutputError(source=str(path), reason="reason.is_input")


def _to_standard_output(
    screened: Iterable[Screened], target: Target
) -> Iterator[Outcome]:
    format_ = ReportFormat(target.format)
    if not TRAITS[format_].streams:
        items = tuple(_located(item, format_) for item in screened)
        write_standard_output(_rendered(items, target))
        yield from (item.outcome for item in items)
        return
    for item in screened:
        text = render_one(_located(item, format_), format_, style=target.style)
        if format_ is ReportFormat.TEXT and isinstance(item.outcome, Failure):
            write_error_text(text)
        else:
            write_standard_output(text.encode())
        yield item.outcome


def _to_one_file(
    screened: Iterable[Screened], target: Target, path: Path
) -> Iterator[Outcome]:
    format_ = ReportFormat(target.format)
    items = tuple(_located(item, format_) for item in screened)
    if path.is_dir():
        path = path / f"{_COLLECTION}.{TRAITS[format_].extension}"
    _write(path, _rendered(items, target))
    yield from (item.outcome for item in items)


def _to_folder(
    screened: Iterable[Screened], target: Target, folder: Path
) -> Iterator[Outcome]:
    format_ = ReportFormat(target.format)
    extension = TRAITS[format_].extension
    taken: set[str] = set()
    for item in screened:
        base = _base_name(item.outcome)
        name = _unused_name(lambda n, base=base: f"{base}{n}.{extension}", taken)  # type: ignore[misc]
        _write(folder / name, _rendered((_located(item, format_),), target))
        yield item.outcome


def _write_word_files(
    screened: Iterable[Screened], target: Target
) -> Iterator[Outcome]:
    """Each Word draft with its comments; what cannot be made is a failure."""
    path = target.path
    is_folder = path is not None and (target.is_several or path.is_dir())
    taken: set[str] = set()
    for item in screened:
        try:
            content = _word_content(item, target)
        except ScreenerError as exc:
            write_error_text(plain.render_error(exc, style=target.style))
            yield Failure(_base_name(item.outcome), exc)
            continue
        if path is None:
            write_standard_output(content)
        elif is_folder:
            base = Path(_base_name(item.outcome))
            # A Word file under another name would not open in Word as it came.
            kind = base.suffix if base.suffix.lower() in _WORD_KINDS else ".docx"
            name = _unused_name(
                lambda n, base=base, kind=kind: f"{base.stem}.checked{n}{kind}",  # type: ignore[misc]
                taken,
            )
            _write(path / name, content)
        else:
            _write(path, content)
        yield item.outcome


def _word_content(item: Screened, target: Target) -> bytes:
    # Loaded only here: reading and writing Word files takes a while to import.
    from screener.report.word_report import render_word

    if isinstance(item.outcome, Failure):
        raise item.outcome.error
    if item.original is None:
        source = item.outcome.document.source
        raise NoCommentsError(source=source, reason="reason.not_word")
    return render_word(
        item.original(),
        item.outcome,
        limits=target.limits,
        language=target.style.language,
    )


def _located(item: Screened, format_: ReportFormat) -> Located:
    if not TRAITS[format_].needs_lines or item.original is None:
        return Located(item.outcome)
    if not isinstance(item.outcome, Report) or not item.outcome.findings:
        return Located(item.outcome)
    try:
        return located(item.outcome, item.original())
    except InputError:  # the file has gone since; its report is as true as before
        return Located(item.outcome)


def _rendered(items: tuple[Located, ...], target: Target) -> bytes:
    is_file = target.path is not None
    style = replace(target.style, has_colour=False) if is_file else target.style
    return render(
        items, ReportFormat(target.format), style=style, version=target.version
    )


def _base_name(outcome: Outcome) -> str:
    if isinstance(outcome, Failure):
        source = outcome.error.source or outcome.document_id
    else:
        source = outcome.document.source
    return Path(source).name if source != "-" else "stdin"


def _unused_name(name_with: Callable[[str], str], taken: set[str]) -> str:
    """A file name; a number is added when it is taken."""
    name = next(
        candidate
        for suffix in _suffixes()
        if (candidate := name_with(suffix)) not in taken
    )
    taken.add(name)
    return name


def _suffixes() -> Iterator[str]:
    yield ""
    number = 2
    while True:
        yield f"-{number}"
        number += 1


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as exc:
        raise OutputError(source=str(path), reason=reason_of(exc)) from exc
