"""A reviewer whose labels are wrong is named before they are learnt from."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from screener.domain.labels import Category, Severity, Stance
from screener.domain.spans import Span
from training.agreement import cohens_kappa
from training.annotators import annotator_agreements, annotators_apart, are_alike
from training.dataset import Example, Label, LabelledSpan

TEXT = "Giữ lửa gia đình là bổn phận người vợ."


def label(annotator: str, category: Category | None) -> Label:
    if category is None:
        return Label(annotator=annotator, stance=Stance.NONE)
    return Label(
        annotator=annotator,
        stance=Stance.ASSERTED,
        categories=(category,),
        severity=Severity.MEDIUM,
        spans=(LabelledSpan(Span(0, 7), category),),
    )


def example(number: int, labels: Sequence[Label]) -> Example:
    return Example(
        id=f"x-{number}", text=TEXT, stance=Stance.NONE, labels=tuple(labels)
    )


def labelled_by(*, wrong: str = "", count: int = 120) -> list[Example]:
    """Three people in turn on true labels; one of them may give the contrary."""
    chance = random.Random(8)
    people = ("lan", "minh", "thu")
    result = []
    for number in range(count):
        truth = chance.choice((None, Category.ROLE, Category.TRAIT))
        pair = (people[number % 3], people[(number + 1) % 3])
        result.append(
            example(
                number,
                [
                    label(
                        name,
                        (Category.VIOLENCE if truth is None else None)
                        if name == wrong
                        else truth,
                    )
                    for name in pair
                ],
            )
        )
    return result


def test_nobody_stands_apart_where_all_agree() -> None:
    """The perfect case: no alarm without a reason."""
    assert annotators_apart(labelled_by()) == ()


def test_the_one_who_labels_the_contrary_is_named() -> None:
    """Only that one, though the others' figures suffer from the pairs with them."""
    assert annotators_apart(labelled_by(wrong="minh")) == ("minh",)


def test_few_pairs_name_nobody() -> None:
    """A beginner's first ten sentences are no verdict on them."""
    assert annotators_apart(labelled_by(wrong="minh", count=18)) == ()


def test_two_people_cannot_be_told_apart() -> None:
    """When two differ, either may be wrong."""
    examples = [
        example(n, [label("lan", Category.ROLE), label("thu", None)]) for n in range(50)
    ]

    first, second = annotator_agreements(examples)

    assert (first.others, second.others) == (None, None)
    assert annotators_apart(examples) == ()


def test_no_labels_give_no_figures() -> None:
    """The empty case; a single label is nothing to compare."""
    assert annotator_agreements([]) == ()
    assert annotator_agreements([example(1, [label("lan", None)])]) == ()


def test_figures_of_a_case_worked_by_hand() -> None:
    """Lan and Minh alike once, Lan and Thu not: Lan 1 of 2, others none."""
    examples = [
        example(1, [label("lan", None), label("minh", None)]),
        example(2, [label("lan", None), label("thu", Category.ROLE)]),
    ]

    lan, minh, thu = annotator_agreements(examples)

    assert (lan.pairs, lan.alike, lan.others) == (2, 0.5, None)
    assert (minh.pairs, minh.alike, minh.others) == (1, 1.0, 0.0)
    assert (thu.pairs, thu.alike, thu.others) == (1, 0.0, 1.0)


def test_a_category_in_common_is_alike() -> None:
    """Two careful people often name one category more or less."""
    both = Label(
        annotator="a",
        stance=Stance.ASSERTED,
        categories=(Category.ROLE, Category.TRAIT),
        severity=Severity.HIGH,
    )

    assert are_alike(both, label("b", Category.TRAIT))
    assert not are_alike(both, label("b", Category.VIOLENCE))
    assert not are_alike(both, label("b", None))


def test_kappa_is_1_for_perfect_agreement() -> None:
    """The perfect case."""
    assert cohens_kappa([(0, 0), (1, 1), (1, 1)]) == 1.0


@pytest.mark.parametrize("pairs", [[], [(1, 1), (1, 1)]])
def test_kappa_is_undefined_without_variation(pairs: list[tuple[int, int]]) -> None:
    """Where nothing varies nothing can be agreed on."""
    assert cohens_kappa(pairs) is None


def test_kappa_of_a_case_worked_by_hand() -> None:
    """Cohen's table 20, 5, 10, 15: 0.7 observed, 0.5 by chance, kappa 0.4."""
    pairs = [(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15

    assert cohens_kappa(pairs) == pytest.approx(0.4)
