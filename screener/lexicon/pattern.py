"""The small language in which lexicon patterns are written.

==============  ==========================================================
``phái yếu``    these syllables, one after the other
``[a|b c]``     one of several
``(x)``         may be missing; so may ``(a|b)``
``*2``          up to two free words
``,``           a comma, a dash or the like may stand here
``<nghề>``      any expression of that class, see ``entries/classes.yaml``
==============  ==========================================================

Case and tone-mark placement do not matter, nor do quotation marks and hyphens
between the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from screener.text.folding import fold_for_matching

_TOKEN = re.compile(
    r"[\s-]*(?:(?P<mark>[\[\]()|,])|\*(?P<gap>[1-9])|<(?P<name>[^<>]+)>|(?P<word>\w+))"
    r"[\s-]*"
)
_CLOSERS = {"[": "]", "(": ")"}


@dataclass(frozen=True, slots=True)
class Word:
    """One syllable, folded."""

    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to ``most`` free words."""

    most: int


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a comma or a dash may stand."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences; an empty one makes the whole optional."""

    options: tuple[Items, ...]


Item = Word | Gap | Break | Choice
Items = tuple[Item, ...]
Classes = Mapping[str, Items]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern as it was written and as it was understood."""

    source: str
    items: Items


@dataclass(slots=True)
class _Reader:
    """Walks over the tokens of one pattern."""

    source: str
    tokens: list[tuple[str, str]]
    classes: Classes
    position: int = 0

    def peek(self) -> str:
        if self.position == len(self.tokens):
            return ""
        return self.tokens[self.position][1]

    def next(self) -> tuple[str, str]:
        self.position += 1
        return self.tokens[self.position - 1]

    def sequence(self) -> Items:
        items: list[Item] = []
        while self.peek() not in ("", "|", "]", ")"):
            items.extend(self.item())
        return tuple(items)

    def item(self) -> Items:
        kind, value = self.next()
        if kind == "word":
            return (Word(fold_for_matching(value)),)
        if kind == "gap":
            return (Gap(int(value)),)
        if kind == "name":
            return self.named(value)
        return (Break(),) if value == "," else (self.choice(value),)

    def named(self, name: str) -> Items:
        if name not in self.classes:
            raise ValueError(f"{self.source!r}: no class <{name}>")
        return self.classes[name]

    def choice(self, opener: str) -> Choice:
        options = [self.sequence()]
        while self.peek() == "|":
            self.next()
            options.append(self.sequence())
        if self.peek() != _CLOSERS[opener]:
            raise ValueError(f"{self.source!r}: {opener!r} is not closed")
        self.next()
        if () in options:
            raise ValueError(f"{self.source!r}: an alternative is empty")
        return Choice((*options, *([()] if opener == "(" else [])))


def parse_pattern(source: str, *, classes: Classes) -> Pattern:
    """The meaning of one pattern.

    Raises:
        ValueError: When it is malformed, names an unknown class, or does not
            begin and end with a fixed word.
    """
    reader = _Reader(source, _tokens(source), classes)
    items = reader.sequence()
    if reader.peek():
        raise ValueError(f"{source!r}: stray {reader.peek()!r}")
    for edge in (_edge(items), _edge(_mirrored(items))):
        if not edge or not all(isinstance(item, Word) for item in edge):
            raise ValueError(f"{source!r}: must begin and end with a word")
    return Pattern(source, items)


def parse_class(expressions: Iterable[str]) -> Items:
    """A word class: one of several expressions, which may not name classes.

    Raises:
        ValueError: As ``parse_pattern`` does.
    """
    return (
        Choice(tuple(parse_pattern(text, classes={}).items for text in expressions)),
    )


def _tokens(source: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    position = 0
    while position < len(source):
        match = _TOKEN.match(source, position)
        if match is None or match.lastgroup is None:
            raise ValueError(f"{source!r}: stray {source[position]!r}")
        tokens.append((match.lastgroup, match[match.lastgroup]))
        position = match.end()
    return tokens


def _edge(items: Items) -> tuple[Item, ...]:
    """The items that a match may begin with; () when it may be empty."""
    firsts: list[Item] = []
    for item in items:
        if not isinstance(item, Choice):
            return (*firsts, item)
        edges = [_edge(option) for option in item.options]
        firsts.extend(first for edge in edges for first in edge)
        if () not in item.options:
            return tuple(firsts)
    return ()


def _mirrored(items: Items) -> Items:
    return tuple(
        Choice(tuple(_mirrored(option) for option in item.options))
        if isinstance(item, Choice)
        else item
        for item in reversed(items)
    )
