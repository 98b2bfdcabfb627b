"""Two models side by side, as the page shows them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from screener.messages.catalogue import message
from training.gate_comparison import Comparison, SliceRow, VerdictChange, slice_words
from training.gate_decision import ALL, GateRules, decide
from training.gate_report import bar_of, said_words
from webapp.jobs import Job
from webapp.language import current_language
from webapp.model_words import gate_words, hurdle_words
from webapp.retraining import (
    HOLDOUT_SET,
    reason_words,
    retrain_request_from,
    set_words,
)
from webapp.state import WebState
from webapp.store.datasets import examples_of
from webapp.store.training_runs import TrainingRun

CHANGES_A_PAGE: Final = 20


def gate_parts(
    state: WebState, job: Job, run: TrainingRun, *, page: int
) -> dict[str, object]:
    """What the template needs of a comparison.

    Args:
        state: Of the application.
        job: That made it.
        run: The comparison.
        page: Of the verdicts that change, from 1.
    """
    comparison, language = run.comparison, current_language()
    first = (page - 1) * CHANGES_A_PAGE
    changes = comparison.changes[first : first + CHANGES_A_PAGE]
    return {
        "comparison": comparison,
        "decision": decide(comparison, GateRules()),
        "reason_words": lambda reason: reason_words(reason).in_language(language),
        "gate_words": gate_words,
        "hurdle_words": hurdle_words,
        "sets": rows_by_set(comparison),
        "set_words": lambda name: set_words(name).in_language(language),
        "slice_words": lambda name: slice_words(name).in_language(language),
        "measure_words": lambda name: message(f"reason.measure.{name}").in_language(
            language
        ),
        "said_words": lambda said: said_words(said).in_language(language),
        "figure": figure,
        "bar": bar_of,
        "changes": _with_texts(state, job, changes),
        "page": page,
        "is_more": len(comparison.changes) > first + CHANGES_A_PAGE,
    }


def rows_by_set(
    comparison: Comparison,
) -> list[tuple[str, list[SliceRow], list[SliceRow]]]:
    """Per frozen set: the whole set's rows, and those of its slices."""
    names = dict.fromkeys(row.set_name for row in comparison.rows)
    return [
        (
            name,
            [r for r in comparison.rows if r.set_name == name and r.slice_name == ALL],
            [r for r in comparison.rows if r.set_name == name and r.slice_name != ALL],
        )
        for name in names
    ]


def figure(value: float | None) -> str:
    """A figure with three places; a dash where it is undefined."""
    return "–" if value is None else f"{value:.3f}"


def _with_texts(
    state: WebState, job: Job, changes: tuple[VerdictChange, ...]
) -> list[VerdictChange]:
    """The changes with the words of drafts that may still be shown."""
    dataset = retrain_request_from(job.request).dataset_id
    texts: dict[str, str] = {}
    if dataset and any(change.set_name == HOLDOUT_SET for change in changes):
        with state.store.connection.reading() as session:
            texts = {e.id: e.text for e in examples_of(session, dataset)}
    return [
        replace(change, text=texts.get(change.example_id, ""))
        if change.set_name == HOLDOUT_SET
        else change
        for change in changes
    ]
