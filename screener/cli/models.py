"""``screener models``: which models there are and which one is in service."""

from __future__ import annotations

import click

from models.registry import Registry
from screener.bootstrap import make_classifier
from screener.config import Settings


@click.group(name="models")
def command() -> None:
    """Các mô hình đã cài. The models that are installed."""


@command.command(name="list")
@click.pass_obj
def list_bundles(settings: Settings) -> None:
    """List the bundles; a star marks the one in service."""
    active = make_classifier(settings).card
    for name in Registry(extra_folder=settings.data_dir / "models").names():
        click.echo(f"{'*' if name == active.name else ' '} {name}")


@command.command(name="show")
@click.argument("name", required=False)
@click.pass_obj
def show(settings: Settings, name: str | None) -> None:
    """Print a bundle's card."""
    registry = Registry(extra_folder=settings.data_dir / "models")
    click.echo(registry.card_text(name or settings.bundle, language=settings.language))
