"""Monitoring: drift, dismissals, precision, and when to raise an alert."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.access import allowed, viewer
from webapp.accounts import Right
from webapp.fields import Fields
from webapp.language import current_language
from webapp.monitoring import LENGTH_EDGES, SCORE_EDGES
from webapp.monitoring_overview import Alert, AlertKind, DismissalRow, Overview
from webapp.monitoring_plots import interval, two_histograms
from webapp.monitoring_state import (
    CURRENT_DAYS,
    DISMISSED,
    PRECISION,
    PSI,
    REFERENCE_DAYS,
    board,
    overview,
    thresholds,
)
from webapp.preferences import keep_preferences
from webapp.review_plots import Series, lines, look_of
from webapp.review_words import category_words
from webapp.state import web_state

bp = Blueprint("monitoring", __name__, url_prefix="/theo-doi")
_MOST_LINES: Final = 5


@bp.get("")
@allowed(Right.REVIEW)
def show_monitoring() -> ResponseReturnValue:
    """Show what has changed, and what has left its limits."""
    return _page(Fields())


@bp.post("")
@allowed(Right.ADMINISTER)
def change_limits() -> ResponseReturnValue:
    """Keep new limits; they hold from the next page on."""
    state, form = web_state(), Fields(request.form)
    values: dict[str, str | int] = {
        PSI: form.number(PSI, least=1, most=500),
        DISMISSED: form.number(DISMISSED, least=1, most=100),
        PRECISION: form.number(PRECISION, least=0, most=100),
        CURRENT_DAYS: form.number(CURRENT_DAYS, least=1, most=90),
        REFERENCE_DAYS: form.number(REFERENCE_DAYS, least=1, most=365),
    }
    if form.problems:
        return _page(form), 422
    keep_preferences(state, values, by=viewer())
    flash(_("Đã lưu ngưỡng cảnh báo."))
    return redirect(url_for(".show_monitoring"), code=303)


def _page(form: Fields) -> str:
    state, by = web_state(), viewer()
    found = overview(state, by.user.organisation_id)
    board(current_app).put(by.user.organisation_id, len(found.alerts), state.clock())
    limits = thresholds(state)
    series = _series(found)
    return render_template(
        "monitoring.html",
        form=form,
        found=found,
        limits=limits,
        alerts=[_alert_words(alert) for alert in found.alerts],
        categories=category_words(),
        day_words=_day_words,
        decimal=_decimal,
        score_plot=two_histograms(
            found.scores,
            labels=_labels(SCORE_EDGES, digits=1),
            words=_("Điểm của phát hiện, kỳ gốc và kỳ này"),
        ),
        length_plot=two_histograms(
            found.lengths,
            labels=_labels(LENGTH_EDGES, digits=0),
            words=_("Độ dài câu, kỳ gốc và kỳ này"),
        ),
        dismissal_plot=lines(series, words=_("Tỷ lệ bị bỏ qua theo tuần"))
        if series
        else "",
        legend=[(look_of(number), one.name) for number, one in enumerate(series)],
        interval=interval,
    )


def _series(found: Overview) -> list[Series]:
    """The lines of the categories with the most findings."""
    names = category_words()
    rows = sorted(found.dismissals, key=_findings, reverse=True)
    return [
        Series(names[row.category], row.weeks)
        for row in rows[:_MOST_LINES]
        if row.weeks
    ]


def _findings(row: DismissalRow) -> int:
    return row.reference.total + row.current.total


def _alert_words(alert: Alert) -> str:
    category = category_words()[alert.category] if alert.category else ""
    if alert.kind in (AlertKind.SCORES, AlertKind.LENGTHS):
        value, limit = _decimal(alert.value, 2), _decimal(alert.limit, 2)
    else:
        value, limit = f"{100 * alert.value:.0f}%", f"{100 * alert.limit:.0f}%"
    words = _alert_texts()[alert.kind]
    return words.format(category=category, value=value, limit=limit)


def _alert_texts() -> dict[AlertKind, str]:
    return {
        AlertKind.SCORES: _(
            "Điểm của phát hiện lệch so với kỳ gốc: PSI {value}, ngưỡng {limit}."
        ),
        AlertKind.LENGTHS: _(
            "Độ dài câu lệch so với kỳ gốc: PSI {value}, ngưỡng {limit}."
        ),
        AlertKind.DISMISSED: _(
            "{category}: {value} phát hiện bị bỏ qua, ngưỡng {limit}."
        ),
        AlertKind.PRECISION: _(
            "{category}: chỉ khoảng {value} phát hiện là đúng, ngưỡng {limit}."
        ),
    }


def _labels(edges: Sequence[float], *, digits: int) -> list[str]:
    """What each bucket holds, as short as a phone needs."""
    numbers = [_decimal(edge, digits) for edge in edges]
    return [f"<{numbers[0]}", *(f"{number}+" for number in numbers)]


def _decimal(value: float, digits: int) -> str:
    """The number as readers of the page write it."""
    number = f"{value:.{digits}f}"
    return number if current_language() == "en" else number.replace(".", ",")


def _day_words(day: date) -> str:
    return f"{day:%d %b %Y}" if current_language() == "en" else f"{day:%d/%m/%Y}"
