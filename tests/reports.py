"""One report with a bit of everything, and an error, for tests of the formats."""

from __future__ import annotations

from screener.domain.detections import Detection, SentenceStance, SeverityScores
from screener.domain.documents import Document
from screener.domain.labels import Category, Severity, Stance, Verdict
from screener.domain.reports import (
    Failure,
    Finding,
    ModelStamp,
    Report,
    finding_id,
)
from screener.domain.spans import Span
from screener.errors import EncryptedInputError
from screener.messages.catalogue import message
from screener.policy import decide, verdict_of
from screener.text.sentences import read_document
from tests.builders import (
    make_candidate,
    make_document,
    make_point,
    make_replacement,
)

TITLE = "Bóng hồng của ngành tôm"
BODY = "Chị không quên bổn phận cơm nước. Quan niệm đàn bà kém cỏi đã lỗi thời."
FAILURE = Failure("kín", EncryptedInputError(source="kín.docx", format="docx"))


def make_report(document: Document | None = None) -> Report:
    """A report with two findings, one mention and two pictures not judged."""
    document = document or make_document(TITLE, BODY, has_title=True, images=2)
    reading = read_document(document)
    start = document.text.index("bổn phận")
    rewording = make_replacement(Span(start, start + 8), "việc")
    candidates = (
        make_candidate(
            reading,
            "bổn phận cơm nước",
            scores=SeverityScores(0.934, 0.91, 0.1),
            suggestions=(rewording,),
            rule="",
        ),
        make_candidate(
            reading,
            "Bóng hồng",
            category=Category.LANGUAGE,
            rule="language/bong-hong",
            scores=SeverityScores(1.0, 0.0, 0.0),
            suggestions=(make_replacement(Span(0, 9), "Giám đốc"),),
        ),
        make_candidate(reading, "đàn bà kém cỏi", category=Category.ABILITY),
    )
    stance = SentenceStance(2, Stance.COUNTERED, 0.9, why="lỗi thời")
    decision = decide(
        reading,
        [Detection(candidates, (stance,))],
        point=make_point(),
        suggest=lambda *_: (),
    )
    return Report(
        document=document,
        sentences=len(reading.sentences),
        verdict=verdict_of(document, decision.findings),
        findings=decision.findings,
        mentions=decision.mentions,
        warnings=document.warnings,
        model=ModelStamp("thử", "1", "can-bang"),
        screener_version="0.0",
    )


def flagged(document: Document, *quotes: str) -> Report:
    """A report that flags each of the quotes where it first stands."""
    findings = tuple(flagged_passage(document, quote) for quote in quotes)
    return Report(
        document=document,
        sentences=len(document.paragraphs),
        verdict=Verdict.REVISE if findings else Verdict.PASS,
        findings=findings,
        mentions=(),
        warnings=document.warnings,
        model=ModelStamp("thử", "1", "can-bang"),
        screener_version="0",
    )


def flagged_passage(document: Document, quote: str) -> Finding:
    """A finding on the first place of the words, its paragraph as its sentence."""
    start = document.text.index(quote)
    span = Span(start, start + len(quote))
    around = next(p for p in document.paragraphs if p.span.contains(span))
    return Finding(
        id=finding_id(document.id, Category.LANGUAGE, quote),
        category=Category.LANGUAGE,
        severity=Severity.MEDIUM,
        stance=Stance.ASSERTED,
        score=0.9,
        is_unsure=False,
        span=span,
        quote=quote,
        sentence=around.span,
        sentence_text=around.span.of(document.text),
        place=around.place,
        explanation=message("why.language"),
        suggestions=(make_replacement(span, "phụ nữ"),),
        legal_basis=(),
        detector="lexicon",
    )
