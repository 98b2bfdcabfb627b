"""Token shards and the order in which they are read."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from screener.errors import EmptyInputError, MissingInputError, SettingError
from training.pretrain.shards import TokenStream, batches
from training.pretrain.tokenizer import BEGIN_ID
from training.pretrain.vectors import count_neighbours, static_vectors


def _stream(*lengths: int) -> TokenStream:
    """Shards whose tokens count on from 100, all different."""
    starts = np.cumsum([100, *lengths])
    return TokenStream(
        tuple(
            np.arange(start, start + length, dtype=np.uint16)
            for start, length in zip(starts, lengths, strict=False)
        )
    )


def test_batch_depends_on_its_number_alone() -> None:
    """A run that starts again must see what it would have seen."""
    stream = _stream(300, 200)
    whole = list(islice(batches(stream, length=8, rows=4, seed=3, first=0), 60))

    for first in (1, 16, 17, 18, 35, 59):
        late = next(batches(stream, length=8, rows=4, seed=3, first=first))
        assert np.array_equal(late, whole[first])


def test_epoch_shows_no_token_twice() -> None:
    """Every row counts once before any counts again."""
    epoch = islice(batches(_stream(300, 200), length=8, rows=4, seed=3, first=0), 17)

    seen = np.concatenate([batch[:, 1:].ravel() for batch in epoch])

    assert len(seen) == 17 * 4 * 7
    assert len(set(seen.tolist())) == len(seen)


def test_row_begins_with_the_begin_mark() -> None:
    """As a sentence does when the encoder is used."""
    batch = next(batches(_stream(300), length=8, rows=4, seed=3, first=0))

    assert batch.shape == (4, 8)
    assert (batch[:, 0] == BEGIN_ID).all()
    assert (np.diff(batch[:, 1:], axis=1) == 1).all()


def test_too_little_text_is_refused() -> None:
    """An endless loop over nothing would look like slow training."""
    with pytest.raises(EmptyInputError):
        next(batches(_stream(5), length=8, rows=1, seed=3, first=0))
    with pytest.raises(SettingError):
        next(batches(_stream(30), length=8, rows=9, seed=3, first=0))


def test_folder_without_shards_is_refused(tmp_path: Path) -> None:
    """The message names the file that is looked for."""
    with pytest.raises(MissingInputError, match=r"tokens-\*\.npy"):
        TokenStream.from_folder(tmp_path)


def test_neighbours_are_counted_both_ways_and_by_distance() -> None:
    """Worked by hand: 0 1 2 0 with a window of two."""
    tokens = np.array([0, 1, 2, 0], dtype=np.uint16)

    counts = count_neighbours([tokens], vocabulary=3, window=2)

    assert counts.tolist() == [[0, 1.5, 1.5], [1.5, 0, 1], [1.5, 1, 0]]


def test_tokens_of_like_company_get_like_vectors() -> None:
    """Tokens 0 and 1 stand in the same places, 2 and 3 in others."""
    chance = np.random.default_rng(5)
    pairs = [
        (chance.integers(2), 4 + chance.integers(3))
        if chance.random() < 0.5
        else (2 + chance.integers(2), 7 + chance.integers(3))
        for _ in range(3000)
    ]
    tokens = np.array(pairs, dtype=np.uint16).ravel()

    vectors = static_vectors(
        count_neighbours([tokens], vocabulary=10, window=1), width=4, seed=1
    )

    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    assert unit[0] @ unit[1] > 0.9
    assert unit[0] @ unit[2] < 0.5
