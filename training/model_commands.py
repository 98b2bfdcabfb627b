"""``python -m training fit-linear`` and ``evaluate``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import click

from models.bundle import read_bundle
from models.registry import Registry, load_classifier
from screener.errors import OperatingPointError
from screener.ports import Classifier, OperatingPoint
from training.dataset import Example, Split
from training.evaluate import compare, evaluate, render_table
from training.labelled_files import read_labelled
from training.leaks import leaks_between, without_leaks
from training.own_corpus import OWN_CORPUS

_FILE: Final = click.Path(path_type=Path, dir_okay=False)
_FOLDER: Final = click.Path(path_type=Path, file_okay=False)


@click.command(name="fit-linear")
@click.option("--train", "train", multiple=True, required=True, type=_FILE)
@click.option("--dev", "dev", multiple=True, required=True, type=_FILE)
@click.option("--test", "test", multiple=True, type=_FILE, help="Only measured.")
@click.option(
    "--background",
    multiple=True,
    type=_FILE,
    help="Ordinary text (.txt, .txt.xz) on which false alarms are counted.",
)
@click.option("--background-sentences", default=20_000, show_default=True)
@click.option("--out", "folder", required=True, type=_FOLDER)
@click.option("--version", default="1.0.0", show_default=True)
def fit_linear(
    train: tuple[Path, ...],
    dev: tuple[Path, ...],
    test: tuple[Path, ...],
    background: tuple[Path, ...],
    background_sentences: int,
    folder: Path,
    version: str,
) -> None:
    """Fit the linear n-gram model and write its bundle.

    A file may be given more than once: each option takes the examples of its own
    split from it, and those without a split.
    """
    # scikit-learn is slow to import; the other commands do without it.
    from models.baseline import FitSettings
    from training.false_alarms import read_background
    from training.fit_linear import fit_bundle, read_set

    bundle = fit_bundle(
        folder,
        train=[read_set(path, Split.TRAIN) for path in train],
        dev=[read_set(path, Split.DEV) for path in dev],
        test=[read_set(path, Split.TEST) for path in test],
        background=(
            read_background(background, most_sentences=background_sentences)
            if background
            else None
        ),
        version=version,
        settings=FitSettings(),
    )
    for by_point in bundle.manifest.metrics["sets"].values():
        click.echo(render_table(by_point[bundle.manifest.default_operating_point]))


@click.command(name="evaluate")
@click.option("--bundle", "name", help="A bundle's folder or name; else the default.")
@click.option("--data", "files", multiple=True, required=True, type=_FILE)
@click.option("--split", type=click.Choice([split.value for split in Split if split]))
@click.option("--operating-point", "point_name")
@click.option("--against", help="Another bundle: where the two differ, and McNemar.")
@click.option(
    "--train",
    "train",
    multiple=True,
    type=_FILE,
    help="What the bundle was trained on, beside the project's own corpus.",
)
@click.option("--drop-leaks", is_flag=True, help="Leave leaked rows out, and say so.")
@click.option("--json", "target", type=_FILE, help="Also write the figures here.")
@click.option("--html", "page", type=_FILE, help="Also write a page with plots here.")
def evaluate_command(
    name: str | None,
    files: tuple[Path, ...],
    split: str | None,
    point_name: str | None,
    against: str | None,
    train: tuple[Path, ...],
    drop_leaks: bool,
    target: Path | None,
    page: Path | None,
) -> None:
    """Measure a bundle on labelled FILES, each example judged in its context.

    Rows that nearly stand among the training rows are refused.
    """
    classifier = load_bundle(name)
    rows = [
        example
        for path in files
        for example in read_labelled(path)
        if split is None or example.split == split
    ]
    examples = _without_leaks(rows, train, drop=drop_leaks)
    point = operating_point(classifier, point_name)
    figures = evaluate(classifier, examples, point=point)
    figures["data"] = [f"{path.resolve().parent.name}/{path.name}" for path in files]
    figures["comparison"] = _comparison(classifier, point, against, examples)
    click.echo(render_table(figures), nl=False)
    if target is not None:
        text = json.dumps(figures, ensure_ascii=False, indent=1)
        target.write_text(text + "\n", encoding="utf-8")
    if page is not None:
        from training.evaluation_report import evaluation_page

        page.write_text(evaluation_page(figures), encoding="utf-8")


def _without_leaks(
    rows: Sequence[Example], train: Iterable[Path], *, drop: bool
) -> tuple[Example, ...]:
    trained = [
        example
        for path in (*OWN_CORPUS, *train)
        for example in read_labelled(path)
        if example.split in (Split.TRAIN, Split.UNSET)
    ]
    leaks = leaks_between(trained, rows)
    for leak in leaks:
        click.echo(f"{leak.row.id} ({leak.similarity:.2f}) {leak.trained.id}", err=True)
    if leaks and not drop:
        raise click.ClickException(
            f"{len(leaks)} of {len(rows)} rows nearly stand among the training rows; "
            "choose a --split, or leave them out with --drop-leaks"
        )
    return without_leaks(rows, leaks)


def _comparison(
    classifier: Classifier,
    point: OperatingPoint,
    against: str | None,
    examples: Sequence[Example],
) -> dict[str, Any] | None:
    if against is None:
        return None
    other = load_bundle(against)
    points = (point, operating_point(other, None))
    return compare(classifier, other, examples, points=points)


def load_bundle(name: str | None) -> Classifier:
    """The classifier of a bundle's folder or name; the default one without.

    Raises:
        ModelError: When there is none, or it is damaged.
    """
    if name and Path(name).is_dir():
        return load_classifier(read_bundle(Path(name)))
    return Registry().load(name)


def operating_point(classifier: Classifier, name: str | None) -> OperatingPoint:
    """A classifier's operating point by name; its default one without.

    Raises:
        OperatingPointError: When it has none of that name.
    """
    wanted = name or classifier.card.default_operating_point
    points = {point.name: point for point in classifier.card.operating_points}
    if wanted not in points:
        raise OperatingPointError(source=wanted, known=", ".join(points))
    return points[wanted]
