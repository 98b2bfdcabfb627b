"""A screener that looks for phrases: what the web app needs, without a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from screener.domain.detections import Suggestion, SuggestionKind
from screener.domain.documents import Document, Paragraph
from screener.domain.exceptions import HouseException
from screener.domain.labels import Category, Severity, Stance
from screener.domain.reports import (
    Excepted,
    Finding,
    Mention,
    ModelStamp,
    Report,
    finding_id,
)
from screener.domain.spans import Span
from screener.domain.wording import Bilingual
from screener.legal import legal_basis
from screener.messages.catalogue import message
from screener.policy import verdict_of
from screener.ports import ClassifierCard
from screener.text.boundaries import sentence_cuts
from screener.text.folding import fold_for_matching
from tests.fakes import make_point


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A passage that the screener knows, and what it says of it."""

    words: str
    category: Category
    severity: Severity = Severity.MEDIUM
    stance: Stance = Stance.ASSERTED
    score: float = 0.93
    is_unsure: bool = False
    replacement: str | None = None
    question: str = ""


PHRASES = (
    Phrase(
        words="xinh đẹp",
        category=Category.APPEARANCE,
        severity=Severity.LOW,
        replacement="",
    ),
    Phrase(
        words="không quên thiên chức làm vợ, làm mẹ",
        category=Category.ROLE,
        replacement="chia việc nhà với chồng",
    ),
    Phrase(
        words="Đàn bà con gái thì biết gì",
        category=Category.ABILITY,
        severity=Severity.HIGH,
        stance=Stance.REPORTED,
        is_unsure=True,
        score=0.61,
        question="Có số liệu cho nhận định này không?",
    ),
    Phrase(
        words="bóng hồng",
        category=Category.LANGUAGE,
        severity=Severity.LOW,
        score=1.0,
        replacement="doanh nhân",
    ),
)
CRITICISED = "đàn ông xây nhà, đàn bà xây tổ ấm"


@dataclass(frozen=True, slots=True)
class PhraseScreener:
    """Reports its phrases wherever they stand."""

    phrases: tuple[Phrase, ...] = PHRASES
    criticised: str = CRITICISED
    card: ClassifierCard = field(
        default_factory=lambda: ClassifierCard(
            "cum-tu", "1", (make_point(),), "can-bang"
        )
    )

    def screen(
        self,
        document: Document,
        *,
        operating_point: str | None = None,
        exceptions: Sequence[HouseException] = (),
    ) -> Report:
        """A finding for each phrase in each sentence, in the order of the text."""
        sentences = [
            (paragraph, sentence)
            for paragraph in document.paragraphs
            for sentence in _sentences(document.text, paragraph)
        ]
        findings = [
            self._finding(document, paragraph, sentence, phrase)
            for paragraph, sentence in sentences
            for phrase in self.phrases
            if phrase.words in sentence.of(document.text)
        ]
        findings.sort(key=lambda finding: finding.span)
        excepted = tuple(
            Excepted(finding, exception)
            for finding in findings
            for exception in exceptions
            if finding.quote.lower() in exception.phrase.lower()
            and exception.phrase.lower() in finding.sentence_text.lower()
        )
        for item in excepted:
            findings.remove(item.finding)
        return Report(
            document=document,
            sentences=len(sentences),
            verdict=verdict_of(document, findings),
            findings=tuple(findings),
            mentions=self._mentions(document),
            warnings=document.warnings,
            model=ModelStamp(
                self.card.name, self.card.version, operating_point or "can-bang"
            ),
            screener_version="0",
            excepted=excepted,
        )

    def _finding(
        self, document: Document, paragraph: Paragraph, sentence: Span, phrase: Phrase
    ) -> Finding:
        text = sentence.of(document.text)
        start = text.index(phrase.words)
        span = Span(start, start + len(phrase.words)).shifted(sentence.start)
        return Finding(
            id=finding_id(document.id, phrase.category, fold_for_matching(text)),
            category=phrase.category,
            severity=phrase.severity,
            stance=phrase.stance,
            score=phrase.score,
            is_unsure=phrase.is_unsure,
            span=span,
            quote=phrase.words,
            sentence=sentence,
            sentence_text=text,
            place=paragraph.place,
            explanation=message(f"why.{phrase.category}"),
            suggestions=_suggestions(phrase, span),
            legal_basis=legal_basis(phrase.category, published_on=None, genre=""),
            detector="lexicon" if phrase.score == 1.0 else "classifier",
            rule="tu/1" if phrase.score == 1.0 else "",
        )

    def _mentions(self, document: Document) -> tuple[Mention, ...]:
        start = document.text.find(self.criticised)
        if start < 0:
            return ()
        span = Span(start, start + len(self.criticised))
        why = message("why.countered")
        return (Mention(Category.ROLE, span, self.criticised, why),)


def _sentences(text: str, paragraph: Paragraph) -> list[Span]:
    line = paragraph.span.of(text)
    cuts = pairwise([0, *sentence_cuts(line), len(line)])
    spans = [Span(start, end).shifted(paragraph.span.start) for start, end in cuts]
    return [trimmed for span in spans if len(trimmed := _trimmed(text, span))]


def _trimmed(text: str, span: Span) -> Span:
    words = span.of(text)
    left = len(words) - len(words.lstrip())
    return Span(span.start + left, span.start + max(left, len(words.rstrip())))


def _suggestions(phrase: Phrase, span: Span) -> tuple[Suggestion, ...]:
    suggestions = []
    if phrase.replacement is not None:
        kind = SuggestionKind.REPLACE if phrase.replacement else SuggestionKind.DELETE
        note = Bilingual("nếu đúng sự thật", "if that is the fact")
        suggestions.append(
            Suggestion(kind=kind, span=span, replacement=phrase.replacement, note=note)
        )
    if phrase.question:
        note = Bilingual(phrase.question, "Are there figures for this claim?")
        suggestions.append(
            Suggestion(kind=SuggestionKind.QUESTION, span=span, note=note)
        )
    return tuple(suggestions)
