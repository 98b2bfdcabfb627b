"""Settled labels that are probably wrong, the least believed first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from screener.errors import MissingExtraError
from training.label_errors import label_qualities
from webapp.review import Answer, Guess, SettledLabel
from webapp.review_rules import label_error_of
from webapp.store.reviews import to_example

# Below it the label is less likely than its contrary.
_LEAST_QUALITY: Final = 0.5
_MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Doubt:
    """A settled label and how far it can be believed, in [0, 1]."""

    settled: SettledLabel
    quality: float


@dataclass(frozen=True, slots=True)
class Doubts:
    """What deserves another look.

    Attributes:
        is_fitted: Judged by a model fitted on the newsroom's own labels, each
            sentence by one that never saw its article; else by the model in service.
    """

    found: tuple[Doubt, ...]
    is_fitted: bool


def doubts_of(
    settled: Sequence[SettledLabel], guesses: dict[str, tuple[Guess, ...]]
) -> Doubts:
    """The labels that are probably wrong, the least believed first.

    Args:
        settled: Every label that holds.
        guesses: What the model in service said of each sentence, by its id.
    """
    fitted = _fitted(settled)
    qualities = fitted or [_by_guesses(one, guesses) for one in settled]
    doubts = (
        Doubt(one, quality)
        for one, quality in zip(settled, qualities, strict=True)
        if quality < _LEAST_QUALITY
    )
    ordered = sorted(doubts, key=lambda d: (d.quality, d.settled.item_id))
    return Doubts(tuple(ordered[:_MOST]), fitted is not None)


def _fitted(settled: Sequence[SettledLabel]) -> list[float] | None:
    try:
        found = label_qualities([to_example(one) for one in settled])
    except MissingExtraError:
        return None
    if found is None:
        return None
    # What cleanlab does not count among the errors is left alone.
    return [item.quality if item.is_issue else 1.0 for item in found]


def _by_guesses(one: SettledLabel, guesses: dict[str, tuple[Guess, ...]]) -> float:
    answer = Answer(
        stance=one.stance,
        categories=one.categories,
        severity=one.severity,
        spans=one.spans,
    )
    return 1.0 - label_error_of(answer, guesses.get(one.item_id, ()))
