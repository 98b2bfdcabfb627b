"""Benchmark reports as Markdown tables (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

_KINDS: Final = {
    "tfidf": "TF-IDF + logistic regression",
    "random": "same architecture, random weights",
    "pretrained": "**this encoder**",
}
_SPOILED: Final = {
    "diacritics": "20 % of the diacritics missing",
    "nfd": "decomposed (NFD)",
    "capitals": "all capitals",
}


def score_table(report: dict[str, Any]) -> str:
    """Macro-F1 in per cent: published figures, floors, the encoder."""
    counts, recipe = report["counts"], report["recipe"]
    lines = [
        f"{report['title']}, {counts['test']} test texts, {counts['unseen']} of them "
        f"not in the training part. Recipe: {recipe['epochs']} epochs, at most "
        f"{recipe['length']} tokens, rate {recipe['rate']:g}.",
        "",
        "| | seeds | macro-F1 | unseen texts only | accuracy |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {row['model']}, published ({row['source']}) | "
        f"| {_published(row['macro_f1'])} | | {_published(row['accuracy'])} |"
        for row in report["published"]
    ]
    lines += [
        f"| {_KINDS[kind]} | {row['seeds']} | {_figure(row['test'], 'macro_f1')} "
        f"| {_figure(row['unseen'], 'macro_f1')} "
        f"| {_figure(row['test'], 'accuracy')} |"
        for kind, row in report["summary"].items()
    ]
    return "\n".join(lines) + "\n"


def robustness_table(reports: Sequence[dict[str, Any]]) -> str:
    """Points of accuracy lost on spoiled texts, by benchmark; "" without figures."""
    lines = []
    for report in reports:
        for kind, row in report["summary"].items():
            lost = row["robustness"]
            if kind == "random" or not lost:
                continue
            cells = " | ".join(f"{100 * lost[how]['accuracy']:.1f}" for how in _SPOILED)
            lines.append(f"| {report['title']} | {_KINDS[kind]} | {cells} |")
    if not lines:
        return ""
    head = [
        "| | | " + " | ".join(_SPOILED.values()) + " |",
        "| --- | --- |" + " --- |" * len(_SPOILED),
    ]
    return "\n".join([*head, *lines]) + "\n"


def _published(figure: float | None) -> str:
    return "–" if figure is None else f"{figure:.1f}"


def _figure(row: dict[str, float | None], name: str) -> str:
    mean, spread = row[name], row[f"{name}_sd"]
    if mean is None:
        return "–"
    return f"{100 * mean:.1f}" + ("" if spread is None else f" ± {100 * spread:.1f}")
