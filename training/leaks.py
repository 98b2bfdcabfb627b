"""Refuses to measure on what was trained on (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from training.dataset import Example
from training.near_duplicates import near_duplicates_between

LEAK_SIMILARITY: Final = 0.7


@dataclass(frozen=True, slots=True)
class Leak:
    """An evaluation row that nearly stands among the training rows."""

    row: Example
    trained: Example
    similarity: float


def leaks_between(
    trained: Sequence[Example],
    rows: Sequence[Example],
    *,
    threshold: float = LEAK_SIMILARITY,
) -> tuple[Leak, ...]:
    """The rows that are near-duplicates of a training row, each once, worst first."""
    pairs = near_duplicates_between(
        [example.text for example in trained],
        [example.text for example in rows],
        threshold=threshold,
    )
    worst: dict[int, Leak] = {}
    for pair in pairs:
        leak = Leak(rows[pair.second], trained[pair.first], pair.similarity)
        worst.setdefault(pair.second, leak)
    return tuple(worst.values())


def without_leaks(
    rows: Sequence[Example], leaks: Sequence[Leak]
) -> tuple[Example, ...]:
    """The rows that no leak names."""
    leaked = {leak.row.id for leak in leaks}
    return tuple(row for row in rows if row.id not in leaked)
