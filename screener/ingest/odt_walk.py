"""The text of an OpenDocument story in reading order, tracked deletions left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from lxml import etree

from screener.domain.documents import Part
from screener.ingest.assembly import Block
from screener.ingest.font_text import FontReader
from screener.ingest.odt_styles import OdtStyles
from screener.ingest.odt_tags import DRAW, OFFICE, SVG, TABLE, TEXT
from screener.text.legacy_runs import FontRun

_PARAGRAPHS: Final = frozenset((TEXT + "p", TEXT + "h"))
_ROW_GROUPS: Final = frozenset(
    TABLE + name for name in ("table-header-rows", "table-rows", "table-row-group")
)
_CONTENTS: Final = frozenset(
    TEXT + name
    for name in (
        "table-of-content",
        "illustration-index",
        "table-index",
        "object-index",
        "alphabetical-index",
    )
)
_NOT_SHOWN: Final = frozenset(
    (
        TEXT + "note-citation",
        TEXT + "ruby-text",
        OFFICE + "event-listeners",
        OFFICE + "forms",
        SVG + "title",
        SVG + "desc",
        DRAW + "glue-point",
    )
)
_FIXED_TEXT: Final = {TEXT + "tab": "\t", TEXT + "line-break": "\n"}
_MOST_BLANKS: Final = 40


@dataclass(slots=True)
class OdtTally:
    """What a walk met and did not read, and what it must read later.

    Attributes:
        pictures: Alternative texts, one a picture; "" where there is none.
        notes: Footnotes and endnotes in the order of their numbers in the text.
    """

    comments: int = 0
    hidden_characters: int = 0
    contents: int = 0
    charts: int = 0
    embedded: int = 0
    pictures: list[str] = field(default_factory=list)
    notes: list[etree._Element] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Where:
    part: Part
    cell: str | None = None
    paragraph: str = ""
    spans: tuple[str, ...] = ()


@dataclass(slots=True)
class OdtWalk:
    """One pass over the stories of a file; tables are numbered through all of them."""

    styles: OdtStyles
    fonts: FontReader
    tally: OdtTally = field(default_factory=OdtTally)
    _tables: int = 0
    _runs: list[FontRun] = field(default_factory=list)
    _drawn: list[etree._Element] = field(default_factory=list)

    def blocks(self, story: etree._Element, *, part: Part) -> Iterator[Block]:
        """The paragraphs of a story, drawn things after the paragraph they hang on."""
        yield from self._blocks(story, _Where(part))

    def _blocks(self, container: etree._Element, where: _Where) -> Iterator[Block]:
        for child in container:
            tag = child.tag
            if tag in _PARAGRAPHS:
                yield from self._paragraph(child, where)
            elif tag == TABLE + "table":
                yield from self._table(child, where)
            elif tag in _CONTENTS:
                self.tally.contents += 1
            elif tag == TEXT + "list" and where.part is Part.BODY:
                yield from self._blocks(child, replace(where, part=Part.LIST_ITEM))
            elif tag == TEXT + "section" and child.get(TEXT + "display") == "none":
                self.tally.hidden_characters += len("".join(child.itertext()))
            elif str(tag).startswith(DRAW):
                yield from self._drawing(child, where)
            elif tag != TEXT + "tracked-changes":
                yield from self._blocks(child, where)

    def _paragraph(self, element: etree._Element, where: _Where) -> Iterator[Block]:
        style = element.get(TEXT + "style-name", "")
        styled = self.styles.part_of(style)
        if styled is Part.BODY and element.tag == TEXT + "h":
            styled = Part.HEADING
        part = styled if where.part is Part.BODY else where.part
        part = Part.CAPTION if styled is Part.CAPTION else part
        self._inline(element, replace(where, paragraph=style, spans=()))
        runs, drawn = tuple(self._runs), tuple(self._drawn)
        self._runs.clear()
        self._drawn.clear()
        yield Block(text=self.fonts.text(runs), part=part, cell=where.cell)
        for item in drawn:
            yield from self._drawing(item, where)

    def _inline(self, element: etree._Element, where: _Where) -> None:
        self._add(element.text, where)
        for child in element:
            self._inline_child(child, where)
            self._add(child.tail, where)

    def _inline_child(self, child: etree._Element, where: _Where) -> None:
        tag = str(child.tag)
        if tag == TEXT + "span":
            name = child.get(TEXT + "style-name", "")
            self._inline(child, replace(where, spans=(*where.spans, name)))
        elif tag == TEXT + "s":
            count = child.get(TEXT + "c", "1")
            number = int(count) if count.isascii() and count.isdecimal() else 1
            self._add(" " * min(number, _MOST_BLANKS), where)
        elif tag in _FIXED_TEXT:
            self._add(_FIXED_TEXT[tag], where)
        elif tag == TEXT + "note":
            self.tally.notes.append(child)
        elif tag == OFFICE + "annotation":
            self.tally.comments += 1
        elif tag.startswith(DRAW) and tag != DRAW + "a":
            self._drawn.append(child)
        elif tag not in _NOT_SHOWN:
            self._inline(child, where)

    def _add(self, text: str | None, where: _Where) -> None:
        if not text:
            return
        if self.styles.is_hidden(paragraph=where.paragraph, spans=where.spans):
            self.tally.hidden_characters += len(text)
            return
        font = self.styles.font(paragraph=where.paragraph, spans=where.spans)
        self._runs.append(self.fonts.run(text, font))

    def _table(self, table: etree._Element, where: _Where) -> Iterator[Block]:
        self._tables += 1
        outer = f"{where.cell} > " if where.cell else ""
        name = f"{outer}bảng {self._tables}"
        for row_number, row in enumerate(_rows(table), start=1):
            column = 0
            for cell in row:
                column += 1
                if cell.tag == TABLE + "table-cell":
                    place = f"{name}, R{row_number}C{column}"
                    yield from self._blocks(cell, _Where(Part.TABLE, place))
                repeated = cell.get(TABLE + "number-columns-repeated", "1")
                if repeated.isascii() and repeated.isdecimal():
                    column += int(repeated) - 1

    def _drawing(self, element: etree._Element, where: _Where) -> Iterator[Block]:
        """A frame, a shape or a group: its words, its alternative text."""
        alt = _alt_text(element)
        # Writer names one picture twice, as it is and as a fallback.
        pictures = element.find(DRAW + "image") is not None
        if pictures and element.find(DRAW + "object") is None:
            self.tally.pictures.append(alt)
        if alt:
            yield Block(text=alt, part=Part.ALT_TEXT, cell=where.cell)
        boxed = _Where(Part.TEXT_BOX, where.cell)
        for child in element:
            if child.tag in (DRAW + "object", DRAW + "object-ole"):
                self.tally.embedded += 1
            elif child.tag == DRAW + "text-box" or child.tag in _PARAGRAPHS:
                holder = child if child.tag == DRAW + "text-box" else [child]
                yield from self._blocks(holder, boxed)
            elif str(child.tag).startswith(DRAW) and child.tag != DRAW + "image":
                yield from self._drawing(child, where)
            elif child.tag == TEXT + "list":
                yield from self._blocks(child, boxed)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == TABLE + "table-row":
            yield child
        elif child.tag in _ROW_GROUPS:
            yield from _rows(child)


def _alt_text(element: etree._Element) -> str:
    texts = (element.findtext(SVG + name) for name in ("desc", "title"))
    return " ".join(next(filter(None, texts), "").split())
