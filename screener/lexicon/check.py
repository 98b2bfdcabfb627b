"""Entries tried on their own examples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from screener.lexicon.entry import Entry
from screener.lexicon.matcher import Matcher


def faults(entries: Sequence[Entry]) -> tuple[str, ...]:
    """What is wrong with the entries, one line each; empty when all keep their word."""
    return tuple(fault for entry in entries for fault in _faults_of(entry))


def _faults_of(entry: Entry) -> Iterator[str]:
    matcher = Matcher([entry])
    for example in entry.must_match:
        if not matcher.find(example):
            yield f"{entry.id}: must match: {example}"
    for example in entry.must_not_match:
        if matcher.find(example):
            yield f"{entry.id}: must not match: {example}"
