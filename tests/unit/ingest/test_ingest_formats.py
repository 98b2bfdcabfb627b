"""Coverage: each file that another program made gives back all its words, in order."""

from __future__ import annotations

import shutil
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest

from screener.domain.documents import Document, PartStatus, Trust
from screener.domain.limits import ReadLimits
from screener.ingest.reader import read_file
from tests.fixtures.contents import BODY, WORDS

FIXTURES: Final = Path(__file__).parents[2] / "fixtures"
LIMITS: Final = ReadLimits()
# Formats that the README names need three files by two programs.
NAMED: Final = (
    "docx",
    "odt",
    "rtf",
    "pptx",
    "xlsx",
    "csv",
    "subtitles",
    "epub",
    "zip",
    "eml",
)


def flat(text: str) -> str:
    """The words of a text alone: line ends and blanks are the format's."""
    return " ".join(text.split())


@cache
def read(name: str) -> Document:
    """A fixture, or a skip where the program that reads it is not installed."""
    if name.startswith("doc/") and shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    return read_file(FIXTURES / name, limits=LIMITS)


@pytest.mark.parametrize("name", WORDS)
def test_every_word_of_the_file_is_read(name: str) -> None:
    """What is not read is not screened."""
    document = read(name)

    text = flat(document.text)
    assert [words for words in WORDS[name] if flat(words) not in text] == []
    assert document.coverage.characters_read == len(document.text)
    assert document.coverage.trust is Trust.TRUSTED


@pytest.mark.parametrize(
    "name",
    [n for n, words in WORDS.items() if words[:1] == BODY[:1] and BODY[2] in words],
)
def test_body_is_read_in_order_and_once(name: str) -> None:
    """A paragraph out of its place loses its context; one read twice is found twice."""
    text = flat(read(name).text)

    places = [text.index(flat(words)) for words in BODY]
    assert all(before < after for before, after in pairwise(places))
    assert [words for words in BODY[1:] if text.count(flat(words)) != 1] == []


@pytest.mark.parametrize("name", WORDS)
def test_paragraphs_are_slices_of_the_text(name: str) -> None:
    """Every place leads to its words, and the parts that were read add up."""
    document = read(name)

    for paragraph in document.paragraphs:
        words = paragraph.span.of(document.text)
        assert words == words.strip() != ""
    counted = sum(
        part.count
        for part in document.coverage.parts
        if part.status is PartStatus.READ and part.reason is None
    )
    assert counted == len(document.paragraphs)


@pytest.mark.parametrize("format_", NAMED)
def test_named_format_is_proven_by_files_of_two_programs(format_: str) -> None:
    """One program's files show only that program's habits."""
    names = [name for name in WORDS if name.startswith(f"{format_}/")]
    programs = {Path(name).stem.partition("-")[0] for name in names}

    assert len(names) >= 3
    assert len(programs) >= 2
