"""Speed of a screening: an 800-word article warm, the command line cold, memory."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

from screener.bootstrap import make_screener
from screener.config import Settings
from screener.domain.documents import Document
from screener.domain.limits import ReadLimits
from screener.ingest.reader import read_file, read_text
from screener.text.sentences import read_document

_DRAFT = Path(__file__).parents[2] / "examples" / "ban-thao-nu-giam-doc.docx"
_WORDS = 800
_LONG_WORDS = 3_000
_REMEMBERED = 20_000
_EDIT_LIMIT_S = 0.2
_ROUNDS = 10


def main() -> None:
    """Print the times of this machine and their ratios; ratios are what compares."""
    screener = make_screener(Settings())
    text = read_file(_DRAFT, limits=ReadLimits()).text
    document = read_text(_of_length(text), source="bench")
    cut_s = _best_s(lambda: read_document(document))
    screen_s = _best_s(lambda: screener.screen(document))
    print(f"{_WORDS}-word article, warm: {screen_s * 1000:.0f} ms")
    print(f"  as a multiple of cutting it into sentences: {screen_s / cut_s:.0f} x")
    _time_edits(text)
    python_s = _process_s("-c", "pass")
    cold_s = _process_s("-m", "screener", "check", "-")
    print(f"command line, cold start to answer: {cold_s:.2f} s")
    print(f"  as a multiple of starting Python: {cold_s / python_s:.0f} x")
    peak_kib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"peak memory of the command: {peak_kib / 1024:.0f} MiB")


def _time_edits(text: str) -> None:
    """One sentence of a long draft is edited, again and again, always differently."""
    whole = make_screener(Settings())
    remembering = make_screener(Settings(), remembered_sentences=_REMEMBERED)
    long = _of_length(text, words=_LONG_WORDS)
    remembering.screen(read_text(long, source="bench"))
    at = long.index(". ", len(long) // 2)
    numbers = count()

    def edited() -> Document:
        word = f" thêm {next(numbers)} chữ"
        return read_text(f"{long[:at]}{word}{long[at:]}", source="bench")

    whole_s = _best_s(lambda: whole.screen(edited()))
    edit_s = _best_s(lambda: remembering.screen(edited()))
    verdict = "ok" if edit_s < _EDIT_LIMIT_S else "too slow"
    print(
        f"one sentence edited in {_LONG_WORDS} words: {edit_s * 1000:.0f} ms "
        f"(limit {_EDIT_LIMIT_S * 1000:.0f}): {verdict}"
    )
    print(f"  as a part of screening it anew: {edit_s / whole_s:.2f} x")


def _of_length(text: str, *, words: int = _WORDS) -> str:
    given = text.split(" ")
    return " ".join((given * (words // len(given) + 1))[:words])


def _best_s(act: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(_ROUNDS):
        begin = time.perf_counter()
        act()
        best = min(best, time.perf_counter() - begin)
    return best


def _process_s(*arguments: str) -> float:
    best = float("inf")
    for _ in range(3):
        begin = time.perf_counter()
        subprocess.run(
            [sys.executable, *arguments],
            input="Trời hôm nay nắng đẹp.".encode(),
            stdout=subprocess.DEVNULL,
            check=True,
        )
        best = min(best, time.perf_counter() - begin)
    return best


if __name__ == "__main__":
    main()
