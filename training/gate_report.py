"""A comparison and its decision for people: text for a terminal, a page with plots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from screener.domain.labels import Severity
from screener.domain.wording import Bilingual
from screener.messages.catalogue import message
from training.gate_comparison import (
    Comparison,
    Effect,
    Said,
    Side,
    SliceRow,
    Trend,
    VerdictChange,
    slice_words,
)
from training.gate_decision import ALL, GateDecision

_MOST_CHANGES: Final = 20
_WIDTH: Final = 34
_MARKS: Final = {Trend.BETTER: "+", Trend.WORSE: "-"}
_EFFECTS: Final = {Effect.GAIN: "+", Effect.LOSS: "-", Effect.NEITHER: " "}
# Half the width of the plots' axis; figures are shares, and seldom move by more.
_MOST_CHANGE: Final = 0.3


def gate_text(comparison: Comparison, decision: GateDecision) -> str:
    """What the gate says, both languages, for a terminal."""
    lines = [
        *_both(verdict_words(comparison, decision)),
        "",
        *(f"  {side}" for side in _sides(comparison)),
        *_overlap(comparison),
        "",
    ]
    for reason in decision.reasons:
        mark = "×" if reason.is_blocking else "·"
        lines += [f"  {mark} {reason.words.vi}", f"    {reason.words.en}"]
    lines += ["", *_table(comparison.rows)]
    lines += ["", *_changes(comparison.changes)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def verdict_words(comparison: Comparison, decision: GateDecision) -> Bilingual:
    """The decision in one sentence, both bundles named."""
    return message(
        "gate.yes" if decision.promote else "gate.no",
        champion=side_name(comparison.champion),
        candidate=side_name(comparison.candidate),
    )


def side_name(side: Side) -> str:
    """A bundle's name and version."""
    return f"{side.name} {side.version}"


def gate_page(comparison: Comparison, decision: GateDecision) -> str:
    """One HTML page that opens without a network."""
    environment = Environment(
        loader=PackageLoader("training"), autoescape=True, undefined=StrictUndefined
    )
    environment.filters["figure"] = _figure
    environment.filters["said"] = said_words
    environment.filters["slice_words"] = slice_words
    environment.filters["measure_words"] = lambda name: message(
        f"reason.measure.{name}"
    )
    environment.filters["mebibytes"] = _mebibytes
    template = environment.get_template("gate.html")
    return template.render(
        comparison=comparison,
        decision=decision,
        verdict=verdict_words(comparison, decision),
        sets=_by_set(comparison.rows),
        bar=bar_of,
        most_change=_MOST_CHANGE,
    )


@dataclass(frozen=True, slots=True)
class Bar:
    """An interval on an axis from 0 to 100, no change in the middle.

    Attributes:
        low: Left end.
        high: Right end.
        middle: The difference itself.
    """

    low: float
    high: float
    middle: float


def bar_of(row: SliceRow) -> Bar | None:
    """How a row is drawn, better to the right; None when it has no interval."""
    if row.low is None or row.high is None or row.gain is None:
        return None
    ends = (row.low, row.high)
    if row.measure.is_better_when_lower:
        ends = (-row.high, -row.low)
    return Bar(_place(ends[0]), _place(ends[1]), _place(row.gain))


def said_words(said: Said) -> Bilingual:
    """Severity and categories of what was said."""
    severity = message(f"severity.{said.severity}")
    if said.severity is Severity.NONE:
        return severity
    names = [message(f"category.{category}") for category in said.categories]
    return Bilingual(
        vi=f"{severity.vi}: " + ", ".join(name.vi for name in names),
        en=f"{severity.en}: " + ", ".join(name.en for name in names),
    )


def _place(change: float) -> float:
    bounded = min(max(change / _MOST_CHANGE, -1.0), 1.0)
    return round(50.0 + 50.0 * bounded, 2)


def _by_set(rows: Sequence[SliceRow]) -> dict[str, list[SliceRow]]:
    result: dict[str, list[SliceRow]] = {}
    for row in rows:
        result.setdefault(row.set_name, []).append(row)
    return result


def _both(words: Bilingual) -> Iterator[str]:
    yield words.vi
    yield words.en


def _sides(comparison: Comparison) -> Iterator[str]:
    sides = (comparison.champion, comparison.candidate)
    width = max(len(side_name(side)) for side in sides)
    for side in sides:
        yield (
            f"{side_name(side):{width}}  {side.kind}, {side.operating_point}: "
            f"{side.milliseconds:.2f} ms a sentence, {_mebibytes(side.peak_bytes)}"
        )
    found = comparison.verdicts
    p_value = "-" if found.p_value is None else f"{found.p_value:.3f}"
    yield (
        f"right where the other is wrong: {found.only_champion_right} and "
        f"{found.only_candidate_right} (McNemar p {p_value})"
    )


def _overlap(comparison: Comparison) -> Iterator[str]:
    if comparison.overlap:
        yield f"  {comparison.overlap} sentences left out: nearly trained on"


def _table(rows: Sequence[SliceRow]) -> Iterator[str]:
    """Whole sets, and the slices that clearly change."""
    head = ("champion", "candidate", "difference", "sentences")
    yield f"  {'':{_WIDTH}}{head[0]:>10}{head[1]:>11}{head[2]:>20}{head[3]:>11}"
    for set_name, of_set in _by_set(rows).items():
        yield f"  {set_name}"
        shown = [row for row in of_set if row.slice_name == ALL or row.trend in _MARKS]
        for row in shown:
            name = f"{row.slice_name} {row.measure}"
            interval = "-"
            if row.low is not None and row.high is not None:
                interval = f"{row.low:+.3f} to {row.high:+.3f}"
            mark = _MARKS.get(row.trend, " ")
            yield (
                f"  {mark} {name:{_WIDTH - 2}}{_figure(row.champion):>10}"
                f"{_figure(row.candidate):>11}{interval:>20}{row.examples:>11}"
            )
        yield f"    and {len(of_set) - len(shown)} slices without a clear change"


def _changes(changes: Sequence[VerdictChange]) -> Iterator[str]:
    counts = dict.fromkeys(Effect, 0)
    for change in changes:
        counts[change.effect] += 1
    yield (
        f"  {len(changes)} verdicts change: {counts[Effect.GAIN]} are right now, "
        f"{counts[Effect.LOSS]} were right, {counts[Effect.NEITHER]} are not scored"
    )
    for change in changes[:_MOST_CHANGES]:
        label = said_words(change.label).vi
        flag = "flags" if change.candidate.is_flagged else "passes"
        yield f"  {_EFFECTS[change.effect]} {flag} “{change.text}” ({label})"
    if len(changes) > _MOST_CHANGES:
        yield f"    and {len(changes) - _MOST_CHANGES} more, see --json or --html"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _mebibytes(size: int | None) -> str:
    return "–" if size is None else f"{size / 2**20:.0f} MiB"
