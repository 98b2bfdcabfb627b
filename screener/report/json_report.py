"""Report and error record as plain values, format version 1 (frozen once shipped)."""

from __future__ import annotations

import json
from collections.abc import Sequence

from screener.domain.detections import Suggestion
from screener.domain.documents import Coverage, Document, PartCoverage, Place
from screener.domain.reports import (
    ERROR_SCHEMA,
    REPORT_SCHEMA,
    Finding,
    LegalBasis,
    Mention,
    Outcome,
    Report,
)
from screener.domain.wording import Bilingual, Notice
from screener.errors import ScreenerError
from screener.messages.catalogue import error_hint, error_message, notice_text

Json = dict[str, object]


def report_to_json(report: Report) -> Json:
    """The report as JSON values, keys in the order of the published format."""
    return {
        "schema": REPORT_SCHEMA,
        "document": _document(report.document, sentences=report.sentences),
        "verdict": report.verdict.value,
        "coverage": coverage_to_json(report.document.coverage),
        "findings": [_finding(finding) for finding in report.findings],
        "mentions": [_mention(mention) for mention in report.mentions],
        **_excepted(report),
        "warnings": [_notice(notice) for notice in report.warnings],
        "model": {
            "name": report.model.name,
            "version": report.model.version,
            "operating_point": report.model.operating_point,
        },
        "screener": {"version": report.screener_version},
    }


def outcome_to_json(outcome: Outcome, *, language: str = "vi") -> Json:
    """A report, or the error record of a document that could not be screened."""
    if isinstance(outcome, Report):
        return report_to_json(outcome)
    return error_to_json(
        outcome.error, document_id=outcome.document_id, language=language
    )


def error_to_json(
    error: ScreenerError, *, document_id: str, language: str = "vi"
) -> Json:
    """The error record, the same on every edge.

    Args:
        error: What went wrong.
        document_id: The draft it happened to; "" when it was none.
        language: Of message and hint.
    """
    return {
        "schema": ERROR_SCHEMA,
        "document": {"id": document_id, "source": error.source},
        "error": {
            "code": error.code,
            "message": error_message(error).in_language(language),
            "hint": error_hint(error).in_language(language),
        },
    }


def render_json(outcomes: Sequence[Outcome], *, language: str = "vi") -> str:
    """One JSON text: an object for one outcome, a list for any other number."""
    values = [outcome_to_json(outcome, language=language) for outcome in outcomes]
    value = values[0] if len(values) == 1 else values
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def render_json_line(outcome: Outcome, *, language: str = "vi") -> str:
    """One line of JSON Lines, line feed included."""
    value = outcome_to_json(outcome, language=language)
    return json.dumps(value, ensure_ascii=False) + "\n"


def _document(document: Document, *, sentences: int) -> Json:
    published_on = document.published_on
    return {
        "id": document.id,
        "source": document.source,
        "title": document.title,
        "kind": document.kind,
        "genre": document.genre,
        "outlet": document.outlet,
        "published_on": published_on.isoformat() if published_on else None,
        "sha256": document.sha256,
        "characters": len(document.text),
        "sentences": sentences,
    }


def coverage_to_json(coverage: Coverage) -> Json:
    """What was read and what was not, as the report states it."""
    return {
        "characters_read": coverage.characters_read,
        "parts": [_part(part) for part in coverage.parts],
        "trust": coverage.trust.value,
    }


def _part(part: PartCoverage) -> Json:
    return {
        "part": part.part.value,
        "status": part.status.value,
        "count": part.count,
        "reason": _notice(part.reason) if part.reason else None,
    }


def _finding(finding: Finding) -> Json:
    return {
        "id": finding.id,
        "category": finding.category.value,
        "severity": finding.severity.value,
        "stance": finding.stance.value,
        # Four digits are more than calibration supports, and equal everywhere.
        "score": round(finding.score, 4),
        "unsure": finding.is_unsure,
        "start": finding.span.start,
        "end": finding.span.end,
        "quote": finding.quote,
        "sentence": {
            "start": finding.sentence.start,
            "end": finding.sentence.end,
            "text": finding.sentence_text,
        },
        "place": _place(finding.place),
        "explanation": _bilingual(finding.explanation),
        "suggestions": [_suggestion(item) for item in finding.suggestions],
        "legal_basis": [_legal_basis(item) for item in finding.legal_basis],
        "detector": finding.detector,
        "rule": finding.rule or None,
    }


def _excepted(report: Report) -> Json:
    """What exceptions let through; left out where there are none."""
    if not report.excepted:
        return {}
    return {
        "excepted": [
            {
                "exception": item.exception.id,
                "kind": item.exception.kind.value,
                "phrase": item.exception.phrase,
                "category": item.finding.category.value,
                "severity": item.finding.severity.value,
                "start": item.finding.span.start,
                "end": item.finding.span.end,
                "quote": item.finding.quote,
            }
            for item in report.excepted
        ]
    }


def _place(place: Place) -> Json:
    return {
        "page": place.page,
        "paragraph": place.paragraph,
        "part": place.part.value,
        "cell": place.cell,
        "slide": place.slide,
        "time": place.time,
        "section": place.section,
    }


def _suggestion(suggestion: Suggestion) -> Json:
    return {
        "kind": suggestion.kind.value,
        "start": suggestion.span.start,
        "end": suggestion.span.end,
        "replacement": suggestion.replacement,
        "note": _bilingual(suggestion.note) if suggestion.note else None,
    }


def _legal_basis(basis: LegalBasis) -> Json:
    return {
        "id": basis.id,
        "title": _bilingual(basis.title),
        "article": basis.article.vi if basis.article else "",
        "article_en": basis.article.en if basis.article else "",
    }


def _mention(mention: Mention) -> Json:
    return {
        "category": mention.category.value,
        "start": mention.span.start,
        "end": mention.span.end,
        "quote": mention.quote,
        "why": _bilingual(mention.why),
    }


def _notice(notice: Notice) -> Json:
    return {
        "code": notice.code,
        **_bilingual(notice_text(notice)),
        "facts": dict(notice.facts),
    }


def _bilingual(words: Bilingual) -> Json:
    return {"vi": words.vi, "en": words.en}
