"""Scores against labels, pure; what is undefined is None, never 0."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from screener.domain.labels import Category
from training.dataset import LabelledSpan

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Counts:
    """Right and wrong decisions about a yes-or-no question."""

    true_positives: int
    false_positives: int
    false_negatives: int

    @property
    def precision(self) -> float | None:
        """Share of what was flagged that is right; None when nothing was."""
        return ratio(self.true_positives, self.true_positives + self.false_positives)

    @property
    def recall(self) -> float | None:
        """Share of what is there that was flagged; None when nothing is there."""
        return ratio(self.true_positives, self.true_positives + self.false_negatives)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of the two; None when there is nothing to find or found."""
        return self.f_measure(1.0)

    def f_measure(self, beta: float) -> float | None:
        """F with recall counting ``beta`` times as much as precision."""
        weight = beta * beta
        found = (1.0 + weight) * self.true_positives
        return ratio(
            found, found + weight * self.false_negatives + self.false_positives
        )


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with the bounds of its bootstrap interval."""

    value: float | None
    low: float | None
    high: float | None


def ratio(part: float, whole: float) -> float | None:
    """``part / whole``; None when the whole is nothing."""
    return part / whole if whole else None


def count(wanted: Sequence[bool], flagged: Sequence[bool]) -> Counts:
    """Counts over pairs of what is so and what was said."""
    pairs = list(zip(wanted, flagged, strict=True))
    return Counts(
        sum(1 for is_so, said in pairs if is_so and said),
        sum(1 for is_so, said in pairs if said and not is_so),
        sum(1 for is_so, said in pairs if is_so and not said),
    )


def flag_counts(wanted: Sequence[bool | None], flagged: Sequence[bool]) -> Counts:
    """Counts over the sentences that are scored: None (low severity) is left out."""
    pairs = [
        (is_so, said)
        for is_so, said in zip(wanted, flagged, strict=True)
        if is_so is not None
    ]
    return count([is_so for is_so, _ in pairs], [said for _, said in pairs])


def average_precision(
    wanted: Sequence[bool | None], scores: Sequence[float]
) -> float | None:
    """Area under the precision-recall curve by steps; ties are taken together.

    None when no scored sentence is positive.
    """
    points = precision_recall(wanted, scores)
    if not points:
        return None
    reached = (0.0, *(recall for recall, _ in points))
    return sum(
        (recall - before) * precision
        for before, (recall, precision) in zip(reached, points, strict=False)
    )


def category_counts(
    wanted: Sequence[frozenset[Category]], said: Sequence[frozenset[Category]]
) -> dict[Category, Counts]:
    """Counts for each category over all sentences."""
    return {
        category: count(
            [category in labels for labels in wanted],
            [category in labels for labels in said],
        )
        for category in Category
    }


def macro_f1(counts: Iterable[Counts], *, least_positives: int = 1) -> float | None:
    """Mean F1 over the categories that have enough positives; None without any."""
    values = [
        value
        for entry in counts
        if entry.true_positives + entry.false_negatives >= least_positives
        and (value := entry.f1) is not None
    ]
    return ratio(sum(values), len(values))


def span_counts(
    wanted: Sequence[Iterable[LabelledSpan]], said: Sequence[Iterable[LabelledSpan]]
) -> Counts:
    """Counts of characters, each with its category: span character-F1."""
    true_positives = false_positives = false_negatives = 0
    for labels, found in zip(wanted, said, strict=True):
        is_so, was_said = _characters(labels), _characters(found)
        true_positives += len(is_so & was_said)
        false_positives += len(was_said - is_so)
        false_negatives += len(is_so - was_said)
    return Counts(true_positives, false_positives, false_negatives)


def whole_groups_right(
    groups: Sequence[str], wanted: Sequence[bool | None], flagged: Sequence[bool]
) -> float | None:
    """Share of contrast groups in which every scored sentence is judged right.

    A group counts when it holds both a sentence to flag and one to leave alone;
    sentences without a group are left out.
    """
    members: dict[str, list[tuple[bool, bool]]] = {}
    for group, is_so, was_said in zip(groups, wanted, flagged, strict=True):
        if group and is_so is not None:
            members.setdefault(group, []).append((is_so, was_said))
    whole = [
        pairs for pairs in members.values() if {is_so for is_so, _ in pairs} == {0, 1}
    ]
    right = sum(all(is_so == said for is_so, said in pairs) for pairs in whole)
    return ratio(right, len(whole))


@dataclass(frozen=True, slots=True)
class Bin:
    """Items whose scores lie in one stretch of [0, 1].

    Attributes:
        items: How many.
        score: Their mean score.
        share: The share of them that is so.
    """

    items: int
    score: float
    share: float


def reliability(
    wanted: Sequence[bool], scores: Sequence[float], *, bins: int = 10
) -> tuple[Bin, ...]:
    """Scores against what is so, in bins of equal width; empty bins are left out."""
    inside: dict[int, list[tuple[bool, float]]] = {}
    for is_so, score in zip(wanted, scores, strict=True):
        place = min(int(score * bins), bins - 1)
        inside.setdefault(place, []).append((is_so, score))
    return tuple(
        Bin(
            len(pairs),
            sum(score for _, score in pairs) / len(pairs),
            sum(is_so for is_so, _ in pairs) / len(pairs),
        )
        for _, pairs in sorted(inside.items())
    )


def calibration_error(
    wanted: Sequence[bool], scores: Sequence[float], *, bins: int = 10
) -> float | None:
    """Expected calibration error over bins of equal width; None without items."""
    if not wanted:
        return None
    found = reliability(wanted, scores, bins=bins)
    return sum(one.items * abs(one.share - one.score) for one in found) / len(wanted)


def precision_recall(
    wanted: Sequence[bool | None], scores: Sequence[float]
) -> tuple[tuple[float, float], ...]:
    """Recall and precision at every threshold, from the highest score down.

    Items whose wanted answer is None are left out; equal scores make one point.
    """
    scored = sorted(
        (score, is_so)
        for is_so, score in zip(wanted, scores, strict=True)
        if is_so is not None
    )[::-1]
    positives = sum(is_so for _, is_so in scored)
    points: list[tuple[float, float]] = []
    found = 0
    for index, (score, is_so) in enumerate(scored):
        found += is_so
        is_last_of_equals = index + 1 == len(scored) or scored[index + 1][0] != score
        if positives and is_last_of_equals:
            points.append((found / positives, found / (index + 1)))
    return tuple(points)


def bootstrap(
    items: Sequence[_Item],
    statistic: Callable[[Sequence[_Item]], float | None],
    *,
    seed: int,
    rounds: int = 1000,
    level: float = 0.95,
) -> Interval:
    """The statistic with a percentile interval over resampled items.

    Rounds in which it is undefined are left out; without any the bounds are None.
    """
    generator = random.Random(seed)
    values = sorted(
        value
        for _ in range(rounds if items else 0)
        if (value := statistic(generator.choices(items, k=len(items)))) is not None
    )
    tail = (1.0 - level) / 2.0
    return Interval(
        statistic(items), _quantile(values, tail), _quantile(values, 1.0 - tail)
    )


def _quantile(ordered: Sequence[float], share: float) -> float | None:
    if not ordered:
        return None
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def _characters(spans: Iterable[LabelledSpan]) -> set[tuple[Category, int]]:
    return {
        (item.category, place)
        for item in spans
        for place in range(item.span.start, item.span.end)
    }


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Where two classifiers differ on the same items.

    Attributes:
        only_first: Items that the first alone judges right.
        only_second: Items that the second alone judges right.
        p_value: Of McNemar's exact test, two-sided; None when they never differ.
    """

    only_first: int
    only_second: int
    p_value: float | None


def mcnemar(first_right: Sequence[bool], second_right: Sequence[bool]) -> Disagreement:
    """McNemar's exact test of two classifiers judged on the same items.

    Source: McNemar, Psychometrika 12 (1947); the exact binomial form.
    """
    pairs = list(zip(first_right, second_right, strict=True))
    only_first = pairs.count((True, False))
    only_second = pairs.count((False, True))
    differing = only_first + only_second
    if not differing:
        return Disagreement(0, 0, None)
    tail = sum(
        math.comb(differing, count) for count in range(min(only_first, only_second) + 1)
    )
    return Disagreement(only_first, only_second, min(1.0, 2 * tail / 2**differing))
