"""``screener serve``: the web app."""

from __future__ import annotations

import os

import click

from screener.config import Settings, load_settings


@click.command(name="serve")
@click.option("--host", help="Address to listen on (default 127.0.0.1).")
@click.option("--port", type=int, help="Port (default 8000).")
@click.pass_obj
def command(settings: Settings, *, host: str | None, port: int | None) -> None:
    """Mở trang soát bản thảo trên trình duyệt. Serve the web app."""
    from webapp.serve import serve

    settings = load_settings(
        os.environ,
        overrides={"host": host, "port": port, "language": settings.language},
    )
    serve(settings)
