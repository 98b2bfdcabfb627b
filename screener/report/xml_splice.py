"""Additions to an XML part that leave each of its own bytes where it was."""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from lxml import etree

# A start tag; attribute values may hold ">".
_START_TAG: Final = re.compile(
    rb"""<[^\s/>]+(?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>"""
)
_DECLARED: Final = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']""")
# What one code point of text can be written as.
_UNIT: Final = re.compile(rb"&[^;]*;|\r\n|[\x00-\x7f]|[\xc0-\xff][\x80-\xbf]*")
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Tags:
    """Where the tags of an element stand, in bytes of the UTF-8 form.

    Attributes:
        start: Of the start tag.
        content: Behind the start tag.
        close: Of the end tag; equals ``content`` for an empty element.
        end: Behind the end tag.
        is_empty: Written as one tag, such as "<w:tab/>".
    """

    start: int
    content: int
    close: int
    end: int
    is_empty: bool


@dataclass(frozen=True, slots=True, order=True)
class Addition:
    """Bytes to put in; those at one place stand in the order of ``rank``."""

    position: int
    rank: int
    text: bytes


class XmlSource:
    """A part as bytes, beside the tree that was parsed from it.

    Args:
        content: The part as it lies in the package.
        root: Its tree, comments and instructions left out.
    """

    def __init__(self, content: bytes, root: etree._Element) -> None:
        self._mark, self._encoding = _encoding(content)
        text = content[len(self._mark) :].decode(self._encoding)
        self.bytes = text.encode()
        self._root = root

    def tags(self, elements: Collection[etree._Element]) -> dict[etree._Element, Tags]:
        """Where each of the elements stands."""
        wanted = set(elements)
        numbers = {
            number: element
            for number, element in enumerate(self._root.iter())
            if element in wanted
        }
        found = _tag_positions(self.bytes, set(numbers))
        return {numbers[number]: tags for number, tags in found.items()}

    def text_offset(self, tags: Tags, code_points: int) -> int | None:
        """The byte behind so many code points of an element's text.

        None when the text holds anything but text, such as a CDATA section.
        """
        inner = self.bytes[tags.content : tags.close]
        if b"<" in inner:
            return None
        position = 0
        for _ in range(code_points):
            unit = _UNIT.match(inner, position)
            if unit is None:
                return None
            position = unit.end()
        return tags.content + position

    def with_additions(self, additions: Iterable[Addition]) -> bytes:
        """The part with the additions, in its own encoding."""
        pieces: list[bytes] = []
        position = 0
        for addition in sorted(additions):
            pieces += (self.bytes[position : addition.position], addition.text)
            position = addition.position
        pieces.append(self.bytes[position:])
        text = b"".join(pieces).decode()
        # A letter that the part's own encoding lacks is written as its number.
        return self._mark + text.encode(self._encoding, "xmlcharrefreplace")

    def with_last_child(self, markup: str) -> bytes:
        """The part with more markup behind the last child of its root."""
        tags = self.tags({self._root})[self._root]
        if not tags.is_empty:
            return self.with_additions([Addition(tags.close, 0, markup.encode())])
        # "<w:comments/>" becomes a pair of tags around the markup.
        name = self.bytes[tags.start + 1 :].split(None, 1)[0].partition(b"/>")[0]
        closing = markup.encode() + b"</" + name + b">"
        opened = self._without_slash(tags)
        return opened.with_additions([Addition(tags.end - 1, 0, closing)])

    def _without_slash(self, tags: Tags) -> XmlSource:
        part = self.bytes[: tags.end - 2] + self.bytes[tags.end - 1 :]
        copy = XmlSource(b"", self._root)
        copy.bytes, copy._mark, copy._encoding = part, self._mark, self._encoding
        return copy


def _encoding(content: bytes) -> tuple[bytes, str]:
    for mark, name in _MARKS:
        if content.startswith(mark):
            return mark, name
    declared = _DECLARED.match(content)
    return b"", declared[1].decode() if declared else "utf-8"


def _tag_positions(content: bytes, wanted: set[int]) -> dict[int, Tags]:
    parser = expat.ParserCreate(encoding="utf-8")
    found: dict[int, Tags] = {}
    open_elements: list[int] = []
    count = 0

    def opened(_name: str, _attributes: object) -> None:
        nonlocal count
        open_elements.append(count)
        if count in wanted:
            found[count] = _opened_tags(content, parser.CurrentByteIndex)
        count += 1

    def closed(_name: str) -> None:
        number = open_elements.pop()
        tags = found.get(number)
        if tags is not None and not tags.is_empty:
            close = parser.CurrentByteIndex
            end = content.index(b">", close) + 1
            found[number] = Tags(tags.start, tags.content, close, end, is_empty=False)

    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.Parse(content, True)
    return found


def _opened_tags(content: bytes, start: int) -> Tags:
    tag = _START_TAG.match(content, start)
    # The parser has just read a start tag here, so there is one.
    assert tag is not None
    is_empty = tag[0].endswith(b"/>")
    return Tags(start, tag.end(), tag.end(), tag.end(), is_empty)
