"""What a classifier says of labelled examples, each judged in its context."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from screener.domain.detections import SentenceScores
from screener.domain.labels import FLAGGED_SEVERITIES, Category, Severity
from screener.domain.spans import Span
from screener.ports import Classifier, LocalClassifier, OperatingPoint
from training.dataset import Example, LabelledSpan


@dataclass(frozen=True, slots=True)
class ExampleText:
    """An example as a document of up to three sentences.

    Attributes:
        sentences: Before, the example itself, after; those that are there.
        target: Index of the example itself.
    """

    text: str
    sentences: tuple[Span, ...]
    target: int


@dataclass(frozen=True, slots=True)
class Scored:
    """An example with a classifier's scores; evidence counts from its own text."""

    example: Example
    scores: SentenceScores
    evidence: tuple[LabelledSpan, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an operating point makes of a scored example.

    Attributes:
        severities: The gravest severity reached, for each category that is.
        is_countered: Whether they are held to be criticised, so none counts.
    """

    scored: Scored
    severities: tuple[tuple[Category, Severity], ...]
    is_countered: bool

    @property
    def example(self) -> Example:
        """The example that was judged."""
        return self.scored.example

    @property
    def severity(self) -> Severity:
        """The gravest finding; none when countered or clean."""
        if self.is_countered or not self.severities:
            return Severity.NONE
        return max((found for _, found in self.severities), key=lambda s: s.rank)

    @property
    def is_flagged(self) -> bool:
        """Whether a finding stands at medium or above."""
        return self.severity.rank >= Severity.MEDIUM.rank

    @property
    def categories(self) -> frozenset[Category]:
        """The categories of its findings, at any severity."""
        if self.is_countered:
            return frozenset()
        return frozenset(category for category, _ in self.severities)

    @property
    def spans(self) -> tuple[LabelledSpan, ...]:
        """The evidence behind its findings."""
        found = self.categories
        return tuple(item for item in self.scored.evidence if item.category in found)


def example_text(example: Example) -> ExampleText:
    """The example with its neighbours, a line each, as one document."""
    pieces: list[str] = []
    sentences: list[Span] = []
    start = 0
    for piece in (example.before, example.text, example.after):
        if piece:
            pieces.append(piece)
            sentences.append(Span(start, start + len(piece)))
            start += len(piece) + 1
    return ExampleText("\n".join(pieces), tuple(sentences), int(bool(example.before)))


def score_examples(
    classifier: Classifier, examples: Iterable[Example]
) -> tuple[Scored, ...]:
    """Each example scored in its own context.

    Raises:
        ModelError: When the classifier cannot score.
    """
    return tuple(_scored(classifier, example) for example in examples)


def judge(scored: Sequence[Scored], point: OperatingPoint) -> tuple[Judgement, ...]:
    """What the operating point makes of each; the rule of ``screener.policy``."""
    return tuple(
        Judgement(
            item,
            tuple(
                (category, severity)
                for category, scores in zip(
                    Category, item.scores.categories, strict=True
                )
                for severity in reversed(FLAGGED_SEVERITIES)
                if scores.at_least(severity) >= point.threshold(category, severity)
                and not _is_higher_reached(item, point, category, severity)
            ),
            item.scores.stance.countered >= point.countered,
        )
        for item in scored
    )


def _is_higher_reached(
    item: Scored, point: OperatingPoint, category: Category, severity: Severity
) -> bool:
    scores = item.scores.categories[tuple(Category).index(category)]
    return any(
        scores.at_least(higher) >= point.threshold(category, higher)
        for higher in FLAGGED_SEVERITIES
        if higher.rank > severity.rank
    )


def _scored(classifier: Classifier, example: Example) -> Scored:
    document = example_text(example)
    own = _own_scores(classifier, document)
    start = document.sentences[document.target].start
    return Scored(
        example,
        own,
        tuple(
            LabelledSpan(
                Span(item.span.start - start, item.span.end - start), item.category
            )
            for item in own.evidence
        ),
    )


def _own_scores(classifier: Classifier, document: ExampleText) -> SentenceScores:
    """The example's scores, without working out those of its neighbours."""
    if isinstance(classifier, LocalClassifier):
        chosen = (document.target,)
        return classifier.score_some(document.text, document.sentences, chosen)[0]
    scores = classifier.score_sentences(document.text, document.sentences)
    return scores[document.target]
