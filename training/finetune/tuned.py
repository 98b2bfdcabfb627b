"""A fine-tuned encoder on disk, and what it said of examples it never saw."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import (
    AutoModelForTokenClassification,
    AutoTokenizer,
    PreTrainedModel,
)

from models.subwords import FastSubwords
from models.windows import WindowPlan
from screener.errors import MissingInputError
from training.dataset import Example, examples_digest
from training.encoders import Encoder
from training.finetune.loop import TuneSettings, decisions
from training.finetune.windows import windows

SETTINGS: Final = "tuning.json"
HELD_OUT: Final = "held_out.npz"


@dataclass(frozen=True, slots=True)
class Tuned:
    """A folder that ``write_tuned`` made.

    Attributes:
        folder: Holds the weights and ``tokenizer.json``.
        window: What the encoder sees of a sentence and of its neighbours.
        record: Settings and data, for the bundle's manifest.
    """

    folder: Path
    window: WindowPlan
    record: Mapping[str, Any]

    def model(self) -> PreTrainedModel:
        """The weights in fp32."""
        loaded: PreTrainedModel = AutoModelForTokenClassification.from_pretrained(
            self.folder, dtype=torch.float32
        )
        return loaded

    def held_out(self) -> dict[str, NDArray[np.float32]]:
        """Decision values by the id of the example; empty when none were kept."""
        path = self.folder / HELD_OUT
        if not path.exists():
            return {}
        with np.load(path, allow_pickle=False) as arrays:
            return dict(zip(arrays["ids"].tolist(), arrays["decisions"], strict=True))


def write_tuned(
    folder: Path,
    model: PreTrainedModel,
    *,
    encoder: Encoder,
    settings: TuneSettings,
    fitted: Sequence[Example],
    held_out: Sequence[Example],
) -> None:
    """Write weights (fp16), tokenizer, settings and decisions on held-out examples."""
    folder.mkdir(parents=True, exist_ok=True)
    subwords = encoder.subwords
    if held_out:
        values = decisions(
            model, windows(held_out, subwords, settings.window), pad=subwords.pad
        )
        ids = np.array([example.id for example in held_out])
        np.savez(folder / HELD_OUT, ids=ids, decisions=values)
    _save_tokenizer(encoder, folder)
    record = {
        "settings": asdict(settings),
        "examples": len(fitted),
        "sha256": examples_digest(fitted),
    }
    text = json.dumps(record, indent=1) + "\n"
    (folder / SETTINGS).write_text(text, encoding="utf-8")
    model.half().save_pretrained(folder)  # type: ignore[no-untyped-call]


def _save_tokenizer(encoder: Encoder, folder: Path) -> None:
    if isinstance(encoder.subwords, FastSubwords):
        encoder.subwords.tokenizer.save(str(folder / "tokenizer.json"))
    else:
        AutoTokenizer.from_pretrained(encoder.source).save_pretrained(folder)


def read_tuned(folder: Path) -> Tuned:
    """The fine-tuned encoder in a folder.

    Raises:
        MissingInputError: When ``write_tuned`` did not make it.
    """
    try:
        record = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
    except FileNotFoundError as exc:
        raise MissingInputError(source=str(folder / SETTINGS)) from exc
    return Tuned(folder, WindowPlan(**record["settings"]["window"]), record)
