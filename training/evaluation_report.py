"""The figures of an evaluation as one HTML page with plots; opens without a network."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from screener.errors import MissingExtraError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SIZE: Final = (4.4, 3.6)
_INK: Final = "#20242c"
_ACCENT: Final = "#a8452f"


def evaluation_page(figures: Mapping[str, Any]) -> str:
    """The page of what ``evaluate`` measured.

    Raises:
        MissingExtraError: When ``matplotlib`` is not installed.
    """
    environment = Environment(
        loader=PackageLoader("training"), autoescape=True, undefined=StrictUndefined
    )
    environment.filters["figure"] = _figure
    template = environment.get_template("evaluation.html")
    return template.render(
        figures=figures,
        plots={
            "precision_recall": precision_recall_plot(figures["precision_recall"]),
            "reliability": reliability_plot(figures["reliability"]),
        },
    )


def precision_recall_plot(points: Sequence[Sequence[float]]) -> str:
    """Precision over recall, as the address of an inline picture."""

    def draw(axes: Axes) -> None:
        axes.plot([x for x, _ in points], [y for _, y in points], color=_ACCENT)
        axes.set_xlabel("recall")
        axes.set_ylabel("precision")

    return _plot(draw)


def reliability_plot(bins: Sequence[Sequence[float]]) -> str:
    """Share that is so over mean score, as the address of an inline picture."""

    def draw(axes: Axes) -> None:
        most = max((items for items, _, _ in bins), default=1)
        axes.plot([0, 1], [0, 1], color=_INK, linewidth=0.8, linestyle=":")
        axes.scatter(
            [score for _, score, _ in bins],
            [share for _, _, share in bins],
            s=[20 + 180 * items / most for items, _, _ in bins],
            color=_ACCENT,
        )
        axes.set_xlabel("mean score")
        axes.set_ylabel("share that is so")

    return _plot(draw)


def _plot(draw: Any) -> str:
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ImportError as exc:
        raise MissingExtraError(
            source="evaluation", library="matplotlib", extra="train"
        ) from exc
    # Fixed ids and no date: equal figures make equal pages.
    with mpl.rc_context({"svg.hashsalt": "evaluation", "svg.fonttype": "path"}):
        figure = Figure(figsize=_SIZE, layout="constrained")
        axes = figure.add_subplot()
        draw(axes)
        axes.set_xlim(0, 1.02)
        axes.set_ylim(0, 1.02)
        axes.spines[["top", "right"]].set_visible(False)
        stream = io.BytesIO()
        figure.savefig(stream, format="svg", metadata={"Date": None})
    return "data:image/svg+xml;base64," + base64.b64encode(stream.getvalue()).decode()


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
