"""Chooses thresholds on scored development examples (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from screener.domain.labels import FLAGGED_SEVERITIES, Category, Severity
from screener.ports import OperatingPoint
from training.judging import Scored

BALANCED: Final = "can-bang"
CAREFUL: Final = "than-trong"
THOROUGH: Final = "ra-soat"

Grid = NDArray[np.float64]
_GRID: Final[tuple[float, ...]] = tuple(round(0.05 + 0.01 * i, 2) for i in range(91))


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """How an operating point weighs misses against false alarms.

    Attributes:
        beta: Of the F-measure: above 1 a miss costs more, below 1 a false alarm.
        tolerance: F that may be given up for a higher threshold: the curve is flat
            and the data few, and a higher threshold annoys fewer readers.
        high: Threshold for "high" while dev has too few such sentences.
    """

    name: str
    beta: float
    tolerance: float
    high: float


PRESETS: Final = (
    Preset(name=BALANCED, beta=1.0, tolerance=0.005, high=0.5),
    Preset(name=CAREFUL, beta=0.4, tolerance=0.01, high=0.7),
    Preset(name=THOROUGH, beta=2.0, tolerance=0.0, high=0.35),
)
_ENOUGH: Final = 50
_WORTH_AN_OFFSET: Final = 0.004
# Below a half another stance is likelier, and a finding must not vanish on that.
_COUNTERED: Final = tuple(round(0.5 + 0.05 * i, 2) for i in range(10))


@dataclass(frozen=True, slots=True)
class _Table:
    """Scored examples as arrays.

    ``scores`` has shape (examples, categories, severities); ``wanted`` likewise and
    says whether the category holds at that severity or above.
    """

    scores: Grid
    wanted: NDArray[np.bool_]
    rank: NDArray[np.int64]
    countered: Grid


def choose_points(scored: Sequence[Scored]) -> tuple[OperatingPoint, ...]:
    """One operating point per preset, the default first."""
    table = _table(scored)
    return tuple(_choose(table, preset) for preset in PRESETS)


def _choose(table: _Table, preset: Preset) -> OperatingPoint:
    medium, countered = _medium_thresholds(table, preset)
    low = _pair_threshold(table, 0, preset) or 0.5
    high = _pair_threshold(table, 2, preset) or preset.high
    thresholds = [
        (category, severity, value)
        for category, middle in zip(Category, medium, strict=True)
        for severity, value in (
            (Severity.LOW, low),
            (Severity.MEDIUM, middle),
            (Severity.HIGH, max(high, middle)),
        )
    ]
    return OperatingPoint(
        name=preset.name, thresholds=tuple(thresholds), countered=countered
    )


def _medium_thresholds(table: _Table, preset: Preset) -> tuple[list[float], float]:
    """A common threshold, offsets where data allow, and that of countered."""
    base = [
        _f_flag(table, [value] * len(Category), 0.5, preset.beta) for value in _GRID
    ]
    thresholds = [_highest_near_best(base, preset.tolerance)] * len(Category)
    countered = max(
        _COUNTERED,
        key=lambda value: (
            _f_flag(table, thresholds, value, preset.beta),
            -abs(value - 0.5),
        ),
    )
    for index in range(len(Category)):
        if table.wanted[:, index, 1].sum() < _ENOUGH:
            continue
        tried = [
            _f_flag(
                table,
                [*thresholds[:index], value, *thresholds[index + 1 :]],
                countered,
                preset.beta,
            )
            for value in _GRID
        ]
        now = _f_flag(table, thresholds, countered, preset.beta)
        if max(tried) >= now + _WORTH_AN_OFFSET:
            thresholds[index] = _highest_near_best(tried, preset.tolerance / 2)
    return thresholds, countered


def _f_flag(
    table: _Table, thresholds: Sequence[float], countered: float, beta: float
) -> float:
    over = (table.scores[:, :, 1] >= np.array(thresholds)).any(axis=1)
    flagged = over & (table.countered < countered)
    is_scored = table.rank != Severity.LOW.rank
    wanted = table.rank >= Severity.MEDIUM.rank
    return _f_measure(wanted[is_scored], flagged[is_scored], beta)


def _pair_threshold(table: _Table, level: int, preset: Preset) -> float | None:
    """One threshold for a severity over all categories; None with too few."""
    wanted = table.wanted[:, :, level]
    if wanted.sum() < _ENOUGH:
        return None
    values = [
        _f_measure(wanted, table.scores[:, :, level] >= value, preset.beta)
        for value in _GRID
    ]
    return _highest_near_best(values, preset.tolerance)


def _highest_near_best(values: Sequence[float], tolerance: float) -> float:
    best = max(values)
    return max(
        threshold
        for threshold, value in zip(_GRID, values, strict=True)
        if value >= best - tolerance
    )


def _f_measure(
    wanted: NDArray[np.bool_], flagged: NDArray[np.bool_], beta: float
) -> float:
    found = float((wanted & flagged).sum()) * (1.0 + beta * beta)
    missed = float((wanted & ~flagged).sum()) * beta * beta
    whole = found + missed + float((flagged & ~wanted).sum())
    return found / whole if whole else 0.0


def _table(scored: Sequence[Scored]) -> _Table:
    return _Table(
        np.array(
            [
                [
                    [entry.at_least(severity) for severity in FLAGGED_SEVERITIES]
                    for entry in item.scores.categories
                ]
                for item in scored
            ]
        ),
        np.array(
            [
                [
                    [
                        category in item.example.categories
                        and item.example.severity.rank >= severity.rank
                        for severity in FLAGGED_SEVERITIES
                    ]
                    for category in Category
                ]
                for item in scored
            ]
        ),
        np.array([item.example.severity.rank for item in scored]),
        np.array([item.scores.stance.countered for item in scored]),
    )
