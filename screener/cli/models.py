"""``screener models``: which models there are, and which one is used where."""

from __future__ import annotations

import os
from pathlib import Path

import click

from models.registry import DEFAULT_BUNDLE, Registry
from screener.config import Settings, load_settings, settings_file, with_bundle
from screener.errors import ScreenerError, SettingError
from screener.messages.catalogue import error_message, message


@click.group(name="models")
def command() -> None:
    """Các mô hình đã cài. The models that are installed."""


@command.command(name="list")
@click.pass_obj
def list_bundles(settings: Settings) -> None:
    """List the bundles: * is the command line's, @ that of the web app."""
    here = settings.bundle or DEFAULT_BUNDLE
    there = _in_web_app(settings)
    for name in _registry(settings).names():
        marks = f"{'*' if name == here else ' '}{'@' if name == there else ' '}"
        click.echo(f"{marks} {name}")
    click.echo(message("models.legend").in_language(settings.language), err=True)
    if there not in ("", here):
        words = message("models.differ", here=here, there=there)
        click.echo(words.in_language(settings.language), err=True)


@command.command(name="show")
@click.argument("name", required=False)
@click.pass_obj
def show(settings: Settings, name: str | None) -> None:
    """Print a bundle's card."""
    card = _registry(settings).card_text(
        name or settings.bundle, language=settings.language
    )
    click.echo(card)


@command.command(name="use")
@click.argument("name")
@click.pass_obj
def use(settings: Settings, name: str) -> None:
    """Let the command line use the bundle NAME from now on.

    The web app does not follow: what is in service there was compared and signed
    for. It uses this bundle only as long as none was ever put into service.
    """
    _registry(settings).bundle(name)
    file = settings_file(os.environ, settings)
    _write(file, with_bundle(_read(file), name))
    click.echo(
        message("models.used", bundle=name, file=str(file)).in_language(
            settings.language
        )
    )
    in_force = load_settings(os.environ).bundle or DEFAULT_BUNDLE
    if in_force != name:
        words = message("models.overridden", bundle=in_force)
        click.echo(words.in_language(settings.language), err=True)


def _registry(settings: Settings) -> Registry:
    return Registry(extra_folder=settings.data_dir / "models")


def _in_web_app(settings: Settings) -> str:
    """The bundle that the web app should serve; "" when its database is not to be read.

    Nothing is created or migrated: whoever lists bundles may never serve a page.
    """
    from webapp.maintenance import promoted_bundle

    try:
        promoted = promoted_bundle(settings)
    except ScreenerError as exc:
        click.echo(error_message(exc).in_language(settings.language), err=True)
        return ""
    return promoted or settings.bundle or DEFAULT_BUNDLE


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8") if file.exists() else ""
    except (OSError, UnicodeDecodeError) as exc:
        raise SettingError(source=str(file), reason=str(exc)) from exc


def _write(file: Path, text: str) -> None:
    """Replace the file as a whole, so that nobody reads half of it."""
    draft = file.with_name(f".{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8")
        if file.exists():
            draft.chmod(file.stat().st_mode)
        draft.replace(file)
    except OSError as exc:
        raise SettingError(source=str(file), reason=str(exc)) from exc
