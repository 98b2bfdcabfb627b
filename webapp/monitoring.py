"""How screening changes over time: counts, drift, intervals, alerts (pure).

Only counts are kept of a screening, never a word of its text.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from screener.domain.labels import Category
from screener.domain.reports import ModelStamp, Report

# Upper edges; what lies above the last falls into one more bucket.
SCORE_EDGES: Final = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
# Characters of a document's mean sentence.
LENGTH_EDGES: Final = (40.0, 60.0, 80.0, 100.0, 120.0, 150.0, 200.0)
# A title and a stub of a sentence say nothing about a newsroom's texts.
LEAST_SENTENCES: Final = 3
# Fewer make any distribution look drifted.
LEAST_COUNTED: Final = 30
LEAST_JUDGED: Final = 10
_Z_95: Final = 1.959964
_Z_ONE_SIDED_95: Final = 1.644854
# Added to each bucket, so that an empty one does not make the index infinite.
_SMOOTHING: Final = 0.5


class TallySource(StrEnum):
    """Where texts were screened; the codes are stored."""

    DRAFT = "draft"
    SCAN = "scan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What the screening of one draft on one day, or one run of a scan, counted.

    Attributes:
        day: In Vietnam.
        subject_key: Tells two drafts or scans apart, names neither.
        flagged: Sentences with a finding.
        scores: Findings by score; buckets of ``SCORE_EDGES``.
        lengths: Documents by mean length of a sentence; of ``LENGTH_EDGES``.
        categories: Findings by category.
    """

    organisation_id: str
    day: date
    source: TallySource
    subject_key: str
    model: ModelStamp
    documents: int
    sentences: int
    flagged: int
    scores: tuple[int, ...]
    lengths: tuple[int, ...]
    categories: Mapping[Category, int]


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first to the last, both counted."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Drift:
    """How far a distribution moved between two periods.

    Attributes:
        psi: Population stability index; None with too little to tell.
        noise: What the index would reach by chance in one case of twenty.
        reference: Share of each bucket, empty when nothing was counted.
        current: The same of the current period.
        counted: How many were counted, before and now.
    """

    psi: float | None
    noise: float
    reference: tuple[float, ...]
    current: tuple[float, ...]
    counted: tuple[int, int]

    def is_above(self, threshold: float) -> bool:
        """Whether it moved further than allowed, and than chance explains."""
        return self.psi is not None and self.psi > max(threshold, self.noise)


@dataclass(frozen=True, slots=True)
class Share:
    """A share of counted things with its 95 % interval.

    Attributes:
        value: None when nothing was counted.
        low: Lower end of Wilson's interval.
        high: Upper end.
    """

    hits: int
    total: int
    value: float | None
    low: float
    high: float


def periods(
    today: date, *, current_days: int, reference_days: int
) -> tuple[Period, Period]:
    """The reference period and the current one, which ends today."""
    start = today - timedelta(days=current_days - 1)
    reference = Period(
        start - timedelta(days=reference_days), start - timedelta(days=1)
    )
    return reference, Period(start, today)


def tally_of_report(report: Report, *, organisation_id: str, day: date) -> Tally | None:
    """What a draft's screening counts; None when its text is too short to count."""
    if report.sentences < LEAST_SENTENCES:
        return None
    length = len(report.document.text) / report.sentences
    return Tally(
        organisation_id=organisation_id,
        day=day,
        source=TallySource.DRAFT,
        subject_key=subject_key(report.document.id),
        model=report.model,
        documents=1,
        sentences=report.sentences,
        flagged=len({finding.sentence for finding in report.findings}),
        scores=histogram((f.score for f in report.findings), SCORE_EDGES),
        lengths=histogram([length], LENGTH_EDGES),
        categories=Counter(finding.category for finding in report.findings),
    )


def tallies_of_records(
    records: Iterable[Mapping[str, Any]],
    *,
    job_id: str,
    organisation_id: str,
    day: date,
) -> tuple[Tally, ...]:
    """What a scan's reports count, one tally for each model that made some of them.

    Args:
        records: In the published format; those that are no reports are passed over.
        job_id: Of the scan.
        organisation_id: Whose scan it is.
        day: In Vietnam.
    """
    counts: dict[ModelStamp, _Count] = {}
    for record in records:
        if "findings" in record:
            model = ModelStamp(**record["model"])
            counts.setdefault(model, _Count()).add(record)
    return tuple(
        Tally(
            organisation_id=organisation_id,
            day=day,
            source=TallySource.SCAN,
            subject_key=subject_key(job_id),
            model=model,
            documents=count.documents,
            sentences=count.sentences,
            flagged=count.flagged,
            scores=histogram(count.scores, SCORE_EDGES),
            lengths=histogram(count.lengths, LENGTH_EDGES),
            categories=count.categories,
        )
        for model, count in counts.items()
        if count.documents
    )


class _Count:
    """Counts of one model's reports, as they come."""

    def __init__(self) -> None:
        self.documents = self.sentences = self.flagged = 0
        self.scores: list[float] = []
        self.lengths: list[float] = []
        self.categories: Counter[Category] = Counter()

    def add(self, record: Mapping[str, Any]) -> None:
        document, findings = record["document"], record["findings"]
        if document["sentences"] < LEAST_SENTENCES:
            return
        self.documents += 1
        self.sentences += document["sentences"]
        self.flagged += len({finding["sentence"]["start"] for finding in findings})
        self.scores += [finding["score"] for finding in findings]
        self.lengths.append(document["characters"] / document["sentences"])
        self.categories.update(Category(finding["category"]) for finding in findings)


def subject_key(record_id: str) -> str:
    """Tells two drafts or scans apart without naming them."""
    return hashlib.sha256(record_id.encode()).hexdigest()


def histogram(values: Iterable[float], edges: Sequence[float]) -> tuple[int, ...]:
    """How many values lie below each edge and not below the one before it."""
    counts = [0] * (len(edges) + 1)
    for value in values:
        counts[sum(value >= edge for edge in edges)] += 1
    return tuple(counts)


def latest(tallies: Iterable[Tally], period: Period) -> tuple[Tally, ...]:
    """The period's tallies, of each draft and scan the last one only.

    A draft that is worked on for a week would else count seven times.
    """
    found: dict[tuple[str, ModelStamp], Tally] = {}
    for tally in sorted(tallies, key=lambda tally: tally.day):
        if period.holds(tally.day):
            found[tally.subject_key, tally.model] = tally
    return tuple(found.values())


def added_up(histograms: Iterable[Sequence[int]], *, buckets: int) -> tuple[int, ...]:
    """Histograms as one; those of another shape are passed over."""
    total = [0] * buckets
    for counts in histograms:
        if len(counts) == buckets:
            total = [one + other for one, other in zip(total, counts, strict=True)]
    return tuple(total)


def drift(reference: Sequence[int], current: Sequence[int]) -> Drift:
    """The population stability index of two histograms with equal buckets.

    Half a count is added to each bucket. By chance alone, the index times n·m/(n+m)
    follows a chi-square distribution; small periods therefore need a larger index.

    Source: Yurdakul and Naranjo, Statistical properties of the population stability
    index, Journal of Risk Model Validation 14 (2020).
    """
    before, now = sum(reference), sum(current)
    shares = (_shares(reference), _shares(current))
    if min(before, now) < LEAST_COUNTED:
        return Drift(None, math.inf, *shares, (before, now))
    pairs = [
        (one + _SMOOTHING, other + _SMOOTHING)
        for one, other in zip(reference, current, strict=True)
        if one or other
    ]
    totals = sum(one for one, _ in pairs), sum(other for _, other in pairs)
    psi = sum(
        (other / totals[1] - one / totals[0])
        * math.log((other / totals[1]) / (one / totals[0]))
        for one, other in pairs
    )
    noise = _chi_square_95(len(pairs) - 1) * (1 / before + 1 / now)
    return Drift(psi, noise, *shares, (before, now))


def share(hits: int, total: int) -> Share:
    """Hits among a total, with Wilson's 95 % interval.

    Source: Wilson, Journal of the American Statistical Association 22 (1927).
    """
    if not total:
        return Share(hits, total, None, 0.0, 1.0)
    value = hits / total
    square = _Z_95**2
    middle = (value + square / (2 * total)) / (1 + square / total)
    half = (
        _Z_95
        * math.sqrt(value * (1 - value) / total + square / (4 * total**2))
        / (1 + square / total)
    )
    return Share(hits, total, value, max(0.0, middle - half), min(1.0, middle + half))


def _shares(counts: Sequence[int]) -> tuple[float, ...]:
    total = sum(counts)
    return tuple(count / total for count in counts) if total else ()


def _chi_square_95(degrees: int) -> float:
    """The 95 % quantile of chi-square.

    Source: Wilson and Hilferty, PNAS 17 (1931); within 1 % from 1 degree on.
    """
    if degrees < 1:
        return 0.0
    part = 2 / (9 * degrees)
    return float(degrees * (1 - part + _Z_ONE_SIDED_95 * math.sqrt(part)) ** 3)
