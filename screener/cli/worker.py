"""``screener worker``: does the web app's jobs in a process of its own."""

from __future__ import annotations

import click

from screener.config import Settings


@click.command(name="worker")
@click.option(
    "--jobs", type=click.IntRange(1, 32), default=1, help="How many scans at once."
)
@click.option(
    "--lane",
    type=click.Choice(["screening", "learning"]),
    help="Only scans, or only what learns; both without.",
)
@click.pass_obj
def command(settings: Settings, *, jobs: int, lane: str | None) -> None:
    """Nhận việc của trang web: soát hàng loạt, huấn luyện. Do the web app's jobs.

    For a department, beside "screener serve" with PostgreSQL; run as many as needed,
    on one machine or several that share the data folder. Scans never wait for a
    retraining; --lane gives either a machine of its own.
    """
    from webapp.jobs import Lane
    from webapp.worker import work

    work(settings, jobs=jobs, lanes=(Lane(lane),) if lane else tuple(Lane))
