"""``screener users``: help in from the server itself, when nobody can log in."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from screener.config import Settings
from screener.messages.catalogue import message


@click.group(name="users")
def command() -> None:
    """Tài khoản của trang web. The web app's accounts."""


@command.command(name="add-admin")
@click.option("--email", required=True)
@click.option("--name", required=True, help="Họ tên. Full name.")
@click.option(
    "--organisation",
    default="Toà soạn",
    show_default=True,
    help="Tên toà soạn, lần đầu. Name of the first newsroom.",
)
@click.pass_obj
def add_admin(settings: Settings, *, email: str, name: str, organisation: str) -> None:
    """Tạo người quản trị; hỏi mật khẩu. Create an administrator."""
    from webapp.maintenance import add_administrator
    from webapp.passwords import is_acceptable

    password = click.prompt(
        _words(settings, "users.password"),
        hide_input=True,
        confirmation_prompt=_words(settings, "users.password_again"),
    )
    if not is_acceptable(password, email=email, name=name):
        raise click.UsageError(_words(settings, "users.weak"))
    add_administrator(
        settings,
        email=email,
        name=name,
        organisation=organisation,
        password=password,
        now=datetime.now(UTC),
    )
    click.echo(_words(settings, "users.added", email=email))


@command.command(name="reset-link")
@click.argument("email")
@click.pass_obj
def reset_link(settings: Settings, email: str) -> None:
    """Tạo liên kết đặt lại mật khẩu. Make a link to reset a password."""
    from webapp.accounts import RESET_HOURS
    from webapp.maintenance import reset_path

    path = reset_path(settings, email=email, now=datetime.now(UTC))
    click.echo(_words(settings, "users.link", hours=RESET_HOURS))
    click.echo(path)


@command.command(name="list")
@click.pass_obj
def list_users(settings: Settings) -> None:
    """Liệt kê tài khoản. List the accounts: address, role, newsroom, name."""
    from webapp.maintenance import all_users

    found = all_users(settings)
    if not found:
        click.echo(_words(settings, "users.none"))
    for user, newsroom in found:
        sign = "–" if user.disabled_at else "✓"
        click.echo(f"{sign} {user.email}\t{user.role}\t{newsroom}\t{user.name}")


def _words(settings: Settings, code: str, **facts: str | int) -> str:
    return message(code, **facts).in_language(settings.language)
