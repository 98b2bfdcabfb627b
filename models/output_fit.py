"""Fits the outputs on what base heads said of samples they were not fitted on.

Logistic regressions, so the outputs come out calibrated. Several models may stand
side by side: each brings the same base heads, one block of columns a model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from models.heads import (
    ANY,
    BASE_HEADS,
    COUNTERED,
    HIGH,
    REPORTED,
    Labels,
    Sample,
    base_labels,
)
from models.outputs import OUTPUTS, Floats
from screener.domain.labels import FLAGGED_SEVERITIES, Category

_NEVER: Final = -8.0

Doubles = NDArray[np.float64]
Columns = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputSettings:
    """How the outputs are fitted.

    Attributes:
        strength: Inverse regularisation (C).
        least_positives: Positives from which an output is fitted on its own; below,
            all categories share one.
    """

    strength: float = 1.0
    least_positives: int = 50


def fit_outputs(
    decisions: Doubles, samples: Sequence[Sample], settings: OutputSettings
) -> tuple[Floats, Floats]:
    """The mix and the offset of the outputs.

    Args:
        decisions: Held out; shape (samples, models * base heads).
        samples: Their labels.
        settings: How they are fitted.

    Returns:
        Arrays of shape (models * base heads, OUTPUTS) and (OUTPUTS,).
    """
    models = decisions.shape[1] // len(BASE_HEADS)
    mix = np.zeros((decisions.shape[1], len(OUTPUTS)))
    offset = np.full(len(OUTPUTS), _NEVER)
    rank = np.array([sample.severity.rank for sample in samples])
    present = base_labels(samples)[0][:, : len(Category)]
    for level, severity in enumerate(FLAGGED_SEVERITIES):
        wanted = present & (rank >= severity.rank)[:, None]
        shared = _fit_shared(decisions, wanted, settings)
        for index in range(len(Category)):
            inputs = _of_category(index, models)
            column = len(FLAGGED_SEVERITIES) * index + level
            enough = wanted[:, index].sum() >= settings.least_positives
            coefficients, intercept = (
                _logistic(decisions[:, inputs], wanted[:, index], settings)
                if enough
                else shared
            )
            mix[inputs, column] = coefficients
            offset[column] = intercept
    for name, heads, wanted, asked in _sentence_outputs(samples):
        inputs = _of_all(heads, models)
        coefficients, intercept = _logistic(
            decisions[asked][:, inputs], wanted[asked], settings
        )
        mix[inputs, OUTPUTS.index(name)] = coefficients
        offset[OUTPUTS.index(name)] = intercept
    return mix.astype(np.float32), offset.astype(np.float32)


def _of_category(index: int, models: int) -> Columns:
    return _of_all(np.array([index, *ANY, HIGH, COUNTERED]), models)


def _of_all(heads: Columns, models: int) -> Columns:
    """The columns of the same heads in every model's block."""
    return np.concatenate([heads + len(BASE_HEADS) * place for place in range(models)])


def _fit_shared(
    decisions: Doubles, wanted: Labels, settings: OutputSettings
) -> tuple[Doubles, float]:
    """One calibration for all categories, for those with too few positives."""
    models = decisions.shape[1] // len(BASE_HEADS)
    inputs = np.concatenate(
        [decisions[:, _of_category(index, models)] for index in range(len(Category))]
    )
    return _logistic(inputs, wanted.T.reshape(-1), settings)


def _sentence_outputs(
    samples: Sequence[Sample],
) -> tuple[tuple[str, NDArray[np.int64], Labels, Labels], ...]:
    """Name, inputs, labels and samples asked of each output about the sentence."""
    labels, used = base_labels(samples)
    rank = np.array([sample.severity.rank for sample in samples])
    everyone = np.ones(len(samples), dtype=bool)
    everything = np.arange(len(BASE_HEADS))
    return (
        *(
            (f"any:{level}", everything, rank >= level.rank, everyone)
            for level in FLAGGED_SEVERITIES
        ),
        ("reported", np.array([REPORTED]), labels[:, REPORTED], used[:, REPORTED]),
        (
            "countered",
            np.array([COUNTERED, ANY[0]]),
            labels[:, COUNTERED],
            everyone,
        ),
    )


def _logistic(
    inputs: Doubles, wanted: Labels, settings: OutputSettings
) -> tuple[Doubles, float]:
    if not wanted.any() or wanted.all():
        return np.zeros(inputs.shape[1]), _NEVER if not wanted.any() else -_NEVER
    fitted = LogisticRegression(C=settings.strength, max_iter=1000)
    fitted.fit(inputs, wanted)
    return fitted.coef_[0], float(fitted.intercept_[0])
