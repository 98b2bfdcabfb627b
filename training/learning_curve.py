"""How the n-gram model fares as its training sentences grow: what to invest in next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from models.baseline import FitSettings
from models.linear import LinearNgramClassifier
from models.linear_weights import SpanRule, in_half_precision
from screener.ports import ClassifierCard, OperatingPoint
from training.dataset import Example
from training.evaluate import flag_score
from training.fit_linear import DataSet, fit_examples
from training.judging import Scored, judge, score_examples
from training.metrics import average_precision, flag_counts
from training.operating_points import choose_points
from training.span_rules import SHOW_ALL
from training.split import position

_SEED: Final = 20_261
_NAME: Final = "learning-curve"


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """How a model fares that was fitted on a share of the growing sentences.

    Attributes:
        share: In (0, 1].
        growing: Sentences in that share.
        fixed: Sentences that were there at every share.
        measured: F1 at the threshold chosen on all dev sets together, and average
            precision, by the name of the dev set.
    """

    share: float
    growing: int
    fixed: int
    measured: dict[str, dict[str, float | None]]


def learning_curve(
    growing: Sequence[Example],
    fixed: Sequence[Example],
    dev: Sequence[DataSet],
    *,
    shares: Sequence[float],
    settings: FitSettings,
) -> Iterator[CurvePoint]:
    """A point for each share; a smaller share is a part of every larger one.

    Args:
        growing: Sentences of which a share is taken, groups as a whole.
        fixed: Sentences that are always there.
        dev: Measured apart, and thresholds are chosen on all of it.
        shares: Each in (0, 1].
        settings: Of the n-gram model.
    """
    for share in shares:
        taken = [example for example in growing if _place(example) < share]
        classifier = _fitted([*taken, *fixed], settings)
        scored = {part.name: score_examples(classifier, part.examples) for part in dev}
        point = choose_points([one for part in scored.values() for one in part])[0]
        yield CurvePoint(
            share=share,
            growing=len(taken),
            fixed=len(fixed),
            measured={name: _measured(part, point) for name, part in scored.items()},
        )


def _place(example: Example) -> float:
    return position(example.group or example.id, seed=_SEED)


def _fitted(
    examples: Sequence[Example], settings: FitSettings
) -> LinearNgramClassifier:
    model = in_half_precision(fit_examples(examples, settings).model)
    card = ClassifierCard(_NAME, "0", (SHOW_ALL,), SHOW_ALL.name)
    return LinearNgramClassifier(model, card, SpanRule())


def _measured(
    scored: Sequence[Scored], point: OperatingPoint
) -> dict[str, float | None]:
    judgements = judge(scored, point)
    wanted = [item.example.is_counted for item in judgements]
    return {
        "f1": flag_counts(wanted, [item.is_flagged for item in judgements]).f1,
        "average_precision": average_precision(
            wanted, [flag_score(item) for item in judgements]
        ),
    }
