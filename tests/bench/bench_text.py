"""Speed of the sentence splitter: ``python tests/bench/bench_text.py [FILE]``."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from screener.text.sentences import split_sentences

_TABLE = Path(__file__).parents[1] / "unit" / "text" / "sentence_boundaries.txt"
_CHARACTERS = 2_000_000
_ROUNDS = 5


def _sample_paragraphs() -> list[str]:
    """The cases of the boundary table, denser in hard marks than real news."""
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    cases = [line.replace("|", "") for line in lines if line and line[0] != "#"]
    size = sum(map(len, cases))
    return cases * (_CHARACTERS // size + 1)


def characters_per_second(paragraphs: list[str]) -> float:
    """The best of some rounds on one core."""
    size = sum(map(len, paragraphs))
    best = float("inf")
    for _ in range(_ROUNDS):
        begin = time.process_time()
        for paragraph in paragraphs:
            split_sentences(paragraph)
        best = min(best, time.process_time() - begin)
    return size / best


def main(arguments: list[str]) -> None:
    """Print the speed on a UTF-8 text file, or on the boundary table."""
    if arguments:
        paragraphs = Path(arguments[0]).read_text(encoding="utf-8").splitlines()
    else:
        paragraphs = _sample_paragraphs()
    print(f"{characters_per_second(paragraphs):,.0f} characters a second")


if __name__ == "__main__":
    main(sys.argv[1:])
