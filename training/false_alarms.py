"""How often ordinary text is flagged: an upper bound on false alarms."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
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


@dataclass(frozen=True, slots=True, kw_only=True)
class FlaggedSentence:
    """An ordinary sentence with a finding at medium or above, and its neighbours.

    Attributes:
        points: Names of the operating points that flag it.
    """

    text: str
    before: str
    after: str
    points: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What a classifier flags in ordinary text.

    Attributes:
        counts: By operating point.
        flagged: Every sentence that any of them flags.
    """

    counts: dict[str, Any]
    flagged: tuple[FlaggedSentence, ...]


def read_background(
    paths: Iterable[Path],
    *,
    most_sentences: int,
    labelled: Collection[str] | None = None,
) -> Background:
    """Documents that nothing was trained on, until they hold enough sentences.

    Every path gives an equal share: the first documents in it that are held out from
    all training. What these lack is made up, if labelled sentences are given, by
    documents of which none is labelled; pre-training may have read those.

    Args:
        paths: Raw text, a paragraph a line and a blank line between documents.
        most_sentences: Of all paths together.
        labelled: Keys of the sentences that have labels.

    Raises:
        InputError: When a file cannot be read.
    """
    files = tuple(paths)
    share = most_sentences / max(len(files), 1)
    return Background(
        ", ".join(path.name for path in files),
        tuple(
            chain.from_iterable(
                _until(_not_trained_on(path, labelled), share) for path in files
            )
        ),
    )


def sentence_key(text: str) -> str:
    """SHA-256 of a sentence, by which labels are kept without its text."""
    return hashlib.sha256(text.encode()).hexdigest()


def count_flagged(classifier: Classifier, background: Background) -> dict[str, Any]:
    """Sentences and documents with a finding at medium or above, by operating point.

    Raises:
        ModelError: When the classifier cannot score.
    """
    return survey(classifier, background).counts


def survey(classifier: Classifier, background: Background) -> Survey:
    """What every operating point flags, counted and kept to be read.

    Raises:
        ModelError: When the classifier cannot score.
    """
    points = [point.name for point in classifier.card.operating_points]
    sentences = 0
    flagged: list[FlaggedSentence] = []
    documents = dict.fromkeys(points, 0)
    for text in background.documents:
        spans = text_sentences(text)
        sentences += len(spans)
        found = _flagged_of(classifier, text, spans)
        flagged.extend(found)
        for name in points:
            documents[name] += any(name in sentence.points for sentence in found)
    counts = {
        name: {
            "background": background.name,
            "sentences": sentences,
            "flagged": sum(name in sentence.points for sentence in flagged),
            "documents": len(background.documents),
            "documents_flagged": documents[name],
        }
        for name in points
    }
    return Survey(counts=counts, flagged=tuple(flagged))


def _flagged_of(
    classifier: Classifier, text: str, spans: Sequence[Span]
) -> list[FlaggedSentence]:
    scored = [
        Scored(_UNLABELLED, scores, ())
        for scores in classifier.score_sentences(text, spans)
    ]
    by_point = {
        point.name: judge(scored, point) for point in classifier.card.operating_points
    }
    around = ["", *(span.of(text) for span in spans), ""]
    found: list[FlaggedSentence] = []
    for place in range(len(spans)):
        points = frozenset(
            name for name, judged in by_point.items() if judged[place].is_flagged
        )
        if points:
            before, own, after = around[place : place + 3]
            found.append(
                FlaggedSentence(text=own, before=before, after=after, points=points)
            )
    return found


def text_sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a text whose lines are paragraphs."""
    result: list[Span] = []
    start = 0
    for line in text.split("\n"):
        result.extend(span.shifted(start) for span in split_sentences(line))
        start += len(line) + 1
    return tuple(result)


def _not_trained_on(path: Path, labelled: Collection[str] | None) -> Iterator[str]:
    """Held-out documents first, then those without a labelled sentence."""
    yield from filter(is_held_out, read_documents(path))
    if labelled is None:
        return
    for text in read_documents(path):
        keys = (sentence_key(span.of(text)) for span in text_sentences(text))
        if not is_held_out(text) and not any(key in labelled for key in keys):
            yield text


def _until(documents: Iterable[str], most_sentences: float) -> Iterator[str]:
    count = 0
    for text in documents:
        if count >= most_sentences:
            return
        count += len(text_sentences(text))
        yield text
