"""``screener lexicon``: look after the rules."""

from __future__ import annotations

import sys

import click

from screener.bootstrap import shipped_lexicon
from screener.cli.status import ExitStatus
from screener.lexicon.check import faults


@click.group(name="lexicon")
def command() -> None:
    """Từ điển diễn đạt. The lexicon of expressions."""


@command.command(name="check")
def check() -> None:
    """Try every entry on its own examples."""
    entries = shipped_lexicon()
    found = faults(entries)
    for fault in found:
        click.echo(fault)
    click.echo(f"{len(entries)} entries, {len(found)} faults")
    sys.exit(ExitStatus.FINDINGS if found else ExitStatus.CLEAN)
