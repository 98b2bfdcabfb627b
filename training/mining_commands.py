"""``python -m training mine``, ``key-labels`` and ``join-labels``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from training.data_commands import MINED
from training.dataset import write_examples
from training.json_lines import write_records
from training.keyed_labels import (
    join_labels,
    keys_of,
    read_keyed_labels,
    write_keyed_labels,
)
from training.labelled_files import read_labelled
from training.mining import mine
from training.model_commands import load_bundle, operating_point

_FILE: Final = click.Path(path_type=Path, dir_okay=False)


@click.command(name="mine")
@click.argument("texts", nargs=-1, required=True, type=_FILE)
@click.option("--bundle", "name", help="A bundle's folder or name; else the default.")
@click.option("--operating-point", "point_name")
@click.option("--sentences", default=1000, show_default=True)
@click.option("--document-share", default=0.1, show_default=True)
@click.option("--known", multiple=True, type=_FILE, help="Labelled already.")
@click.option("--seed", default=1, show_default=True)
@click.option("--out", "target", required=True, type=_FILE)
def mine_command(
    texts: tuple[Path, ...],
    name: str | None,
    point_name: str | None,
    sentences: int,
    document_share: float,
    known: tuple[Path, ...],
    seed: int,
    target: Path,
) -> None:
    """Draw sentences from raw TEXTS that are worth labelling next.

    KNOWN files may hold examples or keyed labels.
    """
    classifier = load_bundle(name)
    mined = mine(
        texts,
        classifier,
        point=operating_point(classifier, point_name),
        sentences=sentences,
        document_share=document_share,
        known={key for path in known for key in keys_of(path)},
        seed=seed,
    )
    write_records(target, (one.to_json() for one in mined))
    click.echo(f"{target}: {len(mined)} sentences")


@click.command(name="key-labels")
@click.argument("examples", nargs=-1, required=True, type=_FILE)
@click.option("--out", "target", default=MINED, show_default=True, type=_FILE)
def key_labels(examples: tuple[Path, ...], target: Path) -> None:
    """Keep the labels of EXAMPLES by the SHA-256 of their sentence, without text."""
    found = [example for path in examples for example in read_labelled(path)]
    write_keyed_labels(target, found)
    click.echo(f"{target}: {len(found)} labels")


@click.command(name="join-labels")
@click.argument("texts", nargs=-1, required=True, type=_FILE)
@click.option("--labels", default=MINED, show_default=True, type=_FILE)
@click.option("--out", "target", required=True, type=_FILE)
def join_labels_command(texts: tuple[Path, ...], labels: Path, target: Path) -> None:
    """Join keyed labels to the sentences of the TEXTS that they belong to."""
    keyed = read_keyed_labels(labels)
    examples = tuple(join_labels(keyed, texts, source=labels.name))
    write_examples(target, examples)
    click.echo(f"{target}: {len(examples)} of {len(keyed)} labels found their sentence")
