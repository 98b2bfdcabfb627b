"""Words in DrawingML, which Word, PowerPoint and Excel files share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from screener.ingest.font_text import FontReader
from screener.text.legacy_runs import FontRun

DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
CHART: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DIAGRAM: Final = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"


def paragraph_text(
    paragraph: etree._Element, fonts: FontReader, *, font: str = ""
) -> str:
    """The text of an "a:p", letters of old fonts read.

    Args:
        paragraph: Its runs, breaks and fields are read.
        fonts: Remembers what was converted.
        font: Of runs that name none.
    """
    return fonts.text(tuple(_runs(paragraph, fonts, font)))


def diagram_texts(data: etree._Element, fonts: FontReader) -> Iterator[str]:
    """The words of a SmartArt diagram, from its data part, one text a paragraph."""
    for point in data.iter(DIAGRAM + "pt"):
        # Points that only hold a place for words show a prompt nobody typed.
        properties = point.find(DIAGRAM + "prSet")
        if properties is not None and properties.get("phldr") in ("1", "true"):
            continue
        for paragraph in point.iter(DRAWING + "p"):
            text = paragraph_text(paragraph, fonts)
            if text.strip():
                yield text


def chart_texts(chart: etree._Element, fonts: FontReader) -> Iterator[str]:
    """The words of a chart: titles, then names of series and categories, each once."""
    seen: set[str] = set()
    for paragraph in chart.iter(DRAWING + "p"):
        yield from _new(paragraph_text(paragraph, fonts), seen)
    for cache in chart.iter(CHART + "strCache"):
        for value in cache.iter(CHART + "v"):
            yield from _new(value.text or "", seen)


def _new(text: str, seen: set[str]) -> Iterator[str]:
    key = " ".join(text.split())
    if any(map(str.isalpha, key)) and key not in seen:
        seen.add(key)
        yield text


def _runs(paragraph: etree._Element, fonts: FontReader, font: str) -> Iterator[FontRun]:
    for child in paragraph:
        if child.tag in (DRAWING + "r", DRAWING + "fld"):
            text = child.findtext(DRAWING + "t") or ""
            latin = child.find(f"{DRAWING}rPr/{DRAWING}latin")
            name = font if latin is None else latin.get("typeface", "")
            yield fonts.run(text, name)
        elif child.tag == DRAWING + "br":
            yield fonts.run("\n", font)
