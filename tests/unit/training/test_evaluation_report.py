"""The page of an evaluation: all figures, plots inside, nothing from outside."""

from __future__ import annotations

import re

from screener.domain.labels import Category, Severity, Stance
from screener.domain.spans import Span
from tests.fakes import FakeClassifier, make_point
from training.dataset import Example, LabelledSpan
from training.evaluate import compare, evaluate
from training.evaluation_report import evaluation_page

BIASED = Example(
    id="b-1",
    text="Bếp núc thì để vợ lo.",
    stance=Stance.ASSERTED,
    categories=(Category.ROLE,),
    severity=Severity.MEDIUM,
    spans=(LabelledSpan(Span(12, 20), Category.ROLE),),
    genre="<news>",
)
CLEAN = Example(id="c-1", text="Chồng gặt, vợ phơi.", stance=Stance.NONE)
EXAMPLES = (BIASED, CLEAN)
GOOD = FakeClassifier({"để vợ lo": (Category.ROLE, Severity.MEDIUM)})
BLIND = FakeClassifier()


def make_page() -> str:
    figures = evaluate(GOOD, EXAMPLES, point=make_point(), rounds=20)
    points = (make_point(), make_point())
    figures["comparison"] = compare(GOOD, BLIND, EXAMPLES, points=points)
    figures["data"] = ["data/sentences.jsonl"]
    return evaluation_page(figures)


def test_page_opens_without_a_network() -> None:
    """It is read where there is none, and years later."""
    page = make_page()

    assert page.count("data:image/svg+xml;base64,") == 2
    assert not re.search(r"(src|href)=\"(?!data:)", page)


def test_page_tells_data_slices_swap_and_comparison() -> None:
    """What the terminal shows and what it cannot."""
    page = make_page()

    assert "data/sentences.jsonl" in page
    assert "genre=&lt;news&gt;" in page
    assert "0 of 1 clean sentences" in page
    assert "Against fake 1" in page


def test_equal_figures_make_equal_pages() -> None:
    """A page under version control changes only when the figures do."""
    assert make_page() == make_page()


def test_comparison_counts_where_one_alone_is_right() -> None:
    """Two models of equal F1 may err on different sentences."""
    points = (make_point(), make_point())

    found = compare(GOOD, BLIND, EXAMPLES, points=points)

    assert (found["only_first_right"], found["only_second_right"]) == (1, 0)
    assert found["p_value"] == 1.0
