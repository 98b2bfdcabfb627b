"""Text without fonts: which old table each line was written in, if any."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Final

from screener.text.legacy import LegacyTable, from_legacy, is_unicode
from screener.text.normal import Edit, NormalizedText, OffsetMap, normalize
from screener.text.syllables import SyllableCount, count_syllables

# Small letters in a font of capitals cannot be told from any others without it.
_TABLES: Final = (
    LegacyTable.TCVN3,
    LegacyTable.VNI,
    LegacyTable.VISCII,
    LegacyTable.WINDOWS_1258,
)
# Characters that stand in no Vietnamese word typed as Unicode. Quotation marks,
# degrees and the like are not among them, for they stand between words.
_STRANGE: Final = re.compile(
    "[\u0080-\u009f\u00a1-\u00aa\u00ac-\u00af\u00b2-\u00b6\u00b8-\u00ba\u00bc-\u00bf"
    "×÷ßÄÅÆÇËÎÏÐÑÖØÛÜÞäåæçëîïðñöøûüþÿŠšŽžƒˆ˜†‡‰‹›€™]"
)
# A line of Windows-1258 may hold none of them, only a tone after its vowel.
_APART: Final = re.compile("[aăâeêioôõuýyAĂÂEÊIOÔÕUÝY][ÌìÒòÞ]")
_SAMPLE_LINES: Final = 400
# "giá 20 € ¼ ly" has one odd sign that some table holds for a word.
_LEAST_GAIN: Final = 3
_LINE: Final = re.compile("[^\n\r]*(?:\r\n|\n|\r|$)")


@dataclass(frozen=True, slots=True)
class LegacyText:
    """A text of which some lines were read by an old table.

    Attributes:
        text: With Vietnamese letters.
        map: The way back to the text as it was given.
        tables: Those that were used, the commonest first.
    """

    text: str
    map: OffsetMap
    tables: tuple[LegacyTable, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    table: LegacyTable | None
    text: NormalizedText
    count: SyllableCount
    oddities: int

    @property
    def cost(self) -> tuple[int, int]:
        return (self.count.garbled + self.oddities, -self.count.valid)


def read_legacy_lines(text: str) -> LegacyText | None:
    """The text with the lines of an old table read by it; None when there are none.

    A line is taken for an old one only when that leaves at most half of its
    broken words and yields more syllables. Lines on which two tables do as well,
    and lines too short to prove anything, follow the table that most are in.

    Args:
        text: As its bytes or its Unicode characters say; not yet in NFC.
    """
    lines = _LINE.findall(text)
    common = _commonest(lines)
    if common is None:
        return None
    pieces: list[str] = []
    edits: list[Edit] = []
    used: Counter[LegacyTable] = Counter()
    start = length = 0
    for line in lines:
        reading = _chosen(line, common)
        piece = line if reading is None else reading.text.text
        if reading is not None and reading.table is not None:
            used[reading.table] += len(line)
            edits += _shifted(reading.text, original=start, rewritten=length)
        pieces.append(piece)
        start += len(line)
        length += len(piece)
    tables = tuple(table for table, _ in used.most_common())
    return LegacyText("".join(pieces), OffsetMap(tuple(edits)), tables)


def _commonest(lines: Iterable[str]) -> LegacyTable | None:
    """The table that most of the first suspicious lines are in, by characters."""
    suspicious = (line for line in lines if _is_suspicious(line))
    votes: Counter[LegacyTable | None] = Counter()
    for line in islice(suspicious, _SAMPLE_LINES):
        for best in _better_readings(line, _TABLES)[:1]:
            votes[best.table] += len(line)
    return votes.most_common(1)[0][0] if votes else None


def _chosen(line: str, common: LegacyTable) -> _Reading | None:
    """The reading of a line by an old table, when it was written in one."""
    if line.isascii() or is_unicode(line):
        return None
    usual = _reading(line, common)
    if usual.cost[0] == 0 and usual.count.valid > _reading(line, None).count.valid:
        return usual
    if not _is_suspicious(line):
        return None
    others = _better_readings(line, _TABLES)
    ties = [reading for reading in others if reading.cost == others[0].cost]
    return next((r for r in ties if r.table is common), ties[0] if ties else None)


def _better_readings(line: str, tables: Iterable[LegacyTable]) -> list[_Reading]:
    """The readings by old tables that beat the line as it stands, best first."""
    as_it_stands = _reading(line, None)
    readings = [_reading(line, table) for table in tables]
    better = [reading for reading in readings if _beats(reading, as_it_stands)]
    return sorted(better, key=lambda reading: reading.cost)


def _beats(reading: _Reading, other: _Reading) -> bool:
    gain = reading.count.valid - other.count.valid
    return (
        gain >= (1 if other.count.garbled else _LEAST_GAIN)
        and 2 * reading.cost[0] <= other.cost[0]
        and reading.count.valid >= reading.cost[0]
    )


def _reading(line: str, table: LegacyTable | None) -> _Reading:
    read = (
        NormalizedText(line, OffsetMap()) if table is None else from_legacy(line, table)
    )
    text = normalize(read.text)
    # What a wrong table leaves: strange signs, and capitals in the midst of words.
    oddities = len(_STRANGE.findall(text))
    oddities += sum(a.islower() and b.isupper() for a, b in pairwise(text))
    return _Reading(table, read, count_syllables(text), oddities)


def _is_suspicious(line: str) -> bool:
    if line.isascii() or is_unicode(line):
        return False
    return bool(_STRANGE.search(line) or _APART.search(line))


def _shifted(text: NormalizedText, *, original: int, rewritten: int) -> Iterator[Edit]:
    for edit in text.map.edits:
        yield Edit(edit.original.shifted(original), edit.rewritten.shifted(rewritten))
