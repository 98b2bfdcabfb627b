"""Markdown: headings, lists, tables and quotations as text, code left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from screener.domain.documents import Part, PartCoverage, PartStatus
from screener.domain.limits import ReadLimits
from screener.domain.wording import Notice
from screener.errors import CorruptInputError
from screener.ingest.assembly import (
    Block,
    Extract,
    image_coverage,
    is_caption_like,
)
from screener.ingest.html_blocks import page_blocks, parse_page
from screener.text.encodings import decode_vietnamese

# Past this depth the parser would drop text without a word.
_DEEPEST_NESTING: Final = 100
_FRONT_MATTER: Final = re.compile(
    r"\A---[ \t]*\r?\n((?:(?:[\w-]+:|[ \t]|-[ \t]|#).*\r?\n|\r?\n)*)"
    r"(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)"
)
_FRONT_TITLE: Final = re.compile(r"""^title:[ \t]*(["']?)(.+?)\1[ \t]*\r?$""", re.M)
_LINE_BREAK_TAG: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
_CODE_TOKENS: Final = frozenset(("fence", "code_block"))


@dataclass(frozen=True, slots=True)
class _Picture:
    alt: str
    title: str


@dataclass(slots=True)
class _Walk:
    """Where in the token stream we are, and what was found so far."""

    source: str
    blocks: list[Block] = field(default_factory=list)
    pictures: list[_Picture] = field(default_factory=list)
    code_blocks: int = 0
    lists: int = 0
    heading_level: int = 0
    title_index: int | None = None
    table: int = 0
    row: int = 0
    column: int = 0
    is_in_cell: bool = False

    def take(self, token: Token) -> None:
        """Note one token of the stream."""
        if token.type == "inline":
            self._take_inline(token.children or [])
        elif token.type == "html_block":
            self._take_html(token.content)
        elif token.type in _CODE_TOKENS:
            self.code_blocks += 1
        else:
            self._move(token)

    def _move(self, token: Token) -> None:
        kind, _, side = token.type.rpartition("_")
        is_open = side == "open"
        if kind in ("bullet_list", "ordered_list"):
            self.lists += 1 if is_open else -1
        elif kind == "heading":
            self.heading_level = int(token.tag[1:]) if is_open else 0
        elif kind == "table" and is_open:
            self.table += 1
            self.row = 0
        elif kind == "tr" and is_open:
            self.row += 1
            self.column = 0
        elif kind in ("th", "td"):
            self.column += is_open
            self.is_in_cell = is_open

    def _take_inline(self, children: Sequence[Token]) -> None:
        text = "".join(_inline_text(child) for child in children)
        pictures = [
            _Picture(child.content, str(child.attrs.get("title", "")))
            for child in children
            if child.type == "image"
        ]
        if self.heading_level == 1 and self.title_index is None:
            self.title_index = len(self.blocks)
        self.blocks.append(Block(text=text, part=self._part(text), cell=self._cell()))
        self._add_pictures(pictures)

    def _take_html(self, content: str) -> None:
        for block in page_blocks(parse_page(content, source=self.source)):
            if block.part is Part.IMAGE:
                self._add_pictures([_Picture(block.text, "")])
            else:
                self.blocks.append(Block(text=block.text, part=block.part))

    def _add_pictures(self, pictures: Iterable[_Picture]) -> None:
        for picture in pictures:
            self.pictures.append(picture)
            self.blocks.append(Block(text=picture.alt, part=Part.ALT_TEXT))
            self.blocks.append(Block(text=picture.title, part=Part.CAPTION))

    def _part(self, text: str) -> Part:
        if self.heading_level:
            return Part.HEADING
        if self.is_in_cell:
            return Part.TABLE
        if self.lists:
            return Part.LIST_ITEM
        # Each picture leaves a caption block, blank when it has no title.
        is_below_picture = bool(self.blocks) and self.blocks[-1].part is Part.CAPTION
        is_caption = is_below_picture and is_caption_like(text)
        return Part.CAPTION if is_caption else Part.BODY

    def _cell(self) -> str | None:
        if not self.is_in_cell:
            return None
        return f"bảng {self.table}, R{self.row}C{self.column}"


def extract(content: bytes, *, source: str, limits: ReadLimits) -> Extract:
    """The paragraphs of a Markdown file, link texts kept, link targets dropped.

    Raises:
        UndecodableTextError: When no known encoding gives readable text.
        CorruptInputError: When quotations or lists nest absurdly deep.
    """
    del limits  # the text is no longer than the bytes, which were measured
    decoded = decode_vietnamese(content, source=source)
    front_matter = _FRONT_MATTER.match(decoded.text)
    text = decoded.text[front_matter.end() :] if front_matter else decoded.text
    walk = _walked(text, source=source)
    blocks = _with_title(walk)
    title = _front_title(front_matter.group(1)) if front_matter else ""
    if title and not any(block.part is Part.TITLE for block in blocks):
        blocks = [Block(text=title, part=Part.TITLE), *blocks]
    return Extract(
        format="md",
        blocks=tuple(blocks),
        parts=tuple(_parts(walk, has_front_matter=front_matter is not None)),
        warnings=decoded.notices,
        trust=decoded.trust,
        title=title,
    )


def _walked(text: str, *, source: str) -> _Walk:
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST_NESTING})
    parser.enable(["table", "strikethrough"])
    walk = _Walk(source)
    for token in parser.parse(text):
        if token.level >= _DEEPEST_NESTING - 1:
            reason = "reason.too_deep"
            raise CorruptInputError(source=source, format="md", reason=reason)
        walk.take(token)
    return walk


def _inline_text(token: Token) -> str:
    if token.type == "softbreak":
        return " "
    if token.type == "hardbreak":
        return "\n"
    if token.type == "html_inline":
        return "\n" if _LINE_BREAK_TAG.fullmatch(token.content) else ""
    return token.content if token.type in ("text", "code_inline") else ""


def _with_title(walk: _Walk) -> list[Block]:
    """The first heading of the first level is the headline."""
    blocks = list(walk.blocks)
    if walk.title_index is not None:
        index = walk.title_index
        blocks[index] = replace(blocks[index], part=Part.TITLE)
    return blocks


def _front_title(front_matter: str) -> str:
    match = _FRONT_TITLE.search(front_matter)
    return match.group(2) if match else ""


def _parts(walk: _Walk, *, has_front_matter: bool) -> Iterator[PartCoverage]:
    for number, picture in enumerate(walk.pictures, start=1):
        yield image_coverage(number, name=picture.alt or picture.title)
    if walk.code_blocks:
        notice = Notice("coverage.code")
        yield PartCoverage(
            Part.OTHER, PartStatus.NOT_READ, notice, count=walk.code_blocks
        )
    if has_front_matter:
        notice = Notice("coverage.front_matter")
        yield PartCoverage(Part.OTHER, PartStatus.NOT_READ, notice)
