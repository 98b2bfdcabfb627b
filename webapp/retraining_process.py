"""Retraining and comparing in a process of its own, with limits.

The order comes as one line on standard input, so that no sentence is written to the
disk; what is told comes back as lines of JSON. Standard input stays open: when it
ends, whoever started this process has died, and it ends, too.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO, Final

from models.bundle import Bundle
from models.registry import Registry
from screener.errors import ModelError, ScreenerError
from training.dataset import Example, Split, example_from_json
from training.gate import compare_bundles
from training.own_corpus import own_corpus
from training.progress import Progress
from training.refit import refit_bundle
from webapp.retraining import (
    Phase,
    RetrainRequest,
    RetrainStatus,
    corrections,
    frozen_sets,
    retrain_request_from,
)

# Exit status of a child whose worker has died.
ABANDONED: Final = 3
_NICENESS: Final = 10
Json = Mapping[str, Any]


def main() -> None:
    """Do one order; the last line says what came of it."""
    source = sys.stdin.buffer
    order = json.loads(source.readline())
    # What libraries print must not be taken for what is told.
    told = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    threading.Thread(target=_end_with, args=(source,), daemon=True).start()
    _limit_process(order["memory_bytes"])
    try:
        answer = {"comparison": _done(order, _Teller(told))}
    except ScreenerError as error:
        answer = {"error": _error_record(error)}
    _tell(told, answer)


def _done(order: Json, teller: _Teller) -> dict[str, Any]:
    request = retrain_request_from(json.dumps(order["request"]))
    registry = Registry(extra_folder=Path(order["folder"]))
    examples = tuple(
        example_from_json(record, source=request.dataset_name, line=line)
        for line, record in enumerate(order["examples"], start=1)
    )
    candidate = _candidate(request, registry, Path(order["folder"]), examples, teller)
    comparison = compare_bundles(
        registry.bundle(order["champion"]),
        candidate,
        frozen_sets(examples, own_corpus(Split.TEST)),
        teller.of(Phase.COMPARING),
        trained=(*own_corpus(Split.TRAIN), *corrections(examples)),
    )
    return comparison.to_json()


def _candidate(
    request: RetrainRequest,
    registry: Registry,
    folder: Path,
    examples: tuple[Example, ...],
    teller: _Teller,
) -> Bundle:
    """The bundle to compare: made now, or before this work was interrupted."""
    if not request.is_fitted:
        return registry.bundle(request.candidate)
    with suppress(ModelError):
        return registry.bundle(request.candidate)
    return refit_bundle(
        registry.bundle(request.base),
        extra=corrections(examples),
        out=folder / request.candidate,
        version=request.version,
        on_progress=teller.of(Phase.FITTING),
    )


class _Teller:
    """Says how far it has come, line by line."""

    def __init__(self, told: BinaryIO) -> None:
        self._told = told

    def of(self, phase: Phase) -> Callable[[Progress], None]:
        """What the training calls at every step of a phase."""

        def tell(progress: Progress) -> None:
            status = RetrainStatus(
                phase=phase,
                stage=progress.stage.value,
                step=progress.step,
                of=progress.of,
                loss=progress.loss,
                left_s=progress.seconds_left,
            )
            _tell(self._told, {"status": asdict(status)})

        return tell


def _tell(told: BinaryIO, record: Json) -> None:
    told.write(json.dumps(record).encode("ascii") + b"\n")
    told.flush()


def _error_record(error: ScreenerError) -> dict[str, Any]:
    return {"code": error.code, "source": error.source, "facts": error.facts}


def _end_with(source: BinaryIO) -> None:
    """End at once when nobody is there any more to take the answer."""
    source.read()
    os._exit(ABANDONED)


def _limit_process(memory_bytes: int) -> None:
    """Give way to the pages, and bound memory where the platform can."""
    if sys.platform == "win32":
        return
    import resource

    with suppress(OSError):
        os.nice(_NICENESS)
    bounds = ((resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_CORE, 0))
    for kind, bound in bounds:
        # A platform or an administrator may allow less already.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (bound, bound))


if __name__ == "__main__":
    main()
