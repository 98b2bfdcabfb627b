"""Thresholds after retraining: those in service, unless the data allow better ones."""

from __future__ import annotations

from collections.abc import Sequence

from models.bundle import Manifest
from screener.ports import Classifier, OperatingPoint
from training.dataset import Example, Split
from training.judging import Scored, judge, score_examples
from training.metrics import flag_counts
from training.operating_points import PRESETS, choose_points


def points_for(
    classifier: Classifier,
    dev: Sequence[Example],
    base: Manifest,
    *,
    least_gain: float,
) -> tuple[OperatingPoint, ...]:
    """The base's operating points, or new ones where they are worth it.

    New ones are looked for only with as many dev sentences as the base had: real
    sentences that chose its thresholds are mostly not at hand, and written ones alone
    would choose others.

    Args:
        classifier: The retrained model.
        dev: Sentences that it was not fitted on.
        base: Manifest of the bundle in service.
        least_gain: F that a new threshold must gain.
    """
    old = base.operating_points
    chosen_on = sum(part.examples for part in base.data if part.role == Split.DEV)
    if not dev or len(dev) < chosen_on:
        return old
    scored = score_examples(classifier, dev)
    return better_points(old, choose_points(scored), scored, least_gain=least_gain)


def better_points(
    old: Sequence[OperatingPoint],
    new: Sequence[OperatingPoint],
    scored: Sequence[Scored],
    *,
    least_gain: float,
) -> tuple[OperatingPoint, ...]:
    """Each old point, or the new one of its name where that gains enough."""
    betas = {preset.name: preset.beta for preset in PRESETS}
    by_name = {point.name: point for point in new}
    result: list[OperatingPoint] = []
    for point in old:
        other = by_name.get(point.name, point)
        beta = betas.get(point.name, 1.0)
        gain = _f_measure(scored, other, beta) - _f_measure(scored, point, beta)
        result.append(other if gain >= least_gain else point)
    return tuple(result)


def _f_measure(scored: Sequence[Scored], point: OperatingPoint, beta: float) -> float:
    judgements = judge(scored, point)
    counts = flag_counts(
        [item.example.is_counted for item in judgements],
        [item.is_flagged for item in judgements],
    )
    return counts.f_measure(beta) or 0.0
