"""A document as the screener sees it: text, where it came from, what was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from screener.domain.spans import Span
from screener.domain.wording import Notice


class Part(StrEnum):
    """The part of a file that a paragraph stands in."""

    BODY = "body"
    TITLE = "title"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    TABLE = "table"
    TEXT_BOX = "text_box"
    FOOTNOTE = "footnote"
    ENDNOTE = "endnote"
    HEADER = "header"
    FOOTER = "footer"
    CAPTION = "caption"
    ALT_TEXT = "alt_text"
    IMAGE = "image"
    DELETED = "deleted"
    COMMENT = "comment"
    PAGE = "page"
    SUBTITLE = "subtitle"
    SPEAKER_NOTES = "speaker_notes"
    ATTACHMENT = "attachment"
    OTHER = "other"


class PartStatus(StrEnum):
    """How much of a part was screened."""

    READ = "read"
    PARTLY_READ = "partly_read"
    NOT_READ = "not_read"
    NOT_JUDGED = "not_judged"


class Trust(StrEnum):
    """Whether the text can be believed to be what the reader of the file sees."""

    TRUSTED = "trusted"
    DOUBTFUL = "doubtful"
    UNTRUSTED = "untrusted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in its file a paragraph stands; what does not apply is None.

    Attributes:
        part: Kind of part.
        paragraph: Number of the paragraph in its section, from 1; in the document
            where it has no sections.
        page: Page, from 1.
        cell: Table cell, such as "bảng 1, R2C3" (table, row, column from 1), or
            "Sheet1!B7" as spreadsheets name it.
        slide: Slide, from 1.
        time: Start of a subtitle, as it is written in the file.
        section: Named piece of the file: a file in an archive, an attachment, a
            chapter of a book.
    """

    part: Part = Part.BODY
    paragraph: int | None = None
    page: int | None = None
    cell: str | None = None
    slide: int | None = None
    time: str | None = None
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of the document's text with one place."""

    span: Span
    place: Place

    @property
    def is_heading(self) -> bool:
        """Whether it is a title or a heading, which may lack a full stop."""
        return self.place.part in (Part.TITLE, Part.HEADING)


@dataclass(frozen=True, slots=True)
class PartCoverage:
    """What became of one kind of part (or of one picture)."""

    part: Part
    status: PartStatus
    reason: Notice | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a file was read, and how far its text can be trusted.

    Attributes:
        characters_read: Code points of text that are screened.
        parts: What was read and what was not, with reasons.
        trust: ``UNTRUSTED`` text is never called clean.
    """

    characters_read: int
    parts: tuple[PartCoverage, ...] = ()
    trust: Trust = Trust.TRUSTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One text to screen.

    Attributes:
        id: Names the draft; findings keep their identity under it.
        source: Where it was read from, for people: a path, "-", a title.
        text: NFC; all spans of the product index it.
        paragraphs: In reading order, not overlapping; gaps hold only white space.
        sha256: Of the bytes that were read, in hexadecimal.
    """

    id: str
    source: str
    text: str
    paragraphs: tuple[Paragraph, ...]
    coverage: Coverage
    sha256: str
    title: str = ""
    kind: str = ""
    genre: str = ""
    outlet: str = ""
    published_on: date | None = None
    warnings: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a document; ``span.of(document.text) == text``."""

    index: int
    span: Span
    text: str
    paragraph: Paragraph


@dataclass(frozen=True, slots=True)
class Reading:
    """A document cut into sentences: what detectors are given."""

    document: Document
    sentences: tuple[Sentence, ...]
