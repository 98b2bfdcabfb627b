"""The options of ``screener scan`` as values: sizes, dates, types."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import click

from screener.batch.filters import Filters
from screener.batch.stamp import Redo
from screener.batch.tasks import Pages
from screener.domain.labels import Severity
from screener.report.words import words

_SIZE: Final = re.compile(r"(\d+(?:[.,]\d+)?)\s*([kmg]?)i?b?", re.IGNORECASE)
_UNITS: Final = {"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000}
FAIL_ON: Final = {
    "low": Severity.LOW,
    "medium": Severity.MEDIUM,
    "high": Severity.HIGH,
    "never": None,
}
DAY: Final = click.DateTime(["%Y-%m-%d"])


class Size(click.ParamType[int]):
    """Bytes, as "500", "20k", "1.5MB" or "2G"."""

    name = "size"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """The number of bytes."""
        if isinstance(value, int):
            return value
        match = _SIZE.fullmatch(str(value).strip())
        if match is None:
            self.fail(f"{value!r}: 500, 20k, 1.5MB, 2G", param, ctx)
        number = float(match[1].replace(",", "."))
        return int(number * _UNITS[match[2].lower()])


@dataclass(frozen=True, slots=True, kw_only=True)
class Flags:
    """The flags of one run, as the command line gives them."""

    paths: tuple[str, ...]
    out: Path | None
    manifests: tuple[Path, ...]
    url_lists: tuple[Path, ...]
    types: tuple[str, ...]
    since: datetime | None
    until: datetime | None
    min_size: int
    max_size: int | None
    dry_run: bool
    redo: Redo
    pages: Pages
    engine: str
    address: str | None
    is_shared: bool
    processes: int | None
    timeout_s: float
    memory_bytes: int
    watch: bool
    every_s: float
    fail_on: str
    operating_point: str | None
    language: str | None
    is_quiet: bool
    is_json: bool


def make_filters(flags: Flags) -> Filters:
    """The filters that the flags describe; one flag may name types by commas."""
    named = (part for item in flags.types for part in item.split(","))
    return Filters(
        types=frozenset(
            name for part in named if (name := part.strip().lower().lstrip("."))
        ),
        since=flags.since.date() if flags.since else None,
        until=flags.until.date() if flags.until else None,
        min_bytes=flags.min_size,
        max_bytes=flags.max_size,
    )


def size_words(size_bytes: int, language: str) -> str:
    """A size for people, such as "1,5 MB"."""
    size, unit = float(size_bytes), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if size < 1000:
            break
        size, unit = size / 1000, larger
    if unit == "B" or size >= 100:
        return f"{size:.0f} {unit}"
    return f"{decimal_words(size, language)} {unit}"


def decimal_words(value: float, language: str) -> str:
    """A number with one decimal, as the language writes it."""
    text = f"{value:.1f}"
    return text.replace(".", ",") if language == "vi" else text


def duration_words(seconds: float, language: str) -> str:
    """How long something took, such as "2 phút 53 giây"."""
    if seconds < 60:
        return words("time.seconds", language, count=decimal_words(seconds, language))
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    if hours:
        return words("time.hours", language, hours=hours, minutes=minute)
    return words("time.minutes", language, minutes=minutes, seconds=second)
