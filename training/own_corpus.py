"""The project's own labelled corpus, which ships with the package."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from training.dataset import Example, Split
from training.labelled_files import read_labelled

OWN_CORPUS: Final = tuple(
    Path(__file__).parent / "data" / name
    for name in ("sentences.jsonl", "articles.jsonl")
)


def own_corpus(
    *splits: Split, files: Sequence[Path] = OWN_CORPUS
) -> tuple[Example, ...]:
    """Its sentences of these splits, those of articles in their context.

    Args:
        splits: Which parts of it.
        files: Another corpus in its place, in any labelled form.

    Raises:
        InputError: When the files are missing or damaged.
    """
    return tuple(
        example
        for path in files
        for example in read_labelled(path)
        if example.split in splits
    )
