"""Lexicon files to entries; every slip is told with its entry and its reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, Final, TypeVar

from screener.domain.detections import SuggestionKind
from screener.domain.labels import FLAGGED_SEVERITIES, Category, Severity
from screener.domain.wording import Bilingual
from screener.errors import LexiconError
from screener.lexicon.entry import Entry, Rewording
from screener.lexicon.pattern import Classes, Pattern, parse_class, parse_pattern
from screener.lexicon.yaml_text import load_yaml

__all__ = ["Entry", "load_lexicon", "parse", "parse_classes"]

CLASSES_FILE: Final = "classes.yaml"
LEAST_EXAMPLES: Final = 2

_ID = re.compile(r"([a-z]+)/[a-z0-9]+(-[a-z0-9]+)*")
_CLASS_NAME = re.compile(r"<([^<>]+)>")
_KEYS = frozenset(
    {
        "id",
        "patterns",
        "unless",
        "category",
        "severity",
        "flags_alone",
        "is_slur",
        "note",
        "suggestions",
        "must_match",
        "must_not_match",
        "source",
    }
)
# What an editor writes: words for words, a clause for a clause, out, or a question.
_REMEDIES = ("clause", "delete", "question", "replace")

_Choice = TypeVar("_Choice", bound=StrEnum)
_Read = TypeVar("_Read")


def load_lexicon(files: Iterable[tuple[str, str]]) -> tuple[Entry, ...]:
    """The entries of several files, in the order of the files.

    Args:
        files: Name and text of each; the one named "classes.yaml" holds the word
            classes of all the others.

    Raises:
        LexiconError: When a file or an entry is malformed, or an id occurs twice.
    """
    texts = dict(files)
    classes = parse_classes(texts.pop(CLASSES_FILE, ""), source=CLASSES_FILE)
    entries: dict[str, Entry] = {}
    for name, text in texts.items():
        for entry in parse(text, source=name, classes=classes):
            if entry.id in entries:
                raise LexiconError(source=name, entry=entry.id, reason="id: twice")
            entries[entry.id] = entry
    return tuple(entries.values())


def parse(
    text: str, *, source: str, classes: Classes | None = None
) -> tuple[Entry, ...]:
    """The entries of one file, in its order.

    Args:
        text: YAML, a list of entries.
        source: Name of the file, for messages.
        classes: The word classes that patterns may name.

    Raises:
        LexiconError: When the file or one of its entries is malformed.
    """
    rows = load_yaml(text, source=source)
    if not isinstance(rows, list):
        raise LexiconError(source=source, entry="", reason="not a list")
    return tuple(
        _entry(_Fields(row, source=source, name=f"#{number}"), classes or {})
        for number, row in enumerate(rows, start=1)
    )


def parse_classes(text: str, *, source: str) -> Classes:
    """The word classes of a file, by name.

    Raises:
        LexiconError: When it does not map names to lists of expressions.
    """
    fields = _Fields(load_yaml(text, source=source) or {}, source=source, name="")
    return {
        name: fields.read(parse_class, fields.texts(name, least=1))
        for name in fields.names()
    }


class _Fields:
    """The fields of one mapping; each is read as what it must be, or refused."""

    def __init__(self, row: object, *, source: str, name: str) -> None:
        self._source = source
        self._name = name
        if not isinstance(row, dict):
            raise self.error("not a mapping")
        self._row: dict[Any, Any] = row
        self._name = str(row.get("id", name))

    def error(self, reason: str) -> LexiconError:
        return LexiconError(source=self._source, entry=self._name, reason=reason)

    def read(
        self, reader: Callable[..., _Read], *args: object, **more: object
    ) -> _Read:
        try:
            return reader(*args, **more)
        except ValueError as exc:
            raise self.error(str(exc)) from exc

    def names(self) -> tuple[str, ...]:
        return tuple(self._row)

    def has(self, name: str) -> bool:
        return name in self._row

    def check_names(self, known: frozenset[str]) -> None:
        for name in self._row:
            if name not in known:
                raise self.error(f"{name}: unknown field")

    def text(self, name: str) -> str:
        value = self._row.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self.error(f"{name}: missing, or no text")
        return value.strip()

    def is_true(self, name: str) -> bool:
        value = self._row.get(name)
        if not isinstance(value, bool):
            raise self.error(f"{name}: neither true nor false")
        return value

    def values(self, name: str, *, least: int) -> list[Any]:
        values = self._row.get(name, [])
        if not isinstance(values, list):
            raise self.error(f"{name}: not a list")
        if len(values) < least:
            raise self.error(f"{name}: {len(values)} of at least {least}")
        return values

    def texts(self, name: str, *, least: int) -> tuple[str, ...]:
        values = self.values(name, least=least)
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise self.error(f"{name}: not all are texts")
        return tuple(value.strip() for value in values)

    def member(self, name: str, kind: type[_Choice]) -> _Choice:
        return self.read(kind, self.text(name))

    def mapping(self, name: str) -> _Fields:
        return _Fields(self._row.get(name), source=self._source, name=self._name)

    def mappings(self, name: str, *, least: int) -> list[_Fields]:
        return [
            _Fields(value, source=self._source, name=self._name)
            for value in self.values(name, least=least)
        ]

    def bilingual(self, name: str) -> Bilingual:
        words = self.mapping(name)
        words.check_names(frozenset(("vi", "en")))
        return Bilingual(vi=words.text("vi"), en=words.text("en"))


def _entry(fields: _Fields, classes: Classes) -> Entry:
    fields.check_names(_KEYS)
    category = fields.member("category", Category)
    return Entry(
        id=_id(fields, category),
        patterns=_patterns(fields, "patterns", classes, least=1),
        exceptions=_patterns(fields, "unless", classes, least=0),
        category=category,
        severity=_severity(fields),
        flags_alone=fields.is_true("flags_alone"),
        is_slur=_is_slur(fields),
        note=fields.bilingual("note"),
        rewordings=tuple(
            _rewording(row, classes) for row in fields.mappings("suggestions", least=1)
        ),
        must_match=fields.texts("must_match", least=LEAST_EXAMPLES),
        must_not_match=fields.texts("must_not_match", least=LEAST_EXAMPLES),
        source=fields.text("source"),
    )


def _id(fields: _Fields, category: Category) -> str:
    name = fields.text("id")
    match = _ID.fullmatch(name)
    if match is None or match[1] != category:
        raise fields.error(f"id: not of the form {category}/some-name")
    return name


def _severity(fields: _Fields) -> Severity:
    severity = fields.member("severity", Severity)
    if severity not in FLAGGED_SEVERITIES:
        raise fields.error(f"severity: {severity} flags nothing")
    return severity


def _is_slur(fields: _Fields) -> bool:
    if not fields.has("is_slur"):
        return False
    if not fields.is_true("flags_alone"):
        raise fields.error("is_slur: such an entry flags alone")
    return fields.is_true("is_slur")


def _patterns(
    fields: _Fields, name: str, classes: Classes, *, least: int
) -> tuple[Pattern, ...]:
    return tuple(
        fields.read(parse_pattern, text, classes=classes)
        for text in fields.texts(name, least=least)
    )


def _rewording(fields: _Fields, classes: Classes) -> Rewording:
    fields.check_names(frozenset((*_REMEDIES, "note")))
    remedies = [remedy for remedy in _REMEDIES if fields.has(remedy)]
    if len(remedies) != 1:
        raise fields.error(f"suggestions: give one of {', '.join(_REMEDIES)}")
    note = fields.bilingual("note") if fields.has("note") else None
    if remedies == ["question"]:
        return Rewording(SuggestionKind.QUESTION, note=fields.bilingual("question"))
    if remedies == ["delete"]:
        if not fields.is_true("delete"):
            raise fields.error("delete: can only be true")
        return Rewording(SuggestionKind.DELETE, note=note)
    text = fields.text(remedies[0])
    return Rewording(
        SuggestionKind.REPLACE,
        text=text,
        is_clause=remedies == ["clause"],
        kept=tuple(
            fields.read(parse_pattern, name, classes=classes)
            for name in dict.fromkeys(m.group() for m in _CLASS_NAME.finditer(text))
        ),
        note=note,
    )
