"""How far a long training command has come, for whoever waits for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from screener.errors import TrainingCancelledError


class Stage(StrEnum):
    """What a command is busy with; ``progress.<stage>`` in the catalogue."""

    READING = "reading"
    FITTING = "fitting"
    CHECKING = "checking"
    CALIBRATING = "calibrating"
    MEASURING = "measuring"
    COMPARING = "comparing"
    TIMING = "timing"
    WRITING = "writing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One step that was done.

    Attributes:
        step: Steps done so far.
        of: Steps in all.
        loss: Mean loss of what was fitted last; None where nothing is fitted.
        seconds_left: An estimate; None before the first step is done.
    """

    stage: Stage
    step: int
    of: int
    loss: float | None = None
    seconds_left: float | None = None


OnProgress = Callable[[Progress], None]
IsCancelled = Callable[[], bool]


def unwatched(progress: Progress) -> None:
    """Tell nobody."""


def never() -> bool:
    """Nobody cancels."""
    return False


@dataclass(slots=True, kw_only=True)
class Steps:
    """Counts steps, tells of each, and stops between two when asked to.

    Attributes:
        name: Of what is made, for the error of a cancelled command.
        of: Steps in all.
        clock: Seconds that only grow.
    """

    name: str
    of: int
    on_progress: OnProgress = unwatched
    is_cancelled: IsCancelled = never
    clock: Callable[[], float] = time.monotonic
    step: int = 0
    _started: float | None = field(default=None, init=False)

    def begin(self, stage: Stage) -> None:
        """Tell what comes next, with no step done.

        Raises:
            TrainingCancelledError: When somebody asked to stop.
        """
        self.check()
        if self._started is None:
            self._started = self.clock()
        self._tell(stage, None)

    def done(self, stage: Stage, *, loss: float | None = None) -> None:
        """Count one step.

        Raises: as ``begin``.
        """
        self.check()
        self.step += 1
        self._tell(stage, loss)

    def check(self) -> None:
        """Go on, or stop where somebody asked to.

        Raises:
            TrainingCancelledError: When somebody asked to stop.
        """
        if self.is_cancelled():
            raise TrainingCancelledError(source=self.name)

    def _tell(self, stage: Stage, loss: float | None) -> None:
        self.on_progress(
            Progress(
                stage=stage,
                step=self.step,
                of=self.of,
                loss=loss,
                seconds_left=self._seconds_left(),
            )
        )

    def _seconds_left(self) -> float | None:
        if self._started is None or not self.step:
            return None
        spent = self.clock() - self._started
        return spent / self.step * (self.of - self.step)
