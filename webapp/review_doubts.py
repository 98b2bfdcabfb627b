"""Settled labels that are probably wrong: what a search finds, and what is kept (pure).

A search keeps ids and figures, never a sentence: the sentences are looked up when
somebody reads the page, and are gone from it when their draft is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from training.label_errors import LabelQuality
from webapp.review import Answer, Guess, SettledLabel
from webapp.review_rules import label_error_of

# Below it the label is less likely than its contrary.
_LEAST_QUALITY: Final = 0.5
_MOST: Final = 50


@dataclass(frozen=True, slots=True)
class FoundDoubt:
    """A sentence whose label is probably wrong.

    Attributes:
        answer_key: Of the label as it was then; another label is not doubted.
        quality: How far the label can be believed, in [0, 1].
    """

    item_id: str
    answer_key: str
    quality: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDoubts:
    """What one search found, the least believed first.

    Attributes:
        is_fitted: Judged by a model fitted on the newsroom's own labels, each
            sentence by one that never saw its article; else by the model in service.
        looked_at: How many settled labels there were.
    """

    found: tuple[FoundDoubt, ...] = ()
    is_fitted: bool = False
    looked_at: int = 0

    def to_json(self) -> str:
        """The search as a job keeps it."""
        return json.dumps(
            {
                "found": [[d.item_id, d.answer_key, d.quality] for d in self.found],
                "is_fitted": self.is_fitted,
                "looked_at": self.looked_at,
            }
        )


@dataclass(frozen=True, slots=True)
class Doubt:
    """A settled label and how far it can be believed, in [0, 1]."""

    settled: SettledLabel
    quality: float


def found_doubts_from(text: str) -> FoundDoubts:
    """The search that a job keeps; an empty one where it keeps none."""
    record: dict[str, Any] = json.loads(text) if text else {}
    found = tuple(FoundDoubt(*row) for row in record.get("found", ()))
    return FoundDoubts(
        found=found,
        is_fitted=bool(record.get("is_fitted")),
        looked_at=int(record.get("looked_at", 0)),
    )


def doubts_among(
    settled: Sequence[SettledLabel],
    guesses: Mapping[str, tuple[Guess, ...]],
    qualities: Sequence[LabelQuality] | None,
) -> FoundDoubts:
    """The labels that are probably wrong, the least believed first.

    Args:
        settled: Every label that holds.
        guesses: What the model in service said of each sentence, by its id.
        qualities: Of each label by a model fitted on all others; None where there
            are too few of them, or no training libraries.
    """
    if qualities is None:
        judged = [_by_guesses(one, guesses) for one in settled]
    else:
        # What cleanlab does not count among the errors is left alone.
        judged = [item.quality if item.is_issue else 1.0 for item in qualities]
    doubts = (
        FoundDoubt(one.item_id, answer_key(one), quality)
        for one, quality in zip(settled, judged, strict=True)
        if quality < _LEAST_QUALITY
    )
    ordered = sorted(doubts, key=lambda doubt: (doubt.quality, doubt.item_id))
    return FoundDoubts(
        found=tuple(ordered[:_MOST]),
        is_fitted=qualities is not None,
        looked_at=len(settled),
    )


def doubts_that_stand(
    found: FoundDoubts, settled: Iterable[SettledLabel]
) -> tuple[Doubt, ...]:
    """What was found and still holds: not decided anew, lent and not erased."""
    labels = {one.item_id: one for one in settled}
    return tuple(
        Doubt(labels[doubt.item_id], doubt.quality)
        for doubt in found.found
        if doubt.item_id in labels
        and answer_key(labels[doubt.item_id]) == doubt.answer_key
    )


def answer_key(one: SettledLabel) -> str:
    """What tells a label from another one of the same sentence."""
    categories = "+".join(category.value for category in one.categories)
    return f"{one.stance.value}/{one.severity.value}/{categories}"


def _by_guesses(one: SettledLabel, guesses: Mapping[str, tuple[Guess, ...]]) -> float:
    answer = Answer(
        stance=one.stance,
        categories=one.categories,
        severity=one.severity,
        spans=one.spans,
    )
    return 1.0 - label_error_of(answer, guesses.get(one.item_id, ()))
