"""A trained model as a detector: its numbers become candidates and stances."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from screener.detect.pieces import Piece, pieces
from screener.domain.detections import (
    Candidate,
    Detection,
    SentenceScores,
    SentenceStance,
    SeverityScores,
)
from screener.domain.documents import Reading, Sentence
from screener.domain.labels import Category, Stance
from screener.domain.spans import Span
from screener.ports import BatchClassifier, Classifier, LocalClassifier


class ClassifierDetector:
    """Asks a classifier about every sentence in its context.

    Args:
        classifier: The model.
        floor: Categories less likely than this, in [0, 1], are not handed on; it
            stays below every threshold in use.
    """

    def __init__(self, classifier: Classifier, *, floor: float = 0.05) -> None:
        self._classifier = classifier
        self._floor = floor

    def contexts(self, reading: Reading) -> tuple[Hashable, ...]:
        """What the model looks at; the whole text when it cannot say."""
        return tuple(
            context
            for piece in pieces(reading)
            for context in self._contexts(piece.text, piece.spans)
        )

    def _contexts(self, text: str, spans: Sequence[Span]) -> tuple[Hashable, ...]:
        if isinstance(self._classifier, LocalClassifier):
            return self._classifier.contexts(text, spans)
        return tuple((text, span) for span in spans)

    def detect(
        self, reading: Reading, *, among: Sequence[int] | None = None
    ) -> Detection:
        """Candidates and the chance of criticism for each sentence.

        Raises:
            ModelError: When the model cannot score.
        """
        chosen = range(len(reading.sentences)) if among is None else among
        if not chosen:
            return Detection()
        sentences = [reading.sentences[index] for index in chosen]
        return self._detection(sentences, self._scores(reading, chosen))

    def detect_many(self, readings: Sequence[Reading]) -> tuple[Detection, ...]:
        """What ``detect`` says of each, asked in one call where the model can.

        Raises:
            ModelError: When the model cannot score.
        """
        if not isinstance(self._classifier, BatchClassifier):
            return tuple(map(self.detect, readings))
        cut = [pieces(reading) for reading in readings]
        texts = [(piece.text, piece.spans) for of_one in cut for piece in of_one]
        scores = iter(self._classifier.score_texts(texts))
        return tuple(
            self._detection(
                reading.sentences,
                [s for piece in of_one for s in piece.placed(next(scores))],
            )
            for reading, of_one in zip(readings, cut, strict=True)
        )

    def _detection(
        self, sentences: Sequence[Sentence], scores: Sequence[SentenceScores]
    ) -> Detection:
        judged = tuple(zip(sentences, scores, strict=True))
        return Detection(
            candidates=tuple(
                candidate
                for sentence, score in judged
                for candidate in self._candidates(sentence, score)
            ),
            stances=tuple(
                SentenceStance(sentence.index, Stance.COUNTERED, score.stance.countered)
                for sentence, score in judged
            ),
        )

    def _scores(
        self, reading: Reading, chosen: Sequence[int]
    ) -> tuple[SentenceScores, ...]:
        wanted = set(chosen)
        found: list[SentenceScores] = []
        for piece in pieces(reading):
            count = len(piece.spans)
            here = [n for n in range(count) if piece.first + n in wanted]
            if here:
                found += piece.placed(self._scores_of(piece, here))
        return tuple(found)

    def _scores_of(
        self, piece: Piece, chosen: Sequence[int]
    ) -> Sequence[SentenceScores]:
        is_part = len(chosen) < len(piece.spans)
        if is_part and isinstance(self._classifier, LocalClassifier):
            return self._classifier.score_some(piece.text, piece.spans, chosen)
        scores = self._classifier.score_sentences(piece.text, piece.spans)
        return [scores[index] for index in chosen]

    def _candidates(
        self, sentence: Sentence, scores: SentenceScores
    ) -> Iterator[Candidate]:
        for category, severities in zip(Category, scores.categories, strict=True):
            if severities.low >= self._floor:
                yield _candidate(sentence, scores, category, severities)


def _candidate(
    sentence: Sentence,
    scores: SentenceScores,
    category: Category,
    severities: SeverityScores,
) -> Candidate:
    is_quoted = scores.stance.reported > scores.stance.asserted
    return Candidate(
        sentence=sentence.index,
        category=category,
        span=_span(sentence, scores, category),
        scores=severities,
        stance=Stance.REPORTED if is_quoted else Stance.ASSERTED,
        detector="classifier",
    )


def _span(sentence: Sentence, scores: SentenceScores, category: Category) -> Span:
    """The best evidence for the category, else the whole sentence."""
    matching = (e.span for e in scores.evidence if e.category is category)
    return next(matching, sentence.span)
