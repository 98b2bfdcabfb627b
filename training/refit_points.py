"""Thresholds after retraining: those in service, shifted or chosen anew at need."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from models.bundle import Manifest
from screener.ports import Classifier, OperatingPoint
from training.dataset import Example, Split
from training.judging import Scored, judge, score_examples
from training.metrics import flag_counts
from training.operating_points import PRESETS, choose_points

_SHIFTS: Final = tuple(round(0.1 * step, 1) for step in range(-20, 21))
_NOT_WORTH_A_SHIFT: Final = 0.003
_BETAS: Final = {preset.name: preset.beta for preset in PRESETS}


def points_for(
    before: Classifier,
    after: Classifier,
    dev: Sequence[Example],
    base: Manifest,
    *,
    least_gain: float,
) -> tuple[OperatingPoint, ...]:
    """The base's operating points carried over, or new ones where they are worth it.

    New ones are looked for only with as many dev sentences as the base had: real
    sentences that chose its thresholds are mostly not at hand, and written ones alone
    would choose others.

    Args:
        before: The model in service.
        after: The retrained one.
        dev: Sentences that it was not fitted on.
        base: Manifest of the bundle in service.
        least_gain: F that a new threshold must gain.
    """
    old = base.operating_points
    if not dev:
        return old
    scored = score_examples(after, dev)
    carried = carried_points(old, score_examples(before, dev), scored)
    chosen_on = sum(part.examples for part in base.data if part.role == Split.DEV)
    if len(dev) < chosen_on:
        return carried
    return better_points(carried, choose_points(scored), scored, least_gain=least_gain)


def carried_points(
    points: Sequence[OperatingPoint],
    before: Sequence[Scored],
    after: Sequence[Scored],
) -> tuple[OperatingPoint, ...]:
    """Each point, shifted where the retrained model does worse at it than the old one.

    Corrections move every score a little together when they hold more or fewer
    flagged sentences than the base was fitted on; a threshold that stays would then
    be another one. Where known sentences are told apart as well as before, it stays.

    Args:
        points: Of the model in service.
        before: Known sentences, scored by it.
        after: The same ones, scored by the retrained model.
    """
    return tuple(_carried(point, before, after) for point in points)


def _carried(
    point: OperatingPoint, before: Sequence[Scored], after: Sequence[Scored]
) -> OperatingPoint:
    beta = _BETAS.get(point.name, 1.0)
    wanted = _f_measure(before, point, beta) - _NOT_WORTH_A_SHIFT
    if _f_measure(after, point, beta) >= wanted:
        return point
    # The nearest of the best: a shift undoes what moved, it is no search for more.
    return max(
        (_shifted(point, by) for by in sorted(_SHIFTS, key=abs)),
        key=lambda shifted: min(_f_measure(after, shifted, beta), wanted),
    )


def _shifted(point: OperatingPoint, by: float) -> OperatingPoint:
    """The point with all its thresholds moved on the scale of logits."""
    if not by:
        return point
    thresholds = tuple(
        (category, severity, round(_moved(value, by), 4))
        for category, severity, value in point.thresholds
    )
    return replace(point, thresholds=thresholds)


def _moved(value: float, by: float) -> float:
    if not 0.0 < value < 1.0:
        return value
    return 1.0 / (1.0 + math.exp(-(math.log(value / (1.0 - value)) + by)))


def better_points(
    old: Sequence[OperatingPoint],
    new: Sequence[OperatingPoint],
    scored: Sequence[Scored],
    *,
    least_gain: float,
) -> tuple[OperatingPoint, ...]:
    """Each old point, or the new one of its name where that gains enough."""
    by_name = {point.name: point for point in new}
    result: list[OperatingPoint] = []
    for point in old:
        other = by_name.get(point.name, point)
        beta = _BETAS.get(point.name, 1.0)
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
