"""NFC, and the way between the offsets of a text and of its rewritten form.

NFC is the only change made to a document's text: every offset of the product
counts code points of it. What else a matcher wants to see (look-alikes, case)
lies in ``screener.text.folding`` and keeps the length.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from screener.domain.spans import Span

# Blocks whose characters are starters, stay as they are under NFC and never
# compose with the character before them (checked in the tests): a text may be
# normalised piece by piece when each piece begins with one of them.
_STABLE = "\u0000-\u02ff\u1e00-\u1eff\u2010-\u206f"
_UNSTABLE_PIECE = re.compile(f"[{_STABLE}]?[^{_STABLE}]+")
# Soft hyphen, zero-width space and joiners, word joiner, byte-order mark.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]+")


def normalize(text: str) -> str:
    """The text in NFC, nothing stripped, joined or replaced."""
    return unicodedata.normalize("NFC", text)


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch that was rewritten: where it stood and what became of it."""

    original: Span
    rewritten: Span


_Sides = Callable[[Edit], tuple[Span, Span]]


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """The way between two forms of a text.

    Attributes:
        edits: In text order; outside them both forms are the same.
    """

    edits: tuple[Edit, ...] = ()

    def to_rewritten(self, span: Span) -> Span:
        """The stretch of the rewritten text that holds all of ``span``."""
        return _converted(span, self.edits, attrgetter("original", "rewritten"))

    def to_original(self, span: Span) -> Span:
        """The stretch of the original text that holds all of ``span``."""
        return _converted(span, self.edits, attrgetter("rewritten", "original"))


@dataclass(frozen=True, slots=True)
class NormalizedText:
    """A rewritten text and the way back to the original's offsets."""

    text: str
    map: OffsetMap


def normalize_with_map(text: str) -> NormalizedText:
    """The text in NFC with the offsets of the text as it was given."""
    normalized = normalize(text)
    if normalized == text:
        return NormalizedText(text, OffsetMap())
    return NormalizedText(normalized, OffsetMap(tuple(_edits(_renormalised(text)))))


def drop_invisibles(text: str) -> NormalizedText:
    """The text without soft hyphens and zero-width characters.

    For matching only: a word written with an invisible character inside is
    found in the result, and its span is carried back through the map.
    """
    removed = ((match.span(), "") for match in _INVISIBLE.finditer(text))
    return NormalizedText(_INVISIBLE.sub("", text), OffsetMap(tuple(_edits(removed))))


def _renormalised(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    for match in _UNSTABLE_PIECE.finditer(text):
        piece = match.group()
        normalized = normalize(piece)
        if normalized != piece:
            yield match.span(), normalized


def _edits(changes: Iterator[tuple[tuple[int, int], str]]) -> Iterator[Edit]:
    growth = 0
    for (start, end), replacement in changes:
        rewritten = Span(start + growth, start + growth + len(replacement))
        yield Edit(Span(start, end), rewritten)
        growth += len(replacement) - (end - start)


def _converted(span: Span, edits: Sequence[Edit], sides: _Sides) -> Span:
    start = _converted_offset(span.start, edits, sides, is_end=False)
    end = _converted_offset(span.end, edits, sides, is_end=True)
    return Span(start, max(start, end))


def _converted_offset(
    offset: int, edits: Sequence[Edit], sides: _Sides, *, is_end: bool
) -> int:
    # The last edit that begins before the offset decides; an end that touches
    # the start of an edit belongs to the text before it.
    probe = offset - 1 if is_end else offset
    index = bisect_right(edits, probe, key=lambda edit: sides(edit)[0].start) - 1
    if index < 0:
        return offset
    source, target = sides(edits[index])
    if offset >= source.end:
        return target.end + offset - source.end
    return target.end if is_end else target.start
