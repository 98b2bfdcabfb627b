"""Reports as a newsroom asks for them: into a file, a folder or a pipe."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.word_xml import make_docx, paragraph
from tests.word_margins import comments, marked_words

BIASED = "Phụ nữ lái xe thì phải biết sợ, việc bếp núc mới là của đàn bà."
STARTS = {
    "sarif": b"{",
    "csv": b"\xef\xbb\xbf",
    "xlsx": b"PK",
    "pdf": b"%PDF-",
    "github": b"::",
}


def screener(
    *arguments: str | Path, given: bytes = b"", to: int = subprocess.PIPE
) -> subprocess.CompletedProcess[bytes]:
    """Run the real command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "screener", *map(str, arguments)],
        input=given,
        stdout=to,
        stderr=subprocess.PIPE,
        check=False,
    )


@pytest.fixture
def drafts(tmp_path: Path) -> Path:
    folder = tmp_path / "bản thảo"
    folder.mkdir()
    (folder / "một.docx").write_bytes(make_docx(paragraph(BIASED)))
    (folder / "hai.txt").write_text(f"Mùa tôm\n\n{BIASED}\n", "utf-8")
    return folder


def test_word_draft_comes_back_with_comments_on_the_words(
    drafts: Path, tmp_path: Path
) -> None:
    """The file goes back to its author with the report in the margin."""
    target = tmp_path / "một.checked.docx"

    result = screener(
        "check", drafts / "một.docx", "--format", "docx", "--output", target
    )

    assert result.returncode == 1, result.stderr.decode()
    content = target.read_bytes()
    keys = list(comments(content))[1:]
    assert keys
    assert all(marked_words(content, key) in BIASED for key in keys)


def test_word_drafts_of_a_folder_keep_their_names(drafts: Path, tmp_path: Path) -> None:
    """What is no Word file is said, and is not taken for done."""
    result = screener("check", drafts, "--format", "docx", "--output", tmp_path / "ra")

    assert result.returncode == 3
    assert [file.name for file in (tmp_path / "ra").iterdir()] == ["một.checked.docx"]
    assert "hai.txt" in result.stderr.decode()
    assert "không phải tệp Word" in result.stderr.decode()


def test_word_draft_under_a_wrong_name_comes_back_as_word(tmp_path: Path) -> None:
    """What is handed back opens with a double click."""
    draft = tmp_path / "bài.pdf"
    draft.write_bytes(make_docx(paragraph(BIASED)))
    (tmp_path / "ra").mkdir()

    screener("check", draft, "--format", "docx", "--output", tmp_path / "ra")

    assert [file.name for file in (tmp_path / "ra").iterdir()] == ["bài.checked.docx"]


def test_word_draft_goes_through_a_pipe(drafts: Path) -> None:
    """Standard input is read once and needed twice."""
    content = (drafts / "một.docx").read_bytes()

    result = screener("check", "-", "--format", "docx", given=content)

    assert result.returncode == 1
    assert len(comments(result.stdout)) > 1


def test_several_word_drafts_need_a_folder(drafts: Path) -> None:
    """Two files in one pipe would be neither."""
    result = screener("check", drafts, "--format", "docx")

    assert result.returncode == 2
    assert "--output" in result.stderr.decode()


@pytest.mark.parametrize("format_", STARTS)
def test_one_file_serves_several_drafts(
    format_: str, drafts: Path, tmp_path: Path
) -> None:
    """An inspector wants one table, not a hundred."""
    target = tmp_path / f"báo cáo.{format_}"

    result = screener("check", drafts, "--format", format_, "--output", target)

    assert result.returncode == 1, result.stderr.decode()
    assert target.read_bytes().startswith(STARTS[format_])


def test_sarif_points_into_the_text_file(drafts: Path) -> None:
    """Lines for the text file, none for the Word file."""
    result = screener("check", drafts, "--format", "sarif")

    results = json.loads(result.stdout)["runs"][0]["results"]
    places = [item["locations"][0]["physicalLocation"] for item in results]
    by_word = {
        "docx" in place["artifactLocation"]["uri"]: place.get("region", {})
        for place in places
    }
    assert by_word[False]["startLine"] == 3
    assert by_word[True] == {}


def test_one_file_format_goes_into_a_folder_that_exists(
    drafts: Path, tmp_path: Path
) -> None:
    """That is what naming a folder means."""
    (tmp_path / "ra").mkdir()

    screener("check", drafts, "--format", "csv", "--output", tmp_path / "ra")

    assert [file.name for file in (tmp_path / "ra").iterdir()] == ["soat-gioi.csv"]


@pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="needs a device that is full"
)
@pytest.mark.parametrize("format_", ["text", "json", "pdf"])
def test_full_disk_is_said_without_a_trace(format_: str, drafts: Path) -> None:
    """A report that is cut off must not pass for a whole one, nor for a bug."""
    full = os.open("/dev/full", os.O_WRONLY)

    result = screener("check", drafts / "hai.txt", "--format", format_, to=full)

    os.close(full)
    assert result.returncode == 2
    assert "ổ đĩa đã đầy" in result.stderr.decode()
    assert "Traceback" not in result.stderr.decode()
