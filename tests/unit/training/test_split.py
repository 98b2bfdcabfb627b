"""Splits: stable, seeded, by group."""

from __future__ import annotations

import pytest

from training.dataset import Split
from training.split import SplitPlan, held_out_folds

FROZEN = {"nhom-0": Split.TRAIN, "nhom-12": Split.TEST, "nhom-26": Split.DEV}
KEYS = [f"nhom-{number}" for number in range(2000)]


def test_split_of_a_key_never_changes() -> None:
    """Frozen: these three were dealt when the corpus began."""
    plan = SplitPlan()

    assert {key: plan.split_of(key) for key in FROZEN} == FROZEN


def test_shares_are_about_those_asked_for() -> None:
    """A deal that is far off would starve the test set."""
    dealt = [SplitPlan(dev=0.1, test=0.2).split_of(key) for key in KEYS]

    assert dealt.count(Split.DEV) / len(KEYS) == pytest.approx(0.1, abs=0.03)
    assert dealt.count(Split.TEST) / len(KEYS) == pytest.approx(0.2, abs=0.03)


def test_another_seed_is_another_deal() -> None:
    """Else the seed would be decoration."""
    first = [SplitPlan(seed=1).split_of(key) for key in KEYS]
    second = [SplitPlan(seed=2).split_of(key) for key in KEYS]

    assert first != second


def test_held_out_writer_stays_on_one_side() -> None:
    """What a model learned of one writer must not pass for knowledge of the rest."""
    sides = {SplitPlan().split_of(key, batch="k01") for key in KEYS}

    assert sides == {Split.TEST}


def test_shares_above_a_whole_are_refused() -> None:
    """No sentence could be left to train on."""
    with pytest.raises(ValueError, match="shares"):
        SplitPlan(dev=0.7, test=0.4)


def test_folds_hold_out_every_index_once_and_groups_together() -> None:
    """A group on both sides would leak its words into the calibration."""
    keys = [key for key in KEYS[:50] for _ in range(3)]

    folds = list(held_out_folds(keys, folds=4, seed=1))

    held_out = [index for _, part in folds for index in part]
    assert sorted(held_out) == list(range(len(keys)))
    for fitted, part in folds:
        assert not {keys[i] for i in fitted} & {keys[i] for i in part}


def test_fold_with_nothing_held_out_is_left_out() -> None:
    """One key fills one fold."""
    folds = list(held_out_folds(["một"], folds=4, seed=1))

    assert folds == [([], [0])]
