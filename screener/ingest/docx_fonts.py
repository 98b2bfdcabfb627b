"""Which font a run of a Word file is in, for the fonts that stand for old tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from screener.ingest.docx_tags import WORD

_LONGEST_CHAIN: Final = 32
# The old fonts have letters beyond ASCII in both of these; one may be left out.
_SLOTS: Final = (WORD + "hAnsi", WORD + "ascii")


class DocxFonts:
    """The fonts of the styles of one file.

    Args:
        root: Of "styles.xml"; None when the file has none.
    """

    def __init__(self, root: etree._Element | None) -> None:
        self._fonts: dict[str, str] = {}
        self._based_on: dict[str, str] = {}
        self._default = self._default_style = ""
        if root is not None:
            self._read(root)

    def font(self, run: etree._Element, paragraph: etree._Element) -> str:
        """The name of the font of a run; "" when nothing names one."""
        properties = run.find(WORD + "rPr")
        own = _font(properties)
        if own:
            return own
        character = _value(properties, "rStyle")
        paragraph_style = _value(paragraph.find(WORD + "pPr"), "pStyle")
        for style in (character, paragraph_style or self._default_style):
            if font := next(filter(None, self._chain(style)), ""):
                return font
        return self._default

    def _read(self, root: etree._Element) -> None:
        for style in root.iter(WORD + "style"):
            key = style.get(WORD + "styleId", "")
            self._fonts[key] = _font(style.find(WORD + "rPr"))
            self._based_on[key] = _value(style, "basedOn")
            is_default = style.get(WORD + "default") in ("1", "true", "on")
            if is_default and style.get(WORD + "type", "paragraph") == "paragraph":
                self._default_style = key
        defaults = root.find(f"{WORD}docDefaults/{WORD}rPrDefault/{WORD}rPr")
        self._default = _font(defaults)

    def _chain(self, key: str) -> Iterator[str]:
        for _ in range(_LONGEST_CHAIN):
            if key not in self._fonts:
                return
            yield self._fonts[key]
            key = self._based_on[key]


def _font(properties: etree._Element | None) -> str:
    fonts = None if properties is None else properties.find(WORD + "rFonts")
    if fonts is None:
        return ""
    return next((name for slot in _SLOTS if (name := fonts.get(slot, ""))), "")


def _value(parent: etree._Element | None, name: str) -> str:
    child = None if parent is None else parent.find(WORD + name)
    return "" if child is None else child.get(WORD + "val", "")
