"""Labelled examples: the data format of the corpus, checked line by line."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from screener.domain.labels import Category, Severity, Stance
from screener.domain.spans import Span
from screener.errors import ExampleError
from training.json_lines import json_record, read_lines, records_text, write_records
from training.record_reader import RecordReader

FLAGGED_STANCES: Final = (Stance.ASSERTED, Stance.REPORTED)


class Kind(StrEnum):
    """The part that an example plays in its contrast group."""

    BIASED = "biased"
    EDITED = "edited"
    COUNTERED = "countered"
    HARD_NEGATIVE = "hard_negative"
    UNSET = ""


class Who(StrEnum):
    """Whom the stereotype is about."""

    WOMEN = "women"
    MEN = "men"
    DIVERSE = "diverse"
    UNSET = ""


class Split(StrEnum):
    """What an example may be used for."""

    TRAIN = "train"
    DEV = "dev"
    TEST = "test"
    # Kept apart by reviewers, a whole document at a time: judges, never trains.
    HOLDOUT = "holdout"
    UNSET = ""


@dataclass(frozen=True, slots=True, order=True)
class LabelledSpan:
    """Words of an example's text that carry a category."""

    span: Span
    category: Category


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One annotator's blind judgement of an example."""

    annotator: str
    stance: Stance
    categories: tuple[Category, ...] = ()
    severity: Severity = Severity.NONE
    spans: tuple[LabelledSpan, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One sentence in its context, with the labels that hold.

    Attributes:
        text: The sentence, NFC; spans index it.
        before: The sentence before it, or "".
        after: The sentence after it, or "".
        categories: In the order of the enum; empty when clean.
        spans: What carries the categories.
        mentions: What a countered sentence criticises.
        group: Examples that must stay on one side of every split.
        batch: Who wrote it, as a code.
        region: Usage of "north", "central" or "south", when it is coloured.
        labels: The blind labels behind the adjudicated ones.
    """

    id: str
    text: str
    before: str = ""
    after: str = ""
    stance: Stance
    categories: tuple[Category, ...] = ()
    severity: Severity = Severity.NONE
    spans: tuple[LabelledSpan, ...] = ()
    mentions: tuple[LabelledSpan, ...] = ()
    genre: str = ""
    origin: str = ""
    split: Split = Split.UNSET
    group: str = ""
    kind: Kind = Kind.UNSET
    batch: str = ""
    who: Who = Who.UNSET
    region: str = ""
    labels: tuple[Label, ...] = ()

    @property
    def is_flagged(self) -> bool:
        """Whether a stereotype stands in it unchallenged, at any severity."""
        return self.stance in FLAGGED_STANCES

    @property
    def is_counted(self) -> bool | None:
        """Whether a screener is right to flag it; None (not scored) when low."""
        if self.severity is Severity.LOW:
            return None
        return self.severity.rank >= Severity.MEDIUM.rank

    def fault(self) -> tuple[str, str] | None:
        """The first field that breaks the format and why; None when all is well."""
        return (
            _fault_of_text(self)
            or _fault_of_labels(self)
            or _fault_of_spans("spans", self.spans, self.text)
            or _fault_of_spans("mentions", self.mentions, self.text)
        )


def example_from_json(record: Mapping[str, Any], *, source: str, line: int) -> Example:
    """The example that a record of the data format holds.

    Raises:
        ExampleError: Naming the line and the first field that is wrong.
    """
    reader = RecordReader(record, source, line)
    context = reader.mapping("context")
    example = Example(
        id=reader.text("id"),
        text=reader.text("text"),
        before=reader.string(context.get("before") or "", "context.before"),
        after=reader.string(context.get("after") or "", "context.after"),
        stance=reader.enum("stance", Stance),
        categories=_categories(reader, "categories"),
        severity=reader.enum("severity", Severity),
        spans=_spans(reader, "spans"),
        mentions=_spans(reader, "mentions"),
        genre=reader.optional("genre"),
        origin=reader.optional("origin"),
        split=reader.enum("split", Split, default=Split.UNSET),
        group=reader.optional("group"),
        kind=reader.enum("kind", Kind, default=Kind.UNSET),
        batch=reader.optional("batch"),
        who=reader.enum("who", Who, default=Who.UNSET),
        region=reader.optional("region"),
        labels=tuple(_label(item, reader) for item in reader.items("labels")),
    )
    if (fault := example.fault()) is not None:
        raise reader.error(*fault)
    return example


def example_to_json(example: Example) -> dict[str, Any]:
    """The record of an example; optional fields that are unset are left out."""
    record: dict[str, Any] = {
        "id": example.id,
        "text": example.text,
        "context": {"before": example.before, "after": example.after},
        "stance": example.stance.value,
        "categories": [category.value for category in example.categories],
        "severity": example.severity.value,
        "spans": _spans_to_json(example.spans),
        "mentions": _spans_to_json(example.mentions),
        "genre": example.genre,
        "origin": example.origin,
        "split": example.split.value,
    }
    for name in ("group", "kind", "batch", "who", "region"):
        if value := str(getattr(example, name)):
            record[name] = value
    if example.labels:
        record["labels"] = [_label_to_json(label) for label in example.labels]
    return record


def read_examples(path: Path) -> tuple[Example, ...]:
    """The examples of a JSON Lines file, in its order.

    Raises:
        InputError: When the file cannot be read.
        ExampleError: On the first line that breaks the format.
    """
    result: list[Example] = []
    for item in parse_examples(read_lines(path), source=path.name):
        if isinstance(item, ExampleError):
            raise item
        result.append(item)
    return tuple(result)


def check_examples(path: Path) -> tuple[ExampleError, ...]:
    """Every fault of a JSON Lines file, one a line at most.

    Raises:
        InputError: When the file cannot be read.
    """
    return tuple(
        item
        for item in parse_examples(read_lines(path), source=path.name)
        if isinstance(item, ExampleError)
    )


def parse_examples(
    lines: Iterable[str], *, source: str
) -> Iterator[Example | ExampleError]:
    """An example or a fault for each line that is not blank."""
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            example = example_from_json(
                json_record(line, source=source, number=number),
                source=source,
                line=number,
            )
            if (earlier := seen.setdefault(example.id, number)) != number:
                raise ExampleError(
                    source=source,
                    line=number,
                    field="id",
                    reason=f"{example.id} stands in line {earlier} too",
                )
        except ExampleError as error:
            yield error
        else:
            yield example


def write_examples(path: Path, examples: Iterable[Example]) -> None:
    """Write examples as JSON Lines, ordered by id, so that equal sets are equal files.

    Raises:
        OutputError: When the file cannot be written.
    """
    write_records(path, _canonical(examples))


def examples_digest(examples: Iterable[Example]) -> str:
    """SHA-256 of the examples in canonical form; their order does not matter."""
    return hashlib.sha256(records_text(_canonical(examples)).encode()).hexdigest()


def _categories(reader: RecordReader, field: str) -> tuple[Category, ...]:
    named = {reader.member(item, field, Category) for item in reader.items(field)}
    return tuple(category for category in Category if category in named)


def _spans(reader: RecordReader, field: str) -> tuple[LabelledSpan, ...]:
    return tuple(sorted(_span(item, reader, field) for item in reader.items(field)))


def _span(item: object, reader: RecordReader, field: str) -> LabelledSpan:
    if not isinstance(item, Mapping):
        raise reader.error(field, f"an object is needed, not {item!r}")
    start, end = item.get("start"), item.get("end")
    if not isinstance(start, int) or not isinstance(end, int):
        raise reader.error(field, f"start {start!r} and end {end!r} must be whole")
    if not 0 <= start < end:
        raise reader.error(field, f"[{start}, {end}) is no stretch of text")
    category = reader.member(item.get("category"), f"{field}.category", Category)
    return LabelledSpan(Span(start, end), category)


def _label(item: object, reader: RecordReader) -> Label:
    if not isinstance(item, Mapping):
        raise reader.error("labels", f"an object is needed, not {item!r}")
    inner = RecordReader(item, reader.source, reader.line)
    return Label(
        annotator=inner.text("annotator"),
        stance=inner.enum("stance", Stance),
        categories=_categories(inner, "categories"),
        severity=inner.enum("severity", Severity),
        spans=_spans(inner, "spans"),
    )


def _fault_of_text(example: Example) -> tuple[str, str] | None:
    for name in ("text", "before", "after"):
        value: str = getattr(example, name)
        if unicodedata.normalize("NFC", value) != value:
            return name, "the text is not in NFC"
    if "\n" in example.text:
        return "text", "a sentence holds no line break"
    return None


def _fault_of_labels(example: Example) -> tuple[str, str] | None:
    flagged = example.is_flagged
    if flagged != bool(example.categories):
        return "categories", f"{len(example.categories)} with {example.stance}"
    if flagged != (example.severity is not Severity.NONE):
        return "severity", f"{example.severity} with {example.stance}"
    if example.mentions and example.stance is not Stance.COUNTERED:
        return "mentions", f"only a countered example has them, not {example.stance}"
    marked = {item.category for item in example.spans}
    if stray := sorted(marked - set(example.categories)):
        return "spans", f"{', '.join(stray)} is not among the categories"
    if bare := sorted(set(example.categories) - marked):
        return "spans", f"{', '.join(bare)} has no span"
    return None


def _fault_of_spans(
    field: str, spans: tuple[LabelledSpan, ...], text: str
) -> tuple[str, str] | None:
    for item in spans:
        words = item.span.of(text)
        if item.span.end > len(text):
            return field, f"{item.span} ends after the text ({len(text)})"
        if words != words.strip():
            return field, f"{words!r} begins or ends with a blank"
    return None


def _spans_to_json(spans: tuple[LabelledSpan, ...]) -> list[dict[str, Any]]:
    return [
        {
            "start": item.span.start,
            "end": item.span.end,
            "category": item.category.value,
        }
        for item in spans
    ]


def _label_to_json(label: Label) -> dict[str, Any]:
    return {
        "annotator": label.annotator,
        "stance": label.stance.value,
        "categories": [category.value for category in label.categories],
        "severity": label.severity.value,
        "spans": _spans_to_json(label.spans),
    }


def _canonical(examples: Iterable[Example]) -> Iterator[dict[str, Any]]:
    ordered = sorted(examples, key=lambda example: example.id)
    return map(example_to_json, ordered)
