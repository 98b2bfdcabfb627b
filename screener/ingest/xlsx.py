"""Spreadsheets (xlsx, xlsm): text cells of the visible sheets, each with its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from screener.domain.documents import Part, PartCoverage, PartStatus
from screener.domain.limits import ReadLimits
from screener.domain.wording import Notice
from screener.errors import TooLongError
from screener.ingest.assembly import Block, Extract, image_coverage
from screener.ingest.columns import Cell, left_out_entry, select_text
from screener.ingest.drawing_text import DRAWING
from screener.ingest.office_package import RELATION, OfficePackage

FORMAT: Final = "xlsx"
_USUAL_MAIN_PART: Final = "xl/workbook.xml"
_SHEET: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REFERENCE: Final = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
# Escapes of characters that XML cannot hold, as Excel writes them.
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


def extract(content: bytes, *, source: str, limits: ReadLimits) -> Extract:
    """The text cells of a workbook, sheet by sheet, row by row.

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
    strings = _shared_strings(package)
    blocks: list[Block] = []
    parts: list[PartCoverage] = []
    read: set[str] = set()
    characters = 0
    for sheet in package.main.iter(_SHEET + "sheet"):
        name = sheet.get("name", "")
        target = package.target(sheet.get(RELATION + "id", ""))
        if target is None or target in read:
            continue
        read.add(target)
        if sheet.get("state", "visible") != "visible":
            notice = Notice("coverage.hidden_sheet", (("name", name),))
            parts.append(PartCoverage(Part.TABLE, PartStatus.NOT_READ, notice))
            continue
        root = package.parsed(target)
        cells = tuple(_cells(root, strings))
        characters += sum(len(cell.text) for cell in cells)
        if characters > limits.max_characters:  # one string in a million cells
            raise TooLongError(
                source=source, characters=characters, limit=limits.max_characters
            )
        selection = select_text(cells)
        blocks += (_block(name, cell) for cell in selection.cells)
        entry = left_out_entry(selection.left_out, sheet=name)
        parts += () if entry is None else (entry,)
        parts += _unread(package, target)
    return Extract(format=FORMAT, blocks=tuple(blocks), parts=_numbered(parts))


def _block(sheet: str, cell: Cell) -> Block:
    return Block(text=cell.text, part=Part.TABLE, cell=f"{sheet}!{cell.name}")


def _shared_strings(package: OfficePackage) -> list[str]:
    root = package.related("sharedStrings")
    return [] if root is None else [_text(item) for item in root.iter(_SHEET + "si")]


def _text(item: etree._Element) -> str:
    """The text of a string, without the reading aids of East Asian scripts."""
    pieces = [
        leaf.text or ""
        for leaf in item.iter(_SHEET + "t")
        if leaf.getparent().tag != _SHEET + "rPh"
    ]
    return _ESCAPED.sub(lambda m: chr(int(m.group(1), 16)), "".join(pieces))


def _cells(root: etree._Element, strings: list[str]) -> Iterator[Cell]:
    row_number = 0
    for row in root.iter(_SHEET + "row"):
        row_number = _number(row.get("r"), default=row_number + 1)
        column = 0
        for cell in row.iter(_SHEET + "c"):
            place = _REFERENCE.fullmatch(cell.get("r", ""))
            column = _column(place.group(1)) if place else column + 1
            text = _cell_text(cell, strings)
            if text.strip():
                yield Cell(row_number, column, text)


def _cell_text(cell: etree._Element, strings: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find(_SHEET + "is")
        return "" if inline is None else _text(inline)
    value = cell.findtext(_SHEET + "v") or ""
    if kind == "str":
        return value
    if kind != "s":
        return ""
    index = _number(value, default=-1)
    return strings[index] if 0 <= index < len(strings) else ""


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _number(value: str | None, *, default: int) -> int:
    is_number = value is not None and value.isascii() and value.isdecimal()
    return int(value) if value is not None and is_number else default


def _unread(package: OfficePackage, sheet: str) -> Iterator[PartCoverage]:
    for name in package.targets(sheet, "comments"):
        count = sum(1 for _ in package.parsed(name).iter(_SHEET + "comment"))
        if count:
            notice = Notice("coverage.comment")
            yield PartCoverage(Part.COMMENT, PartStatus.NOT_READ, notice, count)
    for name in package.targets(sheet, "drawing"):
        for _ in package.parsed(name).iter(DRAWING + "blip"):
            yield image_coverage(0)
        charts = len(package.targets(name, "chart"))
        if charts:
            notice = Notice("coverage.chart")
            yield PartCoverage(Part.OTHER, PartStatus.NOT_READ, notice, charts)


def _numbered(parts: list[PartCoverage]) -> tuple[PartCoverage, ...]:
    """The entries with the pictures numbered through the workbook."""
    numbered: list[PartCoverage] = []
    pictures = 0
    for part in parts:
        if part.part is Part.IMAGE:
            pictures += 1
            numbered.append(image_coverage(pictures))
        else:
            numbered.append(part)
    return tuple(numbered)
