"""Whether a quantised model still says what the whole one said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np

from screener.domain.labels import FLAGGED_SEVERITIES
from screener.ports import Classifier
from training.dataset import Example
from training.judging import Judgement, Scored, judge, score_examples
from training.metrics import flag_counts

MOST_F1_LOST: Final = 0.005
LEAST_SAME: Final = 0.99


@dataclass(frozen=True, slots=True, kw_only=True)
class Parity:
    """How far two forms of one model agree at its default operating point.

    Attributes:
        examples: How many were asked about.
        same_verdicts: Share of them that both flag or both leave alone.
        f1_whole: Flag F1 of the form that is the measure.
        f1_other: Of the other one.
        largest_gap: Between two probabilities of a category at a severity.
    """

    examples: int
    same_verdicts: float
    f1_whole: float
    f1_other: float
    largest_gap: float

    @property
    def is_close(self) -> bool:
        """Whether the other form may ship in the whole one's place."""
        lost = self.f1_whole - self.f1_other
        return lost <= MOST_F1_LOST and self.same_verdicts >= LEAST_SAME

    def to_json(self) -> dict[str, Any]:
        """The figures, rounded, with the decision."""
        rounded = {key: round(value, 4) for key, value in asdict(self).items()}
        return {**rounded, "is_close": self.is_close}


def parity(whole: Classifier, other: Classifier, examples: Sequence[Example]) -> Parity:
    """How far the two agree on examples.

    Args:
        whole: The measure.
        other: In another precision or runtime.
        examples: Labelled, not empty.
    """
    first, second = score_examples(whole, examples), score_examples(other, examples)
    point = next(
        point
        for point in whole.card.operating_points
        if point.name == whole.card.default_operating_point
    )
    one, two = judge(first, point), judge(second, point)
    same = [a.is_flagged is b.is_flagged for a, b in zip(one, two, strict=True)]
    return Parity(
        examples=len(same),
        same_verdicts=sum(same) / len(same),
        f1_whole=_f1(one),
        f1_other=_f1(two),
        largest_gap=max(map(_gap, first, second)),
    )


def _f1(judgements: Sequence[Judgement]) -> float:
    counts = flag_counts(
        [item.example.is_counted for item in judgements],
        [item.is_flagged for item in judgements],
    )
    return counts.f1 or 0.0


def _gap(one: Scored, two: Scored) -> float:
    return float(np.abs(_table(one) - _table(two)).max())


def _table(scored: Scored) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.array(
        [
            [entry.at_least(severity) for severity in FLAGGED_SEVERITIES]
            for entry in scored.scores.categories
        ]
    )
