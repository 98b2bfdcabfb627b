"""One scan a folder: a lock that the system lifts when its holder dies."""

from __future__ import annotations

import sys
from pathlib import Path
from types import TracebackType
from typing import IO, Final

from screener.batch.append_file import disk_reason
from screener.errors import ScanBusyError, ScanFolderError

_FILE: Final = "scan.lock"


class FolderLock:
    """Held from construction to ``release``; a killed process releases it, too.

    Raises:
        ScanBusyError: When another process holds it.
        ScanFolderError: When the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self._stream: IO[bytes] = (folder / _FILE).open("ab")
        except OSError as exc:
            reason = disk_reason(exc)
            raise ScanFolderError(source=str(folder), reason=reason) from exc
        try:
            _lock(self._stream)
        except OSError as exc:
            self._stream.close()
            raise ScanBusyError(source=str(folder)) from exc

    def release(self) -> None:
        """Let others write."""
        self._stream.close()

    def __enter__(self) -> FolderLock:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def _lock(stream: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
