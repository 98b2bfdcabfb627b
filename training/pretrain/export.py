"""A checkpoint as a folder that `transformers` loads."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer
from transformers import PreTrainedModel, PreTrainedTokenizerFast

from screener.errors import MissingInputError
from training.pretrain.checkpoints import checkpoints, load_progress, load_state
from training.pretrain.loop import LOG_NAME, read_log
from training.pretrain.model import MAX_LENGTH, Shape, build_model
from training.pretrain.tokenizer import BEGIN, END, MASK, PAD, UNKNOWN

FORMAT_VERSION = 1
CURVE_POINTS = 200


def export_encoder(checkpoint: Path, *, tokenizer: Path, out: Path) -> dict[str, Any]:
    """Write weights (fp16), configuration, tokenizer and training state to `out`.

    Args:
        checkpoint: One checkpoint, or the folder of a run, whose newest is taken.
        tokenizer: The tokenizer.json the run was trained with.
        out: Folder to write.

    Returns:
        What training_state.json says: progress and the loss curve.

    Raises:
        MissingInputError: When the folder holds no checkpoint.
    """
    newest = _newest(checkpoint)
    saved = load_state(newest)
    model = _model(saved).half()  # type: ignore[no-untyped-call]
    model.save_pretrained(out)
    fast_tokenizer(tokenizer).save_pretrained(out)
    state = {
        "format_version": FORMAT_VERSION,
        "shape": saved["shape"],
        "progress": asdict(load_progress(newest)),
        "curve": _curve(newest.parent / LOG_NAME, step=load_progress(newest).step),
    }
    text = json.dumps(state, indent=1) + "\n"
    (out / "training_state.json").write_text(text, encoding="utf-8")
    return state


def _model(saved: dict[str, Any]) -> PreTrainedModel:
    """The encoder of a checkpoint; of a detector without its generator."""
    model = build_model(Shape(**saved["shape"]), seed=0)
    if saved.get("objective", "mlm") == "mlm":
        model.load_state_dict(saved["model"])
        return model
    encoder: PreTrainedModel = model.roberta
    start = "roberta."
    encoder.load_state_dict(
        {
            name.removeprefix(start): weights
            for name, weights in saved["model"].items()
            if name.startswith(start)
        }
    )
    return encoder


def _newest(checkpoint: Path) -> Path:
    if checkpoint.name.startswith("step-"):
        return checkpoint
    found = checkpoints(checkpoint)
    if not found:
        raise MissingInputError(source=str(checkpoint / "step-*"))
    return found[-1]


def fast_tokenizer(path: Path) -> PreTrainedTokenizerFast:
    """The tokenizer with the roles of its special tokens, as RoBERTa names them."""
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=Tokenizer.from_file(str(path)),
        bos_token=BEGIN,
        cls_token=BEGIN,
        eos_token=END,
        sep_token=END,
        pad_token=PAD,
        unk_token=UNKNOWN,
        mask_token=MASK,
        model_max_length=MAX_LENGTH,
        model_input_names=["input_ids", "attention_mask"],
    )


def _curve(path: Path, *, step: int) -> list[dict[str, float]]:
    """The loss against tokens and seconds up to a step, thinned to some 200 points.

    Each point is the mean of the lines it stands for.
    """
    if not path.exists():
        return []
    lines = [line for line in read_log(path) if line["step"] <= step]
    size = max(1, -(-len(lines) // CURVE_POINTS))
    groups = [lines[at : at + size] for at in range(0, len(lines), size)]
    return [
        {
            "tokens": group[-1]["tokens"],
            "seconds": group[-1]["seconds"],
            "loss": round(sum(line["loss"] for line in group) / len(group), 4),
        }
        for group in groups
    ]
