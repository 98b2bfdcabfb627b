"""Words of the model pages, in the reader's language."""

from __future__ import annotations

from flask_babel import gettext as _

from models.bundle import TOKEN_CLASSIFIER, Manifest
from screener.messages.catalogue import message
from webapp.jobs import Job, JobState
from webapp.language import current_language
from webapp.promotions import GateWord, Hurdle, PromotionKind
from webapp.retraining import Phase, RetrainStatus


def job_words(job: Job) -> str:
    """How a retraining stands."""
    if job.is_stopping:
        return str(_("Đang dừng"))
    words: dict[JobState, str] = {
        JobState.QUEUED: _("Đang chờ"),
        JobState.RUNNING: _("Đang huấn luyện"),
        JobState.DONE: _("Đã xong"),
        JobState.FAILED: _("Gặp lỗi"),
        JobState.CANCELLED: _("Đã dừng"),
    }
    return words[job.state]


def stage_words(status: RetrainStatus) -> str:
    """What a running retraining is busy with."""
    if status.stage:
        return message(f"progress.{status.stage}").in_language(current_language())
    words: dict[Phase, str] = {
        Phase.FITTING: _("Đang khởi động…"),
        Phase.COMPARING: _("Đang so hai mô hình…"),
        Phase.READY: _("Đã so xong."),
    }
    return words[status.phase]


def base_words(manifest: Manifest) -> str:
    """What a bundle that can go on learning is, and what of it learns."""
    about = f"{manifest.name} {manifest.version}"
    if manifest.kind == TOKEN_CLASSIFIER:
        return str(_("%(about)s: bộ mã hoá giữ nguyên, n-gram học tiếp", about=about))
    return str(_("%(about)s: n-gram học tiếp", about=about))


def gate_words(gate: GateWord) -> str:
    """What the gate said, in two or three words."""
    words: dict[GateWord, str] = {
        GateWord.YES: _("Được thay"),
        GateWord.NO: _("Không được thay"),
        GateWord.NONE: _("Không so"),
    }
    return words[gate]


def kind_words(kind: PromotionKind) -> str:
    """How a model came into service."""
    words: dict[PromotionKind, str] = {
        PromotionKind.PROMOTE: _("Đưa vào dùng"),
        PromotionKind.ROLL_BACK: _("Quay lại"),
    }
    return words[kind]


def hurdle_words(hurdle: Hurdle, *, signed: int, needed: int) -> str:
    """Why a candidate cannot go into service yet."""
    words: dict[Hurdle, str] = {
        Hurdle.UNSIGNED: _(
            "Mới có %(signed)s trên %(needed)s người ký.", signed=signed, needed=needed
        ),
        Hurdle.GATE_SAYS_NO: _("Cửa kiểm tra nói không, và ở đây không ai vượt được."),
        Hurdle.REASON_MISSING: _("Cửa kiểm tra nói không: cần ghi lý do vượt qua."),
    }
    return words[hurdle]
