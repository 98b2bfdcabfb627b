"""From contributions of tokens to the stretch of words that carries a finding."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def smoothed(contributions: Floats, *, weight: float) -> Floats:
    """Each value joined with its neighbours.

    One dull word inside a telling phrase then does not cut it in two.

    Args:
        contributions: One per token; shape (tokens,).
        weight: Share of each neighbour, in [0, 0.5).
    """
    padded = np.pad(contributions, 1, mode="edge")
    sides = padded[:-2] + padded[2:]
    return (1.0 - 2.0 * weight) * contributions + weight * sides


def best_stretch(values: Floats, *, fraction: float) -> tuple[int, int] | None:
    """The stretch [first, last) of tokens that stands out most.

    A token stands out by how far its value lies above ``fraction`` of the largest;
    the stretch is the one with the largest sum of these heights, the first of
    equals. None when no value is positive.
    """
    if not len(values) or values.max() <= 0:
        return None
    heights = values - fraction * float(values.max())
    best = (0.0, 0, 0)
    total, start = 0.0, 0
    for index, height in enumerate(heights.tolist()):
        if total <= 0:
            total, start = 0.0, index
        total += height
        if total > best[0]:
            best = (total, start, index + 1)
    return best[1], best[2]


def without_outer_marks(words: Sequence[str], first: int, last: int) -> tuple[int, int]:
    """The stretch [first, last) without punctuation at its ends.

    A comma before a phrase carries no stereotype. A stretch of marks alone stays.
    """
    telling = [
        index
        for index in range(first, last)
        if any(character.isalnum() for character in words[index])
    ]
    return (telling[0], telling[-1] + 1) if telling else (first, last)
