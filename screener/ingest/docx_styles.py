"""What a Word style says about a paragraph: headline, heading, caption, list item."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from screener.domain.documents import Part
from screener.ingest.docx_tags import WORD
from screener.ingest.style_names import outline_level, part_of_style, style_key

_DEEPEST_HEADING: Final = 8
_LONGEST_CHAIN: Final = 32


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str
    outline_level: int | None
    is_numbered: bool


class Styles:
    """The paragraph styles of one file.

    Args:
        root: Of "styles.xml"; None when the file has none.
    """

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self._default = ""
        for element in () if root is None else root.iter(WORD + "style"):
            if element.get(WORD + "type", "paragraph") != "paragraph":
                continue
            key = element.get(WORD + "styleId", "")
            self._styles[key] = _style(element)
            if element.get(WORD + "default") in ("1", "true", "on"):
                self._default = key

    def is_top_level(self, paragraph: etree._Element) -> bool:
        """Whether a heading opens a whole text rather than a section of it."""
        properties = paragraph.find(WORD + "pPr")
        chain = self._chain(_value(properties, "pStyle") or self._default)
        levels = [_outline_level(properties), *(s.outline_level for s in chain)]
        return next((level for level in levels if level is not None), 0) == 0

    def part_of(self, paragraph: etree._Element) -> Part:
        """TITLE, HEADING, CAPTION, LIST_ITEM or, for anything else, BODY."""
        properties = paragraph.find(WORD + "pPr")
        own_level = _outline_level(properties)
        chain = list(self._chain(_value(properties, "pStyle") or self._default))
        for style in chain:
            named = part_of_style(style.name)
            if named is not None:
                return named
        levels = [own_level, *(style.outline_level for style in chain)]
        level = next((level for level in levels if level is not None), None)
        if level is not None and level <= _DEEPEST_HEADING:
            return Part.HEADING
        is_numbered = _is_numbered(properties)
        if is_numbered is None:
            is_numbered = any(style.is_numbered for style in chain)
        return Part.LIST_ITEM if is_numbered else Part.BODY

    def _chain(self, key: str) -> Iterator[_Style]:
        for _ in range(_LONGEST_CHAIN):
            style = self._styles.get(key)
            if style is None:
                return
            yield style
            key = style.based_on


def _style(element: etree._Element) -> _Style:
    properties = element.find(WORD + "pPr")
    name = style_key(_value(element, "name"))
    level = _outline_level(properties)
    return _Style(
        name=name,
        based_on=_value(element, "basedOn"),
        outline_level=outline_level(name) if level is None else level,
        is_numbered=bool(_is_numbered(properties)),
    )


def _value(parent: etree._Element | None, name: str) -> str:
    child = None if parent is None else parent.find(WORD + name)
    return "" if child is None else child.get(WORD + "val", "")


def _outline_level(properties: etree._Element | None) -> int | None:
    value = _value(properties, "outlineLvl")
    return int(value) if value.isascii() and value.isdecimal() else None


def _is_numbered(properties: etree._Element | None) -> bool | None:
    """Whether the properties number it; None when they do not say."""
    number = None if properties is None else properties.find(f"{WORD}numPr/{WORD}numId")
    return None if number is None else number.get(WORD + "val", "0") != "0"
