"""The card of an encoder in both languages, with its loss curve as a picture."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from training.benchmarks import weights_digest
from training.benchmarks_speeds import speed_table
from training.benchmarks_tables import robustness_table, score_table
from training.pretrain.card_texts import CARDS, OBJECTIVES, WORDS
from training.pretrain.compare import comparison_table
from training.pretrain.curve import draw_curve

MEASURED: Final = "measured"
CURVE: Final = "loss.svg"
_FILES: Final = {"en": "card.md", "vi": "card.vi.md"}


def write_cards(folder: Path) -> list[str]:
    """Write the cards and the loss curve of an exported encoder.

    The tables are those of the reports in its folder ``measured``, which the
    commands wrote: benchmarks, speeds, the comparison before the run.

    Args:
        folder: Written by `export_encoder`.

    Returns:
        Names of reports that measure other weights than the folder's and are
        therefore left out.
    """
    state = json.loads((folder / "training_state.json").read_text("utf-8"))
    reports, others = _reports(folder)
    if state["curve"]:
        draw_curve(state["curve"], target=folder / CURVE)
    for language, name in _FILES.items():
        text = card_text(state, reports, name=folder.name, language=language)
        (folder / name).write_text(text, encoding="utf-8")
    return others


def _reports(folder: Path) -> tuple[list[dict[str, Any]], list[str]]:
    """The reports on these weights, and the names of those on others."""
    digest = weights_digest(folder)
    kept, others = [], []
    for path in sorted((folder / MEASURED).glob("*.json")):
        report = json.loads(path.read_text("utf-8"))
        weights = report.get("encoder", {}).get("weights", digest)
        if weights == digest:
            kept.append(report)
        else:
            others.append(path.name)
    return kept, others


def card_text(
    state: Mapping[str, Any],
    reports: Sequence[dict[str, Any]],
    *,
    name: str,
    language: str,
) -> str:
    """The card in "en" or "vi".

    Args:
        state: What training_state.json says.
        reports: Of benchmarks, speeds and the comparison, in any order.
        name: Of the encoder.
        language: Of the prose; table heads and figures are English.
    """
    words, shape, progress = WORDS[language], state["shape"], state["progress"]
    corpus = state.get("corpus", {})
    tasks = [report for report in reports if "task" in report]
    others = {
        "speeds": [speed_table(report) for report in reports if "speeds" in report],
        "comparison": [
            comparison_table(report) for report in reports if "variants" in report
        ],
        "benchmarks": [score_table(report) for report in tasks],
        "robustness": [table] if (table := robustness_table(tasks)) else [],
    }
    last = state["curve"][-1] if state["curve"] else None
    return CARDS[language].format(
        name=name,
        layers=shape["layers"],
        hidden=shape["hidden"],
        heads=shape["heads"],
        vocabulary=_number(shape["vocabulary"], language),
        objective=OBJECTIVES[language][state.get("objective", "mlm")],
        tokens=_millions(progress["tokens"], language),
        hours=_decimal(progress["seconds"] / 3600, language),
        epochs=_epochs(progress["tokens"], corpus, language),
        loss=_decimal(last["loss"], language, digits=2) if last else "–",
        curve=f"![{words['curve']}]({CURVE})" if last else words["no_curve"],
        sources=_sources(state.get("sources", {}), language),
        corpus=_corpus(corpus, language),
        **{
            part: "\n".join(tables) if tables else words["not_measured"] + "\n"
            for part, tables in others.items()
        },
    )


def _sources(sources: Mapping[str, Any], language: str) -> str:
    words = WORDS[language]
    if not sources:
        return words["no_sources"]
    lines = [words["sources_head"], "| --- | --- | ---: | --- |"]
    lines += [
        f"| {source['place']} | {source[language]} "
        f"| {_decimal(source['syllables_m'], language)} "
        f"| {source[f'licence_{language}']} |"
        for source in sources["sources"]
    ]
    notes = [textwrap.fill(note, width=88) for note in sources[language]]
    return "\n\n".join(["\n".join(lines), *notes])


def _corpus(corpus: Mapping[str, Any], language: str) -> str:
    """Sizes as `prepare` counted them, in words."""
    if not corpus:
        return WORDS[language]["no_corpus"]
    return WORDS[language]["corpus"].format(
        documents=_number(corpus["documents"], language),
        held_out=_number(corpus["held_out"], language),
        duplicates=_number(corpus["duplicates"], language),
        tokens=_millions(corpus["tokens"], language),
        fertility=_decimal(corpus["tokens_per_syllable"], language, digits=3),
    )


def _epochs(tokens: int, corpus: Mapping[str, Any], language: str) -> str:
    if not corpus:
        return "–"
    return _decimal(tokens / corpus["tokens"], language, digits=2)


def _number(value: int, language: str) -> str:
    text = f"{value:,}"
    return text.replace(",", ".") if language == "vi" else text


def _decimal(value: float, language: str, *, digits: int = 1) -> str:
    text = f"{value:.{digits}f}"
    return text.replace(".", ",") if language == "vi" else text


def _millions(value: int, language: str) -> str:
    return _decimal(value / 1e6, language)
