"""What OpenDocument styles say: headline, caption, font, hidden text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from screener.domain.documents import Part
from screener.ingest.odt_tags import FO, STYLE, SVG, TEXT
from screener.ingest.style_names import part_of_style

_ENCODED: Final = re.compile(r"_([0-9a-f]{2,4})_")
_LONGEST_CHAIN: Final = 32
_FAMILIES: Final = ("paragraph", "text")


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    parent: str
    font: str
    is_hidden: bool | None


class OdtStyles:
    """The paragraph and text styles of one file.

    Args:
        roots: Of "styles.xml" and "content.xml", in this order.
    """

    def __init__(self, *roots: etree._Element) -> None:
        faces: dict[str, str] = {}
        for root in roots:
            for face in root.iter(STYLE + "font-face"):
                family = face.get(SVG + "font-family", "").strip("'\"")
                faces[face.get(STYLE + "name", "")] = family
        self._styles: dict[tuple[str, str], _Style] = {}
        for root in roots:
            for element in root.iter(STYLE + "style", STYLE + "default-style"):
                family = element.get(STYLE + "family", "")
                if family in _FAMILIES:
                    name = element.get(STYLE + "name", "")
                    self._styles[family, name] = _style(element, faces)

    def part_of(self, name: str) -> Part:
        """TITLE, HEADING, CAPTION or, for any other paragraph style, BODY."""
        for style in self._chain("paragraph", name):
            named = part_of_style(style.name)
            if named is not None:
                return named
        return Part.BODY

    def font(self, *, paragraph: str, spans: tuple[str, ...]) -> str:
        """The font of text in these spans, the innermost last; "" when none is set."""
        for name in reversed(spans):
            for style in self._chain("text", name):
                if style.font:
                    return style.font
        fonts = (style.font for style in self._chain("paragraph", paragraph))
        return next(filter(None, fonts), "")

    def is_hidden(self, *, paragraph: str, spans: tuple[str, ...]) -> bool:
        """Whether text in these spans is not shown."""
        chains = [self._chain("text", name) for name in reversed(spans)]
        for chain in (*chains, self._chain("paragraph", paragraph)):
            for style in chain:
                if style.is_hidden is not None:
                    return style.is_hidden
        return False

    def _chain(self, family: str, name: str) -> Iterator[_Style]:
        for _ in range(_LONGEST_CHAIN):
            style = self._styles.get((family, name))
            if style is None:
                break
            yield style
            name = style.parent
            if not name:
                break
        if family == "paragraph" and (family, "") in self._styles:
            yield self._styles[family, ""]


def _style(element: etree._Element, faces: dict[str, str]) -> _Style:
    name = element.get(STYLE + "display-name") or element.get(STYLE + "name", "")
    properties = element.find(STYLE + "text-properties")
    font = display = ""
    if properties is not None:
        face = properties.get(STYLE + "font-name", "")
        family = properties.get(FO + "font-family", "").strip("'\"")
        font = faces.get(face, face) or family
        display = properties.get(TEXT + "display", "")
    return _Style(
        name=_ENCODED.sub(" ", name),
        parent=element.get(STYLE + "parent-style-name", ""),
        font=font,
        is_hidden={"none": True, "true": False}.get(display),
    )
