"""Checkpoints of a pre-training run: written whole or not at all, the last two kept."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch

from screener.errors import BundleCorruptError

KEPT = 2
_STATE, _PROGRESS = "state.pt", "progress.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run has come.

    A stage is a stretch of the run with one batch shape and one seed; a new
    one begins when either is changed, with a data order of its own.

    Attributes:
        step: Optimiser steps taken.
        tokens: Tokens read, the begin mark of each row included.
        seconds: Training time over all sessions.
        stage: Number of the stage, from 0.
        stage_step: Steps taken within the stage; its next batch has this number.
        length: Tokens of a row.
        rows: Rows of a batch.
        seed: Names the data order and the masks.
    """

    step: int = 0
    tokens: int = 0
    seconds: float = 0.0
    stage: int = 0
    stage_step: int = 0
    length: int
    rows: int
    seed: int


def save_checkpoint(folder: Path, *, progress: Progress, state: dict[str, Any]) -> Path:
    """Write a checkpoint beside the earlier ones, then drop all but the last two.

    The folder appears under its name only when it is complete, so a process
    killed at any moment leaves the previous checkpoint as the newest.
    """
    target = folder / f"step-{progress.step:08d}"
    draft = folder / f".draft-{progress.step:08d}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    torch.save(state, draft / _STATE)
    (draft / _PROGRESS).write_text(json.dumps(asdict(progress)), encoding="utf-8")
    for path in draft.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    shutil.rmtree(target, ignore_errors=True)
    draft.rename(target)
    for old in checkpoints(folder)[:-KEPT]:
        shutil.rmtree(old)
    return target


def checkpoints(folder: Path) -> list[Path]:
    """The complete checkpoints in a folder, oldest first."""
    return sorted(path.parent for path in folder.glob(f"step-*/{_PROGRESS}"))


def load_progress(checkpoint: Path) -> Progress:
    """How far the run had come when `checkpoint` was written.

    Raises:
        BundleCorruptError: When the file does not say it.
    """
    path = checkpoint / _PROGRESS
    try:
        return Progress(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as exc:
        raise _corrupt(checkpoint, _PROGRESS, exc) from exc


def load_state(checkpoint: Path) -> dict[str, Any]:
    """The weights and optimiser state of `checkpoint`, on the CPU.

    Raises:
        BundleCorruptError: When the file is missing or damaged.
    """
    try:
        state = torch.load(checkpoint / _STATE, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, EOFError, KeyError, UnpicklingError) as exc:
        raise _corrupt(checkpoint, _STATE, exc) from exc
    return dict(state)


def _corrupt(checkpoint: Path, file: str, exc: Exception) -> BundleCorruptError:
    return BundleCorruptError(source=str(checkpoint), file=file, reason=str(exc))
