"""What a reader took out of a file, and the document that is made from it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from screener.domain.documents import (
    Coverage,
    Document,
    Paragraph,
    Part,
    PartCoverage,
    PartStatus,
    Place,
    Trust,
)
from screener.domain.limits import ReadLimits
from screener.domain.spans import Span
from screener.domain.wording import Notice
from screener.errors import NoTextError, TooLongError
from screener.ingest.trust import text_trust

# Zero-width and direction marks: invisible, yet they would part a word from the
# rule that looks for it. The joiners (U+200C, U+200D) stay: emoji need them.
_INVISIBLE: Final = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
# Bullets and dashes of the Symbol and Wingdings fonts, as Word writes them.
_SYMBOL_FONT: Final = {
    "\uf02d": "-",
    "\uf076": "•",
    "\uf0a7": "▪",
    "\uf0a8": "▫",
    "\uf0b7": "•",
    "\uf0d8": "➢",
    "\uf0e0": "→",
    "\uf0fc": "✓",
}
_SYMBOLS: Final = re.compile(f"[{''.join(_SYMBOL_FONT)}]")
# "Ảnh: Minh Châu", "Hình 2. …" right below a picture.
_CAPTION_START: Final = re.compile(
    r"(?:Ảnh|Hình|Trong ảnh|Biểu đồ|Sơ đồ)\b.{0,12}?[:.]", re.IGNORECASE
)
# What programs put where an author wrote nothing: "fig: anh-01.png".
_FILE_NAME: Final = re.compile(
    r"(?:fig: ?)?[^\s]+\.(?:png|jpe?g|gif|webp|svg|bmp|tiff?|emf|wmf)", re.IGNORECASE
)
_RUNNING_TEXT: Final = (Part.BODY, Part.HEADING)
_MAX_TITLE_WORDS: Final = 25
# "?" and "!" are left out: many headlines ask or exclaim.
_STOPS: Final = (".", "…", ":", ";", ",")
_CLOSERS: Final = "\"'”’»)] "


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph as a reader found it, without a position yet."""

    text: str
    part: Part = Part.BODY
    page: int | None = None
    cell: str | None = None
    slide: int | None = None
    time: str | None = None
    section: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """All that a reader got out of a file.

    Attributes:
        format: Short name of the format, as errors print it.
        blocks: Paragraphs in reading order; blank ones are dropped later.
        parts: What was not read or not judged, with reasons.
        trust: As far as the reader can tell; the text itself is tested later.
        title: When the file names one outside its text.
    """

    format: str
    blocks: tuple[Block, ...]
    parts: tuple[PartCoverage, ...] = ()
    warnings: tuple[Notice, ...] = ()
    trust: Trust = Trust.TRUSTED
    title: str = ""


def clean_text(text: str) -> str:
    """The text in NFC without what no reader sees; ends carry no white space."""
    text = _INVISIBLE.sub("", text)
    text = _SYMBOLS.sub(lambda match: _SYMBOL_FONT[match.group()], text)
    text = _SURROGATES.sub("\ufffd", _CONTROLS.sub(" ", text))
    return unicodedata.normalize("NFC", text).strip()


def is_title_like(text: str) -> bool:
    """Whether a paragraph has the shape of a headline: short, without a full stop."""
    bare = text.rstrip(_CLOSERS)
    return 0 < len(text.split()) <= _MAX_TITLE_WORDS and not bare.endswith(_STOPS)


def is_caption_like(text: str) -> bool:
    """Whether a paragraph opens as captions do; only a picture above it proves it."""
    return _CAPTION_START.match(text.strip()) is not None


def is_file_name(text: str) -> bool:
    """Whether an alternative text only names a picture's file, and says nothing."""
    return _FILE_NAME.fullmatch(text.strip()) is not None


def image_coverage(
    number: int, *, name: str = "", page: int | None = None
) -> PartCoverage:
    """The entry of one picture, which a person has to look at.

    Args:
        number: Among the pictures of the file, from 1.
        name: Its alternative text or caption, to tell it from the others.
        page: Where it stands.
    """
    facts: list[tuple[str, str | int | float]] = [("number", number)]
    facts += [("name", name)] if name else []
    facts += [("page", page)] if page else []
    notice = Notice("coverage.image", tuple(facts))
    return PartCoverage(Part.IMAGE, PartStatus.NOT_JUDGED, notice)


def has_title_shape(texts: Sequence[str]) -> bool:
    """Whether the first one is a headline: title-like, and a longer one follows."""
    if not texts or not is_title_like(texts[0]):
        return False
    return any(len(text) > len(texts[0]) for text in texts[1:])


def with_title(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks with a headline marked, when the file marks none by itself.

    A first heading is promoted; failing that, a first body paragraph that looks
    like a headline.
    """
    known = tuple(blocks)
    index = next((i for i, b in enumerate(known) if b.part in _RUNNING_TEXT), None)
    if index is None or any(block.part is Part.TITLE for block in known):
        return known
    first = known[index]
    texts = [block.text for block in known[index:]]
    if first.part is not Part.HEADING and not has_title_shape(texts):
        return known
    return (*known[:index], replace(first, part=Part.TITLE), *known[index + 1 :])


def cleaned(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks with clean text; those that held nothing visible are gone."""
    fresh = (replace(block, text=clean_text(block.text)) for block in blocks)
    return tuple(block for block in fresh if block.text)


def make_document(
    extract: Extract,
    *,
    document_id: str,
    source: str,
    sha256: str,
    limits: ReadLimits,
) -> Document:
    """The document of a file: its paragraphs joined by line feeds, each placed.

    Raises:
        NoTextError: When nothing visible is left.
        TooLongError: When there is more text than the limits allow.
    """
    # Before anything is copied: one string that a file refers to ten thousand times
    # costs nothing until it is joined.
    check_characters(extract.blocks, source=source, limits=limits)
    blocks = with_title(cleaned(extract.blocks))
    if not blocks:
        raise NoTextError(source=source, format=extract.format)
    text = "\n".join(block.text for block in blocks)
    check_length(text, source=source, limits=limits)
    judgement = text_trust(text, floor=extract.trust)
    return Document(
        id=document_id,
        source=source,
        text=text,
        paragraphs=_placed(blocks),
        coverage=Coverage(
            characters_read=len(text),
            parts=(*_read_parts(blocks), *extract.parts),
            trust=judgement.trust,
        ),
        sha256=sha256,
        title=extract.title or _title(blocks),
        warnings=(*extract.warnings, *judgement.warnings),
    )


def check_characters(
    blocks: Iterable[Block], *, source: str, limits: ReadLimits
) -> None:
    """Refuse blocks that hold far more than a text may.

    Raises:
        TooLongError: When they have more than twice ``max_characters``, as no text
            has that is within the limit once it is cleaned.
    """
    characters = sum(len(block.text) for block in blocks)
    if characters > 2 * limits.max_characters:
        raise TooLongError(
            source=source, characters=characters, limit=limits.max_characters
        )


def check_length(text: str, *, source: str, limits: ReadLimits) -> None:
    """Refuse a text above the limit.

    Raises:
        TooLongError: When it has more code points than ``max_characters``.
    """
    if len(text) > limits.max_characters:
        raise TooLongError(
            source=source, characters=len(text), limit=limits.max_characters
        )


def _placed(blocks: Sequence[Block]) -> tuple[Paragraph, ...]:
    paragraphs: list[Paragraph] = []
    start = 0
    number, section = 0, None
    for block in blocks:
        # Whoever opens a file of an archive counts from its own beginning.
        number = number + 1 if block.section == section else 1
        section = block.section
        span = Span(start, start + len(block.text))
        place = Place(
            part=block.part,
            paragraph=number,
            page=block.page,
            cell=block.cell,
            slide=block.slide,
            time=block.time,
            section=block.section,
        )
        paragraphs.append(Paragraph(span, place))
        start = span.end + 1
    return tuple(paragraphs)


def _read_parts(blocks: Sequence[Block]) -> tuple[PartCoverage, ...]:
    counts: dict[Part, int] = {}
    for block in blocks:
        counts[block.part] = counts.get(block.part, 0) + 1
    return tuple(
        PartCoverage(part, PartStatus.READ, count=count)
        for part, count in counts.items()
    )


def _title(blocks: Sequence[Block]) -> str:
    titles = (block.text for block in blocks if block.part is Part.TITLE)
    return " ".join(next(titles, "").split())
