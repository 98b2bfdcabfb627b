"""Chooses how a classifier cuts out the words that made it decide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from models.linear_weights import SpanRule
from screener.domain.labels import FLAGGED_SEVERITIES, Category
from screener.ports import Classifier, OperatingPoint
from training.dataset import Example
from training.judging import judge, score_examples
from training.metrics import span_counts

# Low enough that nearly every flagged example gets evidence, whatever the bundle.
SHOW_ALL: Final = OperatingPoint(
    name="all",
    thresholds=tuple(
        (category, severity, 0.2)
        for category in Category
        for severity in FLAGGED_SEVERITIES
    ),
)


def best_span_rule(
    classifier_with: Callable[[SpanRule], Classifier],
    examples: Sequence[Example],
    *,
    rules: Sequence[SpanRule],
) -> SpanRule:
    """The rule whose evidence overlaps best with the spans of flagged examples.

    Args:
        classifier_with: The classifier that a rule makes, operated at ``SHOW_ALL``.
        examples: Labelled; only flagged ones count.
        rules: What is tried; the first of equals wins.
    """
    flagged = [example for example in examples if example.is_flagged]
    return max(rules, key=lambda rule: _overlap(classifier_with(rule), flagged))


def _overlap(classifier: Classifier, flagged: Sequence[Example]) -> float:
    judgements = judge(score_examples(classifier, flagged), SHOW_ALL)
    counts = span_counts(
        [item.example.spans for item in judgements],
        [
            [span for span in item.spans if span.category in item.example.categories]
            for item in judgements
        ],
    )
    return counts.f1 or 0.0
