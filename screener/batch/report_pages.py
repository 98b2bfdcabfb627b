"""The pages with whole reports, one a file, beside the results."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Final

from screener.batch.append_file import disk_reason
from screener.errors import ScanFolderError

_FOLDER: Final = "reports"


def page_name(key: str) -> str:
    """Where the page of a file lies, below the folder of the results.

    Names of files may be too long, or differ only in case; their digests do not.
    Two digits make folders that no file manager chokes on.
    """
    digest = hashlib.sha256(key.encode()).hexdigest()[:24]
    return f"{_FOLDER}/{digest[:2]}/{digest}.html"


def write_page(folder: Path, name: str, content: bytes) -> None:
    """Write a page, whole or not at all.

    Raises:
        ScanFolderError: When the disk is full or gone.
    """
    write_whole(folder / name, content, folder=folder)


def write_whole(path: Path, content: bytes, *, folder: Path) -> None:
    """Replace a file by new content; whoever looks sees the old or the new.

    Raises:
        ScanFolderError: When the disk is full or gone; the old file then stays.
    """
    temporary = path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        os.replace(temporary, path)
    except OSError as exc:
        temporary.unlink(missing_ok=True)
        reason = disk_reason(exc)
        raise ScanFolderError(source=str(folder), reason=reason) from exc
