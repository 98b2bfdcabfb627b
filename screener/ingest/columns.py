"""Which cells of a table of values hold text to screen: named columns, else words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from screener.domain.documents import Part, PartCoverage, PartStatus
from screener.domain.wording import Notice
from screener.text.normal import normalize

_TEXT_NAMES: Final = frozenset(
    (
        *("text", "content", "body", "article", "sentence", "message", "comment"),
        *("nội dung", "văn bản", "bài viết", "bài", "đoạn", "đoạn văn", "câu"),
        *("nội dung bài", "nội dung bài viết", "toàn văn", "bình luận", "lời bình"),
    )
)
_OTHER_NAMES: Final = frozenset(
    (
        *("title", "headline", "summary", "description", "caption", "lead"),
        *("tiêu đề", "tít", "tựa đề", "sapo", "tóm tắt", "mô tả", "chú thích"),
    )
)
# Addresses, names of files and lone codes are no words.
_NO_WORDS: Final = re.compile(r"(?:https?://|www\.)\S*|\S+@\S+|\S*[\d_/\\]\S*")
_WORD: Final = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that holds text; row and column from 1."""

    row: int
    column: int
    text: str

    @property
    def name(self) -> str:
        """As spreadsheets name it, such as "B7"."""
        letters, rest = "", self.column
        while rest:
            rest, digit = divmod(rest - 1, 26)
            letters = chr(ord("A") + digit) + letters
        return f"{letters}{self.row}"


@dataclass(frozen=True, slots=True)
class Selection:
    """The cells to read, in order, and what the columns left out are called."""

    cells: tuple[Cell, ...]
    left_out: tuple[str, ...] = ()


def select_text(cells: Sequence[Cell]) -> Selection:
    """The cells of the columns whose heads say "text"; without such, all words.

    The head is the first row. A sheet without named columns loses nothing but
    numbers, codes and addresses.
    """
    first = min((cell.row for cell in cells), default=0)
    heads = {c.column: _key(c.text) for c in cells if c.row == first}
    named = {column for column, head in heads.items() if head in _TEXT_NAMES}
    if not named:
        return Selection(tuple(cell for cell in cells if _has_words(cell.text)))
    named |= {column for column, head in heads.items() if head in _OTHER_NAMES}
    chosen = (c for c in cells if c.column in named and c.row != first)
    names = {c.column: " ".join(c.text.split()) for c in cells if c.row == first}
    left_out = {
        names.get(cell.column, cell.name.rstrip("0123456789")): None
        for cell in cells
        if cell.column not in named
    }
    return Selection(tuple(chosen), tuple(left_out))


def left_out_entry(names: Iterable[str], *, sheet: str = "") -> PartCoverage | None:
    """What coverage says of columns that were not read; None when all were."""
    known = tuple(names)
    if not known:
        return None
    listed = ", ".join(known)
    facts = (("columns", f"{sheet}: {listed}" if sheet else listed),)
    notice = Notice("coverage.columns", facts)
    return PartCoverage(Part.TABLE, PartStatus.NOT_READ, notice, count=len(known))


def _key(text: str) -> str:
    return " ".join(normalize(text).lower().replace("_", " ").split())


def _has_words(text: str) -> bool:
    return _WORD.search(_NO_WORDS.sub(" ", text)) is not None
