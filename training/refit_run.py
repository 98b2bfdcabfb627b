"""Retrains a bundle from where it stands, and writes what came of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import numpy as np

from models.bundle import MANIFEST, Bundle, DataDigest, Manifest, Parent, write_bundle
from screener.errors import NoExamplesError
from screener.ports import Classifier, OperatingPoint
from training.dataset import Example, Split, examples_digest
from training.fit_linear import DataSet, commit_of_tree, measure
from training.own_corpus import own_corpus
from training.progress import IsCancelled, OnProgress, Stage, Steps
from training.refit import RefitSettings
from training.refit_data import RefitData, arrange
from training.refit_kinds import Refittable, refittable
from training.refit_ngrams import RefitSamples, retrain_ngrams, step_count
from training.refit_outputs import recalibrated
from training.refit_points import points_for
from training.samples import to_sample

_OTHER_STEPS: Final = 5
# Somebody waits; the gate draws its own intervals afterwards.
_ROUNDS: Final = 100
_LIBRARIES: Final = ("numpy", "scipy", "scikit-learn")


@dataclass(frozen=True, slots=True)
class _Outcome:
    """A retrained model and what the manifest says about its making."""

    model: Refittable
    record: dict[str, Any]


def run_refit(
    base: Bundle,
    *,
    extra: Sequence[Example],
    replay: Sequence[Example] | None,
    out: Path,
    version: str,
    on_progress: OnProgress,
    is_cancelled: IsCancelled,
    settings: RefitSettings,
) -> Bundle:
    """What ``refit.refit_bundle`` does.

    Raises: as ``refit.refit_bundle``.
    """
    known = own_corpus(Split.TRAIN, Split.DEV) if replay is None else replay
    parts = arrange(extra, known)
    if not parts.corrections:
        raise NoExamplesError(source=out.name)
    before = refittable(base)
    columns = 0 if before.ngrams is None else step_count(before.ngrams, settings)
    steps = Steps(
        name=out.name,
        of=columns + _OTHER_STEPS,
        on_progress=on_progress,
        is_cancelled=is_cancelled,
    )
    steps.begin(Stage.READING)
    outcome = _retrained(before, parts, settings, steps)
    card = replace(before.card, name=out.name, version=version)
    draft = outcome.model.classifier(card)
    points = points_for(
        before.classifier(before.card),
        draft,
        parts.dev,
        base.manifest,
        least_gain=settings.threshold_gain,
    )
    steps.done(Stage.CALIBRATING)
    after = outcome.model.classifier(replace(card, operating_points=points))
    manifest = _manifest(base, outcome, after, parts, points, settings)
    steps.done(Stage.MEASURING)
    bundle = write_bundle(
        out,
        manifest,
        files=outcome.model.files(),
        card_en=outcome.model.card_text(manifest, language="en"),
        card_vi=outcome.model.card_text(manifest, language="vi"),
    )
    steps.done(Stage.WRITING)
    return bundle


def _retrained(
    before: Refittable, parts: RefitData, settings: RefitSettings, steps: Steps
) -> _Outcome:
    """The model moved by the corrections and set right again.

    Its outputs are checked on corrections that were held out, and on dev sentences.
    """
    samples = _samples(parts)
    beside = before.said_beside(samples.checked)
    steps.done(Stage.READING)
    now = beside
    ngrams, record = before.ngrams, {}
    if ngrams is not None:
        found = retrain_ngrams(ngrams, samples, settings=settings, steps=steps)
        # The encoder's base heads come first in the mix, those of the n-grams next.
        now = np.hstack([beside, found.now])
        ngrams = found.model
        record = {"new_ngrams": found.new_ngrams, "loss": round(found.loss, 6)}
    mix, offset = before.outputs
    outputs = recalibrated(
        mix,
        offset,
        decisions=now,
        samples=samples.checked,
        corrections=len(samples.corrections),
        worth=settings.calibration_worth,
    )
    steps.done(Stage.CALIBRATING)
    return _Outcome(before.moved(ngrams, outputs), record)


def _samples(parts: RefitData) -> RefitSamples:
    return RefitSamples(
        corrections=tuple(map(to_sample, parts.corrections)),
        keys=tuple(example.group or example.id for example in parts.corrections),
        replay=tuple(map(to_sample, parts.replay)),
        dev=tuple(map(to_sample, parts.dev)),
    )


def _manifest(
    base: Bundle,
    outcome: _Outcome,
    after: Classifier,
    parts: RefitData,
    points: tuple[OperatingPoint, ...],
    settings: RefitSettings,
) -> Manifest:
    old = base.manifest
    sets = [DataSet("replay", Split.DEV, parts.dev)] if parts.dev else []
    # How the encoder was tuned and quantised still holds: it has not moved.
    kept = {name: old.metrics[name] for name in _OF_ENCODER if name in old.metrics}
    return replace(
        old,
        name=after.card.name,
        version=after.card.version,
        operating_points=points,
        settings=outcome.model.settings(),
        calibration={**old.calibration, "recalibrated": "on held-out corrections"},
        data=(*old.data, *_digests(parts)),
        parent=Parent(
            name=old.name,
            version=old.version,
            sha256=hashlib.sha256((base.folder / MANIFEST).read_bytes()).hexdigest(),
        ),
        seed=settings.seed,
        libraries=_libraries(old),
        commit=commit_of_tree(),
        metrics={
            **kept,
            **measure(after, sets, background=None, rounds=_ROUNDS),
            "retraining": {
                "corrections": len(parts.corrections),
                "replayed": len(parts.replay),
                "superseded": parts.superseded,
                **outcome.record,
                "thresholds_kept": points == old.operating_points,
            },
        },
        files=(),
    )


_OF_ENCODER: Final = ("int8", "fine_tuning")


def _libraries(old: Manifest) -> tuple[tuple[str, str], ...]:
    """Those that trained the base, and the versions that retrained it."""
    own = {name: metadata.version(name) for name in _LIBRARIES}
    return tuple(sorted({**dict(old.libraries), **own}.items()))


def _digests(parts: RefitData) -> tuple[DataDigest, ...]:
    named = (
        ("corrections", Split.TRAIN, parts.corrections),
        ("replay", Split.TRAIN, parts.replay),
        ("replay", Split.DEV, parts.dev),
    )
    return tuple(
        DataDigest(
            name=name,
            role=role,
            sha256=examples_digest(examples),
            examples=len(examples),
        )
        for name, role, examples in named
        if examples
    )
