"""Plain text: one paragraph a line, unless the lines were wrapped by a machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from screener.domain.limits import ReadLimits
from screener.ingest.assembly import Block, Extract
from screener.text.encodings import DecodedText, decode_vietnamese

_LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Mail programs and old editors wrap between 60 and 100 columns.
_NARROWEST_WRAP: Final = 50
_WIDEST_WRAP: Final = 110
_FEWEST_BREAKS: Final = 6
_WRAPPED_SHARE: Final = 0.9


def extract(content: bytes, *, source: str, limits: ReadLimits) -> Extract:
    """The paragraphs of a text file in any encoding that Vietnamese uses.

    Raises:
        UndecodableTextError: When no known encoding gives readable text.
    """
    del limits  # the text is no longer than the bytes, which were measured
    decoded = decode_vietnamese(content, source=source)
    return extract_text(decoded)


def extract_text(decoded: DecodedText) -> Extract:
    """The paragraphs of a decoded text."""
    return Extract(
        format="txt",
        blocks=tuple(Block(text=text) for text in paragraphs(decoded.text)),
        warnings=decoded.notices,
        trust=decoded.trust,
    )


def paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a text: its lines, or its groups of lines when wrapped."""
    lines = [line.strip() for line in _LINE_ENDS.sub("\n", text).split("\n")]
    if not _is_wrapped(lines):
        yield from filter(None, lines)
        return
    group: list[str] = []
    for line in (*lines, ""):
        if line:
            group.append(line)
        elif group:
            yield " ".join(group)
            group = []


def _is_wrapped(lines: list[str]) -> bool:
    """Whether lines end where the next word would not have fitted any more.

    A list or a poem also has short lines, but its next words would have fitted.
    """
    width = max(map(len, lines), default=0)
    if not _NARROWEST_WRAP <= width <= _WIDEST_WRAP:
        return False
    pairs = [(a, b) for a, b in pairwise(lines) if a and b]
    full = sum(len(a) + 1 + len(b.split(maxsplit=1)[0]) > width for a, b in pairs)
    return len(pairs) >= _FEWEST_BREAKS and full >= _WRAPPED_SHARE * len(pairs)
