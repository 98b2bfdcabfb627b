"""Labels that contradict all the others are found before they are learnt from."""

from __future__ import annotations

from dataclasses import replace

from screener.domain.labels import Category, Severity, Stance
from screener.domain.spans import Span
from training.dataset import Example, LabelledSpan
from training.label_errors import LEAST_OF_A_CLASS, label_qualities

PLACES = ("Đông Hà", "Vị Thanh", "Sa Pa", "Tam Kỳ", "Bạc Liêu", "Phủ Lý", "Kon Tum")
CHORES = ("nấu cơm", "giặt giũ", "trông con", "quét sân", "đi chợ")
WORKS = ("mở cầu", "sửa đường", "trồng rừng", "đắp đê", "xây trường")


def flagged(number: int) -> Example:
    text = (
        f"Ở {PLACES[number % 7]} chuyện {CHORES[number % 5]} vẫn là phận đàn bà, "
        f"đàn ông ai làm ({number})."
    )
    return Example(
        id=f"f-{number}",
        text=text,
        group=f"bai-{number % 12}",
        stance=Stance.ASSERTED,
        categories=(Category.ROLE,),
        severity=Severity.MEDIUM,
        spans=(LabelledSpan(Span(0, 4), Category.ROLE),),
    )


def clean(number: int) -> Example:
    text = f"Tỉnh cho {WORKS[number % 5]} tại {PLACES[number % 7]} trong quý {number}."
    return Example(
        id=f"c-{number}", text=text, group=f"bai-{number % 12}", stance=Stance.NONE
    )


def test_wrong_labels_are_named_and_right_ones_are_not() -> None:
    """Three of sixty are turned round: exactly these are the issues."""
    examples = [flagged(n) for n in range(30)] + [clean(n) for n in range(30)]
    for number in (3, 11, 20):
        examples[number] = replace(
            examples[number], stance=Stance.NONE, categories=(), spans=()
        )

    found = label_qualities(examples)

    assert found is not None
    assert [n for n, item in enumerate(found) if item.is_issue] == [3, 11, 20]
    assert max(found[n].quality for n in (3, 11, 20)) < 0.5


def test_every_part_is_told_of() -> None:
    """Somebody watches a bar; thousands of labels take a while."""
    examples = [flagged(n) for n in range(30)] + [clean(n) for n in range(30)]
    told: list[tuple[int, int]] = []

    label_qualities(examples, on_fold=lambda step, of: told.append((step, of)))

    assert told == [(step, 5) for step in range(1, 6)]


def test_few_labels_tell_nothing() -> None:
    """The empty case, too few of one side, and all from one article."""
    enough = LEAST_OF_A_CLASS
    one_article = [
        replace(example, group="bai")
        for n in range(enough)
        for example in (flagged(n), clean(n))
    ]

    assert label_qualities([]) is None
    assert label_qualities([flagged(n) for n in range(enough)]) is None
    assert label_qualities(one_article) is None
