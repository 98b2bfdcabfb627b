"""How far the reviewers agree, with each other and with what was settled (pure)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from screener.domain.labels import Category, Severity, Stance
from training.agreement import Agreement, agreement_of, cohens_kappa
from training.annotators import AnnotatorAgreement, annotator_agreements, are_alike
from training.dataset import Example, Label
from webapp.review import ReviewEvent, ReviewItem
from webapp.review_rules import settlement, standing, to_label

Labelled = tuple[ReviewItem, tuple[ReviewEvent, ...]]
# A share of so few sentences is noise; the plot leaves the week out.
LEAST_A_WEEK: Final = 5


@dataclass(frozen=True, slots=True)
class CategoryAgreement:
    """How far two labels agree on one category.

    Attributes:
        named: Sentences in which at least one of the two names it.
        alpha: Krippendorff's; None where undefined.
        kappa: Cohen's over the same pairs, the earlier label first.
    """

    category: Category
    named: int
    alpha: float | None
    kappa: float | None


@dataclass(frozen=True, slots=True)
class Week:
    """One week of one reviewer.

    Attributes:
        monday: The day that it began.
        labels: Of sentences that are settled.
        share: Of these, how many say the same as what was settled; in [0, 1].
    """

    monday: date
    labels: int
    share: float


@dataclass(frozen=True, slots=True)
class Reviewer:
    """One reviewer's figures.

    Attributes:
        labels: Blind labels that stand.
        with_settled: Share that says the same as what was settled; None without any.
        peers: Agreement with the other reviewers; None without common sentences.
        weeks: By week, oldest first; weeks with too few labels are left out.
    """

    id: str
    labels: int
    with_settled: float | None
    peers: AnnotatorAgreement | None
    weeks: tuple[Week, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """All figures of one newsroom.

    Attributes:
        flag_kappa: Cohen's kappa of medium and high against the rest.
        stance_kappa: The same of the four stances.
        disputed: Sentences with two labels that had to be decided, or wait for it.
    """

    agreement: Agreement
    flag_kappa: float | None
    stance_kappa: float | None
    categories: tuple[CategoryAgreement, ...]
    disputed: int
    reviewers: tuple[Reviewer, ...]


def overview_of(labelled: Iterable[Labelled]) -> Overview:
    """The figures of sentences with what was said of them."""
    examples: list[Example] = []
    own: defaultdict[str, list[tuple[date, bool]]] = defaultdict(list)
    counts: defaultdict[str, int] = defaultdict(int)
    disputed = 0
    for item, events in labelled:
        found = standing(events)
        labels = tuple(to_label(event) for event in found.labels)
        decision = settlement(found)
        examples.append(_example(item, labels))
        disputed += len(labels) > 1 and (decision is None or bool(decision.adjudicator))
        for event, label in zip(found.labels, labels, strict=True):
            counts[label.annotator] += 1
            if decision is not None and len(labels) > 1:
                final = Label(
                    annotator="",
                    stance=decision.answer.stance,
                    categories=decision.answer.categories,
                )
                day = event.recorded_at.date()
                own[label.annotator].append((day, are_alike(label, final)))
    return _overview(examples, own, counts, disputed)


def _overview(
    examples: Sequence[Example],
    own: dict[str, list[tuple[date, bool]]],
    counts: dict[str, int],
    disputed: int,
) -> Overview:
    agreement = agreement_of(examples)
    pairs = [(e.labels[0], e.labels[1]) for e in examples if len(e.labels) > 1]
    peers = {item.annotator: item for item in annotator_agreements(examples)}
    return Overview(
        agreement=agreement,
        flag_kappa=cohens_kappa([(_is_counted(a), _is_counted(b)) for a, b in pairs]),
        stance_kappa=cohens_kappa([(a.stance, b.stance) for a, b in pairs]),
        categories=tuple(
            _category(category, alpha, pairs)
            for category, alpha in agreement.categories
        ),
        disputed=disputed,
        reviewers=tuple(
            Reviewer(
                id=name,
                labels=counts[name],
                with_settled=_share([is_same for _, is_same in own.get(name, ())]),
                peers=peers.get(name),
                weeks=_weeks(own.get(name, ())),
            )
            for name in sorted(counts)
        ),
    )


def _category(
    category: Category, alpha: float | None, pairs: Sequence[tuple[Label, Label]]
) -> CategoryAgreement:
    given = [(category in a.categories, category in b.categories) for a, b in pairs]
    named = sum(one or two for one, two in given)
    return CategoryAgreement(category, named, alpha, cohens_kappa(given))


def _is_counted(label: Label) -> bool:
    return label.severity.rank >= Severity.MEDIUM.rank


def _share(flags: Sequence[bool]) -> float | None:
    return sum(flags) / len(flags) if flags else None


def _weeks(days: Iterable[tuple[date, bool]]) -> tuple[Week, ...]:
    by_week: defaultdict[date, list[bool]] = defaultdict(list)
    for day, is_same in days:
        by_week[day - timedelta(days=day.weekday())].append(is_same)
    return tuple(
        Week(monday, len(flags), sum(flags) / len(flags))
        for monday, flags in sorted(by_week.items())
        if len(flags) >= LEAST_A_WEEK
    )


def _example(item: ReviewItem, labels: tuple[Label, ...]) -> Example:
    return Example(id=item.id, text=item.text, stance=Stance.NONE, labels=labels)
