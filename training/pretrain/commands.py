"""The commands of pre-training: prepare, vectors, run, export."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import islice
from pathlib import Path

import click
import numpy as np
import torch
from tokenizers import Tokenizer

from training.pretrain.card import write_cards
from training.pretrain.compare_command import compare_command
from training.pretrain.corpus import (
    read_documents,
    split_corpus,
    strip_diacritics,
    text_files,
)
from training.pretrain.export import export_encoder
from training.pretrain.loop import Settings, Trainer, has_bf16
from training.pretrain.model import Shape
from training.pretrain.optimizer import Schedule
from training.pretrain.shards import TokenStream, pack_bucket
from training.pretrain.tokenizer import train_tokenizer
from training.pretrain.vectors import count_neighbours, static_vectors

FOLDER = click.Path(path_type=Path, file_okay=False)
BARE_ONE_IN = 25


@click.group()
def pretrain() -> None:
    """Pre-train a compact encoder on raw text."""


@pretrain.command()
@click.argument(
    "text_dir", type=click.Path(path_type=Path, exists=True, file_okay=False)
)
@click.option("--out", type=FOLDER, required=True, help="Folder for all that is made.")
@click.option("--vocabulary", default=12_000, show_default=True)
@click.option("--sample-mb", default=80.0, show_default=True, help="Tokenizer sample.")
@click.option("--shards", default=32, show_default=True)
@click.option("--seed", default=1, show_default=True)
def prepare(
    text_dir: Path,
    *,
    out: Path,
    vocabulary: int,
    sample_mb: float,
    shards: int,
    seed: int,
) -> None:
    """Turn the text files of TEXT_DIR into a tokenizer and token shards."""
    (out / "text").mkdir(parents=True, exist_ok=True)
    buckets = tuple(out / "text" / f"bucket-{n:03d}.txt" for n in range(shards))
    sizes = split_corpus(
        text_files(text_dir), held_out=out / "held_out.txt", buckets=buckets
    )
    click.echo(json.dumps(asdict(sizes)))
    sample = _sample(buckets, characters=round(sample_mb * 1e6 / 1.33))
    tokenizer = train_tokenizer(sample, vocabulary=vocabulary)
    tokenizer.save(str(out / "tokenizer.json"))
    packed = []
    for number, bucket in enumerate(buckets):
        shard = out / f"tokens-{number:03d}.npy"
        packed.append(pack_bucket(bucket, shard=shard, tokenizer=tokenizer, seed=seed))
        click.echo(f"{shard.name}: {packed[-1].tokens} tokens")
    tokens = sum(shard.tokens for shard in packed)
    report = asdict(sizes) | {
        "vocabulary": tokenizer.get_vocab_size(),
        "tokens": tokens,
        "unknown": sum(shard.unknown for shard in packed),
        "tokens_per_syllable": round(tokens / max(1, sizes.syllables), 4),
    }
    (out / "sizes.json").write_text(json.dumps(report, indent=1), encoding="utf-8")
    click.echo(json.dumps(report, indent=1))


def _sample(buckets: tuple[Path, ...], *, characters: int) -> Iterator[str]:
    """Paragraphs of every bucket in equal parts, some also without diacritics."""
    share = characters // len(buckets)
    number = 0
    for bucket in buckets:
        taken = 0
        for document in read_documents(bucket):
            for paragraph in document.split("\n"):
                number += 1
                taken += len(paragraph)
                yield paragraph
                if number % BARE_ONE_IN == 0:
                    yield strip_diacritics(paragraph)
            if taken >= share:
                break


@pretrain.command()
@click.option("--data", type=FOLDER, required=True, help="Folder made by `prepare`.")
@click.option("--width", default=256, show_default=True)
@click.option("--shards", default=6, show_default=True, help="How many are counted.")
@click.option("--window", default=4, show_default=True)
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="A .npy file."
)
@click.option("--seed", default=1, show_default=True)
def vectors(
    *, data: Path, width: int, shards: int, window: int, out: Path, seed: int
) -> None:
    """Count static vectors to start the embeddings from."""
    vocabulary = _vocabulary(data)
    stream = TokenStream.from_folder(data)
    counts = count_neighbours(
        islice(stream.shards, shards), vocabulary=vocabulary, window=window
    )
    np.save(out, static_vectors(counts, width=width, seed=seed))


@pretrain.command()
@click.option("--data", type=FOLDER, required=True, help="Folder made by `prepare`.")
@click.option("--out", type=FOLDER, required=True, help="Folder of the checkpoints.")
@click.option("--layers", default=4, show_default=True)
@click.option("--hidden", default=256, show_default=True)
@click.option("--heads", default=4, show_default=True)
@click.option("--intermediate", default=None, type=int, help="[default: 4 × hidden]")
@click.option("--length", default=128, show_default=True, help="Tokens of a row.")
@click.option("--rows", default=64, show_default=True, help="Rows of a batch.")
@click.option("--mask-share", default=0.25, show_default=True)
@click.option(
    "--objective",
    default="mlm",
    type=click.Choice(["mlm", "electra"]),
    show_default=True,
)
@click.option("--rate", default=1e-3, show_default=True, help="Learning rate.")
@click.option("--warmup-tokens", default=1_500_000, show_default=True)
@click.option("--decay-tokens", default=0, show_default=True, help="Final descent.")
@click.option("--max-tokens", default=1_000_000_000, show_default=True)
@click.option("--minutes", default=None, type=float, help="Limit of this session.")
@click.option(
    "--optimizer",
    default="adamw",
    type=click.Choice(["adamw", "muon"]),
    show_default=True,
)
@click.option("--weight-decay", default=0.01, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--checkpoint-s", default=300.0, show_default=True)
@click.option("--log-steps", default=20, show_default=True)
@click.option("--threads", default=None, type=int, help="CPU threads.")
@click.option(
    "--shared-threads", default=None, type=int, help="At most so many, if they help."
)
@click.option("--compile/--no-compile", "compiled", default=False, show_default=True)
@click.option(
    "--precision",
    default="fp32",
    type=click.Choice(["fp32", "bf16"]),
    show_default=True,
)
@click.option("--device", default=None, help="[default: cuda if there is one]")
@click.option("--init-vectors", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--start", type=click.Path(path_type=Path, exists=True), help="Checkpoint."
)
def run(
    *,
    data: Path,
    out: Path,
    layers: int,
    hidden: int,
    heads: int,
    intermediate: int | None,
    rate: float,
    warmup_tokens: int,
    decay_tokens: int,
    max_tokens: int,
    threads: int | None,
    device: str | None,
    precision: str | None,
    init_vectors: Path | None,
    start: Path | None,
    **options: object,
) -> None:
    """Pre-train, going on from the newest checkpoint in OUT if there is one."""
    if threads:
        torch.set_num_threads(threads)
    device = device or ("cuda" if torch.cuda.is_available() else "cpu")
    settings = Settings(
        shape=Shape(
            layers=layers,
            hidden=hidden,
            heads=heads,
            intermediate=intermediate or 4 * hidden,
            vocabulary=_vocabulary(data),
        ),
        schedule=Schedule(
            peak=rate,
            warmup_tokens=warmup_tokens,
            max_tokens=max_tokens,
            decay_tokens=decay_tokens,
        ),
        device=device,
        precision=precision or ("bf16" if has_bf16(device) else "fp32"),
        **options,  # type: ignore[arg-type]
    )
    trainer = Trainer(
        settings,
        out=out,
        vectors=np.load(init_vectors) if init_vectors else None,
        start=start,
    )
    with _terminations() as asked:
        progress = trainer.run(
            TokenStream.from_folder(data), should_stop=lambda: bool(asked)
        )
    click.echo(json.dumps(asdict(progress)))


@contextmanager
def _terminations() -> Iterator[list[int]]:
    """Collect SIGTERM instead of dying of it, so that a last checkpoint is written."""
    asked: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _frame: asked.append(number))
    try:
        yield asked
    finally:
        signal.signal(signal.SIGTERM, before)


@pretrain.command()
@click.option(
    "--checkpoint", type=FOLDER, required=True, help="A checkpoint, or their folder."
)
@click.option("--data", type=FOLDER, required=True, help="Folder made by `prepare`.")
@click.option("--out", type=FOLDER, required=True, help="Folder to write.")
@click.option(
    "--sources",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Where the text came from, such as training/pretrain/sources.json.",
)
def export(*, checkpoint: Path, data: Path, out: Path, sources: Path | None) -> None:
    """Write an encoder that `AutoModel.from_pretrained` loads, with its cards."""
    state = export_encoder(
        checkpoint,
        tokenizer=data / "tokenizer.json",
        out=out,
        sources=json.loads(sources.read_text("utf-8")) if sources else {},
    )
    _tell_left_out(write_cards(out))
    click.echo(json.dumps(state, ensure_ascii=False))


@pretrain.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
def card(folder: Path) -> None:
    """Write the cards of the encoder in FOLDER anew, from FOLDER/measured/*.json."""
    _tell_left_out(write_cards(folder))


def _tell_left_out(names: list[str]) -> None:
    for name in names:
        click.echo(f"left out, measures other weights: {name}", err=True)


pretrain.add_command(compare_command)


def _vocabulary(data: Path) -> int:
    return int(Tokenizer.from_file(str(data / "tokenizer.json")).get_vocab_size())


if __name__ == "__main__":
    pretrain()
