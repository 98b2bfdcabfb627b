"""One door to labelled files: single sentences or articles, told apart by content."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from screener.errors import ExampleError
from training.articles import (
    read_articles,
    sentences_of,
    with_sentences,
    write_articles,
)
from training.dataset import Example, check_examples, read_examples, write_examples
from training.json_lines import read_lines


def read_labelled(path: Path) -> tuple[Example, ...]:
    """The examples of a file; those of an article stand in its context.

    Raises:
        InputError: When the file cannot be read.
        ExampleError: On the first line that breaks the format, naming line and field.
    """
    if holds_articles(path):
        return sentences_of(read_articles(path))
    return read_examples(path)


def check_labelled(path: Path) -> tuple[ExampleError, ...]:
    """The faults of a file: every faulty line, or the first faulty article.

    Raises:
        InputError: When the file cannot be read.
    """
    if not holds_articles(path):
        return check_examples(path)
    try:
        read_articles(path)
    except ExampleError as error:
        return (error,)
    return ()


def rewrite_labelled(path: Path, examples: Iterable[Example]) -> None:
    """Write other judgements of a file's sentences back into it.

    Raises:
        InputError: When the file cannot be read.
        OutputError: When it cannot be written.
    """
    if holds_articles(path):
        write_articles(path, with_sentences(read_articles(path), examples))
    else:
        write_examples(path, examples)


def holds_articles(path: Path) -> bool:
    """Whether the first record of a file is an article.

    Raises:
        InputError: When the file cannot be read.
    """
    first = next((line for line in read_lines(path) if line.strip()), "{}")
    try:
        record = json.loads(first)
    except (json.JSONDecodeError, RecursionError):
        return False
    return isinstance(record, dict) and "sentences" in record
