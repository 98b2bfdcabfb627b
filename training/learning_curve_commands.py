"""``python -m training learning-curve``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

import click

from models.baseline import FitSettings
from training.dataset import Example, Split
from training.fit_linear import read_set
from training.learning_curve import CurvePoint, learning_curve

_FILE: Final = click.Path(path_type=Path, dir_okay=False)


@click.command(name="learning-curve")
@click.option(
    "--grow", multiple=True, required=True, type=_FILE, help="Taken share by share."
)
@click.option("--fixed", multiple=True, type=_FILE, help="There at every share.")
@click.option("--dev", multiple=True, required=True, type=_FILE)
@click.option(
    "--share",
    "shares",
    multiple=True,
    type=click.FloatRange(0.0, 1.0, min_open=True),
    default=(0.125, 0.25, 0.5, 1.0),
    show_default=True,
)
@click.option("--json", "target", type=_FILE, help="Also write the figures here.")
def learning_curve_command(
    grow: tuple[Path, ...],
    fixed: tuple[Path, ...],
    dev: tuple[Path, ...],
    shares: tuple[float, ...],
    target: Path | None,
) -> None:
    """Fit the n-gram model on growing shares of labelled sentences and measure it.

    The encoder's curve costs a fine-tuning for each point (`fine-tune`, `assemble`).
    """
    sets = [read_set(path, Split.DEV) for path in dev]
    names = [part.name for part in sets]
    click.echo(_row("sentences", *(f"{name}: F1 | AUC-PR" for name in names)))
    click.echo(_row("---:", *("---: | ---:" for _ in names)))
    points: list[CurvePoint] = []
    for point in learning_curve(
        _examples(grow),
        _examples(fixed),
        sets,
        shares=sorted(shares),
        settings=FitSettings(),
    ):
        points.append(point)
        cells = (_figures(point, name) for name in names)
        click.echo(_row(f"{point.growing:,} + {point.fixed:,}", *cells))
    if target is not None:
        record = [asdict(point) for point in points]
        text = json.dumps(record, ensure_ascii=False, indent=1)
        target.write_text(text + "\n", encoding="utf-8")


def _examples(paths: Sequence[Path]) -> tuple[Example, ...]:
    sets = (read_set(path, Split.TRAIN) for path in paths)
    return tuple(example for part in sets for example in part.examples)


def _figures(point: CurvePoint, name: str) -> str:
    measured = point.measured[name]
    return " | ".join(
        "–" if value is None else f"{value:.3f}"
        for value in (measured["f1"], measured["average_precision"])
    )


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
