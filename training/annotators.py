"""Whose labels stand apart from everybody else's on the same examples (pure).

Two labels of one example are alike when both say clean, or when both flag it and
share a category. An annotator stands apart when fewer of the pairs with a label of
theirs are alike than of the pairs among the others, by more than chance and by
enough to matter.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from training.dataset import Example, Label

# One false alarm in about 740 annotators; figures are looked at again and again.
_APART_Z: Final = 3.0
_APART_GAP: Final = 0.15
_LEAST_PAIRS: Final = 20


@dataclass(frozen=True, slots=True)
class AnnotatorAgreement:
    """How far one annotator agrees with the others.

    Attributes:
        annotator: As the labels name them.
        pairs: Pairs of labels of one example, one of them theirs.
        alike: Share of these that are alike, in [0, 1].
        others: The same share among the pairs of the others; None without any.
        is_apart: Whether their labels stand apart.
    """

    annotator: str
    pairs: int
    alike: float
    others: float | None
    is_apart: bool


def annotators_apart(
    examples: Iterable[Example], *, least_pairs: int = _LEAST_PAIRS
) -> tuple[str, ...]:
    """Who labels unlike the others, the worst first.

    Args:
        examples: With their blind labels; those with one label tell nothing.
        least_pairs: Nobody is named on fewer pairs.
    """
    found = annotator_agreements(examples, least_pairs=least_pairs)
    apart = sorted((item for item in found if item.is_apart), key=lambda a: a.alike)
    return tuple(item.annotator for item in apart)


def annotator_agreements(
    examples: Iterable[Example], *, least_pairs: int = _LEAST_PAIRS
) -> tuple[AnnotatorAgreement, ...]:
    """How far each annotator agrees with the others, by name.

    With two annotators in all nobody can be told apart: there are no other pairs.
    """
    pairs: defaultdict[str, int] = defaultdict(int)
    alike: defaultdict[str, int] = defaultdict(int)
    all_pairs = all_alike = 0
    for example in examples:
        for one, two in combinations(example.labels, 2):
            is_alike = are_alike(one, two)
            all_pairs, all_alike = all_pairs + 1, all_alike + is_alike
            for label in (one, two):
                pairs[label.annotator] += 1
                alike[label.annotator] += is_alike
    return tuple(
        _agreement(
            name,
            own=(alike[name], pairs[name]),
            rest=(all_alike - alike[name], all_pairs - pairs[name]),
            least_pairs=least_pairs,
        )
        for name in sorted(pairs)
    )


def are_alike(one: Label, two: Label) -> bool:
    """Whether two labels say the same in the main: clean, or a category in common."""
    if not one.categories or not two.categories:
        return not one.categories and not two.categories
    return bool(set(one.categories) & set(two.categories))


def _agreement(
    annotator: str, *, own: tuple[int, int], rest: tuple[int, int], least_pairs: int
) -> AnnotatorAgreement:
    alike = own[0] / own[1]
    others = rest[0] / rest[1] if rest[1] else None
    is_apart = (
        others is not None
        and min(own[1], rest[1]) >= least_pairs
        and others - alike >= _APART_GAP
        and _z_of_difference(own, rest) >= _APART_Z
    )
    return AnnotatorAgreement(annotator, own[1], alike, others, is_apart)


def _z_of_difference(own: tuple[int, int], rest: tuple[int, int]) -> float:
    """How many standard errors the own share lies below the rest's (pooled)."""
    total = own[1] + rest[1]
    pooled = (own[0] + rest[0]) / total
    error = math.sqrt(pooled * (1 - pooled) * (1 / own[1] + 1 / rest[1]))
    if not error:
        return 0.0
    return (rest[0] / rest[1] - own[0] / own[1]) / error
