"""A web page as blocks of text in document order, each with its surroundings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree
from lxml import html as lxml_html

from screener.domain.documents import Part
from screener.errors import CorruptInputError

_SKIPPED: Final = frozenset(
    (
        *("audio", "canvas", "iframe", "math", "object", "svg", "video"),
        *("button", "datalist", "input", "option", "select", "textarea"),
        *("head", "noscript", "script", "style", "template"),
        "del",
    )
)
_BLOCKS: Final = frozenset(
    (
        *("address", "blockquote", "body", "center", "div", "hr", "p", "pre"),
        *("article", "aside", "footer", "header", "main", "nav", "section"),
        *("dd", "dl", "dt", "li", "ol", "ul"),
        *("details", "dialog", "fieldset", "form", "summary"),
        *("figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"),
    )
)
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_FURNITURE_TAGS: Final = frozenset(("nav", "aside", "footer", "form", "dialog"))
_FURNITURE_ROLES: Final = frozenset(
    ("navigation", "complementary", "banner", "contentinfo", "search", "dialog")
)
# Words in class and id that newsrooms give to what is not the article.
_FURNITURE_WORDS: Final = re.compile(
    r"(?:^|[\s_-])(?:ads?|advert\w*|banner|binh-?luan|breadcrumbs?|comments?|cookie|"
    r"copyright|doc-?them|footer|goi-?y|lien-?quan|login|menu|modal|most-?\w+|nav|"
    r"navbar|newsletter|popup|promo\w*|qc|quang-?cao|recommend\w*|related?|relate-\w+|"
    r"share|sidebar|social|sponsor\w*|tags?|tin-?khac|tin-?lien-?quan|tin-?moi|"
    r"toolbar|trending|xem-?nhieu|xem-?them)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CAPTION_WORDS: Final = re.compile(
    r"caption|chu-?thich|image-?desc|photo-?note|(?:^|\s)Image(?:$|\s)"
)
_HIDDEN_STYLE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_NOTE_NUMBERS: Final = frozenset(
    ("sdfootnoteanc", "sdfootnotesym", "sdendnoteanc", "sdendnotesym")
)
_BLANKS: Final = re.compile("[ \t\r\n\f]+")
_AROUND_BREAK: Final = re.compile(" *\n *")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBlock:
    """One block of text, or one picture, of a page.

    Attributes:
        text: White space as a browser shows it; a picture's alternative text.
        part: Heading, list item, table, caption, body; IMAGE for a picture.
        tag: Of the element that holds it.
        cell: Table cell, such as "bảng 1, R2C3".
        link_share: Share of its characters that are links.
        is_furniture: Whether it stands in a menu, an advert or the like.
    """

    text: str
    part: Part
    tag: str
    cell: str | None
    link_share: float
    is_furniture: bool


def parse_page(text: str, *, source: str) -> etree._Element:
    """The tree of a page or of a piece of one; without elements for a blank text.

    Raises:
        CorruptInputError: When it cannot be parsed, or nests so deeply that the
            parser would leave the rest out.
    """
    parser = lxml_html.HTMLParser(
        remove_comments=True, remove_pis=True, no_network=True, huge_tree=False
    )
    try:
        root = lxml_html.document_fromstring(text, parser=parser)
    except etree.ParserError:
        return etree.Element("html")  # nothing but white space and comments
    except (etree.XMLSyntaxError, ValueError) as exc:
        raise CorruptInputError(
            source=source, format="html", reason="reason.bad_html"
        ) from exc
    if any("depth" in entry.message for entry in parser.error_log):
        raise CorruptInputError(source=source, format="html", reason="reason.too_deep")
    return root


def page_blocks(root: etree._Element) -> tuple[PageBlock, ...]:
    """All blocks and pictures of a page that a reader can see, in order."""
    return tuple(_PageWalk().blocks(root))


@dataclass(slots=True)
class _Level:
    """What holds inside one open element."""

    tag: str
    part: Part | None
    is_furniture: bool


@dataclass(slots=True)
class _PageWalk:
    levels: list[_Level] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    linked: int = 0
    links: int = 0
    table: int = 0
    # One [table, row, column] for each table around; None where it only lays out.
    cells: list[list[int] | None] = field(default_factory=list)

    def blocks(self, root: etree._Element) -> Iterator[PageBlock]:
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "end":
                yield from self._leave(element)
            elif element.tag in _SKIPPED or _is_hidden(element):
                walk.skip_subtree()
            else:
                yield from self._enter(element)

    def _enter(self, element: etree._Element) -> Iterator[PageBlock]:
        tag = element.tag
        if tag in _BLOCKS:
            yield from self._flush()
            self._open(element)
        self.links += tag == "a"
        if tag == "br":
            self.texts.append("\n")
        elif tag == "img":
            self.pictures.append(element.get("alt", ""))
        self._add(element.text)

    def _leave(self, element: etree._Element) -> Iterator[PageBlock]:
        tag = element.tag
        is_skipped = tag in _SKIPPED or _is_hidden(element)
        if tag in _BLOCKS and not is_skipped:
            yield from self._flush()
            self.levels.pop()
            if tag == "table":
                self.cells.pop()
        if tag == "a" and not is_skipped:
            self.links -= 1
        self._add(element.tail)

    def _open(self, element: etree._Element) -> None:
        around = self.levels[-1] if self.levels else _Level("", None, False)
        part = _part_of(element)
        self._count_cells(element)
        if part is Part.TABLE and not (self.cells and self.cells[-1]):
            part = None
        self.levels.append(
            _Level(
                tag=element.tag,
                part=part or around.part,
                is_furniture=around.is_furniture or _is_furniture(element),
            )
        )

    def _count_cells(self, element: etree._Element) -> None:
        if element.tag == "table":
            is_layout = _is_layout(element)
            self.table += not is_layout
            self.cells.append(None if is_layout else [self.table, 0, 0])
        cells = self.cells[-1] if self.cells else None
        if cells and element.tag == "tr":
            cells[1:] = [cells[1] + 1, 0]
        elif cells and element.tag in ("td", "th"):
            cells[2] += 1

    def _add(self, text: str | None) -> None:
        if text:
            self.texts.append(_BLANKS.sub(" ", text))
            self.linked += len(text.strip()) if self.links else 0

    def _flush(self) -> Iterator[PageBlock]:
        joined = re.sub(" {2,}", " ", "".join(self.texts))
        text = _AROUND_BREAK.sub("\n", joined).strip()
        if text:
            part = (self.levels[-1].part if self.levels else None) or Part.BODY
            yield self._block(text, part, link_share=min(1.0, self.linked / len(text)))
        for alt in self.pictures:
            yield self._block(alt.strip(), Part.IMAGE, link_share=0.0)
        self.texts.clear()
        self.pictures.clear()
        self.linked = 0

    def _block(self, text: str, part: Part, *, link_share: float) -> PageBlock:
        level = self.levels[-1] if self.levels else _Level("", None, False)
        cells = self.cells[-1] if self.cells else None
        is_cell = part is Part.TABLE and cells and cells[2]
        return PageBlock(
            text=text,
            part=part,
            tag=level.tag,
            cell="bảng {}, R{}C{}".format(*cells) if cells and is_cell else None,
            link_share=link_share,
            is_furniture=level.is_furniture,
        )


def _part_of(element: etree._Element) -> Part | None:
    """What an element makes of the text in it; None leaves it as it was."""
    tag = element.tag
    names = f"{element.get('class', '')} {element.get('id', '')}"
    if tag == "figcaption" or _CAPTION_WORDS.search(names):
        return Part.CAPTION
    if tag in _HEADINGS:
        return Part.HEADING
    if tag == "div" and element.get("title") in ("header", "footer"):
        return Part(element.get("title"))  # LibreOffice saves page headers so
    if element.get("id", "").startswith(("sdfootnote", "sdendnote")):
        return Part.FOOTNOTE
    if tag in ("li", "dd", "dt"):
        return Part.LIST_ITEM
    return Part.TABLE if tag in ("td", "th", "caption") else None


def _is_layout(table: etree._Element) -> bool:
    """Whether a table only places things on the page, as pages of 2005 did."""
    if table.get("role") == "presentation" or table.find(".//table") is not None:
        return True
    if table.find(".//h1") is not None or table.find(".//img") is not None:
        return True
    return sum(1 for _ in table.iter("td", "th")) <= 1


def _is_furniture(element: etree._Element) -> bool:
    if element.tag in _FURNITURE_TAGS or element.get("role") in _FURNITURE_ROLES:
        return True
    if element.tag in ("html", "body", "article", "main"):
        return False
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return _FURNITURE_WORDS.search(names) is not None


def _is_hidden(element: etree._Element) -> bool:
    """Whether it is not shown, or is only the little number of a footnote."""
    return (
        element.get("hidden") is not None
        or element.get("class") in _NOTE_NUMBERS
        or _HIDDEN_STYLE.search(element.get("style", "")) is not None
    )
