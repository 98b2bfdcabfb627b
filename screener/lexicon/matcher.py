"""All entries against a text in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from screener.domain.spans import Span
from screener.lexicon.automaton import Automaton
from screener.lexicon.entry import Entry


@dataclass(frozen=True, slots=True)
class Match:
    """An entry found in a text."""

    entry: Entry
    span: Span


class Matcher:
    """Finds every entry of a lexicon.

    Args:
        entries: Their order does not matter.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = tuple(entries)
        self._owners = tuple(
            (number, is_exception)
            for number, entry in enumerate(self._entries)
            for is_exception, patterns in (
                (False, entry.patterns),
                (True, entry.exceptions),
            )
            for _ in patterns
        )
        self._automaton = Automaton(
            tuple(
                pattern
                for entry in self._entries
                for pattern in (*entry.patterns, *entry.exceptions)
            )
        )

    def find(self, text: str) -> tuple[Match, ...]:
        """Every match, overlapping ones too, by position and then by entry.

        Of the readings of one entry that lie within each other only the longest
        counts.

        Args:
            text: NFC; spans are positions in it.
        """
        found: dict[int, set[Span]] = {}
        exceptions: dict[int, set[Span]] = {}
        for pattern, span in self._automaton.find(text):
            number, is_exception = self._owners[pattern]
            target = exceptions if is_exception else found
            target.setdefault(number, set()).add(span)
        matches = [
            Match(self._entries[number], span)
            for number, spans in found.items()
            for span in _longest(spans)
            if not any(span.overlaps(other) for other in exceptions.get(number, ()))
        ]
        return tuple(sorted(matches, key=lambda match: (match.span, match.entry.id)))


def _longest(spans: Iterable[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not kept or span.end > kept[-1].end:
            kept.append(span)
    return kept
