"""A checkpoint as a folder that `transformers` loads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tokenizers import Tokenizer
from transformers import PreTrainedModel, PreTrainedTokenizerFast

from screener.errors import MissingInputError, OutputError
from training.pretrain.checkpoints import checkpoints, load_progress, load_state
from training.pretrain.loop import LOG_NAME, read_log
from training.pretrain.model import MAX_LENGTH, Shape, build_model
from training.pretrain.tokenizer import BEGIN, END, MASK, PAD, UNKNOWN

FORMAT_VERSION = 1
CURVE_POINTS = 200
LARGEST_SHARD_MB = 16
LARGEST_MB = 40


def export_encoder(
    checkpoint: Path,
    *,
    tokenizer: Path,
    out: Path,
    sources: Mapping[str, Any] = MappingProxyType({}),
) -> dict[str, Any]:
    """Write weights (fp16), configuration, tokenizer and training state to `out`.

    Args:
        checkpoint: One checkpoint, or the folder of a run, whose newest is taken.
        tokenizer: The tokenizer.json the run was trained with; `prepare` wrote the
            sizes of the corpus beside it.
        out: Folder to write.
        sources: Where the text came from, for the card.

    Returns:
        What training_state.json says: progress, corpus and the loss curve.

    Raises:
        MissingInputError: When the folder holds no checkpoint.
        OutputError: When the encoder is too large to ship.
    """
    newest = _newest(checkpoint)
    saved = load_state(newest)
    _save_weights(_model(saved), out)
    fast_tokenizer(tokenizer).save_pretrained(out)
    state = {
        "format_version": FORMAT_VERSION,
        "shape": saved["shape"],
        "objective": saved.get("objective", "mlm"),
        "progress": asdict(load_progress(newest)),
        "corpus": _corpus(tokenizer.parent / "sizes.json"),
        "sources": dict(sources),
        "curve": _curve(newest.parent / LOG_NAME, step=load_progress(newest).step),
    }
    text = json.dumps(state, ensure_ascii=False, indent=1) + "\n"
    (out / "training_state.json").write_text(text, encoding="utf-8")
    return state


def _save_weights(model: PreTrainedModel, out: Path) -> None:
    """Write fp16 weights that load as fp32 unless another type is asked for."""
    for old in out.glob("model*.safetensors*"):
        old.unlink()
    half = model.half()  # type: ignore[no-untyped-call]
    half.save_pretrained(out, max_shard_size=f"{LARGEST_SHARD_MB}MB")
    config = out / "config.json"
    # transformers would load the type on disk, in which a CPU computes slowly.
    settings = json.loads(config.read_text("utf-8")) | {"dtype": "float32"}
    config.write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
    sizes = [path.stat().st_size / 1e6 for path in out.glob("*.safetensors")]
    # A shard holds at least one whole matrix and a header of some kilobytes.
    if max(sizes) > LARGEST_SHARD_MB + 0.1 or sum(sizes) > LARGEST_MB:
        raise OutputError(
            source=str(out),
            reason=f"{sum(sizes):.0f} MB, largest file {max(sizes):.0f} MB; at most "
            f"{LARGEST_MB} and {LARGEST_SHARD_MB} MB can ship",
        )


def _corpus(sizes: Path) -> dict[str, Any]:
    """What `prepare` said of the text; nothing when the file is not there."""
    if not sizes.is_file():
        return {}
    found: dict[str, Any] = json.loads(sizes.read_text("utf-8"))
    return found


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
