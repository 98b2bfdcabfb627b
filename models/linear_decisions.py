"""From the columns of the weights to decision values: plain arrays, no text."""

from __future__ import annotations

import numpy as np

from models.linear_weights import Gate
from models.outputs import Floats, sigmoid


def gate_shares(columns: Floats, gate: Gate | None) -> Floats:
    """How much each expert counts for each sentence; shape (sentences, experts).

    Args:
        columns: Decision values, the gate's last; shape (sentences, columns).
        gate: None when there is a single expert.
    """
    if gate is None:
        return np.ones((len(columns), 1), dtype=np.float32)
    second = sigmoid(gate.sharpness * (columns[:, -1] + gate.shift))
    return np.stack([1.0 - second, second], axis=1)


def blended(columns: Floats, shares: Floats) -> Floats:
    """The base heads' decision values, each expert weighed by its share.

    Args:
        columns: Shape (sentences, columns of the weights).
        shares: Shape (sentences, experts).
    """
    experts = shares.shape[1]
    heads = columns.shape[1] // experts
    total = np.zeros((len(columns), heads), dtype=np.float32)
    for expert in range(experts):
        start = expert * heads
        total += shares[:, expert, None] * columns[:, start : start + heads]
    return total


def product(rows: Floats, matrix: Floats) -> Floats:
    """The matrix product, each row added up in the same order whatever is beside it.

    A library's product rounds differently for few rows and for many; the scores of
    a sentence must not depend on how many others were asked about.
    """
    total = np.zeros((len(rows), matrix.shape[1]), dtype=np.float32)
    for column, weights in zip(rows.T, matrix, strict=True):
        total += column[:, None] * weights
    return total
