"""How often a lexicon entry that flags alone is right, on labels and in print."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from screener.bootstrap import shipped_lexicon
from screener.domain.labels import Stance
from screener.lexicon.entry import Entry
from screener.lexicon.matcher import Matcher
from training.data_commands import SENTENCES
from training.dataset import Example, read_examples
from training.lexicon_hits import HITS, JudgedHit, current, read_hits

LEAST_HITS: Final = 20
LEAST_PRECISION: Final = 0.95


@dataclass(frozen=True, slots=True)
class Count:
    """Hits of an entry, and how many of them are right."""

    hits: int = 0
    right: int = 0

    @property
    def precision(self) -> float | None:
        """Share of right hits; None without hits."""
        return self.right / self.hits if self.hits else None

    def __add__(self, other: Count) -> Count:
        return Count(self.hits + other.hits, self.right + other.right)


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of one entry's hits in labelled sentences.

    Attributes:
        count: Sentences in which the entry matches; right are those flagged at its
            severity or above, and those marked as criticism.
        same_category: Flagged ones among them that carry the entry's category.
        flagged: Flagged ones among them.
    """

    entry: Entry
    count: Count
    flagged: int = 0
    same_category: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known of one entry's hits.

    Attributes:
        corpus: In the project's own corpus.
        read: In print, read by somebody; their judgements are in the repository.
        outside: In labelled sentences from outside the repository.
    """

    entry: Entry
    corpus: Tally
    read: Count
    outside: Count

    @property
    def in_repository(self) -> Count:
        """What anybody with the repository can count again."""
        return self.corpus.count + self.read

    @property
    def total(self) -> Count:
        """All hits."""
        return self.in_repository + self.outside

    @property
    def suffices(self) -> bool:
        """Whether the entry may flag alone."""
        precision = self.total.precision
        is_measured = self.total.hits >= LEAST_HITS and precision is not None
        return self.entry.is_slur or (
            is_measured and precision is not None and precision >= LEAST_PRECISION
        )


def is_right(entry: Entry, example: Example) -> bool:
    """Whether a hit of the entry in this sentence agrees with its label."""
    if example.stance is Stance.COUNTERED:
        return True
    return example.severity.rank >= entry.severity.rank


def tallies(entries: Sequence[Entry], examples: Iterable[Example]) -> tuple[Tally, ...]:
    """One tally per entry, in the order of the entries."""
    matcher = Matcher(entries)
    hits: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        for name in {match.entry.id for match in matcher.find(example.text)}:
            hits[name].append(example)
    return tuple(_tally(entry, hits[entry.id]) for entry in entries)


def gather(
    entries: Sequence[Entry],
    *,
    corpus: Iterable[Example],
    read: Iterable[JudgedHit],
    outside: Iterable[Example],
) -> tuple[Evidence, ...]:
    """The evidence for each entry, in the order of the entries.

    Args:
        entries: Whose hits are counted.
        corpus: The project's own sentences.
        read: Judged hits; those of earlier patterns do not count.
        outside: Labelled sentences that are not in the repository.
    """
    by_entry: dict[str, Count] = defaultdict(Count)
    for hit in current(read, entries):
        by_entry[hit.entry] += Count(1, int(hit.is_right))
    pairs = zip(tallies(entries, corpus), tallies(entries, outside), strict=True)
    return tuple(
        Evidence(inside.entry, inside, by_entry[inside.entry.id], beyond.count)
        for inside, beyond in pairs
    )


@click.command("lexicon-precision")
@click.option(
    "--data",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Labelled sentences from outside the repository, JSON Lines.",
)
@click.option(
    "--entry", "names", multiple=True, help="Only these entries, alone or not."
)
@click.option("--all", "is_all", is_flag=True, help="All entries, alone or not.")
def lexicon_precision(
    data: tuple[Path, ...], names: tuple[str, ...], *, is_all: bool
) -> None:
    """Print hits, right hits and precision of entries that flag alone."""
    entries = [
        entry
        for entry in shipped_lexicon()
        if (entry.id in names if names else is_all or entry.flags_alone)
    ]
    evidence = gather(
        entries,
        corpus=read_examples(SENTENCES),
        read=read_hits(HITS),
        outside=(example for path in data for example in read_examples(path)),
    )
    click.echo(table(evidence, has_outside=bool(data)))


def table(evidence: Sequence[Evidence], *, has_outside: bool) -> str:
    """The evidence as a text table, with what its figures rest on."""
    rows = "\n".join(_row(item) for item in evidence)
    slurs = [item.entry.id for item in evidence if item.entry.is_slur]
    short = [
        item.entry.id
        for item in evidence
        if item.entry.flags_alone and not item.suffices
    ]
    outside = "given with --data" if has_outside else "none given (--data)"
    return (
        f"{'entry':38} {'sev':6} {'corpus':>9} {'read':>9} {'outside':>9} "
        f"{'all':>9} {'right':>5} {'cat':>5}  verdict\n{rows}\n\n"
        "corpus, read: the repository alone (sentences.jsonl, lexicon_hits.jsonl)\n"
        f"outside: labelled sentences, {outside}\n"
        f"bar: {LEAST_HITS} hits, {LEAST_PRECISION:.0%} right\n"
        f"slurs, exempt: {', '.join(slurs) or '-'}\n"
        f"flag alone below the bar: {', '.join(short) or 'none'}"
    )


def _tally(entry: Entry, examples: Sequence[Example]) -> Tally:
    flagged = [example for example in examples if example.is_flagged]
    return Tally(
        entry,
        Count(len(examples), sum(is_right(entry, example) for example in examples)),
        flagged=len(flagged),
        same_category=sum(entry.category in example.categories for example in flagged),
    )


def _row(item: Evidence) -> str:
    tally = item.corpus
    category = tally.same_category / tally.flagged if tally.flagged else None
    counts = (tally.count, item.read, item.outside, item.total)
    cells = " ".join(f"{count.right:>4}/{count.hits:<4}" for count in counts)
    return (
        f"{item.entry.id:38} {item.entry.severity:6} {cells} "
        f"{_share(item.total.precision)} {_share(category)}  {_verdict(item)}"
    )


def _verdict(item: Evidence) -> str:
    if item.entry.is_slur:
        return "alone, slur"
    if item.suffices:
        return "alone" if item.entry.flags_alone else "could flag alone"
    return "BELOW THE BAR" if item.entry.flags_alone else "explains"


def _share(value: float | None) -> str:
    return "    -" if value is None else f"{value:5.0%}"
