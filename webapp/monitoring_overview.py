"""What the monitoring page says, and when it raises an alert (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from screener.domain.labels import Category
from webapp.monitoring import (
    LEAST_COUNTED,
    LEAST_JUDGED,
    LENGTH_EDGES,
    SCORE_EDGES,
    Drift,
    Period,
    Share,
    Tally,
    TallySource,
    added_up,
    drift,
    latest,
    periods,
    share,
)

# A share of fewer findings a week is noise; the plot leaves the week out.
LEAST_A_WEEK: Final = 5
_DAYS_A_WEEK: Final = 7


class AlertKind(StrEnum):
    """What an alert is about."""

    SCORES = "scores"
    LENGTHS = "lengths"
    DISMISSED = "dismissed"
    PRECISION = "precision"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When the page raises an alert, and what it compares.

    Attributes:
        psi: Drift above this.
        dismissed: Share of a category's findings that editors dismissed, above this.
        precision: Precision of a category surely below this.
        current_days: Length of the current period.
        reference_days: Length of the period before it.
    """

    psi: float
    dismissed: float
    precision: float
    current_days: int
    reference_days: int


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that has left its limits.

    Attributes:
        category: None where it is about all of them.
        value: As measured.
        limit: That it went beyond.
    """

    kind: AlertKind
    category: Category | None
    value: float
    limit: float


@dataclass(frozen=True, slots=True)
class Dismissed:
    """One finding that an editor dismissed or called wrong."""

    day: date
    category: Category


@dataclass(frozen=True, slots=True)
class Judged:
    """What reviewers settled of a category that the model named in a sentence."""

    category: Category
    is_right: bool


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """What was screened in a period.

    Attributes:
        models: Name and version of each that screened.
        flagged: Sentences with a finding among all.
    """

    period: Period
    documents: int
    sentences: int
    findings: int
    models: tuple[str, ...]
    flagged: Share


@dataclass(frozen=True, slots=True)
class DismissalRow:
    """How many of a category's findings in drafts were dismissed.

    Attributes:
        weeks: Monday and share, oldest first; weeks with few findings left out.
    """

    category: Category
    reference: Share
    current: Share
    weeks: tuple[tuple[date, float], ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the page shows."""

    reference: PeriodFigures
    current: PeriodFigures
    scores: Drift
    lengths: Drift
    dismissals: tuple[DismissalRow, ...]
    precision: tuple[tuple[Category, Share], ...]
    alerts: tuple[Alert, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever screened in either period."""
        return not (self.reference.documents or self.current.documents)


def overview_of(
    tallies: Sequence[Tally],
    dismissed: Sequence[Dismissed],
    judged: Iterable[Judged],
    *,
    today: date,
    limits: Thresholds,
) -> Overview:
    """What the counts say today.

    Args:
        tallies: Of both periods at least.
        dismissed: Answers that stand, of both periods at least.
        judged: Of sentences that nobody picked for being wrong.
        today: In Vietnam.
        limits: When to raise an alert.
    """
    before, now = periods(
        today,
        current_days=limits.current_days,
        reference_days=limits.reference_days,
    )
    old, new = latest(tallies, before), latest(tallies, now)
    scores = _drift([t.scores for t in old], [t.scores for t in new], SCORE_EDGES)
    lengths = _drift([t.lengths for t in old], [t.lengths for t in new], LENGTH_EDGES)
    dismissals = _dismissals(tallies, dismissed, (before, now))
    precision = _precision(judged)
    return Overview(
        reference=_figures(old, before),
        current=_figures(new, now),
        scores=scores,
        lengths=lengths,
        dismissals=dismissals,
        precision=precision,
        alerts=(
            *_drift_alerts(scores, lengths, limits),
            *_dismissal_alerts(dismissals, limits),
            *_precision_alerts(precision, limits),
        ),
    )


def _drift(
    old: Iterable[Sequence[int]], new: Iterable[Sequence[int]], edges: Sequence[float]
) -> Drift:
    buckets = len(edges) + 1
    return drift(added_up(old, buckets=buckets), added_up(new, buckets=buckets))


def _figures(tallies: Sequence[Tally], period: Period) -> PeriodFigures:
    models = Counter(f"{t.model.name} {t.model.version}" for t in tallies)
    sentences = sum(t.sentences for t in tallies)
    return PeriodFigures(
        period=period,
        documents=sum(t.documents for t in tallies),
        sentences=sentences,
        findings=sum(sum(t.scores) for t in tallies),
        models=tuple(name for name, _ in models.most_common()),
        flagged=share(sum(t.flagged for t in tallies), sentences),
    )


def _dismissals(
    tallies: Sequence[Tally],
    dismissed: Sequence[Dismissed],
    both: tuple[Period, Period],
) -> tuple[DismissalRow, ...]:
    drafts = [tally for tally in tallies if tally.source is TallySource.DRAFT]
    weeks = _weeks(both)
    by_week = [(week, *_counts(drafts, dismissed, week)) for week in weeks]
    (old_found, old_gone), (new_found, new_gone) = (
        _counts(drafts, dismissed, period) for period in both
    )
    return tuple(
        DismissalRow(
            category,
            reference=_share_of(old_gone[category], old_found[category]),
            current=_share_of(new_gone[category], new_found[category]),
            weeks=tuple(
                (week.first, min(1.0, gone[category] / found[category]))
                for week, found, gone in by_week
                if found[category] >= LEAST_A_WEEK
            ),
        )
        for category in Category
    )


def _counts(
    drafts: Sequence[Tally], dismissed: Iterable[Dismissed], period: Period
) -> tuple[Mapping[Category, int], Mapping[Category, int]]:
    """Findings and dismissals of a period by category."""
    found: Counter[Category] = Counter()
    for tally in latest(drafts, period):
        found.update(tally.categories)
    return found, Counter(d.category for d in dismissed if period.holds(d.day))


def _share_of(gone: int, found: int) -> Share:
    # Findings that appeared after the day's first screening may be dismissed as well.
    return share(min(gone, found), found)


def _weeks(both: tuple[Period, Period]) -> list[Period]:
    """The weeks that the two periods touch, whole."""
    first = both[0].first
    monday = first - timedelta(days=first.weekday())
    weeks = []
    while monday <= both[1].last:
        weeks.append(Period(monday, monday + timedelta(days=_DAYS_A_WEEK - 1)))
        monday += timedelta(days=_DAYS_A_WEEK)
    return weeks


def _precision(judged: Iterable[Judged]) -> tuple[tuple[Category, Share], ...]:
    total: Counter[Category] = Counter()
    right: Counter[Category] = Counter()
    for one in judged:
        total[one.category] += 1
        right[one.category] += one.is_right
    return tuple((name, share(right[name], total[name])) for name in Category)


def _drift_alerts(scores: Drift, lengths: Drift, limits: Thresholds) -> list[Alert]:
    return [
        Alert(kind, None, found.psi, limits.psi)
        for kind, found in (
            (AlertKind.SCORES, scores),
            (AlertKind.LENGTHS, lengths),
        )
        if found.psi is not None and found.is_above(limits.psi)
    ]


def _dismissal_alerts(rows: Iterable[DismissalRow], limits: Thresholds) -> list[Alert]:
    return [
        Alert(AlertKind.DISMISSED, row.category, value, limits.dismissed)
        for row in rows
        if (value := row.current.value) is not None
        and row.current.total >= LEAST_COUNTED // 3
        and row.current.low > limits.dismissed
    ]


def _precision_alerts(
    rows: Iterable[tuple[Category, Share]], limits: Thresholds
) -> list[Alert]:
    return [
        Alert(AlertKind.PRECISION, category, found.value, limits.precision)
        for category, found in rows
        if found.value is not None
        and found.total >= LEAST_JUDGED
        and found.high < limits.precision
    ]
