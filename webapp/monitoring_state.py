"""Monitoring in the running program: limits, figures, and who is alerted."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from flask import Flask

from screener.errors import StoreError
from screener.ports import OperatingPoint
from webapp.accounts import Right, Viewer
from webapp.clock import local_day
from webapp.language import day_start
from webapp.monitoring import periods
from webapp.monitoring_overview import Overview, Thresholds, overview_of
from webapp.preferences import current_preferences
from webapp.review import Guess
from webapp.state import WebState, web_state

log = logging.getLogger(__name__)

PSI: Final = "monitoring_psi"
DISMISSED: Final = "monitoring_dismissed"
PRECISION: Final = "monitoring_precision"
CURRENT_DAYS: Final = "monitoring_days"
REFERENCE_DAYS: Final = "monitoring_reference_days"
# In hundredths and days; 0.25 is where the index is commonly said to be "a shift".
DEFAULTS: Final = {
    PSI: 25,
    DISMISSED: 40,
    PRECISION: 60,
    CURRENT_DAYS: 14,
    REFERENCE_DAYS: 56,
}
_BOARD: Final = "soat-gioi-alerts"
_FRESH_FOR: Final = timedelta(minutes=10)


@dataclass(slots=True)
class AlertBoard:
    """How many alerts each newsroom has; looked up on every page, counted seldom."""

    found: dict[str, tuple[datetime, int]] = field(default_factory=dict)

    def count(self, state: WebState, organisation_id: str) -> int:
        """The newsroom's alerts, at most ten minutes old."""
        now = state.clock()
        counted_at, count = self.found.get(organisation_id, (None, 0))
        if counted_at is None or not timedelta() <= now - counted_at < _FRESH_FOR:
            count = len(overview(state, organisation_id).alerts)
            self.put(organisation_id, count, now)
        return count

    def put(self, organisation_id: str, count: int, now: datetime) -> None:
        """Remember what was just counted."""
        self.found[organisation_id] = (now, count)


def install(app: Flask) -> None:
    """Let every page of ``app`` ask for the number of alerts."""
    app.extensions[_BOARD] = AlertBoard()
    app.context_processor(lambda: {"alerts_for": lambda by: alert_count(app, by)})


def alert_count(app: Flask, by: Viewer | None) -> int:
    """How many alerts to show somebody; none to those who cannot act on them."""
    if by is None or not by.user.may(Right.REVIEW):
        return 0
    try:
        return board(app).count(web_state(), by.user.organisation_id)
    except StoreError:
        # The page itself says what is wrong with the database.
        log.warning("alerts not counted", exc_info=True)
        return 0


def board(app: Flask) -> AlertBoard:
    """The alerts that ``app`` remembers."""
    found: AlertBoard = app.extensions[_BOARD]
    return found


def thresholds(state: WebState) -> Thresholds:
    """The limits as they stand now."""
    chosen = {**DEFAULTS, **state.store.preferences.values()}
    return Thresholds(
        psi=int(chosen[PSI]) / 100,
        dismissed=int(chosen[DISMISSED]) / 100,
        precision=int(chosen[PRECISION]) / 100,
        current_days=int(chosen[CURRENT_DAYS]),
        reference_days=int(chosen[REFERENCE_DAYS]),
    )


def overview(state: WebState, organisation_id: str) -> Overview:
    """What a newsroom's counts say now."""
    limits = thresholds(state)
    now = state.clock()
    today = local_day(now)
    before, _ = periods(
        today,
        current_days=limits.current_days,
        reference_days=limits.reference_days,
    )
    # The first week is shown whole, although the period may begin within it.
    first = before.first - timedelta(days=before.first.weekday())
    since = day_start(now) - timedelta(days=(today - first).days)
    room, point = state.store.monitoring, _point(state)
    return overview_of(
        room.tallies(organisation_id, since=first),
        room.dismissed(organisation_id, since=since),
        room.judged(
            organisation_id, is_reported=lambda guess: _is_reported(guess, point)
        ),
        today=today,
        limits=limits,
    )


def _point(state: WebState) -> OperatingPoint | None:
    name = current_preferences(state).operating_point
    points = state.screener.card.operating_points
    return next((point for point in points if point.name == name), None)


def _is_reported(guess: Guess, point: OperatingPoint | None) -> bool:
    if point is None:
        return True
    return guess.score >= point.threshold(guess.category, guess.severity)
