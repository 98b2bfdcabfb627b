"""Retraining and comparing in a process of its own, with limits."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from models.bundle import Bundle
from models.registry import Registry
from screener.errors import ModelError
from training.dataset import Example, Split, example_from_json
from training.gate import compare_bundles
from training.own_corpus import own_corpus
from training.progress import Progress
from training.refit import refit_bundle
from webapp.child_side import Json, Tell, answer_order
from webapp.retraining import (
    Phase,
    RetrainRequest,
    RetrainStatus,
    corrections,
    frozen_sets,
    retrain_request_from,
)


def _done(order: Json, tell: Tell) -> Json:
    request = retrain_request_from(json.dumps(order["request"]))
    registry = Registry(extra_folder=Path(order["folder"]))
    examples = tuple(
        example_from_json(record, source=request.dataset_name, line=line)
        for line, record in enumerate(order["examples"], start=1)
    )
    corpus = [Path(path) for path in order["corpus"]]
    known = own_corpus(Split.TRAIN, Split.DEV, files=corpus)
    candidate = _candidate(request, registry, examples, known, order, tell)
    trained = (example for example in known if example.split is Split.TRAIN)
    comparison = compare_bundles(
        registry.bundle(order["champion"]),
        candidate,
        frozen_sets(examples, own_corpus(Split.TEST, files=corpus)),
        _teller(tell, Phase.COMPARING),
        trained=(*trained, *corrections(examples)),
    )
    return comparison.to_json()


def _candidate(
    request: RetrainRequest,
    registry: Registry,
    examples: tuple[Example, ...],
    known: tuple[Example, ...],
    order: Json,
    tell: Tell,
) -> Bundle:
    """The bundle to compare: made now, or before this work was interrupted."""
    if not request.is_fitted:
        return registry.bundle(request.candidate)
    with suppress(ModelError):
        return registry.bundle(request.candidate)
    return refit_bundle(
        registry.bundle(request.base),
        extra=corrections(examples),
        out=Path(order["folder"]) / request.candidate,
        version=request.version,
        replay=known,
        on_progress=_teller(tell, Phase.FITTING),
    )


def _teller(tell: Tell, phase: Phase) -> Callable[[Progress], None]:
    """What the training calls at every step of a phase."""

    def tell_step(progress: Progress) -> None:
        status = RetrainStatus(
            phase=phase,
            stage=progress.stage.value,
            step=progress.step,
            of=progress.of,
            loss=progress.loss,
            left_s=progress.seconds_left,
        )
        tell(asdict(status))

    return tell_step


if __name__ == "__main__":
    answer_order(_done)
