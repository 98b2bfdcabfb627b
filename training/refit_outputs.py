"""Sets the outputs of a linear model right after its heads have moved."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from models.heads import COUNTERED, REPORTED, Sample, base_labels
from models.outputs import OUTPUTS, Floats, sigmoid
from screener.domain.labels import FLAGGED_SEVERITIES, Category
from training.refit_solver import Doubles, refit_change

Table = NDArray[np.bool_]
# Only to keep the solution where too few sentences settle it.
_LEAST_PULL = 1.0


def recalibrated(
    mix: Floats,
    offset: Floats,
    *,
    decisions: Doubles,
    samples: Sequence[Sample],
    corrections: int,
    worth: float,
) -> tuple[Floats, Floats]:
    """The mix and offset after they have seen what the moved heads say.

    Corrections are to come out as they are labelled, all else as the old outputs make
    of the moved heads: corrections are few and chosen, and what the old calibration
    learnt from many must not be lost on them. What the old heads said is no target:
    the moved ones differ from them by chance too, and following the one by the other
    would flatten every slope.

    Args:
        mix: Of the old model; shape (base heads, OUTPUTS).
        offset: Shape (OUTPUTS,).
        decisions: Of the moved heads, on sentences they were not fitted on; shape
            (samples, base heads).
        samples: Their labels; corrections first.
        corrections: How many of them are corrections.
        worth: How many corrections all else together is worth.
    """
    wanted, asked = output_labels(samples)
    kept = sigmoid((decisions @ mix + offset).astype(np.float32))
    of_others = worth / max(len(samples) - corrections, 1)
    new_mix, new_offset = mix.astype(np.float64), offset.astype(np.float64)
    for column in range(len(OUTPUTS)):
        rows = np.nonzero(asked[:, column])[0]
        inputs = np.nonzero(mix[:, column])[0]
        if not len(rows) or not len(inputs):
            continue
        is_new = rows < corrections
        targets = np.where(is_new, wanted[rows, column], kept[rows, column])
        seen = decisions[np.ix_(rows, inputs)]
        change = refit_change(
            sp.csr_matrix(seen),
            targets.astype(np.float64),
            row_weights=np.where(is_new, 1.0, of_others),
            margins=seen @ new_mix[inputs, column] + new_offset[column],
            pull=np.full(len(inputs) + 1, _LEAST_PULL),
        )
        new_mix[inputs, column] += change.weights
        new_offset[column] += change.bias
    return new_mix.astype(np.float32), new_offset.astype(np.float32)


def output_labels(samples: Sequence[Sample]) -> tuple[Table, Table]:
    """What each output should say, and on which samples it is asked.

    Returns:
        Two tables of shape (samples, OUTPUTS).
    """
    labels, used = base_labels(samples)
    rank = np.array([sample.severity.rank for sample in samples])
    wanted = np.zeros((len(samples), len(OUTPUTS)), dtype=bool)
    asked = np.ones_like(wanted)
    levels = np.array([severity.rank for severity in FLAGGED_SEVERITIES])
    reached = rank[:, None] >= levels
    for index in range(len(Category)):
        columns = slice(len(levels) * index, len(levels) * (index + 1))
        wanted[:, columns] = labels[:, index, None] & reached
    start = len(levels) * len(Category)
    wanted[:, start : start + len(levels)] = reached
    reported = OUTPUTS.index("reported")
    wanted[:, reported], asked[:, reported] = labels[:, REPORTED], used[:, REPORTED]
    wanted[:, OUTPUTS.index("countered")] = labels[:, COUNTERED]
    return wanted, asked
