"""Serving the app: from one process anywhere, or from several on POSIX."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import waitress
from flask import Flask

from screener.config import Settings
from screener.errors import MissingExtraError, SettingError
from screener.messages.catalogue import message
from webapp.app import create_app
from webapp.clock import utc_now
from webapp.maintenance import erase_expired, erase_expired_drafts
from webapp.secret import needs_accounts, session_secret, setup_code
from webapp.security import upload_limit
from webapp.state import EXTENSION
from webapp.store.store import open_store
from webapp.worker import local_workers

THREADS: Final = 8
_GUNICORN: Final = "gunicorn"
_MEMORY: Final = Path("/dev/shm")
# A large upload is read and screened within one request.
_TIMEOUT_S: Final = 180
_KEEP_ALIVE_S: Final = 75


def serve(
    settings: Settings, *, host: str | None = None, port: int | None = None
) -> None:
    """Serve until interrupted, and say where.

    Args:
        settings: Of the installation.
        host: Address to listen on instead of the settings'.
        port: Port instead of the settings'.

    Raises:
        MissingSecretError: When another address or PostgreSQL lacks a secret.
        SettingError: When the address cannot be listened on.
        MissingExtraError: When the server asked for is not installed.
        StoreError: When the database cannot be used.
        ModelError: When the model cannot be loaded.
    """
    settings = replace(settings, host=host or settings.host, port=port or settings.port)
    if settings.server == _GUNICORN:
        _serve_with_gunicorn(settings)
    else:
        _serve_with_waitress(settings)


def announcement(settings: Settings, *, must_set_up: bool) -> str:
    """Where to open the page, and the code that the first administrator needs."""
    address = f"http://{settings.host}:{settings.port}/"
    lines = [message("serve.starting", address=address)]
    if must_set_up:
        code = setup_code(session_secret(settings))
        lines.append(message("serve.setup", address=f"{address}thiet-lap", setup=code))
    return "\n".join(line.in_language(settings.language) for line in lines)


def _serve_with_waitress(settings: Settings) -> None:
    app = create_app(settings)
    store = app.extensions[EXTENSION].store
    erase_expired(store, settings, now=utc_now())
    try:
        server = waitress.create_server(
            app,
            host=settings.host,
            port=settings.port,
            threads=THREADS,
            max_request_body_size=upload_limit(settings),
        )
    except OSError as exc:
        place = f"{settings.host}:{settings.port}"
        raise SettingError(source=place, reason=str(exc)) from exc
    workers = local_workers(settings, store) if settings.worker == "auto" else None
    # Asked to end by a service manager, it puts down its jobs as after Ctrl-C.
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        if workers is not None:
            workers.start()
        _announce(app, settings)
        server.run()
    finally:
        if workers is not None:
            workers.stop()
        store.close()


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _serve_with_gunicorn(settings: Settings) -> None:
    if os.name != "posix" or find_spec(_GUNICORN) is None:
        raise MissingExtraError(source="server", library=_GUNICORN, extra=_GUNICORN)
    # Migrates once, before the workers come up, and fails with a clear message.
    session_secret(settings)
    erase_expired_drafts(settings, now=utc_now())
    _gunicorn_application(settings).run()


def _gunicorn_application(settings: Settings) -> Any:
    from gunicorn.app.base import BaseApplication

    class Application(BaseApplication):  # type: ignore[misc]
        """Gunicorn with the settings of this installation."""

        def load_config(self) -> None:
            """Set what the settings say."""
            for name, value in _gunicorn_options(settings).items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Flask:
            """One application a worker: each has connections of its own."""
            return create_app(settings)

    return Application()


def _gunicorn_options(settings: Settings) -> dict[str, object]:
    return {
        "bind": f"{settings.host}:{settings.port}",
        "workers": settings.workers,
        "threads": THREADS,
        "worker_class": "gthread",
        "timeout": _TIMEOUT_S,
        # An editor thinks between two edits; the connection waits for the next.
        "keepalive": _KEEP_ALIVE_S,
        # Once in the master, when it listens.
        "when_ready": lambda _server: _announce_from_master(settings),
        # A slow disk under /tmp must not stall the workers' sign of life.
        "worker_tmp_dir": str(_MEMORY) if _MEMORY.is_dir() else None,
        # Newer versions would open a socket in the home folder; nobody uses it.
        "control_socket_disable": True,
        # The proxies in front are believed by ``webapp.security``, as set.
        "forwarded_allow_ips": "",
    }


def _announce(app: Flask, settings: Settings) -> None:
    state = app.extensions[EXTENSION]
    must_set_up = state.has_accounts and not state.store.users.has_accounts()
    print(announcement(settings, must_set_up=must_set_up), flush=True)


def _announce_from_master(settings: Settings) -> None:
    store = open_store(settings)
    must_set_up = needs_accounts(settings) and not store.users.has_accounts()
    store.close()
    print(announcement(settings, must_set_up=must_set_up), flush=True)
