"""Extraction by format: how fast, and what is missed, beside markitdown.

markitdown is installed for this alone: pip install "markitdown[docx,pptx,xlsx,pdf]".
Without it, its columns say so.
"""

from __future__ import annotations

import importlib
import importlib.util
import io
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from screener.domain.limits import ReadLimits
from screener.errors import InputError
from screener.ingest.reader import read_bytes
from tests.fixtures.contents import WORDS

_FIXTURES: Final = Path(__file__).parents[1] / "fixtures"
_ROUNDS: Final = 3
_SHOWN: Final = 44
_MOST_LISTED: Final = 2
# Marks that Markdown sets around words, and that a text may lack.
_MARKUP: Final = re.compile(r"[*_|#>`\\\[\]()-]|<[^>]{1,200}>")


@dataclass(frozen=True, slots=True)
class _Run:
    """One program on one file; no time when it could not read the file."""

    seconds: float | None
    characters: int
    missed: tuple[str, ...]


def main() -> None:
    """Print rate and misses a file, then the totals; the ratios are what compares."""
    peer = _markitdown()
    if peer is None:
        print(
            'markitdown is not installed: pip install "markitdown[docx,pptx,xlsx,pdf]"'
        )
    print(f"{'file':38} {'ours':>10} {'missed':>8} {'markitdown':>12} {'missed':>8}")
    ours_missed: dict[str, _Run] = {}
    peer_missed: dict[str, _Run] = {}
    for name, words in WORDS.items():
        content = (_FIXTURES / name).read_bytes()
        ours = _measured(lambda c=content, n=name: _ours(c, n), words)  # type: ignore[misc]
        line = f"{name:38} {_rate(ours):>10} {_count(ours, words):>8}"
        ours_missed[name] = ours
        if peer is not None:
            other = _measured(lambda c=content, n=name: peer(c, n), words)  # type: ignore[misc]
            line += f" {_rate(other):>12} {_count(other, words):>8}"
            peer_missed[name] = other
        print(line)
    _print_missed("Soát Giới", ours_missed)
    if peer is not None:
        _print_missed("markitdown", peer_missed)


def _ours(content: bytes, name: str) -> str:
    return read_bytes(content, name=name, limits=ReadLimits()).text


def _markitdown() -> Callable[[bytes, str], str] | None:
    if importlib.util.find_spec("markitdown") is None:
        return None
    converter: Any = importlib.import_module("markitdown").MarkItDown()

    def read(content: bytes, name: str) -> str:
        suffix = Path(name).suffix
        result = converter.convert_stream(io.BytesIO(content), file_extension=suffix)
        return str(result.text_content)

    return read


def _measured(read: Callable[[], str], words: Iterable[str]) -> _Run:
    best, text = float("inf"), ""
    for _ in range(_ROUNDS):
        begin = time.perf_counter()
        try:
            text = read()
        except InputError:
            return _Run(None, 0, tuple(words))
        except Exception:  # what a foreign library may raise is not ours to list
            return _Run(None, 0, tuple(words))
        best = min(best, time.perf_counter() - begin)
    flat = _flat(text)
    missed = tuple(each for each in words if _flat(each) not in flat)
    return _Run(best, len(text), missed)


def _flat(text: str) -> str:
    return " ".join(_MARKUP.sub(" ", text).split())


def _rate(run: _Run) -> str:
    if run.seconds is None:
        return "not read"
    return f"{run.characters / run.seconds / 1000:,.0f} k/s"


def _count(run: _Run, words: tuple[str, ...]) -> str:
    return f"{len(run.missed)}/{len(words)}"


def _print_missed(program: str, runs: dict[str, _Run]) -> None:
    print(f"{program} missed {sum(len(run.missed) for run in runs.values())} passages")
    for name, run in runs.items():
        if run.seconds is None:
            print(f"  {name}: all of it")
            continue
        for passage in run.missed[:_MOST_LISTED]:
            print(f"  {name}: {passage[:_SHOWN]}")
        if len(run.missed) > _MOST_LISTED:
            print(f"  {name}: and {len(run.missed) - _MOST_LISTED} more")


if __name__ == "__main__":
    main()
