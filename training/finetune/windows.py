"""Examples as windows of tokens: before, the sentence itself, after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.subwords import Ids, Pieces, Subwords
from models.windows import WindowPlan, window_ids
from screener.domain.labels import Category
from training.dataset import Example


@dataclass(frozen=True, slots=True)
class Window:
    """One example as an encoder sees it.

    Attributes:
        ids: With special tokens; shape (tokens,).
        own: First and last + 1 of the sentence's own tokens.
        marks: Which own tokens carry which category; shape (own tokens, categories).
    """

    ids: Ids
    own: tuple[int, int]
    marks: NDArray[np.bool_]


def windows(
    examples: Sequence[Example], subwords: Subwords, plan: WindowPlan
) -> list[Window]:
    """Each example as a window, in order."""
    own = subwords.cut([example.text for example in examples])
    # Cutting takes time, most of all into words; what is not seen is not cut.
    before = subwords.cut(
        [example.before if plan.before else "" for example in examples]
    )
    after = subwords.cut([example.after if plan.after else "" for example in examples])
    return [
        _window(example, sentence, left, right, subwords, plan)
        for example, sentence, left, right in zip(
            examples, own, before, after, strict=True
        )
    ]


def _window(
    example: Example,
    own: Pieces,
    before: Pieces,
    after: Pieces,
    subwords: Subwords,
    plan: WindowPlan,
) -> Window:
    ids, place = window_ids(own.ids, before.ids, after.ids, subwords, plan)
    return Window(ids, place, _marks(example, own.places[: plan.own]))


def _marks(example: Example, places: Ids) -> NDArray[np.bool_]:
    marks = np.zeros((len(places), len(Category)), dtype=bool)
    for item in example.spans:
        inside = (places[:, 0] < item.span.end) & (places[:, 1] > item.span.start)
        marks[inside, tuple(Category).index(item.category)] = True
    return marks


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows side by side, padded to the longest.

    Attributes:
        rows: Indices of the windows; shape (rows,).
        ids: Shape (rows, length).
        attended: What is no padding; shape (rows, length).
        own: The sentence's own tokens; shape (rows, length).
        marks: Shape (rows, length, categories).
    """

    rows: Ids
    ids: Ids
    attended: NDArray[np.bool_]
    own: NDArray[np.bool_]
    marks: NDArray[np.bool_]


def batch_of(chosen: Sequence[int], among: Sequence[Window], *, pad: int) -> Batch:
    """The chosen windows as one batch."""
    length = max(len(among[index].ids) for index in chosen)
    shape = (len(chosen), length)
    ids = np.full(shape, pad, dtype=np.int64)
    attended, own = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    marks = np.zeros((*shape, len(Category)), dtype=bool)
    for row, index in enumerate(chosen):
        window = among[index]
        ids[row, : len(window.ids)] = window.ids
        attended[row, : len(window.ids)] = True
        own[row, slice(*window.own)] = True
        marks[row, slice(*window.own)] = window.marks
    return Batch(np.array(chosen), ids, attended, own, marks)


def batch_plan(
    lengths: Sequence[int], *, tokens: int, seed: int | None
) -> Iterator[list[int]]:
    """Indices in batches of about equal length and at most so many padded tokens.

    Args:
        lengths: Tokens of each window.
        tokens: Most padded tokens of a batch; a longer window stands alone.
        seed: Of the order; None keeps them sorted by length.
    """
    order = np.arange(len(lengths))
    sizes = np.array(lengths)
    chance = np.random.default_rng(seed)
    if seed is None:
        keys = sizes.astype(float)
    else:
        # A little noise mixes neighbours in length without much padding.
        keys = sizes * (1.0 + 0.1 * chance.random(len(sizes)))
    order = order[np.argsort(keys, kind="stable")]
    batches: list[list[int]] = [[]]
    longest = 0
    for index in order.tolist():
        longest = max(longest, lengths[index])
        if batches[-1] and longest * (len(batches[-1]) + 1) > tokens:
            batches.append([])
            longest = lengths[index]
        batches[-1].append(index)
    if seed is not None:
        batches = [batches[place] for place in chance.permutation(len(batches))]
    yield from (batch for batch in batches if batch)
