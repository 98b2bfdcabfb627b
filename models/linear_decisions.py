"""From decision values to logits and probabilities: plain arrays, no text."""

from __future__ import annotations

import numpy as np

from models.linear_weights import CATEGORY_OUTPUTS, Floats, Gate
from screener.domain.labels import FLAGGED_SEVERITIES


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


def with_best_category(logits: Floats) -> Floats:
    """The logits after the likeliest category took its share of "any".

    A sentence can be plainly biased while its category is in doubt; each category
    alone then stays below its threshold and nothing would be shown. So the likeliest
    one moves half the way to what is believed of the sentence as a whole.

    Args:
        logits: Shape (sentences, OUTPUTS).
    """
    levels = len(FLAGGED_SEVERITIES)
    result = logits.copy()
    rows = np.arange(len(logits))
    best = logits[:, 1:CATEGORY_OUTPUTS:levels].argmax(axis=1)
    for level in range(levels):
        column = levels * best + level
        of_any = logits[:, CATEGORY_OUTPUTS + level]
        result[rows, column] = (logits[rows, column] + of_any) / 2.0
    return result


def product(rows: Floats, matrix: Floats) -> Floats:
    """The matrix product, each row added up in the same order whatever is beside it.

    A library's product rounds differently for few rows and for many; the scores of
    a sentence must not depend on how many others were asked about.
    """
    total = np.zeros((len(rows), matrix.shape[1]), dtype=np.float32)
    for column, weights in zip(rows.T, matrix, strict=True):
        total += column[:, None] * weights
    return total


def sigmoid(logits: Floats) -> Floats:
    """Probabilities of logits, safe at any size."""
    bounded = np.clip(logits, -30.0, 30.0)
    return (1.0 / (1.0 + np.exp(-bounded))).astype(np.float32)
