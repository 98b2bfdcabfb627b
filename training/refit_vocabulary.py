"""Makes room in a linear model for n-grams that only corrections hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.baseline import FitSettings, fit_blocks
from models.features import SHAPES
from models.heads import Sample
from models.linear_weights import Block, LinearModel


def widened(
    model: LinearModel, samples: Sequence[Sample], *, least_count: int
) -> LinearModel:
    """The model with room for new n-grams, which count for nothing yet.

    Args:
        model: What it knows stays as it is, document frequencies included.
        samples: Corrections.
        least_count: Samples that must hold a new n-gram.
    """
    settings = FitSettings(
        blocks=tuple(block.spec for block in model.blocks), least_count=least_count
    )
    found = fit_blocks(samples, settings)
    merged: list[Block] = []
    weights: list[NDArray[np.float32]] = []
    start = 0
    for known, new in zip(model.blocks, found, strict=True):
        rows = model.weights[start : start + len(known.hashes)]
        start += len(known.hashes)
        block, places = _merged(known, new, sentences=len(samples))
        table = np.zeros((len(block.hashes), rows.shape[1]), dtype=np.float32)
        table[places] = rows
        merged.append(block)
        weights.append(table)
    return replace(
        model,
        blocks=tuple(merged),
        weights=np.vstack([*weights, model.weights[-len(SHAPES) :]]),
    )


def document_counts(model: LinearModel) -> NDArray[np.float64]:
    """Sentences that held each n-gram when the model was fitted, by its rarest ones.

    Shape (features,), shape marks included, which are held to be in every second one.
    """
    total = fitted_sentences(model)
    counts = [
        (1.0 + total) / np.exp(block.idf.astype(np.float64) - 1.0) - 1.0
        for block in model.blocks
    ]
    marks = np.full(len(SHAPES), total / 2.0)
    return np.asarray(np.maximum(np.concatenate([*counts, marks]), 0.0))


def fitted_sentences(model: LinearModel) -> float:
    """How many sentences the document frequencies were counted on, or nearly so."""
    # The rarest n-grams kept stand in two sentences: idf = ln((1 + n) / 3) + 1.
    rarest = max(float(block.idf.max(initial=1.0)) for block in model.blocks)
    return max(3.0 * float(np.exp(rarest - 1.0)) - 1.0, 1.0)


def _merged(
    known: Block, new: Block, *, sentences: int
) -> tuple[Block, NDArray[np.int64]]:
    """The union of both, and where the known n-grams stand in it."""
    is_new = ~np.isin(new.hashes, known.hashes)
    hashes = np.concatenate([known.hashes, new.hashes[is_new]])
    rarest = float(known.idf.max(initial=1.0))
    total = max(3.0 * float(np.exp(rarest - 1.0)) - 1.0, 1.0) + sentences
    # Counted among the corrections alone an n-gram would seem common.
    idf = new.idf[is_new] + np.float32(np.log((1.0 + total) / (1.0 + sentences)))
    order = np.argsort(hashes, kind="stable")
    places = np.empty(len(hashes), dtype=np.int64)
    places[order] = np.arange(len(hashes))
    both = np.concatenate([known.idf, np.minimum(idf, np.float32(rarest))])
    return (
        Block(known.spec, hashes[order], both[order].astype(np.float32)),
        places[: len(known.hashes)],
    )
