"""How many CPU threads a run should use while the machine is shared."""

from __future__ import annotations

from collections.abc import Callable

import torch


class ThreadChooser:
    """Tries one thread and all of them in turn, and keeps the faster.

    A matrix product on two threads is as slow as the slower of them, so one
    busy neighbour can make two threads slower than one.

    Args:
        most: All the threads this run may use.
        trial_steps: Steps timed for each of the two before a choice.
        kept_steps: Steps before the next trial.
        apply: Sets the number of threads.
    """

    def __init__(
        self,
        most: int,
        *,
        trial_steps: int = 4,
        kept_steps: int = 72,
        apply: Callable[[int], None] = torch.set_num_threads,
    ) -> None:
        self._choices = (most, 1)
        self._trial_steps = trial_steps
        self._kept_steps = kept_steps
        self._apply = apply
        self._at = 0
        self._spent = [0.0, 0.0]
        apply(most)

    def note(self, seconds: float) -> None:
        """Count one step that took `seconds` with the present number."""
        trial = self._at // self._trial_steps
        if trial < 2:
            self._spent[trial] += seconds
        self._at += 1
        if self._at == self._trial_steps:
            self._apply(self._choices[1])
        elif self._at == 2 * self._trial_steps:
            self._apply(self._choices[self._spent[1] < self._spent[0]])
        elif self._at == 2 * self._trial_steps + self._kept_steps:
            self._at, self._spent = 0, [0.0, 0.0]
            self._apply(self._choices[0])
