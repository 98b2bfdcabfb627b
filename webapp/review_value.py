"""What labelling a sentence is expected to teach: the order of the queue (pure).

Four signals, each in [0, 1], and none of them enough by itself:

- uncertainty: how near the model's probability lies to its threshold;
- disagreement: how far model and lexicon, or model and editor, contradict each other;
- novelty: how unlike it is to everything that was labelled already;
- label error: how little a model fitted without it believes the label it has.

They are joined as independent reasons: a sentence is worth its while unless every
reason fails. So one strong reason suffices, and a second one still adds.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from screener.text.folding import fold_for_matching

# How much of its promise each signal keeps. Contradictions teach the most; novelty
# alone is often a strange sentence rather than a new stereotype.
_UNCERTAINTY: Final = 0.6
_DISAGREEMENT: Final = 0.8
_NOVELTY: Final = 0.35
_LABEL_ERROR: Final = 0.8
_BUCKETS: Final = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """Why a sentence is worth labelling; each in [0, 1].

    Raises:
        ValueError: When one is not.
    """

    uncertainty: float = 0.0
    disagreement: float = 0.0
    novelty: float = 0.0
    label_error: float = 0.0

    def __post_init__(self) -> None:
        for value in (
            self.uncertainty,
            self.disagreement,
            self.novelty,
            self.label_error,
        ):
            if not 0.0 <= value <= 1.0:
                raise ValueError(f"not in [0, 1]: {self}")


def expected_value(signals: Signals) -> float:
    """What labelling is expected to teach, in [0, 1]; grows with every signal."""
    doubt = (
        (1.0 - _UNCERTAINTY * signals.uncertainty)
        * (1.0 - _DISAGREEMENT * signals.disagreement)
        * (1.0 - _NOVELTY * signals.novelty)
        * (1.0 - _LABEL_ERROR * signals.label_error)
    )
    return 1.0 - doubt


def uncertainty_of(score: float, *, threshold: float) -> float:
    """How near a probability lies to its threshold: 1 on it, 0 at the far end."""
    if threshold > 1.0:
        return 0.0
    reach = 1.0 - threshold if score >= threshold else threshold
    if reach == 0.0:
        return 1.0
    return max(0.0, 1.0 - abs(score - threshold) / reach)


class Acquaintance:
    """What was labelled or queued already, and how new a sentence is beside it.

    Sentences are compared by their folded words and pairs of words (cosine of
    hashed counts), so another name or figure in the same sentence is not news.

    Args:
        texts: The sentences known from the start.
    """

    def __init__(self, texts: Sequence[str] = ()) -> None:
        self._count = len(texts)
        self._rows = np.zeros((max(1, 2 * len(texts)), _BUCKETS), dtype=np.float32)
        for number, text in enumerate(texts):
            self._rows[number] = sketch(text)

    def novelty(self, text: str) -> float:
        """1 for a sentence unlike all known ones, 0 for a known one."""
        if not self._count:
            return 1.0
        closest = float(np.max(self._rows[: self._count] @ sketch(text)))
        return min(1.0, max(0.0, 1.0 - closest))

    def meet(self, text: str) -> None:
        """Know a sentence from now on."""
        if self._count == len(self._rows):
            self._rows = np.concatenate((self._rows, np.zeros_like(self._rows)))
        self._rows[self._count] = sketch(text)
        self._count += 1


def sketch(text: str) -> NDArray[np.float32]:
    """Hashed counts of a sentence's words and pairs, of length 1; zeros for none."""
    words = fold_for_matching(text).split()
    pairs = (f"{one} {two}" for one, two in pairwise(words))
    counts = np.zeros(_BUCKETS, dtype=np.float32)
    for feature in (*words, *pairs):
        counts[zlib.crc32(feature.encode()) % _BUCKETS] += 1.0
    length = float(np.linalg.norm(counts))
    return counts / np.float32(length) if length else counts
