"""Objectives, starts, shapes and vocabularies compared before the long run."""

from __future__ import annotations

import json
import os
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training.pretrain.corpus import read_documents
from training.pretrain.export import export_encoder
from training.pretrain.loop import LOG_NAME, Settings, Trainer, read_log
from training.pretrain.model import Shape
from training.pretrain.optimizer import Schedule
from training.pretrain.shards import TokenStream, pack_bucket
from training.pretrain.tokenizer import UNKNOWN, train_tokenizer
from training.pretrain.vectors import count_neighbours, static_vectors

FORMAT_VERSION: Final = 1
HELD_OUT_PARAGRAPHS: Final = 2000
LAST_SHARE: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One choice of each kind.

    Attributes:
        name: Of its folder and its row.
        objective: "mlm" or "electra".
        vectors: Whether the embeddings start from static vectors.
        layers: Transformer layers.
        hidden: Width.
        vocabulary: Entries of the tokenizer.
    """

    name: str
    objective: str = "mlm"
    vectors: bool = True
    layers: int = 4
    hidden: int = 256
    vocabulary: int = 12_000

    def shape(self, *, vocabulary: int) -> Shape:
        """Its encoder's shape, with the vocabulary that its tokenizer came to have."""
        return Shape(
            layers=self.layers,
            hidden=self.hidden,
            heads=max(1, self.hidden // 64),
            intermediate=4 * self.hidden,
            vocabulary=vocabulary,
        )


BASE: Final = Variant(name="base")
VARIANTS: Final = (
    BASE,
    Variant(name="random-start", vectors=False),
    Variant(name="electra", objective="electra"),
    Variant(name="6x256", layers=6),
    Variant(name="6x384", layers=6, hidden=384),
    Variant(name="24k", vocabulary=24_000),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What every variant gets.

    Attributes:
        tokens: To read.
        length: Tokens of a row.
        rows: Rows of a batch.
        rate: Peak learning rate.
        optimizer: "adamw" or "muon".
        seed: Of weights, order and masks.
        log_steps: Steps between lines of the log.
        checkpoint_s: Seconds between checkpoints.
        precision: "fp32" or "bf16".
        device: Such as "cpu".
        compiled: Whether `torch.compile` is used.
    """

    tokens: int = 2_000_000
    length: int = 128
    rows: int = 64
    rate: float = 1e-3
    optimizer: str = "muon"
    seed: int = 1
    log_steps: int = 10
    checkpoint_s: float = 120.0
    precision: str = "fp32"
    device: str = "cpu"
    compiled: bool = False

    def settings(self, variant: Variant, *, vocabulary: int) -> Settings:
        """A tenth of the budget warms up, the last third cools down."""
        return Settings(
            shape=variant.shape(vocabulary=vocabulary),
            objective=variant.objective,
            schedule=Schedule(
                peak=self.rate,
                warmup_tokens=self.tokens // 10,
                max_tokens=self.tokens,
                decay_tokens=self.tokens // 3,
            ),
            **{key: value for key, value in asdict(self).items() if key in _PASSED},
        )


_PASSED: Final = (
    "length",
    "rows",
    "optimizer",
    "seed",
    "log_steps",
    "checkpoint_s",
    "precision",
    "device",
    "compiled",
)


@dataclass(frozen=True, slots=True)
class Source:
    """The text that all variants read: a part of what `prepare` wrote.

    Attributes:
        data: Folder made by `prepare`.
        out: Folder of the comparison.
        buckets: How many text buckets are read.
    """

    data: Path
    out: Path
    buckets: int = 1

    def folder(self, vocabulary: int) -> Path:
        """Tokenizer and shards of a vocabulary, made when they are not there."""
        folder = self.out / f"data-{vocabulary}"
        if (folder / "done").is_file():
            return folder
        folder.mkdir(parents=True, exist_ok=True)
        buckets = sorted((self.data / "text").glob("bucket-*.txt"))[: self.buckets]
        tokenizer = train_tokenizer(_paragraphs(buckets), vocabulary=vocabulary)
        tokenizer.save(str(folder / "tokenizer.json"))
        for number, bucket in enumerate(buckets):
            shard = folder / f"tokens-{number:03d}.npy"
            pack_bucket(bucket, shard=shard, tokenizer=tokenizer, seed=1)
        (folder / "done").touch()
        return folder

    def vectors(self, vocabulary: int, *, width: int) -> NDArray[np.float32]:
        """Static vectors counted from the same text; shape (vocabulary, width)."""
        folder = self.folder(vocabulary)
        path = folder / f"vectors-{width}.npy"
        if not path.is_file():
            size = tokenizer_of(folder).get_vocab_size()
            counts = count_neighbours(
                TokenStream.from_folder(folder).shards, vocabulary=size, window=4
            )
            np.save(path, static_vectors(counts, width=width, seed=1))
        found: NDArray[np.float32] = np.load(path)
        return found

    def fertility(self, vocabulary: int) -> dict[str, float]:
        """Tokens for each syllable and unknown tokens in held-out text."""
        tokenizer = tokenizer_of(self.folder(vocabulary))
        lines = [
            *islice(_paragraphs([self.data / "held_out.txt"]), HELD_OUT_PARAGRAPHS)
        ]
        found = tokenizer.encode_batch_fast(lines, add_special_tokens=False)
        tokens = sum(len(encoding.ids) for encoding in found)
        unknown = int(tokenizer.token_to_id(UNKNOWN) or 0)
        return {
            "tokens_per_syllable": tokens / sum(len(line.split()) for line in lines),
            "unknown_per_million": 1e6
            * sum(encoding.ids.count(unknown) for encoding in found)
            / tokens,
        }


def tokenizer_of(folder: Path) -> Tokenizer:
    """The tokenizer in a folder of shards."""
    return Tokenizer.from_file(str(folder / "tokenizer.json"))


def _paragraphs(buckets: Iterable[Path]) -> Iterable[str]:
    for bucket in buckets:
        for document in read_documents(bucket):
            yield from document.split("\n")


Judge = Callable[[Path, str], dict[str, float]]


def compare(
    source: Source,
    variants: Sequence[Variant],
    budget: Budget,
    *,
    judge: Judge | None = None,
    tell: Callable[[str], None] = lambda _line: None,
) -> dict[str, Any]:
    """Pre-train each variant in turn and write `comparison.json`.

    A run that was cut off goes on from its last checkpoint; a finished one is not
    repeated.

    Args:
        source: What is read.
        variants: What is compared.
        budget: What each may read.
        judge: Given an exported encoder and a variant's name; its figures of a task.
        tell: Given a line after each run.
    """
    report: dict[str, Any] = {
        "format_version": FORMAT_VERSION,
        "budget": asdict(budget),
    }
    report["variants"] = []
    for variant in variants:
        row = _row(source, variant, budget)
        if judge is not None:
            row["task"] = judge(source.out / variant.name / "encoder", variant.name)
        report["variants"].append(row)
        _write(source.out / "comparison.json", report)
        tell(json.dumps(row))
    return report


def _row(source: Source, variant: Variant, budget: Budget) -> dict[str, Any]:
    """The figures of one variant, after its run."""
    out = source.out / variant.name
    result = out / "result.json"
    asked = {"variant": asdict(variant), "budget": asdict(budget)}
    if result.is_file():
        earlier: dict[str, Any] = json.loads(result.read_text("utf-8"))
        if {key: earlier.get(key) for key in asked} == asked:
            return earlier
    folder = source.folder(variant.vocabulary)
    size = tokenizer_of(folder).get_vocab_size()
    start = (
        source.vectors(variant.vocabulary, width=variant.hidden)
        if variant.vectors
        else None
    )
    trainer = Trainer(
        budget.settings(variant, vocabulary=size), out=out / "run", vectors=start
    )
    progress = trainer.run(TokenStream.from_folder(folder))
    export_encoder(
        out / "run", tokenizer=folder / "tokenizer.json", out=out / "encoder"
    )
    fertility = source.fertility(variant.vocabulary)
    row = {
        **asked,
        **fertility,
        "parameters": sum(p.numel() for p in trainer.model.roberta.parameters()),
        "tokens": progress.tokens,
        "seconds": round(progress.seconds, 1),
        "loss": _last_loss(out / "run" / LOG_NAME),
    }
    row["loss_per_syllable"] = row["loss"] * fertility["tokens_per_syllable"]
    _write(result, row)
    return row


def _last_loss(path: Path) -> float:
    """The mean loss over the last tenth of a run."""
    lines = read_log(path)
    kept = lines[-max(1, round(LAST_SHARE * len(lines))) :]
    return round(statistics.fmean(line["loss"] for line in kept), 4)


def comparison_table(report: dict[str, Any]) -> str:
    """The comparison as a Markdown table.

    Losses of a detector and of a masked language model do not compare; those of
    two vocabularies do by syllable.
    """
    tokens = report["budget"]["tokens"]
    lines = [
        f"After {tokens / 1e6:.1f} M tokens each, one seed.",
        "",
        "| | objective | start | shape | vocabulary | loss | per syllable | "
        "tokens/s | tokens per syllable | macro-F1 |",
        "| --- |" + " --- |" * 9,
    ]
    for row in report["variants"]:
        variant = row["variant"]
        is_masked = variant["objective"] == "mlm"
        cells = [
            variant["name"],
            variant["objective"],
            "vectors" if variant["vectors"] else "random",
            f"{variant['layers']} × {variant['hidden']}",
            f"{variant['vocabulary']:,}",
            f"{row['loss']:.3f}",
            f"{row['loss_per_syllable']:.3f}" if is_masked else "–",
            f"{row['tokens'] / max(row['seconds'], 1e-9):,.0f}",
            f"{row['tokens_per_syllable']:.3f}",
            f"{100 * row['task']['macro_f1']:.1f}" if row.get("task") else "–",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _write(target: Path, report: dict[str, Any]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".draft")
    draft.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    os.replace(draft, target)
