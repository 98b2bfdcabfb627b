"""``screener serve`` starts with nothing else, and says why when it cannot."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def environment(data_dir: Path) -> dict[str, str]:
    """The environment without any of this machine's settings."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SCREENER_")}
    return {**kept, "SCREENER_DATA_DIR": str(data_dir), "PYTHONUTF8": "1"}


@contextmanager
def serving(data_dir: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own, ended at last."""
    process = subprocess.Popen(
        [sys.executable, "-m", "screener", "serve", *arguments],
        env=environment(data_dir),
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
