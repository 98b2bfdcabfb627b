"""``python -m training fit``: a bundle goes on learning from corrections."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any, Final

import click

from models.bundle import Bundle, read_bundle
from models.registry import Registry
from training.dataset import Example
from training.labelled_files import read_labelled
from training.progress_lines import ProgressLines
from training.refit import RefitSettings, refit_bundle

_FILE: Final = click.Path(path_type=Path, dir_okay=False)
_FOLDER: Final = click.Path(path_type=Path, file_okay=False)


@click.command(name="fit")
@click.option(
    "--from-bundle",
    "base",
    required=True,
    help="Folder or name of the bundle to start from.",
)
@click.option(
    "--extra",
    "files",
    multiple=True,
    required=True,
    type=_FILE,
    help="Corrections; of two labels of one sentence the one given later holds.",
)
@click.option(
    "--replay",
    multiple=True,
    type=_FILE,
    help="Sentences known before; the project's own corpus without.",
)
@click.option("--out", "folder", required=True, type=_FOLDER)
@click.option("--version", required=True, help="Of the new bundle.")
@click.option("--seed", default=RefitSettings().seed, show_default=True)
def fit(
    *,
    base: str,
    files: tuple[Path, ...],
    replay: tuple[Path, ...],
    folder: Path,
    version: str,
    seed: int,
) -> None:
    """Retrain a bundle on corrections, without forgetting what it knew.

    An encoder stays as it is; `fit-linear` fits a bundle from nothing.
    """
    started = time.monotonic()
    bundle = refit_bundle(
        bundle_at(base),
        extra=read_all(files),
        replay=read_all(replay) if replay else None,
        out=folder,
        version=version,
        on_progress=ProgressLines(sys.stderr),
        settings=RefitSettings(seed=seed),
    )
    record = bundle.manifest.metrics["retraining"]
    for line in summary(bundle, record, seconds=time.monotonic() - started):
        click.echo(line)


def summary(bundle: Bundle, record: dict[str, Any], *, seconds: float) -> list[str]:
    """What came of retraining, line by line."""
    parent = bundle.manifest.parent
    assert parent is not None, "a retrained bundle has one"
    lines = [
        f"{bundle.folder}: {bundle.manifest.name} {bundle.manifest.version} "
        f"from {parent.name} {parent.version}",
        f"{record['corrections']} corrections, {record['replayed']} replayed, "
        f"{record.get('new_ngrams', 0)} new n-grams, {seconds:.0f} s",
    ]
    if record["superseded"]:
        lines.append(f"{record['superseded']} older labels gave way to newer ones")
    kept = "kept" if record["thresholds_kept"] else "moved"
    return [*lines, f"thresholds {kept}"]


def bundle_at(name: str) -> Bundle:
    """The bundle of a folder, or of that name in the registry.

    Raises:
        ModelError: When there is none, or it is damaged.
    """
    if Path(name).is_dir():
        return read_bundle(Path(name))
    return Registry().bundle(name)


def read_all(files: tuple[Path, ...]) -> tuple[Example, ...]:
    """The examples of all files, in order.

    Raises:
        InputError: When a file cannot be read or breaks the format.
    """
    return tuple(example for path in files for example in read_labelled(path))
