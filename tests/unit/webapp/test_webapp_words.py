"""No word of the pages escapes translation: neither in a template nor in the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment

from tests.web_people import web_state_of
from webapp.accounts import Role
from webapp.audit import Action, Subject
from webapp.words import action_words, role_notes, role_words, subject_words

WEBAPP = Path(str(resources.files("webapp")))
VIETNAMESE = re.compile(r"[^\x00-\x7f“”‘’…–—·→✓▪«»×′″←↑↓]")
LETTERS = re.compile(r"[^\W\d_]{2,}")
# The product's name, names of keys and languages, units: the same in both languages.
SAME = {"Soát", "Giới", "Ctrl", "Enter", "Alt", "Esc", "Shift", "Tab", "MB", "KB"}
# Words that are data: names that local mode gives, and passwords that are refused.
DATA = {"accounts.py", "passwords.py"}


def template_texts(path: Path) -> Iterator[str]:
    """What a template says outside of expressions, statements, tags and scripts."""
    environment = Environment(extensions=["jinja2.ext.i18n"])
    source = path.read_text("utf-8")
    tokens = environment.lex(source)
    # An expression leaves a mark, so that a tag around it stays one tag.
    text = "".join(
        value if kind == "data" else "\x00" if kind == "variable_begin" else ""
        for _line, kind, value in tokens
    )
    text = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.DOTALL)
    # A specimen of an article is Vietnamese on every page, and says so.
    text = re.sub(r'<(\w+)\b[^>]*\blang="vi"[^>]*>.*?</\1>', "", text, flags=re.DOTALL)
    yield from re.findall(
        r'(?:aria-label|title|placeholder|alt|content)="([^"]*)"', text
    )
    yield re.sub(r"<[^>]*>", " ", text)


@pytest.mark.parametrize(
    "path", sorted((WEBAPP / "templates").rglob("*.html")), ids=lambda p: p.name
)
def test_template_says_nothing_untranslated(path: Path) -> None:
    """Words stand in ``_()``, or an English reader meets Vietnamese."""
    found = {
        word
        for text in template_texts(path)
        for word in LETTERS.findall(text)
        if VIETNAMESE.search(word)
    }

    assert found - SAME == set()


def untranslated(path: Path) -> Iterator[str]:
    """Vietnamese words in a module that are no docstring and in no ``_()``."""
    tree = ast.parse(path.read_text("utf-8"))
    passed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id == "_":
                passed.update(id(child) for child in ast.walk(node))
        elif isinstance(node, ast.Expr):
            passed.update(id(child) for child in ast.walk(node.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            rest = node.value.replace("Soát Giới", "")
            # A single letter is one that is looked for, not said.
            is_said = len(rest) > 1 and VIETNAMESE.search(rest)
            if is_said and id(node) not in passed:
                yield node.value


@pytest.mark.parametrize(
    "path",
    sorted(p for p in WEBAPP.rglob("*.py") if p.name not in DATA),
    ids=lambda p: p.name,
)
def test_module_says_nothing_untranslated(path: Path) -> None:
    """What people read comes from the catalogue or from ``_()``."""
    assert list(untranslated(path)) == []


def test_every_code_has_words(app: Flask) -> None:
    """A code on a page is a word that somebody forgot."""
    with app.test_request_context("/?lang=en"):
        words = {**role_words(), **role_notes(), **action_words(), **subject_words()}
        english = dict(words)
    with app.test_request_context("/?lang=vi"):
        vietnamese = {
            **role_words(),
            **role_notes(),
            **action_words(),
            **subject_words(),
        }

    assert {*Role, *Action, *Subject} <= set(words)
    same = {code for code in english if english[code] == vietnamese[code]}
    assert same == set()
    assert web_state_of(app).settings.language == "vi"
