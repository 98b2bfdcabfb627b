"""Edits tried before they are offered: one click must end the finding that it mends.

An edit that leaves the sentence flagged for the same category is not withheld, for its
words may still be the right ones; it is shown as advice and not as a click.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from screener.detect.pieces import are_neighbours
from screener.domain.detections import Suggestion, SuggestionKind
from screener.domain.documents import Document, Reading, Sentence
from screener.domain.labels import Category
from screener.domain.reports import Finding
from screener.domain.spans import Span
from screener.domain.wording import Bilingual
from screener.messages.catalogue import message
from screener.policy import decide
from screener.ports import Detector, OperatingPoint

_SHOWN_CHARACTERS: Final = 60


@dataclass(frozen=True, slots=True)
class EditProof:
    """Tries edits on a reading.

    Attributes:
        reading: What the findings were made on.
        detectors: Those that made them.
        point: Thresholds.
    """

    reading: Reading
    detectors: Sequence[Detector]
    point: OperatingPoint

    def proved(self, finding: Finding) -> Finding:
        """The finding with its clicks proved; what fails becomes advice.

        Raises:
            ModelError: When a detector's model cannot score the edited sentence.
        """
        suggestions = tuple(dict.fromkeys(self._suggestions(finding)))
        if suggestions == finding.suggestions:
            return finding
        return replace(finding, suggestions=suggestions)

    def _suggestions(self, finding: Finding) -> Iterator[Suggestion]:
        has_click = False
        for suggestion in finding.suggestions:
            if suggestion.kind is SuggestionKind.QUESTION:
                yield suggestion
            elif self._ends(finding, suggestion):
                has_click = True
                yield suggestion
            else:
                yield self._advice(suggestion)
        if not has_click:
            question = message(f"ask.{finding.category}")
            yield _question(finding.span, question)

    def _ends(self, finding: Finding, suggestion: Suggestion) -> bool:
        sentence = self._sentence(finding)
        edited, target = edited_reading(self.reading, sentence, suggestion)
        detections = [detector.detect(edited) for detector in self.detectors]
        decision = decide(edited, detections, point=self.point, suggest=_no_suggestions)
        return not any(
            found.category is finding.category and found.sentence.overlaps(target)
            for found in decision.findings
        )

    def _sentence(self, finding: Finding) -> Sentence:
        return next(
            sentence
            for sentence in self.reading.sentences
            if sentence.span == finding.sentence
        )

    def _advice(self, suggestion: Suggestion) -> Suggestion:
        words = suggestion.span.of(self.reading.document.text).strip()
        code = "replace" if suggestion.replacement else "delete"
        advice = message(
            f"advise.{code}",
            words=_short(words),
            replacement=_short(suggestion.replacement.strip()),
        )
        return _question(suggestion.span, advice)


def edited_reading(
    reading: Reading, sentence: Sentence, suggestion: Suggestion
) -> tuple[Reading, Span]:
    """The edited sentence between its neighbours, and where it stands there."""
    text = reading.document.text
    around = reading.sentences[max(sentence.index - 1, 0) : sentence.index + 2]
    near = [one for one in around if are_neighbours(one, sentence)]
    start, end = near[0].span.start, near[-1].span.end
    out = suggestion.span
    edited = text[start : out.start] + suggestion.replacement + text[out.end : end]
    grown = len(suggestion.replacement) - len(out)

    def moved(span: Span) -> Span:
        begin = span.start - start + (grown if span.start > sentence.span.start else 0)
        finish = span.end - start + (grown if span.end >= sentence.span.end else 0)
        return Span(begin, finish)

    paragraph = replace(sentence.paragraph, span=Span(0, len(edited)))
    document: Document = replace(reading.document, text=edited, paragraphs=(paragraph,))
    sentences = tuple(
        Sentence(index, moved(one.span), moved(one.span).of(edited), paragraph)
        for index, one in enumerate(near)
    )
    return Reading(document, sentences), moved(sentence.span)


def _question(span: Span, note: Bilingual) -> Suggestion:
    return Suggestion(kind=SuggestionKind.QUESTION, span=span, note=note)


def _no_suggestions(
    _category: Category, _sentence: Sentence, _span: Span
) -> tuple[Suggestion, ...]:
    return ()


def _short(words: str) -> str:
    if len(words) <= _SHOWN_CHARACTERS:
        return words
    return words[: _SHOWN_CHARACTERS - 1].rstrip() + "…"
