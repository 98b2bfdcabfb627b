"""Ordinary sentences drawn from raw text, taken to be clean: the news of every day.

Labelled corpora are rich in gender words, so a model trained on them alone learns
job ads or beauty pages where it should learn bias. A little of what papers mostly
print shows it the difference. The few biased sentences that such a sample holds
are noise that the labelled examples outweigh.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from screener.domain.labels import Stance
from training.dataset import Example, Split
from training.false_alarms import text_sentences
from training.pretrain.corpus import is_held_out, read_documents

_FEWEST_WORDS, _MOST_WORDS = 4, 60


def sample_ordinary(
    paths: Iterable[Path], *, sentences: int, seed: int
) -> tuple[Example, ...]:
    """Clean-labelled examples, an equal share from every file, one a document.

    Documents that are held out for counting false alarms are left alone.

    Args:
        paths: Raw text, a paragraph a line and a blank line between documents.
        sentences: How many to draw in all, at most.
        seed: Decides which.

    Raises:
        InputError: When a file cannot be read.
    """
    files = sorted(paths)
    share = sentences // max(len(files), 1)
    chooser = random.Random(seed)
    return tuple(
        example
        for path in files
        for example in _drawn(path, share=share, chooser=chooser)
    )


def _drawn(path: Path, *, share: int, chooser: random.Random) -> list[Example]:
    """A uniform sample of the documents (reservoir), a sentence of each."""
    kept: list[Example] = []
    for count, example in enumerate(_one_a_document(path, chooser)):
        if len(kept) < share:
            kept.append(example)
        elif (place := chooser.randrange(count + 1)) < share:
            kept[place] = example
    return kept


def _one_a_document(path: Path, chooser: random.Random) -> Iterator[Example]:
    for number, text in enumerate(read_documents(path)):
        if is_held_out(text):
            continue
        lines = text.split("\n")
        line = chooser.randrange(len(lines))
        example = _example("\n".join(lines[max(line - 1, 0) : line + 2]), chooser)
        if example is not None:
            yield Example(
                id=f"{path.name.split('.')[0]}-{number}",
                text=example[1],
                before=example[0],
                after=example[2],
                stance=Stance.NONE,
                split=Split.TRAIN,
            )


def _example(text: str, chooser: random.Random) -> tuple[str, str, str] | None:
    """Before, sentence and after from a stretch of text; None when none will do."""
    sentences = [span.of(text) for span in text_sentences(text)]
    fitting = [
        index
        for index, sentence in enumerate(sentences)
        if _FEWEST_WORDS <= len(sentence.split()) <= _MOST_WORDS
    ]
    if not fitting:
        return None
    index = chooser.choice(fitting)
    around = ["", *sentences, ""]
    return around[index], sentences[index], around[index + 2]
