"""Workflow commands that GitHub and its kin show beside the lines of a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from screener.domain.labels import Severity, Verdict
from screener.domain.reports import Failure, Report
from screener.messages.catalogue import error_hint, error_message
from screener.report.regions import Located
from screener.report.sarif import finding_message
from screener.report.words import (
    place_words,
    printable,
    read_words,
    summary_words,
    unread_words,
    verdict_words,
    warning_words,
    words,
)

_COMMANDS: Final = {
    Severity.LOW: "notice",
    Severity.MEDIUM: "warning",
    Severity.HIGH: "error",
}
# A line break ends a command, a comma its property: both are written as escapes.
_IN_MESSAGE: Final = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY: Final = {**_IN_MESSAGE, ":": "%3A", ",": "%2C"}


def render_annotations(item: Located, *, language: str = "vi") -> str:
    """One command a finding, and one that says how much was read."""
    outcome = item.outcome
    if isinstance(outcome, Failure):
        return _failure_command(outcome, language)
    commands = (
        *_finding_commands(item, outcome, language),
        _coverage_command(outcome, language),
    )
    return "".join(commands)


def _failure_command(failure: Failure, language: str) -> str:
    error = failure.error
    said = "\n".join(
        text.in_language(language) for text in (error_message(error), error_hint(error))
    )
    title = words("verdict.not_screened", language)
    source = error.source or failure.document_id
    return _command("error", said, {"file": source, "title": f"Soát Giới: {title}"})


def _finding_commands(item: Located, report: Report, language: str) -> Iterator[str]:
    for number, finding in enumerate(report.findings):
        properties = {"file": report.document.source}
        region = item.region(number)
        if region is not None:
            properties["line"] = str(region.start_line)
            properties["endLine"] = str(region.end_line)
            if region.start_column is not None and region.end_column is not None:
                properties["col"] = str(region.start_column)
                properties["endColumn"] = str(region.end_column - 1)
        category = words(f"category.{finding.category}", language)
        severity = words(f"severity.{finding.severity}", language)
        place = place_words(finding.place, language)
        properties["title"] = f"{category} · {severity} · {place}"
        said = finding_message(finding, language)
        yield _command(_COMMANDS[finding.severity], said, properties)


def _coverage_command(report: Report, language: str) -> str:
    coverage = report.document.coverage
    lines = (
        *warning_words(report, language),
        summary_words(report, language),
        read_words(report, language),
        *unread_words(coverage, language),
    )
    title = verdict_words(report, language)
    is_unscreened = report.verdict is Verdict.NOT_SCREENED
    properties = {"file": report.document.source, "title": f"Soát Giới: {title}"}
    return _command(
        "error" if is_unscreened else "notice", "\n".join(lines), properties
    )


def _command(name: str, said: str, properties: dict[str, str]) -> str:
    stated = ",".join(
        f"{key}={_escaped(value, _IN_PROPERTY)}"
        for key, value in properties.items()
        if (key, value) != ("file", "-")
    )
    return f"::{name} {stated}::{_escaped(said, _IN_MESSAGE)}\n"


def _escaped(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(letter, letter) for letter in printable(text))
