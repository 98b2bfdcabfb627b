"""The words of one slide: its title first, then its shapes from back to front."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from screener.domain.documents import Part
from screener.ingest.assembly import Block, is_file_name
from screener.ingest.docx_tags import MC, chosen_branch
from screener.ingest.drawing_text import (
    CHART,
    DIAGRAM,
    DRAWING,
    chart_texts,
    diagram_texts,
    paragraph_text,
)
from screener.ingest.font_text import FontReader
from screener.ingest.office_package import RELATION, OfficePackage

SLIDE: Final = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_PARTS: Final = {
    "title": Part.HEADING,
    "ctrTitle": Part.HEADING,
    "hdr": Part.HEADER,
    "ftr": Part.FOOTER,
}
_TITLES: Final = ("title", "ctrTitle")
# Numbers and dates that the program fills in.
_FILLED_IN: Final = ("sldNum", "dt", "sldImg")


@dataclass(slots=True)
class SlideTally:
    """What a walk met and did not read.

    Attributes:
        pictures: Alternative text ("" where there is none) and slide.
    """

    pictures: list[tuple[str, int]] = field(default_factory=list)
    comments: int = 0
    embedded: int = 0


@dataclass(slots=True)
class SlideWalk:
    """One pass over a slide.

    Attributes:
        package: The file.
        name: Of the slide's part.
        number: Of the slide, from 1.
    """

    package: OfficePackage
    name: str
    number: int
    fonts: FontReader
    tally: SlideTally
    _tables: int = 0
    _read: set[str] = field(default_factory=set)

    def slide(self, root: etree._Element) -> Iterator[Block]:
        """The paragraphs of a slide."""
        shapes = list(_shapes(root))
        titles = [shape for shape in shapes if _placeholder(shape) in _TITLES]
        for shape in (*titles, *(s for s in shapes if s not in titles)):
            yield from self._shape(shape)

    def notes(self, root: etree._Element) -> Iterator[Block]:
        """The speaker's notes, without the picture of the slide above them."""
        for shape in _shapes(root):
            kind = _placeholder(shape)
            if kind in _FILLED_IN or kind in _PARTS:
                continue
            yield from self._texts(shape, Part.SPEAKER_NOTES)

    def _shape(self, shape: etree._Element) -> Iterator[Block]:
        kind = _placeholder(shape)
        if kind in _FILLED_IN:
            return
        alt = _alt_text(shape)
        for _ in shape.iter(DRAWING + "blip"):
            self.tally.pictures.append((alt, self.number))
        if alt and not is_file_name(alt):
            yield self._block(alt, Part.ALT_TEXT)
        if shape.tag == SLIDE + "graphicFrame":
            yield from self._frame(shape)
        else:
            yield from self._texts(shape, _PARTS.get(kind, Part.BODY))

    def _texts(self, shape: etree._Element, part: Part) -> Iterator[Block]:
        body = shape.find(SLIDE + "txBody")
        for paragraph in () if body is None else body.iter(DRAWING + "p"):
            yield self._block(paragraph_text(paragraph, self.fonts), part)

    def _frame(self, frame: etree._Element) -> Iterator[Block]:
        """A table, a chart, a diagram or a foreign object."""
        for table in frame.iter(DRAWING + "tbl"):
            yield from self._table(table)
        for chart in frame.iter(CHART + "chart"):
            yield from self._related(chart.get(RELATION + "id", ""), is_chart=True)
        for diagram in frame.iter(DIAGRAM + "relIds"):
            yield from self._related(diagram.get(RELATION + "dm", ""), is_chart=False)
        self.tally.embedded += sum(1 for _ in frame.iter(SLIDE + "oleObj"))

    def _related(self, relation_id: str, *, is_chart: bool) -> Iterator[Block]:
        target = self.package.target(relation_id, of=self.name)
        # A file may refer to one part a million times; no program does it twice.
        if target is not None and target not in self._read:
            self._read.add(target)
            root = self.package.parsed(target)
            read = chart_texts if is_chart else diagram_texts
            for text in read(root, self.fonts):
                yield self._block(text, Part.TEXT_BOX)

    def _table(self, table: etree._Element) -> Iterator[Block]:
        self._tables += 1
        for row_number, row in enumerate(table.iter(DRAWING + "tr"), start=1):
            for column, cell in enumerate(row.iter(DRAWING + "tc"), start=1):
                place = f"bảng {self._tables}, R{row_number}C{column}"
                for paragraph in cell.iter(DRAWING + "p"):
                    text = paragraph_text(paragraph, self.fonts)
                    yield self._block(text, Part.TABLE, cell=place)

    def _block(self, text: str, part: Part, *, cell: str | None = None) -> Block:
        return Block(text=text, part=part, cell=cell, slide=self.number)


def _shapes(root: etree._Element) -> Iterator[etree._Element]:
    """The shapes of a slide, groups opened."""
    tree = root.find(f"{SLIDE}cSld/{SLIDE}spTree")
    yield from () if tree is None else _members(tree)


def _members(group: etree._Element) -> Iterator[etree._Element]:
    for child in group:
        if child.tag == SLIDE + "grpSp":
            yield from _members(child)
        elif child.tag == MC + "AlternateContent":
            yield from _members(chosen_branch(child))
        elif child.tag in _SHAPES:
            yield child


_SHAPES: Final = frozenset(
    SLIDE + name for name in ("sp", "pic", "graphicFrame", "cxnSp")
)


def _placeholder(shape: etree._Element) -> str:
    """The kind of placeholder that a shape fills; "" when it fills none."""
    found = next(shape.iter(SLIDE + "ph"), None)
    return "" if found is None else found.get("type", "obj")


def _alt_text(shape: etree._Element) -> str:
    properties = next(shape.iter(SLIDE + "cNvPr"), None)
    text = "" if properties is None else properties.get("descr", "")
    return " ".join(text.split())
