"""Simulated reviewers for the proof that the loop closes (pure)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from screener.domain.labels import Category, Severity, Stance
from screener.domain.spans import Span
from training.agreement import label_of
from training.dataset import Example, Kind, Label, LabelledSpan, Split, Who

GOOD_REVIEWERS: Final = ("an", "binh", "chi", "dung")
BAD_REVIEWER: Final = "xuan"
_SLIPS: Final = 0.04


def sentences_to_review(
    examples: Sequence[Example], *, count: int, seed: int
) -> tuple[Example, ...]:
    """Whole groups drawn until they hold enough sentences, cut to the count."""
    groups: dict[str, list[Example]] = {}
    for example in examples:
        groups.setdefault(example.group or example.id, []).append(example)
    keys = sorted(groups)
    random.Random(seed).shuffle(keys)
    drawn = [example for key in keys for example in groups[key]]
    return tuple(drawn[:count])


def careful_reviews(examples: Sequence[Example], *, seed: int) -> tuple[Example, ...]:
    """Sentences that two reviewers labelled blind and a third settled rightly."""
    chooser = random.Random(seed)
    return tuple(
        _with_labels(
            example,
            [
                _careful_label(example, name, chooser)
                for name in chooser.sample(GOOD_REVIEWERS, 2)
            ],
        )
        for example in examples
    )


def spoilt_reviews(examples: Sequence[Example], *, seed: int) -> tuple[Example, ...]:
    """Sentences that settled on what the bad reviewer says, always the contrary.

    Two others labelled each of them as well, so their labels can be compared.
    """
    chooser = random.Random(seed)
    result: list[Example] = []
    for example in examples:
        wrong = contrary_label(example, BAD_REVIEWER, chooser)
        others = [
            _careful_label(example, name, chooser)
            for name in chooser.sample(GOOD_REVIEWERS, 2)
        ]
        settled = replace(
            example,
            stance=wrong.stance,
            categories=wrong.categories,
            severity=wrong.severity,
            spans=wrong.spans,
            mentions=(),
            kind=Kind.UNSET,
            who=Who.UNSET,
        )
        result.append(_with_labels(settled, [*others, wrong]))
    return tuple(result)


def contrary_label(example: Example, annotator: str, chooser: random.Random) -> Label:
    """Clean where the example is flagged; where it is clean, some category or other."""
    if example.is_flagged:
        return Label(annotator=annotator, stance=Stance.NONE)
    category = chooser.choice(tuple(Category))
    whole = Span(0, len(example.text))
    return Label(
        annotator=annotator,
        stance=Stance.ASSERTED,
        categories=(category,),
        severity=Severity.MEDIUM,
        spans=(LabelledSpan(whole, category),),
    )


def _careful_label(example: Example, name: str, chooser: random.Random) -> Label:
    if chooser.random() < _SLIPS:
        return contrary_label(example, name, chooser)
    return label_of(example, annotator=name)


def _with_labels(example: Example, labels: Sequence[Label]) -> Example:
    return replace(example, labels=tuple(labels), split=Split.TRAIN)
