"""Logistic regression that starts from a known model and is pulled towards it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import minimize

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Change:
    """What is added to a column.

    Attributes:
        weights: Shape (features,).
        loss: Mean loss of the rows afterwards, without the pull.
    """

    weights: Doubles
    bias: float
    loss: float


def refit_change(
    features: sp.csr_matrix,
    targets: Doubles,
    *,
    row_weights: Doubles,
    margins: Doubles,
    pull: Doubles,
    most_steps: int = 60,
    check: Callable[[], None] = lambda: None,
) -> Change:
    """The change that minimises the weighted logistic loss and half its pulled squares.

    Args:
        features: Those that may change; shape (rows, features).
        targets: What each row should say, in [0, 1]; between the two where another
            model is to be followed. Shape (rows,).
        row_weights: Shape (rows,).
        margins: What the known model says of each row; shape (rows,).
        pull: Above zero; shape (features + 1,), the last for the bias.
        most_steps: Of the solver.
        check: Called between steps; may raise.
    """
    # In units of its own pull every weight is as stiff as any other.
    scale = 1.0 / np.sqrt(pull)
    transposed = features.T.tocsr()

    def objective(moved: Doubles) -> tuple[float, Doubles]:
        change = scale * moved
        now = margins + features @ change[:-1] + change[-1]
        loss = row_weights @ (np.logaddexp(0.0, now) - targets * now)
        slope = row_weights * (_sigmoid(now) - targets)
        gradient = np.append(transposed @ slope, slope.sum())
        return float(loss + 0.5 * moved @ moved), scale * gradient + moved

    found = minimize(
        objective,
        np.zeros(len(pull)),
        jac=True,
        method="L-BFGS-B",
        callback=lambda _: check(),
        options={"maxiter": most_steps, "ftol": 1e-6, "gtol": 1e-3},
    )
    change = scale * found.x
    now = margins + features @ change[:-1] + change[-1]
    losses = np.logaddexp(0.0, now) - targets * now
    return Change(change[:-1], float(change[-1]), _mean(losses, row_weights))


def _mean(values: Doubles, weights: Doubles) -> float:
    whole = float(weights.sum())
    return float(weights @ values) / whole if whole else 0.0


def _sigmoid(margins: Doubles) -> Doubles:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(margins, -30.0, 30.0))))
