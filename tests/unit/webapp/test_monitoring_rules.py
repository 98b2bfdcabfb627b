"""Drift, intervals and alerts, on cases worked by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from screener.domain.labels import Category
from screener.domain.reports import ModelStamp
from screener.report.json_report import report_to_json
from tests.reports import make_report
from webapp.monitoring import (
    LEAST_COUNTED,
    LENGTH_EDGES,
    SCORE_EDGES,
    Period,
    Tally,
    TallySource,
    drift,
    histogram,
    latest,
    periods,
    share,
    subject_key,
    tallies_of_records,
    tally_of_report,
)
from webapp.monitoring_overview import (
    AlertKind,
    Dismissed,
    Judged,
    Overview,
    Thresholds,
    overview_of,
)

TODAY = date(2026, 3, 29)
MODEL = ModelStamp("tuyen-tinh", "1", "can-bang")
LIMITS = Thresholds(
    psi=0.25, dismissed=0.4, precision=0.6, current_days=14, reference_days=56
)
NO_SCORES = (0,) * (len(SCORE_EDGES) + 1)
NO_LENGTHS = (0,) * (len(LENGTH_EDGES) + 1)


def make_tally(
    days_ago: int = 0,
    *,
    key: str = "bài-1",
    source: TallySource = TallySource.DRAFT,
    model: ModelStamp = MODEL,
    scores: tuple[int, ...] = NO_SCORES,
    lengths: tuple[int, ...] = NO_LENGTHS,
    categories: Mapping[Category, int] | None = None,
) -> Tally:
    return Tally(
        organisation_id="local",
        day=TODAY - timedelta(days=days_ago),
        source=source,
        subject_key=key,
        model=model,
        documents=1,
        sentences=20,
        flagged=1,
        scores=scores,
        lengths=lengths,
        categories=categories or {},
    )


def overview(
    *tallies: Tally,
    dismissed: tuple[Dismissed, ...] = (),
    judged: tuple[Judged, ...] = (),
) -> Overview:
    return overview_of(tallies, dismissed, judged, today=TODAY, limits=LIMITS)


def test_equal_distributions_have_not_moved() -> None:
    """The perfect case."""
    found = drift((30, 40, 30), (60, 80, 60))

    assert found.psi == pytest.approx(0.0, abs=1e-3)
    assert not found.is_above(0.1)


def test_index_of_a_case_worked_by_hand() -> None:
    """(0.5 - 0.25) ln 2 + (0.5 - 0.75) ln (2/3) = 0.2747 for shares 1/4 to 1/2."""
    found = drift((250, 750), (500, 500))

    assert found.psi == pytest.approx(0.2747, abs=2e-3)
    # 3.84 is the 95 % quantile of chi-square with one degree of freedom.
    assert found.noise == pytest.approx(3.84 * 2 / 1000, rel=0.03)
    assert found.is_above(0.25)
    assert not found.is_above(0.3)


def test_too_little_says_nothing() -> None:
    """The empty case: unknown, not zero."""
    for few in ((0, 0), (LEAST_COUNTED - 1, 0)):
        found = drift(few, (500, 500))

        assert found.psi is None
        assert not found.is_above(0.0)


def test_small_periods_need_more_to_be_alarming() -> None:
    """Forty texts differ from forty others by chance."""
    found = drift((5, 6, 7, 8, 8, 6), (8, 4, 9, 5, 9, 5))

    assert found.psi is not None
    assert 0.05 < found.psi < found.noise
    assert not found.is_above(0.05)


def test_bucket_that_was_empty_is_no_infinity() -> None:
    """A new kind of text must give a number."""
    found = drift((100, 0), (50, 50))

    assert found.psi is not None
    assert 1.0 < found.psi < 5.0


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0)],
)
def test_interval_is_wilsons(hits: int, total: int, low: float, high: float) -> None:
    """Values from the published tables; none leaves [0, 1]."""
    found = share(hits, total)

    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-4)


def test_share_of_nothing_is_unknown() -> None:
    """Not zero."""
    found = share(0, 0)

    assert (found.value, found.low, found.high) == (None, 0.0, 1.0)


def test_values_fall_below_the_next_edge() -> None:
    """An edge belongs to the bucket above it."""
    assert histogram((0.1, 0.3, 0.95, 0.9), (0.3, 0.9)) == (1, 1, 2)


def test_periods_touch_and_end_today() -> None:
    """No day is lost or counted twice."""
    before, now = periods(TODAY, current_days=14, reference_days=56)

    assert now == Period(date(2026, 3, 16), TODAY)
    assert before == Period(date(2026, 1, 19), date(2026, 3, 15))


def test_draft_of_a_whole_week_counts_once() -> None:
    """The last day's count holds; another model's is another count."""
    other = ModelStamp("tuyen-tinh", "2", "can-bang")
    tallies = (
        make_tally(3, scores=(1, *NO_SCORES[1:])),
        make_tally(1),
        make_tally(0, model=other),
        make_tally(40),
    )

    found = latest(tallies, Period(TODAY - timedelta(days=6), TODAY))

    assert found == (tallies[1], tallies[2])


def test_report_is_counted_without_its_words() -> None:
    """Numbers only: nothing of the text can be read out of a count."""
    report = make_report()

    tally = tally_of_report(report, organisation_id="local", day=TODAY)

    assert tally is not None
    assert (tally.documents, tally.sentences, tally.flagged) == (1, 3, 2)
    assert sum(tally.scores) == len(report.findings) == sum(tally.categories.values())
    assert sum(tally.lengths) == 1
    assert tally.subject_key == subject_key(report.document.id)
    assert report.document.id not in repr(tally)


def test_scan_counts_what_the_same_reports_count() -> None:
    """Whether a text came as a draft or in a scan, it counts alike."""
    report = make_report()
    record = report_to_json(report)
    failure = {"schema": "screener.error/1", "document": {"id": "x"}}

    [tally] = tallies_of_records(
        (record, failure, record), job_id="viec", organisation_id="local", day=TODAY
    )

    one = tally_of_report(report, organisation_id="local", day=TODAY)
    assert one is not None
    assert (tally.documents, tally.sentences) == (2, 2 * one.sentences)
    assert tally.flagged == 2 * one.flagged
    assert tally.scores == tuple(2 * count for count in one.scores)
    assert tally.lengths == tuple(2 * count for count in one.lengths)
    assert (tally.source, tally.model) == (TallySource.SCAN, report.model)


def test_scan_by_two_models_counts_apart() -> None:
    """A scan that was taken up again after a promotion."""
    report = make_report()
    record = report_to_json(report)
    later = report_to_json(replace(report, model=replace(report.model, version="9")))

    found = tallies_of_records(
        (record, later), job_id="viec", organisation_id="local", day=TODAY
    )

    assert [tally.documents for tally in found] == [1, 1]
    assert len({tally.model.version for tally in found}) == 2


def test_nothing_screened_is_an_empty_page_without_alerts() -> None:
    """A new installation is not alarming."""
    found = overview()

    assert found.is_empty
    assert found.alerts == ()
    assert found.current.flagged.value is None


def test_moved_scores_raise_an_alert() -> None:
    """And lengths that did not move raise none."""
    low, high = (60, *NO_SCORES[1:]), (*NO_SCORES[1:], 60)
    lengths = (0, 40, 40, *NO_LENGTHS[3:])

    found = overview(
        make_tally(20, scores=high, lengths=lengths),
        make_tally(0, scores=low, lengths=lengths),
    )

    assert [alert.kind for alert in found.alerts] == [AlertKind.SCORES]
    assert found.alerts[0].value > 0.25


def test_category_that_editors_keep_dismissing_raises_an_alert() -> None:
    """Eighteen of twenty are surely above two in five; one of two is not."""
    tally = make_tally(0, categories={Category.TRAIT: 20, Category.ROLE: 2})
    dismissed = (
        *(Dismissed(TODAY, Category.TRAIT) for _ in range(18)),
        Dismissed(TODAY, Category.ROLE),
        Dismissed(TODAY - timedelta(days=30), Category.ROLE),
    )

    found = overview(tally, dismissed=dismissed)

    assert [(a.kind, a.category) for a in found.alerts] == [
        (AlertKind.DISMISSED, Category.TRAIT)
    ]
    row = next(row for row in found.dismissals if row.category is Category.TRAIT)
    assert row.weeks == ((date(2026, 3, 23), 0.9),)
    assert row.reference.value is None


def test_findings_of_scans_cannot_be_dismissed_and_do_not_count() -> None:
    """Else a big scan would make every category look welcome."""
    scan = make_tally(0, source=TallySource.SCAN, categories={Category.ROLE: 500})

    found = overview(scan, dismissed=(Dismissed(TODAY, Category.ROLE),))

    row = next(row for row in found.dismissals if row.category is Category.ROLE)
    assert row.current.total == 0


@pytest.mark.parametrize(
    ("right", "is_alarming"), [(2, True), (10, False), (20, False)]
)
def test_precision_raises_an_alert_only_when_surely_low(
    right: int, is_alarming: bool
) -> None:
    """Half of twenty may still be six in ten."""
    judged = tuple(Judged(Category.ROLE, number < right) for number in range(20))

    found = overview(judged=judged)

    assert bool(found.alerts) is is_alarming
    precision = dict(found.precision)
    assert precision[Category.ROLE].value == right / 20
    assert precision[Category.TRAIT].value is None
