"""Articles labelled sentence by sentence: their file format, and as examples.

A line holds one article: ``{"id", "title", "genre", "type", "batch", "sentences"}``.
The first sentence is the headline. A sentence is an example without id and context, and
with the number of its paragraph.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from training.dataset import Example, example_from_json, example_to_json
from training.json_lines import json_record, read_lines, write_records
from training.record_reader import RecordReader

FEWEST_SENTENCES: Final = 8
MOST_SENTENCES: Final = 20
_HEAVY_FROM: Final = 4
_OF_THE_ARTICLE: Final = ("id", "context", "group", "batch")


class ArticleType(StrEnum):
    """What an article is there for."""

    ORDINARY = "ordinary"
    ABOUT_GENDER_CLEAN = "about_gender_clean"
    MIXED = "mixed"
    HEAVY = "heavy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article.

    Attributes:
        batch: Who wrote it, as a code.
        sentences: In order, the headline first; each knows its neighbours.
        paragraphs: The paragraph of each sentence; the headline stands in 0.
    """

    id: str
    genre: str
    type: ArticleType
    batch: str
    sentences: tuple[Example, ...]
    paragraphs: tuple[int, ...]

    @property
    def title(self) -> str:
        """The headline."""
        return self.sentences[0].text

    def fault(self) -> tuple[str, str] | None:
        """The first field that breaks the format and why; None when all is well."""
        if not FEWEST_SENTENCES <= len(self.sentences) <= MOST_SENTENCES:
            return "sentences", f"{len(self.sentences)} of them"
        if self.paragraphs[0] != 0 or 0 in self.paragraphs[1:]:
            return "paragraph", "the headline alone stands in paragraph 0"
        if list(self.paragraphs) != sorted(self.paragraphs):
            return "paragraph", "paragraphs go back"
        if self.type is not _type_of(self.type, self.sentences):
            flagged = _flagged(self.sentences)
            return "type", f"{self.type} with {flagged} flagged sentences"
        return None


def read_articles(path: Path) -> tuple[Article, ...]:
    """The articles of a JSON Lines file, in its order.

    Raises:
        InputError: When the file cannot be read.
        ExampleError: On the first line that breaks the format, naming line and field.
    """
    return tuple(
        article_from_json(
            json_record(line, source=path.name, number=number),
            source=path.name,
            line=number,
        )
        for number, line in enumerate(read_lines(path), start=1)
        if line.strip()
    )


def write_articles(path: Path, articles: Iterable[Article]) -> None:
    """Write articles as JSON Lines, ordered by id.

    Raises:
        OutputError: When the file cannot be written.
    """
    ordered = sorted(articles, key=lambda article: article.id)
    write_records(path, map(article_to_json, ordered))


def article_from_json(record: Mapping[str, Any], *, source: str, line: int) -> Article:
    """The article that a record holds.

    Raises:
        ExampleError: Naming the line and the first field that is wrong.
    """
    reader = RecordReader(record, source, line)
    key = reader.text("id")
    rows = [reader.record_in(item, "sentences") for item in reader.items("sentences")]
    examples = [
        example_from_json(
            {**row, "id": sentence_id(key, number)}, source=source, line=line
        )
        for number, row in enumerate(rows, start=1)
    ]
    return make_article(
        reader,
        batch=reader.text("batch"),
        sentences=examples,
        paragraphs=[reader.whole(row.get("paragraph"), "paragraph") for row in rows],
    )


def make_article(
    reader: RecordReader,
    *,
    batch: str,
    sentences: Sequence[Example],
    paragraphs: Sequence[int],
) -> Article:
    """The article with a reader's id, genre and type; its sentences are put in context.

    Raises:
        ExampleError: Naming the line and the first field that is wrong.
    """
    key = reader.text("id")
    article = Article(
        id=key,
        genre=reader.text("genre"),
        type=reader.enum("type", ArticleType),
        batch=batch,
        sentences=_in_context(sentences, group=key, batch=batch),
        paragraphs=tuple(paragraphs),
    )
    if (fault := article.fault()) is not None:
        raise reader.error(*fault)
    return article


def article_to_json(article: Article) -> dict[str, Any]:
    """The record of an article."""
    return {
        "id": article.id,
        "title": article.title,
        "genre": article.genre,
        "type": article.type.value,
        "batch": article.batch,
        "sentences": [
            {"paragraph": paragraph, **_sentence_to_json(sentence)}
            for paragraph, sentence in zip(
                article.paragraphs, article.sentences, strict=True
            )
        ],
    }


def with_sentences(
    articles: Iterable[Article], examples: Iterable[Example]
) -> tuple[Article, ...]:
    """The articles with other judgements of their sentences, found by id.

    An article whose sentences change sides changes its type with them.
    """
    by_id = {example.id: example for example in examples}
    return tuple(_with_sentences(article, by_id) for article in articles)


def sentences_of(articles: Iterable[Article]) -> tuple[Example, ...]:
    """All sentences as examples in context."""
    return tuple(sentence for article in articles for sentence in article.sentences)


def sentence_id(article_id: str, number: int) -> str:
    """The id of an article's sentence; ``number`` counts from 1, the headline."""
    return f"{article_id}-{number:02}"


def _with_sentences(article: Article, by_id: Mapping[str, Example]) -> Article:
    sentences = tuple(by_id.get(old.id, old) for old in article.sentences)
    return replace(article, sentences=sentences, type=_type_of(article.type, sentences))


def _type_of(wanted: ArticleType, sentences: Sequence[Example]) -> ArticleType:
    """The type that fits the flagged sentences; the wanted one while it does."""
    flagged = _flagged(sentences)
    if not flagged:
        clean = (ArticleType.ORDINARY, ArticleType.ABOUT_GENDER_CLEAN)
        return wanted if wanted in clean else ArticleType.ABOUT_GENDER_CLEAN
    if wanted is ArticleType.HEAVY and flagged >= _HEAVY_FROM:
        return wanted
    return ArticleType.MIXED


def _flagged(sentences: Sequence[Example]) -> int:
    return sum(sentence.is_flagged for sentence in sentences)


def _in_context(
    sentences: Sequence[Example], *, group: str, batch: str
) -> tuple[Example, ...]:
    texts = ["", *(sentence.text for sentence in sentences), ""]
    return tuple(
        replace(
            sentence,
            before=texts[index],
            after=texts[index + 2],
            group=group,
            batch=batch,
        )
        for index, sentence in enumerate(sentences)
    )


def _sentence_to_json(sentence: Example) -> dict[str, Any]:
    record = example_to_json(sentence)
    for name in _OF_THE_ARTICLE:
        record.pop(name, None)
    return record
