"""``python -m training fine-tune`` and ``assemble``."""

from __future__ import annotations

from pathlib import Path

import click
import torch

from models.baseline import FitSettings
from models.windows import WindowPlan, fitted
from training.augment import with_swaps
from training.benchmarks_recipe import usual_rate
from training.dataset import Example, Split
from training.encoders import encoder_option, load_encoder
from training.evaluate import render_table
from training.false_alarms import read_background
from training.finetune.assemble import Parts, assemble_bundle
from training.finetune.loop import Step, TuneSettings, fine_tune
from training.finetune.model import LossWeights, new_classifier
from training.finetune.tuned import read_tuned, write_tuned
from training.fit_linear import read_set
from training.labelled_files import read_labelled
from training.split import FOLD_SEED, FOLDS, held_out_folds

_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)
_EVERY = 50


@click.command(name="fine-tune")
@encoder_option
@click.option("--train", "files", multiple=True, required=True, type=_FILE)
@click.option("--out", "folder", required=True, type=_FOLDER)
@click.option(
    "--hold-out",
    default=None,
    type=click.IntRange(0, FOLDS - 1),
    help="Leave this fold out and keep what the model says of it, for `assemble`.",
)
@click.option("--epochs", default=4, show_default=True)
@click.option(
    "--rate",
    default=None,
    type=float,
    help="Peak learning rate; 5e-4, or 3e-5 for encoders wider than 512.",
)
@click.option("--tokens", default=2048, show_default=True, help="Of a batch.")
@click.option("--before", default=0, show_default=True, help="Tokens of context.")
@click.option("--after", default=0, show_default=True, help="Tokens of context.")
@click.option("--span-weight", default=0.3, show_default=True)
@click.option("--dropout", default=0.1, show_default=True)
@click.option(
    "--swaps/--no-swaps",
    default=True,
    show_default=True,
    help="Learn clean sentences with women and men swapped too.",
)
@click.option("--seed", default=1, show_default=True)
@click.option("--threads", default=None, type=int, help="CPU threads.")
@click.option(
    "--device",
    default=None,
    help="Such as cpu or cuda; without it a GPU is used where there is one.",
)
def fine_tune_command(
    *,
    encoder: str,
    files: tuple[Path, ...],
    folder: Path,
    hold_out: int | None,
    epochs: int,
    rate: float | None,
    tokens: int,
    before: int,
    after: int,
    span_weight: float,
    dropout: float,
    swaps: bool,
    seed: int,
    threads: int | None,
    device: str | None,
) -> None:
    """Fine-tune an encoder on labelled sentences: one number per token and head."""
    if threads:
        torch.set_num_threads(threads)
    chosen = load_encoder(encoder)
    settings = TuneSettings(
        epochs=epochs,
        rate=rate or usual_rate(chosen),
        tokens=tokens,
        dropout=dropout,
        window=fitted(
            WindowPlan(before=before, after=after), longest=chosen.max_length
        ),
        loss=LossWeights(span=span_weight),
        seed=seed,
    )
    examples, held_out = _dealt(_training_examples(files), hold_out)
    if swaps:
        examples = [*with_swaps(examples)]
    model = new_classifier(encoder, dropout=dropout, seed=seed)
    where = device or ("cuda" if torch.cuda.is_available() else "cpu")
    model.to(where)  # type: ignore[arg-type]
    write_tuned(
        folder,
        fine_tune(model, examples, chosen.subwords, settings=settings, on_step=_say),
        encoder=chosen,
        settings=settings,
        fitted=examples,
        held_out=held_out,
    )


def _training_examples(files: tuple[Path, ...]) -> list[Example]:
    return [
        example
        for path in files
        for example in read_labelled(path)
        if example.split in (Split.TRAIN, Split.UNSET)
    ]


def _dealt(
    examples: list[Example], hold_out: int | None
) -> tuple[list[Example], list[Example]]:
    """Those to fit on and those held out; groups stay together."""
    if hold_out is None:
        return examples, []
    keys = [example.group or example.id for example in examples]
    folds = list(held_out_folds(keys, folds=FOLDS, seed=FOLD_SEED))
    inside, outside = folds[hold_out]
    return [examples[i] for i in inside], [examples[i] for i in outside]


def _say(step: Step) -> None:
    if step.number % _EVERY and step.number != step.of:
        return
    left = step.seconds / step.number * (step.of - step.number)
    click.echo(
        f"{step.number}/{step.of} loss {step.loss:.4f} "
        f"{step.seconds:.0f} s, {left:.0f} s left"
    )


@click.command(name="assemble")
@click.option("--tuned", "tuned", required=True, type=_FOLDER)
@click.option(
    "--held-out",
    "folds",
    multiple=True,
    required=True,
    type=_FOLDER,
    help="Made by `fine-tune --hold-out`; its decisions weigh encoder and n-grams.",
)
@click.option("--train", "train", multiple=True, required=True, type=_FILE)
@click.option("--dev", "dev", multiple=True, required=True, type=_FILE)
@click.option("--test", "test", multiple=True, type=_FILE, help="Only measured.")
@click.option("--background", multiple=True, type=_FILE)
@click.option("--background-sentences", default=20_000, show_default=True)
@click.option("--out", "folder", required=True, type=_FOLDER)
@click.option("--version", required=True)
def assemble_command(
    *,
    tuned: Path,
    folds: tuple[Path, ...],
    train: tuple[Path, ...],
    dev: tuple[Path, ...],
    test: tuple[Path, ...],
    background: tuple[Path, ...],
    background_sentences: int,
    folder: Path,
    version: str,
) -> None:
    """Join a fine-tuned encoder and n-grams into a bundle, and measure it."""
    held_out = {
        name: values
        for fold in folds
        for name, values in read_tuned(fold).held_out().items()
    }
    bundle = assemble_bundle(
        folder,
        Parts(tuned=read_tuned(tuned), held_out=held_out, settings=FitSettings()),
        train=[read_set(path, Split.TRAIN) for path in train],
        dev=[read_set(path, Split.DEV) for path in dev],
        test=[read_set(path, Split.TEST) for path in test],
        background=(
            read_background(background, most_sentences=background_sentences)
            if background
            else None
        ),
        version=version,
        say=click.echo,
    )
    for by_point in bundle.manifest.metrics["sets"].values():
        click.echo(render_table(by_point[bundle.manifest.default_operating_point]))
