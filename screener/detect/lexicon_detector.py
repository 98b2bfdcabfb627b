"""The lexicon as a detector: it flags where words suffice, elsewhere it explains."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from screener.detect.rewording import suggestions_of
from screener.detect.stance import StanceReading, Surroundings, stance_of
from screener.domain.detections import (
    Candidate,
    Detection,
    SentenceStance,
    SeverityScores,
)
from screener.domain.documents import Part, Reading, Sentence
from screener.domain.labels import Stance
from screener.lexicon.matcher import Match, Matcher


class LexiconDetector:
    """Looks every sentence up in the lexicon and reads its stance.

    Args:
        matcher: Finds the entries.
    """

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher

    def contexts(self, reading: Reading) -> tuple[Hashable, ...]:
        """Each sentence with those beside it and the headline over them all."""
        return tuple(
            (sentence.text, _surroundings(reading, sentence))
            for sentence in reading.sentences
        )

    def detect(
        self, reading: Reading, *, among: Sequence[int] | None = None
    ) -> Detection:
        """A candidate for each expression; a stance for each criticised one."""
        chosen = range(len(reading.sentences)) if among is None else among
        candidates: list[Candidate] = []
        stances: list[SentenceStance] = []
        for sentence in (reading.sentences[index] for index in chosen):
            matches = self._matcher.find(sentence.text)
            if not matches:
                continue
            around = _surroundings(reading, sentence)
            stanced = [
                (match, stance_of(sentence.text, match.span, around=around))
                for match in matches
            ]
            candidates += (_candidate(sentence, *pair) for pair in stanced)
            stances += _criticism(sentence, [stance for _, stance in stanced])
        return Detection(tuple(candidates), tuple(stances))


def _candidate(sentence: Sentence, match: Match, stance: StanceReading) -> Candidate:
    entry, offset = match.entry, sentence.span.start
    return Candidate(
        sentence=sentence.index,
        category=entry.category,
        span=match.span.shifted(offset),
        scores=SeverityScores.certain(entry.severity),
        stance=stance.stance,
        detector="lexicon",
        rule=entry.id,
        is_sufficient=entry.flags_alone,
        explanation=entry.note,
        suggestions=suggestions_of(
            entry, sentence=sentence.text, span=match.span, offset=offset
        ),
    )


def _criticism(
    sentence: Sentence, readings: list[StanceReading]
) -> Iterator[SentenceStance]:
    """The sentence's stance, when all that it names it criticises."""
    if all(reading.stance is Stance.COUNTERED for reading in readings):
        surest = max(readings, key=lambda reading: reading.score)
        yield SentenceStance(
            sentence.index, Stance.COUNTERED, surest.score, why=surest.why
        )


def _surroundings(reading: Reading, sentence: Sentence) -> Surroundings:
    index = sentence.index
    sentences = reading.sentences
    return Surroundings(
        before=sentences[index - 1].text if index else "",
        after=sentences[index + 1].text if index + 1 < len(sentences) else "",
        headline=_headline(reading),
    )


def _headline(reading: Reading) -> str:
    if reading.document.title:
        return reading.document.title
    first = reading.sentences[0]
    return first.text if first.paragraph.place.part is Part.TITLE else ""
