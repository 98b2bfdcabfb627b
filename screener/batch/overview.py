"""What a whole scan found, gathered from its journal one entry at a time."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from screener.batch.entries import Entry, State
from screener.batch.stamp import Stamp
from screener.domain.labels import FLAGGED_SEVERITIES, Category, Severity, Verdict

SUMMARY_SCHEMA: Final = "screener.scan_summary/1"
_MOST_WORST: Final = 200
_MOST_IN_GROUP: Final = 25
_MOST_UNSCREENED: Final = 500


class _Worst:
    """The entries with the gravest findings, at most so many, the worst first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._heap: list[tuple[tuple[int, ...], int, Entry]] = []
        self._number = 0

    def add(self, entry: Entry, rank: tuple[int, ...]) -> None:
        self._number += 1
        if not any(rank):
            return
        # Of equals the earlier stays in front, so that the order is fixed.
        item = (rank, -self._number, entry)
        if len(self._heap) < self._limit:
            heapq.heappush(self._heap, item)
        else:
            heapq.heappushpop(self._heap, item)

    def __iter__(self) -> Iterator[Entry]:
        return (entry for _, _, entry in sorted(self._heap, reverse=True))


@dataclass(slots=True)
class Group:
    """The files that share an outlet, a month, a genre or a category.

    Attributes:
        name: "" where it is unknown.
        files: How many belong to it.
        flagged: How many of these have a finding of at least medium severity.
        severities: How many findings of each severity.
        worst: Its worst files.
    """

    name: str
    files: int = 0
    flagged: int = 0
    severities: Counter[Severity] = field(default_factory=Counter)
    worst: _Worst = field(default_factory=lambda: _Worst(_MOST_IN_GROUP))

    @property
    def findings(self) -> int:
        """Of all severities."""
        return self.severities.total()

    def add(self, entry: Entry) -> None:
        """Count one file."""
        rank = severity_rank(entry)
        self.files += 1
        self.flagged += bool(rank[0] or rank[1])
        for severity, number in zip(_GRAVEST_FIRST, rank, strict=True):
            self.severities[severity] += number
        self.worst.add(entry, rank)


_GRAVEST_FIRST: Final = tuple(reversed(FLAGGED_SEVERITIES))


def severity_rank(entry: Entry) -> tuple[int, ...]:
    """Numbers of findings, the gravest severity first: greater is worse."""
    return tuple(entry.facts.number(severity) for severity in _GRAVEST_FIRST)


class Overview:
    """All counts of a scan.

    Attributes:
        total: The whole scan as one group.
        verdicts: How many files have each verdict.
        noted: Of those that pass, the ones with findings of low severity.
        outlets: By name.
        months: By year and month.
        genres: By name; the kind stands in where there is no genre.
        categories: Only files with such findings belong to one.
        copied: Files with the content of another.
        quarantined: Files that stopped a worker.
        unscreened: The first files without a report, or with one not to be trusted.
        stamps: How many records each model and settings made, by digest.
        characters: Of all texts.
        unsure: Findings near their threshold.
    """

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.total = Group("")
        self.total.worst = _Worst(_MOST_WORST)
        self.verdicts: Counter[Verdict] = Counter()
        self.outlets: dict[str, Group] = {}
        self.months: dict[str, Group] = {}
        self.genres: dict[str, Group] = {}
        self.categories: dict[str, Group] = {}
        self.copied = self.quarantined = self.characters = self.unsure = 0
        self.noted = 0
        self.unscreened: list[Entry] = []
        self.stamps: Counter[str] = Counter()
        for entry in entries:
            self.add(entry)

    @property
    def files(self) -> int:
        """Files that have a record."""
        return self.total.files

    @property
    def not_screened(self) -> int:
        """Files without a verdict that can be relied on."""
        return self.verdicts[Verdict.NOT_SCREENED]

    @property
    def verdict_counts(self) -> dict[str, int]:
        """Files by verdict, the gravest first; those that pass with notes apart."""
        found = self.verdicts
        return {
            Verdict.ESCALATE.value: found[Verdict.ESCALATE],
            Verdict.REVISE.value: found[Verdict.REVISE],
            "pass_with_notes": self.noted,
            Verdict.PASS.value: found[Verdict.PASS] - self.noted,
            Verdict.NOT_SCREENED.value: self.not_screened,
        }

    @property
    def gravest(self) -> Severity:
        """The gravest severity found anywhere; none when nothing was."""
        found = (s for s in _GRAVEST_FIRST if self.total.severities[s])
        return next(found, Severity.NONE)

    def add(self, entry: Entry) -> None:
        """Count one file."""
        facts = entry.facts
        verdict = Verdict(facts.verdict)
        self.verdicts[verdict] += 1
        self.stamps[entry.stamp] += 1
        self.copied += bool(entry.duplicate_of)
        self.quarantined += facts.state is State.QUARANTINED
        self.characters += facts.characters
        self.unsure += facts.unsure
        self.noted += verdict is Verdict.PASS and facts.findings > 0
        self.total.add(entry)
        if verdict is Verdict.NOT_SCREENED and len(self.unscreened) < _MOST_UNSCREENED:
            self.unscreened.append(entry)
        if not entry.is_screened:
            return
        for groups, name in (
            (self.outlets, facts.outlet),
            (self.months, facts.month),
            (self.genres, facts.genre or facts.kind),
        ):
            groups.setdefault(name, Group(name)).add(entry)
        self._add_categories(entry)

    def _add_categories(self, entry: Entry) -> None:
        for category in {name for name, _, _ in entry.facts.counts}:
            group = self.categories.setdefault(category, Group(category))
            numbers = {s: n for c, s, n in entry.facts.counts if c == category}
            rank = tuple(numbers.get(s.value, 0) for s in _GRAVEST_FIRST)
            group.files += 1
            group.flagged += bool(rank[0] or rank[1])
            for severity, number in zip(_GRAVEST_FIRST, rank, strict=True):
                group.severities[severity] += number
            group.worst.add(entry, rank)


def worst_first(groups: dict[str, Group]) -> list[Group]:
    """The groups with the gravest findings in front."""
    return sorted(
        groups.values(),
        key=lambda group: (
            *(-group.severities[s] for s in _GRAVEST_FIRST),
            group.name,
        ),
    )


def in_time(groups: dict[str, Group]) -> list[Group]:
    """The groups by name, which for months is by time; the unknown last."""
    return sorted(groups.values(), key=lambda group: (not group.name, group.name))


def overview_to_json(overview: Overview, stamps: Iterable[Stamp]) -> dict[str, Any]:
    """The counts as JSON values: the same for the same records, however made."""
    return {
        "schema": SUMMARY_SCHEMA,
        "files": overview.files,
        "not_screened": overview.not_screened,
        "quarantined": overview.quarantined,
        "copied": overview.copied,
        "characters": overview.characters,
        "unsure": overview.unsure,
        "verdicts": {v.value: overview.verdicts[v] for v in Verdict},
        "passed_with_notes": overview.noted,
        "severities": _severities(overview.total),
        "categories": {
            c.value: _group(overview.categories.get(c.value, Group(c.value)))
            for c in Category
        },
        "outlets": {g.name: _group(g) for g in in_time(overview.outlets)},
        "months": {g.name: _group(g) for g in in_time(overview.months)},
        "genres": {g.name: _group(g) for g in in_time(overview.genres)},
        "made_by": [
            {
                "model": stamp.model,
                "operating_point": stamp.operating_point,
                "lexicon": stamp.lexicon,
                "screener": stamp.screener,
                "files": overview.stamps[stamp.id],
            }
            for stamp in stamps
            if overview.stamps[stamp.id]
        ],
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "files": group.files,
        "flagged": group.flagged,
        "severities": _severities(group),
    }


def _severities(group: Group) -> dict[str, int]:
    return {s.value: group.severities[s] for s in FLAGGED_SEVERITIES}
