"""A stretch of text in a Word file, and the way back to the element that holds it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lxml import etree

from screener.domain.spans import Span
from screener.text.legacy_runs import ConvertedRuns


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that one element of one run holds.

    Attributes:
        text: As the element holds it, neither NFC nor cleaned, but for letters of
            an old font, which are read as that font showed them.
        run: The run ("w:r") around it.
        leaf: The element itself: "w:t", "w:tab"; for alt text, the drawing's.
        source: Where each code point of the text stands in the leaf's own text;
            None when both are the same.
    """

    text: str
    run: etree._Element
    leaf: etree._Element
    source: tuple[Span, ...] | None = None

    def in_leaf(self, span: Span) -> Span:
        """The stretch of the leaf's own text that shows as this stretch."""
        if self.source is None or not len(span):
            return span
        return Span(self.source[span.start].start, self.source[span.end - 1].end)

    def shown_as(self, converted: ConvertedRuns, shown: Span, own: Span) -> Piece:
        """The piece with letters of an old font read.

        Args:
            converted: The paragraph with its old letters read.
            shown: What this piece became in it.
            own: The piece among the texts of all pieces.
        """
        source: list[Span] = []
        for index in range(shown.start, shown.end):
            letter = converted.map.to_original(Span(index, index + 1))
            start = min(max(letter.start, own.start), own.end)
            end = min(max(letter.end, start), own.end)
            source.append(Span(start - own.start, end - own.start))
        text = shown.of(converted.text)
        return replace(self, text=text, source=tuple(source))
