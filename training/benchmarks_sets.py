"""Public Vietnamese benchmarks of whole sentences: what an encoder is measured on.

Their licences allow research only, so nothing trained on them ships.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from screener.errors import EmptyInputError, ExampleError
from training.json_lines import json_record, read_lines
from training.pretrain.corpus import strip_diacritics

MISSING_DIACRITICS: Final = 0.2


@dataclass(frozen=True, slots=True)
class Published:
    """A figure of others, in per cent; None where they do not report it."""

    model: str
    source: str
    macro_f1: float | None = None
    accuracy: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One question that a benchmark asks of each text.

    Attributes:
        name: As the command takes it.
        title: As tables print it.
        label: Field of the answer.
        files: The train, dev and test files.
        published: What others report.
    """

    name: str
    title: str
    label: str
    files: tuple[str, str, str]
    published: tuple[Published, ...] = ()


TASKS: Final = {
    task.name: task
    for task in (
        Task(
            name="vihsd",
            title="ViHSD",
            label="label",
            files=("train.jsonl", "dev.jsonl", "test.jsonl"),
            published=(
                Published("mBERT", "Luu et al. 2021", 62.7),
                Published("PhoBERT", "several, about", 65.0),
                Published("PhoBERT-CNN", "arXiv 2206.00524", 67.5, 87.8),
                Published("ViHateT5", "arXiv 2405.14141", 68.7, 88.8),
            ),
        ),
        Task(
            name="vsfc",
            title="UIT-VSFC (sentiment)",
            label="sentiment",
            files=("train.jsonl", "val.jsonl", "test.jsonl"),
            published=(
                Published("PhoBERT v2, underthesea", "underthesea #760", None, 94.0),
            ),
        ),
        Task(
            name="victsd",
            title="UIT-ViCTSD (toxic)",
            label="toxic",
            files=("train.jsonl", "valid.jsonl", "test.jsonl"),
            published=(Published("PhoBERT", "arXiv 2103.10069", 59.4),),
        ),
        Task(
            name="victsd-constructive",
            title="UIT-ViCTSD (constructive)",
            label="constructive",
            files=("train.jsonl", "valid.jsonl", "test.jsonl"),
            published=(Published("PhoBERT", "arXiv 2103.10069", 78.6),),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts with the number of the label of each."""

    texts: tuple[str, ...]
    labels: tuple[int, ...]

    def chosen(self, keep: Sequence[bool]) -> Texts:
        """Those with a yes in `keep`."""
        pairs = [
            pair
            for pair, kept in zip(
                zip(self.texts, self.labels, strict=True), keep, strict=True
            )
            if kept
        ]
        return Texts(tuple(t for t, _ in pairs), tuple(n for _, n in pairs))


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchmarkSet:
    """A benchmark as read.

    Attributes:
        task: What is asked.
        labels: The names of the labels, sorted.
        train: Trained on.
        dev: Chooses the epoch.
        test: Measured.
    """

    task: Task
    labels: tuple[str, ...]
    train: Texts
    dev: Texts
    test: Texts

    @property
    def unseen(self) -> tuple[bool, ...]:
        """Which test texts do not stand in the training part too."""
        seen = set(map(_key, self.train.texts))
        return tuple(_key(text) not in seen for text in self.test.texts)


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def read_benchmark(folder: Path, task: Task) -> BenchmarkSet:
    """A benchmark from the JSON Lines files of a folder.

    Raises:
        InputError: When a file is missing, or a row lacks text or label.
    """
    parts = [_read(folder / name, task.label) for name in task.files]
    labels = tuple(sorted({label for rows in parts for _, label in rows}))
    train, dev, test = (
        Texts(
            tuple(text for text, _ in rows),
            tuple(labels.index(label) for _, label in rows),
        )
        for rows in parts
    )
    return BenchmarkSet(task=task, labels=labels, train=train, dev=dev, test=test)


def _read(path: Path, label: str) -> list[tuple[str, str]]:
    rows = []
    for number, line in enumerate(read_lines(path), start=1):
        if not line.strip():
            continue
        record = json_record(line, source=str(path), number=number, nfc=True)
        if not isinstance(record.get("text"), str) or label not in record:
            raise ExampleError(
                source=str(path), line=number, field=f"text, {label}", reason="missing"
            )
        rows.append((record["text"], str(record[label])))
    if not rows:
        raise EmptyInputError(source=str(path))
    return rows


class Spoiling(StrEnum):
    """What may happen to a text before it reaches an encoder."""

    NONE = "none"
    DIACRITICS = "diacritics"
    NFD = "nfd"
    CAPITALS = "capitals"


def spoiled(texts: Sequence[str], how: Spoiling, *, seed: int) -> tuple[str, ...]:
    """The texts as they come in from careless keyboards, old files and headlines.

    Args:
        texts: In NFC.
        how: ``diacritics`` takes all marks from 20 % of the syllables.
        seed: Chooses the syllables.
    """
    if how is Spoiling.DIACRITICS:
        chance = random.Random(seed)
        return tuple(_weakened(text, chance) for text in texts)
    if how is Spoiling.NFD:
        return tuple(unicodedata.normalize("NFD", text) for text in texts)
    if how is Spoiling.CAPITALS:
        return tuple(text.upper() for text in texts)
    return tuple(texts)


def _weakened(text: str, chance: random.Random) -> str:
    return " ".join(
        strip_diacritics(part) if chance.random() < MISSING_DIACRITICS else part
        for part in text.split(" ")
    )
