"""The command line as scripts and people use it, with the shipped model and rules."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest

CLEAN = "Ủy ban nhân dân phường họp giao ban sáng thứ Hai. Giá xăng tăng nhẹ."
BIASED = "Phụ nữ lái xe thì phải biết sợ, việc bếp núc mới là của đàn bà."


def screener(
    *arguments: str | Path, given: str | bytes = "", cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the real command in a process of its own."""
    content = given.encode() if isinstance(given, str) else given
    result = subprocess.run(
        [sys.executable, "-m", "screener", *map(str, arguments)],
        input=content,
        capture_output=True,
        check=False,
        cwd=cwd,
    )
    return subprocess.CompletedProcess(
        result.args, result.returncode, result.stdout.decode(), result.stderr.decode()
    )


def records(result: subprocess.CompletedProcess[str]) -> list[Any]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_clean_draft_exits_0() -> None:
    """A script may go on."""
    result = screener("check", "-", given=CLEAN)

    assert result.returncode == 0, result.stdout + result.stderr
    assert "Không thấy đoạn nào" in result.stdout


def test_biased_draft_exits_1_and_underlines_the_passage() -> None:
    """A script stops, and a person sees where."""
    result = screener("check", "-", given=BIASED)

    assert result.returncode == 1
    assert "~~~" in result.stdout
    assert "đề nghị xem xét" in result.stdout


@pytest.mark.parametrize(
    ("fail_on", "status"), [("low", 1), ("medium", 1), ("never", 0)]
)
def test_fail_on_decides_what_stops_a_script(fail_on: str, status: int) -> None:
    """Some desks only want to be told."""
    assert (
        screener("check", "-", "--fail-on", fail_on, given=BIASED).returncode == status
    )


def test_missing_path_exits_3_and_the_rest_is_screened(tmp_path: Path) -> None:
    """One bad path must not hide the findings in the others."""
    draft = tmp_path / "bài.txt"
    draft.write_text(BIASED, "utf-8")

    result = screener("check", tmp_path / "không-có.txt", draft)

    assert result.returncode == 3
    assert "Không tìm thấy" in result.stderr
    assert "~~~" in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "-", "--format", "nope"],
        ["check", "-", "--operating-point", "nope"],
        ["nope"],
    ],
)
def test_wrong_usage_exits_2(arguments: list[str]) -> None:
    """A slip in the command is not a clean draft."""
    result = screener(*arguments, given=CLEAN)

    assert result.returncode == 2
    assert result.stderr


def test_empty_input_exits_3() -> None:
    """Nothing to screen is not clean."""
    result = screener("check", "-", given=" \n")

    assert result.returncode == 3
    assert "không có chữ nào" in result.stderr


def test_json_lines_keep_order_identity_and_text() -> None:
    """A CMS pairs answers with drafts by position and id."""
    lines = [
        {"id": "a", "text": CLEAN},
        {"id": 7, "text": f"  {BIASED}\n\n"},
        {"id": "c", "text": ""},
        "không phải đối tượng",
        {"id": "e", "text": unicodedata.normalize("NFD", BIASED), "genre": "news"},
    ]
    given = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)

    result = screener("check", "-", "--jsonl", given=given)

    answers = records(result)
    assert result.returncode == 3
    assert [a["document"]["id"] for a in answers] == ["a", "7", "c", "", "e"]
    schemas = [a["schema"].split(".")[1].split("/")[0] for a in answers]
    assert schemas == ["report", "report", "error", "error", "report"]
    assert answers[3]["error"]["code"] == "input.json_line"
    for answer, text in ((answers[1], f"  {BIASED}\n\n"), (answers[4], BIASED)):
        assert answer["document"]["characters"] == len(text)
        for finding in answer["findings"]:
            assert text[finding["start"] : finding["end"]] == finding["quote"]


def test_same_input_gives_the_same_bytes() -> None:
    """Reports are compared and hashed."""
    first = screener("check", "-", "--format", "json", given=BIASED)
    second = screener("check", "-", "--format", "json", given=BIASED)

    assert first.stdout == second.stdout


def test_output_is_a_file_for_one_and_a_folder_for_several(tmp_path: Path) -> None:
    """Each draft keeps its own report; the same name twice loses nothing."""
    for folder in ("một", "hai"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "bài.txt").write_text(BIASED, "utf-8")

    one = screener(
        "check",
        tmp_path / "một/bài.txt",
        "--format",
        "html",
        "--output",
        tmp_path / "r.html",
    )
    several = screener(
        "check",
        tmp_path / "một",
        tmp_path / "hai",
        "--format",
        "json",
        "--output",
        tmp_path / "out",
    )

    assert one.returncode == several.returncode == 1
    assert "<mark" in (tmp_path / "r.html").read_text("utf-8")
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_output_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """A result must never vanish without a word."""
    (tmp_path / "file").write_text("x")

    result = screener(
        "check",
        "-",
        "--format",
        "json",
        "--output",
        tmp_path / "file" / "r.json",
        given=CLEAN,
    )

    assert result.returncode == 2
    assert "Không ghi được" in result.stderr


def test_english_is_spoken_on_request() -> None:
    """Not every reader of a report reads Vietnamese."""
    result = screener("check", "-", "--lang", "en", given=BIASED)

    assert "please review" in result.stdout


def test_doctor_finds_the_model_and_the_rules() -> None:
    """The first thing a support call asks for."""
    result = screener("doctor")

    assert result.returncode == 0
    assert "model" in result.stdout
    assert "lexicon" in result.stdout


def test_models_and_lexicon_can_be_inspected() -> None:
    """What is in service must not be a secret."""
    assert "*" in screener("models", "list").stdout
    assert screener("models", "show").stdout.strip()
    assert screener("lexicon", "check").returncode == 0


@pytest.mark.parametrize("arguments", [["trống"], [""]])
def test_path_without_a_file_is_never_clean(
    arguments: list[str], tmp_path: Path
) -> None:
    """An empty folder or an unset shell variable must not read as "screened"."""
    (tmp_path / "trống").mkdir()
    (tmp_path / "bài.txt").write_text(CLEAN, "utf-8")

    result = screener("check", *arguments, cwd=tmp_path)

    assert result.returncode == 3
    assert result.stdout == ""
    assert result.stderr.strip()


def test_report_is_never_written_over_the_draft(tmp_path: Path) -> None:
    """One slip on the command line must not cost an editor the text."""
    draft = tmp_path / "bài.txt"
    draft.write_text(BIASED, "utf-8")

    result = screener("check", draft, "--output", draft)

    assert result.returncode == 2
    assert "chính bản thảo" in result.stderr
    assert draft.read_text("utf-8") == BIASED


def test_report_on_one_draft_goes_into_a_folder_that_exists(tmp_path: Path) -> None:
    """That is what naming a folder means."""
    draft = tmp_path / "bài.txt"
    draft.write_text(BIASED, "utf-8")
    (tmp_path / "ra").mkdir()

    result = screener("check", draft, "--output", tmp_path / "ra")

    assert result.returncode == 1
    assert [file.name for file in (tmp_path / "ra").iterdir()] == ["bài.txt.txt"]


def test_output_dash_is_standard_output(tmp_path: Path) -> None:
    """As in every other tool; no file named "-" is left behind."""
    result = screener("check", "-", "--output", "-", given=CLEAN, cwd=tmp_path)

    assert "Không thấy đoạn nào" in result.stdout
    assert not list(tmp_path.iterdir())


def test_wrong_operating_point_is_wrong_usage_before_anything_is_read() -> None:
    """The first status that applies of 4, 2, 3, 1, 0."""
    result = screener("check", "không-có.txt", "--operating-point", "nope")

    assert result.returncode == 2


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
@pytest.mark.parametrize("format_", ["text", "json", "jsonl", "html"])
def test_name_that_is_no_utf8_stops_nothing(format_: str, tmp_path: Path) -> None:
    """Old archives are full of them, and the files after it must be screened."""
    Path(os.fsdecode(bytes(tmp_path) + b"/\xe0\xe1.txt")).write_text(BIASED, "utf-8")
    (tmp_path / "ổn.txt").write_text(BIASED, "utf-8")

    result = screener("check", tmp_path, "--format", format_)

    assert result.returncode == 1
    assert "ổn.txt" in result.stdout
    assert r"\xe0" in result.stdout.replace(r"\\", "\\")


@pytest.mark.parametrize(
    "line",
    [
        r'{"id": "\ud800", "text": "Trời nắng."}',
        r'{"id": "a", "text": "Trời nắng.", "title": "\udc00"}',
        r'{"id": "a", "text": "Trời \ud83d."}',
    ],
)
def test_half_a_character_spoils_its_line_only(line: str) -> None:
    """Such text cannot be written anywhere; the lines after it can."""
    good = json.dumps({"id": "tốt", "text": CLEAN})

    result = screener("check", "--jsonl", "-", given=f"{line}\n{good}\n")

    first, second = records(result)
    assert result.returncode == 3
    assert first["error"]["code"] == "input.json_line"
    assert second["document"]["id"] == "tốt"
