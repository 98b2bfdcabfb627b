"""A scan killed at any moment loses nothing and repeats nothing."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from screener.batch.journal import RESULTS
from tests.batch_screeners import DIES
from tests.unit.batch.batch_files import BIASED, CLEAN, write_files, zipped

_ROOT = Path(__file__).parents[2]
# index.html says when it was made.
_COMPARED = (RESULTS, "summary.json", "results.csv", "results.xlsx")


def make_drafts(folder: Path, *, count: int, has_poison: bool) -> Path:
    """Drafts of several kinds: biased, clean, identical, broken, packed."""
    files: dict[str, str | bytes] = {
        f"bài-{n:03}.txt": f"{BIASED if n % 3 else CLEAN} Bài số {n % (count - 9)}."
        for n in range(count)
    }
    files["hỏng.docx"] = b"PK\x03\x04 hong"
    files["tháng.zip"] = zipped({f"{n}.md": f"# Tít {n}\n\n{BIASED}" for n in range(5)})
    if has_poison:
        files["độc.txt"] = DIES
    return write_files(folder, files)


def finished(command: Sequence[str | Path]) -> None:
    done = subprocess.run(
        command, capture_output=True, check=False, text=True, cwd=_ROOT
    )
    assert done.returncode in (0, 1, 3), done.stderr


def killed(
    command: Sequence[str | Path], journal: Path, chance: random.Random, most_s: float
) -> bool:
    """Kill the command at a random moment; False when it had ended by itself.

    Half of the moments are counted in time, half in what the journal has grown, so
    that the quick steps between two records are hit, too.
    """
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=_ROOT
    )
    begin = time.monotonic()
    delay_s = chance.uniform(0, most_s)
    grown = chance.choice((None, chance.randrange(1, 9000)))
    size = journal.stat().st_size if journal.exists() else 0
    while process.poll() is None:
        now = journal.stat().st_size if journal.exists() else 0
        if grown is not None and now - size >= grown:
            break
        if time.monotonic() - begin >= (delay_s if grown is None else 30):
            break
        time.sleep(0.0005)
    process.kill()
    return process.wait() != 0


def compare(interrupted: Path, whole: Path) -> None:
    for name in _COMPARED:
        assert (interrupted / name).read_bytes() == (whole / name).read_bytes(), name
    pages = [
        {
            path.relative_to(folder): path.read_bytes()
            for path in (folder / "reports").rglob("*.html")
        }
        for folder in (interrupted, whole)
    ]
    assert pages[0] == pages[1]
    lines = (interrupted / RESULTS).read_text("utf-8").splitlines()
    sources = [json.loads(line)["document"]["source"] for line in lines]
    assert len(sources) == len(set(sources))
    assert not list(interrupted.glob("*.new"))


def check_kills(
    folder: Path, drafts: Path, command: Sequence[str], *, kills: int, most_s: float
) -> None:
    """Kill a scan so many times, let it finish, compare it with one left alone."""
    interrupted, whole = folder / "bị ngắt", folder / "liền mạch"
    chance = random.Random(20260308)
    done = 0
    rounds = 0
    while done < kills:
        rounds += 1
        out = interrupted / str(rounds)
        while done < kills:
            is_killed = killed(
                [*command, str(out)], out / "journal.jsonl", chance, most_s
            )
            done += is_killed
            if not is_killed:
                break
        finished([*command, str(out)])
    finished([*command, str(whole)])

    for out in interrupted.iterdir():
        compare(out, whole)
    assert drafts.exists()


def test_scan_killed_at_random_moments_gives_the_same_results(tmp_path: Path) -> None:
    """The light on the fourth floor goes out on Fridays."""
    drafts = make_drafts(tmp_path / "bài", count=40, has_poison=False)
    command = [sys.executable, "-m", "tests.scan_runner", str(drafts)]

    check_kills(tmp_path, drafts, command, kills=4, most_s=1.5)


@pytest.mark.slow
def test_real_scan_killed_at_fifty_random_moments_gives_the_same_results(
    tmp_path: Path,
) -> None:
    """The promise of the product, on the command itself, model and rules included."""
    drafts = make_drafts(tmp_path / "bài", count=150, has_poison=False)
    command = [
        sys.executable,
        "-m",
        "screener",
        "scan",
        str(drafts),
        "--quiet",
        "--out",
    ]

    check_kills(tmp_path, drafts, command, kills=50, most_s=8.0)


@pytest.mark.slow
def test_scan_with_a_poison_file_survives_fifty_kills(tmp_path: Path) -> None:
    """A file that kills workers while somebody kills the scan."""
    drafts = make_drafts(tmp_path / "bài", count=90, has_poison=True)
    command = [sys.executable, "-m", "tests.scan_runner", str(drafts)]

    check_kills(tmp_path, drafts, command, kills=50, most_s=4.0)
