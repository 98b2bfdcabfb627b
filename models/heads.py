"""What every model is asked of a sentence before calibration: its base heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from screener.domain.labels import Category, Severity, Stance
from screener.domain.spans import Span

BASE_HEADS: Final = (
    *(category.value for category in Category),
    "any_low",
    "any_medium",
    "any_high",
    "reported",
    "countered",
)
ANY: Final = tuple(BASE_HEADS.index(name) for name in ("any_low", "any_medium"))
HIGH: Final = BASE_HEADS.index("any_high")
REPORTED: Final = BASE_HEADS.index("reported")
COUNTERED: Final = BASE_HEADS.index("countered")

Labels = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sample:
    """One labelled sentence in its text.

    Attributes:
        text: The sentence with its neighbours.
        sentences: Of the text.
        target: Index of the labelled one.
        is_written: Whether it was written for training, not printed.
    """

    text: str
    sentences: tuple[Span, ...]
    target: int
    stance: Stance
    categories: frozenset[Category]
    severity: Severity
    is_written: bool = False


def base_labels(samples: Sequence[Sample]) -> tuple[Labels, Labels]:
    """What each base head should say, and on which samples it is asked.

    Returns:
        Two tables of shape (samples, BASE_HEADS).
    """
    rank = np.array([sample.severity.rank for sample in samples])
    stance = np.array([sample.stance.value for sample in samples])
    labels = np.zeros((len(samples), len(BASE_HEADS)), dtype=bool)
    used = np.ones_like(labels)
    for index, category in enumerate(Category):
        labels[:, index] = [category in sample.categories for sample in samples]
    low, medium = ANY
    labels[:, low] = rank >= Severity.LOW.rank
    labels[:, medium] = rank >= Severity.MEDIUM.rank
    # Low sentences are not scored either way, so they need not pull this head.
    used[:, medium] = rank != Severity.LOW.rank
    labels[:, HIGH] = rank >= Severity.HIGH.rank
    used[:, HIGH] = rank >= Severity.MEDIUM.rank
    labels[:, REPORTED] = stance == Stance.REPORTED
    used[:, REPORTED] = rank >= Severity.LOW.rank
    labels[:, COUNTERED] = stance == Stance.COUNTERED
    return labels, used
