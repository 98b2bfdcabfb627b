"""``screener serve``: the web app."""

from __future__ import annotations

import os

import click

from screener.config import SERVERS, Settings, load_settings


@click.command(name="serve")
@click.option("--host", help="Address to listen on (default 127.0.0.1).")
@click.option("--port", type=int, help="Port (default 8000).")
@click.option(
    "--server",
    type=click.Choice(SERVERS),
    help="waitress (default), or gunicorn on POSIX for several processes.",
)
@click.option("--workers", type=int, help="Processes of gunicorn (default 2).")
@click.pass_obj
def command(
    settings: Settings,
    *,
    host: str | None,
    port: int | None,
    server: str | None,
    workers: int | None,
) -> None:
    """Mở trang soát bản thảo trên trình duyệt. Serve the web app."""
    from webapp.serve import serve

    settings = load_settings(
        os.environ,
        overrides={
            "host": host,
            "port": port,
            "server": server,
            "workers": workers,
            "language": settings.language,
        },
    )
    serve(settings)
