"""Which files are meant by folders and names."""

from __future__ import annotations

from pathlib import Path

from screener.domain.limits import ReadLimits
from screener.ingest.reader import discover

LIMITS = ReadLimits()
STORY = (
    "Chợ quê mùa nước nổi\n\n"
    "Từ ba giờ sáng, ghe chở bí rợ và khoai lang đã neo kín ngã ba sông. "
    "Người bán gọi nhau í ới trên mặt nước còn mờ sương.\n"
)


def test_folder_is_searched_in_order(tmp_path: Path) -> None:
    """The same folder gives the same order on every machine."""
    names = [
        "b.txt",
        "a.txt",
        "con/c.docx",
        "con/.an/x.txt",
        ".an.txt",
        "~$a.docx",
        "Thumbs.db",
    ]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")

    found = discover([tmp_path])

    assert [p.relative_to(tmp_path).as_posix() for p in found] == [
        "a.txt",
        "b.txt",
        "con/c.docx",
    ]


def test_pictures_of_a_saved_page_are_not_drafts(tmp_path: Path) -> None:
    """Browsers put scripts and styles beside the page."""
    (tmp_path / "trang_files").mkdir()
    (tmp_path / "khac_files").mkdir()
    for name in ("trang.html", "trang_files/a.js", "khac_files/b.txt"):
        (tmp_path / name).write_bytes(b"x")

    found = discover([tmp_path])

    assert [p.name for p in found] == ["trang.html", "b.txt"]


def test_named_files_are_kept_as_they_are(tmp_path: Path) -> None:
    """A hidden file that is named is meant; a missing one is told when read."""
    hidden, missing = tmp_path / ".an.txt", tmp_path / "mat.txt"
    hidden.write_bytes(b"x")

    assert discover([missing, hidden, missing]) == (missing, hidden)
