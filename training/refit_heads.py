"""Refits the columns of a linear model: its experts' base heads, and its gate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from models.heads import BASE_HEADS, Sample, base_labels
from models.linear_decisions import blended, gate_shares
from models.linear_weights import LinearModel
from models.outputs import sigmoid
from training.progress import Stage, Steps
from training.refit import RefitSettings
from training.refit_solver import Change, Doubles, refit_change
from training.refit_vocabulary import document_counts, fitted_sentences

Rows = NDArray[np.int64]

# What a common n-gram adds to the curvature of the loss per sentence that holds it:
# about sixty n-grams share a sentence's unit length, and p (1 - p) is about a tenth.
_CURVATURE = 0.1 / 60.0
_FEWEST_POSITIVES = 5


@dataclass(frozen=True, slots=True)
class Columns:
    """Weights of shape (features, columns) and biases of shape (columns,)."""

    weights: Doubles
    bias: Doubles
    loss: float


class HeadFitting:
    """Refits a model on any of its corrections, and on all that is replayed."""

    def __init__(
        self,
        model: LinearModel,
        features: sp.csr_matrix,
        samples: Sequence[Sample],
        *,
        corrections: int,
        settings: RefitSettings,
        steps: Steps,
    ) -> None:
        """Lay out the data.

        Args:
            model: Start and pull.
            features: Of the samples; shape (samples, features).
            samples: Corrections first, then what is replayed.
            corrections: How many of the samples are corrections.
            settings: What retraining is free to choose.
            steps: One is done for each column.
        """
        self._model = model
        self._features = features
        self._labels, self._used = base_labels(samples)
        self._written = np.array([sample.is_written for sample in samples], dtype=bool)
        self._corrections = corrections
        self._settings = settings
        self._steps = steps
        self._old = self._of_model(features)
        self._counts = document_counts(model)
        # Asked once and not of each fold: what moves in the end must move there too.
        everything = np.arange(features.shape[0])
        self._movable = tuple(
            self._asked(index, everything)[1].sum() >= _FEWEST_POSITIVES
            for index in range(self.column_count)
        )

    @property
    def column_count(self) -> int:
        """Columns that are fitted each time."""
        return len(self._model.bias)

    def fit(self, held_out: Rows, *, stage: Stage) -> Columns:
        """Every column, moved by all corrections but those that are held out."""
        kept = np.setdiff1d(np.arange(self._features.shape[0]), held_out)
        weights = self._model.weights.astype(np.float64)
        bias = self._model.bias.astype(np.float64)
        losses: list[float] = []
        for index in range(self.column_count):
            moved = self._moved(index, kept)
            if moved is not None:
                touched, change = moved
                weights[touched, index] += change.weights
                bias[index] += change.bias
                losses.append(change.loss)
            self._steps.done(stage, loss=losses[-1] if losses else None)
        return Columns(weights, bias, sum(losses) / max(len(losses), 1))

    def decisions(self, columns: Columns, features: sp.csr_matrix) -> Doubles:
        """The base heads' decision values as the runtime blends them."""
        values = features @ columns.weights + columns.bias
        shares = gate_shares(values.astype(np.float32), self._model.gate)
        return blended(values.astype(np.float32), shares).astype(np.float64)

    def _of_model(self, features: sp.csr_matrix) -> Doubles:
        return np.asarray(
            features @ self._model.weights.astype(np.float64) + self._model.bias
        )

    def _moved(self, index: int, kept: Rows) -> tuple[Rows, Change] | None:
        """The features that may move and how they do; None when the column is kept.

        Only what a correction holds may move: the replayed sentences are there to say
        how far it may, not to teach the model once more what it knows.
        """
        rows, targets = self._asked(index, kept)
        of_corrections = rows < self._corrections
        if not of_corrections.any() or not self._movable[index]:
            return None
        touched = np.unique(self._features[rows[of_corrections]].indices)
        part = self._features[rows]
        change = refit_change(
            part[:, touched],
            targets,
            row_weights=np.where(of_corrections, self._settings.correction_weight, 1.0),
            margins=self._old[rows, index],
            pull=self._pull(touched, replayed=int((~of_corrections).sum())),
            check=self._steps.check,
        )
        return touched, change

    def _asked(self, index: int, kept: Rows) -> tuple[Rows, Doubles]:
        """Rows that teach a column and what they should say.

        Of what is replayed it is to say what it said before: the model has learnt from
        these labels already, and taught them again it would learn them by heart.
        """
        corrections = kept[kept < self._corrections]
        replayed = kept[kept >= self._corrections]
        rows, targets = self._corrected(index, corrections)
        said = sigmoid(self._old[replayed, index].astype(np.float32))
        return (
            np.concatenate([rows, replayed]),
            np.concatenate([targets, said.astype(np.float64)]),
        )

    def _corrected(self, index: int, rows: Rows) -> tuple[Rows, Doubles]:
        """The corrections that teach a column and their labels."""
        if self._model.gate is None:
            return self._by_label(index, rows)
        if index == 2 * len(BASE_HEADS):
            return rows, self._written[rows].astype(np.float64)
        expert, head = divmod(index, len(BASE_HEADS))
        return self._by_label(head, rows[self._written[rows] == bool(expert)])

    def _by_label(self, head: int, rows: Rows) -> tuple[Rows, Doubles]:
        asked = rows[self._used[rows, head]]
        return asked, self._labels[asked, head].astype(np.float64)

    def _pull(self, touched: Rows, *, replayed: int) -> Doubles:
        """Harder where sentences that are not at hand any more settled a weight."""
        total = fitted_sentences(self._model)
        gone = max(1.0 - replayed / total, 0.0)
        stiff = self._settings.stiffness * gone * _CURVATURE * self._counts[touched]
        floor = 1.0 / self._settings.strength
        own = floor + stiff
        return np.append(own, floor + self._settings.stiffness * gone * 0.1 * total)
