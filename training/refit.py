"""From a bundle in service and corrections to a new bundle: the door to retraining."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from models.bundle import LINEAR_NGRAM, TOKEN_CLASSIFIER, Bundle
from screener.errors import MissingExtraError, RefitKindError
from training.dataset import Example
from training.progress import IsCancelled, OnProgress, never, unwatched
from training.split import FOLD_SEED

# An encoder stays as it is: the n-grams beside it and the blend of both learn.
REFITTABLE_KINDS: Final = (LINEAR_NGRAM, TOKEN_CLASSIFIER)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefitSettings:
    """What retraining is free to choose.

    Attributes:
        strength: Inverse of the pull towards the old weights (C).
        correction_weight: How many replayed sentences one correction counts for.
        stiffness: How much harder the pull is on n-grams that were common when the
            base was fitted; 0 pulls on all alike.
        least_count: Corrections that must hold a new n-gram for it to be kept.
        folds: Parts of the corrections that are held out in turn, to see what the
            new weights say of sentences that they have not seen.
        calibration_worth: How many corrections the old calibration is worth.
        threshold_gain: F that a new threshold must gain over the one in service.
        seed: Of the deal into folds.
    """

    strength: float = 16.0
    correction_weight: float = 1.0
    stiffness: float = 1.0
    least_count: int = 2
    folds: int = 3
    calibration_worth: float = 2000.0
    threshold_gain: float = 0.01
    seed: int = FOLD_SEED


def refit_bundle(
    base: Bundle,
    *,
    extra: Sequence[Example],
    out: Path,
    version: str,
    replay: Sequence[Example] | None = None,
    on_progress: OnProgress = unwatched,
    is_cancelled: IsCancelled = never,
    settings: RefitSettings | None = None,
) -> Bundle:
    """The bundle that the base becomes when it learns from corrections.

    Nothing is written before the last step, and then the folder as a whole.

    Args:
        base: Of a kind that can be retrained; its folder is only read.
        extra: Corrections, oldest first: of two that contradict each other the
            later one holds. Those of the split "test" are never looked at; those of
            "dev" choose thresholds, together with the replayed ones.
        out: The new bundle's folder, replaced as a whole; its name names the bundle.
        version: Of the new bundle.
        replay: Sentences that were known before, so that nothing is forgotten, by
            their splits; the project's own corpus without.
        on_progress: Told of every step.
        is_cancelled: Asked between steps.
        settings: What retraining is free to choose; the defaults without.

    Raises:
        RefitKindError: When the base's kind cannot be retrained.
        NoExamplesError: When no correction is left to learn from.
        MissingExtraError: When the training libraries are not installed.
        TrainingCancelledError: When ``is_cancelled`` said so; nothing was written.
        ModelError: When the base is damaged.
    """
    if base.manifest.kind not in REFITTABLE_KINDS:
        raise RefitKindError(source=base.manifest.name, kind=base.manifest.kind)
    try:
        import scipy  # noqa: F401
        import sklearn  # noqa: F401
    except ImportError as exc:
        raise MissingExtraError(
            source=base.manifest.name, library=exc.name or "scipy", extra="train"
        ) from exc
    # Slow to import, and not there in the plain install.
    from training.refit_run import run_refit

    return run_refit(
        base,
        extra=extra,
        replay=replay,
        out=out,
        version=version,
        on_progress=on_progress,
        is_cancelled=is_cancelled,
        settings=settings or RefitSettings(),
    )
