"""Which files are meant by paths and folders."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

# What systems and office programs leave lying about.
_CLUTTER: Final = frozenset(("thumbs.db", "desktop.ini"))
_HIDDEN: Final = (".", "~$")
# Browsers put the pictures and scripts of "trang.html" into "trang_files".
_PAGE_FOLDER: Final = "_files"
_PAGE_SUFFIXES: Final = (".html", ".htm")


def discover(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files at the paths, in their order; those of a folder sorted by name.

    Folders are searched to the bottom, links to folders are not followed, hidden
    files are skipped unless named themselves, and nothing comes twice. A path
    that does not exist stays in, so that reading it says so.
    """
    found: dict[Path, None] = {}
    for path in paths:
        for file in _files(path) if path.is_dir() else (path,):
            found.setdefault(file)
    return tuple(found)


def is_clutter(name: str) -> bool:
    """Whether a file or folder of this name is hidden or left by a system."""
    return not _is_visible(name)


def _files(folder: Path) -> Iterator[Path]:
    closed: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=closed.append):
        folders[:] = sorted(
            name for name in folders if _is_visible(name) and not _is_page(name, names)
        )
        yield from (Path(parent, name) for name in sorted(names) if _is_visible(name))
    # Reading a folder fails with a clear error, which is better than silence.
    yield from (Path(str(error.filename)) for error in closed)


def _is_visible(name: str) -> bool:
    return not name.startswith(_HIDDEN) and name.lower() not in _CLUTTER


def _is_page(folder: str, names: list[str]) -> bool:
    """Whether a folder only serves a web page that was saved beside it."""
    page = folder.removesuffix(_PAGE_FOLDER)
    return page != folder and any(page + suffix in names for suffix in _PAGE_SUFFIXES)
