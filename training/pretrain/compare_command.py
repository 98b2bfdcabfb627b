"""``python -m training pretrain compare``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click
import torch

from training.benchmarks import PRETRAINED, Plan, measure
from training.benchmarks_recipe import Recipe
from training.benchmarks_sets import TASKS, read_benchmark
from training.encoders import load_encoder, quieten
from training.pretrain.compare import (
    VARIANTS,
    Budget,
    Judge,
    Source,
    compare,
    comparison_table,
)

_FOLDER: Final = click.Path(path_type=Path, file_okay=False)
_NAMES: Final = tuple(variant.name for variant in VARIANTS)
_JUDGING_EPOCHS: Final = 2


@click.command(name="compare")
@click.option("--data", type=_FOLDER, required=True, help="Folder made by `prepare`.")
@click.option("--out", type=_FOLDER, required=True, help="Folder of the comparison.")
@click.option("--tokens", default=Budget().tokens, show_default=True)
@click.option("--buckets", default=1, show_default=True, help="Text buckets read.")
@click.option("--rows", default=Budget().rows, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--threads", type=int, help="CPU threads.")
@click.option("--compile/--no-compile", "compiled", default=False, show_default=True)
@click.option("--device", default=None, help="[default: cuda if there is one]")
@click.option(
    "--only", multiple=True, type=click.Choice(_NAMES), help="[default: all of them]"
)
@click.option("--task", "task_name", type=click.Choice(sorted(TASKS)))
@click.option(
    "--task-data",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The benchmark's folder; each encoder is fine-tuned on it.",
)
def compare_command(
    *,
    data: Path,
    out: Path,
    tokens: int,
    buckets: int,
    rows: int,
    seed: int,
    threads: int | None,
    compiled: bool,
    device: str | None,
    only: tuple[str, ...],
    task_name: str | None,
    task_data: Path | None,
) -> None:
    """Pre-train small variants one after another and compare them.

    Stopped at any moment, the same command goes on.
    """
    quieten()
    if threads:
        torch.set_num_threads(threads)
    if (task_name is None) != (task_data is None):
        raise click.UsageError("--task and --task-data belong together")
    device = device or ("cuda" if torch.cuda.is_available() else "cpu")
    budget = Budget(
        tokens=tokens, rows=rows, seed=seed, device=device, compiled=compiled
    )
    report = compare(
        Source(data, out, buckets),
        [variant for variant in VARIANTS if not only or variant.name in only],
        budget,
        judge=_judge(task_name, task_data, out) if task_name and task_data else None,
        tell=lambda line: click.echo(line, err=True),
    )
    table = comparison_table(report)
    (out / "comparison.md").write_text(table, encoding="utf-8")
    click.echo(table)


def _judge(task: str, folder: Path, out: Path) -> Judge:
    """Fine-tunes an encoder on a benchmark and gives its scores."""
    data = read_benchmark(folder, TASKS[task])
    plan = Plan(1, False, Recipe(epochs=_JUDGING_EPOCHS), kinds=(PRETRAINED,))

    def judge(encoder: Path, name: str) -> dict[str, float]:
        target = out / name / f"{task}.json"
        report = measure(load_encoder(encoder), data, plan, target=target)
        scores: dict[str, float] = report["summary"][PRETRAINED]["test"]
        return scores

    return judge
