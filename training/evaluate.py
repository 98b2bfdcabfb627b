"""Measures a classifier on labelled examples, for machines and for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from screener.domain.labels import Severity, Stance
from screener.ports import Classifier, OperatingPoint
from training.dataset import Example
from training.judging import Judgement, judge, score_examples
from training.metrics import (
    Counts,
    Interval,
    average_precision,
    bootstrap,
    calibration_error,
    category_counts,
    flag_counts,
    macro_f1,
    mcnemar,
    precision_recall,
    reliability,
    span_counts,
    whole_groups_right,
)
from training.slices import slices
from training.swaps import Symmetry, score_swaps, symmetry_at

SCHEMA: Final = "screener.evaluation/1"
_SEED: Final = 20261
_CURVE_POINTS: Final = 100


def evaluate(
    classifier: Classifier,
    examples: Sequence[Example],
    *,
    point: OperatingPoint,
    rounds: int = 500,
) -> dict[str, Any]:
    """All figures of one classifier at one operating point, as plain JSON values.

    Args:
        classifier: Any implementation of the port.
        examples: Each is judged in its own context.
        point: Thresholds.
        rounds: Of the bootstrap behind the intervals.

    Raises:
        ModelError: When the classifier cannot score.
    """
    return evaluate_at(classifier, examples, points=(point,), rounds=rounds)[point.name]


def evaluate_at(
    classifier: Classifier,
    examples: Sequence[Example],
    *,
    points: Sequence[OperatingPoint],
    rounds: int = 500,
) -> dict[str, dict[str, Any]]:
    """The figures of ``evaluate`` by the name of the point; everything is scored once.

    Raises:
        ModelError: When the classifier cannot score.
    """
    scored = score_examples(classifier, examples)
    swaps = score_swaps(classifier, examples)
    return {
        point.name: _figures(
            classifier, judge(scored, point), symmetry_at(swaps, point), point, rounds
        )
        for point in points
    }


def _figures(
    classifier: Classifier,
    judgements: Sequence[Judgement],
    symmetry: Symmetry,
    point: OperatingPoint,
    rounds: int,
) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "model": {
            "name": classifier.card.name,
            "version": classifier.card.version,
            "operating_point": point.name,
        },
        "examples": len(judgements),
        "flag": _flag_figures(judgements, rounds=rounds),
        "categories": _category_figures(judgements),
        "spans": _counts_figures(_span_counts(judgements)),
        "groups_right": _groups_right(judgements),
        "calibration_error": calibration_error(*_answers(judgements)),
        "reliability": [
            [one.items, one.score, one.share]
            for one in reliability(*_answers(judgements))
        ],
        "precision_recall": _curve(judgements),
        "swap": {
            "swapped": symmetry.swapped,
            "changed": symmetry.changed,
            "rate": symmetry.rate,
            "examples": list(symmetry.examples),
        },
        "severity_recall": _severity_recall(judgements),
        "countered_left_alone": _share_left_alone(
            item for item in judgements if item.example.stance is Stance.COUNTERED
        ),
        "slices": {
            name: _counts_figures(_flag_counts(part))
            for name, part in _slices(judgements).items()
        },
    }


def compare(
    first: Classifier,
    second: Classifier,
    examples: Sequence[Example],
    *,
    points: tuple[OperatingPoint, OperatingPoint],
) -> dict[str, Any]:
    """Where two classifiers differ on sentences that are scored, with McNemar's test.

    Args:
        first: Judged at the first of the points.
        second: Judged at the second.
        examples: Each is judged in its own context; low ones are not scored.
        points: Thresholds of each.

    Raises:
        ModelError: When a classifier cannot score.
    """
    scored = [example for example in examples if example.is_counted is not None]
    right = [
        [
            item.is_flagged is item.example.is_counted
            for item in judge(score_examples(classifier, scored), point)
        ]
        for classifier, point in zip((first, second), points, strict=True)
    ]
    found = mcnemar(*right)
    return {
        "against": {"name": second.card.name, "version": second.card.version},
        "only_first_right": found.only_first,
        "only_second_right": found.only_second,
        "p_value": found.p_value,
    }


def flag_score(judgement: Judgement) -> float:
    """How much a sentence looks like a finding at medium or above, in [0, 1]."""
    if judgement.is_countered:
        return 0.0
    return max(
        (entry.medium for entry in judgement.scored.scores.categories), default=0.0
    )


def render_table(figures: dict[str, Any]) -> str:
    """The figures as text for a terminal."""
    model = figures["model"]
    flag = figures["flag"]
    lines = [
        f"{model['name']} {model['version']} at {model['operating_point']}, "
        f"{figures['examples']} examples",
        "",
        f"{'':24}{'P':>7}{'R':>7}{'F1':>7}{'TP':>6}{'FP':>6}{'FN':>6}",
        _row("medium+high vs clean", flag),
        _row("spans (characters)", figures["spans"]),
        *(_row(name, entry) for name, entry in figures["categories"]["each"].items()),
        "",
        f"F1 interval              {_interval(flag['f1_interval'])}",
        f"AUC-PR                   {_number(flag['average_precision'])}",
        f"category macro-F1        {_number(figures['categories']['macro_f1'])}",
        f"whole groups right       {_number(figures['groups_right'])}",
        f"calibration error        {_number(figures['calibration_error'])}",
        f"changed by a swap        {_number(figures['swap']['rate'])}"
        f" ({figures['swap']['changed']} of {figures['swap']['swapped']})",
        f"countered left alone     {_number(figures['countered_left_alone'])}",
        *(
            f"found among {name:12} {_number(value)}"
            for name, value in figures["severity_recall"].items()
        ),
        "",
        *(_row(name, entry) for name, entry in figures["slices"].items()),
    ]
    return "\n".join(lines) + "\n"


def _flag_counts(judgements: Sequence[Judgement]) -> Counts:
    return flag_counts(
        [item.example.is_counted for item in judgements],
        [item.is_flagged for item in judgements],
    )


def _flag_figures(judgements: Sequence[Judgement], *, rounds: int) -> dict[str, Any]:
    interval = bootstrap(
        judgements,
        lambda sample: _flag_counts(sample).f1,
        seed=_SEED,
        rounds=rounds,
    )
    return {
        **_counts_figures(_flag_counts(judgements)),
        "f1_interval": _interval_figures(interval),
        "average_precision": average_precision(
            [item.example.is_counted for item in judgements],
            [flag_score(item) for item in judgements],
        ),
    }


def _category_figures(judgements: Sequence[Judgement]) -> dict[str, Any]:
    counts = category_counts(
        [frozenset(item.example.categories) for item in judgements],
        [item.categories for item in judgements],
    )
    return {
        "macro_f1": macro_f1(counts.values()),
        "each": {
            category.value: _counts_figures(entry) for category, entry in counts.items()
        },
    }


def _span_counts(judgements: Sequence[Judgement]) -> Counts:
    return span_counts(
        [item.example.spans for item in judgements],
        [item.spans for item in judgements],
    )


def _groups_right(judgements: Sequence[Judgement]) -> float | None:
    return whole_groups_right(
        [item.example.group for item in judgements],
        [item.example.is_counted for item in judgements],
        [item.is_flagged for item in judgements],
    )


def _answers(judgements: Sequence[Judgement]) -> tuple[list[bool], list[float]]:
    """Whether each is a finding at medium or above, and how much it looks like one."""
    return (
        [item.example.severity.rank >= Severity.MEDIUM.rank for item in judgements],
        [flag_score(item) for item in judgements],
    )


def _curve(judgements: Sequence[Judgement]) -> list[list[float]]:
    """A hundred points of recall and precision at most."""
    points = precision_recall(
        [item.example.is_counted for item in judgements],
        [flag_score(item) for item in judgements],
    )
    step = max(len(points) // _CURVE_POINTS, 1)
    return [
        [round(recall, 4), round(precision, 4)] for recall, precision in points[::step]
    ]


def _severity_recall(judgements: Sequence[Judgement]) -> dict[str, float | None]:
    """Share with a finding of any severity, by the severity it should have."""
    result: dict[str, float | None] = {}
    for severity in (Severity.LOW, Severity.MEDIUM, Severity.HIGH):
        part = [item for item in judgements if item.example.severity is severity]
        found = sum(item.severity is not Severity.NONE for item in part)
        result[severity.value] = found / len(part) if part else None
    return result


def _share_left_alone(judgements: Iterable[Judgement]) -> float | None:
    part = tuple(judgements)
    if not part:
        return None
    return sum(not item.is_flagged for item in part) / len(part)


def _slices(judgements: Sequence[Judgement]) -> dict[str, list[Judgement]]:
    named = slices([item.example for item in judgements])
    return {name: [judgements[row] for row in rows] for name, rows in named.items()}


def _counts_figures(counts: Counts) -> dict[str, Any]:
    return {
        "precision": counts.precision,
        "recall": counts.recall,
        "f1": counts.f1,
        "true_positives": counts.true_positives,
        "false_positives": counts.false_positives,
        "false_negatives": counts.false_negatives,
    }


def _interval_figures(interval: Interval) -> list[float | None]:
    return [interval.low, interval.high]


def _row(name: str, figures: dict[str, Any]) -> str:
    shares = "".join(
        f"{_number(figures[key]):>7}" for key in ("precision", "recall", "f1")
    )
    counts = "".join(
        f"{figures[key]:>6}"
        for key in ("true_positives", "false_positives", "false_negatives")
    )
    return f"{name:24}{shares}{counts}"


def _interval(bounds: Sequence[float | None]) -> str:
    return " to ".join(_number(bound) for bound in bounds)


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
