"""Fits linear n-gram models with scikit-learn; serving them needs numpy alone.

Base heads are logistic regressions on the n-grams: one per category (present at any
severity), one each for flagged at all, flagged at medium or above, high among those,
reported among the flagged, countered. Outputs are logistic regressions on the base
heads' held-out decisions, which calibrates them in the same step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from models.features import BlockSpec, Source, Tokens, Unit, grams, shapes
from models.features import tokenise as tokenise_text
from models.heads import (
    BASE_HEADS,
    Labels,
    Sample,
    base_labels,
)
from models.linear import SHIFTS, text_entries
from models.linear_decisions import blended, gate_shares
from models.linear_weights import Block, Gate, LinearModel
from models.output_fit import OutputSettings, fit_outputs
from models.outputs import Floats
from screener.domain.spans import Span

_NEVER: Final = -8.0

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class FitSettings:
    """What training is free to choose.

    The defaults did best on real development sentences: character n-grams beside
    the words gained nothing there, cost precision on ordinary news and half the speed.

    Attributes:
        blocks: Kinds of n-grams.
        least_count: Sentences that must hold an n-gram for it to be kept.
        shape_scale: Value of a mark such as "is a question".
        strength: Inverse regularisation of the base heads (C).
        outputs: How the outputs are fitted on the base heads.
        gate: Of two experts, one for print and one for written sentences. Written
            contrast groups use the same words in biased and in clean sentences, so
            fitted together they unlearn what the words are worth in print.
        seed: Of the solver.
    """

    blocks: tuple[BlockSpec, ...] = field(
        default=(
            BlockSpec(source=Source.OWN, unit=Unit.WORD, shortest=1, longest=3),
            BlockSpec(
                source=Source.BEFORE, unit=Unit.WORD, shortest=1, longest=2, scale=0.6
            ),
            BlockSpec(
                source=Source.AFTER, unit=Unit.WORD, shortest=1, longest=2, scale=0.6
            ),
        )
    )
    least_count: int = 3
    shape_scale: float = 0.3
    strength: float = 16.0
    outputs: OutputSettings = field(default_factory=OutputSettings)
    gate: Gate | None = field(default_factory=Gate)
    seed: int = 20261


@dataclass(frozen=True, slots=True)
class BaseFit:
    """Columns: weights of shape (features, columns), bias of shape (columns,)."""

    weights: Doubles
    bias: Doubles


@dataclass(frozen=True, slots=True)
class LinearFit:
    """A fitted model, and what its heads said of samples they were not fitted on.

    Attributes:
        model: Fitted on all samples.
        held_out: Decision values; shape (samples, base heads).
        shares: How much each expert counted in them; shape (samples, experts).
    """

    model: LinearModel
    held_out: Doubles
    shares: Floats


def fit_linear_model(
    samples: Sequence[Sample],
    *,
    folds: Sequence[tuple[Sequence[int], Sequence[int]]],
    settings: FitSettings,
) -> LinearFit:
    """The model fitted on all samples, calibrated on decisions of held-out folds.

    Args:
        samples: Labelled sentences.
        folds: Indices to fit on and held out; held-out parts cover all samples.
        settings: What training is free to choose.
    """
    blocks = fit_blocks(samples, settings)
    features = design_matrix(samples, blocks, shape_scale=settings.shape_scale)
    fitting = _Fitting(features, samples, settings)
    decisions = np.zeros((len(samples), len(BASE_HEADS)))
    shares = np.ones((len(samples), 1 if fitting.gate is None else 2), dtype=np.float32)
    for fitted, held_out in folds:
        part = fitting.columns(np.array(fitted))
        held = np.array(held_out)
        decisions[held], shares[held] = fitting.decisions(part, held)
    whole = fitting.columns(np.arange(len(samples)))
    mix, offset = fit_outputs(decisions, samples, settings.outputs)
    model = LinearModel(
        blocks=blocks,
        shape_scale=settings.shape_scale,
        weights=whole.weights.astype(np.float32),
        bias=whole.bias.astype(np.float32),
        mix=mix,
        offset=offset,
        gate=fitting.gate,
    )
    return LinearFit(model, decisions, shares)


class _Fitting:
    """Fits the columns of a model on any rows of its samples."""

    def __init__(
        self,
        features: sp.csr_matrix,
        samples: Sequence[Sample],
        settings: FitSettings,
    ) -> None:
        self._features = features
        self._labels, self._used = base_labels(samples)
        self._settings = settings
        self._written = np.array([sample.is_written for sample in samples])
        has_both = self._written.any() and not self._written.all()
        self.gate = settings.gate if has_both else None

    def columns(self, rows: NDArray[np.int64]) -> BaseFit:
        """The base heads, once or for each expert, and then the gate."""
        if self.gate is None:
            return self._heads(rows)
        of_print, of_written, gate = (
            self._heads(rows[~self._written[rows]]),
            self._heads(rows[self._written[rows]]),
            self._gate(rows),
        )
        parts = (of_print, of_written, gate)
        return BaseFit(
            np.hstack([part.weights for part in parts]),
            np.concatenate([part.bias for part in parts]),
        )

    def decisions(
        self, fit: BaseFit, rows: NDArray[np.int64]
    ) -> tuple[Doubles, Floats]:
        """The base heads' decision values as the runtime blends them, and shares."""
        columns = (self._features[rows] @ fit.weights + fit.bias).astype(np.float32)
        shares = gate_shares(columns, self.gate)
        return blended(columns, shares).astype(np.float64), shares

    def _heads(self, rows: NDArray[np.int64]) -> BaseFit:
        return _fit_base(self._features, self._labels, self._used, rows, self._settings)

    def _gate(self, rows: NDArray[np.int64]) -> BaseFit:
        return _fit_column(self._features[rows], self._written[rows], self._settings)


def fit_blocks(samples: Sequence[Sample], settings: FitSettings) -> tuple[Block, ...]:
    """The n-grams that enough sentences hold, with their document frequencies."""
    text, sentences, targets = _one_text(samples)
    tokens = tokenise_text(text, sentences)
    return tuple(
        _fit_block(
            tokens,
            spec,
            rows=targets - SHIFTS[spec.source],
            least_count=settings.least_count,
        )
        for spec in settings.blocks
    )


def design_matrix(
    samples: Sequence[Sample], blocks: Sequence[Block], *, shape_scale: float
) -> sp.csr_matrix:
    """Features of the target sentences; shape (samples, features + SHAPES)."""
    text, sentences, targets = _one_text(samples)
    tokens = tokenise_text(text, sentences)
    parts = text_entries(blocks, tokens, sentences=len(sentences))
    width = sum(len(block.hashes) for block in blocks)
    triples = (
        np.concatenate([part.values for part in parts]).astype(np.float64),
        (
            np.concatenate([part.rows for part in parts]),
            np.concatenate([part.features for part in parts]),
        ),
    )
    table = sp.csr_matrix(triples, shape=(len(sentences), width))[targets]
    marks = np.stack(
        [shapes(sample.text, sample.sentences)[sample.target] for sample in samples]
    )
    return sp.csr_matrix(sp.hstack([table, sp.csr_matrix(shape_scale * marks)]))


def _fit_base(
    features: sp.csr_matrix,
    labels: Labels,
    used: Labels,
    rows: NDArray[np.int64],
    settings: FitSettings,
) -> BaseFit:
    weights = np.zeros((features.shape[1], len(BASE_HEADS)))
    bias = np.full(len(BASE_HEADS), _NEVER)
    for head in range(len(BASE_HEADS)):
        asked = rows[used[rows, head]]
        wanted = labels[asked, head]
        if wanted.sum() < 5 or wanted.all():
            continue
        column = _fit_column(features[asked], wanted, settings)
        weights[:, head] = column.weights[:, 0]
        bias[head] = column.bias[0]
    return BaseFit(weights, bias)


def _fit_column(
    features: sp.csr_matrix, wanted: Labels, settings: FitSettings
) -> BaseFit:
    fitted = LogisticRegression(
        C=settings.strength,
        solver="liblinear",
        max_iter=200,
        random_state=settings.seed,
    ).fit(features, wanted)
    return BaseFit(fitted.coef_.T, fitted.intercept_)


def _fit_block(
    tokens: Tokens, spec: BlockSpec, *, rows: NDArray[np.int64], least_count: int
) -> Block:
    found = grams(tokens, spec)
    inside = np.isin(tokens.rows[found.first], rows)
    pairs = np.empty(int(inside.sum()), dtype=[("hash", "<u8"), ("row", "<i8")])
    pairs["hash"] = found.hashes[inside]
    pairs["row"] = tokens.rows[found.first][inside]
    hashes, counts = np.unique(np.unique(pairs)["hash"], return_counts=True)
    kept = counts >= least_count
    idf = np.log((1.0 + len(rows)) / (1.0 + counts[kept])) + 1.0
    return Block(spec, hashes[kept], idf.astype(np.float32))


def _one_text(
    samples: Sequence[Sample],
) -> tuple[str, list[Span], NDArray[np.int64]]:
    """All samples as one text, an empty sentence between any two.

    The empty sentence keeps a sample's neighbours its own; one call on a long text is
    far faster than thousands on short ones.
    """
    pieces: list[str] = []
    sentences: list[Span] = []
    targets: list[int] = []
    start = 0
    for sample in samples:
        targets.append(len(sentences) + sample.target)
        sentences.extend(span.shifted(start) for span in sample.sentences)
        start += len(sample.text) + 1
        sentences.append(Span(start - 1, start - 1))
        pieces.append(sample.text)
    return "\n".join(pieces), sentences, np.array(targets, dtype=np.int64)
