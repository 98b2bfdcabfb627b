"""A file that only grows, whose growth is on the disk or did not happen."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO


class AppendFile:
    """A file opened for appending and for reading at any place; made when missing.

    Attributes:
        size_bytes: How much of it is sound.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        # Unbuffered, so that a full disk shows where it happens, not on closing.
        self._writer = path.open("ab", buffering=0)
        self._reader: IO[bytes] = path.open("rb")
        self.size_bytes = path.stat().st_size

    def append(self, content: bytes) -> int:
        """Add the content and wait for the disk; where it begins.

        Raises:
            OSError: When it does not fit; the file then is as it was before.
        """
        begin = self.size_bytes
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[self._writer.write(rest) :]
            os.fsync(self._writer.fileno())
        except OSError:
            self._writer.truncate(begin)
            raise
        self.size_bytes = begin + len(content)
        return begin

    def cut(self, size_bytes: int) -> None:
        """Drop everything from here on."""
        if self.size_bytes > size_bytes:
            self._writer.truncate(size_bytes)
            os.fsync(self._writer.fileno())
            self.size_bytes = size_bytes
            # What the reader holds in its buffer is no longer true.
            self._reader.close()
            self._reader = self._path.open("rb")

    def read(self, offset: int, length: int) -> bytes:
        """That many bytes from that place; fewer at the end."""
        self._reader.seek(offset)
        return self._reader.read(length)

    def line(self, offset: int) -> bytes:
        """The line that begins there."""
        self._reader.seek(offset)
        return self._reader.readline()

    def lines(self) -> Iterator[bytes]:
        """All lines from the beginning."""
        self._reader.seek(0)
        yield from self._reader

    def close(self) -> None:
        """Let the file go."""
        self._writer.close()
        self._reader.close()


def disk_reason(error: OSError) -> str:
    """Why a file could not be written: a message key for a full disk, else words."""
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return "reason.disk_full"
    return error.strerror or str(error)


def sync_folder(folder: Path) -> None:
    """Make new names in the folder survive a power cut, where the system can."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
