"""Charts as SVG that needs no script and no picture: bars and columns.

Lengths are percentages and there is no view box, so that a chart is as wide as
its place, on a desk or on a phone, while its letters keep their size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

_COLUMN_HEIGHT: Final = 150
_LABEL_HEIGHT: Final = 22
_TOP: Final = 16
_MOST_LABELS: Final = 8
_BAR_HEIGHT: Final = 14


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar.

    Attributes:
        look: Name of its colour in the style sheet.
        amount: How much it stands for.
        words: What a person is told of it.
    """

    look: str
    amount: int
    words: str


@dataclass(frozen=True, slots=True)
class Column:
    """A stacked column with its label."""

    label: str
    parts: tuple[Part, ...]

    @property
    def amount(self) -> int:
        """The whole column."""
        return sum(part.amount for part in self.parts)


def bar(parts: Sequence[Part], *, whole: int, height: int = _BAR_HEIGHT) -> Markup:
    """A bar whose full width stands for ``whole``.

    Args:
        parts: From left to right; those of amount 0 are left out.
        whole: What the longest bar beside it stands for.
        height: In pixels.
    """
    pieces = []
    left = 0.0
    for part in parts:
        width = 100 * part.amount / whole if whole else 0.0
        if width:
            pieces.append(
                Markup(
                    '<rect class="{}" x="{:.3f}%" y="0" width="{:.3f}%"'
                    ' height="{}"><title>{}</title></rect>'
                ).format(part.look, left, width, height, part.words)
            )
        left += width
    return _svg(pieces, height=height, words="; ".join(p.words for p in parts))


def columns(series: Sequence[Column]) -> Markup:
    """Columns side by side, the highest as high as the chart."""
    most = max((column.amount for column in series), default=0)
    step = 100 / max(len(series), 1)
    every = -(-len(series) // _MOST_LABELS)
    pieces = [_axis()]
    for number, column in enumerate(series):
        pieces.extend(_stack(column, left=number * step, step=step, most=most))
        if number % every == 0:
            pieces.append(_label(column.label, x=(number + 0.5) * step))
    words = "; ".join(f"{column.label}: {column.amount}" for column in series)
    return _svg(pieces, height=_TOP + _COLUMN_HEIGHT + _LABEL_HEIGHT, words=words)


def _stack(column: Column, *, left: float, step: float, most: int) -> list[Markup]:
    pieces = []
    bottom = float(_TOP + _COLUMN_HEIGHT)
    width = min(step * 0.72, 12.0)
    for part in column.parts:
        height = _COLUMN_HEIGHT * part.amount / most if most else 0.0
        bottom -= height
        if height:
            pieces.append(
                Markup(
                    '<rect class="{}" x="{:.3f}%" y="{:.2f}" width="{:.3f}%"'
                    ' height="{:.2f}"><title>{}</title></rect>'
                ).format(
                    part.look,
                    left + (step - width) / 2,
                    bottom,
                    width,
                    height,
                    f"{column.label}: {part.words}",
                )
            )
    if column.amount and step > 5:
        pieces.append(_label(str(column.amount), x=left + step / 2, y=bottom - 4))
    return pieces


def _axis() -> Markup:
    y = _TOP + _COLUMN_HEIGHT + 0.5
    return Markup('<line class="axis" x1="0" y1="{0}" x2="100%" y2="{0}"/>').format(y)


def _label(words: str, *, x: float, y: float | None = None) -> Markup:
    y = _TOP + _COLUMN_HEIGHT + 16 if y is None else y
    return Markup('<text x="{:.3f}%" y="{:.1f}" text-anchor="middle">{}</text>').format(
        x, y, words
    )


def _svg(pieces: Sequence[Markup], *, height: int, words: str) -> Markup:
    return Markup(
        '<svg role="img" width="100%" height="{}" aria-label="{}">{}</svg>'
    ).format(height, escape(words), Markup("").join(pieces))
