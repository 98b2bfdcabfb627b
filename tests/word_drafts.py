"""Questions that the tests of the Word reader ask of a draft."""

from __future__ import annotations

from screener.domain.documents import Document, Part, PartCoverage, PartStatus
from screener.domain.limits import ReadLimits
from screener.ingest.docx_package import DocxPackage
from screener.ingest.docx_story import StoryParagraph, StoryWalk
from screener.ingest.reader import read_bytes
from tests.fixtures.word_xml import make_docx

LIMITS = ReadLimits()


def read_draft(body: str, **parts: str) -> Document:
    """The document of a Word file with this body."""
    return read_bytes(make_docx(body, parts=parts), name="bài.docx", limits=LIMITS)


def texts(document: Document, part: Part | None = None) -> list[str]:
    """The paragraphs of a document, or those of one part."""
    return [
        paragraph.span.of(document.text)
        for paragraph in document.paragraphs
        if part in (None, paragraph.place.part)
    ]


def cells(document: Document) -> list[str | None]:
    """The places of its table cells."""
    return [p.place.cell for p in document.paragraphs if p.place.part is Part.TABLE]


def entries(document: Document, part: Part) -> list[PartCoverage]:
    """What its coverage says of a part that was not read."""
    return [
        entry
        for entry in document.coverage.parts
        if entry.part is part and entry.status is not PartStatus.READ
    ]


def walked(body: str) -> list[StoryParagraph]:
    """The paragraphs of a body as the walk gives them."""
    package = DocxPackage(make_docx(body), source="x", limits=LIMITS)
    return list(StoryWalk().paragraphs(package.body, part=Part.BODY))
