"""The masked-language-model loss, its masks, the optimiser and the schedule."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from screener.errors import SettingError
from training.pretrain.model import Shape, build_model, mask_batch, masked_loss
from training.pretrain.optimizer import Schedule, build_optimizers, orthogonal
from training.pretrain.threads import ThreadChooser
from training.pretrain.tokenizer import BEGIN_ID, END_ID, MASK_ID

SHAPE = Shape(layers=2, hidden=32, heads=2, intermediate=64, vocabulary=200)
IDS = np.random.default_rng(0).integers(5, 200, (6, 40))


def test_mask_hides_a_share_of_each_row_and_nothing_else() -> None:
    """What is not to be predicted must be shown as it is."""
    batch = mask_batch(IDS, share=0.25, vocabulary=200, seed=(1, 2))

    chosen = np.zeros(IDS.shape, dtype=bool)
    np.put_along_axis(chosen, batch.places, True, axis=1)
    assert (chosen.sum(axis=1) == 10).all()
    assert np.array_equal(batch.ids[~chosen], IDS[~chosen])
    assert np.array_equal(batch.labels, np.take_along_axis(IDS, batch.places, axis=1))


def test_most_chosen_tokens_become_the_mask() -> None:
    """Eighty in a hundred; the rest teaches the states of shown tokens."""
    ids = np.random.default_rng(0).integers(5, 200, (200, 100))

    batch = mask_batch(ids, share=0.25, vocabulary=200, seed=(1,))

    shown = np.take_along_axis(batch.ids, batch.places, axis=1)
    assert (shown == MASK_ID).mean() == pytest.approx(0.8, abs=0.02)
    assert (shown == batch.labels).mean() == pytest.approx(0.1, abs=0.02)


def test_marks_are_not_predicted() -> None:
    """They would be easy points in every row."""
    ids = IDS.copy()
    ids[:, 0], ids[:, 20:40:2] = BEGIN_ID, END_ID

    batch = mask_batch(ids, share=0.5, vocabulary=200, seed=(1,))

    assert (batch.labels > END_ID).all()


def test_equal_seeds_hide_equal_tokens() -> None:
    """A resumed step must repeat the interrupted one."""
    first, same, other = (
        mask_batch(IDS, share=0.25, vocabulary=200, seed=(1, n)) for n in (1, 1, 2)
    )

    assert np.array_equal(first.ids, same.ids)
    assert not np.array_equal(first.ids, other.ids)


def test_loss_equals_that_of_the_library() -> None:
    """Gathering first is a saving, not another objective."""
    model = build_model(SHAPE, seed=1)
    batch = mask_batch(IDS, share=0.25, vocabulary=200, seed=(1,))
    labels = np.full(IDS.shape, -100)
    np.put_along_axis(labels, batch.places, batch.labels, axis=1)
    ids = torch.from_numpy(batch.ids)

    ours = masked_loss(
        model, ids, torch.from_numpy(batch.places), torch.from_numpy(batch.labels)
    )

    theirs = model(input_ids=ids, labels=torch.from_numpy(labels)).loss
    assert torch.allclose(ours, theirs, atol=1e-5)


def test_heads_must_divide_the_width() -> None:
    """Said at once, not after the corpus has been read."""
    with pytest.raises(SettingError, match="heads"):
        Shape(layers=1, hidden=32, heads=5, intermediate=64, vocabulary=200)


@pytest.mark.parametrize(
    ("tokens", "rate"),
    [(0, 0.01), (49, 0.5), (99, 1.0), (500, 1.0), (800, 1.0), (900, 0.5), (1000, 0.0)],
)
def test_rate_rises_stays_and_falls(tokens: int, rate: float) -> None:
    """Worked by hand."""
    schedule = Schedule(peak=1.0, warmup_tokens=100, max_tokens=1000, decay_tokens=200)

    assert schedule.rate(tokens) == pytest.approx(rate)


def test_rate_without_descent_never_falls() -> None:
    """So that a run may be continued past any end."""
    schedule = Schedule(peak=1.0, warmup_tokens=100, max_tokens=1000)

    assert schedule.rate(999_999) == 1.0


@pytest.mark.parametrize("shape", [(3, 8, 8), (2, 16, 4), (2, 4, 16)])
def test_orthogonal_update_has_singular_values_near_one(
    shape: tuple[int, int, int],
) -> None:
    """That is what Muon promises of its update."""
    values = torch.linalg.svdvals(
        orthogonal(torch.randn(shape, generator=torch.Generator().manual_seed(1)))
    )

    assert values.max() < 1.3
    assert values.median() > 0.6


@pytest.mark.parametrize("kind", ["adamw", "muon"])
def test_optimisers_hold_every_parameter_once(kind: str) -> None:
    """A forgotten matrix would stay random for the whole run."""
    model = build_model(SHAPE, seed=1)

    held = [
        id(parameter)
        for optimizer in build_optimizers(model, kind=kind, weight_decay=0.01)
        for group in optimizer.param_groups
        for parameter in group["params"]
    ]

    assert sorted(held) == sorted(id(parameter) for parameter in model.parameters())


@pytest.mark.parametrize(("seconds", "kept"), [((1, 2), 2), ((2, 1), 1)])
def test_faster_number_of_threads_is_kept(seconds: tuple[int, int], kept: int) -> None:
    """A busy neighbour makes two threads slower than one, until it leaves."""
    applied: list[int] = []
    chooser = ThreadChooser(2, trial_steps=1, kept_steps=3, apply=applied.append)

    for duration in (*seconds, 1, 1, 1):
        chooser.note(duration)

    assert applied == [2, 1, kept, 2]
