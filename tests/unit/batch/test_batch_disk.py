"""A disk that is full, for real where a small one can be made."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path

from screener.batch.append_file import AppendFile, disk_reason


def test_full_disk_has_words_of_its_own() -> None:
    """What the system says in English helps nobody in a newsroom."""
    assert disk_reason(OSError(errno.ENOSPC, "x")) == "reason.disk_full"
    assert disk_reason(OSError(errno.EIO, "lỗi đĩa")) == "lỗi đĩa"


def test_append_that_does_not_fit_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    """Half a record must not stay behind."""
    code = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from screener.batch.append_file import AppendFile\n"
        "file = AppendFile(Path(sys.argv[1]))\n"
        "file.append(b'x' * 900)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n"
        "    file.append(b'y' * 900)\n"
        "except OSError:\n"
        "    print(file.size_bytes)\n"
    )
    path = tmp_path / "a"

    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "900\n"
    assert path.read_bytes() == b"x" * 900


def test_reading_sees_what_took_the_place_of_a_cut(tmp_path: Path) -> None:
    """The reader's buffer must not tell of what is no longer there."""
    file = AppendFile(tmp_path / "a")
    file.append(b"mot\nhai\n")
    lines = list(file.lines())
    file.cut(4)
    file.append(b"ba.\n")

    assert lines == [b"mot\n", b"hai\n"]
    assert file.line(4) == b"ba.\n"
    file.close()
