"""Serving the app from this machine, with nothing else to install."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import waitress

from screener.config import Settings
from screener.errors import SettingError
from webapp.app import create_app

THREADS: Final = 8


def serve(
    settings: Settings, *, host: str | None = None, port: int | None = None
) -> None:
    """Serve until interrupted, and say where.

    Args:
        settings: Of the installation.
        host: Address to listen on instead of the settings'.
        port: Port instead of the settings'.

    Raises:
        MissingSecretError: When another address than loopback lacks a secret.
        SettingError: When the address cannot be listened on.
        StoreUnavailableError: When the database cannot be used.
        ModelError: When the model cannot be loaded.
    """
    settings = replace(settings, host=host or settings.host, port=port or settings.port)
    app = create_app(settings)
    try:
        server = waitress.create_server(
            app,
            host=settings.host,
            port=settings.port,
            threads=THREADS,
            max_request_body_size=app.config["MAX_CONTENT_LENGTH"],
        )
    except OSError as exc:
        place = f"{settings.host}:{settings.port}"
        raise SettingError(source=place, reason=str(exc)) from exc
    print(f"Soát Giới: http://{settings.host}:{settings.port}/", flush=True)
    server.run()
