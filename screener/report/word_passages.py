"""From spans of a document's text to the very characters in the Word file."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from screener.domain.documents import Document
from screener.domain.spans import Span
from screener.ingest.assembly import clean_text
from screener.ingest.docx_piece import Piece
from screener.ingest.docx_story import StoryParagraph

# Stands on both sides of a cluster while it is cleaned: it is no white space, so
# nothing is stripped, and no accent composes with it.
_FENCE = "|"


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a piece: before its code point ``offset``, or at its end."""

    piece: Piece
    offset: int


@dataclass(frozen=True, slots=True)
class Passage:
    """The characters of a span: from ``first`` up to ``last``, not included."""

    paragraph: StoryParagraph
    first: Position
    last: Position


class Passages:
    """The way from a document's spans back into the paragraphs it was read from.

    Args:
        document: As the reader made it.
        paragraphs: Of the same file, in the order in which they were read.
    """

    def __init__(
        self, document: Document, paragraphs: Sequence[StoryParagraph]
    ) -> None:
        self._document = document
        self._found = tuple(_paired(document, paragraphs))

    def under(self, span: Span) -> Passage | None:
        """The characters under a span; None when its paragraph was not found again."""
        for paragraph, found in zip(
            self._document.paragraphs, self._found, strict=True
        ):
            if paragraph.span.contains(span):
                if found is None:
                    return None
                inner = Span(
                    span.start - paragraph.span.start, span.end - paragraph.span.start
                )
                return _passage(found, inner)
        return None


def _paired(
    document: Document, paragraphs: Sequence[StoryParagraph]
) -> Iterator[StoryParagraph | None]:
    """For each paragraph of the document the one of the file, in order."""
    texts = [clean_text(paragraph.text) for paragraph in paragraphs]
    position = 0
    for paragraph in document.paragraphs:
        wanted = paragraph.span.of(document.text)
        try:
            index = texts.index(wanted, position)
        except ValueError:
            yield None
            continue
        position = index + 1
        yield paragraphs[index]


def _passage(paragraph: StoryParagraph, span: Span) -> Passage | None:
    raw = raw_span(paragraph.text, span)
    if not len(raw):
        return None
    ends = list(accumulate(len(piece.text) for piece in paragraph.pieces))
    return Passage(
        paragraph,
        _position(paragraph, ends, raw.start, is_end=False),
        _position(paragraph, ends, raw.end, is_end=True),
    )


def _position(
    paragraph: StoryParagraph, ends: Sequence[int], offset: int, *, is_end: bool
) -> Position:
    # An end belongs to the piece before it, a start to the piece after it.
    index = bisect_right(ends, offset - 1 if is_end else offset)
    piece = paragraph.pieces[index]
    start = ends[index] - len(piece.text)
    return Position(piece, offset - start)


def raw_span(raw: str, span: Span) -> Span:
    """The stretch of a paragraph as the file holds it under a span of its clean text.

    Characters that were composed or left out are taken in whole.
    """
    clean = clean_text(raw)
    if clean == raw.strip():
        return span.shifted(len(raw) - len(raw.lstrip()))
    starts, ends = _cluster_map(raw)
    if len(starts) != len(clean):  # cleaned in a way that clusters do not show
        return Span(0, len(raw))
    return Span(starts[span.start], ends[span.end - 1])


def _cluster_map(raw: str) -> tuple[list[int], list[int]]:
    """For each code point of the clean text where its source starts and ends."""
    starts: list[int] = []
    ends: list[int] = []
    text: list[str] = []
    for cluster in _clusters(raw):
        cleaned = clean_text(_FENCE + cluster.of(raw) + _FENCE)[1:-1]
        starts += [cluster.start] * len(cleaned)
        ends += [cluster.end] * len(cleaned)
        text += cleaned
    whole = "".join(text)
    lead = len(whole) - len(whole.lstrip())
    kept = slice(lead, lead + len(whole.strip()))
    return starts[kept], ends[kept]


def _clusters(raw: str) -> Iterator[Span]:
    """The text in stretches of one letter with its accents and invisible marks."""
    start = 0
    for index, character in enumerate(raw):
        if index and not _belongs_to_the_letter_before(character):
            yield Span(start, index)
            start = index
    if raw:
        yield Span(start, len(raw))


def _belongs_to_the_letter_before(character: str) -> bool:
    is_accent = unicodedata.combining(character) != 0
    return is_accent or clean_text(_FENCE + character + _FENCE) == _FENCE + _FENCE
