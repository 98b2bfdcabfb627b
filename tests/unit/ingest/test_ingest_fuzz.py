"""Thousands of damaged files a reader: an error with words, never a crash or a hang."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from screener.errors import InputError
from screener.ingest.ocr import has_ocr
from screener.ingest.reader import read_bytes
from tests.fuzz_reader import LIMITS, SEEDS, make_input

pytestmark = pytest.mark.slow
ROOT: Final = Path(__file__).parents[3]
MANY: Final = 2000
FEW: Final = 50
# LibreOffice and Tesseract take seconds a file.
SLOW_READERS: Final = ("doc", "image", "scan")
NEEDS: Final = {"doc": "soffice", "image": "tesseract", "scan": "tesseract"}


def run(kind: str, first: int, last: int) -> tuple[list[str], int]:
    """The failures of a stretch of inputs, and how far it came before it died."""
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    if kind in ("pdf", "zip", "eml"):  # pictures are another reader's matter
        environment["PATH"] = ""
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz_reader", kind, str(first), str(last)],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env=environment,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    failures = [f"{kind} {x['at']}: {x['failure']}" for x in lines if "failure" in x]
    if lines and "done" in lines[-1]:
        return failures, last
    return failures, lines[-1]["at"] if lines else first


@pytest.mark.parametrize("kind", SEEDS)
def test_damaged_files_never_crash_a_reader(kind: str) -> None:
    """Native code may die in its own process; then its error is the one foreseen."""
    if kind in NEEDS and (
        shutil.which(NEEDS[kind]) is None or (kind != "doc" and not has_ocr())
    ):
        pytest.skip(f"{NEEDS[kind]} is not installed")
    last = FEW if kind in SLOW_READERS else MANY
    failures: list[str] = []
    position = 0
    while position < last:
        found, reached = run(kind, position, last)
        failures += found
        if reached < last:
            assert kind in ("pdf", "scan"), f"{kind} {reached}: the process died"
            name, content = make_input(kind, reached)
            with pytest.raises(InputError):
                read_bytes(content, name=name, limits=LIMITS)
            reached += 1
        position = reached

    assert failures == []
