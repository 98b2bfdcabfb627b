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
from transformers import AutoModelForTokenClassification, PreTrainedModel

from models.token_classifier import TOKENIZER
from models.windows import WindowPlan
from screener.errors import MissingInputError
from training.dataset import Example, examples_digest
from training.encoders import Encoder
from training.encoders_licences import encoder_name, licence_kind
from training.finetune.loop import TuneSettings, decisions
from training.finetune.windows import windows

SETTINGS: Final = "tuning.json"
HELD_OUT: Final = "held_out.npz"


@dataclass(frozen=True, slots=True)
class Tuned:
    """A folder that ``write_tuned`` made.

    Attributes:
        folder: Holds the weights and the tokenizer.
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

    @property
    def subwords(self) -> Mapping[str, Any] | None:
        """What the manifest says of the tokenizer; None in folders of before."""
        found: Mapping[str, Any] | None = self.record.get("subwords")
        return found

    def tokenizer(self) -> bytes:
        """The bundle's ``tokenizer.json``."""
        return (self.folder / TOKENIZER).read_bytes()

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
    encoder.tokenizer.save(str(folder / TOKENIZER))
    record = {
        "settings": asdict(settings),
        "encoder": {
            "name": encoder_name(encoder.source),
            "licence": licence_kind(encoder.source),
        },
        "subwords": encoder.settings.to_json(),
        "examples": len(fitted),
        "sha256": examples_digest(fitted),
    }
    text = json.dumps(record, indent=1) + "\n"
    (folder / SETTINGS).write_text(text, encoding="utf-8")
    model.half().save_pretrained(folder)  # type: ignore[no-untyped-call]


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
