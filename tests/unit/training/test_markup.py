"""The writers' draft format."""

from __future__ import annotations

import json
from typing import Any

import pytest

from screener.domain.labels import Category, Severity, Stance
from screener.domain.spans import Span
from screener.errors import ExampleError
from training.dataset import LabelledSpan, Who
from training.markup import MarkupError, parse_drafts, parse_markup


def make_draft(**changes: Any) -> str:
    record = {
        "g": "k01-001",
        "k": "biased",
        "genre": "caption",
        "st": "asserted",
        "sev": "low",
        "t": "{language|Nữ thuyền trưởng} cập cảng lúc rạng sáng.",
        "b": "",
        "a": "",
        "who": "women",
    }
    return json.dumps(record | changes, ensure_ascii=False)


def test_marks_leave_the_text_and_give_spans() -> None:
    """Offsets count the text without its marks."""
    marked = parse_markup("Bếp là {role|chỗ của mẹ}, sân là chỗ của bố.")

    assert marked.text == "Bếp là chỗ của mẹ, sân là chỗ của bố."
    assert marked.spans == (LabelledSpan(Span(7, 17), Category.ROLE),)
    assert marked.spans[0].span.of(marked.text) == "chỗ của mẹ"


def test_marks_nest_and_name_several_categories() -> None:
    """One stretch often carries two stereotypes, one of them in fewer words."""
    marked = parse_markup("{role,trait|Con gái {ability|vụng} thì ế}.")

    assert [(item.category, item.span.of(marked.text)) for item in marked.spans] == [
        (Category.ROLE, "Con gái vụng thì ế"),
        (Category.TRAIT, "Con gái vụng thì ế"),
        (Category.ABILITY, "vụng"),
    ]


def test_exclamation_mark_makes_a_mention() -> None:
    """What a countered sentence criticises is not a finding."""
    marked = parse_markup("Câu {!trait|trai phải lì} nghe đã cũ.")

    assert marked.spans == ()
    assert marked.mentions == (LabelledSpan(Span(4, 16), Category.TRAIT),)


@pytest.mark.parametrize(
    "text",
    ["{role|mở", "đóng}", "{role|}", "{x|lạ}", "{role,|lạ}", "{lạ}", "a { b"],
)
def test_bad_marks_are_refused(text: str) -> None:
    """A half mark would leave braces in the corpus."""
    with pytest.raises(MarkupError):
        parse_markup(text)


def test_drafts_become_examples_numbered_within_their_group() -> None:
    """Ids must stay when a writer adds lines at the end."""
    clean = make_draft(k="edited", st="none", sev="none", who="", t="Tàu cập cảng.")

    examples = parse_drafts([make_draft(), "", clean], source="k01.jsonl", batch="k01")

    assert [example.id for example in examples] == ["k01-001-01", "k01-001-02"]
    assert examples[0].categories == (Category.LANGUAGE,)
    assert examples[0].severity is Severity.LOW
    assert examples[0].who is Who.WOMEN
    assert examples[0].batch == "k01"
    assert examples[1].stance is Stance.NONE


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("{", "-"),
        ("[]", "-"),
        (make_draft(t="{role|hở"), "t"),
        (make_draft(t=""), "t"),
        (make_draft(k="other"), "k"),
        (make_draft(sev="none"), "severity"),
        (make_draft(st="none"), "categories"),
        (make_draft(genre=""), "genre"),
    ],
)
def test_fault_of_a_draft_names_line_and_field(line: str, field: str) -> None:
    """Writers mend their files by these messages."""
    with pytest.raises(ExampleError) as caught:
        parse_drafts([make_draft(), line], source="k01.jsonl", batch="k01")

    assert caught.value.facts["line"] == 2
    assert caught.value.facts["field"] == field
