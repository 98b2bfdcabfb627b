"""From scores to figures: the decision rule, the report, the choice of thresholds."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from screener.domain.detections import SentenceScores, SeverityScores, StanceScores
from screener.domain.labels import Category, Severity, Stance
from screener.domain.spans import Span
from screener.ports import OperatingPoint
from tests.fakes import FakeClassifier, make_point
from training.dataset import Example, LabelledSpan
from training.evaluate import evaluate, render_table
from training.judging import Scored, example_text, judge, score_examples
from training.operating_points import (
    BALANCED,
    CAREFUL,
    THOROUGH,
    choose_points,
)

ROLE = Category.ROLE


def make_example(
    example_id: str,
    text: str,
    *,
    severity: Severity = Severity.NONE,
    stance: Stance = Stance.NONE,
    words: str = "",
    group: str = "",
    before: str = "",
) -> Example:
    start = text.find(words)
    return Example(
        id=example_id,
        text=text,
        before=before,
        stance=stance,
        categories=(ROLE,) if words else (),
        severity=severity,
        spans=(LabelledSpan(Span(start, start + len(words)), ROLE),) if words else (),
        group=group,
        genre="news",
    )


BIASED = make_example(
    "a-1",
    "Bếp núc thì để vợ lo.",
    severity=Severity.MEDIUM,
    stance=Stance.ASSERTED,
    words="để vợ lo",
    group="a",
    before="Cỗ to lắm.",
)
MILD = make_example(
    "a-2",
    "Mẹ đảm thế cơ mà.",
    severity=Severity.LOW,
    stance=Stance.ASSERTED,
    words="Mẹ đảm",
    group="a",
)
CLEAN = make_example("a-3", "Cả nhà cùng nấu cỗ.", group="a")
COUNTERED = make_example(
    "a-4", "Đừng nói để vợ lo.", stance=Stance.COUNTERED, group="a"
)
EXAMPLES = (BIASED, MILD, CLEAN, COUNTERED)
PERFECT = FakeClassifier(
    {"để vợ lo": (ROLE, Severity.MEDIUM), "Mẹ đảm": (ROLE, Severity.LOW)},
    countering=("Đừng nói",),
)


def make_scored(
    medium: float,
    *,
    severity: Severity = Severity.NONE,
    high: float = 0.0,
    countered: float = 0.0,
) -> Scored:
    example = CLEAN if severity is Severity.NONE else replace(BIASED, severity=severity)
    return Scored(
        example,
        SentenceScores(
            tuple(
                SeverityScores(medium, medium, high)
                if category is ROLE
                else SeverityScores(0.0, 0.0, 0.0)
                for category in Category
            ),
            StanceScores(1.0 - countered, 0.0, countered, 0.0),
        ),
        (),
    )


def test_example_stands_between_its_neighbours() -> None:
    """The classifier must see the context that the annotator saw."""
    document = example_text(replace(BIASED, after="Ai cũng cười."))

    pieces = [span.of(document.text) for span in document.sentences]
    assert pieces == ["Cỗ to lắm.", BIASED.text, "Ai cũng cười."]
    assert document.target == 1


def test_example_without_neighbours_is_a_document_of_one_sentence() -> None:
    """No empty sentence may stand in for a missing one."""
    document = example_text(CLEAN)

    assert document.sentences == (Span(0, len(CLEAN.text)),)
    assert document.target == 0


def test_evidence_counts_from_the_examples_own_text() -> None:
    """Its spans are compared with those of the annotator."""
    scored = score_examples(PERFECT, [BIASED])[0]

    assert scored.evidence == BIASED.spans


def test_gravest_severity_reached_is_the_finding() -> None:
    """As in the policy of the screener."""
    judged = judge([make_scored(0.9, high=0.6)], make_point(threshold=0.5))[0]

    assert judged.severities == ((ROLE, Severity.HIGH),)
    assert judged.is_flagged


def test_countered_sentence_has_no_finding() -> None:
    """Criticism is shown apart and never counted."""
    judged = judge([make_scored(0.9, countered=0.8)], make_point())[0]

    assert judged.severity is Severity.NONE
    assert not judged.is_flagged
    assert judged.categories == frozenset()


def test_perfect_classifier_scores_one_everywhere() -> None:
    """The fake knows every answer."""
    figures = evaluate(PERFECT, EXAMPLES, point=make_point(), rounds=20)

    assert figures["flag"]["f1"] == 1.0
    assert figures["flag"]["average_precision"] == 1.0
    assert figures["spans"]["f1"] == 1.0
    assert figures["categories"]["macro_f1"] == 1.0
    assert figures["groups_right"] == 1.0
    assert figures["countered_left_alone"] == 1.0
    assert figures["severity_recall"] == {"low": 1.0, "medium": 1.0, "high": None}


def test_blind_classifier_finds_nothing_and_precision_is_undefined() -> None:
    """Nothing flagged is not a precision of zero."""
    figures = evaluate(FakeClassifier(), EXAMPLES, point=make_point(), rounds=20)

    assert figures["flag"]["precision"] is None
    assert figures["flag"]["recall"] == 0.0
    assert figures["groups_right"] == 0.0


def test_no_examples_give_undefined_figures() -> None:
    """An empty slice must not stop a report."""
    figures = evaluate(PERFECT, (), point=make_point(), rounds=20)

    assert figures["flag"]["f1"] is None
    assert figures["calibration_error"] is None
    assert figures["countered_left_alone"] is None


def test_figures_are_plain_json_and_a_readable_table() -> None:
    """Machines and people read the same run."""
    figures = evaluate(PERFECT, EXAMPLES, point=make_point(), rounds=20)

    assert json.loads(json.dumps(figures)) == figures
    table = render_table(figures)
    assert "medium+high vs clean      1.000  1.000  1.000     1     0     0" in table
    assert "genre=news" in table


def test_thresholds_part_what_can_be_parted() -> None:
    """Ten biased at 0.8, thirty clean at 0.2: any value between is right."""
    scored = [make_scored(0.8, severity=Severity.MEDIUM)] * 10
    scored += [make_scored(0.2)] * 30

    for point in choose_points(scored):
        value = point.threshold(ROLE, Severity.MEDIUM)
        assert 0.2 < value <= 0.8


def test_presets_weigh_misses_and_false_alarms_differently() -> None:
    """Careful flags least, thorough most; balanced is the default and lies between."""
    scored = [
        make_scored(0.05 * step, severity=Severity.MEDIUM)
        for step in range(6, 20)
        for _ in range(step)
    ]
    scored += [make_scored(0.05 * step) for step in range(14) for _ in range(20 - step)]

    points = {point.name: point for point in choose_points(scored)}

    def threshold(name: str) -> float:
        return points[name].threshold(ROLE, Severity.MEDIUM)

    assert list(points) == [BALANCED, CAREFUL, THOROUGH]
    assert threshold(THOROUGH) < threshold(BALANCED) < threshold(CAREFUL)


def test_high_never_flags_what_medium_does_not() -> None:
    """A threshold below that of medium would let high in by the back door."""
    scored = [make_scored(0.9, severity=Severity.MEDIUM)] * 5 + [make_scored(0.6)] * 5

    for point in choose_points(scored):
        for category in Category:
            assert point.threshold(category, Severity.HIGH) >= point.threshold(
                category, Severity.MEDIUM
            )


@pytest.mark.parametrize("severity", [Severity.LOW, Severity.MEDIUM, Severity.HIGH])
def test_every_category_and_severity_has_a_threshold(severity: Severity) -> None:
    """A missing one means never, which nobody chose."""
    points: tuple[OperatingPoint, ...] = choose_points(
        [make_scored(0.7, severity=Severity.MEDIUM), make_scored(0.1)]
    )

    for point in points:
        for category in Category:
            assert point.threshold(category, severity) <= 1.0
