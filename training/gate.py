"""Compares a candidate with the bundle in service on frozen sentences: the door."""

from __future__ import annotations

from collections.abc import Sequence

from models.bundle import Bundle
from training.dataset import Example
from training.gate_comparison import Comparison, FrozenSet
from training.progress import IsCancelled, OnProgress, never, unwatched


def compare_bundles(
    champion: Bundle,
    candidate: Bundle,
    sets: Sequence[FrozenSet],
    on_progress: OnProgress = unwatched,
    *,
    trained: Sequence[Example] = (),
    is_cancelled: IsCancelled = never,
) -> Comparison:
    """Both bundles on the same sentences; ``gate_decision.decide`` judges the result.

    Bundles of any kind that the registry loads; each at its default operating point.

    Args:
        champion: In service.
        candidate: Would take its place.
        sets: Sentences on which neither was trained.
        on_progress: Told of every step.
        trained: What the candidate learnt from; frozen sentences that nearly stand
            among these are left out and counted.
        is_cancelled: Asked between steps.

    Raises:
        NoExamplesError: When the sets hold no sentence.
        TrainingCancelledError: When ``is_cancelled`` said so.
        ModelError: When a bundle is damaged or cannot score.
    """
    # Scoring brings the models along; whoever only shows a comparison needs none.
    from training.gate_run import run_comparison

    return run_comparison(
        champion,
        candidate,
        sets,
        trained=trained,
        on_progress=on_progress,
        is_cancelled=is_cancelled,
    )
