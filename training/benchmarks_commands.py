"""``python -m training encoder-benchmark``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

import click
import torch

from training.benchmarks import LINEAR, PRETRAINED, RANDOM, Plan, measure
from training.benchmarks_recipe import Recipe, usual_rate
from training.benchmarks_sets import TASKS, read_benchmark
from training.benchmarks_tables import robustness_table, score_table
from training.encoders import encoder_option, load_encoder, quieten

_KINDS: Final = (LINEAR, PRETRAINED, RANDOM)


@click.command(name="encoder-benchmark")
@encoder_option
@click.option("--task", "task_name", required=True, type=click.Choice(sorted(TASKS)))
@click.option(
    "--data",
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder with the benchmark's train, dev and test files (JSON Lines).",
)
@click.option("--seeds", default=3, show_default=True)
@click.option("--epochs", default=Recipe().epochs, show_default=True)
@click.option("--length", default=Recipe().length, show_default=True)
@click.option("--rate", type=float, help="[default: by the encoder's width]")
@click.option("--robustness", is_flag=True, help="Also on spoiled test texts.")
@click.option(
    "--only", multiple=True, type=click.Choice(_KINDS), help="[default: all three]"
)
@click.option("--device", default=None, help="[default: cuda if there is one]")
@click.option("--threads", type=int, help="CPU threads.")
@click.option(
    "--json",
    "target",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Report; runs that it holds already are not repeated.",
)
def encoder_benchmark(
    encoder: str,
    task_name: str,
    data: Path,
    seeds: int,
    epochs: int,
    length: int,
    rate: float | None,
    robustness: bool,
    only: tuple[str, ...],
    device: str | None,
    threads: int | None,
    target: Path,
) -> None:
    """Fine-tune an encoder on a public benchmark and measure it beside its floors."""
    quieten()
    if threads:
        torch.set_num_threads(threads)
    loaded = load_encoder(encoder)
    recipe = Recipe(epochs=epochs, length=length, rate=rate or usual_rate(loaded))
    device = device or ("cuda" if torch.cuda.is_available() else "cpu")
    plan = Plan(seeds, robustness, recipe, device=device)
    if only:
        plan = replace(plan, kinds=only)
    report = measure(
        loaded,
        read_benchmark(data, TASKS[task_name]),
        plan,
        target=target,
        tell=lambda line: click.echo(line, err=True),
    )
    click.echo(score_table(report))
    if table := robustness_table([report]):
        click.echo(table)
