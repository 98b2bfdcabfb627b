"""The outputs that every runtime ends in, and what a classifier says from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from screener.domain.detections import (
    Evidence,
    SentenceScores,
    SeverityScores,
    StanceScores,
)
from screener.domain.labels import FLAGGED_SEVERITIES, Category
from screener.ports import ClassifierCard

OUTPUTS: Final = (
    *(f"{category}:{level}" for category in Category for level in FLAGGED_SEVERITIES),
    *(f"any:{level}" for level in FLAGGED_SEVERITIES),
    "reported",
    "countered",
)
CATEGORY_OUTPUTS: Final = len(Category) * len(FLAGGED_SEVERITIES)

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Believed:
    """A category that some operating point may flag in a sentence.

    Attributes:
        row: Of the sentence.
        category: Its index.
        score: Its greatest probability.
    """

    row: int
    category: int
    score: float


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


def sigmoid(logits: Floats) -> Floats:
    """Probabilities of logits, safe at any size."""
    bounded = np.clip(logits, -30.0, 30.0)
    return (1.0 / (1.0 + np.exp(-bounded))).astype(np.float32)


def believed(probabilities: Floats, card: ClassifierCard) -> list[Believed]:
    """What any operating point of a card may flag, by category and row.

    Args:
        probabilities: Shape (sentences, OUTPUTS).
        card: Where its classifier may be operated.
    """
    result: list[Believed] = []
    for index, category in enumerate(Category):
        columns = slice(3 * index, 3 * index + 3)
        least = np.array(
            [
                min(point.threshold(category, level) for point in card.operating_points)
                for level in FLAGGED_SEVERITIES
            ]
        )
        of_category = probabilities[:, columns]
        scores = of_category.max(axis=1)
        hits = np.nonzero((of_category >= least).any(axis=1))[0]
        result.extend(Believed(int(row), index, float(scores[row])) for row in hits)
    return result


def sentence_scores(
    probabilities: Floats, evidence: Mapping[int, Sequence[Evidence]]
) -> tuple[SentenceScores, ...]:
    """What a classifier says of each row.

    Args:
        probabilities: Shape (sentences, OUTPUTS).
        evidence: By row; rows without any may be left out.
    """
    return tuple(
        SentenceScores(
            categories=_severities(row),
            stance=_stance(row),
            evidence=tuple(
                sorted(evidence.get(place, ()), key=lambda item: -item.score)
            ),
        )
        for place, row in enumerate(probabilities.astype(float).tolist())
    )


def _severities(row: Sequence[float]) -> tuple[SeverityScores, ...]:
    result: list[SeverityScores] = []
    for start in range(0, CATEGORY_OUTPUTS, 3):
        low, medium, high = row[start : start + 3]
        medium = max(medium, high)
        result.append(SeverityScores(max(low, medium), medium, high))
    return tuple(result)


def _stance(row: Sequence[float]) -> StanceScores:
    flagged, _, _, reported, countered = row[CATEGORY_OUTPUTS:]
    open_share = (1.0 - countered) * flagged
    return StanceScores(
        asserted=open_share * (1.0 - reported),
        reported=open_share * reported,
        countered=countered,
        none=(1.0 - countered) * (1.0 - flagged),
    )
