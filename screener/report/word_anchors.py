"""Where a margin comment can stand in a Word file, and how near its words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from screener.domain.spans import Span
from screener.ingest.docx_piece import Piece
from screener.ingest.docx_tags import WORD
from screener.report.word_passages import Passage, Position

_PARAGRAPH: Final = WORD + "p"
_RUN: Final = WORD + "r"
_TEXT: Final = WORD + "t"
_REMOVED: Final = frozenset((WORD + "del", WORD + "moveFrom"))
_NOTE_REFERENCES: Final = {
    WORD + "footnote": WORD + "footnoteReference",
    WORD + "endnote": WORD + "endnoteReference",
}
# What may stand between the document and a paragraph, and inside a paragraph
# around the runs, without making its content a world of its own, as a text box is.
_BLOCK_HOLDERS: Final = frozenset(
    WORD + name
    for name in (
        "document",
        "body",
        "tbl",
        "tr",
        "tc",
        "sdt",
        "sdtContent",
        "customXml",
        "smartTag",
        "ins",
        "moveTo",
    )
)
_RUN_HOLDERS: Final = frozenset(
    WORD + name
    for name in (
        "p",
        "hyperlink",
        "ins",
        "moveTo",
        "sdt",
        "sdtContent",
        "customXml",
        "smartTag",
        "fldSimple",
        "dir",
        "bdo",
    )
)


@dataclass(frozen=True, slots=True)
class Cut:
    """A place between characters or elements of the main part.

    Attributes:
        element: The element at the place; the run to part when ``leaf`` is given.
        is_after: Behind the element instead of before it; not with ``leaf``.
        leaf: The child of the run at which it is parted; None parts nothing.
        offset: Code points of the leaf's text that stay before the place.
    """

    element: etree._Element
    is_after: bool = False
    leaf: etree._Element | None = None
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Anchor:
    """The stretch that a comment speaks of.

    Attributes:
        start: Where it begins; None for a comment on a place, not on words.
        end: Where it ends.
        reference: Where the comment's own mark goes.
        is_on_words: Whether the stretch holds the words themselves; else it is the
            drawing or the note's number through which a reader finds them.
    """

    start: Cut | None
    end: Cut | None
    reference: Cut
    is_on_words: bool = True


def anchor_of(passage: Passage, main: etree._Element) -> Anchor | None:
    """The nearest place to the words that can carry a comment.

    Args:
        passage: The words.
        main: Root of the part that comments belong to.

    Returns:
        None for words that no place of that part leads to, as in a page header.
    """
    first, last = passage.first.piece, passage.last.piece
    if first.run.getroottree().getroot() is not main:
        return _note_anchor(first.run, main)
    start, end = _outermost(first.run), _outermost(last.run)
    if start is None or end is None:
        return None
    is_on_words = all(
        piece.leaf.getparent() is piece.run or piece.run.tag != _RUN
        for piece in (first, last)
    ) and not _is_in_a_box(first.run)
    return _anchor(
        _start_cut(passage.first, start),
        _end_cut(passage.last, end),
        is_on_words=is_on_words,
    )


def opening_cut(paragraph: etree._Element) -> Cut | None:
    """The place before all content of a paragraph; None when nothing is in it."""
    for child in paragraph:
        if child.tag != WORD + "pPr":
            return Cut(child)
    properties = paragraph.find(WORD + "pPr")
    return None if properties is None else Cut(properties, is_after=True)


def _anchor(start: Cut, end: Cut, *, is_on_words: bool) -> Anchor:
    outer = _child_of_paragraph(end.element)
    is_direct = outer is end.element
    reference = end if is_direct else Cut(outer, is_after=True)
    return Anchor(start, end, reference, is_on_words)


def _note_anchor(run: etree._Element, main: etree._Element) -> Anchor | None:
    """The number in the text that leads to the note around a run."""
    for note in run.iterancestors(*_NOTE_REFERENCES):
        key = note.get(WORD + "id")
        for reference in main.iter(_NOTE_REFERENCES[note.tag]):
            if reference.get(WORD + "id") == key and not _is_removed(reference):
                holder = _outermost(reference.getparent())
                if holder is not None:
                    return _around(holder)
    return None


def _around(element: etree._Element) -> Anchor:
    return _anchor(Cut(element), Cut(element, is_after=True), is_on_words=False)


def _is_removed(element: etree._Element) -> bool:
    return next(element.iterancestors(*_REMOVED), None) is not None


def _is_in_a_box(run: etree._Element) -> bool:
    return next(run.iterancestors(WORD + "txbxContent"), None) is not None


def _outermost(element: etree._Element) -> etree._Element | None:
    """The element itself, or the outermost thing around it that hides it from marks.

    None when that thing does not stand in a paragraph, which a mark needs.
    """
    inside_paragraph = False
    for step in _path(element):
        if inside_paragraph and step.tag in _RUN_HOLDERS:
            continue
        if not inside_paragraph and step.tag in _BLOCK_HOLDERS:
            continue
        if not inside_paragraph and step.tag == _PARAGRAPH:
            inside_paragraph = True
            continue
        return step if inside_paragraph else None
    return None


def _path(element: etree._Element) -> Iterator[etree._Element]:
    """From the root down to the element."""
    yield from (*reversed(list(element.iterancestors())), element)


def _child_of_paragraph(element: etree._Element) -> etree._Element:
    child = element
    for ancestor in element.iterancestors():
        if ancestor.tag == _PARAGRAPH:
            return child
        child = ancestor
    return element


def _start_cut(position: Position, outer: etree._Element) -> Cut:
    piece = position.piece
    if not _can_be_parted(piece, outer):
        return Cut(outer)
    offset = _leaf_offset(position, is_end=False)
    if offset == 0 and piece.leaf is _first_leaf(piece.run):
        return Cut(piece.run)
    return Cut(piece.run, leaf=piece.leaf, offset=offset)


def _end_cut(position: Position, outer: etree._Element) -> Cut:
    piece = position.piece
    if not _can_be_parted(piece, outer):
        return Cut(outer, is_after=True)
    offset = _leaf_offset(position, is_end=True)
    if offset < _length(piece.leaf):
        return Cut(piece.run, leaf=piece.leaf, offset=offset)
    follower = piece.leaf.getnext()
    if follower is None:
        return Cut(piece.run, is_after=True)
    return Cut(piece.run, leaf=follower)


def _can_be_parted(piece: Piece, outer: etree._Element) -> bool:
    return (
        outer is piece.run
        and piece.run.tag == _RUN
        and piece.leaf.getparent() is piece.run
    )


def _first_leaf(run: etree._Element) -> etree._Element | None:
    return next((child for child in run if child.tag != WORD + "rPr"), None)


def _leaf_offset(position: Position, *, is_end: bool) -> int:
    """The offset in the leaf's own text, which an old font may show otherwise."""
    offset = position.offset
    if is_end:
        return position.piece.in_leaf(Span(offset - 1, offset)).end
    return position.piece.in_leaf(Span(offset, offset + 1)).start


def _length(leaf: etree._Element) -> int:
    """Code points of text in a leaf; a tab, a break and a symbol count as one."""
    return len(leaf.text or "") if leaf.tag == _TEXT else 1
