"""Paragraphs to sentences with exact offsets, documents to readings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from screener.domain.documents import Document, Reading, Sentence
from screener.domain.spans import Span
from screener.text.boundaries import sentence_cuts

# Text without stops (lyrics, lists that lost their marks) is cut at its lines
# when it is longer than this; no real sentence is.
_LONGEST_SENTENCE_WORDS: Final = 400
_WORD = re.compile(r"\w")


def split_sentences(text: str) -> tuple[Span, ...]:
    """The sentences of one paragraph of NFC text, in order.

    Spans are trimmed of white space, never overlap, and hold every other
    character of the text: closing quotation marks, brackets and emoji belong
    to the sentence before them, list markers to the one after.
    """
    pieces = [
        Span(start, end)
        for start, end in pairwise((0, *sentence_cuts(text), len(text)))
    ]
    if len(pieces) > 1 and not _WORD.search(text, pieces[-1].start):
        pieces[-2:] = [Span(pieces[-2].start, len(text))]
    return tuple(
        trimmed
        for piece in pieces
        for line in _lines_if_long(text, piece)
        if len(trimmed := _trimmed(text, line))
    )


def read_document(document: Document) -> Reading:
    """The document cut into sentences; none crosses a paragraph."""
    return Reading(document, tuple(_sentences(document)))


def _sentences(document: Document) -> Iterator[Sentence]:
    index = 0
    for paragraph in document.paragraphs:
        for inside in split_sentences(paragraph.span.of(document.text)):
            span = inside.shifted(paragraph.span.start)
            yield Sentence(index, span, span.of(document.text), paragraph)
            index += 1


def _trimmed(text: str, span: Span) -> Span:
    content = span.of(text)
    start = span.start + len(content) - len(content.lstrip())
    return Span(start, max(start, span.start + len(content.rstrip())))


def _lines_if_long(text: str, span: Span) -> Iterator[Span]:
    if (
        len(span) <= 2 * _LONGEST_SENTENCE_WORDS
        or len(span.of(text).split()) <= _LONGEST_SENTENCE_WORDS
    ):
        yield span
        return
    start = span.start
    for line in span.of(text).splitlines(keepends=True):
        yield Span(start, start + len(line))
        start += len(line)
