"""Makers of domain values with defaults for everything."""

from __future__ import annotations

import hashlib

from screener.domain.detections import (
    Candidate,
    SeverityScores,
    Suggestion,
    SuggestionKind,
)
from screener.domain.documents import (
    Coverage,
    Document,
    Paragraph,
    Part,
    PartCoverage,
    PartStatus,
    Place,
    Reading,
    Trust,
)
from screener.domain.labels import Category, Severity, Stance
from screener.domain.spans import Span
from screener.domain.wording import Notice
from screener.ports import OperatingPoint
from screener.text.sentences import read_document


def make_document(
    *paragraphs: str,
    document_id: str = "ban-thao",
    source: str = "ban-thao.txt",
    genre: str = "",
    trust: Trust = Trust.TRUSTED,
    has_title: bool = False,
    images: int = 0,
    warnings: tuple[Notice, ...] = (),
) -> Document:
    """A document of the paragraphs given; the first is its title on request."""
    text = "\n".join(paragraphs)
    return Document(
        id=document_id,
        source=source,
        text=text,
        paragraphs=_paragraphs(paragraphs, has_title=has_title),
        coverage=Coverage(
            characters_read=len(text), parts=_images(images), trust=trust
        ),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        title=paragraphs[0] if has_title else "",
        genre=genre,
        warnings=warnings,
    )


def _paragraphs(texts: tuple[str, ...], *, has_title: bool) -> tuple[Paragraph, ...]:
    paragraphs: list[Paragraph] = []
    position = 0
    for number, text in enumerate(texts, start=1):
        part = Part.TITLE if has_title and number == 1 else Part.BODY
        span = Span(position, position + len(text))
        if text:
            paragraphs.append(Paragraph(span, Place(part=part, paragraph=number)))
        position = span.end + 1
    return tuple(paragraphs)


def _images(count: int) -> tuple[PartCoverage, ...]:
    if not count:
        return ()
    notice = Notice("coverage.image")
    return (PartCoverage(Part.IMAGE, PartStatus.NOT_JUDGED, notice, count),)


def make_reading(*paragraphs: str, **options: object) -> Reading:
    """The sentences of ``make_document`` with the same arguments."""
    return read_document(make_document(*paragraphs, **options))  # type: ignore[arg-type]


def make_candidate(
    reading: Reading,
    words: str,
    *,
    category: Category = Category.ROLE,
    scores: SeverityScores | None = None,
    stance: Stance = Stance.ASSERTED,
    rule: str = "",
    is_sufficient: bool = True,
    suggestions: tuple[Suggestion, ...] = (),
) -> Candidate:
    """A candidate on the first place where ``words`` stand in the document."""
    start = reading.document.text.index(words)
    span = Span(start, start + len(words))
    sentence = next(s for s in reading.sentences if s.span.contains(span))
    return Candidate(
        sentence=sentence.index,
        category=category,
        span=span,
        scores=scores or SeverityScores(0.95, 0.9, 0.1),
        stance=stance,
        detector="lexicon" if rule else "classifier",
        rule=rule,
        is_sufficient=is_sufficient,
        suggestions=suggestions,
    )


def make_point(
    *, low: float = 0.5, medium: float = 0.6, high: float = 0.7, margin: float = 0.1
) -> OperatingPoint:
    """The same thresholds for every category."""
    levels = {Severity.LOW: low, Severity.MEDIUM: medium, Severity.HIGH: high}
    return OperatingPoint(
        name="can-bang",
        thresholds=tuple(
            (category, severity, value)
            for category in Category
            for severity, value in levels.items()
        ),
        unsure_margin=margin,
    )


def make_replacement(span: Span, replacement: str) -> Suggestion:
    """A rewording that one click applies."""
    return Suggestion(kind=SuggestionKind.REPLACE, span=span, replacement=replacement)
