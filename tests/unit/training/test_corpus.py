"""The corpus that ships: whole, split cleanly, described truly."""

from __future__ import annotations

from functools import lru_cache

import pytest
from click.testing import CliRunner

from screener.domain.labels import Category
from training.__main__ import main
from training.data_commands import CARDS, SENTENCES, stats_block
from training.dataset import Example, Kind, check_examples, read_examples
from training.split import SplitPlan


@lru_cache(maxsize=1)
def corpus() -> tuple[Example, ...]:
    return read_examples(SENTENCES)


def test_every_line_keeps_the_format() -> None:
    """One bad line would stop every training run."""
    assert check_examples(SENTENCES) == ()


def test_splits_are_those_that_were_frozen() -> None:
    """A sentence that moves between splits makes old figures worthless."""
    plan = SplitPlan()

    moved = [
        example.id
        for example in corpus()
        if example.split is not plan.split_of(example.group)
    ]

    assert moved == []


def test_no_text_stands_twice() -> None:
    """The same sentence on both sides of a split would be a leak."""
    texts = [" ".join(example.text.lower().split()) for example in corpus()]

    assert len(set(texts)) == len(texts)


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
    text = SENTENCES.with_name(name).read_text("utf-8")

    assert stats_block(corpus()) in text


def test_check_command_reads_the_corpus_by_default() -> None:
    """The command in the card."""
    result = CliRunner().invoke(main, ["data", "check"])

    assert (result.exit_code, result.output) == (0, "0 faults\n")
