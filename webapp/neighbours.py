"""The sentences next to one: context for whoever reviews it later."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from screener.domain.spans import Span
from screener.text.boundaries import sentence_cuts


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence out of a line, with its neighbours.

    Attributes:
        text: The sentence.
        span: A passage, counted from the sentence's start.
        before: What stands before it in the line.
        after: What stands after it in the line.
    """

    text: str
    span: Span
    before: str
    after: str


def sentence_around(line: str, passage: Span) -> Sentence:
    """The sentence of a line that holds a passage; two when it reaches over both.

    Args:
        line: One paragraph.
        passage: Positions in the line; blanks at its ends are left out.
    """
    spans = [span for span in _spans(line) if span.overlaps(passage)]
    around = Span(spans[0].start, spans[-1].end) if spans else Span(0, len(line))
    passage = Span(max(passage.start, around.start), min(passage.end, around.end))
    return Sentence(
        text=around.of(line),
        span=Span(passage.start - around.start, passage.end - around.start),
        before=line[: around.start],
        after=line[around.end :],
    )


def last_sentence(text: str) -> str:
    """The last sentence of what stands before, or ""."""
    return next(reversed(_sentences(text)), "")


def first_sentence(text: str) -> str:
    """The first sentence of what stands after, or ""."""
    return next(iter(_sentences(text)), "")


def _sentences(text: str) -> list[str]:
    return [span.of(line) for line in text.split("\n") for span in _spans(line)]


def _spans(line: str) -> list[Span]:
    """Sentences of a line, without the blanks around them."""
    spans = []
    for start, end in pairwise([0, *sentence_cuts(line), len(line)]):
        words = line[start:end]
        left = start + len(words) - len(words.lstrip())
        if words.strip():
            spans.append(Span(left, left + len(words.strip())))
    return spans
