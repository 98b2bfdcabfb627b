"""What is drawn in a Word file: pictures, text boxes, charts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from screener.ingest.docx_tags import MC, WORD, chosen_branch
from screener.ingest.drawing_text import CHART, DIAGRAM, DRAWING

_CHART: Final = CHART + "chart"
_DIAGRAM: Final = DIAGRAM + "relIds"
_VML: Final = "{urn:schemas-microsoft-com:vml}"
_OFFICE: Final = "{urn:schemas-microsoft-com:office:office}"
_BOX_CONTENT: Final = WORD + "txbxContent"
_PICTURES: Final = frozenset((DRAWING + "blip", _VML + "imagedata"))


@dataclass(frozen=True, slots=True)
class AltText:
    """The words that stand for a picture, and the element that holds them."""

    text: str
    element: etree._Element


@dataclass(frozen=True, slots=True)
class DrawnObject:
    """One drawing.

    Attributes:
        pictures: Number of raster or vector pictures in it.
        alt_texts: Distinct alternative texts.
        text_boxes: Their contents, each holding paragraphs.
        charts: Elements that refer to charts.
        diagrams: Elements that refer to SmartArt diagrams.
        embedded: Number of embedded documents (OLE).
    """

    pictures: int
    alt_texts: tuple[AltText, ...]
    text_boxes: tuple[etree._Element, ...]
    charts: tuple[etree._Element, ...]
    diagrams: tuple[etree._Element, ...]
    embedded: int


def drawn_object(drawing: etree._Element) -> DrawnObject:
    """What a "w:drawing", "w:pict" or "w:object" holds, text boxes not entered."""
    elements = list(_descendants(drawing))
    tags = [element.tag for element in elements]
    return DrawnObject(
        pictures=sum(tag in _PICTURES for tag in tags),
        alt_texts=tuple(_alt_texts(elements)),
        text_boxes=tuple(e for e in elements if e.tag == _BOX_CONTENT),
        charts=tuple(e for e in elements if e.tag == _CHART),
        diagrams=tuple(e for e in elements if e.tag == _DIAGRAM),
        embedded=tags.count(_OFFICE + "OLEObject"),
    )


def _descendants(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        if child.tag == MC + "AlternateContent":
            yield from _descendants(chosen_branch(child))
            continue
        yield child
        if child.tag != _BOX_CONTENT:
            yield from _descendants(child)


def _alt_texts(elements: list[etree._Element]) -> Iterator[AltText]:
    seen: set[str] = set()
    for element in elements:
        if not isinstance(element.tag, str):
            continue
        is_vml = element.tag.startswith(_VML)
        text = (element.get("alt" if is_vml else "descr") or "").strip()
        if text and text not in seen:
            seen.add(text)
            yield AltText(text, element)
