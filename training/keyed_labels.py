"""Labels of real sentences, kept without the sentences.

The text of a paper belongs to its publisher; what is ours is the judgement. A record
holds the SHA-256 of the sentence and the labels; whoever has the text joins the two
again. Spans and mentions count code points of the sentence in NFC, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from training.dataset import Example, example_from_json, example_to_json
from training.false_alarms import sentence_key, text_sentences
from training.json_lines import json_record, read_lines, write_records
from training.labelled_files import read_labelled
from training.pretrain.corpus import read_documents

_OF_THE_TEXT: Final = ("id", "text", "context")


def write_keyed_labels(path: Path, examples: Iterable[Example]) -> None:
    """Write the labels of examples without their texts, ordered by key.

    Raises:
        OutputError: When the file cannot be written.
    """
    records = [keyed_record(example) for example in examples]
    write_records(path, sorted(records, key=lambda record: str(record["sha256"])))


def keyed_record(example: Example) -> dict[str, Any]:
    """The labels of an example under the key of its sentence."""
    record = example_to_json(example)
    for name in _OF_THE_TEXT:
        del record[name]
    return {"sha256": sentence_key(example.text), **record}


def read_keyed_labels(path: Path) -> dict[str, Mapping[str, Any]]:
    """The records of a file by their key.

    Raises:
        InputError: When the file cannot be read.
        ExampleError: On the first line that is no record.
    """
    records = (
        json_record(line, source=path.name, number=number)
        for number, line in enumerate(read_lines(path), start=1)
        if line.strip()
    )
    return {str(record.get("sha256")): record for record in records}


def keys_of(path: Path) -> set[str]:
    """The keys of the sentences that a file of examples or keyed labels is about.

    Raises:
        InputError: When the file cannot be read.
        ExampleError: On the first line that is neither.
    """
    keyed = read_keyed_labels(path)
    if "None" not in keyed:
        return set(keyed)
    return {sentence_key(example.text) for example in read_labelled(path)}


def join_labels(
    labels: Mapping[str, Mapping[str, Any]], texts: Iterable[Path], *, source: str
) -> Iterator[Example]:
    """The examples whose sentences stand in the texts, each once, with neighbours.

    Args:
        labels: By key.
        texts: Raw text, a paragraph a line and a blank line between documents.
        source: What errors call the labels.

    Raises:
        InputError: When a text cannot be read.
        ExampleError: When a label does not fit the sentence of its key.
    """
    missing = dict(labels)
    for path in texts:
        for document in read_documents(path):
            if not missing:
                return
            yield from _joined(document, missing, source=source)


def _joined(
    document: str, missing: dict[str, Mapping[str, Any]], *, source: str
) -> Iterator[Example]:
    sentences = [span.of(document) for span in text_sentences(document)]
    around = ["", *sentences, ""]
    for index, text in enumerate(sentences):
        record = missing.pop(key := sentence_key(text), None)
        if record is not None:
            example = example_from_json(
                {**record, "id": key[:16], "text": text}, source=source, line=0
            )
            yield replace(example, before=around[index], after=around[index + 2])
