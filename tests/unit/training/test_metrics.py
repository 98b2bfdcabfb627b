"""Metrics: perfect, empty and worked by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from screener.domain.labels import Category
from screener.domain.spans import Span
from training.dataset import LabelledSpan
from training.metrics import (
    Counts,
    average_precision,
    bootstrap,
    calibration_error,
    category_counts,
    count,
    flag_counts,
    macro_f1,
    mcnemar,
    precision_recall,
    reliability,
    span_counts,
    whole_groups_right,
)

ROLE, TRAIT = Category.ROLE, Category.TRAIT


def make_span(start: int, end: int, category: Category = ROLE) -> LabelledSpan:
    return LabelledSpan(Span(start, end), category)


def test_perfect_decisions_score_one() -> None:
    """The ceiling must be reachable."""
    counts = count([True, False, True], [True, False, True])

    assert (counts.precision, counts.recall, counts.f1) == (1.0, 1.0, 1.0)


def test_nothing_to_measure_is_none_not_zero() -> None:
    """An undefined figure printed as 0 would look like a bad model."""
    counts = count([], [])

    assert (counts.precision, counts.recall, counts.f1) == (None, None, None)


def test_counts_worked_by_hand() -> None:
    """Two right, one false alarm, two missed: P 2/3, R 1/2, F1 4/7."""
    counts = Counts(2, 1, 2)

    assert counts.precision == pytest.approx(2 / 3)
    assert counts.recall == pytest.approx(1 / 2)
    assert counts.f1 == pytest.approx(4 / 7)


def test_f_measure_worked_by_hand() -> None:
    """F2 = 5·P·R / (4·P + R) with P 2/3 and R 1/2 is 10/19."""
    assert Counts(2, 1, 2).f_measure(2.0) == pytest.approx(10 / 19)


def test_low_severity_is_not_scored() -> None:
    """The guide scores medium and high against clean; low counts neither way."""
    counts = flag_counts([True, None, None, False], [True, True, False, False])

    assert counts == Counts(1, 0, 0)


def test_average_precision_of_a_perfect_order_is_one() -> None:
    """All positives come first."""
    assert average_precision([True, True, False], [0.9, 0.8, 0.1]) == 1.0


def test_average_precision_without_positives_is_none() -> None:
    """Recall is undefined then."""
    assert average_precision([False, None], [0.9, 0.8]) is None


def test_average_precision_worked_by_hand() -> None:
    """Positives at ranks 1 and 3 of 3: (1 + 2/3) / 2."""
    value = average_precision([True, False, True], [0.9, 0.5, 0.1])

    assert value == pytest.approx((1 + 2 / 3) / 2)


def test_average_precision_takes_ties_together() -> None:
    """Else the order of equal scores in the file would decide the figure."""
    forward = average_precision([True, False], [0.5, 0.5])
    backward = average_precision([False, True], [0.5, 0.5])

    assert forward == backward == pytest.approx(0.5)


def test_categories_are_counted_apart() -> None:
    """A sentence may be right in one category and wrong in another."""
    counts = category_counts(
        [frozenset({ROLE, TRAIT}), frozenset()], [frozenset({ROLE}), frozenset({TRAIT})]
    )

    assert counts[ROLE] == Counts(1, 0, 0)
    assert counts[TRAIT] == Counts(0, 1, 1)
    assert counts[Category.VIOLENCE] == Counts(0, 0, 0)


def test_macro_f1_leaves_out_categories_without_positives() -> None:
    """They have no recall to speak of."""
    assert macro_f1([Counts(1, 0, 0), Counts(0, 3, 0), Counts(1, 1, 1)]) == 0.75


def test_macro_f1_of_nothing_is_none() -> None:
    """No category, no mean."""
    assert macro_f1([]) is None


def test_equal_spans_score_one() -> None:
    """Same words, same category."""
    spans = [[make_span(3, 9)], []]

    assert span_counts(spans, spans).f1 == 1.0


def test_no_spans_anywhere_is_none() -> None:
    """Clean text says nothing about spans."""
    assert span_counts([[]], [[]]).f1 is None


def test_span_characters_worked_by_hand() -> None:
    """[0,10) against [5,15): 5 shared, 5 extra, 5 missed: F1 1/2."""
    counts = span_counts([[make_span(0, 10)]], [[make_span(5, 15)]])

    assert counts == Counts(5, 5, 5)
    assert counts.f1 == 0.5


def test_span_with_another_category_is_wrong() -> None:
    """The words alone do not say what is wrong with them."""
    counts = span_counts([[make_span(0, 4, ROLE)]], [[make_span(0, 4, TRAIT)]])

    assert counts == Counts(0, 4, 4)


def test_whole_groups_worked_by_hand() -> None:
    """Group a is right, b has a false alarm, c holds nothing to find."""
    value = whole_groups_right(
        ["a", "a", "a", "b", "b", "c", ""],
        [True, False, None, True, False, False, True],
        [True, False, True, True, True, False, False],
    )

    assert value == 0.5


def test_no_groups_is_none() -> None:
    """Real sentences come without groups."""
    assert whole_groups_right(["", ""], [True, False], [True, False]) is None


def test_certain_and_right_has_no_calibration_error() -> None:
    """Scores of 0 and 1 that are all right."""
    assert calibration_error([True, False], [1.0, 0.0]) == 0.0


def test_calibration_error_of_nothing_is_none() -> None:
    """No items, no error."""
    assert calibration_error([], []) is None


def test_calibration_error_worked_by_hand() -> None:
    """Four at 0.8 of which two are so: |2 - 3.2| / 4 = 0.3."""
    value = calibration_error([True, True, False, False], [0.8] * 4)

    assert value == pytest.approx(0.3)


def test_bootstrap_is_the_same_for_the_same_seed() -> None:
    """A card must be reproducible to the digit."""
    items = [1.0, 2.0, 3.0, 4.0]

    def mean(sample: Sequence[float]) -> float:
        return sum(sample) / len(sample)

    first = bootstrap(items, mean, seed=7, rounds=50)
    second = bootstrap(items, mean, seed=7, rounds=50)

    assert first == second
    assert first.value == 2.5
    assert first.low is not None
    assert first.high is not None
    assert 1.0 <= first.low <= 2.5 <= first.high <= 4.0


def test_bootstrap_of_an_undefined_statistic_has_no_bounds() -> None:
    """Undefined stays undefined."""
    interval = bootstrap([1], lambda _: None, seed=1, rounds=5)

    assert (interval.value, interval.low, interval.high) == (None, None, None)


def test_mcnemar_is_the_exact_binomial_test_on_the_differing_items() -> None:
    """Nine against one of ten: 2 * (1 + 10) / 1024."""
    first = [True] * 9 + [False] + [True] * 5
    second = [False] * 9 + [True] + [True] * 5

    found = mcnemar(first, second)

    assert (found.only_first, found.only_second) == (9, 1)
    assert found.p_value == pytest.approx(22 / 1024)


def test_mcnemar_of_equal_classifiers_is_undefined() -> None:
    """No difference, no test."""
    assert mcnemar([True, False], [True, False]).p_value is None


def test_reliability_bins_hold_mean_score_and_share() -> None:
    """A well calibrated score of 0.9 is right nine times in ten."""
    bins = reliability([True, False, True], [0.95, 0.91, 0.05], bins=10)

    assert [(one.items, one.share) for one in bins] == [(1, 1.0), (2, 0.5)]
    assert bins[1].score == pytest.approx(0.93)


def test_precision_and_recall_take_equal_scores_together() -> None:
    """A threshold cannot part them."""
    points = precision_recall([True, False, None, True], [0.9, 0.5, 0.7, 0.5])

    assert points == ((0.5, 1.0), (1.0, 2 / 3))
