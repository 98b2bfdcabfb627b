"""Token shards on disk, and the order in which training reads them.

A corpus is one long stream: the tokens of a paragraph, an end mark, a second
end mark after a document. It lies in ``tokens-NNN.npy`` files of uint16.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from screener.errors import EmptyInputError, MissingInputError, SettingError
from training.pretrain.corpus import read_documents, weaken_diacritics
from training.pretrain.tokenizer import BEGIN_ID, END_ID

WEAKENED = 0.04


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardSizes:
    """What one shard holds: all its tokens, and how many are unknown."""

    tokens: int
    unknown: int


def pack_bucket(
    bucket: Path, *, shard: Path, tokenizer: Tokenizer, seed: int
) -> ShardSizes:
    """Write the documents of one text bucket as one shard, in a seeded order.

    Four paragraphs in a hundred lose diacritics (`weaken_diacritics`), so that
    the encoder has seen text typed without them.
    """
    chance = random.Random(f"{seed} {bucket.name}")
    documents = list(read_documents(bucket))
    chance.shuffle(documents)
    pieces = [_document_tokens(d, tokenizer, chance) for d in documents]
    tokens = np.concatenate([*pieces, np.zeros(0, dtype=np.uint16)])
    np.save(shard, tokens)
    unknown = int((tokens == tokenizer.token_to_id("<unk>")).sum())
    return ShardSizes(tokens=len(tokens), unknown=unknown)


def _document_tokens(
    document: str, tokenizer: Tokenizer, chance: random.Random
) -> NDArray[np.uint16]:
    """The tokens of one document, end marks included; shape (tokens,)."""
    paragraphs = [
        weaken_diacritics(p, chance=chance) if chance.random() < WEAKENED else p
        for p in document.split("\n")
    ]
    ids: list[int] = []
    for encoding in tokenizer.encode_batch_fast(paragraphs, add_special_tokens=False):
        ids += encoding.ids
        ids.append(END_ID)
    ids.append(END_ID)
    return np.array(ids, dtype=np.uint16)


@dataclass(frozen=True, slots=True)
class TokenStream:
    """Every shard of a folder, mapped into memory and read by row number.

    Attributes:
        shards: Token ids; shapes (tokens of the shard,).
    """

    shards: tuple[NDArray[np.uint16], ...]

    @classmethod
    def from_folder(cls, folder: Path) -> TokenStream:
        """The shards under a `prepare` output folder.

        Raises:
            MissingInputError: When it holds none.
        """
        paths = sorted(folder.glob("tokens-*.npy"))
        if not paths:
            raise MissingInputError(source=str(folder / "tokens-*.npy"))
        return cls(tuple(np.load(path, mmap_mode="r") for path in paths))

    def rows(self, *, width: int, offset: int) -> NDArray[np.int64]:
        """Where each row of `width` tokens starts: (shard, start); shape (rows, 2).

        Raises:
            EmptyInputError: When no shard is as long as one row.
        """
        places = [
            np.stack([np.full(len(starts), number), starts], axis=1)
            for number, shard in enumerate(self.shards)
            if len(starts := np.arange(offset, len(shard) - width + 1, width))
        ]
        if not places:
            raise EmptyInputError(source=f"shards, rows of {width} tokens")
        return np.concatenate(places)

    def read(self, places: NDArray[np.int64], *, width: int) -> NDArray[np.int64]:
        """The rows at `places`, each behind a begin mark; shape (rows, width + 1)."""
        batch = np.full((len(places), width + 1), BEGIN_ID, dtype=np.int64)
        for row, (shard, start) in enumerate(places):
            batch[row, 1:] = self.shards[shard][start : start + width]
        return batch


def batches(
    stream: TokenStream, *, length: int, rows: int, seed: int, first: int
) -> Iterator[NDArray[np.int64]]:
    """Batches without end, from number `first` on; each of shape (rows, length).

    Batch `n` depends on the arguments and on `n` alone, so a run that starts
    again sees what the interrupted one would have seen. Each epoch visits all
    rows in its own order, cut at its own offset.

    Raises:
        SettingError: When the stream is shorter than one batch.
    """
    epoch, start = 0, first * rows
    while True:
        chance = np.random.default_rng([seed, epoch])
        offset = int(chance.integers(length))
        places = stream.rows(width=length - 1, offset=offset)
        whole = len(places) // rows * rows
        if not whole:
            raise SettingError(
                source="rows",
                reason=f"{len(places)} rows do not fill a batch of {rows}",
            )
        if start < whole:
            order = chance.permutation(len(places))
            for at in range(start, whole, rows):
                yield stream.read(places[order[at : at + rows]], width=length - 1)
        start = max(0, start - whole)
        epoch += 1
