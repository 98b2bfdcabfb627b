"""The corpus that ships: whole, split cleanly, described truly."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

import pytest
from click.testing import CliRunner

from screener.bootstrap import shipped_lexicon
from screener.domain.labels import Category
from screener.lexicon.matcher import Matcher
from training.__main__ import main
from training.articles import Article, ArticleType, read_articles, sentences_of
from training.corpus_quality import Limits
from training.data_cards import figures_block
from training.data_commands import ARTICLES, CARDS, MINED, SENTENCES
from training.dataset import Example, Kind, check_examples, read_examples
from training.keyed_labels import read_keyed_labels
from training.near_duplicates import near_duplicates_between
from training.split import SplitPlan


@lru_cache(maxsize=1)
def corpus() -> tuple[Example, ...]:
    return read_examples(SENTENCES)


@lru_cache(maxsize=1)
def articles() -> tuple[Article, ...]:
    return read_articles(ARTICLES)


@lru_cache(maxsize=1)
def figures() -> str:
    return figures_block(
        corpus(),
        articles(),
        read_keyed_labels(MINED).values(),
        Matcher(shipped_lexicon()),
    )


def test_every_line_keeps_the_format() -> None:
    """One bad line would stop every training run."""
    assert check_examples(SENTENCES) == ()


def test_splits_are_those_that_were_frozen() -> None:
    """A sentence that moves between splits makes old figures worthless."""
    plan = SplitPlan()

    moved = [
        example.id
        for example in corpus()
        if example.split is not plan.split_of(example.group, batch=example.batch)
    ]

    assert moved == []


def test_labels_of_real_sentences_hold_no_text() -> None:
    """The sentences belong to their publishers; only keys and numbers may be here."""
    keys = {
        "sha256",
        "stance",
        "categories",
        "severity",
        "spans",
        "mentions",
        "genre",
        "origin",
        "split",
        "labels",
    }

    records = read_keyed_labels(MINED)

    assert {name for record in records.values() for name in record} == keys
    assert all(len(key) == 64 for key in records)


def test_every_sentence_was_judged_blind_a_second_time() -> None:
    """A label that nobody else gave is one writer's opinion."""
    once = [
        example.id
        for example in (*corpus(), *sentences_of(articles()))
        if len({label.annotator for label in example.labels}) < 2
    ]

    assert once == []


def test_there_are_enough_articles_of_every_type() -> None:
    """Whole articles are what a newsroom has."""
    types = Counter(article.type for article in articles())

    assert types.total() >= 150
    assert set(types) == set(ArticleType)


def test_article_lies_on_the_side_that_was_frozen_for_it() -> None:
    """Sentences of one article share names and facts."""
    plan = SplitPlan()
    moved = [
        sentence.id
        for article in articles()
        for sentence in article.sentences
        if sentence.split is not plan.split_of(article.id, batch=article.batch)
    ]

    assert moved == []


def test_articles_do_not_repeat_the_sentences() -> None:
    """The two files are read together, so a twin would be a leak."""
    pairs = near_duplicates_between(
        [example.text for example in corpus()],
        [sentence.text for sentence in sentences_of(articles())],
        threshold=Limits().similarity,
    )

    assert pairs == ()


def test_kind_and_stance_agree() -> None:
    """A biased sentence is flagged and no other kind is."""
    wrong = [
        example.id
        for example in corpus()
        if example.is_flagged is not (example.kind is Kind.BIASED)
    ]

    assert wrong == []


@pytest.mark.parametrize("category", list(Category))
def test_every_category_has_examples_in_every_split(category: Category) -> None:
    """A category that is never tested is a promise nobody checks."""
    splits = {example.split for example in corpus() if category in example.categories}

    assert len(splits) == 3


@pytest.mark.parametrize("name", CARDS)
def test_card_states_the_present_counts(name: str) -> None:
    """Stale counts mislead; `python -m training data card` renews them."""
    assert figures() in SENTENCES.with_name(name).read_text("utf-8")


def test_corpus_is_varied_balanced_and_split_cleanly() -> None:
    """The command in the card; near-duplicates, openings, length, sizes and more."""
    result = CliRunner().invoke(main, ["data", "check"])

    assert (result.exit_code, result.output) == (0, "0 faults\n")
