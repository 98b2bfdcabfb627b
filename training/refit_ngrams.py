"""Retrains an n-gram model, and checks it on sentences that are new to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from models.baseline import design_matrix
from models.heads import Sample
from models.linear_weights import LinearModel, in_half_precision
from training.progress import Stage, Steps
from training.refit import RefitSettings
from training.refit_heads import HeadFitting
from training.refit_solver import Doubles
from training.refit_vocabulary import widened
from training.split import held_out_folds


@dataclass(frozen=True, slots=True, kw_only=True)
class RefitSamples:
    """Sentences as models are fitted on them.

    Attributes:
        corrections: Fitted on; what is new.
        keys: Those that belong together share one; as many as corrections.
        replay: Fitted on as well.
        dev: Never fitted on.
    """

    corrections: tuple[Sample, ...]
    keys: tuple[str, ...]
    replay: tuple[Sample, ...]
    dev: tuple[Sample, ...]

    @property
    def checked(self) -> tuple[Sample, ...]:
        """Where outputs are set right: corrections, then dev."""
        return (*self.corrections, *self.dev)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrained:
    """An n-gram model after retraining.

    Attributes:
        model: Its columns have moved; mix and offset are the old ones.
        new_ngrams: N-grams that it did not know before.
        loss: Mean loss of its columns.
        now: What its base heads say of the checked samples, each correction being
            held out in its turn; shape (checked, base heads).
    """

    model: LinearModel
    new_ngrams: int
    loss: float
    now: Doubles


def retrain_ngrams(
    model: LinearModel, samples: RefitSamples, *, settings: RefitSettings, steps: Steps
) -> Retrained:
    """The model moved by the corrections; its outputs are not yet set right.

    Args:
        model: Where it starts, and what it is pulled to.
        samples: At least one of them is a correction.
        settings: What retraining is free to choose.
        steps: ``step_count`` of them are done.
    """
    corrections = samples.corrections
    wide = widened(model, corrections, least_count=settings.least_count)
    features = _features(wide, (*corrections, *samples.replay))
    fitting = HeadFitting(
        wide,
        features,
        (*corrections, *samples.replay),
        corrections=len(corrections),
        settings=settings,
        steps=steps,
    )
    moved = fitting.fit(np.zeros(0, dtype=np.int64), stage=Stage.FITTING)
    own = features[: len(corrections)]
    now = [_held_out(fitting, own, samples.keys, settings)]
    if samples.dev:
        table = _features(wide, samples.dev)
        now.append(fitting.decisions(moved, table))
    return Retrained(
        model=in_half_precision(
            replace(
                wide,
                weights=moved.weights.astype(np.float32),
                bias=moved.bias.astype(np.float32),
            )
        ),
        new_ngrams=len(wide.weights) - len(model.weights),
        loss=moved.loss,
        now=np.vstack(now),
    )


def step_count(model: LinearModel, settings: RefitSettings) -> int:
    """How many steps ``retrain_ngrams`` does at most."""
    return len(model.bias) * (1 + settings.folds)


def _held_out(
    fitting: HeadFitting,
    features: sp.csr_matrix,
    keys: Sequence[str],
    settings: RefitSettings,
) -> Doubles:
    """What is said of each correction by a fit that did not see its group."""
    result: Doubles | None = None
    folds = held_out_folds(keys, folds=settings.folds, seed=settings.seed)
    for _, held_out in folds:
        rows = np.array(held_out, dtype=np.int64)
        columns = fitting.fit(rows, stage=Stage.CHECKING)
        said = fitting.decisions(columns, features[rows])
        if result is None:
            result = np.zeros((features.shape[0], said.shape[1]))
        result[rows] = said
    assert result is not None, "there are corrections"
    return result


def _features(model: LinearModel, samples: Sequence[Sample]) -> sp.csr_matrix:
    return design_matrix(samples, model.blocks, shape_scale=model.shape_scale)
