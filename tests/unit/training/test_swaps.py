"""Women and men change places; the verdict on a clean sentence should not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from screener.domain.labels import Category, Severity, Stance
from tests.fakes import FakeClassifier, make_point
from training.dataset import Example
from training.swaps import score_swaps, swap, swapped_examples, symmetry_at


@pytest.mark.parametrize(
    ("text", "swapped"),
    [
        ("Ông Tám đưa con gái đi thi.", "Bà Tám đưa con trai đi thi."),
        ("NAM CÔNG NHÂN ngã giàn giáo", "NỮ CÔNG NHÂN ngã giàn giáo"),
        ("Vợ lái xe, chồng soát vé.", "Chồng lái xe, vợ soát vé."),
        ("12 phụ nữ và 9 đàn ông", "12 đàn ông và 9 phụ nữ"),
        ("Anh gặp chị ở bến phà.", "Chị gặp anh ở bến phà."),
    ],
)
def test_words_of_sex_change_places(text: str, swapped: str) -> None:
    """Both ways at once, and capitals stay where they were."""
    assert swap(text) == swapped
    assert swap(swapped) == text


@pytest.mark.parametrize(
    "text",
    [
        "Giá lúa tăng nhẹ.",
        "Chị mang thai tháng thứ tám.",
        "Sở công bố điểm thi của nam sinh.",
        "Bác sĩ Ngọc Nam gặp chị ở cổng.",
        "Cô giáo gọi anh lên bảng.",
        "Anh em trong đội khen chị.",
    ],
)
def test_unsafe_sentence_is_left_out(text: str) -> None:
    """A swap that makes nonsense measures nonsense."""
    assert swap(text) is None


def make_example(text: str, **changes: object) -> Example:
    example = Example(id=text[:6], text=text, stance=Stance.NONE)
    return replace(example, **changes)  # type: ignore[arg-type]


def test_only_clean_sentences_are_swapped_with_their_neighbours() -> None:
    """A biased sentence about the other sex may not be biased at all."""
    clean = make_example("Anh về quê.", before="Chị ở lại.")
    countered = make_example("Anh phản đối.", stance=Stance.COUNTERED)

    ((one, two),) = swapped_examples([clean, countered])

    assert one == clean
    assert (two.text, two.before) == ("Chị về quê.", "Anh ở lại.")


def test_verdict_that_hangs_on_the_sex_is_counted() -> None:
    """A model that flags women's sentences only is unfair to both."""
    model = FakeClassifier({"Chị": (Category.ROLE, Severity.MEDIUM)})
    examples = [make_example("Chị về quê."), make_example("Bà kể chuyện nam sinh.")]

    symmetry = symmetry_at(score_swaps(model, examples), make_point())

    assert (symmetry.swapped, symmetry.changed, symmetry.rate) == (2, 1, 0.5)
    assert symmetry.examples == ("Chị về",)


def test_rate_without_sentences_is_undefined() -> None:
    """Nothing swapped is not nothing changed."""
    symmetry = symmetry_at((), make_point())

    assert symmetry.rate is None
