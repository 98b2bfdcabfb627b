"""Plots of agreement as SVG that needs no script: widths in per cent, no view box.

So a plot is as wide as its place, on a desk or on a phone, while its letters keep
their size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from markupsafe import Markup

_TOP: Final = 10
_HEIGHT: Final = 160
_LABELS: Final = 24
_LEFT: Final = 9.0
_RIGHT: Final = 97.0
_GRID: Final = (0.0, 0.5, 1.0)
_BAR_HEIGHT: Final = 12
_LOOKS: Final = 6
_MOST_DAYS: Final = 6
# Krippendorff's own advice: below it labels support no conclusion.
_TENTATIVE: Final = 0.667


@dataclass(frozen=True, slots=True)
class Series:
    """One line.

    Attributes:
        name: What a person is told it is.
        points: Day and share in [0, 1], oldest first.
    """

    name: str
    points: tuple[tuple[date, float], ...]


def share_bar(value: float | None, *, words: str) -> Markup:
    """A bar from 0 to 1; nothing but its track for an undefined value.

    Args:
        value: Drawn as far as it is above 0.
        words: What a person is told of it who cannot see it.
    """
    width = 100 * max(0.0, value or 0.0)
    look = "bar low" if value is not None and value < _TENTATIVE else "bar"
    return Markup(
        '<svg class="plot" role="img" height="{}" aria-label="{}">'
        '<line class="grid" x1="0" x2="100%" y1="{}" y2="{}"/>'
        '<rect class="{}" x="0" y="0" rx="2" width="{:.1f}%" height="{}"/></svg>'
    ).format(
        _BAR_HEIGHT,
        words,
        _BAR_HEIGHT - 0.5,
        _BAR_HEIGHT - 0.5,
        look,
        width,
        _BAR_HEIGHT,
    )


def lines(series: Sequence[Series], *, words: str) -> Markup:
    """Shares over time, a line each; the lines' names stand in the page's legend."""
    days = sorted({day for one in series for day, _ in one.points})
    drawn = [_grid(), _days(days)]
    drawn += [_line(one, days, look_of(number)) for number, one in enumerate(series)]
    return Markup(
        '<svg class="plot" role="img" height="{}" aria-label="{}">{}</svg>'
    ).format(_TOP + _HEIGHT + _LABELS, words, Markup().join(drawn))


def look_of(number: int) -> str:
    """The style of the line with that number; there are six."""
    return f"s{number % _LOOKS}"


def _grid() -> Markup:
    return Markup().join(
        Markup(
            '<line class="grid" x1="{}%" x2="{}%" y1="{:.1f}" y2="{:.1f}"/>'
            '<text x="0" y="{:.1f}">{:.0f}%</text>'
        ).format(_LEFT, _RIGHT, _y(share), _y(share), _y(share) + 4, share * 100)
        for share in _GRID
    )


def _days(days: Sequence[date]) -> Markup:
    step = max(1, -(-len(days) // _MOST_DAYS))
    return Markup().join(
        Markup('<text x="{:.1f}%" y="{}" text-anchor="middle">{}</text>').format(
            _x(day, days), _TOP + _HEIGHT + _LABELS - 6, f"{day:%d/%m}"
        )
        for day in days[::step]
    )


def _line(series: Series, days: Sequence[date], look: str) -> Markup:
    places = [(_x(day, days), _y(share)) for day, share in series.points]
    pieces = [
        Markup(
            '<line class="line" x1="{:.1f}%" y1="{:.1f}" x2="{:.1f}%" y2="{:.1f}"/>'
        ).format(*one, *two)
        for one, two in pairwise(places)
    ]
    pieces += [
        Markup(
            '<circle class="dot" cx="{:.1f}%" cy="{:.1f}" r="4">'
            "<title>{}: {:.0f}%</title></circle>"
        ).format(x, y, series.name, share * 100)
        for (x, y), (_, share) in zip(places, series.points, strict=True)
    ]
    return Markup('<g class="{}">{}</g>').format(look, Markup().join(pieces))


def _x(day: date, days: Sequence[date]) -> float:
    whole = (days[-1] - days[0]).days
    if not whole:
        return (_LEFT + _RIGHT) / 2
    # Half a label's width is kept free at either side.
    left, right = _LEFT + 5, _RIGHT - 4
    return left + (right - left) * (day - days[0]).days / whole


def _y(share: float) -> float:
    return _TOP + _HEIGHT * (1 - share)
