"""Static word vectors counted from the token shards, to start the embeddings from.

They are the eigenvectors of the positive pointwise mutual information matrix
(Levy and Goldberg 2014: what word2vec factorises), which a randomised range
finder gives within minutes for a vocabulary of this size.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

_CHUNK = 2_000_000


def count_neighbours(
    stream: Iterable[NDArray[np.uint16]], *, vocabulary: int, window: int
) -> NDArray[np.float32]:
    """How often two tokens stand near each other, the nearer the heavier.

    Args:
        stream: Token ids; shapes (tokens,).
        vocabulary: Entries of the tokenizer.
        window: Largest distance counted; distance d weighs 1 / d.

    Returns:
        Symmetric weights; shape (vocabulary, vocabulary).
    """
    counts = np.zeros(vocabulary * vocabulary, dtype=np.float32)
    for tokens in stream:
        for start in range(0, len(tokens), _CHUNK):
            chunk = tokens[start : start + _CHUNK].astype(np.int64)
            for distance in range(1, window + 1):
                pairs = chunk[:-distance] * vocabulary + chunk[distance:]
                keys, times = np.unique(pairs, return_counts=True)
                counts[keys] += times.astype(np.float32) / distance
    square = counts.reshape(vocabulary, vocabulary)
    return square + square.T


def static_vectors(
    counts: NDArray[np.float32], *, width: int, seed: int
) -> NDArray[np.float32]:
    """Vectors whose products approximate the mutual information of tokens.

    Args:
        counts: Symmetric weights, turned into mutual information in place;
            shape (vocabulary, vocabulary).
        width: Size of a vector.
        seed: Names the random projection.

    Returns:
        Vectors; shape (vocabulary, width). A token never seen has zeros.
    """
    _to_mutual_information(counts)
    chance = np.random.default_rng(seed)
    basis = chance.standard_normal((len(counts), width + 32)).astype(np.float32)
    for _ in range(6):
        basis, _triangle = np.linalg.qr(counts @ basis)
    values, turns = np.linalg.eigh(basis.T @ (counts @ basis))
    best = np.argsort(-np.abs(values))[:width]
    scale = np.sqrt(np.abs(values[best]))
    return np.asarray((basis @ turns[:, best]) * scale, dtype=np.float32)


def _to_mutual_information(counts: NDArray[np.float32]) -> None:
    """Replace weights by positive pointwise mutual information.

    Contexts count by the power 0.75 of their frequency, which keeps rare
    tokens from owning the largest values.
    """
    totals = counts.sum(axis=1)
    smoothed = totals**0.75
    smoothed /= smoothed.sum()
    counts /= np.maximum(totals, 1e-9)[:, None]
    counts /= np.maximum(smoothed, 1e-12)[None, :]
    np.maximum(counts, 1.0, out=counts)
    np.log(counts, out=counts)
    counts += counts.T.copy()
    counts *= 0.5
