"""Rich Text Format (rtf): the final view, notes, cells, fonts of old tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from screener.domain.documents import Part, PartCoverage, PartStatus, Trust
from screener.domain.limits import ReadLimits
from screener.domain.wording import Notice
from screener.errors import TooLongError
from screener.ingest.assembly import Block, Extract, image_coverage
from screener.ingest.font_text import FontReader
from screener.ingest.rtf_tokens import Kind, tokens
from screener.ingest.rtf_walk import RtfTally, RtfWalk

FORMAT: Final = "rtf"


def extract(content: bytes, *, source: str, limits: ReadLimits) -> Extract:
    """The paragraphs of an RTF file once all changes are accepted.

    Order: body, notes, page headers and footers, each wording of these once.

    Raises:
        TooLongError: When there is more text than the limits allow.
    """
    fonts = FontReader()
    walk = RtfWalk(fonts)
    depth = characters = 0
    for token in tokens(content):
        depth += (token.kind is Kind.OPEN) - (token.kind is Kind.CLOSE)
        characters += len(token.content) if token.kind is Kind.BYTES else 0
        walk.read(token)
    walk.finish()
    blocks = (*walk.body.blocks, *walk.notes, *_once(walk.pages))
    _check_length(blocks, source=source, limits=limits)
    is_complete = depth <= 0
    return Extract(
        format=FORMAT,
        blocks=blocks,
        parts=(*_pictures(walk.tally), *_unread(walk.tally)),
        warnings=(*_warnings(walk.tally, is_complete=is_complete), *fonts.notices()),
        trust=Trust.TRUSTED if is_complete else Trust.DOUBTFUL,
    )


def _check_length(blocks: Iterable[Block], *, source: str, limits: ReadLimits) -> None:
    characters = sum(len(block.text) for block in blocks)
    if characters > limits.max_characters:
        raise TooLongError(
            source=source, characters=characters, limit=limits.max_characters
        )


def _once(blocks: Iterable[Block]) -> Iterator[Block]:
    seen: set[str] = set()
    for block in blocks:
        text = " ".join(block.text.split())
        if any(map(str.isalpha, text)) and text not in seen:
            seen.add(text)
            yield block


def _pictures(tally: RtfTally) -> Iterator[PartCoverage]:
    for number, name in enumerate(tally.pictures, start=1):
        yield image_coverage(number, name=name)


def _unread(tally: RtfTally) -> Iterator[PartCoverage]:
    removed = Notice("coverage.deleted", (("characters", sum(tally.deleted)),))
    hidden = Notice("coverage.hidden", (("characters", tally.hidden_characters),))
    counts = (
        (Part.DELETED, removed, len(tally.deleted)),
        (Part.COMMENT, Notice("coverage.comment"), tally.comments),
        (Part.OTHER, hidden, int(tally.hidden_characters > 0)),
        (Part.OTHER, Notice("coverage.embedded"), tally.embedded),
    )
    for part, notice, count in counts:
        if count:
            yield PartCoverage(part, PartStatus.NOT_READ, notice, count)


def _warnings(tally: RtfTally, *, is_complete: bool) -> Iterator[Notice]:
    if not is_complete:
        yield Notice("warning.incomplete_file")
    if tally.insertions or tally.deleted:
        facts = (("insertions", tally.insertions), ("deletions", len(tally.deleted)))
        yield Notice("warning.tracked_changes", facts)
