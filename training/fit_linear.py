"""Fits the linear n-gram bundle: data in, checked bundle folder out."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from itertools import product
from pathlib import Path
from typing import Any, Final

from models.baseline import FitSettings, LinearFit, fit_linear_model
from models.bundle import LINEAR_NGRAM, Bundle, DataDigest, Manifest, write_bundle
from models.linear import LinearNgramClassifier
from models.linear_weights import (
    WEIGHTS,
    LinearModel,
    SpanRule,
    in_half_precision,
    model_arrays,
    model_settings,
)
from screener.ports import Classifier, ClassifierCard
from training.cards import linear_card
from training.dataset import Example, Split, examples_digest
from training.evaluate import evaluate_at
from training.false_alarms import Background, count_flagged
from training.judging import score_examples
from training.labelled_files import read_labelled
from training.operating_points import choose_points
from training.samples import to_sample
from training.span_rules import SHOW_ALL, best_span_rule
from training.split import FOLD_SEED, FOLDS, held_out_folds

_CURVES: Final = ("precision_recall", "reliability")
_LIBRARIES: Final = ("numpy", "scipy", "scikit-learn")


@dataclass(frozen=True, slots=True)
class DataSet:
    """Examples with the name that cards give them and the part they play."""

    name: str
    role: Split
    examples: tuple[Example, ...]

    @property
    def digest(self) -> DataDigest:
        """What the manifest keeps of it."""
        return DataDigest(
            name=self.name,
            role=self.role,
            sha256=examples_digest(self.examples),
            examples=len(self.examples),
        )


def read_set(path: Path, role: Split) -> DataSet:
    """The examples of a file that may play a part: those of that split or of none.

    Raises:
        InputError: When the file cannot be read or breaks the format.
    """
    return DataSet(
        f"{path.resolve().parent.name}/{path.name}",
        role,
        tuple(
            example
            for example in read_labelled(path)
            if example.split in (role, Split.UNSET)
        ),
    )


def fit_bundle(
    folder: Path,
    *,
    train: Sequence[DataSet],
    dev: Sequence[DataSet],
    test: Sequence[DataSet],
    background: Background | None,
    version: str,
    settings: FitSettings,
) -> Bundle:
    """The bundle fitted on ``train``, tuned on ``dev``, measured on dev and test.

    Args:
        folder: Where it is written; replaced as a whole. Its name names the bundle.
        train: Fitted on.
        dev: Thresholds and the span rule are chosen here.
        test: Measured only.
        background: Ordinary text on which false alarms are counted.
        version: Of the bundle.
        settings: What training is free to choose.
    """
    examples = [example for part in train for example in part.examples]
    pooled = [example for part in dev for example in part.examples]
    model = in_half_precision(fit_examples(examples, settings).model)
    rule = choose_span_rule(model, pooled)
    card = ClassifierCard(folder.name, version, (SHOW_ALL,), SHOW_ALL.name)
    points = choose_points(
        score_examples(LinearNgramClassifier(model, card, rule), pooled)
    )
    card = replace(
        card, operating_points=points, default_operating_point=points[0].name
    )
    classifier = LinearNgramClassifier(model, card, rule)
    manifest = Manifest(
        name=folder.name,
        version=version,
        kind=LINEAR_NGRAM,
        operating_points=points,
        default_operating_point=points[0].name,
        settings=model_settings(model, rule),
        calibration={"method": "logistic on held-out decisions", "folds": FOLDS},
        data=tuple(part.digest for part in (*train, *dev, *test)),
        seed=settings.seed,
        libraries=tuple((name, metadata.version(name)) for name in _LIBRARIES),
        commit=commit_of_tree(),
        metrics=measure(classifier, [*dev, *test], background=background),
    )
    return write_bundle(
        folder,
        manifest,
        files={WEIGHTS: model_arrays(model)},
        card_en=linear_card(manifest, language="en"),
        card_vi=linear_card(manifest, language="vi"),
    )


def fit_examples(examples: Sequence[Example], settings: FitSettings) -> LinearFit:
    """The linear fit of labelled examples, groups kept together in every fold."""
    keys = [example.group or example.id for example in examples]
    folds = tuple(held_out_folds(keys, folds=FOLDS, seed=FOLD_SEED))
    samples = [to_sample(example) for example in examples]
    return fit_linear_model(samples, folds=folds, settings=settings)


def choose_span_rule(model: LinearModel, examples: Sequence[Example]) -> SpanRule:
    """The rule whose evidence overlaps best with the spans of flagged examples."""
    card = ClassifierCard("draft", "0", (SHOW_ALL,), SHOW_ALL.name)
    return best_span_rule(
        lambda rule: LinearNgramClassifier(model, card, rule),
        examples,
        rules=[
            SpanRule(smoothing=smoothing, fraction=fraction)
            for smoothing, fraction in product(
                (0.1, 0.2, 0.3), (0.06, 0.09, 0.12, 0.15)
            )
        ],
    )


def measure(
    classifier: Classifier,
    sets: Sequence[DataSet],
    *,
    background: Background | None,
    rounds: int = 500,
) -> dict[str, Any]:
    """The figures of each set at each operating point, and the false alarms.

    Args:
        classifier: Any implementation of the port.
        sets: Each is measured by itself.
        background: Ordinary text; None leaves false alarms out.
        rounds: Of the bootstrap behind the intervals.
    """
    figures: dict[str, Any] = {
        "sets": {
            f"{part.name} ({part.role})": {
                name: _without_curves(entry)
                for name, entry in evaluate_at(
                    classifier,
                    part.examples,
                    points=classifier.card.operating_points,
                    rounds=rounds,
                ).items()
            }
            for part in sets
            if part.examples
        }
    }
    if background is not None:
        figures["false_alarms"] = count_flagged(classifier, background)
    return figures


def _without_curves(figures: dict[str, Any]) -> dict[str, Any]:
    """The figures without what only a page with plots needs."""
    kept = {key: figures[key] for key in figures if key not in _CURVES}
    swap = {key: value for key, value in figures["swap"].items() if key != "examples"}
    return {**kept, "swap": swap}


def commit_of_tree() -> str:
    """The commit that the working tree stands on; "" outside a repository."""
    try:
        answer = subprocess.run(
            ("git", "rev-parse", "HEAD"),
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return answer.stdout.strip()
