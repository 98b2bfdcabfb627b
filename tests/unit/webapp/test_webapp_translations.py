"""Every word of the pages exists in both languages, compiled and current."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from flask import Flask

from webapp.review_words import review_strings
from webapp.strings import page_strings

WEBAPP = Path(str(resources.files("webapp")))
FOLDER = WEBAPP / "translations" / "en" / "LC_MESSAGES"
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
PLACEHOLDER = re.compile(r"\{\w+\}|%\(\w+\)s")


def extracted() -> set[str]:
    found = extract_from_dir(str(WEBAPP), method_map=METHODS)
    return {str(message) for _file, _line, message, _notes, _context in found}


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (FOLDER / "messages.po").open("rb") as file:
        return read_po(file, locale="en")


def translated(catalogue: Catalog) -> dict[str, str]:
    return {str(m.id): str(m.string) for m in catalogue if m.id}


def test_every_string_is_translated(catalogue: Catalog) -> None:
    """A page half in English is a page nobody trusts."""
    words = translated(catalogue)

    assert extracted() - {key for key, value in words.items() if value} == set()
    assert [m.id for m in catalogue if m.id and m.fuzzy] == []


def test_no_translation_is_stale(catalogue: Catalog) -> None:
    """What no page says any more is taken out."""
    assert set(translated(catalogue)) - extracted() == set()


def test_compiled_catalogue_is_current(catalogue: Catalog) -> None:
    """The program reads the compiled file; both are in the repository."""
    with (FOLDER / "messages.mo").open("rb") as file:
        compiled = read_mo(file)

    assert translated(compiled) == translated(catalogue)


def test_translations_keep_their_placeholders(catalogue: Catalog) -> None:
    """A lost placeholder loses the figure."""
    for vietnamese, english in translated(catalogue).items():
        assert sorted(PLACEHOLDER.findall(vietnamese)) == sorted(
            PLACEHOLDER.findall(english)
        ), vietnamese


def test_script_asks_only_for_words_that_exist(app: Flask) -> None:
    """A missing word would break the page when it is needed."""
    with app.test_request_context("/"):
        words = {**page_strings(), **review_strings()}
    asked = {
        key
        for file in (WEBAPP / "static" / "js").glob("*.js")
        for key in re.findall(r'\bt\(\s*"([\w.]+)"', file.read_text("utf-8"))
    }
    counted = {
        key
        for file in (WEBAPP / "static" / "js").glob("*.js")
        for key in re.findall(r'counted\(\s*"([\w.]+)"', file.read_text("utf-8"))
    }

    assert asked - set(words) == set()
    assert counted | {f"{key}.one" for key in counted} <= set(words)


def test_script_s_words_follow_the_language(app: Flask) -> None:
    """Labels of the catalogue and words of the page switch together."""
    with app.test_request_context("/?lang=en"):
        english = page_strings()
    with app.test_request_context("/?lang=vi"):
        vietnamese = page_strings()

    assert english["category.role"] == "Gender role"
    assert english["card.apply"] == "Use"
    assert vietnamese["category.role"] == "Vai trò giới"
    assert vietnamese["place.page"] == "trang {number}"
    assert english.keys() == vietnamese.keys()
