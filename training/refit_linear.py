"""Retrains a linear n-gram bundle from where it stands."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import numpy as np
import scipy.sparse as sp

from models.baseline import design_matrix
from models.bundle import (
    MANIFEST,
    Bundle,
    DataDigest,
    Manifest,
    Parent,
    write_bundle,
)
from models.heads import Sample
from models.linear import LinearNgramClassifier
from models.linear_weights import (
    WEIGHTS,
    LinearModel,
    in_half_precision,
    model_arrays,
    model_settings,
)
from screener.errors import NoExamplesError
from screener.ports import OperatingPoint
from training.cards import linear_card
from training.dataset import Example, Split, examples_digest
from training.fit_linear import DataSet, commit_of_tree, measure
from training.own_corpus import own_corpus
from training.progress import IsCancelled, OnProgress, Stage, Steps
from training.refit import RefitSettings
from training.refit_data import RefitData, arrange
from training.refit_heads import Columns, HeadFitting
from training.refit_outputs import recalibrated
from training.refit_points import points_for
from training.refit_solver import Doubles
from training.refit_vocabulary import widened
from training.samples import to_sample
from training.split import held_out_folds

_OTHER_STEPS: Final = 4
_LIBRARIES: Final = ("numpy", "scipy", "scikit-learn")


def refit_linear(
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
    """What ``refit.refit_bundle`` does for a linear bundle.

    Raises: as ``refit.refit_bundle``.
    """
    known = own_corpus(Split.TRAIN, Split.DEV) if replay is None else replay
    parts = arrange(extra, known)
    if not parts.corrections:
        raise NoExamplesError(source=out.name)
    before = LinearNgramClassifier.from_bundle(base)
    steps = Steps(
        name=out.name,
        of=len(before.model.bias) * (1 + settings.folds) + _OTHER_STEPS,
        on_progress=on_progress,
        is_cancelled=is_cancelled,
    )
    steps.begin(Stage.READING)
    retraining = _Retraining(before.model, parts, settings, steps)
    model = in_half_precision(retraining.model())
    steps.done(Stage.CALIBRATING)
    card = replace(before.card, name=out.name, version=version)
    draft = LinearNgramClassifier(model, card, before.span_rule)
    points = points_for(
        draft, parts.dev, base.manifest, least_gain=settings.threshold_gain
    )
    after = replace(draft, card=replace(card, operating_points=points))
    steps.done(Stage.CALIBRATING)
    manifest = _manifest(base, after, parts, points, retraining, settings)
    steps.done(Stage.MEASURING)
    bundle = write_bundle(
        out,
        manifest,
        files={WEIGHTS: model_arrays(model)},
        card_en=linear_card(manifest, language="en"),
        card_vi=linear_card(manifest, language="vi"),
    )
    steps.done(Stage.WRITING)
    return bundle


@dataclass(slots=True)
class _Retraining:
    """One run: what it starts from, and what it found on its way."""

    start: LinearModel
    parts: RefitData
    settings: RefitSettings
    steps: Steps
    new_ngrams: int = 0
    loss: float = 0.0

    def model(self) -> LinearModel:
        """The start, moved by the corrections and set right again."""
        corrections = [to_sample(example) for example in self.parts.corrections]
        replay = [to_sample(example) for example in self.parts.replay]
        wide = widened(self.start, corrections, least_count=self.settings.least_count)
        self.new_ngrams = len(wide.weights) - len(self.start.weights)
        samples = [*corrections, *replay]
        features = _features(wide, samples)
        fitting = HeadFitting(
            wide,
            features,
            samples,
            corrections=len(corrections),
            settings=self.settings,
            steps=self.steps,
        )
        moved = fitting.fit(np.zeros(0, dtype=np.int64), stage=Stage.FITTING)
        self.loss = moved.loss
        mix, offset = self._outputs(wide, fitting, moved, corrections, features)
        return replace(
            wide,
            weights=moved.weights.astype(np.float32),
            bias=moved.bias.astype(np.float32),
            mix=mix,
            offset=offset,
        )

    def _outputs(
        self,
        wide: LinearModel,
        fitting: HeadFitting,
        moved: Columns,
        corrections: Sequence[Sample],
        features: sp.csr_matrix,
    ) -> tuple[Any, Any]:
        """Outputs checked on corrections that were held out, and on dev sentences."""
        old = Columns(
            wide.weights.astype(np.float64), wide.bias.astype(np.float64), 0.0
        )
        own = features[: len(corrections)]
        samples = list(corrections)
        decisions = [self._held_out(fitting, own)]
        old_decisions = [fitting.decisions(old, own)]
        if self.parts.dev:
            dev = [to_sample(example) for example in self.parts.dev]
            table = _features(wide, dev)
            samples.extend(dev)
            decisions.append(fitting.decisions(moved, table))
            old_decisions.append(fitting.decisions(old, table))
        return recalibrated(
            wide.mix,
            wide.offset,
            decisions=np.vstack(decisions),
            old_decisions=np.vstack(old_decisions),
            samples=samples,
            worth=self.settings.calibration_worth,
        )

    def _held_out(self, fitting: HeadFitting, features: sp.csr_matrix) -> Doubles:
        keys = [example.group or example.id for example in self.parts.corrections]
        folds = held_out_folds(keys, folds=self.settings.folds, seed=self.settings.seed)
        result: Doubles | None = None
        for _, held_out in folds:
            rows = np.array(held_out)
            columns = fitting.fit(rows, stage=Stage.CHECKING)
            said = fitting.decisions(columns, features[rows])
            if result is None:
                result = np.zeros((features.shape[0], said.shape[1]))
            result[rows] = said
        assert result is not None, "there are corrections"
        return result


def _features(model: LinearModel, samples: Sequence[Sample]) -> sp.csr_matrix:
    return design_matrix(samples, model.blocks, shape_scale=model.shape_scale)


def _manifest(
    base: Bundle,
    after: LinearNgramClassifier,
    parts: RefitData,
    points: tuple[OperatingPoint, ...],
    retraining: _Retraining,
    settings: RefitSettings,
) -> Manifest:
    old = base.manifest
    sets = [DataSet("replay", Split.DEV, parts.dev)]
    figures = measure(after, sets, background=None)
    return replace(
        old,
        name=after.card.name,
        version=after.card.version,
        operating_points=points,
        settings=model_settings(after.model, after.span_rule),
        calibration={**old.calibration, "recalibrated": "on held-out corrections"},
        data=(*old.data, *_digests(parts)),
        parent=Parent(
            name=old.name,
            version=old.version,
            sha256=hashlib.sha256((base.folder / MANIFEST).read_bytes()).hexdigest(),
        ),
        seed=settings.seed,
        libraries=tuple((name, metadata.version(name)) for name in _LIBRARIES),
        commit=commit_of_tree(),
        metrics={
            **figures,
            "retraining": {
                "corrections": len(parts.corrections),
                "replayed": len(parts.replay),
                "superseded": parts.superseded,
                "new_ngrams": retraining.new_ngrams,
                "loss": round(retraining.loss, 6),
                "thresholds_kept": points == old.operating_points,
            },
        },
        files=(),
    )


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
