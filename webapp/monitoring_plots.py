"""Plots of monitoring as SVG that needs no script: widths in per cent, no view box."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from webapp.monitoring import Drift, Share

_TOP: Final = 18
_HEIGHT: Final = 120
_LABELS: Final = 22
_INTERVAL_HEIGHT: Final = 16


def two_histograms(found: Drift, *, labels: Sequence[str], words: str) -> Markup:
    """The reference and the current period side by side, bucket by bucket.

    Args:
        found: With the shares of both.
        labels: One a bucket.
        words: What a person is told of it who cannot see it.
    """
    before = found.reference or (0.0,) * len(labels)
    now = found.current or (0.0,) * len(labels)
    most = max((*before, *now), default=0.0) or 1.0
    step = 100 / len(labels)
    pieces = [_axis()]
    for number, label in enumerate(labels):
        left = number * step
        pieces += [
            _column("before", left + step * 0.12, step * 0.36, before[number], most),
            _column("now", left + step * 0.50, step * 0.36, now[number], most),
            _text(label, x=left + step / 2, y=_TOP + _HEIGHT + 15),
        ]
    return Markup(
        '<svg class="plot" role="img" height="{}" aria-label="{}">{}</svg>'
    ).format(_TOP + _HEIGHT + _LABELS, words, Markup().join(pieces))


def interval(found: Share, *, limit: float, words: str) -> Markup:
    """A share with its interval on a line from 0 to 1, and the limit across it."""
    middle = _INTERVAL_HEIGHT / 2
    pieces = [
        _line("grid", 0.0, 1.0, middle),
        Markup(
            '<line class="limit" x1="{0:.1f}%" x2="{0:.1f}%" y1="0" y2="{1}"/>'
        ).format(100 * limit, _INTERVAL_HEIGHT),
    ]
    if found.value is not None:
        pieces += [
            _line("whisker", found.low, found.high, middle),
            Markup('<circle class="mark" cx="{:.1f}%" cy="{}" r="5"/>').format(
                100 * found.value, middle
            ),
        ]
    return Markup(
        '<svg class="plot interval" role="img" height="{}" aria-label="{}">{}</svg>'
    ).format(_INTERVAL_HEIGHT, words, Markup().join(pieces))


def _axis() -> Markup:
    y = _TOP + _HEIGHT + 0.5
    return Markup('<line class="grid" x1="0" x2="100%" y1="{0}" y2="{0}"/>').format(y)


def _column(look: str, x: float, width: float, value: float, most: float) -> Markup:
    height = _HEIGHT * value / most
    return Markup(
        '<rect class="{}" x="{:.2f}%" y="{:.1f}" width="{:.2f}%" height="{:.1f}">'
        "<title>{:.0f}%</title></rect>"
    ).format(look, x, _TOP + _HEIGHT - height, width, height, 100 * value)


def _text(words: str, *, x: float, y: float) -> Markup:
    return Markup('<text x="{:.1f}%" y="{}" text-anchor="middle">{}</text>').format(
        x, y, words
    )


def _line(look: str, start: float, end: float, y: float) -> Markup:
    return Markup(
        '<line class="{}" x1="{:.1f}%" x2="{:.1f}%" y1="{}" y2="{}"/>'
    ).format(look, 100 * start, 100 * end, y, y)
