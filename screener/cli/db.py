"""``screener db``: backups, upgrades, the audit trail, erasure of old drafts."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from screener.config import Settings
from screener.messages.catalogue import message


@click.group(name="db")
def command() -> None:
    """Cơ sở dữ liệu: sao lưu, phục hồi, nâng cấp. The database."""


@command.command(name="backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def backup(settings: Settings, file: Path) -> None:
    """Sao lưu mọi dữ liệu vào FILE. Write everything to FILE (a new ZIP file)."""
    from webapp.maintenance import back_up

    summary = back_up(settings, file, now=datetime.now(UTC))
    _say(settings, "db.backed_up", rows=sum(summary.rows.values()), file=str(file))


@command.command(name="restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--yes", is_flag=True, help="Không hỏi lại. Do not ask.")
@click.pass_obj
def restore(settings: Settings, file: Path, *, yes: bool) -> None:
    """Thay mọi dữ liệu bằng bản sao lưu. Replace everything by the backup FILE."""
    from webapp.database import database_url, shown
    from webapp.maintenance import restore_from

    place = shown(database_url(settings))
    question = message("db.confirm", place=place).in_language(settings.language)
    if not yes:
        click.confirm(question, abort=True)
    summary = restore_from(settings, file, now=datetime.now(UTC))
    _say(settings, "db.restored", rows=sum(summary.rows.values()), file=str(file))


@command.command(name="upgrade")
@click.pass_obj
def upgrade(settings: Settings) -> None:
    """Nâng cấp lược đồ. Bring the tables up to date, creating them as needed."""
    from webapp.database import database_url, head_revision, open_database, shown

    open_database(settings).dispose()
    place = shown(database_url(settings))
    _say(settings, "db.upgraded", place=place, revision=head_revision())


@command.command(name="verify")
@click.option("--head", help="Mã băm đã ghi lại. The hash that was noted earlier.")
@click.pass_obj
def verify(settings: Settings, *, head: str | None) -> None:
    """Kiểm tra nhật ký. Check that nobody changed the audit trail."""
    from webapp.maintenance import verified_trail

    last = verified_trail(settings, noted=head)
    if last is None:
        _say(settings, "db.trail_empty")
    else:
        _say(settings, "db.trail_holds", lines=last.number, hash=last.hash)


@command.command(name="erase-expired")
@click.pass_obj
def erase_expired(settings: Settings) -> None:
    """Xoá bản thảo hết hạn lưu. Erase the drafts whose time has come."""
    from webapp.maintenance import erase_expired_drafts

    count = erase_expired_drafts(settings, now=datetime.now(UTC))
    _say(settings, "db.erased", count=count)


def _say(settings: Settings, code: str, **facts: str | int) -> None:
    click.echo(message(code, **facts).in_language(settings.language))
