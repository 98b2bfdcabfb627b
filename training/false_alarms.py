"""How often ordinary text is flagged: an upper bound on false alarms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from screener.domain.labels import Stance
from screener.domain.spans import Span
from screener.ports import Classifier
from screener.text.sentences import split_sentences
from training.dataset import Example
from training.judging import Scored, judge
from training.pretrain.corpus import is_held_out, read_documents

_UNLABELLED = Example(id="-", text="-", stance=Stance.NONE)


@dataclass(frozen=True, slots=True)
class Background:
    """Ordinary documents, one text each.

    Attributes:
        name: What cards call them.
        documents: A paragraph a line.
    """

    name: str
    documents: tuple[str, ...]


def read_background(paths: Iterable[Path], *, most_sentences: int) -> Background:
    """Documents that nothing was trained on, until they hold enough sentences.

    Every path gives an equal share: the held-out documents from its beginning.

    Raises:
        InputError: When a file cannot be read.
    """
    files = tuple(paths)
    share = most_sentences / max(len(files), 1)
    return Background(
        ", ".join(path.name for path in files),
        tuple(chain.from_iterable(_until(path, share) for path in files)),
    )


def count_flagged(classifier: Classifier, background: Background) -> dict[str, Any]:
    """Sentences and documents with a finding at medium or above, by operating point.

    Raises:
        ModelError: When the classifier cannot score.
    """
    points = classifier.card.operating_points
    sentences = 0
    flagged = dict.fromkeys((point.name for point in points), 0)
    documents = dict(flagged)
    for text in background.documents:
        spans = text_sentences(text)
        sentences += len(spans)
        scored = [
            Scored(_UNLABELLED, scores, ())
            for scores in classifier.score_sentences(text, spans)
        ]
        for point in points:
            found = sum(item.is_flagged for item in judge(scored, point))
            flagged[point.name] += found
            documents[point.name] += found > 0
    return {
        point.name: {
            "background": background.name,
            "sentences": sentences,
            "flagged": flagged[point.name],
            "documents": len(background.documents),
            "documents_flagged": documents[point.name],
        }
        for point in points
    }


def text_sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a text whose lines are paragraphs."""
    result: list[Span] = []
    start = 0
    for line in text.split("\n"):
        result.extend(span.shifted(start) for span in split_sentences(line))
        start += len(line) + 1
    return tuple(result)


def _until(path: Path, most_sentences: float) -> Iterator[str]:
    count = 0
    for text in filter(is_held_out, read_documents(path)):
        if count >= most_sentences:
            return
        count += len(text_sentences(text))
        yield text
