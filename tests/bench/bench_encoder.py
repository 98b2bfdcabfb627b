"""Tokens a second of our encoder and of a PhoBERT-shaped one: ``make bench-encoder``.

Every runtime of both is timed in turn, round after round, and each keeps its best
round, so that what else the machine does hits all alike. Ratios are what compares.
"""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import click
import numpy as np
import onnxruntime as ort
import torch
from numpy.typing import NDArray
from transformers import (
    AutoModelForTokenClassification,
    PreTrainedModel,
    RobertaConfig,
    RobertaForTokenClassification,
)

from training.benchmarks import describe
from training.benchmarks_speeds import (
    FORMAT_VERSION,
    OTHER,
    OURS,
    speed_table,
    with_table,
)
from training.encoders import load_encoder, quieten
from training.finetune.export import onnx_bytes, quantised_bytes
from training.pretrain.loop import has_bf16

_HEADS: Final = 9
_MOST_S: Final = 4.0
_LENGTH: Final = 128
_SENTENCE: Final = 40

Ids = NDArray[np.int64]
Runner = Callable[[Ids], object]


@dataclass(frozen=True, slots=True)
class Timing:
    """How fast one runtime of one model is.

    Attributes:
        model: `OURS` or `OTHER`.
        runtime: As the table names it.
        batch_tokens_per_s: Rows of 128 tokens, several at once; None when the
            type is only emulated, which takes minutes.
        sentence_tokens_per_s: One row of 40 tokens.
    """

    model: str
    runtime: str
    batch_tokens_per_s: float | None
    sentence_tokens_per_s: float


def runners(model: PreTrainedModel, *, threads: int) -> dict[str, Runner]:
    """The four runtimes of a model."""
    model.train(mode=False)
    whole = onnx_bytes(model)
    return {
        "torch fp32": _torch_runner(model),
        "torch bf16": _torch_runner(model, autocast=True),
        "onnx fp32": _onnx_runner(whole, threads=threads),
        "onnx int8": _onnx_runner(quantised_bytes(whole), threads=threads),
    }


def _torch_runner(model: PreTrainedModel, *, autocast: bool = False) -> Runner:
    def run(ids: Ids) -> object:
        with (
            torch.inference_mode(),
            torch.autocast("cpu", torch.bfloat16, enabled=autocast),
        ):
            return model(input_ids=torch.from_numpy(ids))

    return run


def _onnx_runner(content: bytes, *, threads: int) -> Runner:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    session = ort.InferenceSession(content, options, providers=["CPUExecutionProvider"])

    def run(ids: Ids) -> object:
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        return session.run(None, feed)

    return run


def timings(
    models: dict[str, dict[str, Runner]], *, rounds: int, rows: int, vocabulary: int
) -> list[Timing]:
    """The best round of each runtime of each model."""
    chance = np.random.default_rng(1)
    batch = chance.integers(5, vocabulary, (rows, _LENGTH))
    sentence = chance.integers(5, vocabulary, (1, _SENTENCE))
    best: dict[tuple[str, str], tuple[float, float]] = {}
    for number in range(rounds):
        for name, by_runtime in models.items():
            for runtime, run in by_runtime.items():
                is_slow = runtime == "torch bf16" and not has_bf16("cpu")
                if is_slow and number:
                    continue
                sentence_s = _best_s(run, sentence)
                batch_s = float("inf") if is_slow else _best_s(run, batch)
                before = best.get((name, runtime), (batch_s, sentence_s))
                best[name, runtime] = (
                    min(before[0], batch_s),
                    min(before[1], sentence_s),
                )
    return [
        Timing(name, runtime, batch.size / batch_s or None, sentence.size / sentence_s)
        for (name, runtime), (batch_s, sentence_s) in best.items()
    ]


def _best_s(run: Runner, ids: Ids) -> float:
    """The shortest of three calls, or of as many as fit the time limit."""
    best, began = float("inf"), time.perf_counter()
    for _ in range(3):
        started = time.perf_counter()
        run(ids)
        best = min(best, time.perf_counter() - started)
        if time.perf_counter() - began > _MOST_S:
            break
    return best


def phobert_shaped(*, layers: int = 12, hidden: int = 768) -> PreTrainedModel:
    """A model of PhoBERT-base's shape; speed does not depend on its weights."""
    config = RobertaConfig(
        vocab_size=64_001,
        hidden_size=hidden,
        num_hidden_layers=layers,
        num_attention_heads=max(1, hidden // 64),
        intermediate_size=4 * hidden,
        max_position_embeddings=258,
        type_vocab_size=1,
        pad_token_id=1,
    )
    config.num_labels = _HEADS
    torch.manual_seed(1)
    return RobertaForTokenClassification(config)


def report_of(
    found: list[Timing], *, encoder: dict[str, Any], threads: int
) -> dict[str, Any]:
    """The timings with what they were measured on."""
    return {
        "format_version": FORMAT_VERSION,
        "encoder": encoder,
        "machine": {
            "processor": _processor(),
            "threads": threads,
            "bf16": has_bf16("cpu"),
            "torch": torch.__version__,
            "onnxruntime": ort.__version__,
        },
        "speeds": [asdict(timing) for timing in found],
    }


def _processor() -> str:
    """The processor's name where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = [line.split(":", 1)[1] for line in lines if line.startswith("model name")]
    return " ".join(names[0].split()) if names else platform.machine()


@click.command()
@click.option("--encoder", required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--json", "target", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--docs",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Also put the table into this page, between its marks.",
)
@click.option("--rounds", default=3, show_default=True)
@click.option("--rows", default=4, show_default=True, help="Rows of a batch.")
@click.option("--threads", default=os.cpu_count() or 1, show_default=True)
@click.option("--layers", default=12, show_default=True, help="Of the other model.")
@click.option("--hidden", default=768, show_default=True, help="Of the other model.")
def main(
    encoder: Path,
    target: Path | None,
    docs: Path | None,
    rounds: int,
    rows: int,
    threads: int,
    layers: int,
    hidden: int,
) -> None:
    """Time an encoder and a PhoBERT-shaped model on this machine."""
    quieten()
    torch.set_num_threads(threads)
    ours = AutoModelForTokenClassification.from_pretrained(
        encoder, num_labels=_HEADS, dtype=torch.float32
    )
    models = {
        OURS: runners(ours, threads=threads),
        OTHER: runners(phobert_shaped(layers=layers, hidden=hidden), threads=threads),
    }
    found = timings(
        models, rounds=rounds, rows=rows, vocabulary=int(ours.config.vocab_size)
    )
    described = describe(load_encoder(encoder))
    report = report_of(found, encoder=described, threads=threads)
    if target is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    table = speed_table(report)
    if docs is not None:
        page = docs.read_text(encoding="utf-8")
        docs.write_text(with_table(page, table), encoding="utf-8")
    click.echo(table, nl=False)


if __name__ == "__main__":
    main()
