"""What works in this installation and what needs somebody's hand."""

from __future__ import annotations

import platform
import shutil
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import text

from screener.bootstrap import screener_version
from screener.errors import StoreUnavailableError
from screener.messages.catalogue import error_message
from webapp.database import SQLITE, current_revision, head_revision, shown
from webapp.jobs import Lane
from webapp.language import current_language
from webapp.model_switch import trouble_of
from webapp.state import WebState

_LITTLE_ROOM_BYTES: Final = 1_000_000_000


class Condition(StrEnum):
    """How something fares."""

    GOOD = "good"
    WATCH = "watch"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, and what was found."""

    name: str
    condition: Condition
    detail: str


def health_checks(state: WebState) -> tuple[Check, ...]:
    """Everything that is looked at, the program first."""
    return (
        Check(
            _("Chương trình"),
            Condition.GOOD,
            f"Soát Giới {screener_version()}, Python {platform.python_version()}",
        ),
        _model(state),
        _database(state),
        _disk(state),
        _jobs(state),
        _encryption(state),
    )


def is_answering(state: WebState) -> bool:
    """Whether the database answers."""
    try:
        with state.store.connection.reading() as session:
            session.execute(text("SELECT 1"))
    except StoreUnavailableError:
        return False
    return True


def _model(state: WebState) -> Check:
    card = state.screener.card
    trouble = trouble_of(state.screener)
    if trouble is None:
        return Check(_("Mô hình"), Condition.GOOD, f"{card.name} {card.version}")
    words = _(
        "Mô hình %(bundle)s không dùng được; mọi người đang được phục vụ bằng "
        "%(other)s.",
        bundle=trouble.bundle,
        other=trouble.in_its_place,
    )
    reason = error_message(trouble.error).in_language(current_language())
    return Check(_("Mô hình"), Condition.BROKEN, f"{words} {reason}")


def _database(state: WebState) -> Check:
    engine = state.store.connection.engine
    if not is_answering(state):
        return Check(
            _("Cơ sở dữ liệu"),
            Condition.BROKEN,
            _("%(place)s không trả lời.", place=shown(engine.url)),
        )
    with engine.connect() as connection:
        revision = current_revision(connection)
        function = "sqlite_version()" if engine.dialect.name == SQLITE else "version()"
        version = str(connection.execute(text(f"SELECT {function}")).scalar_one())
    is_current = revision == head_revision()
    make = f"SQLite {version}" if engine.dialect.name == SQLITE else version
    detail = _(
        "%(make)s, lược đồ %(revision)s, tại %(place)s",
        make=make.partition(" on ")[0],
        revision=revision,
        place=shown(engine.url),
    )
    condition = Condition.GOOD if is_current else Condition.WATCH
    return Check(_("Cơ sở dữ liệu"), condition, detail)


def _disk(state: WebState) -> Check:
    folder = state.settings.data_dir
    # With PostgreSQL the folder may never have been needed.
    while not folder.exists():
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    gigabytes = usage.free / 1e9
    enough = usage.free > _LITTLE_ROOM_BYTES
    return Check(
        _("Đĩa"),
        Condition.GOOD if enough else Condition.WATCH,
        _("còn trống %(size).1f GB", size=gigabytes),
    )


def _jobs(state: WebState) -> Check:
    if not is_answering(state):
        return Check(_("Việc nền"), Condition.BROKEN, _("không đọc được"))
    lanes = [state.store.jobs.counts(lane) for lane in Lane]
    forsaken = [counts for counts in lanes if counts.is_forsaken(state.clock())]
    if forsaken:
        words = _(
            "%(count)s việc đang chờ mà không có tiến trình nào nhận: "
            "chạy screener worker",
            count=sum(counts.waiting for counts in forsaken),
        )
        return Check(_("Việc nền"), Condition.BROKEN, words)
    words = _(
        "%(running)s đang chạy, %(waiting)s đang chờ",
        running=sum(counts.running for counts in lanes),
        waiting=sum(counts.waiting for counts in lanes),
    )
    return Check(_("Việc nền"), Condition.GOOD, words)


def _encryption(state: WebState) -> Check:
    if not state.has_accounts:
        words = _("chế độ một máy: chỉ máy này mở được, không cần đăng nhập")
        return Check(_("Truy cập"), Condition.GOOD, words)
    if state.settings.plain_http:
        words = _("đăng nhập không mã hoá (plain_http); nên đặt HTTPS phía trước")
        return Check(_("Truy cập"), Condition.WATCH, words)
    return Check(_("Truy cập"), Condition.GOOD, _("có tài khoản, qua HTTPS"))
