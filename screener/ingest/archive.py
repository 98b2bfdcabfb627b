"""Packed files, opened with suspicion: sizes first, then one part at a time."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final

from screener.domain.limits import ReadLimits
from screener.errors import ArchiveBombError, CorruptInputError, EncryptedInputError

# Honest Office files pack about 10 to 40 times; a bomb packs a thousand times.
_MAX_RATIO: Final = 200
_RATIO_FLOOR_BYTES: Final = 20_000_000
_ENCRYPTED_FLAG: Final = 0x1
# An XML tree takes about five times the space of its text.
_MAX_PART_BYTES: Final = 100_000_000


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip file whose directory was found bearable.

    Attributes:
        source: Name for error messages.
        format: Format for error messages.
    """

    source: str
    format: str
    _file: zipfile.ZipFile
    _names: dict[str, str]

    def has(self, name: str) -> bool:
        """Whether there is such a part; case does not matter, as in Office."""
        return name.lower() in self._names

    @property
    def files(self) -> tuple[zipfile.ZipInfo, ...]:
        """All entries that are files, in the order of the directory."""
        return tuple(info for info in self._file.infolist() if not info.is_dir())

    def read(self, name: str) -> bytes:
        """The content of one part.

        Raises:
            CorruptInputError: When it is missing, damaged or larger than the
                directory says.
            ArchiveBombError: When it alone is beyond what a tree may take.
        """
        if not self.has(name):
            raise self._corrupt("reason.missing_part")
        return self.read_file(self._file.getinfo(self._names[name.lower()]))

    def read_file(self, info: zipfile.ZipInfo) -> bytes:
        """The content of one of ``files``; names may occur twice.

        Raises:
            CorruptInputError: When it is damaged or larger than the directory says.
            ArchiveBombError: When it alone is beyond what a tree may take.
        """
        if info.file_size > _MAX_PART_BYTES:
            raise ArchiveBombError(
                source=self.source,
                size_bytes=info.file_size,
                limit_bytes=_MAX_PART_BYTES,
            )
        try:
            with self._file.open(info) as stream:
                content = stream.read(info.file_size + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            ValueError,
            NotImplementedError,
            RuntimeError,
        ) as exc:
            raise self._corrupt("reason.damaged_part") from exc
        if len(content) != info.file_size:
            raise self._corrupt("reason.damaged_part")
        return content

    def _corrupt(self, reason: str) -> CorruptInputError:
        return CorruptInputError(source=self.source, format=self.format, reason=reason)


def unpacked_size(content: bytes) -> int:
    """What a packed file would unpack to, by its directory; 0 for any other file."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            return sum(info.file_size for info in file.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return 0


def open_archive(
    content: bytes, *, source: str, format_name: str, limits: ReadLimits
) -> Archive:
    """The archive, after a look at its directory; nothing is unpacked yet.

    Raises:
        CorruptInputError: When the directory cannot be read.
        EncryptedInputError: When a part needs a password.
        ArchiveBombError: When it would unpack beyond the limits.
    """
    try:
        file = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as exc:
        raise CorruptInputError(
            source=source, format=format_name, reason="reason.truncated"
        ) from exc
    infos = file.infolist()
    if any(info.flag_bits & _ENCRYPTED_FLAG for info in infos):
        raise EncryptedInputError(source=source, format=format_name)
    unpacked = sum(info.file_size for info in infos)
    limit = limits.max_unpacked_bytes
    if unpacked > _RATIO_FLOOR_BYTES:
        limit = min(limit, _MAX_RATIO * max(1, len(content)))
    if unpacked > limit:
        raise ArchiveBombError(source=source, size_bytes=unpacked, limit_bytes=limit)
    names = {info.filename.lower(): info.filename for info in infos}
    return Archive(source, format_name, file, names)
