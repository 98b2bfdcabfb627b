"""The first page of the results: what was found where, the worst first, offline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from screener.batch.charts import Column, Part, bar, columns
from screener.batch.entries import Entry
from screener.batch.overview import Group, Overview, in_time, worst_first
from screener.batch.records import entry_error
from screener.batch.stamp import Stamp
from screener.domain.labels import FLAGGED_SEVERITIES, Severity, Verdict
from screener.messages.catalogue import error_message
from screener.report.words import printable, verdict_code, words

_MOST_GROUPS: Final = 40
_MOST_MONTHS: Final = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What the page says beside the counts.

    Attributes:
        language: "vi" or "en".
        agency: Name of the inspecting agency; "" for none.
        made_at: When the page was made.
        stamps: Models and settings that made the records.
        left: Files that the scan has not come to, since it was stopped.
    """

    language: str
    agency: str
    made_at: datetime
    stamps: tuple[Stamp, ...]
    left: int = 0


def render_index(overview: Overview, facts: PageFacts) -> str:
    """The page. Nothing is loaded from elsewhere; no script runs in it."""
    language = facts.language
    return (
        _environment()
        .get_template("index.html")
        .render(
            language=language,
            facts=facts,
            overview=overview,
            word=lambda code, **values: words(code, language, **values),
            verdict_parts=_verdict_parts(overview, language),
            bar=bar,
            sections=_sections(overview, language),
            months=_months(overview, language),
            rows=[_row(entry, language) for entry in overview.total.worst],
            flagged_files=sum(
                overview.verdicts[v] for v in (Verdict.REVISE, Verdict.ESCALATE)
            ),
            unscreened=[_unscreened(e, language) for e in overview.unscreened],
            stamps=[s for s in facts.stamps if overview.stamps[s.id]],
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("screener.batch"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["style"] = Markup(
        environment.get_template("index.css").render()
    )
    return environment


@dataclass(frozen=True, slots=True)
class Row:
    """A publication in a list."""

    name: str
    source: str
    outlet: str
    verdict: str
    numbers: tuple[tuple[str, int], ...]
    page: str
    copy_of: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a chart: a group, its bar, and its worst publications."""

    name: str
    look: str
    files: int
    flagged: int
    findings: int
    chart: Markup
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A chart of groups under a heading.

    Attributes:
        title: Key of its heading.
        lines: The worst first.
        left_out: How many groups are not shown.
    """

    title: str
    lines: tuple[Line, ...]
    left_out: int


def _sections(overview: Overview, language: str) -> list[Section]:
    found = []
    for title, groups, names in (
        ("index.categories", overview.categories, "category."),
        ("index.outlets", overview.outlets, ""),
        ("index.genres", overview.genres, ""),
    ):
        # A chart of one bar without a name would say nothing.
        if set(groups) - {""}:
            found.append(_section(title, worst_first(groups), names, language))
    return found


def _section(title: str, groups: Sequence[Group], names: str, language: str) -> Section:
    shown = groups[:_MOST_GROUPS]
    whole = max((group.findings for group in shown), default=0)
    lines = []
    for group in shown:
        name = words(f"{names}{group.name}", language) if names else group.name
        lines.append(
            Line(
                name=printable(name) or words("index.unknown", language),
                look=group.name if names else "",
                files=group.files,
                flagged=group.flagged,
                findings=group.findings,
                chart=bar(_severity_parts(group, language), whole=whole),
                rows=tuple(_row(entry, language) for entry in group.worst),
            )
        )
    return Section(title, tuple(lines), len(groups) - len(shown))


def _months(overview: Overview, language: str) -> Markup | None:
    """The last months as columns; None when no day is known."""
    known = [group for group in in_time(overview.months) if group.name]
    if not known:
        return None
    return columns(
        [
            Column(_month_words(group.name), _severity_parts(group, language))
            for group in known[-_MOST_MONTHS:]
        ]
    )


def _month_words(month: str) -> str:
    year, _, number = month.partition("-")
    return f"{number}/{year}"


def _severity_parts(group: Group, language: str) -> tuple[Part, ...]:
    return tuple(
        Part(
            severity.value,
            group.severities[severity],
            f"{words(f'severity.{severity}', language)}: {group.severities[severity]}",
        )
        for severity in reversed(FLAGGED_SEVERITIES)
    )


def _verdict_parts(overview: Overview, language: str) -> tuple[Part, ...]:
    return tuple(
        Part(name, files, words(f"verdict.{name}", language))
        for name, files in overview.verdict_counts.items()
    )


def _row(entry: Entry, language: str) -> Row:
    facts = entry.facts
    order = (Severity.HIGH, Severity.MEDIUM, Severity.LOW)
    return Row(
        name=printable(facts.title or entry.document_id),
        source=printable(entry.key),
        outlet=printable(facts.outlet),
        verdict=words(
            verdict_code(Verdict(facts.verdict), findings=facts.findings), language
        ),
        numbers=tuple(
            (words(f"severity.{severity}", language), facts.number(severity))
            for severity in order
        ),
        page=entry.report,
        copy_of=printable(entry.duplicate_of),
    )


def _unscreened(entry: Entry, language: str) -> tuple[str, str]:
    """The file and why it was not screened."""
    if entry.is_screened:
        reason = words("trust.untrusted", language)
    else:
        reason = error_message(entry_error(entry)).in_language(language)
    return printable(entry.key), printable(reason)
