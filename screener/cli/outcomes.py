"""From what the user named to one outcome a document, in order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import BinaryIO, Final

from screener.bootstrap import Screener
from screener.domain.documents import Document
from screener.domain.limits import ReadLimits
from screener.domain.reports import Failure, Outcome
from screener.errors import (
    InputError,
    MissingInputError,
    NoFilesError,
    TooLargeError,
    UnreadableInputError,
)
from screener.ingest.json_lines import line_id, read_json_line
from screener.ingest.reader import discover, read_bytes, read_file, shown_path

STANDARD_INPUT: Final = "-"


@dataclass(frozen=True, slots=True)
class Screened:
    """One document's outcome and the way back to the file it was read from.

    Attributes:
        outcome: Report or failure.
        original: The bytes of the file, read again when asked for; None where no
            file stands behind the document, as for a line of JSON Lines.
    """

    outcome: Outcome
    original: Callable[[], bytes] | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """Where documents come from.

    Attributes:
        paths: Files, folders or "-".
        standard_input: Read for "-".
        limits: What reading one file may cost.
        metadata: Genre and the like, laid over each document read from a file.
    """

    paths: tuple[str, ...]
    standard_input: BinaryIO
    limits: ReadLimits
    metadata: Callable[[Document], Document]


def screen_paths(
    inputs: Inputs, *, screener: Screener, operating_point: str | None
) -> Iterator[Screened]:
    """One outcome a file; folders are searched in alphabetical order."""
    for path in inputs.paths:
        for file in _files(path, inputs):
            try:
                document = inputs.metadata(file.read())
            except InputError as exc:
                yield Screened(Failure(file.name, exc), file.original)
                continue
            report = screener.screen(document, operating_point=operating_point)
            yield Screened(report, file.original)


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    read: Callable[[], Document]
    original: Callable[[], bytes] | None = None


def _files(path: str, inputs: Inputs) -> Iterator[_File]:
    if path == STANDARD_INPUT:
        yield _standard_input(inputs)
        return
    shown = shown_path(path)
    # "" would mean the working folder, which an unset shell variable never meant.
    if not path or not Path(path).exists():
        yield _File(shown, lambda: _fail(MissingInputError(source=shown)))
        return
    files = discover([Path(path)])
    if not files:
        yield _File(shown, lambda: _fail(NoFilesError(source=shown)))
    for file in files:
        yield _File(
            shown_path(file),
            partial(read_file, file, limits=inputs.limits),
            partial(_content, file),
        )


def _fail(error: InputError) -> Document:
    raise error


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as exc:
        reason = exc.strerror or str(exc)
        raise UnreadableInputError(source=shown_path(path), reason=reason) from exc


def _standard_input(inputs: Inputs) -> _File:
    """Standard input, read once however often its content is asked for."""
    content = cache(lambda: _standard_input_content(inputs))
    return _File(
        STANDARD_INPUT,
        lambda: read_bytes(content(), name=STANDARD_INPUT, limits=inputs.limits),
        content,
    )


def _standard_input_content(inputs: Inputs) -> bytes:
    limit = inputs.limits.max_file_bytes
    content = inputs.standard_input.read(limit + 1)
    if len(content) > limit:
        raise TooLargeError(
            source=STANDARD_INPUT, size_bytes=len(content), limit_bytes=limit
        )
    return content


def screen_json_lines(
    inputs: Inputs, *, screener: Screener, operating_point: str | None
) -> Iterator[Screened]:
    """One outcome a line of the files (or standard input), in order; blanks skipped."""
    for path in inputs.paths:
        try:
            lines = _open_lines(path, inputs)
        except InputError as exc:
            yield Screened(Failure(shown_path(path), exc))
            continue
        with lines:
            yield from _screen_lines(
                lines,
                source=shown_path(path),
                screener=screener,
                operating_point=operating_point,
            )


def _open_lines(path: str, inputs: Inputs) -> BinaryIO:
    if path == STANDARD_INPUT:
        return inputs.standard_input
    try:
        return Path(path).open("rb")
    except OSError as exc:
        raise MissingInputError(source=shown_path(path)) from exc


def _screen_lines(
    lines: Iterable[bytes],
    *,
    source: str,
    screener: Screener,
    operating_point: str | None,
) -> Iterator[Screened]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            document = read_json_line(line, number=number, source=source)
        except InputError as exc:
            yield Screened(Failure(_id_of_bad_line(line), exc))
            continue
        yield Screened(screener.screen(document, operating_point=operating_point))


def _id_of_bad_line(line: bytes) -> str:
    """The id that a faulty line still tells, so that its error finds its draft."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return ""
    return (line_id(value) or "") if isinstance(value, dict) else ""
