"""Scores two bundles on frozen sentences and lays them side by side."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from models.bundle import MANIFEST, Bundle
from models.registry import load_classifier
from screener.domain.labels import Category, Severity
from screener.errors import NoExamplesError
from screener.ports import Classifier, OperatingPoint
from training.dataset import Example
from training.evaluate import flag_score
from training.gate_comparison import (
    Comparison,
    Effect,
    FrozenSet,
    Said,
    Side,
    SliceRow,
    VerdictChange,
    Verdicts,
)
from training.gate_cost import cost_documents, peak_memory_bytes, time_side_by_side
from training.gate_rows import Answers, Mask, compare_answers
from training.judging import Judgement, judge, score_examples
from training.metrics import mcnemar
from training.progress import IsCancelled, OnProgress, Stage, Steps
from training.swaps import swapped_examples

_CHUNK: Final = 250
_SEED: Final = 20261
_COST_STEPS: Final = 3


@dataclass(frozen=True, slots=True)
class _Player:
    """A bundle that takes part, at its default operating point."""

    bundle: Bundle
    classifier: Classifier
    point: OperatingPoint

    def judgements(
        self, examples: Sequence[Example], steps: Steps
    ) -> tuple[Judgement, ...]:
        result: list[Judgement] = []
        for start in range(0, len(examples), _CHUNK):
            part = examples[start : start + _CHUNK]
            result.extend(judge(score_examples(self.classifier, part), self.point))
            steps.done(Stage.COMPARING)
        return tuple(result)


@dataclass(frozen=True, slots=True)
class _Compared:
    """What a set says of both bundles."""

    rows: tuple[SliceRow, ...]
    changes: tuple[VerdictChange, ...]
    right: tuple[list[bool], list[bool]]


def run_comparison(
    champion: Bundle,
    candidate: Bundle,
    sets: Sequence[FrozenSet],
    *,
    trained: Sequence[Example],
    on_progress: OnProgress,
    is_cancelled: IsCancelled,
) -> Comparison:
    """What ``gate.compare_bundles`` says.

    Raises: as ``gate.compare_bundles``.
    """
    kept, overlap = _without_overlap(sets, trained)
    if not kept:
        names = ", ".join(part.name for part in sets)
        raise NoExamplesError(source=names or "-")
    swaps = [tuple(swapped_examples(part.examples)) for part in kept]
    steps = Steps(
        name=candidate.manifest.name,
        of=_step_count(kept, [len(pairs) for pairs in swaps]),
        on_progress=on_progress,
        is_cancelled=is_cancelled,
    )
    steps.begin(Stage.COMPARING)
    players = (_player(champion), _player(candidate))
    compared = [
        _compared(part, pairs, players, steps)
        for part, pairs in zip(kept, swaps, strict=True)
    ]
    first, second = _sides(players, kept, steps)
    return Comparison(
        champion=first,
        candidate=second,
        rows=tuple(row for part in compared for row in part.rows),
        verdicts=_verdicts([part.right for part in compared]),
        changes=tuple(
            sorted(
                (change for part in compared for change in part.changes),
                key=lambda change: _ORDER[change.effect],
            )
        ),
        overlap=overlap,
    )


_ORDER: Final = {Effect.LOSS: 0, Effect.GAIN: 1, Effect.NEITHER: 2}


def _player(bundle: Bundle) -> _Player:
    classifier = load_classifier(bundle)
    card = classifier.card
    points = {point.name: point for point in card.operating_points}
    return _Player(bundle, classifier, points[card.default_operating_point])


def _without_overlap(
    sets: Sequence[FrozenSet], trained: Sequence[Example]
) -> tuple[list[FrozenSet], int]:
    """The sets without rows nearly trained on, and how many those were."""
    if not trained:
        return [part for part in sets if part.examples], 0
    # Needs a library of the training extra; a comparison without the check does not.
    from training.leaks import leaks_between, without_leaks

    kept: list[FrozenSet] = []
    overlap = 0
    for part in sets:
        leaks = leaks_between(trained, part.examples)
        overlap += len(leaks)
        rows = without_leaks(part.examples, leaks)
        if rows:
            kept.append(FrozenSet(part.name, rows))
    return kept, overlap


def _step_count(sets: Sequence[FrozenSet], swapped: Sequence[int]) -> int:
    sizes = [len(part.examples) for part in sets]
    chunks = [-(-size // _CHUNK) for size in (*sizes, *swapped)]
    return 2 * sum(chunks) + _COST_STEPS


def _compared(
    part: FrozenSet,
    pairs: Sequence[tuple[Example, Example]],
    players: tuple[_Player, _Player],
    steps: Steps,
) -> _Compared:
    examples = part.examples
    judged = [player.judgements(examples, steps) for player in players]
    turned = [player.judgements([two for _, two in pairs], steps) for player in players]
    # By the object: two files that make one set may use the same ids.
    places = {id(example): index for index, example in enumerate(examples)}
    swapped = [places[id(one)] for one, _ in pairs]
    is_swapped = np.zeros(len(examples), dtype=bool)
    is_swapped[swapped] = True
    first, second = (
        _answers(own, other, swapped) for own, other in zip(judged, turned, strict=True)
    )
    rows = compare_answers(
        part.name,
        examples,
        champion=first,
        candidate=second,
        swapped=is_swapped,
        seed=_SEED,
    )
    return _Compared(rows, _changes(part.name, *judged), _right(*judged))


def _answers(
    judgements: Sequence[Judgement],
    turned: Sequence[Judgement],
    swapped: Sequence[int],
) -> Answers:
    flagged = np.array([item.is_flagged for item in judgements], dtype=bool)
    changed: Mask = np.zeros(len(judgements), dtype=bool)
    for place, other in zip(swapped, turned, strict=True):
        changed[place] = flagged[place] != other.is_flagged
    return Answers(
        flagged=flagged,
        found=np.array(
            [item.severity is not Severity.NONE for item in judgements], dtype=bool
        ),
        categories=np.array(
            [
                [category in item.categories for category in Category]
                for item in judgements
            ],
            dtype=bool,
        ),
        scores=np.array([flag_score(item) for item in judgements]),
        swap_changed=changed,
    )


def _right(
    first: Sequence[Judgement], second: Sequence[Judgement]
) -> tuple[list[bool], list[bool]]:
    """Which of the scored sentences each judges right."""
    one, two = (
        [
            item.is_flagged is item.example.is_counted
            for item in judged
            if item.example.is_counted is not None
        ]
        for judged in (first, second)
    )
    return one, two


def _verdicts(parts: Sequence[tuple[list[bool], list[bool]]]) -> Verdicts:
    found = mcnemar(
        [right for first, _ in parts for right in first],
        [right for _, second in parts for right in second],
    )
    return Verdicts(
        only_champion_right=found.only_first,
        only_candidate_right=found.only_second,
        p_value=found.p_value,
    )


def _changes(
    set_name: str, first: Sequence[Judgement], second: Sequence[Judgement]
) -> tuple[VerdictChange, ...]:
    return tuple(
        VerdictChange(
            set_name=set_name,
            example_id=one.example.id,
            text=one.example.text,
            genre=one.example.genre,
            label=Said(
                severity=one.example.severity, categories=one.example.categories
            ),
            champion=_said(one),
            candidate=_said(two),
            effect=_effect(one.example.is_counted, flagged=two.is_flagged),
        )
        for one, two in zip(first, second, strict=True)
        if one.is_flagged is not two.is_flagged
    )


def _said(judgement: Judgement) -> Said:
    found = judgement.categories
    return Said(
        severity=judgement.severity,
        categories=tuple(category for category in Category if category in found),
    )


def _effect(wanted: bool | None, *, flagged: bool) -> Effect:
    if wanted is None:
        return Effect.NEITHER
    return Effect.GAIN if wanted is flagged else Effect.LOSS


def _sides(
    players: tuple[_Player, _Player], sets: Sequence[FrozenSet], steps: Steps
) -> tuple[Side, Side]:
    documents = cost_documents(example for part in sets for example in part.examples)
    times = time_side_by_side(players[0].classifier, players[1].classifier, documents)
    steps.done(Stage.TIMING)
    sides: list[Side] = []
    for player, milliseconds in zip(players, times, strict=True):
        manifest = player.bundle.manifest
        content = (player.bundle.folder / MANIFEST).read_bytes()
        sides.append(
            Side(
                name=manifest.name,
                version=manifest.version,
                kind=manifest.kind,
                sha256=hashlib.sha256(content).hexdigest(),
                operating_point=player.point.name,
                milliseconds=milliseconds,
                peak_bytes=peak_memory_bytes(player.bundle.folder, documents),
            )
        )
        steps.done(Stage.TIMING)
    return sides[0], sides[1]
