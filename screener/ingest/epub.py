"""Electronic books (epub): chapters in reading order, alternative texts, pictures."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from lxml import etree

from screener.domain.documents import Part, PartCoverage, PartStatus, Trust
from screener.domain.limits import ReadLimits
from screener.domain.wording import Notice
from screener.errors import (
    CorruptInputError,
    EncryptedInputError,
    TooManyMembersError,
)
from screener.ingest.archive import Archive, open_archive
from screener.ingest.assembly import Block, Extract, image_coverage, is_file_name
from screener.ingest.html import decode_page
from screener.ingest.html_blocks import PageBlock, page_blocks, parse_page
from screener.ingest.safe_xml import parse_xml
from screener.ingest.trust import worse

FORMAT: Final = "epub"
_CONTAINER: Final = "META-INF/container.xml"
_ENCRYPTION: Final = "META-INF/encryption.xml"
_XHTML: Final = frozenset(("application/xhtml+xml", "text/html"))
_BACK_LINK: Final = "↩\ufe0e"
_NO_TITLES: Final = ("unknown", "unknown title", "untitled", "không có tiêu đề")
# A document type without declarations of its own does no harm, and old books have it.
_DOCTYPE: Final = re.compile(rb"<!DOCTYPE[^\[>]*>")
_XML_DECLARATION: Final = re.compile(r"\A\s*<\?xml[^>]*\?>")


@dataclass(frozen=True, slots=True)
class _Item:
    """One file of the book, as its manifest lists it."""

    path: str
    kind: str
    properties: str


@dataclass(frozen=True, slots=True)
class _Book:
    items: dict[str, _Item]
    spine: tuple[_Item, ...]
    title: str
    contents: _Item | None


@dataclass(slots=True)
class _Chapters:
    """Reads the chapters one after the other."""

    archive: Archive
    source: str
    titles: dict[str, list[str]]
    pictures: int = 0
    trust: Trust = Trust.TRUSTED

    def blocks(self, item: _Item, parts: list[PartCoverage]) -> Iterator[Block]:
        """The paragraphs of a chapter; what it holds unread goes to ``parts``."""
        decoded = decode_page(self.archive.read(item.path), source=self.source)
        self.trust = worse(self.trust, decoded.trust)
        markup = _XML_DECLARATION.sub("", decoded.text).replace("\0", "")
        found = page_blocks(parse_page(markup, source=self.source))
        titles = self.titles.get(item.path, [])
        section = titles[0] if len(titles) == 1 else _first_heading(found)
        for block in found:
            part = block.part
            if part is Part.IMAGE:
                self.pictures += 1
                parts.append(image_coverage(self.pictures, name=block.text))
                part = Part.ALT_TEXT
                if is_file_name(block.text):
                    continue
            if block.text in titles:  # several chapters in one file
                section = block.text
            text = block.text.removesuffix(_BACK_LINK)
            yield Block(text=text, part=part, cell=block.cell, section=section)


def extract(content: bytes, *, source: str, limits: ReadLimits) -> Extract:
    """The chapters of a book in the order of its spine.

    Raises:
        CorruptInputError: When it is damaged or lists no chapter.
        EncryptedInputError: When its chapters are under copy protection.
        ArchiveBombError, TooManyMembersError: When it is beyond the limits.
    """
    archive = open_archive(content, source=source, format_name=FORMAT, limits=limits)
    book = _book(archive, source=source)
    if len(book.spine) > limits.max_members:
        raise TooManyMembersError(
            source=source, count=len(book.spine), limit=limits.max_members
        )
    _refuse_protected(archive, book, source=source)
    chapters = _Chapters(archive, source, _titles(archive, book, source=source))
    blocks: list[Block] = []
    parts: list[PartCoverage] = []
    missing = contents = 0
    for item in book.spine:
        if "nav" in item.properties.split():
            contents += 1
        elif item.kind not in _XHTML or not archive.has(item.path):
            missing += 1
        else:
            blocks += chapters.blocks(item, parts)
    parts += _unread(missing=missing, contents=contents)
    return Extract(
        format=FORMAT,
        blocks=tuple(blocks),
        parts=tuple(parts),
        warnings=_warnings(missing, len(book.spine)),
        trust=worse(chapters.trust, Trust.DOUBTFUL if missing else Trust.TRUSTED),
        title="" if book.title.lower() in _NO_TITLES else book.title,
    )


def _unread(*, missing: int, contents: int) -> Iterator[PartCoverage]:
    for code, count in (
        ("coverage.chapter_missing", missing),
        ("coverage.contents", contents),
    ):
        if count:
            yield PartCoverage(Part.OTHER, PartStatus.NOT_READ, Notice(code), count)


def _warnings(missing: int, total: int) -> tuple[Notice, ...]:
    facts = (("count", missing), ("total", total))
    return (Notice("warning.members_missing", facts),) if missing else ()


def _parsed(archive: Archive, path: str, *, source: str) -> etree._Element:
    content = _DOCTYPE.sub(b"", archive.read(path), count=1)
    return parse_xml(content, source=source, format_name=FORMAT)


def _named(root: etree._Element, name: str) -> Iterator[etree._Element]:
    """All elements of a local name: books mix up the namespaces."""
    yield from root.iter("{*}" + name)


def _book(archive: Archive, *, source: str) -> _Book:
    container = _parsed(archive, _CONTAINER, source=source)
    path = next((r.get("full-path", "") for r in _named(container, "rootfile")), "")
    if not archive.has(path):
        raise _no_main_part(source)
    root = _parsed(archive, path, source=source)
    folder = posixpath.dirname(path)
    items = {
        item.get("id", ""): _Item(
            path=_path(folder, item.get("href", "")),
            kind=item.get("media-type", ""),
            properties=item.get("properties", ""),
        )
        for item in _named(root, "item")
    }
    references = [ref.get("idref", "") for ref in _named(root, "itemref")]
    listed = (items[key] for key in references if key in items)
    spine = tuple({item.path: item for item in listed}.values())
    if not spine:
        raise _no_main_part(source)
    title = next((t.text or "" for t in _named(root, "title")), "")
    toc = next((s.get("toc", "") for s in _named(root, "spine")), "")
    nav = next((i for i in items.values() if "nav" in i.properties.split()), None)
    return _Book(items, spine, " ".join(title.split()), nav or items.get(toc))


def _no_main_part(source: str) -> CorruptInputError:
    return CorruptInputError(source=source, format=FORMAT, reason="reason.no_main_part")


def _path(folder: str, href: str) -> str:
    target = unquote(href.partition("#")[0])
    return posixpath.normpath(posixpath.join(folder, target)).lstrip("/")


def _titles(archive: Archive, book: _Book, *, source: str) -> dict[str, list[str]]:
    """What the table of contents calls each file, or the chapters in it."""
    contents = book.contents
    if contents is None or not archive.has(contents.path):
        return {}
    root = _parsed(archive, contents.path, source=source)
    folder = posixpath.dirname(contents.path)
    titles: dict[str, list[str]] = {}

    def add(href: str, label: str) -> None:
        known = titles.setdefault(_path(folder, href), [])
        if any(map(str.isalpha, label)) and label not in known:
            known.append(label)

    for point in _named(root, "navPoint"):  # epub 2
        texts = point.iterfind("{*}navLabel/{*}text")
        label = " ".join("".join(t.itertext()) for t in texts)
        for target in point.iterfind("{*}content"):
            add(target.get("src", ""), label.strip())
    for link in _named(root, "a"):  # epub 3
        label = " ".join("".join(link.itertext()).split())
        add(link.get("href", ""), label)
    return titles


def _first_heading(blocks: tuple[PageBlock, ...]) -> str | None:
    headings = (block.text for block in blocks if block.part is Part.HEADING)
    return next(headings, None)


def _refuse_protected(archive: Archive, book: _Book, *, source: str) -> None:
    """Fonts may be garbled, chapters may not."""
    if not archive.has(_ENCRYPTION):
        return
    root = _parsed(archive, _ENCRYPTION, source=source)
    hidden = {_path("", r.get("URI", "")) for r in _named(root, "CipherReference")}
    if any(item.path in hidden for item in book.spine):
        raise EncryptedInputError(source=source, format=FORMAT)
