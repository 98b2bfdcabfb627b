"""Articles of law are quoted only while they are in force."""

from __future__ import annotations

from datetime import date

import pytest

from screener.domain.labels import Category
from screener.legal import legal_basis


def ids(category: Category, day: date | None, genre: str = "") -> list[str]:
    return [b.id for b in legal_basis(category, published_on=day, genre=genre)]


def test_press_law_is_cited_from_its_first_day() -> None:
    """The law is picked by the day of publication."""
    assert "lbc-2025" not in ids(Category.DISCRIMINATION, date(2026, 6, 30))
    assert "lbc-2025" in ids(Category.DISCRIMINATION, date(2026, 7, 1))


def test_draft_gets_what_stands_without_an_end() -> None:
    """A draft has no date, and the answer must not depend on today's."""
    assert "lbc-2025" in ids(Category.DISCRIMINATION, None)
    assert "lqc-2012-d8k6" not in ids(Category.TRAIT, None, "advertising")


def test_advertising_adds_its_own_law_while_it_was_confirmed() -> None:
    """The amended clause has not been read, so it is not cited."""
    assert "lqc-2012-d8k6" in ids(Category.TRAIT, date(2025, 12, 31), "advertising")
    assert "lqc-2012-d8k6" not in ids(Category.TRAIT, date(2026, 1, 1), "advertising")
    assert "lqc-2012-d8k6" not in ids(Category.TRAIT, date(2025, 12, 31))


def test_category_without_confirmed_article_has_none() -> None:
    """No basis is invented; reports say that none is confirmed."""
    assert ids(Category.DIVERSITY, date(2026, 7, 1), "advertising") == []


@pytest.mark.parametrize("category", set(Category) - {Category.DIVERSITY})
def test_every_other_category_has_a_basis(category: Category) -> None:
    """An inspector needs one for each decision."""
    assert ids(category, date(2026, 11, 1))


def test_nothing_is_cited_before_it_existed() -> None:
    """A publication of 2005 cannot break a law of 2007."""
    assert ids(Category.ROLE, date(2005, 1, 1)) == []


@pytest.mark.parametrize("category", Category)
def test_articles_are_named_in_both_languages(category: Category) -> None:
    """An English report must not cite the law in Vietnamese."""
    for basis in legal_basis(
        category, published_on=date(2025, 6, 1), genre="advertising"
    ):
        assert basis.title.vi != basis.title.en
        assert basis.article is None or basis.article.en.startswith("Article ")
