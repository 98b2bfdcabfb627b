"""``screener worker``: does the web app's jobs in a process of its own."""

from __future__ import annotations

import click

from screener.config import Settings


@click.command(name="worker")
@click.option(
    "--jobs", type=click.IntRange(1, 32), default=1, help="How many jobs at once."
)
@click.pass_obj
def command(settings: Settings, *, jobs: int) -> None:
    """Nhận việc của trang web: soát hàng loạt. Do the web app's jobs.

    For a department, beside "screener serve" with PostgreSQL; run as many as needed,
    on one machine or several that share the data folder.
    """
    from webapp.worker import work

    work(settings, jobs=jobs)
