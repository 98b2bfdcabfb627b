"""Two annotators who agree make a label worth learning."""

from __future__ import annotations

from dataclasses import replace

import pytest

from screener.domain.labels import Category, Severity, Stance
from screener.domain.spans import Span
from training.agreement import (
    add_labels,
    agreement_of,
    krippendorff_alpha,
    settle,
)
from training.dataset import Example, Kind, LabelledSpan, Who

TEXT = "Việc bếp núc vẫn là của đàn bà."


def unequal(one: int, two: int) -> float:
    return float(one != two)


def flagged(number: int, severity: Severity = Severity.MEDIUM) -> Example:
    return Example(
        id=f"x-{number}",
        text=TEXT,
        batch="x",
        stance=Stance.ASSERTED,
        categories=(Category.ROLE,),
        severity=severity,
        spans=(LabelledSpan(Span(0, 12), Category.ROLE),),
    )


def clean(number: int) -> Example:
    return Example(id=f"x-{number}", text=TEXT, batch="x", stance=Stance.NONE)


def test_alpha_is_1_for_perfect_agreement() -> None:
    """The perfect case."""
    assert krippendorff_alpha([(0, 0), (1, 1), (1, 1)], distance=unequal) == 1.0


@pytest.mark.parametrize("pairs", [[], [(1, 1), (1, 1)]])
def test_alpha_is_undefined_without_variation(pairs: list[tuple[int, int]]) -> None:
    """Where nothing varies nothing can be agreed on."""
    assert krippendorff_alpha(pairs, distance=unequal) is None


def test_alpha_of_a_case_worked_by_hand() -> None:
    """Ten items, one disagreement: values 0 ×11, 1 ×9; 1 − 0.1·20·19/(2·11·9)."""
    pairs = [(0, 0)] * 5 + [(1, 1)] * 4 + [(0, 1)]

    assert krippendorff_alpha(pairs, distance=unequal) == pytest.approx(
        1 - 0.1 * 20 * 19 / (2 * 11 * 9)
    )


def test_labels_are_laid_beside_the_writers() -> None:
    """Neither judgement overwrites the other."""
    corpus = [flagged(1), clean(2), flagged(3)]
    second = [flagged(1, Severity.HIGH), clean(2), replace(flagged(3), text="Khác.")]

    first, other, untouched = add_labels(corpus, second, annotator="b")

    assert [label.annotator for label in first.labels] == ["writer-x", "b"]
    assert [label.severity for label in first.labels] == [
        Severity.MEDIUM,
        Severity.HIGH,
    ]
    assert first.severity is Severity.MEDIUM
    assert other.labels[1].stance is Stance.NONE
    assert untouched.labels == ()


def test_labels_of_the_same_annotator_replace_the_earlier() -> None:
    """Laying them again must not count a person twice."""
    once = add_labels([flagged(1)], [flagged(1)], annotator="b")
    twice = add_labels(once, [flagged(1, Severity.HIGH)], annotator="b")

    assert [label.severity for label in twice[0].labels] == [
        Severity.MEDIUM,
        Severity.HIGH,
    ]


def test_agreement_counts_what_was_judged_twice() -> None:
    """Figures rest on pairs alone."""
    corpus = [flagged(1), clean(2), flagged(3), clean(4)]
    second = [flagged(1, Severity.HIGH), clean(2), clean(3)]

    agreement = agreement_of(add_labels(corpus, second, annotator="b"))

    assert agreement.examples == 3
    assert agreement.flag == agreement.any_flag == pytest.approx(1 - 1 / 3 * 30 / 18)
    assert agreement.severity is not None
    assert dict(agreement.categories)[Category.TRAIT] is None
    assert agreement.spans == 1.0


def test_agreement_of_nothing_is_undefined() -> None:
    """Unknown is a value."""
    agreement = agreement_of([flagged(1)])

    assert (agreement.examples, agreement.flag, agreement.spans) == (0, None, None)


def test_adjudication_stands_and_keeps_the_blind_labels() -> None:
    """The third judgement decides; the first two stay on record."""
    corpus = add_labels([flagged(1), flagged(2)], [clean(1), clean(2)], annotator="b")

    settled, other = settle(corpus, [clean(1)])

    assert (settled.stance, settled.spans) == (Stance.NONE, ())
    assert len(settled.labels) == 2
    assert other.stance is Stance.ASSERTED


@pytest.mark.parametrize(
    ("decision", "kind", "who"),
    [
        (flagged(1), Kind.BIASED, Who.MEN),
        (clean(1), Kind.HARD_NEGATIVE, Who.UNSET),
        (replace(clean(1), stance=Stance.COUNTERED), Kind.COUNTERED, Who.UNSET),
    ],
)
def test_example_that_changes_sides_changes_its_kind(
    decision: Example, kind: Kind, who: Who
) -> None:
    """A group's parts must be what their labels say."""
    biased = replace(flagged(1), kind=Kind.BIASED, who=Who.MEN)

    (settled,) = settle([biased], [decision])

    assert (settled.kind, settled.who) == (kind, who)


def test_edited_twin_stays_one_when_found_clean() -> None:
    """Only what its label contradicts is changed."""
    (settled,) = settle([replace(clean(1), kind=Kind.EDITED)], [clean(1)])

    assert settled.kind is Kind.EDITED
