"""PowerPoint files (pptx, pptm, ppsx): slides in order, tables, notes, alt texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from screener.domain.documents import Part, PartCoverage, PartStatus
from screener.domain.limits import ReadLimits
from screener.domain.wording import Notice
from screener.ingest.assembly import Block, Extract, image_coverage
from screener.ingest.font_text import FontReader
from screener.ingest.office_package import RELATION, OfficePackage
from screener.ingest.pptx_slide import SLIDE, SlideTally, SlideWalk

FORMAT: Final = "pptx"
_USUAL_MAIN_PART: Final = "ppt/presentation.xml"
_HIDDEN: Final = ("0", "false")


def extract(content: bytes, *, source: str, limits: ReadLimits) -> Extract:
    """The text of a presentation, slide by slide, each followed by its notes.

    Raises:
        CorruptInputError: When it is damaged.
        EncryptedInputError: When it needs a password.
        ArchiveBombError: When it would unpack beyond the limits.
    """
    package = OfficePackage(
        content,
        source=source,
        format_name=FORMAT,
        usual_main_part=_USUAL_MAIN_PART,
        limits=limits,
    )
    fonts, tally = FontReader(), SlideTally()
    blocks: list[Block] = []
    hidden = 0
    for number, name in enumerate(_slides(package), start=1):
        slide = package.parsed(name)
        if slide.get("show") in _HIDDEN:
            hidden += 1
            continue
        walk = SlideWalk(package, name, number=number, fonts=fonts, tally=tally)
        blocks += walk.slide(slide)
        blocks += _notes(walk, package, name)
        tally.comments += _comments(package, name)
    return Extract(
        format=FORMAT,
        blocks=tuple(blocks),
        parts=(*_pictures(tally), *_unread(tally, hidden=hidden)),
        warnings=tuple(fonts.notices()),
    )


def _slides(package: OfficePackage) -> Iterator[str]:
    """The names of the slides' parts in the order of the presentation, each once."""
    entries = package.main.iter(SLIDE + "sldId")
    targets = (package.target(entry.get(RELATION + "id", "")) for entry in entries)
    yield from filter(None, dict.fromkeys(targets))


def _notes(walk: SlideWalk, package: OfficePackage, slide: str) -> Iterator[Block]:
    notes = package.related("notesSlide", of=slide)
    if notes is not None:
        yield from walk.notes(notes)


def _comments(package: OfficePackage, slide: str) -> int:
    """Comments of either kind: the old ones and those of threads."""
    roots = [package.parsed(name) for name in package.targets(slide, "comments")]
    return sum(etree.QName(child).localname == "cm" for root in roots for child in root)


def _pictures(tally: SlideTally) -> Iterator[PartCoverage]:
    for number, (name, slide) in enumerate(tally.pictures, start=1):
        entry = image_coverage(number, name=name)
        facts = (*(entry.reason.facts if entry.reason else ()), ("slide", slide))
        notice = Notice("coverage.image", facts)
        yield PartCoverage(Part.IMAGE, PartStatus.NOT_JUDGED, notice)


def _unread(tally: SlideTally, *, hidden: int) -> Iterator[PartCoverage]:
    counts = (
        (Part.COMMENT, "coverage.comment", tally.comments),
        (Part.OTHER, "coverage.hidden_slide", hidden),
        (Part.OTHER, "coverage.embedded", tally.embedded),
    )
    for part, code, count in counts:
        if count:
            yield PartCoverage(part, PartStatus.NOT_READ, Notice(code), count)
