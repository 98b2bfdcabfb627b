"""Tiny checkpoints of the architectures that users bring, built on the spot."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import (
    PhobertTokenizer,
    RobertaConfig,
    RobertaModel,
    XLMRobertaConfig,
    XLMRobertaModel,
    XLMRobertaTokenizer,
)

from tests.unit.training.pretrain_corpus import paragraphs
from training.pretrain.export import fast_tokenizer
from training.pretrain.model import Shape, build_model
from training.pretrain.tokenizer import train_tokenizer

_SMALL: dict[str, Any] = {
    "hidden_size": 16,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 32,
}


def write_own(folder: Path, *, layers: int = 1, vocabulary: int = 400) -> Path:
    """A folder such as `pretrain export` writes, with random weights."""
    tokenizer = train_tokenizer(paragraphs(), vocabulary=vocabulary)
    shape = Shape(
        layers=layers,
        hidden=16,
        heads=2,
        intermediate=32,
        vocabulary=tokenizer.get_vocab_size(),
    )
    build_model(shape, seed=1).save_pretrained(folder)
    tokenizer.save(str(folder / "plain.json"))
    fast_tokenizer(folder / "plain.json").save_pretrained(folder)
    (folder / "plain.json").unlink()
    (folder / "training_state.json").write_text("{}", encoding="utf-8")
    return folder


def write_phobert(folder: Path) -> Path:
    """A checkpoint in the files of ``vinai/phobert-base``: vocab.txt, bpe.codes."""
    folder.mkdir(parents=True, exist_ok=True)
    merges, counts = _byte_pairs(
        [p.replace("một lần", "một_lần") for p in paragraphs()]
    )
    lines = [f"{piece} {count}" for piece, count in counts.most_common()]
    (folder / "vocab.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    codes = [f"{left} {right} {rank}" for rank, (left, right) in enumerate(merges)]
    (folder / "bpe.codes").write_text("\n".join(codes) + "\n", encoding="utf-8")
    files = (str(folder / "vocab.txt"), str(folder / "bpe.codes"))
    tokenizer = PhobertTokenizer(*files)  # type: ignore[no-untyped-call]
    config = RobertaConfig(
        vocab_size=len(tokenizer),
        max_position_embeddings=66,
        type_vocab_size=1,
        pad_token_id=1,
        **_SMALL,
    )
    config.tokenizer_class = "PhobertTokenizer"
    torch.manual_seed(1)
    RobertaModel(config).save_pretrained(folder)
    return folder


def _byte_pairs(lines: list[str]) -> tuple[list[tuple[str, str]], Counter[str]]:
    """Merges in fastBPE's writing, and the pieces with their counts."""
    words = Counter(word for line in lines for word in line.split())
    cut = {w: [*w[:-1], f"{w[-1]}</w>"] for w in words}
    merges: list[tuple[str, str]] = []
    for _ in range(150):
        pairs: Counter[tuple[str, str]] = Counter()
        for word, pieces in cut.items():
            for pair in pairwise(pieces):
                pairs[pair] += words[word]
        best = max(pairs, key=lambda pair: (pairs[pair], pair))
        merges.append(best)
        cut = {word: _merged(pieces, best) for word, pieces in cut.items()}
    counts: Counter[str] = Counter()
    for word, pieces in cut.items():
        for piece in pieces:
            is_last = piece.endswith("</w>")
            counts[piece.removesuffix("</w>") if is_last else f"{piece}@@"] += words[
                word
            ]
    return merges, counts


def _merged(pieces: list[str], pair: tuple[str, str]) -> list[str]:
    merged: list[str] = []
    for piece in pieces:
        if merged and (merged[-1], piece) == pair:
            merged[-1] += piece
        else:
            merged.append(piece)
    return merged


def write_xlm_roberta(folder: Path) -> Path:
    """A checkpoint with a unigram vocabulary, as ``xlm-roberta-base`` has."""
    model = Tokenizer(models.Unigram())
    model.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Metaspace(prepend_scheme="always"),
        ]
    )
    trainer = trainers.UnigramTrainer(
        vocab_size=300,
        special_tokens=["<s>", "<pad>", "</s>", "<unk>"],
        unk_token="<unk>",
        show_progress=False,
    )
    model.train_from_iterator(paragraphs(), trainer)
    vocabulary = json.loads(model.to_str())["model"]["vocab"]
    tokenizer = XLMRobertaTokenizer(vocab=[tuple(entry) for entry in vocabulary])
    tokenizer.save_pretrained(folder)
    config = XLMRobertaConfig(
        vocab_size=len(tokenizer),
        max_position_embeddings=66,
        type_vocab_size=1,
        pad_token_id=1,
        **_SMALL,
    )
    torch.manual_seed(1)
    XLMRobertaModel(config).save_pretrained(folder)
    return folder
