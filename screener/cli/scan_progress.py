"""A scan's progress: a bar on a terminal, lines elsewhere, JSON for programs."""

from __future__ import annotations

import json
import sys
import time
from typing import Any, Final, Protocol

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from screener.batch.progress import Progress as ScanProgress
from screener.cli.scan_options import decimal_words
from screener.report.words import printable, words

_LINE_S: Final = 10.0
_JSON_S: Final = 0.5
_SLOW_S: Final = 3.0
_KEY_LENGTH: Final = 48


class ProgressView(Protocol):
    """Whatever shows how far a scan has come."""

    def show(self, progress: ScanProgress) -> None:
        """Show a moment of the scan; called often."""
        ...

    def end(self) -> None:
        """Leave the last moment on the screen."""
        ...


def make_view(language: str, *, is_quiet: bool, is_json: bool) -> ProgressView:
    """The view that fits what was asked for and where it goes."""
    if is_quiet:
        return QuietView()
    if is_json:
        return JsonView()
    if sys.stderr.isatty():
        return BarView(language)
    return LinesView(language)


class QuietView:
    """Shows nothing."""

    def show(self, progress: ScanProgress) -> None:
        """Nothing to show."""

    def end(self) -> None:
        """Nothing to end."""


class JsonView:
    """One JSON object a line on standard output, twice a second and at the end."""

    def __init__(self) -> None:
        self._last_s = 0.0
        self._progress: ScanProgress | None = None

    def show(self, progress: ScanProgress) -> None:
        """Write the moment when the last one is old enough."""
        self._progress = progress
        if time.monotonic() - self._last_s >= _JSON_S:
            self._write(progress)

    def end(self) -> None:
        """Write the last moment."""
        if self._progress is not None:
            self._write(self._progress)

    def _write(self, progress: ScanProgress) -> None:
        self._last_s = time.monotonic()
        click.echo(json.dumps(progress_to_json(progress), ensure_ascii=False))


def progress_to_json(progress: ScanProgress) -> dict[str, Any]:
    """The moment as JSON values."""
    left_s = progress.left_s
    return {
        "event": "progress",
        "total": progress.total,
        "done": progress.done,
        "kept": progress.kept,
        "screened": progress.screened,
        "copied": progress.copied,
        "failed": progress.failed,
        "findings": progress.findings,
        "size_bytes": progress.size_bytes,
        "seconds": round(progress.seconds, 2),
        "files_per_s": round(progress.files_per_s, 2),
        "left_s": round(left_s, 1) if left_s is not None else None,
        "running": [
            {"source": item.key, "seconds": round(item.seconds, 1)}
            for item in progress.running
        ],
    }


class LinesView:
    """A plain line now and then, for logs and pipes."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._last_s = time.monotonic()
        self._progress: ScanProgress | None = None

    def show(self, progress: ScanProgress) -> None:
        """Write a line when the last one is old enough."""
        self._progress = progress
        if time.monotonic() - self._last_s >= _LINE_S:
            self._write(progress)

    def end(self) -> None:
        """Write the last moment."""
        if self._progress is not None:
            self._write(self._progress)

    def _write(self, progress: ScanProgress) -> None:
        self._last_s = time.monotonic()
        left_s, left = progress.left_s, ""
        if left_s:
            left = words("scan.progress.left", self._language, time=clock_time(left_s))
        line = words(
            "scan.progress",
            self._language,
            done=progress.done,
            total=progress.total,
            rate=rate_words(progress, self._language),
            findings=progress.findings,
            failed=progress.failed,
            left=left,
        )
        click.echo(line, err=True)
        slow = slow_words(progress, self._language)
        if slow:
            click.echo(f"  {slow}", err=True)


class BarView:
    """A bar that moves, with rate, findings, time left and the slowest file."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._bar = Progress(
            BarColumn(bar_width=28),
            TextColumn("{task.completed:.0f}/{task.total:.0f} {task.fields[unit]}"),
            TextColumn("{task.fields[facts]}"),
            TimeRemainingColumn(compact=True),
            TextColumn("[dim]{task.fields[slow]}[/dim]"),
            console=Console(stderr=True),
        )
        self._task: TaskID | None = None

    def show(self, progress: ScanProgress) -> None:
        """Move the bar."""
        if self._task is None:
            unit = words("scan.progress.files", self._language)
            self._bar.start()
            self._task = self._bar.add_task(
                "", total=progress.total, unit=unit, facts="", slow=""
            )
        self._bar.update(
            self._task,
            completed=progress.done,
            total=progress.total,
            facts=self._facts(progress),
            slow=slow_words(progress, self._language).replace("[", r"\["),
        )

    def end(self) -> None:
        """Leave the bar as it is."""
        if self._task is not None:
            self._bar.update(self._task, slow="")
            self._bar.stop()
            self._task = None

    def _facts(self, progress: ScanProgress) -> str:
        facts = [
            rate_words(progress, self._language),
            words("scan.progress.findings", self._language, count=progress.findings),
        ]
        if progress.failed:
            facts.append(
                words("scan.progress.failed", self._language, count=progress.failed)
            )
        return " · ".join(facts)


def slow_words(progress: ScanProgress, language: str) -> str:
    """The file that takes longest, when it takes long; else ""."""
    if not progress.running or progress.running[0].seconds < _SLOW_S:
        return ""
    slowest = progress.running[0]
    key = printable(slowest.key)
    if len(key) > _KEY_LENGTH:
        key = "…" + key[-_KEY_LENGTH:]
    return words("scan.progress.slow", language, key=key, seconds=int(slowest.seconds))


def rate_words(progress: ScanProgress, language: str) -> str:
    """Files a second, or a minute where that is nearer to a number people can see."""
    if progress.is_loading:
        return words("scan.progress.loading", language)
    if progress.done == progress.kept == progress.total:
        return words("scan.progress.nothing_new", language)
    rate, code = progress.files_per_s, "scan.progress.rate"
    if rate < 1:
        rate, code = rate * 60, "scan.progress.rate_minute"
    return words(code, language, rate=decimal_words(rate, language))


def clock_time(seconds: float) -> str:
    """Hours, minutes and seconds, such as "1:02:03"."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
