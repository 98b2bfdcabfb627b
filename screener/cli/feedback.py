"""``screener feedback``: what editors said of the findings."""

from __future__ import annotations

import sys

import click

from screener.config import Settings


@click.group(name="feedback")
def command() -> None:
    """Phản hồi của biên tập viên. Editors' feedback."""


@command.command(name="export")
@click.pass_obj
def export(settings: Settings) -> None:
    """Write all feedback to standard output as JSON Lines of labelled examples."""
    from webapp.feedback_export import export_feedback

    export_feedback(settings, sys.stdout)
