"""Real sentences worth labelling next, drawn from raw text with a model's help.

Three ways of drawing answer three questions: what does the model flag with most
confidence (is it right?), where is it least sure, and what does it pass over among
sentences that speak of women and men (does it miss something?).
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from screener.domain.detections import SentenceScores
from screener.domain.labels import Category, Severity
from screener.ports import Classifier, OperatingPoint
from screener.text.folding import fold_for_matching
from training.false_alarms import sentence_key, text_sentences
from training.near_duplicates import near_duplicates
from training.pretrain.corpus import is_held_out, read_documents
from training.split import position

_FEWEST_WORDS, _MOST_WORDS = 5, 60
_SIMILAR: Final = 0.5
_OF_WOMEN_OR_MEN: Final = re.compile(
    r"\b(phụ nữ|đàn bà|đàn ông|nam giới|nữ giới|nam nhi|con gái|con trai|cô gái|"
    r"chàng trai|chị em|các chị|cánh mày râu|phái (?:yếu|đẹp|mạnh)|bà mẹ|ông bố|"
    r"người vợ|người chồng|làm vợ|làm chồng|nàng dâu|con dâu|mẹ chồng|bà xã|ông xã|"
    r"hot girl|người mẫu|hoa hậu|nữ|đồng tính|chuyển giới|giới tính)\b"
)


class Drawn(StrEnum):
    """Why a sentence was drawn."""

    CONFIDENT = "confident"
    UNCERTAIN = "uncertain"
    PASSED_OVER = "passed_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mined:
    """A real sentence with its neighbours, not labelled yet.

    Attributes:
        origin: The file that it came from.
    """

    text: str
    before: str
    after: str
    origin: str
    drawn: Drawn

    def to_json(self) -> dict[str, str]:
        """The record of it, keyed like its label will be."""
        return {
            "id": sentence_key(self.text)[:16],
            "text": self.text,
            "before": self.before,
            "after": self.after,
            "origin": self.origin,
            "drawn": self.drawn.value,
        }


def mine(
    paths: Sequence[Path],
    classifier: Classifier,
    *,
    point: OperatingPoint,
    sentences: int,
    document_share: float,
    known: Collection[str],
    seed: int,
) -> tuple[Mined, ...]:
    """Sentences to label, a third for each way of drawing, an equal share a file.

    Args:
        paths: Raw text, a paragraph a line and a blank line between documents.
            Documents held out for counting false alarms are left alone.
        classifier: Scores the sentences.
        point: Where the classifier would flag.
        sentences: How many to draw, at most; near-duplicates are dropped.
        document_share: Share of the documents that is read, in (0, 1].
        known: Keys of sentences that have labels already.
        seed: Decides which documents are read.

    Raises:
        InputError: When a file cannot be read.
        ModelError: When the classifier cannot score.
    """
    most = sentences // max(len(paths) * len(Drawn), 1)
    mined: list[Mined] = []
    for path in paths:
        best = _Best(most=most, known=known)
        for text in _documents(path, share=document_share, seed=seed):
            best.add_document(text, classifier, point, origin=path.name.split(".")[0])
        mined.extend(best.drawn())
    return _without_duplicates(mined)


class _Best:
    """The sentences of one file that rank first, for each way of drawing."""

    def __init__(self, *, most: int, known: Collection[str]) -> None:
        self._most = most
        self._known = known
        self._heaps: dict[Drawn, list[tuple[float, str, Mined]]] = {
            way: [] for way in Drawn
        }

    def add_document(
        self, text: str, classifier: Classifier, point: OperatingPoint, *, origin: str
    ) -> None:
        spans = text_sentences(text)
        around = ["", *(span.of(text) for span in spans), ""]
        for index, scores in enumerate(classifier.score_sentences(text, spans)):
            before, sentence, after = around[index : index + 3]
            if _FEWEST_WORDS <= len(sentence.split()) <= _MOST_WORDS:
                for way, rank in _ranks(sentence, margin_of(scores, point)):
                    mined = Mined(
                        text=sentence,
                        before=before,
                        after=after,
                        origin=origin,
                        drawn=way,
                    )
                    self._keep(way, rank, mined)

    def drawn(self) -> Iterator[Mined]:
        taken: set[str] = set()
        for way in Drawn:
            for _, key, mined in sorted(self._heaps[way], key=lambda item: item[:2]):
                if key not in taken:
                    taken.add(key)
                    yield mined

    def _keep(self, way: Drawn, rank: float, mined: Mined) -> None:
        heap = self._heaps[way]
        if len(heap) >= self._most and (not heap or rank <= heap[0][0]):
            return
        key = sentence_key(mined.text)
        if key in self._known or any(key == other for _, other, _ in heap):
            return
        push = heapq.heappushpop if len(heap) >= self._most else heapq.heappush
        push(heap, (rank, key, mined))


def margin_of(scores: SentenceScores, point: OperatingPoint) -> float:
    """How far the clearest finding at medium or above lies over its threshold.

    Negative when nothing reaches a threshold.
    """
    return max(
        by_severity.at_least(severity) - point.threshold(category, severity)
        for category, by_severity in zip(Category, scores.categories, strict=True)
        for severity in (Severity.MEDIUM, Severity.HIGH)
    )


def _ranks(text: str, margin: float) -> Iterator[tuple[Drawn, float]]:
    """The ways in which a sentence may be drawn; the larger rank goes first."""
    if margin >= 0:
        yield Drawn.CONFIDENT, margin
    yield Drawn.UNCERTAIN, -abs(margin)
    if margin < 0 and _OF_WOMEN_OR_MEN.search(fold_for_matching(text)):
        # Any of them: the ones it is surest of are where it may be blind.
        yield Drawn.PASSED_OVER, position(text, seed=0)


def _documents(path: Path, *, share: float, seed: int) -> Iterator[str]:
    for text in read_documents(path):
        if position(text, seed=seed) < share and not is_held_out(text):
            yield text


def _without_duplicates(mined: Sequence[Mined]) -> tuple[Mined, ...]:
    pairs = near_duplicates([one.text for one in mined], threshold=_SIMILAR)
    dropped = {pair.second for pair in pairs}
    return tuple(one for index, one in enumerate(mined) if index not in dropped)
