"""Text whose font names its table: the runs of Word, RTF and OpenDocument files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from screener.text.legacy import LegacyTable, from_legacy, is_unicode
from screener.text.normal import Edit, NormalizedText, OffsetMap, normalize
from screener.text.syllables import count_syllables


@dataclass(frozen=True, slots=True)
class FontRun:
    """A stretch of text and the old table that its font stands for, if any."""

    text: str
    table: LegacyTable | None = None


@dataclass(frozen=True, slots=True)
class ConvertedRuns:
    """The text of some runs with old letters replaced.

    Attributes:
        text: Of all runs.
        map: The way back to the offsets of the runs' texts, joined.
        characters: Number of characters read by an old table, for each table.
    """

    text: str
    map: OffsetMap
    characters: tuple[tuple[LegacyTable, int], ...] = ()


def convert_runs(runs: Sequence[FontRun]) -> ConvertedRuns:
    """The text of one paragraph's runs, old letters replaced where they are.

    A font's name alone proves nothing: many a draft in ".VnTime" was typed as
    Unicode. So a stretch stays as it is when reading it by the table makes it
    worse. Neighbours in one font are read together, since a letter of VNI may
    lie across two runs.
    """
    pieces: list[str] = []
    edits: list[Edit] = []
    counts: dict[LegacyTable, int] = {}
    start = length = 0
    for table, text in _stretches(runs):
        read = None if table is None else font_text(text, table)
        if read is not None and table is not None:
            counts[table] = counts.get(table, 0) + len(text)
            edits += _shifted(read.map.edits, original=start, rewritten=length)
        piece = text if read is None else read.text
        pieces.append(piece)
        start += len(text)
        length += len(piece)
    return ConvertedRuns(
        "".join(pieces), OffsetMap(tuple(edits)), tuple(counts.items())
    )


def font_text(text: str, table: LegacyTable) -> NormalizedText | None:
    """The text as the font showed it; None when it was not typed for the font."""
    if is_unicode(text):
        return None
    read = from_legacy(text, table)
    if read.text == text:
        return None
    before = count_syllables(normalize(text))
    after = count_syllables(normalize(read.text))
    is_worse = (after.garbled, -after.valid) > (before.garbled, -before.valid)
    return None if is_worse else read


def _stretches(
    runs: Sequence[FontRun],
) -> Iterator[tuple[LegacyTable | None, str]]:
    for table, group in groupby(runs, key=lambda run: run.table):
        yield table, "".join(run.text for run in group)


def _shifted(edits: Sequence[Edit], *, original: int, rewritten: int) -> Iterator[Edit]:
    for edit in edits:
        yield Edit(edit.original.shifted(original), edit.rewritten.shifted(rewritten))
