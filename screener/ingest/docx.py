"""Word files (docx, docm, dotx): the final view, every story, what was left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from screener.domain.documents import Part, PartCoverage, PartStatus
from screener.domain.limits import ReadLimits
from screener.domain.wording import Notice
from screener.ingest.assembly import (
    Block,
    Extract,
    image_coverage,
    is_caption_like,
)
from screener.ingest.docx_fonts import DocxFonts
from screener.ingest.docx_package import FORMAT, DocxPackage
from screener.ingest.docx_story import StoryParagraph, StoryWalk, Tally
from screener.ingest.docx_styles import Styles
from screener.ingest.docx_tags import RELATION, WORD

_PAGE_STORIES: Final = (
    ("headerReference", Part.HEADER),
    ("footerReference", Part.FOOTER),
)
_NOTE_STORIES: Final = (
    (Part.FOOTNOTE, "footnotes", WORD + "footnote"),
    (Part.ENDNOTE, "endnotes", WORD + "endnote"),
)
_LETTER: Final = re.compile(r"[^\W\d_]")
_TITLE_REACH: Final = 5


def extract(content: bytes, *, source: str, limits: ReadLimits) -> Extract:
    """The paragraphs of a Word file as they stand once all changes are accepted.

    Order: body, footnotes, endnotes, page headers, page footers.

    Raises:
        CorruptInputError: When it is damaged.
        EncryptedInputError: When it needs a password.
        ArchiveBombError: When it would unpack beyond the limits.
    """
    package = DocxPackage(content, source=source, limits=limits)
    walk = StoryWalk()
    placed = placed_paragraphs(package, walk)
    drawn = [paragraph for paragraph, _ in placed]
    return Extract(
        format=FORMAT,
        blocks=tuple(_block(p, part) for p, part in placed),
        parts=(
            *_pictures(drawn),
            *_unread(walk.tally, drawn, comments=_comments(package)),
        ),
        warnings=(*_warnings(walk.tally), *walk.font_reader.notices()),
    )


_Placed = tuple[StoryParagraph, Part]


def placed_paragraphs(package: DocxPackage, walk: StoryWalk) -> tuple[_Placed, ...]:
    """Every paragraph in the order of the document's text, with its part.

    The writer of margin comments walks the file by the same list, so that what
    it anchors is what was read.
    """
    root = package.related("styles")
    styles = Styles(root)
    walk.fonts = DocxFonts(root)
    walk.related = package.related_by_id
    # Notes are known only once the body, which refers to them, has been walked.
    body = _body(walk, package, styles)
    return (*body, *_notes(walk, package), *_page_stories(walk, package))


def _block(paragraph: StoryParagraph, part: Part) -> Block:
    return Block(text=paragraph.text, part=part, cell=paragraph.cell)


def _body(walk: StoryWalk, package: DocxPackage, styles: Styles) -> list[_Placed]:
    placed: list[_Placed] = []
    follows_picture = False
    for paragraph in walk.paragraphs(package.body, part=Part.BODY):
        part = _styled_part(paragraph, styles, follows_picture=follows_picture)
        placed.append((paragraph, part))
        if paragraph.drawn or paragraph.text.strip():
            follows_picture = _is_picture(paragraph) or (
                follows_picture and part is Part.ALT_TEXT
            )
    return _with_first_heading_as_title(placed, styles)


def _is_picture(paragraph: StoryParagraph) -> bool:
    return any(drawn.pictures for drawn in paragraph.drawn)


def _styled_part(
    paragraph: StoryParagraph, styles: Styles, *, follows_picture: bool
) -> Part:
    styled = styles.part_of(paragraph.element)
    if paragraph.part is Part.ALT_TEXT:
        return Part.ALT_TEXT
    if styled is Part.CAPTION:
        return Part.CAPTION
    if follows_picture and styled is Part.BODY and is_caption_like(paragraph.text):
        return Part.CAPTION
    return styled if paragraph.part is Part.BODY else paragraph.part


def _with_first_heading_as_title(
    placed: list[_Placed], styles: Styles
) -> list[_Placed]:
    """A first heading near the top is the headline, even below a kicker."""
    if any(part is Part.TITLE for _, part in placed):
        return placed
    filled = [i for i, (p, _) in enumerate(placed) if p.text.strip()]
    for index in filled[:_TITLE_REACH]:
        paragraph, part = placed[index]
        if part is Part.HEADING and styles.is_top_level(paragraph.element):
            return [
                *placed[:index],
                (paragraph, Part.TITLE),
                *placed[index + 1 :],
            ]
    return placed


def _notes(walk: StoryWalk, package: DocxPackage) -> Iterator[_Placed]:
    """The notes that the final view refers to, in the order of their references."""
    wanted = list(dict.fromkeys(walk.tally.notes))
    for part, story, tag in _NOTE_STORIES:
        root = package.related(story)
        if root is None:
            continue
        walk.related = partial(package.related_by_id, of=package.name_of(story))
        by_id = {note.get(WORD + "id"): note for note in root.iter(tag)}
        for wanted_part, note_id in wanted:
            if wanted_part is part and note_id in by_id:
                for paragraph in walk.paragraphs(by_id[note_id], part=part):
                    yield paragraph, paragraph.part


def _page_stories(walk: StoryWalk, package: DocxPackage) -> Iterator[_Placed]:
    """Page headers and footers; what several sections repeat is read once."""
    for reference, part in _PAGE_STORIES:
        seen: set[str] = set()
        read: set[str] = set()
        references = package.main.iter(WORD + reference)
        ids = dict.fromkeys(item.get(RELATION + "id", "") for item in references)
        for relation_id in ids:
            target = package.target(relation_id)
            if target is None or target in read:
                continue
            read.add(target)
            root = package.parsed(target)
            walk.related = partial(package.related_by_id, of=target)
            for paragraph in walk.paragraphs(root, part=part):
                text = " ".join(paragraph.text.split())
                is_new_text = _LETTER.search(text) and text not in seen
                if is_new_text:
                    seen.add(text)
                    yield paragraph, paragraph.part
                elif paragraph.drawn:
                    yield replace(paragraph, pieces=()), paragraph.part


def _comments(package: DocxPackage) -> int:
    root = package.related("comments")
    return 0 if root is None else sum(1 for _ in root.iter(WORD + "comment"))


def _pictures(paragraphs: Iterable[StoryParagraph]) -> Iterator[PartCoverage]:
    """One entry a picture: each has to be looked at by a person."""
    number = 0
    for paragraph in paragraphs:
        for drawn in paragraph.drawn:
            name = drawn.alt_texts[0].text if drawn.alt_texts else ""
            for _ in range(drawn.pictures):
                number += 1
                yield image_coverage(number, name=name)


def _unread(
    tally: Tally, paragraphs: Iterable[StoryParagraph], *, comments: int
) -> Iterator[PartCoverage]:
    drawn = [item for paragraph in paragraphs for item in paragraph.drawn]
    deleted = Notice("coverage.deleted", (("characters", sum(tally.deleted)),))
    hidden = Notice("coverage.hidden", (("characters", tally.hidden_characters),))
    counts = (
        (Part.DELETED, deleted, sum(1 for length in tally.deleted if length)),
        (Part.COMMENT, Notice("coverage.comment"), comments),
        (Part.OTHER, hidden, int(tally.hidden_characters > 0)),
        (Part.OTHER, Notice("coverage.chart"), tally.charts),
        (Part.OTHER, Notice("coverage.diagram"), tally.diagrams),
        (
            Part.OTHER,
            Notice("coverage.embedded"),
            tally.embedded + sum(d.embedded for d in drawn),
        ),
    )
    for part, notice, count in counts:
        if count:
            yield PartCoverage(part, PartStatus.NOT_READ, notice, count)


def _warnings(tally: Tally) -> Iterator[Notice]:
    deletions = sum(1 for length in tally.deleted if length)
    if tally.insertions or deletions:
        facts = (("insertions", tally.insertions), ("deletions", deletions))
        yield Notice("warning.tracked_changes", facts)
