"""How often a lexicon entry that flags alone is right, on labels and in print."""

from __future__ import annotations

import lzma
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from screener.bootstrap import shipped_lexicon
from screener.domain.labels import Stance
from screener.lexicon.entry import Entry
from screener.lexicon.matcher import Match, Matcher
from training.dataset import Example, read_examples

_CONTEXT_CHARACTERS = 110


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of one entry's hits in labelled sentences.

    Attributes:
        hits: Sentences in which the entry matches.
        right: Those flagged at its severity or above, or marked as criticism.
    """

    entry: Entry
    hits: int
    right: int

    @property
    def precision(self) -> float | None:
        """Share of right hits; None without hits."""
        return self.right / self.hits if self.hits else None


@dataclass(frozen=True, slots=True)
class Sample:
    """Hits of one entry in raw text: how many, and a few to read."""

    hits: int
    lines: tuple[str, ...]


def is_right(entry: Entry, example: Example) -> bool:
    """Whether a hit of the entry in this sentence agrees with its label."""
    if example.stance is Stance.COUNTERED:
        return True
    return example.severity.rank >= entry.severity.rank


def tallies(entries: Sequence[Entry], examples: Iterable[Example]) -> tuple[Tally, ...]:
    """One tally per entry, in the order of the entries."""
    matcher = Matcher(entries)
    hits = dict.fromkeys((entry.id for entry in entries), 0)
    right = dict(hits)
    for example in examples:
        for entry in {m.entry.id: m.entry for m in matcher.find(example.text)}.values():
            hits[entry.id] += 1
            right[entry.id] += is_right(entry, example)
    return tuple(Tally(entry, hits[entry.id], right[entry.id]) for entry in entries)


def samples(
    entries: Sequence[Entry], lines: Iterable[str], *, size: int, seed: int
) -> dict[str, Sample]:
    """For each entry id how often it hits, and ``size`` hits drawn at random."""
    matcher = Matcher(entries)
    draw = random.Random(seed)
    hits = dict.fromkeys((entry.id for entry in entries), 0)
    kept: dict[str, list[str]] = {entry.id: [] for entry in entries}
    for line in lines:
        for match in matcher.find(line):
            name = match.entry.id
            hits[name] += 1
            # Reservoir sampling: every hit is equally likely to stay.
            place = draw.randrange(hits[name])
            if len(kept[name]) < size:
                kept[name].append(_in_context(line, match))
            elif place < size:
                kept[name][place] = _in_context(line, match)
    return {name: Sample(hits[name], tuple(kept[name])) for name in hits}


def read_lines(path: Path) -> Iterator[str]:
    """The lines of a UTF-8 text file, packed with xz or not."""
    unpack = lzma.open if path.suffix == ".xz" else open
    with unpack(path, "rt", encoding="utf-8") as stream:
        yield from stream


@click.command("lexicon-precision")
@click.option(
    "--data",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Labelled sentences, JSON Lines.",
)
@click.option(
    "--raw",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Raw text, one paragraph a line; .xz is unpacked.",
)
@click.option(
    "--entry", "names", multiple=True, help="Only these entries, alone or not."
)
@click.option("--show", default=0, help="Print so many raw hits of each entry to read.")
@click.option("--seed", default=0, show_default=True)
def lexicon_precision(
    data: tuple[Path, ...],
    raw: tuple[Path, ...],
    names: tuple[str, ...],
    show: int,
    seed: int,
) -> None:
    """Print hits, right hits, precision and raw hits of entries that flag alone."""
    entries = [
        entry
        for entry in shipped_lexicon()
        if (entry.id in names if names else entry.flags_alone)
    ]
    examples = (example for path in data for example in read_examples(path))
    lines = (line for path in raw for line in read_lines(path))
    found = samples(entries, lines, size=show, seed=seed)
    for tally in tallies(entries, examples):
        sample = found[tally.entry.id]
        click.echo(_row(tally, sample))
        for line in sample.lines:
            click.echo(f"    {line}")


def _row(tally: Tally, sample: Sample) -> str:
    precision = "   -" if tally.precision is None else f"{tally.precision:4.0%}"
    severity = tally.entry.severity
    return (
        f"{tally.entry.id:40} {severity:6} {tally.hits:5} {tally.right:5} "
        f"{precision} {sample.hits:6}"
    )


def _in_context(line: str, match: Match) -> str:
    start = max(0, match.span.start - _CONTEXT_CHARACTERS)
    before, after = line[start : match.span.start], line[match.span.end :]
    return f"{before}[{match.span.of(line)}]{after[:_CONTEXT_CHARACTERS].rstrip()}"
