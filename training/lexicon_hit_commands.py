"""``python -m training lexicon-hits …``: draw hits from print, record what was read."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from pathlib import Path

import click

from screener.bootstrap import shipped_lexicon
from screener.lexicon.entry import Entry
from training.lexicon_hits import (
    HITS,
    Drawn,
    hits_in,
    join,
    read_hits,
    read_worksheet,
    to_read,
    write_hits,
    write_worksheet,
)

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_RAW = click.option(
    "--raw",
    "raw",
    multiple=True,
    required=True,
    type=_FILE,
    help="Raw text, one paragraph a line; .xz is unpacked.",
)


@click.group("lexicon-hits")
def lexicon_hits() -> None:
    """Hits of lexicon entries in print: draw, read, record, join."""


@lexicon_hits.command()
@_RAW
@click.option("--entry", "names", multiple=True, help="Only these entries.")
@click.option("--size", default=20, show_default=True, help="Hits an entry.")
@click.option(
    "--out",
    "target",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Worksheet to read; keep it outside the repository.",
)
def draw(
    raw: tuple[Path, ...], names: tuple[str, ...], size: int, target: Path
) -> None:
    """Write hits that nobody has read to a worksheet."""
    entries = [entry for entry in shipped_lexicon() if not names or entry.id in names]
    drawn = to_read(_found(raw, entries), read_hits(HITS), size=size)
    write_worksheet(target, drawn)
    click.echo(f"{len(drawn)} hits to read: {target}")


@lexicon_hits.command()
@click.argument("worksheet", type=_FILE)
def record(worksheet: Path) -> None:
    """Add the judgements of a WORKSHEET to the repository, without its sentences."""
    fresh = read_worksheet(worksheet, shipped_lexicon())
    hits = {(hit.entry, hit.sentence): hit for hit in (*read_hits(HITS), *fresh)}
    write_hits(HITS, hits.values())
    click.echo(f"{len(fresh)} judgements recorded, {len(hits)} in all")


@lexicon_hits.command("join")
@_RAW
@click.option("--write", is_flag=True, help="Keep what the news at hand confirms.")
def join_hits(raw: tuple[Path, ...], *, write: bool) -> None:
    """Hold the judged hits against the news they came from.

    After a pattern has changed, ``--write`` keeps the hits that it still finds.
    """
    known, entries = read_hits(HITS), shipped_lexicon()
    joined = join(known, entries, _found(raw, entries))
    click.echo(
        f"{len(joined.hits)} judged hits found again, {joined.gone} no longer hit, "
        f"{joined.unseen} in no file given"
    )
    if write and not joined.unseen:
        write_hits(HITS, joined.hits)
    elif write:
        click.echo("nothing written: give all the files that the hits come from")


def read_raw(path: Path) -> Iterator[str]:
    """The lines of a UTF-8 text file, packed with xz or not."""
    unpack = lzma.open if path.suffix == ".xz" else open
    with unpack(path, "rt", encoding="utf-8") as stream:
        yield from stream


def _found(
    raw: tuple[Path, ...], entries: list[Entry] | tuple[Entry, ...]
) -> Iterator[Drawn]:
    for path in raw:
        origin = path.name.split(".")[0]
        yield from hits_in(entries, read_raw(path), origin=origin)
