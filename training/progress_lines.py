"""Progress of a training command on a terminal, or in a log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TextIO

from screener.messages.catalogue import message
from training.progress import Progress, Stage

_WIDTH = 78


@dataclass(slots=True)
class ProgressLines:
    """Writes one line that changes on a terminal, one a stage and tenth elsewhere."""

    stream: TextIO
    _last: tuple[Stage, int] | None = None

    def __call__(self, progress: Progress) -> None:
        """Tell of one step."""
        line = progress_line(progress)
        if self.stream.isatty():
            end = "\n" if progress.step == progress.of else ""
            self.stream.write(f"\r{line[:_WIDTH]:{_WIDTH}}{end}")
            self.stream.flush()
            return
        place = progress.stage, 10 * progress.step // max(progress.of, 1)
        if place != self._last:
            self._last = place
            self.stream.write(line + "\n")


def progress_line(progress: Progress) -> str:
    """Stage, share done, loss and time left, in English."""
    share = 100 * progress.step // max(progress.of, 1)
    parts = [f"{share:3d} %  {message(f'progress.{progress.stage}').en}"]
    if progress.loss is not None:
        parts.append(f"loss {progress.loss:.4f}")
    if progress.seconds_left is not None:
        parts.append(f"{time_left(progress.seconds_left)} left")
    return "  ".join(parts)


def time_left(seconds: float) -> str:
    """Minutes and seconds, such as "2:05"."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
