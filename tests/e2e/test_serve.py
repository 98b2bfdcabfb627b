"""``screener serve`` starts with nothing else, and says why when it cannot."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.databases import POSTGRESQL, Databases, need

SECRET = "một chuỗi ngẫu nhiên đủ dài cho kiểm thử"


def environment(data_dir: Path, **settings: str) -> dict[str, str]:
    """The environment without any of this machine's settings, and with these."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SCREENER_")}
    given = {f"SCREENER_{name.upper()}": value for name, value in settings.items()}
    return {**kept, "SCREENER_DATA_DIR": str(data_dir), "PYTHONUTF8": "1", **given}


@contextmanager
def serving(
    data_dir: Path, *arguments: str, **settings: str
) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own, ended at last."""
    process = subprocess.Popen(
        [sys.executable, "-m", "screener", "serve", *arguments],
        env=environment(data_dir, **settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=20)


def free_port() -> int:
    """A port that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_serve_answers_where_it_says(tmp_path: Path) -> None:
    """One command, and the address to open is the first thing it prints."""
    port = free_port()

    with serving(tmp_path, "--port", str(port)) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = f"http://127.0.0.1:{port}/"
        with urllib.request.urlopen(f"{address}suc-khoe", timeout=20) as answer:
            health = json.load(answer)

    assert address in line
    assert health["status"] == "ok"
    assert (tmp_path / "secret.key").exists()


def test_serve_on_the_network_wants_a_secret(tmp_path: Path) -> None:
    """Another address than loopback starts only with a key that somebody chose."""
    with serving(tmp_path, "--host", "0.0.0.0", "--port", str(free_port())) as process:
        _, complaint = process.communicate(timeout=60)

    assert process.returncode == 2
    assert "SCREENER_SECRET_KEY" in complaint


def test_serve_on_a_taken_port_says_so(tmp_path: Path) -> None:
    """A second start must not end in a traceback."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        with serving(tmp_path, "--port", port) as process:
            _, complaint = process.communicate(timeout=60)

    assert process.returncode == 2
    assert port in complaint
    assert "Traceback" not in complaint


def command(data_dir: Path, *arguments: str, typed: str = "", **settings: str) -> str:
    """What another command prints, which must succeed."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "screener", *arguments],
        env=environment(data_dir, **settings),
        input=typed,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def postgres(databases: Databases) -> str:
    """The address of an empty database on a real server."""
    need(databases, POSTGRESQL)
    url = databases.blank_settings(POSTGRESQL, Path()).database_url
    assert url is not None
    return url


def test_postgresql_wants_a_secret_even_on_loopback(
    tmp_path: Path, postgres: str
) -> None:
    """Several machines may serve one database, so a key made here is not enough."""
    port = str(free_port())
    with serving(tmp_path, "--port", port, database_url=postgres) as process:
        _, complaint = process.communicate(timeout=60)

    assert process.returncode == 2
    assert "SCREENER_SECRET_KEY" in complaint


def test_short_secret_is_refused(tmp_path: Path) -> None:
    """A key that can be guessed is no key."""
    port = str(free_port())
    with serving(tmp_path, "--port", port, secret_key="secret") as process:
        _, complaint = process.communicate(timeout=60)

    assert process.returncode == 2
    assert "secret_key" in complaint
    assert "Traceback" not in complaint


@pytest.mark.skipif(os.name != "posix", reason="gunicorn runs on POSIX")
def test_department_serves_with_several_workers(tmp_path: Path, postgres: str) -> None:
    """PostgreSQL, two processes; the set-up code is on the screen; / wants a log-in."""
    port = free_port()
    arguments = ("--port", str(port), "--server", "gunicorn", "--workers", "2")
    settings = {"database_url": postgres, "secret_key": SECRET}

    with serving(tmp_path, *arguments, **settings) as process:
        assert process.stdout is not None
        first, second = process.stdout.readline(), process.stdout.readline()
        address = f"http://127.0.0.1:{port}"
        with urllib.request.urlopen(f"{address}/", timeout=60) as answer:
            reached = answer.url

    assert address in first
    assert re.search(r"[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}", second)
    assert reached == f"{address}/thiet-lap"
    assert not (tmp_path / "secret.key").exists()


def test_data_move_from_the_office_pc_to_a_server(
    tmp_path: Path, postgres: str
) -> None:
    """Account, backup, restore into PostgreSQL, verify: by command alone."""
    server = {"database_url": postgres, "secret_key": SECRET}
    password = "con mèo nằm trên mái\n" * 2
    add = ("users", "add-admin", "--email", "Thu@Bao.example", "--name", "Lê Thu")
    command(tmp_path, *add, typed=password)
    file = str(tmp_path / "sao-luu.zip")

    command(tmp_path, "db", "backup", file)
    command(tmp_path, "db", "upgrade", **server)
    command(tmp_path, "db", "restore", "--yes", file, **server)

    listed = command(tmp_path, "users", "list", **server)
    verified = command(tmp_path, "db", "verify", **server)
    head = re.search(r"[0-9a-f]{64}", verified)
    assert "thu@bao.example\tadmin" in listed
    assert head is not None
    command(tmp_path, "db", "verify", "--head", head.group(), **server)
    assert "/dat-lai/" in command(
        tmp_path, "users", "reset-link", "thu@bao.example", **server
    )


def test_restore_asks_before_it_replaces(tmp_path: Path) -> None:
    """One wrong file name must not cost a newsroom its drafts."""
    file = str(tmp_path / "sao-luu.zip")
    command(tmp_path, "db", "backup", file)

    refused = subprocess.run(
        [sys.executable, "-m", "screener", "db", "restore", file],
        env=environment(tmp_path),
        input="n\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )

    assert refused.returncode != 0
    assert "Đã phục hồi" not in refused.stdout


def test_expired_drafts_are_erased_by_command(tmp_path: Path) -> None:
    """A timer of the system can call it."""
    assert "0" in command(tmp_path, "db", "erase-expired")
