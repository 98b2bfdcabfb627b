"""The bytes of an RTF file as braces, control words and text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

_TOKEN: Final = re.compile(
    rb"\\([A-Za-z]{1,40})(-?[0-9]{1,10})? ?"
    rb"|\\'([0-9A-Fa-f]{2})"
    rb"|\\([^A-Za-z])"
    rb"|([{}])"
    rb"|([^\\{}\r\n]+)"
    rb"|[\r\n]+|\\",
    re.DOTALL,
)


class Kind(Enum):
    """What a token is."""

    OPEN = auto()
    CLOSE = auto()
    WORD = auto()
    SYMBOL = auto()
    BYTES = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One token.

    Attributes:
        word: Control word, or the one character of a control symbol.
        number: Behind a control word; None where there is none.
        content: Bytes of text in the code page of the font.
    """

    kind: Kind
    word: str = ""
    number: int | None = None
    content: bytes = b""


_OPEN: Final = Token(Kind.OPEN)
_CLOSE: Final = Token(Kind.CLOSE)


def tokens(content: bytes) -> Iterator[Token]:
    """The tokens of a file; raw bytes of pictures are stepped over."""
    position = 0
    while match := _TOKEN.match(content, position):
        position = match.end()
        word, number, code, symbol, brace, text = match.groups()
        if word is not None:
            value = int(number) if number is not None else None
            if word == b"bin":
                position += max(0, value or 0)
                continue
            yield Token(Kind.WORD, word.decode("ascii"), value)
        elif text is not None:
            yield Token(Kind.BYTES, content=text)
        elif code is not None:
            yield Token(Kind.BYTES, content=bytes.fromhex(code.decode("ascii")))
        elif brace is not None:
            yield _OPEN if brace == b"{" else _CLOSE
        elif symbol is not None:
            yield Token(Kind.SYMBOL, symbol.decode("latin-1"))
