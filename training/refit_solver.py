"""Logistic regression that starts from known weights and is pulled towards them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import minimize

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Column:
    """One fitted column.

    Attributes:
        weights: Shape (features,).
        loss: Mean loss of the rows, without the pull.
    """

    weights: Doubles
    bias: float
    loss: float


def refit_column(
    features: sp.csr_matrix,
    targets: Doubles,
    *,
    row_weights: Doubles,
    start: Column,
    pull: Doubles,
    most_steps: int = 60,
    check: Callable[[], None] = lambda: None,
) -> Column:
    """The minimum of the weighted logistic loss and half the pulled squares.

    Args:
        features: Shape (rows, features).
        targets: What each row should say, in [0, 1]; between the two where another
            model is to be followed. Shape (rows,).
        row_weights: Shape (rows,).
        start: Where it starts and where it is pulled to.
        pull: Above zero; shape (features + 1,), the last for the bias.
        most_steps: Of the solver.
        check: Called between steps; may raise.
    """
    # In units of its own pull every weight is as stiff as any other.
    scale = 1.0 / np.sqrt(pull)
    transposed = features.T.tocsr()

    def objective(moved: Doubles) -> tuple[float, Doubles]:
        change = scale * moved
        weights = start.weights + change[:-1]
        margins = features @ weights + (start.bias + change[-1])
        loss = row_weights @ (np.logaddexp(0.0, margins) - targets * margins)
        slope = row_weights * (_sigmoid(margins) - targets)
        gradient = np.append(transposed @ slope, slope.sum())
        return float(loss + 0.5 * moved @ moved), scale * gradient + moved

    found = minimize(
        objective,
        np.zeros(len(pull)),
        jac=True,
        method="L-BFGS-B",
        callback=lambda _: check(),
        options={"maxiter": most_steps, "ftol": 1e-7, "gtol": 1e-4},
    )
    change = scale * found.x
    weights, bias = start.weights + change[:-1], start.bias + float(change[-1])
    margins = features @ weights + bias
    losses = np.logaddexp(0.0, margins) - targets * margins
    return Column(weights, bias, _mean(losses, row_weights))


def _mean(values: Doubles, weights: Doubles) -> float:
    whole = float(weights.sum())
    return float(weights @ values) / whole if whole else 0.0


def _sigmoid(margins: Doubles) -> Doubles:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(margins, -30.0, 30.0))))
