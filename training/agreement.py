"""How far two annotators agree on the same examples (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from screener.domain.labels import Category, Severity, Stance
from training.dataset import Example, Kind, Label, Who
from training.metrics import span_counts

_Value = TypeVar("_Value", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Figures of agreement; None where they are undefined.

    Attributes:
        examples: Labelled by both.
        flag: Krippendorff's alpha of medium and high against the rest, nominal.
        any_flag: The same of any severity against clean.
        severity: Alpha over none, low, medium, high as equal steps.
        stance: Alpha of the four stances, nominal.
        categories: Alpha of each category given or not, nominal, by code.
        spans: Character F1 of the spans where both flag.
    """

    examples: int
    flag: float | None
    any_flag: float | None
    severity: float | None
    stance: float | None
    categories: tuple[tuple[Category, float | None], ...]
    spans: float | None


def agreement_of(examples: Iterable[Example]) -> Agreement:
    """The agreement of the first two blind labels of each example that has two."""
    pairs = [
        (first, second) for first, second in map(_pair, examples) if first and second
    ]
    return Agreement(
        examples=len(pairs),
        flag=_nominal(pairs, lambda label: label.severity.rank >= Severity.MEDIUM.rank),
        any_flag=_nominal(pairs, lambda label: label.severity is not Severity.NONE),
        severity=krippendorff_alpha(
            [(one.severity.rank, two.severity.rank) for one, two in pairs],
            distance=lambda one, two: float((one - two) ** 2),
        ),
        stance=_nominal(pairs, lambda label: label.stance),
        categories=tuple(
            (category, _category_alpha(pairs, category)) for category in Category
        ),
        spans=_span_agreement(pairs),
    )


def krippendorff_alpha(
    pairs: Sequence[tuple[_Value, _Value]],
    *,
    distance: Callable[[_Value, _Value], float],
) -> float | None:
    """Krippendorff's alpha of two annotators; 1 is perfect, 0 is chance.

    Args:
        pairs: Both values of each item.
        distance: Of two values, 0 for equal ones.

    Returns:
        None without items or when only one value occurs.

    Source: Krippendorff, Content Analysis, 4th ed., ch. 12 (two coders, no gaps).
    """
    counts = Counter(value for pair in pairs for value in pair)
    total = counts.total()
    expected = sum(
        counts[one] * counts[two] * distance(one, two)
        for one in counts
        for two in counts
    )
    if not expected:
        return None
    observed = sum(distance(one, two) for one, two in pairs) / len(pairs)
    return 1.0 - observed * total * (total - 1) / expected


def cohens_kappa(pairs: Sequence[tuple[_Value, _Value]]) -> float | None:
    """Cohen's kappa of two annotators over nominal values; 1 perfect, 0 chance.

    Args:
        pairs: Both values of each item; the first annotator's always first.

    Returns:
        None without items, or when both only ever give one and the same value.

    Source: Cohen, Educational and Psychological Measurement 20 (1960), 37-46.
    """
    if not pairs:
        return None
    first = Counter(one for one, _ in pairs)
    second = Counter(two for _, two in pairs)
    expected = sum(first[value] * second[value] for value in first) / len(pairs) ** 2
    if expected == 1.0:
        return None
    observed = sum(one == two for one, two in pairs) / len(pairs)
    return (observed - expected) / (1.0 - expected)


def add_labels(
    examples: Iterable[Example], second: Iterable[Example], *, annotator: str
) -> tuple[Example, ...]:
    """The examples with another annotator's blind labels laid beside the writer's.

    An example without labels first keeps its own as its writer's.

    Args:
        examples: The corpus.
        second: The same sentences with the other annotator's judgement; those
            whose id or text the corpus lacks are passed over.
        annotator: Who judged; an earlier label of the same annotator is replaced.
    """
    judged = {(example.id, example.text): example for example in second}
    return tuple(
        _with_label(example, label_of(other, annotator=annotator))
        if (other := judged.get((example.id, example.text)))
        else example
        for example in examples
    )


def settle(
    examples: Iterable[Example], decisions: Iterable[Example]
) -> tuple[Example, ...]:
    """The examples with an adjudicator's judgement where there is one.

    Blind labels stay; an example that changes sides changes its kind with it.
    Decisions whose id or text the corpus lacks are passed over.
    """
    decided = {(decision.id, decision.text): decision for decision in decisions}
    return tuple(
        _settled(example, decision)
        if (decision := decided.get((example.id, example.text)))
        else example
        for example in examples
    )


def _settled(example: Example, decision: Example) -> Example:
    return replace(
        example,
        stance=decision.stance,
        categories=decision.categories,
        severity=decision.severity,
        spans=decision.spans,
        mentions=decision.mentions or example.mentions,
        kind=_settled_kind(example, decision),
        who=example.who if decision.is_flagged else Who.UNSET,
    )


def _settled_kind(example: Example, decision: Example) -> Kind:
    """The kind that the judgement makes of the example; its own while that fits."""
    if decision.is_flagged:
        return Kind.BIASED
    if decision.stance is Stance.COUNTERED:
        return Kind.COUNTERED
    return Kind.HARD_NEGATIVE if example.kind is Kind.BIASED else example.kind


def label_of(example: Example, *, annotator: str) -> Label:
    """The example's own judgement as one annotator's label."""
    return Label(
        annotator=annotator,
        stance=example.stance,
        categories=example.categories,
        severity=example.severity,
        spans=example.spans,
    )


def _with_label(example: Example, label: Label) -> Example:
    own = (label_of(example, annotator=f"writer-{example.batch}"),)
    others = tuple(
        known for known in example.labels or own if known.annotator != label.annotator
    )
    return replace(example, labels=(*others, label))


def _pair(example: Example) -> tuple[Label | None, Label | None]:
    first, second, *_ = (*example.labels, None, None)
    return first, second


def _nominal(
    pairs: Sequence[tuple[Label, Label]], value_of: Callable[[Label], Hashable]
) -> float | None:
    return krippendorff_alpha(
        [(value_of(one), value_of(two)) for one, two in pairs],
        distance=lambda one, two: float(one != two),
    )


def _category_alpha(
    pairs: Sequence[tuple[Label, Label]], category: Category
) -> float | None:
    return _nominal(pairs, lambda label: category in label.categories)


def _span_agreement(pairs: Sequence[tuple[Label, Label]]) -> float | None:
    both = [(one, two) for one, two in pairs if one.spans and two.spans]
    return span_counts(
        [one.spans for one, _ in both], [two.spans for _, two in both]
    ).f1
