"""The writers' draft format: one JSON object a line, spans marked inside the text.

``{"g": group, "k": kind, "genre", "st": stance, "sev": severity, "t": text,
"b": before, "a": after, "who", "region"}``. In the text ``{role|words}`` marks what
carries a category, ``{role,trait|words}`` several at once, ``{!role|words}`` what a
countered sentence criticises; marks may nest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from screener.domain.labels import Category, Severity, Stance
from screener.domain.spans import Span
from training.dataset import Example, Kind, LabelledSpan, Who
from training.json_lines import json_record, read_lines
from training.record_reader import RecordReader

ORIGIN: Final = "written"
_OPENING: Final = re.compile(r"\{(!?)([a-z,]+)\|")


class MarkupError(ValueError):
    """A text whose marks do not close or name an unknown category."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A text without its marks, and what they marked."""

    text: str
    spans: tuple[LabelledSpan, ...]
    mentions: tuple[LabelledSpan, ...]


@dataclass(slots=True)
class _Open:
    start: int
    is_mention: bool
    categories: tuple[Category, ...]


@dataclass(slots=True)
class _Scan:
    """The state of one pass over a marked text."""

    letters: list[str] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    spans: list[LabelledSpan] = field(default_factory=list)
    mentions: list[LabelledSpan] = field(default_factory=list)

    def close(self) -> None:
        if not self.open:
            raise MarkupError("a brace closes that never opened")
        mark = self.open.pop()
        if mark.start == len(self.letters):
            raise MarkupError("a mark around nothing")
        span = Span(mark.start, len(self.letters))
        target = self.mentions if mark.is_mention else self.spans
        target.extend(LabelledSpan(span, category) for category in mark.categories)


def parse_markup(marked: str) -> Marked:
    """The text and spans of a marked text.

    Raises:
        MarkupError: When a mark is malformed.
    """
    scan = _Scan()
    place = 0
    while place < len(marked):
        letter = marked[place]
        if letter == "{":
            match = _OPENING.match(marked, place)
            if match is None:
                raise MarkupError(f"no mark: {marked[place : place + 20]}")
            scan.open.append(_Open(len(scan.letters), bool(match[1]), _named(match[2])))
            place = match.end()
            continue
        if letter == "}":
            scan.close()
        else:
            scan.letters.append(letter)
        place += 1
    if scan.open:
        raise MarkupError("a brace that never closes")
    return Marked(
        "".join(scan.letters), tuple(sorted(scan.spans)), tuple(sorted(scan.mentions))
    )


def read_drafts(path: Path) -> tuple[Example, ...]:
    """The examples of a draft file; the file's name is the batch.

    An id is the group and the item's number in it, so it stays when lines are added
    at the end.

    Raises:
        InputError: When the file cannot be read.
        ExampleError: On the first line that is wrong, naming line and field.
    """
    return parse_drafts(read_lines(path), source=path.name, batch=path.stem)


def parse_drafts(
    lines: Iterable[str], *, source: str, batch: str
) -> tuple[Example, ...]:
    """The examples of draft lines.

    Raises:
        ExampleError: On the first line that is wrong, naming line and field.
    """
    numbers: Counter[str] = Counter()
    result: list[Example] = []
    for line_number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        record = json_record(line, source=source, number=line_number, nfc=True)
        reader = RecordReader(record, source, line_number)
        example = _example(reader, batch=batch)
        numbers[example.group] += 1
        result.append(
            replace(example, id=f"{example.group}-{numbers[example.group]:02}")
        )
    return tuple(result)


def example_from_markup(reader: RecordReader) -> Example:
    """The labelled sentence of a draft item: its ``t``, ``st`` and ``sev``.

    Raises:
        ExampleError: Naming the field that is wrong.
    """
    try:
        marked = parse_markup(reader.text("t"))
    except MarkupError as exc:
        raise reader.error("t", str(exc)) from exc
    named = {item.category for item in marked.spans}
    example = Example(
        id="",
        text=marked.text,
        stance=reader.enum("st", Stance),
        categories=tuple(category for category in Category if category in named),
        severity=reader.enum("sev", Severity),
        spans=marked.spans,
        mentions=marked.mentions,
        origin=ORIGIN,
    )
    if (fault := example.fault()) is not None:
        raise reader.error(*fault)
    return example


def _example(reader: RecordReader, *, batch: str) -> Example:
    group = reader.text("g")
    example = replace(
        example_from_markup(reader),
        id=group,
        before=reader.optional("b"),
        after=reader.optional("a"),
        genre=reader.text("genre"),
        group=group,
        kind=reader.enum("k", Kind),
        batch=batch,
        who=reader.enum("who", Who, default=Who.UNSET),
        region=reader.optional("region"),
    )
    if (fault := example.fault()) is not None:
        raise reader.error(*fault)
    return example


def _named(names: str) -> tuple[Category, ...]:
    try:
        return tuple(Category(name) for name in names.split(","))
    except ValueError as exc:
        raise MarkupError(f"no category: {names}") from exc
