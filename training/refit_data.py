"""What retraining learns from: corrections and what was known before (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from screener.text.folding import fold_for_matching
from training.dataset import Example, Split

_JUDGING = (Split.TEST, Split.HOLDOUT)


@dataclass(frozen=True, slots=True)
class RefitData:
    """Sentences by the part they play, no two of which contradict each other.

    Attributes:
        corrections: Fitted on; what is new.
        replay: Fitted on as well, so that nothing is forgotten.
        dev: Never fitted on; probabilities and thresholds are checked here.
        superseded: Older labels that a newer one of the same sentence replaced.
    """

    corrections: tuple[Example, ...]
    replay: tuple[Example, ...]
    dev: tuple[Example, ...]
    superseded: int

    @property
    def fitted(self) -> tuple[Example, ...]:
        """Corrections, then replay."""
        return (*self.corrections, *self.replay)


def arrange(extra: Sequence[Example], replay: Sequence[Example]) -> RefitData:
    """The sentences by their parts; of two labels of one sentence the newer holds.

    Sentences of the test and of the reviewers' holdout are left out altogether.

    Args:
        extra: Corrections, oldest first.
        replay: Known before, so older than any correction.
    """
    newest_first = _Newest()
    corrections = newest_first.taken(reversed(extra))
    known = newest_first.taken(reversed(replay))
    both = (*corrections, *known)
    return RefitData(
        corrections=_of_training(corrections),
        replay=_of_training(known),
        dev=tuple(example for example in both if example.split is Split.DEV),
        superseded=newest_first.superseded,
    )


class _Newest:
    """Takes each sentence once: where two share their context, or one has none."""

    def __init__(self) -> None:
        self._contexts: dict[str, list[tuple[tuple[str, str], Example]]] = {}
        self.superseded = 0

    def taken(self, newest_first: Iterable[Example]) -> tuple[Example, ...]:
        """Those that no newer one replaces, oldest first again."""
        kept = [
            example
            for example in newest_first
            if example.split not in _JUDGING and self._is_new(example)
        ]
        return tuple(reversed(kept))

    def _is_new(self, example: Example) -> bool:
        context = (example.before, example.after)
        known = self._contexts.setdefault(fold_for_matching(example.text).strip(), [])
        for other, newer in known:
            if other == context or not any(other) or not any(context):
                self.superseded += _labels(newer) != _labels(example)
                return False
        known.append((context, example))
        return True


def _labels(example: Example) -> tuple[object, ...]:
    return example.stance, example.categories, example.severity


def _of_training(examples: Iterable[Example]) -> tuple[Example, ...]:
    fitted = (Split.TRAIN, Split.UNSET)
    return tuple(example for example in examples if example.split in fitted)
