"""A sentence in lines of a given width, with the words under a span pointed out."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len

from screener.domain.spans import Span


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """One line of text and the part of it that is marked.

    Attributes:
        text: The line, white space at its ends removed.
        mark: Code points of ``text`` to mark; None when nothing is.
    """

    text: str
    mark: Span | None

    def pointer(self, *, sign: str = "~") -> str:
        """Blanks and signs that stand under the marked words; "" for none."""
        if self.mark is None:
            return ""
        before = self.text[: self.mark.start]
        return " " * cell_len(before) + sign * cell_len(self.mark.of(self.text))


def marked_lines(text: str, mark: Span, *, width: int) -> tuple[MarkedLine, ...]:
    """The text broken at blanks into lines of at most ``width`` cells.

    A single word longer than a line keeps a line of its own. White space other
    than blanks counts as a break.

    Args:
        text: One sentence.
        mark: Code points of ``text`` to point out.
        width: Terminal cells a line.
    """
    return tuple(
        MarkedLine(line.of(text), _clipped(mark, line))
        for line in _line_spans(text, width=width)
    )


def _line_spans(text: str, *, width: int) -> list[Span]:
    lines: list[Span] = []
    for word in _word_spans(text):
        fits = lines and cell_len(text[lines[-1].start : word.end]) <= width
        if fits:
            lines[-1] = Span(lines[-1].start, word.end)
        else:
            lines.append(word)
    return lines


def _word_spans(text: str) -> list[Span]:
    words: list[Span] = []
    position = 0
    for word in text.split():
        start = text.index(word, position)
        position = start + len(word)
        words.append(Span(start, position))
    return words


def _clipped(mark: Span, line: Span) -> Span | None:
    start, end = max(mark.start, line.start), min(mark.end, line.end)
    return Span(start - line.start, end - line.start) if start < end else None
