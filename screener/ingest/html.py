"""Web pages: the article with its headline, captions and alternative texts."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import trafilatura
from lxml import etree

from screener.domain.documents import Part, PartCoverage, PartStatus, Trust
from screener.domain.limits import ReadLimits
from screener.domain.wording import Notice
from screener.errors import UndecodableTextError
from screener.ingest.assembly import Block, Extract, image_coverage, is_title_like
from screener.ingest.html_blocks import PageBlock, page_blocks, parse_page
from screener.ingest.trust import is_readable
from screener.text.encodings import DecodedText, decode_vietnamese
from screener.text.normal import normalize

_XML_DECLARATION: Final = re.compile(r"\A\s*<\?xml[^>]*\?>")
_DECLARED: Final = re.compile(
    rb"""<(?:meta[^>]+charset\s*=\s*["']?|\?xml[^>]+encoding\s*=\s*["'])([\w.:-]+)""",
    re.IGNORECASE,
)
_DECLARATION_REACH: Final = 4096
# What pages call Latin-1 is Windows-1252 in every browser.
_AS_BROWSERS_DO: Final = {"iso8859-1": "cp1252", "ascii": "cp1252"}
_SITE_SUFFIX: Final = re.compile(r"\s+(?:[-–—|»])\s+[^-–—|»]{2,40}$")
_MAX_ELEMENTS: Final = 100_000
_MANY_LINKS: Final = 0.5
_STANDFIRST_WORDS: Final = 8
_LONG_HEADING_WORDS: Final = 15
_SHORTEST_PART_MATCH: Final = 20
_LINK_LINES_IN_DOCUMENT: Final = 1


@dataclass(frozen=True, slots=True)
class _Selection:
    """The blocks that belong to the article, by index."""

    blocks: tuple[int, ...]
    is_whole_page: bool


def extract(content: bytes, *, source: str, limits: ReadLimits) -> Extract:
    """The article of a web page; all its text when no article is recognised.

    Raises:
        UndecodableTextError: When no known encoding gives readable text.
        CorruptInputError: When the page cannot be parsed.
    """
    del limits  # the text is no longer than the bytes, which were measured
    decoded = decode_page(content, source=source)
    markup = _XML_DECLARATION.sub("", decoded.text).replace("\0", "")
    root = parse_page(markup, source=source)
    blocks = page_blocks(root)
    selection = _selection(blocks, _article_lines(markup, root))
    chosen = [blocks[index] for index in selection.blocks]
    title = page_title(root)
    warnings = decoded.notices
    if selection.is_whole_page and any(block.is_furniture for block in blocks):
        warnings = (*warnings, Notice("warning.article_not_found"))
    return Extract(
        format="html",
        blocks=tuple(_document_blocks(chosen, title)),
        parts=(*_parts(blocks, selection), *_deleted(root)),
        warnings=warnings,
        trust=decoded.trust,
        title=title,
    )


def decode_page(content: bytes, *, source: str) -> DecodedText:
    """The text of a page: Unicode when it is, else as declared, else as guessed.

    Raises:
        UndecodableTextError: When none of the three gives readable text.
    """
    declared = _declared_codec(content)
    try:
        decoded = decode_vietnamese(content, source=source)
    except UndecodableTextError:
        if declared is None or (text := _decoded(content, declared)) is None:
            raise
        return DecodedText(text, declared, 1.0, Trust.TRUSTED)
    if declared is None or decoded.encoding.startswith(declared[:5]):
        return decoded
    if decoded.encoding.startswith("utf"):
        facts = (("declared", declared), ("actual", decoded.encoding))
        notice = Notice("warning.declared_encoding", facts)
        notices = (*decoded.notices, *(() if content.isascii() else (notice,)))
        return DecodedText(
            decoded.text, decoded.encoding, decoded.score, decoded.trust, notices
        )
    text = _decoded(content, declared)
    if text is not None and is_readable(text):
        return DecodedText(text, declared, 1.0, Trust.TRUSTED)
    return decoded


def page_title(root: etree._Element) -> str:
    """The headline as the page's head gives it, without the site's name; or ""."""
    for meta in root.iter("meta"):
        if "og:title" in (meta.get("property"), meta.get("name")):
            return " ".join((meta.get("content") or "").split())
    title = root.find(".//title")
    text = " ".join(("" if title is None else title.text_content()).split())
    return _SITE_SUFFIX.sub("", text)


def _declared_codec(content: bytes) -> str | None:
    match = _DECLARED.search(content[:_DECLARATION_REACH])
    if match is None:
        return None
    try:
        name = codecs.lookup(match.group(1).decode("ascii", "replace")).name
    except LookupError:
        return None
    return _AS_BROWSERS_DO.get(name, name)


def _decoded(content: bytes, codec: str) -> str | None:
    try:
        return normalize(content.decode(codec))
    except (UnicodeError, LookupError):
        return None


def _article_lines(markup: str, root: etree._Element) -> list[str]:
    """The lines that trafilatura holds to be the article, as match keys."""
    if sum(1 for _ in root.iter()) > _MAX_ELEMENTS:
        return []
    text = trafilatura.extract(
        markup,
        output_format="txt",
        include_comments=False,
        include_tables=True,
        include_formatting=False,
        favor_recall=True,
        # Without its second opinions, which cost time and warn about short pages:
        # what it misses between two paragraphs it found is taken in all the same.
        fast=True,
        # Its memory of earlier pages would make the second reading differ.
        deduplicate=False,
        with_metadata=False,
    )
    return [key for line in (text or "").splitlines() if (key := _key(line))]


def _key(text: str) -> str:
    """Letters and digits alone: extractors disagree about white space and marks."""
    return "".join(filter(str.isalnum, normalize(text).lower()))


def _selection(blocks: Sequence[PageBlock], lines: Sequence[str]) -> _Selection:
    """From the headline to the last block of the article, adverts left out."""
    whole = _Selection(tuple(range(len(blocks))), is_whole_page=True)
    if _is_document(blocks):
        return whole
    core = _core(blocks, lines)
    if not core:
        return whole
    first, last = core[0], _with_trailing_captions(blocks, core[-1])
    headline = _headline(blocks, first)
    before = range(first if headline is None else headline, first)
    chosen = [i for i in before if i == headline or _is_standfirst(blocks[i])]
    kept = set(core)
    chosen += [i for i in range(first, last + 1) if i in kept or _is_prose(blocks[i])]
    return _Selection(tuple(chosen), is_whole_page=False)


def _is_document(blocks: Sequence[PageBlock]) -> bool:
    """Whether the page is a plain document, such as Word saves, all of it text."""
    has_furniture = any(block.is_furniture for block in blocks)
    links = sum(block.link_share >= _MANY_LINKS for block in blocks)
    return not has_furniture and links <= _LINK_LINES_IN_DOCUMENT


def _core(blocks: Sequence[PageBlock], lines: Sequence[str]) -> list[int]:
    known = set(lines)
    joined = "\n".join(lines)
    core: list[int] = []
    for index, block in enumerate(blocks):
        key = _key(block.text)
        if block.is_furniture or block.part is Part.IMAGE or not key:
            continue
        is_part = len(key) >= _SHORTEST_PART_MATCH and key in joined
        if (key in known or is_part) and block.link_share < _MANY_LINKS:
            core.append(index)
    return core


def _headline(blocks: Sequence[PageBlock], first: int) -> int | None:
    """The last "h1" up to the first paragraph of the article."""
    for index in range(first, -1, -1):
        if blocks[index].tag == "h1" and not blocks[index].is_furniture:
            return index
    return None


def _with_trailing_captions(blocks: Sequence[PageBlock], last: int) -> int:
    """The index of the last picture or caption that follows the article at once."""
    while last + 1 < len(blocks):
        block = blocks[last + 1]
        is_picture = block.part in (Part.IMAGE, Part.CAPTION)
        if not is_picture or block.is_furniture:
            break
        last += 1
    return last


def _is_prose(block: PageBlock) -> bool:
    return not block.is_furniture and block.link_share < _MANY_LINKS


def _is_standfirst(block: PageBlock) -> bool:
    """Whether a block between headline and article is text: no date, no byline."""
    if block.part in (Part.IMAGE, Part.CAPTION):
        return _is_prose(block)
    return _is_prose(block) and len(block.text.split()) >= _STANDFIRST_WORDS


def _document_blocks(chosen: Sequence[PageBlock], title: str) -> Iterator[Block]:
    headline = next((block for block in chosen if block.tag == "h1"), None)
    if headline is None and title and all(b.text != title for b in chosen):
        yield Block(text=title, part=Part.TITLE)
    for block in chosen:
        if block.part is Part.IMAGE:
            yield Block(text=block.text, part=Part.ALT_TEXT)
        elif block is headline or (headline is None and block.text == title):
            yield Block(text=block.text, part=Part.TITLE)
        else:
            yield Block(text=block.text, part=_part_of(block), cell=block.cell)


def _part_of(block: PageBlock) -> Part:
    """The block's part; a standfirst set as a heading is body, it has sentences."""
    is_standfirst = (
        block.part is Part.HEADING
        and len(block.text.split()) >= _LONG_HEADING_WORDS
        and not is_title_like(block.text)
    )
    return Part.BODY if is_standfirst else block.part


def _deleted(root: etree._Element) -> Iterator[PartCoverage]:
    lengths = [len(element.text_content().strip()) for element in root.iter("del")]
    count = sum(length > 0 for length in lengths)
    if count:
        notice = Notice("coverage.deleted", (("characters", sum(lengths)),))
        yield PartCoverage(Part.DELETED, PartStatus.NOT_READ, notice, count=count)


def _parts(
    blocks: Sequence[PageBlock], selection: _Selection
) -> Iterator[PartCoverage]:
    chosen = [blocks[index] for index in selection.blocks]
    pictures = [block for block in chosen if block.part is Part.IMAGE]
    for number, picture in enumerate(pictures, start=1):
        yield image_coverage(number, name=picture.text)
    texts = sum(block.part is not Part.IMAGE for block in blocks)
    outside = texts - sum(block.part is not Part.IMAGE for block in chosen)
    if outside:
        notice = Notice("coverage.outside_article")
        yield PartCoverage(Part.OTHER, PartStatus.NOT_READ, notice, count=outside)
