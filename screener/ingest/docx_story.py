"""The text of a Word story in document order, as it stands once changes are accepted.

A *story* is a part of a Word file that holds paragraphs: the body, one footnote,
one header. The walk never changes the tree, and each piece of text keeps the run
it stands in, so that a writer can anchor comments on the very words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from screener.domain.documents import Part
from screener.domain.spans import Span
from screener.ingest.docx_fonts import DocxFonts
from screener.ingest.docx_objects import DrawnObject, drawn_object
from screener.ingest.docx_piece import Piece
from screener.ingest.docx_tags import (
    MATH,
    MC,
    RELATION,
    WORD,
    chosen_branch,
    is_on,
)
from screener.ingest.drawing_text import chart_texts, diagram_texts
from screener.ingest.font_text import FontReader

_INLINE_WRAPPERS: Final = frozenset(
    WORD + name
    for name in (
        "hyperlink",
        "smartTag",
        "sdt",
        "sdtContent",
        "customXml",
        "ins",
        "moveTo",
        "fldSimple",
        "dir",
        "bdo",
        "ruby",
        "rubyBase",
    )
)
_BLOCK_WRAPPERS: Final = frozenset(
    WORD + name
    for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")
)
_REMOVED: Final = frozenset((WORD + "del", WORD + "moveFrom"))
_INSERTED: Final = frozenset((WORD + "ins", WORD + "moveTo"))
_FIXED_TEXT: Final = {
    WORD + "tab": "\t",
    WORD + "ptab": "\t",
    WORD + "br": "\n",
    WORD + "cr": "\n",
    WORD + "noBreakHyphen": "-",
}
_NOTE_REFERENCES: Final = {
    WORD + "footnoteReference": Part.FOOTNOTE,
    WORD + "endnoteReference": Part.ENDNOTE,
}
_DRAWN: Final = frozenset(WORD + name for name in ("drawing", "pict", "object"))


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryParagraph:
    """One paragraph of the final view.

    Attributes:
        element: The "w:p" whose properties hold: the last one, when deleted
            paragraph marks have joined several.
        pieces: Its text, in order.
        part: Kind of story, or TABLE, TEXT_BOX, ALT_TEXT inside it.
        cell: Table cell, such as "bảng 1, R2C3".
        drawn: Pictures and other drawn objects anchored in it.
    """

    element: etree._Element
    pieces: tuple[Piece, ...]
    part: Part
    cell: str | None = None
    drawn: tuple[DrawnObject, ...] = ()

    @property
    def text(self) -> str:
        """Its text as the file holds it."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(slots=True)
class Tally:
    """What a walk met and did not read, and what it must read later.

    Attributes:
        deleted: Tracked deletions, each with its number of characters.
        insertions: Number of tracked insertions.
        hidden_characters: Text formatted as hidden.
        notes: Footnotes and endnotes referred to, in order: (part, id).
        embedded: Documents of other formats embedded as they are.
        charts: Charts whose words were not found.
        diagrams: SmartArt diagrams whose words were not found.
    """

    deleted: list[int] = field(default_factory=list)
    insertions: int = 0
    hidden_characters: int = 0
    notes: list[tuple[Part, str]] = field(default_factory=list)
    embedded: int = 0
    charts: int = 0
    diagrams: int = 0


@dataclass(frozen=True, slots=True)
class _Where:
    part: Part
    cell: str | None = None


@dataclass(slots=True)
class _OpenParagraph:
    """A paragraph being read; deleted marks keep it open over several "w:p"."""

    pieces: list[Piece] = field(default_factory=list)
    drawn: list[DrawnObject] = field(default_factory=list)
    runs: list[etree._Element] = field(default_factory=list)


class StoryWalk:
    """One pass over the stories of a file; tables are numbered through all of them."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.fonts = DocxFonts(None)
        self.font_reader = FontReader()
        self.related: Callable[[str], etree._Element | None] = lambda _: None
        self._tables = 0
        self._read_objects: set[str] = set()
        # One entry per open field: True while its code, not its result, is read.
        self._fields: list[bool] = []

    def paragraphs(
        self, story: etree._Element, *, part: Part
    ) -> Iterator[StoryParagraph]:
        """The paragraphs of a story, text boxes and alt texts after their anchor.

        Args:
            story: "w:body", a note, a header: whatever holds "w:p".
            part: What the story is.
        """
        self._fields.clear()
        self._read_objects.clear()
        yield from self._blocks(story, _Where(part))

    def _blocks(
        self, container: etree._Element, where: _Where
    ) -> Iterator[StoryParagraph]:
        open_paragraph = _OpenParagraph()
        last: etree._Element | None = None
        for child in self._flat_blocks(container):
            if child.tag == WORD + "tbl":
                yield from self._table(child, where)
                continue
            last = child
            self._read_inline(child, open_paragraph)
            if _is_mark_removed(child):
                continue
            yield from self._finished(child, open_paragraph, where)
            open_paragraph = _OpenParagraph()
        if last is not None and (open_paragraph.pieces or open_paragraph.drawn):
            yield from self._finished(last, open_paragraph, where)

    def _flat_blocks(self, container: etree._Element) -> Iterator[etree._Element]:
        """The paragraphs and tables of a container, wrappers opened."""
        for child in container:
            if child.tag in (WORD + "p", WORD + "tbl"):
                yield child
            elif child.tag in _BLOCK_WRAPPERS:
                yield from self._flat_blocks(child)
            elif child.tag == MC + "AlternateContent":
                yield from self._flat_blocks(chosen_branch(child))
            elif child.tag in _REMOVED:
                self._count_deleted(child)
            elif child.tag == WORD + "altChunk":
                self.tally.embedded += 1

    def _finished(
        self, element: etree._Element, paragraph: _OpenParagraph, where: _Where
    ) -> Iterator[StoryParagraph]:
        yield StoryParagraph(
            element=element,
            pieces=self._read_by_font(element, paragraph.pieces),
            part=where.part,
            cell=where.cell,
            drawn=tuple(paragraph.drawn),
        )
        for drawn, run in zip(paragraph.drawn, paragraph.runs, strict=True):
            for alt in drawn.alt_texts:
                yield StoryParagraph(
                    element=element,
                    pieces=(Piece(alt.text, run, alt.element),),
                    part=Part.ALT_TEXT,
                    cell=where.cell,
                )
            yield from self._object_words(drawn, run, element, where)
            for box in drawn.text_boxes:
                yield from self._blocks(box, _Where(Part.TEXT_BOX, where.cell))

    def _object_words(
        self,
        drawn: DrawnObject,
        run: etree._Element,
        element: etree._Element,
        where: _Where,
    ) -> Iterator[StoryParagraph]:
        """The words of charts and diagrams, which lie in parts of their own."""
        for leaf in (*drawn.charts, *drawn.diagrams):
            is_chart = leaf in drawn.charts
            key = leaf.get(RELATION + ("id" if is_chart else "dm"), "")
            # A file may refer to one part a million times; no program does it twice.
            root = None if key in self._read_objects else self.related(key)
            self._read_objects.add(key)
            read = chart_texts if is_chart else diagram_texts
            texts = () if root is None else tuple(read(root, self.font_reader))
            self.tally.charts += is_chart and not texts
            self.tally.diagrams += not is_chart and not texts
            for text in texts:
                yield StoryParagraph(
                    element=element,
                    pieces=(Piece(text, run, leaf),),
                    part=Part.TEXT_BOX,
                    cell=where.cell,
                )

    def _read_by_font(
        self, element: etree._Element, pieces: list[Piece]
    ) -> tuple[Piece, ...]:
        """The pieces with letters of old fonts read; a letter may span two runs."""
        reader = self.font_reader
        runs = [reader.run(p.text, self._font(p, element)) for p in pieces]
        if not any(run.table for run in runs):
            return tuple(pieces)
        converted = reader.converted(runs)
        result: list[Piece] = []
        start = position = 0
        for piece in pieces:
            span = Span(position, position + len(piece.text))
            end = max(start, converted.map.to_rewritten(span).end)
            if end > start:
                result.append(piece.shown_as(converted, Span(start, end), span))
            start, position = end, span.end
        return tuple(result)

    def _font(self, piece: Piece, paragraph: etree._Element) -> str:
        own: str = piece.leaf.get(WORD + "font", "")  # of a "w:sym"
        return own or self.fonts.font(piece.run, paragraph)

    def _table(self, table: etree._Element, where: _Where) -> Iterator[StoryParagraph]:
        self._tables += 1
        outer = f"{where.cell} > " if where.cell else ""
        name = f"{outer}bảng {self._tables}"
        row_number = 0
        for row in _rows(table):
            if row.find(f"{WORD}trPr/{WORD}del") is not None:
                self._count_deleted(row)
                continue
            row_number += 1
            for column, cell in _cells(row):
                if cell.find(f"{WORD}tcPr/{WORD}cellDel") is not None:
                    self._count_deleted(cell)
                    continue
                place = f"{name}, R{row_number}C{column}"
                yield from self._blocks(cell, _Where(Part.TABLE, place))

    def _read_inline(self, element: etree._Element, into: _OpenParagraph) -> None:
        for child in element:
            if child.tag == WORD + "r":
                self._read_run(child, into)
            elif child.tag in _INLINE_WRAPPERS:
                self.tally.insertions += child.tag in _INSERTED
                self._read_inline(child, into)
            elif child.tag in _REMOVED:
                self._count_deleted(child)
            elif child.tag == MC + "AlternateContent":
                self._read_inline(chosen_branch(child), into)
            elif child.tag in (MATH + "oMath", MATH + "oMathPara"):
                for leaf in child.iter(MATH + "t"):
                    into.pieces.append(Piece(leaf.text or "", leaf.getparent(), leaf))

    def _read_run(self, run: etree._Element, into: _OpenParagraph) -> None:
        if is_on(run.find(f"{WORD}rPr/{WORD}vanish")):
            self.tally.hidden_characters += _characters(run)
            return
        self._read_leaves(run, run, into)

    def _read_leaves(
        self, holder: etree._Element, run: etree._Element, into: _OpenParagraph
    ) -> None:
        for leaf in holder:
            if leaf.tag == WORD + "fldChar":
                self._turn_field(leaf.get(WORD + "fldCharType", ""))
            elif leaf.tag == MC + "AlternateContent":
                self._read_leaves(chosen_branch(leaf), run, into)
            elif leaf.tag in _DRAWN:
                into.drawn.append(drawn_object(leaf))
                into.runs.append(run)
            elif leaf.tag in _NOTE_REFERENCES:
                note = (_NOTE_REFERENCES[leaf.tag], leaf.get(WORD + "id", ""))
                self.tally.notes.append(note)
            elif (text := _leaf_text(leaf)) and not self._is_in_field_code():
                into.pieces.append(Piece(text, run, leaf))

    def _turn_field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _is_in_field_code(self) -> bool:
        # Codes stand in "w:instrText"; plain text is part of a code only as the
        # result of a field nested in it. So a field that never ends, as damaged
        # files have it, hides nothing after it.
        return any(self._fields[:-1])

    def _count_deleted(self, element: etree._Element) -> None:
        self.tally.deleted.append(_characters(element))


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == WORD + "tr":
            yield child
        elif child.tag in _BLOCK_WRAPPERS:
            yield from _rows(child)


def _cells(row: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """The cells of a row with their grid column, from 1."""
    column = 1 + _number(row.find(f"{WORD}trPr/{WORD}gridBefore"), default=0)
    for cell in _flat_cells(row):
        yield column, cell
        column += _number(cell.find(f"{WORD}tcPr/{WORD}gridSpan"), default=1)


def _flat_cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == WORD + "tc":
            yield child
        elif child.tag in _BLOCK_WRAPPERS:
            yield from _flat_cells(child)


def _number(element: etree._Element | None, *, default: int) -> int:
    value = "" if element is None else element.get(WORD + "val", "")
    return int(value) if value.isascii() and value.isdecimal() else default


def _is_mark_removed(paragraph: etree._Element) -> bool:
    marks = paragraph.find(f"{WORD}pPr/{WORD}rPr")
    return marks is not None and any(child.tag in _REMOVED for child in marks)


def _leaf_text(leaf: etree._Element) -> str:
    if leaf.tag == WORD + "t":
        return leaf.text or ""
    if leaf.tag == WORD + "sym":
        return _symbol(leaf.get(WORD + "char", ""))
    return _FIXED_TEXT.get(leaf.tag, "")


def _symbol(code: str) -> str:
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""


def _characters(element: etree._Element) -> int:
    """The number of characters of text and deleted text under an element."""
    leaves = element.iter(WORD + "t", WORD + "delText")
    return sum(len(leaf.text or "") for leaf in leaves)
