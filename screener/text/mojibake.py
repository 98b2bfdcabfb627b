"""Repair of UTF-8 that was read as another table and saved again ("Tiáº¿ng")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from screener.text.syllables import count_syllables

_MOST_ROUNDS: Final = 3


@dataclass(frozen=True, slots=True)
class Repair:
    """A text brought back, and the table it had been misread as."""

    text: str
    encoding: str


@dataclass(frozen=True, slots=True)
class _Misreading:
    encoding: str
    bytes_by_character: dict[str, int]
    pattern: re.Pattern[str]

    def undone(self, text: str) -> str:
        return self.pattern.sub(self._character, text)

    def _character(self, match: re.Match[str]) -> str:
        misread = match.group()
        data = bytes(self.bytes_by_character[character] for character in misread)
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:  # an overlong form: it was no UTF-8
            return misread


def _misreading(encoding: str, codec: str) -> _Misreading:
    characters = [_character_of(byte, codec) for byte in range(0x80, 0x100)]

    def one_of(first: int, last: int) -> str:
        return "[" + re.escape("".join(characters[first - 0x80 : last - 0x7F])) + "]"

    following = one_of(0x80, 0xBF)
    # "à" ends in a no-break space, which editors turn into a space. A real "Ã"
    # there ends a word in capitals, and a capital follows.
    a_grave = re.escape(characters[0xC3 - 0x80]) + r"\ (?=\W|[a-z])"
    pattern = (
        f"{one_of(0xC2, 0xDF)}{following}"
        f"|{one_of(0xE0, 0xEF)}{following}{{2}}"
        f"|{one_of(0xF0, 0xF4)}{following}{{3}}"
        f"|{a_grave}"
    )
    table = {character: 0x80 + index for index, character in enumerate(characters)}
    return _Misreading(encoding, {**table, " ": 0xA0}, re.compile(pattern))


def _character_of(byte: int, codec: str) -> str:
    try:
        return bytes([byte]).decode(codec)
    except UnicodeDecodeError:
        return chr(byte)  # what Windows shows for a byte without a character


_MISREADINGS: Final = (
    _misreading("windows-1252", "cp1252"),
    _misreading("iso-8859-1", "latin-1"),
    _misreading("windows-1258", "cp1258"),
    _misreading("mac-roman", "mac_roman"),
    _misreading("ibm-437", "cp437"),
)


def repair_mojibake(text: str) -> Repair | None:
    """The text as it was before it was misread, or None when it was not.

    The same misreading may have happened twice, or to a part of the text only.
    A repair counts only when it halves the garbled words, so a text that shows
    such letters on purpose, or was spoilt in another way, stays as it is.
    """
    repairs = tuple(_repairs(text))
    if not repairs:
        return None
    best = min(repairs, key=lambda repair: _cost(repair.text))
    garbled, repaired = _cost(text)[0], _cost(best.text)[0]
    return best if garbled and 2 * repaired <= garbled else None


def _repairs(text: str) -> Iterator[Repair]:
    """What undoing each misreading gives, once and again."""
    for misreading in _MISREADINGS:
        repaired = text
        for _ in range(_MOST_ROUNDS):
            undone = misreading.undone(repaired)
            if undone == repaired:
                break
            repaired = undone
            yield Repair(repaired, misreading.encoding)


def _cost(text: str) -> tuple[int, int]:
    count = count_syllables(text)
    return (count.garbled, -count.valid)
