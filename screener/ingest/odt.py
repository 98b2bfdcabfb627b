"""OpenDocument texts (odt, ott): the final view, every story, what was left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from screener.domain.documents import Part, PartCoverage, PartStatus
from screener.domain.limits import ReadLimits
from screener.domain.wording import Notice
from screener.errors import CorruptInputError, EncryptedInputError
from screener.ingest.archive import Archive, open_archive
from screener.ingest.assembly import Block, Extract, image_coverage
from screener.ingest.font_text import FontReader
from screener.ingest.odt_styles import OdtStyles
from screener.ingest.odt_tags import MANIFEST, OFFICE, STYLE, TEXT
from screener.ingest.odt_walk import OdtTally, OdtWalk
from screener.ingest.safe_xml import parse_xml

FORMAT: Final = "odt"
_MANIFEST: Final = "META-INF/manifest.xml"
_PAGE_STORIES: Final = (("header", Part.HEADER), ("footer", Part.FOOTER))


def extract(content: bytes, *, source: str, limits: ReadLimits) -> Extract:
    """The paragraphs of an OpenDocument text once all changes are accepted.

    Order: body, footnotes, endnotes, page headers, page footers.

    Raises:
        CorruptInputError: When it is damaged.
        EncryptedInputError: When it needs a password.
        ArchiveBombError: When it would unpack beyond the limits.
    """
    parts = _Parts(content, source=source, limits=limits)
    main, styles = parts.parsed("content.xml"), parts.parsed("styles.xml")
    body = main.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise CorruptInputError(
            source=source, format=FORMAT, reason="reason.no_main_part"
        )
    fonts = FontReader()
    walk = OdtWalk(OdtStyles(styles, main), fonts)
    blocks = [
        *walk.blocks(body, part=Part.BODY),
        *_notes(walk),
        *_page_stories(walk, styles),
    ]
    deleted = _deleted(body)
    return Extract(
        format=FORMAT,
        blocks=tuple(blocks),
        parts=(*_pictures(walk.tally), *_unread(walk.tally, deleted)),
        warnings=(*_warnings(body, deleted), *fonts.notices()),
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    _archive: Archive
    _source: str

    def __init__(self, content: bytes, *, source: str, limits: ReadLimits) -> None:
        archive = open_archive(
            content, source=source, format_name=FORMAT, limits=limits
        )
        object.__setattr__(self, "_archive", archive)
        object.__setattr__(self, "_source", source)
        if archive.has(_MANIFEST):
            manifest = self.parsed(_MANIFEST)
            if next(manifest.iter(MANIFEST + "encryption-data"), None) is not None:
                raise EncryptedInputError(source=source, format=FORMAT)

    def parsed(self, name: str) -> etree._Element:
        if name == "styles.xml" and not self._archive.has(name):
            return etree.Element(OFFICE + "document-styles")
        content = self._archive.read(name)
        return parse_xml(content, source=self._source, format_name=FORMAT)


def _notes(walk: OdtWalk) -> Iterator[Block]:
    """Footnotes, then endnotes; a note in a note follows the notes before it."""
    by_kind = (("footnote", Part.FOOTNOTE), ("endnote", Part.ENDNOTE))
    for kind, part in by_kind:
        for note in walk.tally.notes:
            body = note.find(TEXT + "note-body")
            if note.get(TEXT + "note-class", "footnote") == kind and body is not None:
                yield from walk.blocks(body, part=part)


def _page_stories(walk: OdtWalk, styles: etree._Element) -> Iterator[Block]:
    """Page headers and footers, each wording once; numbers alone are none."""
    for kind, part in _PAGE_STORIES:
        seen: set[str] = set()
        for story in styles.iter(*(f"{STYLE}{kind}{end}" for end in _ENDINGS)):
            if story.get(STYLE + "display") == "false":
                continue
            for block in walk.blocks(story, part=part):
                text = " ".join(block.text.split())
                if any(map(str.isalpha, text)) and text not in seen:
                    seen.add(text)
                    yield block


_ENDINGS: Final = ("", "-first", "-left")


def _deleted(body: etree._Element) -> list[int]:
    """The lengths of the tracked deletions."""
    lengths = []
    for deletion in body.iter(TEXT + "deletion"):
        texts = ("".join(p.itertext()) for p in deletion.iter(TEXT + "p", TEXT + "h"))
        lengths.append(sum(map(len, texts)))
    return [length for length in lengths if length]


def _pictures(tally: OdtTally) -> Iterator[PartCoverage]:
    for number, name in enumerate(tally.pictures, start=1):
        yield image_coverage(number, name=name)


def _unread(tally: OdtTally, deleted: list[int]) -> Iterator[PartCoverage]:
    removed = Notice("coverage.deleted", (("characters", sum(deleted)),))
    hidden = Notice("coverage.hidden", (("characters", tally.hidden_characters),))
    counts = (
        (Part.DELETED, removed, len(deleted)),
        (Part.COMMENT, Notice("coverage.comment"), tally.comments),
        (Part.OTHER, hidden, int(tally.hidden_characters > 0)),
        (Part.OTHER, Notice("coverage.contents"), tally.contents),
        (Part.OTHER, Notice("coverage.embedded"), tally.embedded),
    )
    for part, notice, count in counts:
        if count:
            yield PartCoverage(part, PartStatus.NOT_READ, notice, count)


def _warnings(body: etree._Element, deleted: list[int]) -> Iterator[Notice]:
    insertions = sum(1 for _ in body.iter(TEXT + "insertion"))
    if insertions or deleted:
        facts = (("insertions", insertions), ("deletions", len(deleted)))
        yield Notice("warning.tracked_changes", facts)
