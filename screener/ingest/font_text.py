"""Text of runs whose fonts may stand for an old table, and what was converted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from screener.domain.wording import Notice
from screener.text.legacy import LegacyTable, font_table
from screener.text.legacy_runs import ConvertedRuns, FontRun, convert_runs


@dataclass(slots=True)
class FontReader:
    """Reads the runs of one file and remembers which old tables it met."""

    _characters: dict[LegacyTable, int] = field(default_factory=dict)
    _tables: dict[str, LegacyTable | None] = field(default_factory=dict)

    def run(self, text: str, font: str) -> FontRun:
        """A stretch of text in a font of this name."""
        if font not in self._tables:
            self._tables[font] = font_table(font)
        return FontRun(text, self._tables[font])

    def text(self, runs: Sequence[FontRun]) -> str:
        """The text of one paragraph's runs."""
        return self.converted(runs).text

    def converted(self, runs: Sequence[FontRun]) -> ConvertedRuns:
        """The same with the way back to the runs' own characters."""
        converted = convert_runs(runs)
        for table, count in converted.characters:
            self._characters[table] = self._characters.get(table, 0) + count
        return converted

    def notices(self) -> Iterable[Notice]:
        """What a reader of the report should know of the conversion."""
        if not self._characters:
            return
        order = sorted(self._characters.items(), key=lambda item: -item[1])
        names = ", ".join(table.value for table, _ in order)
        facts = (("encoding", names), ("characters", sum(self._characters.values())))
        yield Notice("encoding.fonts", facts)
