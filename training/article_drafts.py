"""The writers' draft format of articles: a sentence a line, fields separated by tabs.

An article begins with ``@id``, genre and type; then each line holds the number of the
paragraph (the headline stands in 0), stance, severity and the text with its marks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from training.articles import Article, make_article, sentence_id
from training.json_lines import read_lines
from training.markup import example_from_markup
from training.record_reader import RecordReader
from training.split import SplitPlan

_Numbered = tuple[int, str]
_HEAD: Final = ("id", "genre", "type")
_ROW: Final = ("paragraph", "st", "sev", "t")


def read_article_drafts(path: Path, *, plan: SplitPlan) -> tuple[Article, ...]:
    """The articles of a draft file, each with its frozen split.

    Args:
        path: Its name is the batch.
        plan: Deals the splits.

    Raises:
        InputError: When the file cannot be read.
        ExampleError: On the first line that is wrong, naming line and field.
    """
    return tuple(
        _article(lines, source=path.name, batch=path.stem, plan=plan)
        for lines in _articles(enumerate(read_lines(path), start=1))
    )


def _articles(lines: Iterable[_Numbered]) -> Iterator[list[_Numbered]]:
    article: list[_Numbered] = []
    for number, line in lines:
        if line.startswith("@") and article:
            yield article
            article = []
        if line.strip():
            article.append((number, line))
    if article:
        yield article


def _article(
    lines: list[_Numbered], *, source: str, batch: str, plan: SplitPlan
) -> Article:
    (first, head), *rest = lines
    reader = _reader(head.removeprefix("@"), _HEAD, source=source, number=first)
    if not head.startswith("@"):
        raise reader.error("id", "an article begins with @id")
    key = reader.text("id")
    split = plan.split_of(key, batch=batch)
    rows = [_reader(line, _ROW, source=source, number=number) for number, line in rest]
    return make_article(
        reader,
        batch=batch,
        sentences=[
            replace(
                example_from_markup(row),
                id=sentence_id(key, number),
                genre=reader.text("genre"),
                split=split,
            )
            for number, row in enumerate(rows, start=1)
        ],
        paragraphs=[_paragraph(row) for row in rows],
    )


def _paragraph(row: RecordReader) -> int:
    text = row.text("paragraph")
    if not text.isdecimal():
        raise row.error("paragraph", f"a whole number is needed, not {text!r}")
    return int(text)


def _reader(
    line: str, names: tuple[str, ...], *, source: str, number: int
) -> RecordReader:
    text = unicodedata.normalize("NFC", line)
    fields = text.split("\t", len(names) - 1)
    reader = RecordReader(dict(zip(names, fields, strict=False)), source, number)
    if len(fields) != len(names):
        raise reader.error("-", f"{len(names)} fields separated by tabs are needed")
    return reader
