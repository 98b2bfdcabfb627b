"""Lexicon files: sound ones become entries, every slip is named."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from screener.domain.detections import SuggestionKind
from screener.domain.labels import Category, Severity
from screener.domain.wording import Bilingual
from screener.errors import LexiconError
from screener.lexicon.parse import load_lexicon, parse, parse_classes
from tests.unit.lexicon.lexicon_rows import make_entry, make_row, to_yaml


def test_entry_carries_what_its_row_says() -> None:
    """The editor's words reach the report unchanged."""
    entry = make_entry()

    assert entry.id == "language/phai-yeu"
    assert entry.category is Category.LANGUAGE
    assert entry.severity is Severity.LOW
    assert entry.flags_alone
    assert entry.note == Bilingual("Coi phụ nữ là yếu.", "It calls women weak.")
    assert entry.must_match == ("Phái yếu lên tiếng.", "Quà cho phái yếu.")
    assert entry.exceptions == ()


def test_four_kinds_of_suggestion_are_read() -> None:
    """Words, a clause and a deletion are clicks; a question only asks."""
    question = {"vi": "Có cần không?", "en": "Is it needed?"}
    note = {"vi": "Khi hợp.", "en": "Where it fits."}

    replace, clause, delete, ask = make_entry(
        suggestions=[
            {"replace": "phụ nữ", "note": note},
            {"clause": "phụ nữ mạnh mẽ"},
            {"delete": True},
            {"question": question},
        ]
    ).rewordings

    assert (replace.kind, replace.text) == (SuggestionKind.REPLACE, "phụ nữ")
    assert replace.note == Bilingual(**note)
    assert (clause.kind, clause.text) == (SuggestionKind.REPLACE, "phụ nữ mạnh mẽ")
    assert (replace.is_clause, clause.is_clause) == (False, True)
    assert (delete.kind, delete.note) == (SuggestionKind.DELETE, None)
    assert (ask.kind, ask.note) == (SuggestionKind.QUESTION, Bilingual(**question))


def test_rewording_keeps_a_class_of_words() -> None:
    """Whatever job was matched must stand in the rewording."""
    classes = parse_classes("nghề: [tài xế]", source="classes.yaml")
    text = to_yaml(make_row(suggestions=[{"replace": "<nghề>"}]))

    entry = parse(text, source="language.yaml", classes=classes)[0]

    assert [pattern.source for pattern in entry.rewordings[0].kept] == ["<nghề>"]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"id": "Phái yếu"}, "id: not of the form language/some-name"),
        ({"id": "role/phai-yeu"}, "id: not of the form language/some-name"),
        ({"id": None}, "id: missing"),
        ({"id": 12}, "id: missing, or no text"),
        ({"patterns": []}, "patterns: 0 of at least 1"),
        ({"patterns": "phái yếu"}, "patterns: not a list"),
        ({"patterns": ["[phái"]}, "'[' is not closed"),
        ({"patterns": ["nữ <nghề>"]}, "no class <nghề>"),
        ({"unless": [3]}, "unless: not all are texts"),
        ({"category": "sexism"}, "'sexism' is not a valid Category"),
        ({"severity": "grave"}, "'grave' is not a valid Severity"),
        ({"severity": "none"}, "severity: none flags nothing"),
        ({"flags_alone": "yes please"}, "flags_alone: neither true nor false"),
        ({"flags_alone": None}, "flags_alone: neither true nor false"),
        ({"note": {"vi": "Chỉ tiếng Việt."}}, "en: missing"),
        ({"note": {"vi": " ", "en": "Blank."}}, "vi: missing"),
        ({"note": {"vi": "Có", "en": "Yes", "fr": "Oui"}}, "fr: unknown field"),
        ({"note": "Vì sao"}, "not a mapping"),
        ({"suggestions": []}, "suggestions: 0 of at least 1"),
        ({"suggestions": [{}]}, "give one of clause, delete, question, replace"),
        ({"suggestions": [{"replace": "a", "delete": True}]}, "give one of"),
        ({"suggestions": [{"delete": False}]}, "delete: can only be true"),
        ({"suggestions": [{"replace": ""}]}, "replace: missing"),
        ({"suggestions": [{"replace": "<nghề>"}]}, "no class <nghề>"),
        ({"suggestions": [{"question": {"vi": "Sao?"}}]}, "en: missing"),
        ({"suggestions": [{"swap": "phụ nữ"}]}, "swap: unknown field"),
        ({"suggestions": ["phụ nữ"]}, "not a mapping"),
        ({"must_match": ["Một câu."]}, "must_match: 1 of at least 2"),
        ({"must_not_match": None}, "must_not_match: 0 of at least 2"),
        ({"source": None}, "source: missing"),
        ({"author": "Lan"}, "author: unknown field"),
    ],
)
def test_slip_names_entry_and_reason(fields: dict[str, Any], reason: str) -> None:
    """Editors mend files by these words; a silent default would hide the slip."""
    with pytest.raises(LexiconError) as caught:
        make_entry(**fields)

    assert caught.value.source == "language.yaml"
    assert reason in str(caught.value.facts["reason"])
    expected = fields.get("id", "language/phai-yeu")
    assert caught.value.facts["entry"] == ("#1" if expected is None else str(expected))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("id: một", "not a list"),
        ("", "not a list"),
        ("- một\n", "not a mapping"),
        ("- [\n", "node content"),
        ("- id: a\n  id: b\n", "id: twice"),
        (unicodedata.normalize("NFD", "- phái yếu"), "not in NFC"),
    ],
)
def test_file_that_is_no_lexicon_is_refused(text: str, reason: str) -> None:
    """A broken file must not pass as an empty one."""
    with pytest.raises(LexiconError) as caught:
        parse(text, source="language.yaml")

    assert reason in str(caught.value.facts["reason"])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("- nghề", "not a mapping"),
        ("nghề: tài xế", "nghề: not a list"),
        ("nghề: []", "nghề: 0 of at least 1"),
        ("nghề: ['[tài']", "is not closed"),
    ],
)
def test_broken_classes_are_refused(text: str, reason: str) -> None:
    """A class that cannot be read would leave patterns without words."""
    with pytest.raises(LexiconError) as caught:
        parse_classes(text, source="classes.yaml")

    assert reason in str(caught.value.facts["reason"])


def test_lexicon_joins_files_and_classes() -> None:
    """The classes may come at any place among the files."""
    files = [
        ("language.yaml", to_yaml(make_row(patterns=["nữ <nghề>"]))),
        ("classes.yaml", "nghề: [tài xế]"),
        ("role.yaml", to_yaml(make_row(id="role/x", category="role"))),
    ]

    entries = load_lexicon(files)

    assert [entry.id for entry in entries] == ["language/phai-yeu", "role/x"]


def test_lexicon_needs_no_classes() -> None:
    """A lexicon of plain words is complete."""
    assert len(load_lexicon([("language.yaml", to_yaml(make_row()))])) == 1


def test_same_id_in_two_files_is_refused() -> None:
    """Findings keep their rule by id, so an id names one entry only."""
    text = to_yaml(make_row())

    with pytest.raises(LexiconError, match="id: twice"):
        load_lexicon([("a.yaml", text), ("b.yaml", text)])


@pytest.mark.parametrize(
    ("fields", "is_slur"),
    [({}, False), ({"is_slur": True}, True), ({"is_slur": False}, False)],
)
def test_slur_says_so(fields: dict[str, object], is_slur: bool) -> None:
    """The exemption from measuring is written in the entry, where a reader sees it."""
    entry = parse(to_yaml(make_row(**fields)), source="a.yaml")[0]

    assert entry.is_slur is is_slur


def test_slur_that_does_not_flag_is_refused() -> None:
    """Nothing is exempt from a bar that it does not need."""
    row = make_row(flags_alone=False, is_slur=True)

    with pytest.raises(LexiconError, match="is_slur"):
        parse(to_yaml(row), source="a.yaml")
