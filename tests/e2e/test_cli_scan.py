"""``screener scan`` as people and services run it, with the shipped model and rules."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.unit.batch.batch_files import write_files

CLEAN = "Ủy ban nhân dân phường họp giao ban sáng thứ Hai. Giá xăng tăng nhẹ."
BIASED = "Phụ nữ lái xe thì phải biết sợ, việc bếp núc mới là của đàn bà."
EXAMPLES = Path(__file__).parents[2] / "examples"
# Each worker loads the model, which takes longer than the few files of these tests.
# Two workers are at work in the contract suite, and killed in test_scan_killed.py.
ONE_WORKER = ("--processes", "1")
# A busy machine may take long to start a process; only a failure waits for so long.
PATIENCE_S = 240


def scan(
    *arguments: str | Path, before: Callable[[], None] | None = None, **extra: str
) -> subprocess.CompletedProcess[str]:
    """Run the real command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "screener", "scan", *map(str, arguments)],
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
        env={**os.environ, **extra},
        preexec_fn=before,
    )


def records(out: Path) -> list[Any]:
    lines = (out / "results.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``bài`` and its results in ``kq``, scanned once for all tests."""
    folder = tmp_path_factory.mktemp("scan")
    write_files(
        folder / "bài",
        {
            "a.txt": BIASED,
            "b.txt": CLEAN,
            "c.txt": BIASED,
            "phụ/d.txt": f"{CLEAN} Trời nắng.",
            "hỏng.docx": b"PK\x03\x04 hong",
        },
    )
    manifest = "path,outlet,date\nbài/a.txt,Báo Ví Dụ,08/03/2026\n"
    (folder / "kê.csv").write_text(manifest, "utf-8")
    result = scan(
        folder / "bài", "--manifest", folder / "kê.csv", "--out", folder / "kq"
    )
    (folder / "nói.txt").write_text(result.stdout + result.stderr, "utf-8")
    (folder / "mã.txt").write_text(str(result.returncode))
    return folder


def test_every_file_has_its_record_and_the_rest_is_told(scanned: Path) -> None:
    """An inspector must be able to account for each file."""
    said = (scanned / "nói.txt").read_text("utf-8")

    assert (scanned / "mã.txt").read_text() == "3", said
    ids = [record["document"]["id"] for record in records(scanned / "kq")]
    assert ids == ["a.txt", "b.txt", "c.txt", "hỏng.docx", "phụ/d.txt"]
    assert "hỏng.docx bị hỏng" in said
    assert "trùng nội dung" in said
    unscreened = (scanned / "kq/not-screened.txt").read_text("utf-8")
    assert unscreened.endswith("hỏng.docx\tinput.corrupt\n")


def test_manifest_reaches_the_reports(scanned: Path) -> None:
    """The record names the newspaper and the day."""
    document = records(scanned / "kq")[0]["document"]

    assert (document["outlet"], document["published_on"]) == ("Báo Ví Dụ", "2026-03-08")


def test_same_command_again_screens_nothing(scanned: Path) -> None:
    """Going on where it was, when it was at the end."""
    before = (scanned / "kq/results.jsonl").read_bytes()

    result = scan(
        *(scanned / "bài", "--manifest", scanned / "kê.csv", "--out", scanned / "kq"),
        "--json-progress",
    )

    events = [json.loads(line) for line in result.stdout.splitlines()]
    assert events[-1]["event"] == "done"
    assert events[-1]["files"] == 5
    assert [e["screened"] for e in events if e["event"] == "progress"][-1] == 0
    assert (scanned / "kq/results.jsonl").read_bytes() == before


def test_changed_model_and_thresholds_are_told_and_change_nothing(
    scanned: Path,
) -> None:
    """Results of another model or other thresholds are other results."""
    before = (scanned / "kq/results.jsonl").read_bytes()

    result = scan(
        *(scanned / "bài", "--out", scanned / "kq", "--operating-point", "than-trong"),
        SCREENER_BUNDLE="linear-1",
    )

    assert "mức soát can-bang → than-trong" in result.stdout
    assert re.search(r"mô hình soat-\d+ \S+ → linear-1 ", result.stdout)
    assert "--redo changed" in result.stdout
    assert (scanned / "kq/results.jsonl").read_bytes() == before


def test_dry_run_tells_what_would_be_read_and_writes_nothing(tmp_path: Path) -> None:
    """Look before you leap into five thousand files."""
    write_files(tmp_path / "bài", {"a.txt": CLEAN, "b.jpg": b"x"})

    result = scan(
        *(tmp_path / "bài", "--type", "txt", "--dry-run", "--out", tmp_path / "kq")
    )

    assert result.returncode == 0
    assert "a.txt" in result.stdout
    assert "1 tệp khác loại" in result.stdout
    assert not (tmp_path / "kq").exists()


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ((), 2),
        (("bài",), 2),
        (("bài", "--out", "kq", "--operating-point", "nope"), 2),
        (("bài", "--out", "kq", "--manifest", "không-có.csv"), 2),
        (("bài", "--out", "kq", "--max-size", "lớn"), 2),
    ],
)
def test_wrong_usage_exits_2(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    status: int,
) -> None:
    """A slip in the command must not begin a scan."""
    monkeypatch.chdir(write_files(tmp_path, {"bài/a.txt": CLEAN}))

    result = scan(*arguments)

    assert result.returncode == status, result.stdout + result.stderr
    assert not (tmp_path / "kq/results.jsonl").exists()


@pytest.mark.slow
def test_address_is_refused_unless_the_settings_allow_it(tmp_path: Path) -> None:
    """Nothing goes out, and nothing is fetched, unasked."""
    (tmp_path / "địa-chỉ.txt").write_text("http://127.0.0.1:9/a\n")
    arguments = ("--urls", tmp_path / "địa-chỉ.txt", "--out", tmp_path / "kq")

    off = scan(*arguments)
    on = scan(*arguments, "--redo", "failed", SCREENER_ALLOW_URLS="true")

    assert (off.returncode, on.returncode) == (3, 3)
    assert "cài đặt không cho" in off.stderr
    assert "mạng nội bộ" in on.stderr


def test_full_disk_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    """The limit on file sizes stands in for the disk: writing fails half-way."""
    drafts = {f"{n:02}.txt": f"{BIASED} Bài số {n}." for n in range(30)}
    write_files(tmp_path / "bài", drafts)
    arguments = (
        *(tmp_path / "bài", "--out", tmp_path / "kq", "--pages", "none"),
        *ONE_WORKER,
    )

    def fill_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    full = scan(*arguments, before=fill_disk)
    room = scan(*arguments)

    assert full.returncode == 3, full.stdout + full.stderr
    assert "chạy lại đúng lệnh cũ" in full.stderr
    assert room.returncode == 1, room.stdout + room.stderr
    assert [r["document"]["id"] for r in records(tmp_path / "kq")] == list(drafts)


@pytest.mark.parametrize(
    "asked",
    [
        (signal.SIGINT,),
        pytest.param((signal.SIGTERM,), marks=pytest.mark.slow),
        pytest.param((signal.SIGINT, signal.SIGINT), marks=pytest.mark.slow),
    ],
    ids=["once", "by the service", "twice"],
)
def test_scan_that_is_asked_to_stop_says_how_to_go_on(
    tmp_path: Path, asked: tuple[signal.Signals, ...]
) -> None:
    """A person by Ctrl-C, once or impatiently, and systemd politely."""
    drafts = {f"{n:03}.txt": f"{BIASED} Bài số {n}." for n in range(150)}
    write_files(tmp_path / "bài", drafts)
    arguments = (
        *(tmp_path / "bài", "--out", tmp_path / "kq", "--pages", "none"),
        *ONE_WORKER,
    )
    process = started("-m", "screener", "scan", *arguments, "--quiet")
    journal = tmp_path / "kq/journal.jsonl"
    wait_for(lambda: journal.stat().st_size > 2000)

    for number in asked:
        process.send_signal(number)
    _, said = process.communicate(timeout=PATIENCE_S)
    page = (tmp_path / "kq/index.html").read_text() if len(asked) == 1 else ""
    again = scan(*arguments)

    assert process.returncode == 3, said
    assert "Chạy lại đúng lệnh này" in said
    assert ("Lượt soát đã dừng giữa chừng" in page) == (len(asked) == 1)
    assert again.returncode == 1
    assert "dừng giữa chừng" not in (tmp_path / "kq/index.html").read_text("utf-8")
    assert [r["document"]["id"] for r in records(tmp_path / "kq")] == list(drafts)


@pytest.mark.parametrize(
    ("language", "module", "words"),
    [
        ("vi", "screener.domain.wording", "Đã dừng theo yêu cầu"),
        ("en", "screener.batch.stamp", "Stopped as asked"),
    ],
    ids=["vi", "en"],
)
def test_stopping_while_the_program_loads_is_answered_in_words(
    tmp_path: Path, language: str, module: str, words: str
) -> None:
    """On a slow computer that takes seconds, in which somebody changes their mind."""
    write_files(tmp_path / "bài", {"a.txt": CLEAN})
    process = started(
        *("-c", _INTERRUPTED_AT, module, "scan", tmp_path / "bài"),
        *("--out", tmp_path / "kq", "--lang", language),
    )

    _, said = process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 3, said
    assert words in said
    assert "Traceback" not in said
    assert not (tmp_path / "kq").exists()


# A program started in the background inherits that Ctrl-C is ignored, and so would ours.
_HEARING_CTRL_C = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""

# Presses Ctrl-C for the program just when it loads a module.
_INTERRUPTED_AT = """
import os, runpy, signal, sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == module:
            os.kill(os.getpid(), signal.SIGINT)
module = sys.argv.pop(1)
sys.meta_path.insert(0, Finder())
runpy.run_module("screener", run_name="__main__", alter_sys=True)
"""


def started(*arguments: str | Path) -> subprocess.Popen[str]:
    """A Python that runs beside the test."""
    return subprocess.Popen(
        [sys.executable, "-c", _HEARING_CTRL_C, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


@pytest.mark.slow
def test_watching_screens_what_is_dropped_until_it_is_stopped(tmp_path: Path) -> None:
    """A scanner saves into the folder all day."""
    drop, out = write_files(tmp_path / "hộp", {"a.txt": BIASED}), tmp_path / "kq"
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "screener", "scan", "--watch", str(drop)),
            *("--out", str(out), "--every", "0.2", "--quiet", *ONE_WORKER),
        ]
    )
    try:
        wait_for(lambda: len(records(out)) == 1)
        write_files(drop, {"b.txt": CLEAN})
        wait_for(lambda: len(records(out)) == 2)
    finally:
        process.send_signal(signal.SIGTERM)
        status = process.wait(timeout=PATIENCE_S)

    assert status == 1
    assert "b.txt" in (out / "results.csv").read_text("utf-8")


def wait_for(is_so: Callable[[], bool]) -> None:
    """Look until it is so, or patience has come to its end."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        try:
            if is_so():
                return
        except (OSError, ValueError):
            pass
        time.sleep(0.05)
    pytest.fail("it never came to pass")


def test_diff_of_two_scans_exits_1_when_they_differ(
    scanned: Path, tmp_path: Path
) -> None:
    """A script asks whether a correction helped."""
    write_files(tmp_path / "bài", {"a.txt": CLEAN, "b.txt": CLEAN})
    scan(tmp_path / "bài", "--out", tmp_path / "kq", "--quiet", *ONE_WORKER)

    text = scan("diff", scanned / "kq", tmp_path / "kq")
    value = scan("diff", scanned / "kq", tmp_path / "kq", "--format", "json")
    same = scan("diff", scanned / "kq", scanned / "kq")

    assert (text.returncode, value.returncode, same.returncode) == (1, 1, 0)
    assert "a.txt: " in text.stdout
    assert json.loads(value.stdout)["changed"][0]["document"] == "a.txt"


def test_diff_of_a_folder_without_a_scan_is_refused(tmp_path: Path) -> None:
    """Comparing must not make a scan of it."""
    result = scan("diff", tmp_path, tmp_path)

    assert result.returncode == 3
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("option", [("--lang", "en"), ("--lang=en",)])
def test_error_that_ends_a_command_is_in_the_language_asked_for(
    tmp_path: Path, option: tuple[str, ...]
) -> None:
    """It is told after the command has gone, which alone knew its options."""
    result = scan("diff", tmp_path, tmp_path, *option)

    assert "holds no results of a scan" in result.stderr
    assert "Thư mục" not in result.stderr


@pytest.mark.browser
def test_overview_of_the_examples_works_in_a_browser_without_a_network(
    tmp_path: Path, browser: Browser
) -> None:
    """It is carried to a meeting on a stick, and opened on a phone."""
    scan(EXAMPLES, "--out", tmp_path / "kq", "--quiet")
    context = browser.new_context(viewport={"width": 1280, "height": 740}, offline=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto((tmp_path / "kq/index.html").as_uri())
    overflow = []
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 740})
        overflow.append(
            page.evaluate("document.documentElement.scrollWidth - innerWidth")
        )
    bars = page.locator("svg rect").count()
    page.locator("details.line summary").first.click()
    page.locator("table.publications a").first.click()
    text = page.inner_text("body")
    context.close()

    assert max(overflow) <= 0
    assert bars > 4
    assert "SHA-256" in text
    assert {url.partition(":")[0] for url in asked} == {"file"}
