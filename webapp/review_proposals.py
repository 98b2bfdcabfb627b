"""Which sentences are proposed to the reviewers, and why (pure)."""

from __future__ import annotations

import hashlib
import random
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from screener.domain.detections import Detection
from screener.domain.documents import Reading, Sentence
from screener.domain.labels import Category, Stance
from screener.domain.reports import Finding, ModelStamp, Report
from screener.domain.spans import Span
from screener.ports import OperatingPoint
from screener.text.folding import fold_for_matching
from webapp.feedback import FeedbackEvent, FeedbackKind, sentence_key
from webapp.review import Guess, Source
from webapp.review_value import (
    Acquaintance,
    Signals,
    expected_value,
    uncertainty_of,
)
from webapp.store.feedback import standing_answers

# Out of context shorter ones say nothing; longer ones are tables or lost stops.
_LEAST_WORDS: Final = 4
_LONGEST: Final = 1_500
# Of every document, for the random stream: at least one, and one in twenty.
_RANDOM_SHARE: Final = 20
# An expression that only explains contradicts the model less than one that flags.
_EXPLAINING: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A sentence that may be worth labelling.

    Attributes:
        guesses: What the model said, surest first.
        signals: Without novelty, which depends on what is known by then.
    """

    source: Source
    document_key: str
    text: str
    before: str = ""
    after: str = ""
    genre: str = ""
    outlet: str = ""
    guesses: tuple[Guess, ...] = ()
    model: ModelStamp
    signals: Signals = field(default_factory=Signals)

    @property
    def text_key(self) -> str:
        """Names the words: equal for the same sentence with other capitals."""
        folded = " ".join(fold_for_matching(self.text).split())
        return hashlib.sha256(folded.encode()).hexdigest()

    @property
    def value(self) -> float:
        """What labelling it is expected to teach, in [0, 1]."""
        return expected_value(self.signals)


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A document with everything that was found in it.

    Attributes:
        key: Its document key in the queue.
        report: At the operating point in use.
        sensitive: At the most sensitive point of the same model.
        lexicon: What the lexicon knows in it, expressions that only explain too.
        is_published: Findings of published texts are proposed as well.
    """

    key: str
    reading: Reading
    report: Report
    sensitive: Report
    lexicon: Detection
    point: OperatingPoint
    outlet: str = ""
    is_published: bool = False


def proposals_from(examined: Examined) -> Iterator[Proposal]:
    """What a document's sentences may teach, each sentence at most once.

    The random ones are drawn by the document's key: the same on every run.
    """
    fit = [s for s in examined.reading.sentences if is_fit(s.text)]
    pointed = {
        proposal.text: proposal
        for sentence in fit
        if (proposal := _pointed_at(examined, sentence)) is not None
    }
    drawn = _drawn(fit, key=examined.key)
    for sentence in fit:
        reason = pointed.get(sentence.text)
        if sentence in drawn:
            signals = reason.signals if reason else Signals()
            yield _proposal(examined, sentence, Source.RANDOM, signals)
        elif reason is not None:
            yield reason


def most_novel(examined: Examined, known: Acquaintance) -> Proposal | None:
    """The sentence least like anything known, among those nothing was said of."""
    flagged = {f.sentence for f in examined.sensitive.findings}
    fit = [
        s
        for s in examined.reading.sentences
        if is_fit(s.text) and s.span not in flagged
    ]
    if not fit:
        return None
    newest = max(fit, key=lambda s: (known.novelty(s.text), -s.index))
    return _proposal(examined, newest, Source.NOVEL, Signals())


def proposals_from_feedback(events: Iterable[FeedbackEvent]) -> Iterator[Proposal]:
    """What editors' answers may teach: one proposal a sentence, oldest first.

    Withdrawn answers give none. A missed passage contradicts the model wholly; a
    dismissed finding as far as the model was sure of it.
    """
    groups: defaultdict[str, list[FeedbackEvent]] = defaultdict(list)
    for event in events:
        groups[sentence_key(event)].append(event)
    for group in groups.values():
        missed = [event for event in group if event.kind is FeedbackKind.MISSED]
        others = [event for event in group if event.kind is not FeedbackKind.MISSED]
        answers = list(standing_answers(others).values())
        if (missed or answers) and is_fit(group[-1].sentence):
            yield _from_answers(missed, answers)


def valued(proposals: Iterable[Proposal], known: Acquaintance) -> tuple[Proposal, ...]:
    """The proposals with their novelty, the most valuable first.

    Each is compared with what is known and with those taken before it, so that ten
    variants of one sentence do not stand at the head of the queue together.
    """
    result = []
    for proposal in sorted(proposals, key=lambda p: (-p.value, p.text_key)):
        novelty = known.novelty(proposal.text)
        known.meet(proposal.text)
        signals = replace(proposal.signals, novelty=novelty)
        result.append(replace(proposal, signals=signals))
    return tuple(sorted(result, key=lambda p: (-p.value, p.text_key)))


def is_fit(text: str) -> bool:
    """Whether a sentence can be judged by reading it, and kept as it is."""
    is_long_enough = len(text.split()) >= _LEAST_WORDS
    # Data sets are in NFC; putting a sentence into it would move its passages.
    is_kept = unicodedata.is_normalized("NFC", text)
    return is_long_enough and len(text) <= _LONGEST and is_kept


def _pointed_at(examined: Examined, sentence: Sentence) -> Proposal | None:
    """The proposal that model or lexicon give a reason for."""
    found = _of(examined.report.findings, sentence)
    nearly = _of(examined.sensitive.findings, sentence)
    signals = _signals(examined, sentence, found, nearly)
    if found and any(f.is_unsure for f in found):
        return _proposal(examined, sentence, Source.UNCERTAIN, signals)
    if found:
        if not examined.is_published:
            return None
        return _proposal(examined, sentence, Source.SCAN, signals)
    if nearly or signals.disagreement:
        return _proposal(examined, sentence, Source.POSSIBLE_MISS, signals)
    return None


def _signals(
    examined: Examined,
    sentence: Sentence,
    found: Sequence[Finding],
    nearly: Sequence[Finding],
) -> Signals:
    scored = [f for f in (*found, *nearly) if f.detector == "classifier"]
    nearness = (
        uncertainty_of(
            f.score, threshold=examined.point.threshold(f.category, f.severity)
        )
        for f in scored
    )
    believed = {f.category for f in scored}
    return Signals(
        uncertainty=max(nearness, default=0.0),
        disagreement=_contradiction(examined, sentence, believed),
    )


def _contradiction(
    examined: Examined, sentence: Sentence, believed: set[Category]
) -> float:
    """How far the lexicon knows in a sentence what the model does not see."""
    criticised = {
        stance.sentence
        for stance in examined.lexicon.stances
        if stance.stance is Stance.COUNTERED
    }
    if sentence.index in criticised:
        return 0.0
    return max(
        (
            1.0 if candidate.is_sufficient else _EXPLAINING
            for candidate in examined.lexicon.candidates
            if candidate.sentence == sentence.index
            and candidate.category not in believed
            and candidate.stance is not Stance.COUNTERED
        ),
        default=0.0,
    )


def _of(findings: Iterable[Finding], sentence: Sentence) -> list[Finding]:
    return [finding for finding in findings if finding.sentence == sentence.span]


def _drawn(sentences: Sequence[Sentence], *, key: str) -> set[Sentence]:
    if not sentences:
        return set()
    count = max(1, len(sentences) // _RANDOM_SHARE)
    return set(random.Random(key).sample(list(sentences), count))


def _proposal(
    examined: Examined, sentence: Sentence, source: Source, signals: Signals
) -> Proposal:
    sentences = examined.reading.sentences
    index = sentence.index
    found = _of(examined.sensitive.findings, sentence)
    return Proposal(
        source=source,
        document_key=examined.key,
        text=_one_line(sentence.text),
        before=_beside(sentences[index - 1].text) if index else "",
        after=_beside(sentences[index + 1].text) if index + 1 < len(sentences) else "",
        genre=examined.reading.document.genre,
        outlet=examined.outlet or examined.reading.document.outlet,
        guesses=_guesses(
            Guess(f.category, f.severity, f.stance, f.score, _inside(f)) for f in found
        ),
        model=examined.report.model,
        signals=signals,
    )


def _inside(finding: Finding) -> Span:
    """The passage counted from the sentence's start, cut at the sentence's ends."""
    start = max(0, finding.span.start - finding.sentence.start)
    end = min(len(finding.sentence), finding.span.end - finding.sentence.start)
    return Span(start, max(start, end))


def _guesses(guesses: Iterable[Guess]) -> tuple[Guess, ...]:
    return tuple(sorted(guesses, key=lambda g: (-g.score, g.category)))


def _from_answers(
    missed: Sequence[FeedbackEvent], answers: Sequence[FeedbackEvent]
) -> Proposal:
    last = (*missed, *answers)[-1]
    # A rule has no probability; it is as sure as its words.
    doubts = (1.0 if event.score is None else event.score for event in answers)
    disagreement = 1.0 if missed else max(doubts, default=0.0)
    return Proposal(
        source=Source.MISSED if missed else Source.REPORTED,
        document_key=last.draft_id,
        text=_one_line(last.sentence),
        before=_beside(last.before),
        after=_beside(last.after),
        guesses=_guesses(
            Guess(
                event.category,
                event.severity,
                # The answer does not say whose voice it was.
                Stance.ASSERTED,
                event.score if event.score is not None else 1.0,
                event.span,
            )
            for event in answers
        ),
        model=last.model,
        signals=Signals(disagreement=min(1.0, disagreement)),
    )


def _one_line(text: str) -> str:
    """The text with every line break as a blank; positions stay."""
    return text.replace("\n", " ")


def _beside(text: str) -> str:
    """A neighbour as data sets keep it; nothing points into it."""
    return unicodedata.normalize("NFC", _one_line(text))
