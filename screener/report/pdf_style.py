"""How a PDF report looks: embedded fonts, colours, paragraph styles, page furniture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import BytesIO
from typing import Any, Final
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from screener.domain.labels import Category
from screener.report.words import printable

SANS: Final = "SoatGioi-Sans"
SANS_BOLD: Final = "SoatGioi-Sans-Bold"
SERIF: Final = "SoatGioi-Serif"
SERIF_BOLD: Final = "SoatGioi-Serif-Bold"
_FILES: Final = {
    SANS: "BeVietnamPro_400Regular.ttf",
    SANS_BOLD: "BeVietnamPro_600SemiBold.ttf",
    SERIF: "SourceSerif4_400Regular.ttf",
    SERIF_BOLD: "SourceSerif4_600SemiBold.ttf",
}
MARGIN: Final = 20 * mm
WIDTH: Final = A4[0] - 2 * MARGIN
INK: Final = "#22282c"
SOFT: Final = "#5d666c"
LINE: Final = "#dcdad2"
ACCENT: Final = "#0f5c5c"
NOTE: Final = "#fff3dc"
# Line colours and the tints that lie under marked words.
COLOURS: Final = {
    Category.ROLE: ("#0072b2", "#dcecf6"),
    Category.ABILITY: ("#8a5a00", "#f6ead6"),
    Category.TRAIT: ("#5b4a9f", "#e7e3f3"),
    Category.APPEARANCE: ("#a8336f", "#f6e1ec"),
    Category.MARRIAGE: ("#00664b", "#d9ece5"),
    Category.VIOLENCE: ("#9c3b00", "#f7e3d8"),
    Category.DISCRIMINATION: ("#3b4a5a", "#e2e6ea"),
    Category.LANGUAGE: ("#4a57b8", "#e2e5f6"),
    Category.DIVERSITY: ("#7a2f8f", "#efe0f3"),
}
# Marks that only join or vary the letters around them; no font draws them alone.
_JOINERS: Final = dict.fromkeys((0x200C, 0x200D, 0xFE0E, 0xFE0F))


@cache
def load_fonts() -> None:
    """Make the fonts known to the PDF library, once a process."""
    folder = resources.files("screener.report") / "fonts"
    for name, file in _FILES.items():
        content = BytesIO((folder / file).read_bytes())
        pdfmetrics.registerFont(TTFont(name, content))
    pdfmetrics.registerFontFamily(SANS, SANS, SANS_BOLD, SANS, SANS_BOLD)
    pdfmetrics.registerFontFamily(SERIF, SERIF, SERIF_BOLD, SERIF, SERIF_BOLD)


def markup(text: str, *, font: str = SANS) -> str:
    """Text as paragraph markup.

    A sign that the font lacks is set in the other family, and where both lack it
    shown by its number, so that nothing vanishes.
    """
    other = SERIF if font in (SANS, SANS_BOLD) else SANS
    letters = printable(text).translate(_JOINERS)
    shown = (_letter(letter, font, other) for letter in letters)
    return "".join(shown).replace("\t", "    ").replace("\n", "<br/>")


def _letter(letter: str, font: str, other: str) -> str:
    if letter in "\n\t" or _has(font, letter):
        return escape(letter)
    if _has(other, letter):
        return f'<font name="{other}">{escape(letter)}</font>'
    return f"[U+{ord(letter):04X}]"


def _has(font: str, letter: str) -> bool:
    return ord(letter) in pdfmetrics.getFont(font).face.charToGlyph


def style(name: str, **settings: Any) -> ParagraphStyle:
    """A paragraph style over the report's own body text."""
    base: dict[str, Any] = {
        "fontName": SANS,
        "bulletFontName": SANS,
        "fontSize": 9.5,
        "leading": 14,
        "textColor": HexColor(INK),
        "spaceAfter": 3,
        # No word is torn and no line is lost where it fits the column.
        "splitLongWords": 1,
        "allowWidows": 0,
        "allowOrphans": 0,
    }
    return ParagraphStyle(name, **{**base, **settings})


@dataclass(frozen=True, slots=True)
class PageWords:
    """What stands at the head and the foot of each page.

    Attributes:
        head: Left of the head.
        foot: Left of the foot.
        page: "Trang {page} / {pages}".
    """

    head: str
    foot: str
    page: str


class NumberedCanvas(Canvas):  # type: ignore[misc]
    """A canvas that knows the number of pages before it writes the first foot."""

    page_words = PageWords("", "", "")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        # Else the library names a font of its own that is not embedded.
        options["initialFontName"] = SANS
        super().__init__(*arguments, **options)
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802
        """Keep the page until all are known."""
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Write all pages with their numbers."""
        for number, page in enumerate(self._pages, start=1):
            self.__dict__.update(page)
            self._draw_furniture(number, len(self._pages))
            super().showPage()
        super().save()

    def _draw_furniture(self, number: int, count: int) -> None:
        words = self.page_words
        right = A4[0] - MARGIN
        self.setFont(SANS, 8)
        self.setFillColor(HexColor(SOFT))
        self.setStrokeColor(HexColor(LINE))
        self.drawString(MARGIN, A4[1] - 12 * mm, words.head)
        self.line(MARGIN, A4[1] - 14 * mm, right, A4[1] - 14 * mm)
        self.drawString(MARGIN, 11 * mm, words.foot)
        shown = words.page.format(page=number, pages=count)
        self.drawRightString(right, 11 * mm, shown)


def canvas_with(words: PageWords) -> type[NumberedCanvas]:
    """A kind of canvas that writes these words on each page."""
    return type("ReportCanvas", (NumberedCanvas,), {"page_words": words})
