"""Words for how a scan stands, in the reader's language."""

from __future__ import annotations

from flask_babel import gettext as _

from webapp.jobs import Job, JobState
from webapp.scan_request import Phase


def state_words(job: Job) -> str:
    """How a scan stands."""
    if job.is_stopping:
        return str(_("Đang dừng"))
    words: dict[JobState, str] = {
        JobState.QUEUED: _("Đang chờ"),
        JobState.RUNNING: _("Đang soát"),
        JobState.DONE: _("Đã xong"),
        JobState.FAILED: _("Gặp lỗi"),
        JobState.CANCELLED: _("Đã dừng"),
    }
    return words[job.state]


def phase_words(phase: Phase) -> str:
    """What a running scan is busy with."""
    words: dict[Phase, str] = {
        Phase.COUNTING: _("Đang đếm tệp…"),
        Phase.SCREENING: _("Đang soát từng tệp…"),
        Phase.WRITING: _("Đang viết kết quả…"),
        Phase.READY: _("Kết quả đã sẵn sàng."),
    }
    return words[phase]


def left_words(seconds: float | None) -> str:
    """About how long it will take yet; "" while nobody can tell."""
    if seconds is None:
        return ""
    if seconds < 60:
        return str(_("còn chưa đến một phút"))
    if seconds < 5400:
        return str(_("còn khoảng %(count)s phút", count=round(seconds / 60)))
    return str(_("còn khoảng %(count)s giờ", count=round(seconds / 3600)))
