"""Comment marks set into the main part of a Word file, runs parted where needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from lxml import etree

from screener.ingest.docx_tags import WORD
from screener.report.word_anchors import Anchor, Cut
from screener.report.xml_splice import Addition, Tags, XmlSource

WORD_NAMESPACE: Final = WORD.strip("{}")
STRICT_NAMESPACE: Final = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_KEEP_SPACE: Final = b' xml:space="preserve"'
_TEXT: Final = WORD + "t"


class _Rank(IntEnum):
    """What stands first where several things are added at one place."""

    CLOSE_RUN = 0
    END = 1
    REFERENCE_OF_OUTER = 2
    START = 3
    OPEN_RUN = 4


@dataclass(frozen=True, slots=True)
class _Place:
    """A cut in bytes; ``before`` and ``behind`` close and reopen a parted run."""

    position: int
    before: bytes = b""
    behind: bytes = b""
    text_tag: Tags | None = None


def with_comment_marks(
    source: XmlSource, anchors: Sequence[tuple[int, Anchor]]
) -> bytes:
    """The main part with a comment's marks at each anchor.

    Args:
        source: The main part.
        anchors: The number of each comment and where it goes, in reading order.
    """
    cuts = [
        cut
        for _, anchor in anchors
        for cut in (anchor.start, anchor.end, anchor.reference)
        if cut is not None
    ]
    tags = source.tags(set(_elements(cuts)))
    writer = _MarkWriter(source, tags)
    for number, anchor in anchors:
        writer.mark(number, anchor)
    return source.with_additions(writer.additions())


def _elements(cuts: Iterable[Cut]) -> Iterator[etree._Element]:
    for cut in cuts:
        yield cut.element
        if cut.leaf is not None:
            yield cut.leaf
            yield from cut.element.iterchildren(WORD + "rPr")


class _MarkWriter:
    """Collects what is added; a place that several anchors share is parted once."""

    def __init__(self, source: XmlSource, tags: dict[etree._Element, Tags]) -> None:
        self._source = source
        self._tags = tags
        self._is_strict = STRICT_NAMESPACE.encode() in source.bytes
        self._added: dict[tuple[int, int, int], bytes] = {}
        self._count = 0

    def mark(self, number: int, anchor: Anchor) -> None:
        """Set the marks of one comment."""
        start = _mark("commentRangeStart", number)
        end = _mark("commentRangeEnd", number)
        reference = "<{}r{declaration}>" + _mark("commentReference", number) + "</{}r>"
        if anchor.start is not None and anchor.end is not None:
            self._add(anchor.start, _Rank.START, start)
            self._add(anchor.end, _Rank.END, end)
        is_inner = anchor.end is not None and anchor.reference != anchor.end
        rank = _Rank.REFERENCE_OF_OUTER if is_inner else _Rank.END
        self._add(anchor.reference, rank, reference)

    def additions(self) -> Iterator[Addition]:
        """All that is to be put in."""
        order = sorted(self._added)
        for rank, (position, kind, count) in enumerate(order):
            yield Addition(position, rank, self._added[position, kind, count])

    def _add(self, cut: Cut, rank: _Rank, markup: str) -> None:
        place = self._place(cut, is_end=rank is _Rank.END)
        prefix, declaration = self._prefix(cut.element.getparent())
        written = markup.replace("{}", f"{prefix}:")
        written = written.replace("{declaration}", declaration)
        self._count += 1
        self._added[place.position, rank, self._count] = written.encode()
        if place.before:
            self._added[place.position, _Rank.CLOSE_RUN, 0] = place.before
            self._added[place.position, _Rank.OPEN_RUN, 0] = place.behind
        if place.text_tag is not None:
            position = place.text_tag.content - len(b">")
            self._added[position, _Rank.END, 0] = _KEEP_SPACE

    def _prefix(self, parent: etree._Element) -> tuple[str, str]:
        """The prefix of Word's names at a place; a declaration where there is none."""
        for prefix, namespace in parent.nsmap.items():
            if namespace == WORD_NAMESPACE and prefix:
                return prefix, ""
        namespace = STRICT_NAMESPACE if self._is_strict else WORD_NAMESPACE
        return "w", f' xmlns:w="{namespace}"'

    def _place(self, cut: Cut, *, is_end: bool) -> _Place:
        tags = self._tags[cut.element]
        if cut.leaf is None:
            return _Place(tags.end if cut.is_after else tags.start)
        leaf = self._tags[cut.leaf]
        if cut.offset == 0:
            return _Place(leaf.start, self._end_tag(tags), self._run_start(cut))
        position = self._source.text_offset(leaf, cut.offset)
        if position is None:  # the words stand in a section that cannot be parted
            return _Place(tags.end if is_end else tags.start)
        return self._place_in_text(cut, position)

    def _place_in_text(self, cut: Cut, position: int) -> _Place:
        run, leaf = self._tags[cut.element], self._tags[cut.leaf]
        start_tag = self._source.bytes[leaf.start : leaf.content]
        assert cut.leaf is not None
        has_space = cut.leaf.get(_SPACE) is not None
        if not has_space:
            start_tag = start_tag[:-1] + _KEEP_SPACE + b">"
        text = cut.leaf.text or ""
        around = text[cut.offset - 1 : cut.offset + 1]
        needs_space = not has_space and any(letter.isspace() for letter in around)
        return _Place(
            position,
            before=self._end_tag(leaf) + self._end_tag(run),
            behind=self._run_start(cut) + start_tag,
            text_tag=leaf if needs_space else None,
        )

    def _end_tag(self, tags: Tags) -> bytes:
        return self._source.bytes[tags.close : tags.end]

    def _run_start(self, cut: Cut) -> bytes:
        """The run's start tag and properties, to open it again."""
        run = self._tags[cut.element]
        written = self._source.bytes[run.start : run.content]
        for properties in cut.element.iterchildren(WORD + "rPr"):
            tags = self._tags[properties]
            written += self._source.bytes[tags.start : tags.end]
        return written


def _mark(name: str, number: int) -> str:
    return f'<{{}}{name}{{declaration}} {{}}id="{number}"/>'
