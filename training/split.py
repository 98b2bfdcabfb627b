"""Seeded splits that keep related examples on one side (pure)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from training.dataset import Split

# Writers from whom nothing was ever trained on: a model that learned a writer's
# habits instead of the meaning shows it here. Frozen like the deal itself.
HELD_OUT_BATCHES: Final[Mapping[str, Split]] = {
    "k01": Split.TEST,
    "n01": Split.DEV,
    "p03": Split.TEST,
}
# How training sets are dealt when something must be judged by what it has not seen.
FOLDS: Final = 4
# Not the seed of the splits: a fold of that deal would hold test groups alone.
FOLD_SEED: Final = 7919


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitPlan:
    """How keys are dealt out.

    A key's side depends on the key and the seed alone, so a corpus may grow
    without moving anything that was dealt before.

    Attributes:
        seed: Another seed is another deal.
        dev: Share of keys for development, in [0, 1].
        test: Share of keys for the test, in [0, 1].
    """

    seed: int = 20261
    dev: float = 0.1
    test: float = 0.15

    def __post_init__(self) -> None:
        if self.dev < 0 or self.test < 0 or self.dev + self.test > 1:
            raise ValueError(f"not shares of a whole: {self}")

    def split_of(self, key: str, *, batch: str = "") -> Split:
        """The side of a group, decided by its writer's batch where that is held out.

        Args:
            key: The group.
            batch: The code of its writer.
        """
        if batch in HELD_OUT_BATCHES:
            return HELD_OUT_BATCHES[batch]
        place = position(key, seed=self.seed)
        if place < self.test:
            return Split.TEST
        if place < self.test + self.dev:
            return Split.DEV
        return Split.TRAIN


def position(key: str, *, seed: int) -> float:
    """A number in [0, 1) that looks random and never changes for a key."""
    digest = hashlib.blake2b(f"{seed}\x1f{key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64


def fold_of(key: str, *, folds: int, seed: int) -> int:
    """The fold, from 0, in which a key is held out."""
    return int(position(key, seed=seed) * folds)


def held_out_folds(
    keys: Sequence[str], *, folds: int, seed: int
) -> Iterator[tuple[list[int], list[int]]]:
    """For each fold the indices to fit on and those held out.

    Equal keys are held out together. A fold with nothing held out is left out.
    """
    assigned = [fold_of(key, folds=folds, seed=seed) for key in keys]
    for fold in range(folds):
        held_out = [index for index, value in enumerate(assigned) if value == fold]
        fitted = [index for index, value in enumerate(assigned) if value != fold]
        if held_out:
            yield fitted, held_out
