"""Lines and columns in the source file, for readers that point into files."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from screener.domain.documents import Document
from screener.domain.reports import Finding, Outcome, Report
from screener.domain.spans import Span
from screener.errors import InputError
from screener.ingest.sniff import sniff
from screener.text.encodings import decode_vietnamese
from screener.text.normal import normalize

# Formats whose bytes are lines that a person can open and count.
_LINE_FORMATS: Final = frozenset(("txt", "md", "html", "csv", "srt", "vtt", "eml"))
# Between two words of a passage the source may break the line or change the type.
_BETWEEN_WORDS: Final = r"(?:\s|&nbsp;|&#160;|<[^<>]*>|[*_>])+"
_LINE_END: Final = re.compile("\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of a text file.

    Attributes:
        start_line: From 1.
        end_line: From 1, included.
        start_column: Code points from 1; None when the file is not in NFC, so that
            its own columns are other ones.
        end_column: The first column behind the stretch.
    """

    start_line: int
    end_line: int
    start_column: int | None = None
    end_column: int | None = None


@dataclass(frozen=True, slots=True)
class Located:
    """An outcome and where its findings stand in the source file.

    Attributes:
        outcome: Report or failure.
        regions: One for each finding, None where it is not known; empty when the
            source has no lines.
    """

    outcome: Outcome
    regions: tuple[Region | None, ...] = ()

    def region(self, index: int) -> Region | None:
        """The place of the finding at ``index``."""
        return self.regions[index] if index < len(self.regions) else None


def located(outcome: Outcome, content: bytes | None) -> Located:
    """The outcome with the lines of its findings.

    Args:
        outcome: Report or failure.
        content: Bytes of the source file; None when there is none.
    """
    if content is None or not isinstance(outcome, Report) or not outcome.findings:
        return Located(outcome)
    lines = _source_lines(content, source=outcome.document.source)
    if lines is None:
        return Located(outcome)
    regions = (
        _region(finding, outcome.document, lines) for finding in outcome.findings
    )
    return Located(outcome, tuple(regions))


def _source_lines(content: bytes, *, source: str) -> _Lines | None:
    try:
        if sniff(content, name=source) not in _LINE_FORMATS:
            return None
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # In an older encoding a letter may take several signs, so that a line is
        # the same everywhere but a column is not.
        return _decoded_lines(content, source=source)
    except InputError:
        return None
    normalized = normalize(text)
    return _Lines(normalized, has_columns=normalized == text)


def _decoded_lines(content: bytes, *, source: str) -> _Lines | None:
    try:
        text = decode_vietnamese(content, source=source).text
    except InputError:
        return None
    return _Lines(normalize(text), has_columns=False)


class _Lines:
    """A text and the way from offsets to lines."""

    def __init__(self, text: str, *, has_columns: bool) -> None:
        self.text = text
        self._has_columns = has_columns
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]

    def region(self, span: Span) -> Region:
        first, last = self._line(span.start), self._line(span.end - 1)
        if not self._has_columns:
            return Region(first, last)
        return Region(
            first,
            last,
            span.start - self._starts[first - 1] + 1,
            span.end - self._starts[last - 1] + 1,
        )

    def _line(self, offset: int) -> int:
        return bisect_right(self._starts, offset)


def _region(finding: Finding, document: Document, lines: _Lines) -> Region | None:
    """The place of the same occurrence of the same words, if that is certain."""
    pattern = _pattern(finding.quote)
    read = [match.start() for match in pattern.finditer(document.text)]
    there = [Span(*match.span()) for match in pattern.finditer(lines.text)]
    if len(there) == 1:
        return lines.region(there[0])
    if len(there) == len(read) and finding.span.start in read:
        return lines.region(there[read.index(finding.span.start)])
    return None


def _pattern(quote: str) -> re.Pattern[str]:
    return re.compile(_BETWEEN_WORDS.join(map(re.escape, quote.split())))
