"""The loss of a run against the tokens read, as a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import matplotlib
from matplotlib.figure import Figure

_INK: Final = "#1f2a44"
_MUTED: Final = "#6b7280"


def draw_curve(curve: Sequence[Mapping[str, float]], *, target: Path) -> None:
    """Write the picture; the same curve gives the same file.

    Args:
        curve: Points with ``tokens`` and ``loss``.
        target: A .svg or .png file.
    """
    tokens = [point["tokens"] / 1e6 for point in curve]
    losses = [point["loss"] for point in curve]
    # Text as shapes, and ids from a fixed salt: equal on every machine.
    with matplotlib.rc_context({"svg.hashsalt": "curve", "font.family": "DejaVu Sans"}):
        figure = Figure(figsize=(7.2, 3.6), layout="constrained")
        axes = figure.subplots()
        axes.plot(tokens, losses, color=_INK, linewidth=1.6)
        axes.annotate(
            f"{losses[-1]:.2f}",
            (tokens[-1], losses[-1]),
            xytext=(-4, 8),
            textcoords="offset points",
            ha="right",
            color=_INK,
        )
        axes.set_xlabel("triệu token đã đọc / million tokens read", color=_MUTED)
        axes.set_ylabel("loss (nat)", color=_MUTED)
        axes.set_xlim(left=0)
        axes.grid(axis="y", color="#e5e7eb", linewidth=0.8)
        axes.tick_params(colors=_MUTED)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        for side in ("left", "bottom"):
            axes.spines[side].set_color("#9ca3af")
        figure.savefig(target, dpi=150, metadata=_undated(target))


def _undated(target: Path) -> dict[str, str | None]:
    return {"Date": None} if target.suffix == ".svg" else {"Software": None}
