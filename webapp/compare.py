"""Two versions of a text side by side: paragraphs aligned, changed words marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest
from typing import Final

_TOKEN: Final = re.compile(r"\w+|\s+|[^\w\s]")
# Two paragraphs that share less than this are another text, not a changed one.
_ALIKE: Final = 0.35


class Change(StrEnum):
    """What became of a row."""

    SAME = "same"
    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of one side; ``is_marked`` where the other side has it not."""

    text: str
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph of the older text beside the one of the newer; None for a gap."""

    change: Change
    older: tuple[Words, ...] | None
    newer: tuple[Words, ...] | None


def compared(older: str, newer: str) -> tuple[Row, ...]:
    """Both texts paragraph by paragraph, blank lines left out."""
    left, right = _paragraphs(older), _paragraphs(newer)
    rows: list[Row] = []
    for tag, a, b, c, d in SequenceMatcher(None, left, right, False).get_opcodes():
        if tag == "equal":
            rows += (_same(text) for text in left[a:b])
        else:
            rows += _changed(left[a:b], right[c:d])
    return tuple(rows)


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _same(text: str) -> Row:
    words = (Words(text, is_marked=False),)
    return Row(Change.SAME, words, words)


def _changed(left: Sequence[str], right: Sequence[str]) -> Iterator[Row]:
    """Rows for a block in which the texts differ; like stands beside like."""
    unmatched = list(right)
    for old in left:
        place = _likest(old, unmatched)
        if place is None:
            yield Row(Change.REMOVED, (Words(old, is_marked=True),), None)
            continue
        yield from (_added(text) for text in unmatched[:place])
        yield _beside(old, unmatched[place])
        del unmatched[: place + 1]
    yield from (_added(text) for text in unmatched)


def _likest(old: str, candidates: Sequence[str]) -> int | None:
    """Which of the candidates the paragraph became; None when it was none."""
    ratios = [_likeness(old, text) for text in candidates]
    if not ratios or max(ratios) < _ALIKE:
        return None
    return ratios.index(max(ratios))


def _likeness(old: str, new: str) -> float:
    matcher = SequenceMatcher(None, old.split(), new.split(), False)
    return matcher.ratio() if matcher.quick_ratio() >= _ALIKE else 0.0


def _added(text: str) -> Row:
    return Row(Change.ADDED, None, (Words(text, is_marked=True),))


def _beside(old: str, new: str) -> Row:
    """One paragraph in both versions, word by word."""
    left, right = _TOKEN.findall(old), _TOKEN.findall(new)
    older: list[Words] = []
    newer: list[Words] = []
    for tag, a, b, c, d in SequenceMatcher(None, left, right, False).get_opcodes():
        is_marked = tag != "equal"
        for side, tokens in ((older, left[a:b]), (newer, right[c:d])):
            if tokens:
                side.append(Words("".join(tokens), is_marked))
    return Row(Change.CHANGED, tuple(_joined(older)), tuple(_joined(newer)))


def _joined(words: Sequence[Words]) -> Iterator[Words]:
    """Stretches of one kind in one; a lone blank between two marks is marked, too."""
    kept: list[Words] = []
    for word, following in zip_longest(words, words[1:]):
        is_bridge = (
            not word.text.strip()
            and bool(kept)
            and kept[-1].is_marked
            and following is not None
            and following.is_marked
        )
        is_marked = word.is_marked or is_bridge
        if kept and kept[-1].is_marked == is_marked:
            kept[-1] = Words(kept[-1].text + word.text, is_marked)
        else:
            kept.append(Words(word.text, is_marked))
    yield from kept
