"""Thresholds follow a model whose scores moved as a whole."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from screener.domain.detections import SentenceScores, SeverityScores, StanceScores
from screener.domain.labels import FLAGGED_SEVERITIES, Category
from screener.ports import OperatingPoint
from tests.corrections import make_labelled
from training.judging import Scored, judge
from training.refit_points import carried_points

_POINT = OperatingPoint(
    name="can-bang",
    thresholds=tuple(
        (category, severity, 0.4)
        for category in Category
        for severity in FLAGGED_SEVERITIES
    ),
    countered=0.8,
)
_CLEAN = SeverityScores(0.0, 0.0, 0.0)


def _scored(number: int, probability: float, *, is_biased: bool) -> Scored:
    first = SeverityScores(probability, probability, 0.0)
    scores = SentenceScores(
        categories=(first, *(_CLEAN for _ in tuple(Category)[1:])),
        stance=StanceScores(asserted=1.0, reported=0.0, countered=0.0, none=0.0),
        evidence=(),
    )
    category = Category.ROLE if is_biased else None
    example = make_labelled(str(number), f"Câu số {number}.", category)
    return Scored(example, scores, ())


def _of_logits(shift: float) -> list[Scored]:
    """Forty sentences in a row; from logit -0.4 on they are biased."""
    logits = [-2.0 + 0.1 * step for step in range(40)]
    return [
        _scored(
            number,
            1.0 / (1.0 + math.exp(-(logit + shift))),
            is_biased=logit > -0.45,
        )
        for number, logit in enumerate(logits)
    ]


def _flagged(scored: list[Scored], point: OperatingPoint) -> list[bool]:
    return [item.is_flagged for item in judge(scored, point)]


@pytest.mark.parametrize("shift", [-1.5, -0.4, 0.3, 1.2])
def test_known_sentences_keep_their_verdicts_when_all_scores_move(shift: float) -> None:
    """A retraining on mostly clean sentences must not make the model blind."""
    before, after = _of_logits(0.0), _of_logits(shift)

    (carried,) = carried_points((_POINT,), before, after)

    assert _flagged(after, _POINT) != _flagged(before, _POINT)
    assert _flagged(after, carried) == _flagged(before, _POINT)


def test_point_stays_when_known_sentences_are_told_apart_better() -> None:
    """A shift would take back what the model has learnt."""
    point = replace(
        _POINT, thresholds=tuple((c, s, 0.8) for c, s, _ in _POINT.thresholds)
    )

    (carried,) = carried_points((point,), _of_logits(0.0), _of_logits(1.0))

    assert carried == point


def test_point_stays_when_nothing_moved() -> None:
    """A retraining that changes nothing leaves the same manifest."""
    scored = _of_logits(0.0)

    assert carried_points((_POINT,), scored, scored) == (_POINT,)


def test_threshold_that_nothing_reaches_stays_out_of_reach() -> None:
    """A category that is switched off by a threshold of 1 is not switched on."""
    closed = tuple(
        (category, severity, 1.0 if category is Category.ROLE else 0.4)
        for category, severity, _ in _POINT.thresholds
    )
    point = OperatingPoint(name="can-bang", thresholds=closed, countered=0.8)

    (carried,) = carried_points((point,), _of_logits(0.0), _of_logits(-1.0))

    assert {
        carried.threshold(Category.ROLE, level) for level in FLAGGED_SEVERITIES
    } == {1.0}
