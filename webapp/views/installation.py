"""Settings and health of the installation, for administrators."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.access import allowed, viewer
from webapp.accounts import Right
from webapp.database import database_url, shown
from webapp.fields import Fields
from webapp.health import health_checks
from webapp.preferences import (
    AGENCY,
    OPERATING_POINT,
    RETENTION_DAYS,
    current_preferences,
    keep_preferences,
)
from webapp.state import WebState, web_state
from webapp.words import point_words

bp = Blueprint("installation", __name__, url_prefix="/quan-tri")
_AGENCY_LENGTH = 200
_LONGEST_RETENTION_DAYS = 3650


@bp.get("/cai-dat")
@allowed(Right.ADMINISTER)
def show_settings() -> ResponseReturnValue:
    """Show what can be changed here, and what the settings file says."""
    return _settings_page(Fields())


@bp.post("/cai-dat")
@allowed(Right.ADMINISTER)
def change_settings() -> ResponseReturnValue:
    """Keep new settings; they hold from the next request on."""
    state = web_state()
    form = Fields(request.form)
    points = [point.name for point in state.screener.card.operating_points]
    values: dict[str, str | int] = {
        AGENCY: form.line(AGENCY, longest=_AGENCY_LENGTH, is_required=False),
        OPERATING_POINT: form.one_of(OPERATING_POINT, points),
        RETENTION_DAYS: form.number(
            RETENTION_DAYS, least=0, most=_LONGEST_RETENTION_DAYS
        ),
    }
    if form.problems:
        return _settings_page(form), 422
    keep_preferences(state, values, by=viewer())
    flash(_("Đã lưu cài đặt."))
    return redirect(url_for("installation.show_settings"), code=303)


@bp.get("/suc-khoe")
@allowed(Right.ADMINISTER)
def show_health() -> ResponseReturnValue:
    """Show what works and what does not."""
    return render_template("health.html", checks=health_checks(web_state()))


def _settings_page(form: Fields) -> str:
    state = web_state()
    return render_template(
        "settings.html",
        form=form,
        now=current_preferences(state),
        points=[
            (point.name, point_words(point.name))
            for point in state.screener.card.operating_points
        ],
        fixed=_fixed(state),
    )


def _fixed(state: WebState) -> list[tuple[str, str]]:
    """What only the settings file or the environment changes."""
    settings = state.settings
    return [
        ("data_dir", str(settings.data_dir)),
        ("database_url", shown(database_url(settings))),
        ("host", settings.host),
        ("port", str(settings.port)),
        ("accounts", settings.accounts),
        ("server", settings.server),
        ("proxies", str(settings.proxies)),
        ("worker", settings.worker),
        ("scan_folders", ", ".join(map(str, settings.scan_folders))),
        ("scan_processes", str(settings.scan_processes)),
        ("scan_upload_bytes", str(settings.scan_upload_bytes)),
        ("retrain_timeout_s", str(settings.retrain_timeout_s)),
        ("retrain_memory_bytes", str(settings.retrain_memory_bytes)),
        ("model_signatures", str(settings.model_signatures)),
        ("overrule_gate", str(settings.overrule_gate).lower()),
        ("session_idle_hours", str(settings.session_idle_hours)),
        ("session_days", str(settings.session_days)),
        ("limits.max_file_bytes", str(settings.limits.max_file_bytes)),
        ("limits.max_characters", str(settings.limits.max_characters)),
        ("limits.timeout_s", str(settings.limits.timeout_s)),
    ]
