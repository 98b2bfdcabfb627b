"""What the journal says of one file: what it was, what came of it, where that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from screener.domain.labels import Severity

Count = tuple[str, str, int]


class State(StrEnum):
    """What became of a file."""

    SCREENED = "screened"
    FAILED = "failed"
    # It stopped a worker by time, memory or a crash; not tried again unasked.
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What screening one file found, without its text.

    Attributes:
        state: What became of it.
        verdict: As the report says; "not_screened" for a failure.
        counts: Category, severity and number of findings.
        unsure: How many findings are near their threshold.
        published_on: In ISO form, "" where unknown.
        error: Code of the error, "" where there is none.
        error_facts: Names and values that the error's words need.
        read_s: Processor seconds spent on reading the file.
        screen_s: Processor seconds spent on screening its text.
    """

    state: State
    verdict: str
    counts: tuple[Count, ...] = ()
    unsure: int = 0
    title: str = ""
    outlet: str = ""
    kind: str = ""
    genre: str = ""
    published_on: str = ""
    sha256: str = ""
    characters: int = 0
    error: str = ""
    error_facts: tuple[tuple[str, str | int | float], ...] = ()
    read_s: float = 0.0
    screen_s: float = 0.0

    def number(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(n for _, name, n in self.counts if name == severity.value)

    @property
    def findings(self) -> int:
        """How many findings there are."""
        return sum(number for _, _, number in self.counts)

    @property
    def month(self) -> str:
        """Year and month of publication, such as "2026-03"; "" where unknown."""
        return self.published_on[:7]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the journal.

    Attributes:
        key: Of the planned file.
        document_id: Names the draft.
        content: Digest of everything its report depends on, the text included;
            "" where the file could not be read.
        duplicate_of: Key of the file with the same content that was screened.
        author: As a manifest says.
        stamp: Digest of model, rules and settings that made the record.
        report: The page with the whole report, below the folder of the results;
            "" where none was written.
        offset: Where the record begins in the results, in bytes.
        length: Its size with the line feed.
        checksum: CRC-32 of those bytes.
    """

    key: str
    document_id: str
    size_bytes: int | None
    modified_ns: int | None
    content: str
    stamp: str
    facts: Facts
    duplicate_of: str = ""
    author: str = ""
    report: str = ""
    offset: int = 0
    length: int = 0
    checksum: int = 0

    @property
    def is_screened(self) -> bool:
        """Whether there is a report, whatever its verdict."""
        return self.facts.state is State.SCREENED


def facts_to_json(facts: Facts) -> dict[str, Any]:
    """The facts as JSON values; what is empty is left out."""
    values: dict[str, Any] = {"state": facts.state.value, "verdict": facts.verdict}
    for name in _PLAIN_FACTS:
        value = getattr(facts, name)
        if value:
            values[name] = value
    if facts.counts:
        values["counts"] = [list(count) for count in facts.counts]
    if facts.error_facts:
        values["error_facts"] = dict(facts.error_facts)
    return values


_PLAIN_FACTS = (
    *("unsure", "title", "outlet", "kind", "genre", "published_on", "sha256"),
    *("characters", "error", "read_s", "screen_s"),
)


def facts_from_json(values: dict[str, Any]) -> Facts:
    """The facts that ``facts_to_json`` wrote.

    Raises:
        KeyError, TypeError, ValueError: When they are others.
    """
    known = {name: values[name] for name in _PLAIN_FACTS if name in values}
    return Facts(
        state=State(values["state"]),
        verdict=values["verdict"],
        counts=tuple((c, s, n) for c, s, n in values.get("counts", ())),
        error_facts=tuple(values.get("error_facts", {}).items()),
        **known,
    )


_PLAIN_ENTRY = (
    *("key", "document_id", "size_bytes", "modified_ns", "content", "stamp"),
    *("duplicate_of", "author", "report", "offset", "length", "checksum"),
)


def entry_to_json(entry: Entry) -> dict[str, Any]:
    """The entry as JSON values."""
    values = {name: getattr(entry, name) for name in _PLAIN_ENTRY}
    return {**values, "facts": facts_to_json(entry.facts)}


def entry_from_json(values: dict[str, Any]) -> Entry:
    """The entry that ``entry_to_json`` wrote.

    Raises:
        KeyError, TypeError, ValueError: When it is another.
    """
    plain = {name: values[name] for name in _PLAIN_ENTRY}
    return Entry(facts=facts_from_json(values["facts"]), **plain)


def iso_day(day: date | None) -> str:
    """The day in ISO form, "" for None."""
    return day.isoformat() if day is not None else ""
