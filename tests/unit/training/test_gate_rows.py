"""Rows of a comparison: figures worked by hand, intervals that pair the two bundles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from screener.domain.labels import Category, Severity
from tests.corrections import make_labelled
from training.dataset import Example
from training.gate_comparison import Measure, SliceRow, Trend
from training.gate_rows import Answers, compare_answers

ROLE = tuple(Category).index(Category.ROLE)


def make_examples(wanted: Sequence[bool], *, genre: str = "news") -> list[Example]:
    return [
        replace(
            make_labelled(f"x-{number}", "Câu.", Category.ROLE if is_biased else None),
            genre=genre,
        )
        for number, is_biased in enumerate(wanted)
    ]


def make_answers(
    flagged: Sequence[bool], *, swap_changed: Sequence[bool] = ()
) -> Answers:
    said = np.array(flagged, dtype=bool)
    categories = np.zeros((len(said), len(Category)), dtype=bool)
    categories[:, ROLE] = said
    return Answers(
        flagged=said,
        found=said,
        categories=categories,
        scores=np.where(said, 0.9, 0.1),
        swap_changed=np.array(swap_changed or [False] * len(said), dtype=bool),
    )


def compared(
    examples: Sequence[Example],
    champion: Answers,
    candidate: Answers,
    *,
    rounds: int = 200,
) -> dict[tuple[str, Measure], SliceRow]:
    rows = compare_answers(
        "test",
        examples,
        champion=champion,
        candidate=candidate,
        swapped=np.array([not example.is_flagged for example in examples]),
        seed=3,
        rounds=rounds,
    )
    return {(row.slice_name, row.measure): row for row in rows}


def test_figures_are_those_worked_by_hand() -> None:
    """Two of three found and one false alarm: F1 is 2·2 / (3 + 3)."""
    examples = make_examples([True, True, True, False, False])
    champion = make_answers([True, True, True, False, False])
    candidate = make_answers(
        [True, True, False, True, False], swap_changed=[False] * 4 + [True]
    )

    rows = compared(examples, champion, candidate)

    whole = rows["all", Measure.F1]
    assert (whole.examples, whole.positives) == (5, 3)
    assert whole.champion == 1.0
    assert whole.candidate == pytest.approx(2 / 3)
    alarms = rows["all", Measure.FALSE_ALARMS]
    assert (alarms.champion, alarms.candidate) == (0.0, 0.5)
    swap = rows["all", Measure.SWAP]
    assert (swap.examples, swap.champion, swap.candidate) == (2, 0.0, 0.5)
    assert rows["severity=medium", Measure.RECALL].candidate == pytest.approx(2 / 3)
    # Three times 0.1 too little, twice 0.1 too much, over five sentences.
    assert rows["all", Measure.CALIBRATION].champion == pytest.approx(0.1)


def test_two_that_always_agree_differ_by_nothing() -> None:
    """Noise of the sentences must not look like a difference of the bundles."""
    examples = make_examples([True, False] * 20)
    answers = make_answers([True, True, True, False] * 10)

    rows = compared(examples, answers, answers)

    assert {row.low for row in rows.values()} <= {0.0, None}
    assert {row.high for row in rows.values()} <= {0.0, None}
    assert rows["all", Measure.F1].trend is Trend.SAME


def test_certain_loss_lies_below_nothing() -> None:
    """Half of what was found is missed: no resample can hide it."""
    examples = make_examples([True, True, False, False] * 25)
    champion = make_answers([True, True, False, False] * 25)
    candidate = make_answers([True, False, False, False] * 25)

    row = compared(examples, champion, candidate)["all", Measure.F1]

    assert row.trend is Trend.WORSE
    assert row.high is not None
    assert row.high < -0.2


def test_sentences_of_one_group_are_drawn_together() -> None:
    """Ten copies of one sentence are not ten witnesses."""
    examples = make_examples([True, False] * 30)
    grouped = [
        replace(example, group=f"g-{number // 20}")
        for number, example in enumerate(examples)
    ]
    champion = make_answers([True, False] * 30)
    candidate = make_answers([True, False] * 20 + [False, False] * 10)

    alone = compared(examples, champion, candidate)["all", Measure.F1]
    together = compared(grouped, champion, candidate)["all", Measure.F1]

    assert together.low is not None
    assert alone.low is not None
    assert together.low < alone.low


def test_whole_groups_are_right_or_not() -> None:
    """A biased sentence and its clean rewording: both, or it does not count."""
    examples = [
        replace(example, group=f"g-{number // 2}")
        for number, example in enumerate(make_examples([True, False] * 2))
    ]
    champion = make_answers([True, False, True, True])
    candidate = make_answers([True, False, True, False])

    row = compared(examples, champion, candidate)["all", Measure.GROUPS]

    assert (row.examples, row.champion, row.candidate) == (2, 0.5, 1.0)


def test_low_sentences_count_neither_way() -> None:
    """People themselves do not agree whether to flag them."""
    examples = make_examples([True, False, True])
    examples[2] = replace(examples[2], severity=Severity.LOW)

    rows = compared(
        examples, make_answers([True, False, False]), make_answers([True, False, True])
    )

    assert rows["all", Measure.F1].examples == 2
    assert rows["all", Measure.F1].candidate == 1.0
    assert rows["severity=low", Measure.RECALL].champion == 0.0


def test_slice_without_anything_to_find_counts_false_alarms() -> None:
    """F1 of clean sentences alone would always be undefined."""
    examples = [
        *make_examples([True, False]),
        *(
            replace(example, id=f"s-{example.id}")
            for example in make_examples([False, False], genre="sport")
        ),
    ]

    rows = compared(examples, make_answers([True, False] * 2), make_answers([True] * 4))

    sport = rows["genre=sport", Measure.FALSE_ALARMS]
    assert (sport.champion, sport.candidate) == (0.5, 1.0)
    assert ("genre=sport", Measure.F1) not in rows
