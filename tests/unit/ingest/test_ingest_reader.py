"""The one door: files, uploads, and one clear error for each failure."""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from screener.domain.limits import ReadLimits
from screener.errors import (
    EmptyInputError,
    MissingInputError,
    NoTextError,
    TooLargeError,
    TooLongError,
    UnreadableInputError,
)
from screener.ingest.reader import read_bytes, read_file

LIMITS = ReadLimits()
STORY = (
    "Chợ quê mùa nước nổi\n\n"
    "Từ ba giờ sáng, ghe chở bí rợ và khoai lang đã neo kín ngã ba sông. "
    "Người bán gọi nhau í ới trên mặt nước còn mờ sương.\n"
)


def test_file_names_its_draft(tmp_path: Path) -> None:
    """The name survives a move to another folder, the path does not."""
    path = tmp_path / "bài 1.txt"
    path.write_text(STORY, "utf-8")

    document = read_file(path, limits=LIMITS)

    assert (document.id, document.source) == ("bài 1.txt", str(path))
    assert document.sha256 == hashlib.sha256(STORY.encode()).hexdigest()


def test_id_may_be_given(tmp_path: Path) -> None:
    """A register has identities of its own."""
    path = tmp_path / "a.txt"
    path.write_text(STORY, "utf-8")

    assert read_file(path, limits=LIMITS, document_id="ấn phẩm 3").id == "ấn phẩm 3"
    upload = read_bytes(STORY.encode(), name="a.txt", limits=LIMITS, document_id="x")
    assert (upload.id, upload.source) == ("x", "a.txt")


def test_missing_file_is_an_error(tmp_path: Path) -> None:
    """A mistyped path must not pass as clean."""
    with pytest.raises(MissingInputError):
        read_file(tmp_path / "không có.txt", limits=LIMITS)


def test_folder_is_no_file(tmp_path: Path) -> None:
    """Folders are for ``discover``."""
    with pytest.raises(UnreadableInputError):
        read_file(tmp_path, limits=LIMITS)


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="root may read everything"
)
def test_forbidden_file_is_an_error(tmp_path: Path) -> None:
    """Permissions are named as the cause."""
    path = tmp_path / "a.txt"
    path.write_text(STORY, "utf-8")
    path.chmod(0)

    with pytest.raises(UnreadableInputError):
        read_file(path, limits=LIMITS)


def test_impossible_name_is_an_error() -> None:
    """A name with a null byte comes from a script gone wrong."""
    with pytest.raises(UnreadableInputError):
        read_file(Path("a\0b.txt"), limits=LIMITS)


def test_too_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """A gigabyte of text must not fill the memory."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 101)

    with pytest.raises(TooLargeError) as caught:
        read_file(path, limits=replace(LIMITS, max_file_bytes=100))

    assert caught.value.facts == {"size_bytes": 101, "limit_bytes": 100}


def test_too_large_upload_is_refused() -> None:
    """Uploads obey the same bound."""
    with pytest.raises(TooLargeError):
        read_bytes(b"x" * 101, name="a.txt", limits=replace(LIMITS, max_file_bytes=100))


def test_too_long_text_is_refused() -> None:
    """Nothing is cut short silently."""
    with pytest.raises(TooLongError):
        read_bytes(STORY.encode(), name="a", limits=replace(LIMITS, max_characters=9))


@pytest.mark.parametrize("content", [b"", b"\n \t", b"\0" * 40])
def test_empty_file_is_an_error(content: bytes) -> None:
    """An empty draft is usually the wrong file."""
    with pytest.raises(EmptyInputError):
        read_bytes(content, name="a.txt", limits=LIMITS)


def test_file_without_a_visible_letter_is_an_error() -> None:
    """Invisible marks alone are no text."""
    with pytest.raises(NoTextError):
        read_bytes("\u200b\u200e\n\u00ad".encode(), name="a.txt", limits=LIMITS)
