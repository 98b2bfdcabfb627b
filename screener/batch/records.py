"""Records back to domain values, so that the product's writers can show them.

A record holds all words in both languages but not the facts behind them, so
notices come back as the words themselves.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from typing import Any

from screener.batch.entries import Entry
from screener.domain.detections import Suggestion, SuggestionKind
from screener.domain.documents import (
    Coverage,
    Document,
    Part,
    PartCoverage,
    PartStatus,
    Place,
    Trust,
)
from screener.domain.labels import Category, Severity, Stance, Verdict
from screener.domain.reports import (
    Failure,
    Finding,
    LegalBasis,
    Mention,
    ModelStamp,
    Outcome,
    Report,
)
from screener.domain.spans import Span
from screener.domain.wording import Bilingual, Notice
from screener.errors import DocumentCrashedError, ScreenerError

Json = dict[str, Any]


def outcome_from_record(record: bytes, entry: Entry, *, language: str) -> Outcome:
    """The report or failure that a record tells of.

    Its document has no text and no paragraphs: records do not hold them.

    Args:
        record: One line of the results.
        entry: Its entry in the journal.
        language: In which notices come back.
    """
    if not entry.is_screened:
        return Failure(entry.document_id, entry_error(entry))
    return _report(json.loads(record), language)


def entry_error(entry: Entry) -> ScreenerError:
    """The error that an entry tells of."""
    return rebuilt_error(
        entry.facts.error, source=entry.key, facts=dict(entry.facts.error_facts)
    )


def rebuilt_error(
    code: str, *, source: str, facts: dict[str, str | int | float]
) -> ScreenerError:
    """The error with this code; a crash with its name when no class has it."""
    kind = _kinds().get(code)
    if kind is None or set(kind.fact_names) != set(facts):
        return DocumentCrashedError(source=source, reason=code)
    return kind(source=source, **facts)


@cache
def _kinds() -> dict[str, type[ScreenerError]]:
    found: dict[str, type[ScreenerError]] = {}
    rest: list[type[ScreenerError]] = [ScreenerError]
    while rest:
        kind = rest.pop()
        found[kind.code] = kind
        rest.extend(kind.__subclasses__())
    return found


def _report(value: Json, language: str) -> Report:
    model = value["model"]
    warnings = tuple(_notice(item, language) for item in value["warnings"])
    return Report(
        document=_document(value, warnings, language),
        sentences=value["document"]["sentences"],
        verdict=Verdict(value["verdict"]),
        findings=tuple(_finding(item) for item in value["findings"]),
        mentions=tuple(_mention(item) for item in value["mentions"]),
        warnings=warnings,
        model=ModelStamp(model["name"], model["version"], model["operating_point"]),
        screener_version=value["screener"]["version"],
    )


def _document(value: Json, warnings: tuple[Notice, ...], language: str) -> Document:
    document, coverage = value["document"], value["coverage"]
    day = document["published_on"]
    return Document(
        id=document["id"],
        source=document["source"],
        text="",
        paragraphs=(),
        coverage=Coverage(
            coverage["characters_read"],
            tuple(_part(item, language) for item in coverage["parts"]),
            Trust(coverage["trust"]),
        ),
        sha256=document["sha256"],
        title=document["title"],
        kind=document["kind"],
        genre=document["genre"],
        outlet=document["outlet"],
        published_on=date.fromisoformat(day) if day else None,
        warnings=warnings,
    )


def _part(value: Json, language: str) -> PartCoverage:
    reason = value["reason"]
    return PartCoverage(
        Part(value["part"]),
        PartStatus(value["status"]),
        _notice(reason, language) if reason else None,
        value["count"],
    )


def _finding(value: Json) -> Finding:
    place, sentence = value["place"], value["sentence"]
    known = {name: place.get(name) for name in Place.__dataclass_fields__}
    return Finding(
        id=value["id"],
        category=Category(value["category"]),
        severity=Severity(value["severity"]),
        stance=Stance(value["stance"]),
        score=value["score"],
        is_unsure=value["unsure"],
        span=Span(value["start"], value["end"]),
        quote=value["quote"],
        sentence=Span(sentence["start"], sentence["end"]),
        sentence_text=sentence["text"],
        place=Place(**{**known, "part": Part(place["part"])}),
        explanation=_bilingual(value["explanation"]),
        suggestions=tuple(_suggestion(item) for item in value["suggestions"]),
        legal_basis=tuple(_legal_basis(item) for item in value["legal_basis"]),
        detector=value["detector"],
        rule=value["rule"] or "",
    )


def _suggestion(value: Json) -> Suggestion:
    return Suggestion(
        kind=SuggestionKind(value["kind"]),
        span=Span(value["start"], value["end"]),
        replacement=value["replacement"],
        note=_bilingual(value["note"]) if value["note"] else None,
    )


def _legal_basis(value: Json) -> LegalBasis:
    article = value["article"]
    words = Bilingual(article, value["article_en"]) if article else None
    # The days in force chose the article; records do not repeat them.
    return LegalBasis(value["id"], _bilingual(value["title"]), words, date.min)


def _mention(value: Json) -> Mention:
    return Mention(
        Category(value["category"]),
        Span(value["start"], value["end"]),
        value["quote"],
        _bilingual(value["why"]),
    )


def _notice(value: Json, language: str) -> Notice:
    words = _bilingual(value).in_language(language)
    return Notice("notice.verbatim", (("text", words),))


def _bilingual(value: Json) -> Bilingual:
    return Bilingual(value["vi"], value["en"])
