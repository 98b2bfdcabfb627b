"""Folders of drafts for the batch tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

CLEAN = "Ủy ban nhân dân phường họp giao ban sáng thứ Hai. Giá xăng tăng nhẹ."
BIASED = "Chị vẫn không quên thiên chức làm vợ, làm mẹ. Đó là một bóng hồng giỏi giang."


def write_files(folder: Path, contents: Mapping[str, str | bytes]) -> Path:
    """The folder, with a file for each name."""
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def zipped(contents: Mapping[str, str | bytes]) -> bytes:
    """A zip archive with a member for each name."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return target.getvalue()
