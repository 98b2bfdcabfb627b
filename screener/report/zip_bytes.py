"""Zip packages whose bytes depend on nothing but their content."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final

# The first day that a zip file can name.
EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def with_parts(package: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The package with some parts replaced or added, all others as they are.

    Parts keep their order, dates and kind of compression; new ones come last and
    take the date of the first part.

    Args:
        package: A zip file that can be read.
        parts: New content by the exact name of the part.
    """
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as source,
        zipfile.ZipFile(target, "w") as written,
    ):
        written.comment = source.comment
        infos = {info.filename: info for info in source.infolist()}
        for name, info in infos.items():
            content = parts.get(name)
            written.writestr(
                _entry(info), source.read(info) if content is None else content
            )
        date = next((info.date_time for info in infos.values()), EPOCH)
        for name, content in parts.items():
            if name not in infos:
                written.writestr(_new_entry(name, date), content)
    return target.getvalue()


def with_fixed_dates(package: bytes) -> bytes:
    """The package with every part dated to the first day that zip files know."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as source,
        zipfile.ZipFile(target, "w") as written,
    ):
        for info in source.infolist():
            written.writestr(_new_entry(info.filename, EPOCH), source.read(info))
    return target.getvalue()


def _entry(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(info.filename, info.date_time)
    entry.compress_type = info.compress_type
    entry.external_attr = info.external_attr
    entry.create_system = info.create_system
    entry.comment = info.comment
    return entry


def _new_entry(name: str, date: tuple[int, int, int, int, int, int]) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date)
    entry.compress_type = zipfile.ZIP_DEFLATED
    # The same on every system.
    entry.create_system = 0
    return entry
