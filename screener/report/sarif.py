"""SARIF 2.1.0: the format that code hosts and editors read findings from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import quote

from screener.domain.labels import Category, Severity
from screener.domain.reports import Failure, Finding
from screener.messages.catalogue import error_hint, error_message
from screener.report.json_report import Json, coverage_to_json, report_to_json
from screener.report.regions import Located, Region
from screener.report.words import (
    legal_line,
    place_words,
    read_words,
    suggestion_words,
    unread_words,
    warning_words,
    words,
)

_SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
)
_CATEGORIES: Final = tuple(Category)
_LEVELS: Final = {
    Severity.LOW: "note",
    Severity.MEDIUM: "warning",
    Severity.HIGH: "error",
}


def render_sarif(
    outcomes: Sequence[Located], *, version: str, language: str = "vi"
) -> str:
    """One log with one run over all documents.

    Args:
        outcomes: With lines where the sources have any.
        version: Of the screener.
        language: Of messages and rules.
    """
    artifacts, indexed = _indexed(outcomes)
    notifications = [
        notification
        for item, index in indexed
        for notification in _notifications(item, index, language)
    ]
    run = {
        "tool": {"driver": _driver(version, language)},
        "language": "en" if language == "en" else "vi",
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": notifications,
            }
        ],
        "artifacts": artifacts,
        "results": [
            result
            for item, index in indexed
            for result in _results(item, index, language)
        ],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _indexed(
    outcomes: Sequence[Located],
) -> tuple[list[Json], list[tuple[Located, int]]]:
    """All artifacts, and each outcome with the number of its own.

    The format allows no artifact twice; the same draft may well be named twice.
    """
    artifacts: dict[str, Json] = {}
    numbers: dict[str, int] = {}
    indexed: list[tuple[Located, int]] = []
    for item in outcomes:
        artifact = _artifact(item)
        key = json.dumps(artifact)
        numbers.setdefault(key, len(numbers))
        artifacts.setdefault(key, artifact)
        indexed.append((item, numbers[key]))
    return list(artifacts.values()), indexed


def level_of(severity: Severity) -> str:
    """The level of SARIF for a severity; a high one is an error there."""
    return _LEVELS[severity]


def _driver(version: str, language: str) -> Json:
    return {
        "name": "Soát Giới",
        "semanticVersion": version,
        "language": "en" if language == "en" else "vi",
        "fullDescription": {"text": words("html.about", language)},
        "rules": [_rule(category, language) for category in _CATEGORIES],
        "notifications": [
            {
                "id": "coverage",
                "shortDescription": {"text": words("column.unread", language)},
            },
            {
                "id": "failure",
                "shortDescription": {"text": words("verdict.not_screened", language)},
            },
        ],
    }


def _rule(category: Category, language: str) -> Json:
    return {
        "id": category.value,
        "name": category.value.capitalize(),
        "shortDescription": {"text": words(f"category.{category}", language)},
        "fullDescription": {"text": words(f"why.{category}", language)},
        "help": {"text": words(f"ask.{category}", language)},
        "defaultConfiguration": {"level": "warning"},
    }


def _artifact(item: Located) -> Json:
    outcome = item.outcome
    location: Json = {"location": {"uri": _uri(_source(item))}}
    if isinstance(outcome, Failure):
        return location
    document = outcome.document
    return {
        **location,
        "hashes": {"sha-256": document.sha256},
        "properties": {
            "verdict": outcome.verdict.value,
            "characters": len(document.text),
            "coverage": coverage_to_json(document.coverage),
            "mentions": report_to_json(outcome)["mentions"],
            "model": f"{outcome.model.name} {outcome.model.version}",
            "operatingPoint": outcome.model.operating_point,
        },
    }


def _source(item: Located) -> str:
    if isinstance(item.outcome, Failure):
        return item.outcome.error.source or item.outcome.document_id
    return item.outcome.document.source


def _notifications(item: Located, index: int, language: str) -> Iterator[Json]:
    outcome = item.outcome
    if isinstance(outcome, Failure):
        error = outcome.error
        said = " ".join(
            text.in_language(language)
            for text in (error_message(error), error_hint(error))
        )
        yield _notification("failure", 1, "error", said, item, index)
        return
    yield _notification(
        "coverage", 0, "note", read_words(outcome, language) + ".", item, index
    )
    for warning in warning_words(outcome, language):
        yield _notification("coverage", 0, "warning", warning, item, index)
    for unread in unread_words(outcome.document.coverage, language):
        yield _notification("coverage", 0, "note", unread, item, index)


def _notification(
    name: str, rule: int, level: str, said: str, item: Located, index: int
) -> Json:
    return {
        "descriptor": {"id": name, "index": rule},
        "level": level,
        "message": {"text": said},
        "locations": [
            {"physicalLocation": {"artifactLocation": _location(item, index)}}
        ],
    }


def _results(item: Located, index: int, language: str) -> Iterator[Json]:
    outcome = item.outcome
    if isinstance(outcome, Failure):
        return
    records = report_to_json(outcome)["findings"]
    assert isinstance(records, list)
    for number, (finding, record) in enumerate(
        zip(outcome.findings, records, strict=True)
    ):
        yield {
            "ruleId": finding.category.value,
            "ruleIndex": _CATEGORIES.index(finding.category),
            "level": level_of(finding.severity),
            "rank": round(finding.score * 100, 2),
            "message": {"text": finding_message(finding, language)},
            "locations": [_place(item, index, number, finding, language)],
            "partialFingerprints": {"soatGioiFinding/v1": finding.id},
            # The published record, whose offsets count the document's own text.
            "properties": record,
        }


def finding_message(finding: Finding, language: str) -> str:
    """A finding in a few lines of plain text."""
    lines = [f"“{finding.quote}”", finding.explanation.in_language(language)]
    for suggestion in finding.suggestions:
        said = suggestion_words(suggestion, finding, language)
        lines.append(f"{words('label.suggestion', language)}: {said}")
    lines.append(f"{words('label.legal', language)}: {legal_line(finding, language)}")
    return "\n".join(lines)


def _place(
    item: Located, index: int, number: int, finding: Finding, language: str
) -> Json:
    physical: Json = {"artifactLocation": _location(item, index)}
    region = item.region(number)
    if region is not None:
        physical["region"] = {**_region(region), "snippet": {"text": finding.quote}}
    return {
        "physicalLocation": physical,
        "logicalLocations": [
            {"fullyQualifiedName": place_words(finding.place, language)}
        ],
        "message": {"text": place_words(finding.place, language)},
    }


def _region(region: Region) -> Json:
    lines: Json = {"startLine": region.start_line, "endLine": region.end_line}
    if region.start_column is not None and region.end_column is not None:
        lines["startColumn"] = region.start_column
        lines["endColumn"] = region.end_column
    return lines


def _location(item: Located, index: int) -> Json:
    return {"uri": _uri(_source(item)), "index": index}


def _uri(source: str) -> str:
    """The source as a relative or file address; "stdin" for standard input."""
    if source in ("-", ""):
        return "stdin"
    path = source.replace("\\", "/")
    if len(path) > 1 and path[1] == ":":
        path = "/" + path
    escaped = quote(path, safe="/:" if path.startswith("/") else "/")
    return f"file://{escaped}" if PurePosixPath(path).is_absolute() else escaped
