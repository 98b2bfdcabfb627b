"""The text of an RTF file in reading order, deletions and machinery left out.

Libraries that turn RTF into one string lose what is needed here: fonts (which tell
the old tables), cells, notes, tracked changes.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field, replace
from typing import Final

from screener.domain.documents import Part
from screener.ingest.assembly import Block
from screener.ingest.font_text import FontReader
from screener.ingest.rtf_tokens import Kind, Token
from screener.ingest.rtf_words import (
    CHARSETS,
    PARAGRAPH_ENDS,
    SIGNS,
    SKIPPED,
    STARRED_TEXT,
    STORIES,
    SYMBOLS,
)
from screener.ingest.style_names import part_of_style
from screener.text.legacy_runs import FontRun

_MOST_SKIPPED: Final = 16


@dataclass(slots=True)
class RtfTally:
    """What a walk met and did not read."""

    comments: int = 0
    deleted: list[int] = field(default_factory=list)
    insertions: int = 0
    hidden_characters: int = 0
    pictures: list[str] = field(default_factory=list)
    embedded: int = 0


@dataclass(slots=True)
class _Story:
    """A run of paragraphs: the body, one note, one header, one text box."""

    part: Part
    runs: list[FontRun] = field(default_factory=list)
    pending: list[Block] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class _Group:
    """What holds inside one pair of braces."""

    destination: str = ""
    story: _Story | None = None
    font: int | None = None
    skip_after_unicode: int = 1
    is_hidden: bool = False
    is_deleted: bool = False
    is_starred: bool = False


@dataclass(slots=True)
class RtfWalk:
    """One pass over the tokens of a file."""

    fonts: FontReader
    tally: RtfTally = field(default_factory=RtfTally)
    body: _Story = field(default_factory=lambda: _Story(Part.BODY))
    notes: list[Block] = field(default_factory=list)
    pages: list[Block] = field(default_factory=list)
    _groups: list[_Group] = field(default_factory=list)
    _names: dict[int, str] = field(default_factory=dict)
    _codecs: dict[int, str] = field(default_factory=dict)
    _styles: dict[int, str] = field(default_factory=dict)
    _ansi: str = "cp1252"
    _default_font: int = 0
    _bytes: bytearray = field(default_factory=bytearray)
    _units: list[int] = field(default_factory=list)
    _to_skip: int = 0
    _style: int = 0
    _outline: bool = False
    _is_in_table: bool = False
    _level: int = 1
    _tables: int = 0
    # One [table, row, column] for each level of nesting.
    _cells: list[list[int]] = field(default_factory=list)
    _property: str = ""
    _value: str = ""
    _is_deleting: bool = False
    _is_listed: bool = False

    def read(self, token: Token) -> None:
        """Take the next token."""
        if token.kind is Kind.BYTES:
            self._add_bytes(token.content)
        elif token.kind is Kind.OPEN:
            self._flush()
            top = self._group
            self._groups.append(replace(top, is_starred=False))
        elif token.kind is Kind.CLOSE:
            self._flush()
            self._close()
        elif token.kind is Kind.SYMBOL:
            self._symbol(token.word)
        else:
            self._word(token.word, token.number)

    def finish(self) -> None:
        """Close what the file left open."""
        self._flush()
        while self._groups:
            self._close()
        self._end_paragraph(self.body)

    @property
    def _group(self) -> _Group:
        return self._groups[-1] if self._groups else _Group(story=self.body)

    def _close(self) -> None:
        if not self._groups:
            return
        group = self._groups.pop()
        if group.destination == "sv" != self._group.destination:
            self._end_property(group)
        around = self._group.story
        story = group.story
        if story is None or around is None or story is around:
            return
        self._end_paragraph(story)
        if story.part is Part.TEXT_BOX:
            around.pending += story.blocks
        elif story.part in (Part.FOOTNOTE, Part.ENDNOTE):
            self.notes += story.blocks
        else:
            self.pages += story.blocks

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            if self._groups:
                self._groups[-1].is_starred = True
        elif symbol in PARAGRAPH_ENDS:
            self._word("par", None)
        elif symbol in SYMBOLS and not self._is_stand_in():
            self._flush()
            self._add_text(SYMBOLS[symbol])

    def _is_stand_in(self) -> bool:
        """Whether the next sign only stands for a Unicode letter before it."""
        if self._to_skip:
            self._to_skip -= 1
            return True
        return False

    def _word(self, word: str, number: int | None) -> None:
        if word == "u" and number is not None:
            self._flush_bytes()
            self._units.append(number % 0x10000)
            self._to_skip = min(self._group.skip_after_unicode, _MOST_SKIPPED)
            return
        self._to_skip = 0
        self._flush()
        if self._groups and self._opens_destination(word):
            return
        if word in SIGNS:
            self._add_text(SIGNS[word])
        elif self._groups:
            self._character_word(word, number, self._groups[-1])
            self._paragraph_word(word, number)

    def _opens_destination(self, word: str) -> bool:
        """Whether the word says what its group is; then it is taken note of."""
        group = self._groups[-1]
        was_starred, group.is_starred = group.is_starred, False
        if group.destination == "skip":
            return True
        if word in STORIES and not group.destination:
            group.story = _Story(STORIES[word])
        elif word in ("fonttbl", "stylesheet", "sn", "sv"):
            group.destination = word
        elif word == "annotation":
            self.tally.comments += 1
            group.destination = "skip"
        elif word == "pict":
            self.tally.pictures.append("")
            group.destination = "pict"
        elif word == "object":
            self.tally.embedded += 1
        elif word in ("upr", "ud"):  # the same text in bytes, then in Unicode
            group.destination = "upr" if word == "upr" else ""
        elif word in SKIPPED or (was_starred and word not in STARRED_TEXT):
            group.destination = "skip"
        elif not was_starred:
            return False
        return True

    def _character_word(self, word: str, number: int | None, group: _Group) -> None:
        is_on = number != 0
        if word == "f":
            group.font = number
            if group.destination == "fonttbl":
                self._names.setdefault(number or 0, "")
        elif word == "fcharset" and group.destination == "fonttbl":
            codec = CHARSETS.get(number or 0, self._ansi)
            self._codecs[group.font or 0] = codec
        elif word == "plain":
            group.font, group.is_hidden, group.is_deleted = None, False, False
        elif word == "uc":
            group.skip_after_unicode = max(0, number or 0)
        elif word == "v":
            group.is_hidden = is_on
        elif word == "deleted":
            group.is_deleted = is_on
        elif word == "revised" and is_on and not group.destination:
            self.tally.insertions += 1
        elif word == "ftnalt" and group.story is not None:
            if group.story.part is Part.FOOTNOTE:
                group.story.part = Part.ENDNOTE
        elif word == "ansicpg" and number:
            self._ansi = _known_codec(f"cp{number}")
        elif word == "deff":
            self._default_font = number or 0
        elif word == "s" and group.destination == "stylesheet":
            self._style = number or 0

    def _paragraph_word(self, word: str, number: int | None) -> None:
        story = self._group.story
        if self._group.destination or story is None:
            return
        if word == "pard":
            self._style, self._outline, self._level = 0, False, 1
            self._is_in_table = self._is_listed = False
        elif word in ("ls", "pn"):
            self._is_listed = True
        elif word == "s":
            self._style = number or 0
        elif word == "outlinelevel":
            self._outline = (number or 0) < 9
        elif word == "intbl":
            self._is_in_table = True
        elif word == "itap":
            self._level = min(max(number or 0, 1), 64)
            self._is_in_table = number != 0
        elif word in PARAGRAPH_ENDS:
            self._end_paragraph(story)
        elif word in ("cell", "nestcell"):
            self._end_cell(story, level=1 if word == "cell" else max(2, self._level))
        elif word in ("row", "nestrow"):
            level = 1 if word == "row" else max(2, self._level)
            if len(self._cells) >= level:
                del self._cells[level:]
                self._cells[-1][1:] = [self._cells[-1][1] + 1, 1]

    def _end_cell(self, story: _Story, *, level: int) -> None:
        self._is_in_table, self._level = True, level
        self._open_cells()
        self._end_paragraph(story)
        del self._cells[level:]
        self._cells[-1][2] += 1

    def _open_cells(self) -> None:
        while len(self._cells) < self._level:
            self._tables += 1
            self._cells.append([self._tables, 1, 1])

    def _end_paragraph(self, story: _Story) -> None:
        runs = tuple(story.runs)
        story.runs.clear()
        cell = None
        part = story.part
        if story is self.body:
            if self._is_in_table:
                self._open_cells()
                cell = " > ".join("bảng {}, R{}C{}".format(*c) for c in self._cells)
            elif runs:
                self._cells.clear()
            part = Part.TABLE if cell else self._styled_part()
        if runs:
            story.blocks.append(Block(text=self.fonts.text(runs), part=part, cell=cell))
        story.blocks += story.pending
        story.pending.clear()

    def _styled_part(self) -> Part:
        named = part_of_style(self._styles.get(self._style, ""))
        if named is None and self._outline:
            return Part.HEADING
        return named or (Part.LIST_ITEM if self._is_listed else Part.BODY)

    # -- text ---------------------------------------------------------------------

    def _add_bytes(self, content: bytes) -> None:
        if self._to_skip:
            skipped = min(self._to_skip, len(content))
            self._to_skip -= skipped
            content = content[skipped:]
            if not content:
                return
        self._flush_units()
        self._bytes += content

    def _flush(self) -> None:
        self._flush_bytes()
        self._flush_units()

    def _flush_bytes(self) -> None:
        if self._bytes:
            text = self._bytes.decode(self._codec(), errors="replace")
            self._bytes.clear()
            self._add_text(text)

    def _flush_units(self) -> None:
        if self._units:
            pairs = b"".join(unit.to_bytes(2, "little") for unit in self._units)
            self._units.clear()
            self._add_text(pairs.decode("utf-16-le", errors="replace"))

    def _codec(self) -> str:
        group = self._group
        if group.destination in ("fonttbl", "stylesheet", "sv"):
            return self._ansi
        font = self._default_font if group.font is None else group.font
        return self._codecs.get(font, self._ansi)

    def _add_text(self, text: str) -> None:
        self._flush_units()
        group = self._group
        if group.destination:
            self._add_to_destination(text, group)
        elif group.is_deleted:
            self._count_deleted(text)
        elif group.is_hidden:
            self.tally.hidden_characters += len(text)
        elif group.story is not None:
            self._is_deleting = False
            font = self._default_font if group.font is None else group.font
            group.story.runs.append(self.fonts.run(text, self._names.get(font, "")))

    def _add_to_destination(self, text: str, group: _Group) -> None:
        if group.destination == "fonttbl":
            name = self._names.get(group.font or 0, "")
            self._names[group.font or 0] = name + text.partition(";")[0]
        elif group.destination == "stylesheet":
            self._styles[self._style] = text.rstrip(";")
        elif group.destination == "sn":
            self._property, self._value = text.strip(), ""
        elif group.destination == "sv":
            self._value += text

    def _end_property(self, group: _Group) -> None:
        """Take the alternative text of a picture, which files may hold twice."""
        text = self._value.strip()
        known = [] if group.story is None else group.story.pending
        is_new = all(block.text != text for block in known)
        if self._property == "wzDescription" and text and is_new:
            known.append(Block(text=text, part=Part.ALT_TEXT))
        self._property = self._value = ""

    def _count_deleted(self, text: str) -> None:
        if self._is_deleting:
            self.tally.deleted[-1] += len(text)
        else:
            self.tally.deleted.append(len(text))
        self._is_deleting = True


def _known_codec(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"
