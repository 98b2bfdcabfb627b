"""Rows of a comparison with paired bootstrap intervals, on plain arrays (pure)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from screener.domain.labels import Category, Severity
from training.dataset import Example
from training.gate_comparison import Measure, SliceRow
from training.slices import slices

Mask = NDArray[np.bool_]
Numbers = NDArray[np.float64]
_BINS: Final = 10
_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What one bundle says of the examples of a set.

    Attributes:
        flagged: A finding at medium or above; shape (examples,).
        found: A finding at any severity; shape (examples,).
        categories: Of its findings; shape (examples, categories).
        scores: How much each looks like a finding; shape (examples,).
        swap_changed: Whether a swap of sex changes the verdict; shape (examples,).
    """

    flagged: Mask
    found: Mask
    categories: Mask
    scores: Numbers
    swap_changed: Mask


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """One row to be: sums over resampled examples, and the figure that they make.

    Attributes:
        sums: What is added up, for champion and candidate; each of shape
            (examples, sums).
        figure: From sums of shape (rounds, sums) to figures, NaN where undefined.
    """

    slice_name: str
    measure: Measure
    examples: int
    positives: int
    sums: tuple[Numbers, Numbers]
    figure: Callable[[Numbers], Numbers]


def compare_answers(
    set_name: str,
    examples: Sequence[Example],
    *,
    champion: Answers,
    candidate: Answers,
    swapped: Mask,
    seed: int,
    rounds: int = 1000,
    level: float = 0.95,
) -> tuple[SliceRow, ...]:
    """Every row of one set, the same resamples behind both bundles.

    What is resampled is the contrast group or the article: its sentences hang
    together, and treated as independent they would make intervals too narrow.

    Args:
        set_name: Of the frozen set.
        examples: At least one.
        champion: Answers of the bundle in service.
        candidate: Answers of the other one.
        swapped: Examples in which women and men can change places.
        seed: Of the resampling.
        rounds: How often is resampled.
        level: Of the intervals.
    """
    asked = list(_asked(examples, champion, candidate, swapped))
    sums = np.hstack([part for row in asked for part in row.sums])
    resampled = _resampled(sums, _clusters(examples), seed=seed, rounds=rounds)
    whole = sums.sum(axis=0, keepdims=True)
    rows: list[SliceRow] = []
    start = 0
    for row in asked:
        width = row.sums[0].shape[1]
        own = slice(start, start + width), slice(start + width, start + 2 * width)
        start += 2 * width
        first, second = (row.figure(whole[:, part])[0] for part in own)
        change = row.figure(resampled[:, own[1]]) - row.figure(resampled[:, own[0]])
        low, high = _interval(change, level=level)
        rows.append(
            SliceRow(
                set_name=set_name,
                slice_name=row.slice_name,
                measure=row.measure,
                examples=row.examples,
                positives=row.positives,
                champion=_defined(first),
                candidate=_defined(second),
                low=low,
                high=high,
            )
        )
    return tuple(rows)


def _asked(
    examples: Sequence[Example], first: Answers, second: Answers, swapped: Mask
) -> Iterator[_Asked]:
    wanted = np.array([example.is_counted is True for example in examples])
    scored = np.array([example.is_counted is not None for example in examples])
    everything = np.ones(len(examples), dtype=bool)
    flags = (first.flagged, second.flagged)
    yield from _about("all", everything, wanted, scored, flags)
    yield from _shares("all", Measure.FALSE_ALARMS, scored & ~wanted, wanted, flags)
    yield from _about_groups(examples, wanted, scored, flags)
    yield _calibration(wanted, first.scores, second.scores)
    changed = (first.swap_changed, second.swap_changed)
    yield from _shares("all", Measure.SWAP, swapped, wanted, changed)
    for severity in (Severity.LOW, Severity.MEDIUM, Severity.HIGH):
        part = np.array([example.severity is severity for example in examples])
        found = (first.found, second.found)
        name = f"severity={severity.value}"
        yield from _shares(name, Measure.RECALL, part, part, found)
    for index, category in enumerate(Category):
        is_so = np.array([category in example.categories for example in examples])
        said = (first.categories[:, index], second.categories[:, index])
        if is_so.any():
            yield _f1(f"category={category.value}", everything, is_so, said)
    for name, indices in slices(examples).items():
        part = np.zeros(len(examples), dtype=bool)
        part[indices] = True
        yield from _about(name, part, wanted, scored, flags)


def _about(
    name: str, part: Mask, wanted: Mask, scored: Mask, flags: tuple[Mask, Mask]
) -> Iterator[_Asked]:
    """F1 where there is something to find and to leave alone; else what is left."""
    part = part & scored
    has_positives, has_negatives = (part & wanted).any(), (part & ~wanted).any()
    if has_positives and has_negatives:
        yield _f1(name, part, wanted, flags)
    elif has_positives:
        yield from _shares(name, Measure.RECALL, part, wanted, flags)
    else:
        yield from _shares(name, Measure.FALSE_ALARMS, part, wanted, flags)


def _f1(name: str, part: Mask, wanted: Mask, said: tuple[Mask, Mask]) -> _Asked:
    def sums(flagged: Mask) -> Numbers:
        both = part & wanted & flagged
        either = part & (wanted | flagged)
        return np.stack([both, either], axis=1).astype(np.float64)

    def figure(sums: Numbers) -> Numbers:
        both, either = sums.T
        return _ratio(2 * both, both + either)

    return _Asked(
        slice_name=name,
        measure=Measure.F1,
        examples=int(part.sum()),
        positives=int((part & wanted).sum()),
        sums=(sums(said[0]), sums(said[1])),
        figure=figure,
    )


def _shares(
    name: str,
    measure: Measure,
    part: Mask,
    wanted: Mask,
    said: tuple[Mask, Mask],
) -> Iterator[_Asked]:
    """The share of a part of which something is so; nothing of an empty part."""
    if not part.any():
        return

    def sums(is_so: Mask) -> Numbers:
        return np.stack([part & is_so, part], axis=1).astype(np.float64)

    yield _Asked(
        slice_name=name,
        measure=measure,
        examples=int(part.sum()),
        positives=int((part & wanted).sum()),
        sums=(sums(said[0]), sums(said[1])),
        figure=lambda sums: _ratio(sums[:, 0], sums[:, 1]),
    )


def _about_groups(
    examples: Sequence[Example], wanted: Mask, scored: Mask, flags: tuple[Mask, Mask]
) -> Iterator[_Asked]:
    """Whole contrast groups right, each group counted at its first sentence."""
    members: dict[str, list[int]] = {}
    for index, example in enumerate(examples):
        if example.group and scored[index]:
            members.setdefault(example.group, []).append(index)
    part = np.zeros(len(examples), dtype=bool)
    right = (part.copy(), part.copy())
    for indices in members.values():
        if wanted[indices].any() and not wanted[indices].all():
            part[indices[0]] = True
            for said, flagged in zip(right, flags, strict=True):
                said[indices[0]] = bool((flagged[indices] == wanted[indices]).all())
    yield from _shares("all", Measure.GROUPS, part, part, right)


def _calibration(wanted: Mask, first: Numbers, second: Numbers) -> _Asked:
    """Expected calibration error over bins of equal width."""

    def sums(scores: Numbers) -> Numbers:
        place = np.minimum((scores * _BINS).astype(int), _BINS - 1)
        table = np.zeros((len(scores), _BINS + 1))
        table[np.arange(len(scores)), place] = scores - wanted
        table[:, _BINS] = 1.0
        return table

    return _Asked(
        slice_name="all",
        measure=Measure.CALIBRATION,
        examples=len(wanted),
        positives=int(wanted.sum()),
        sums=(sums(first), sums(second)),
        figure=lambda sums: _ratio(np.abs(sums[:, :-1]).sum(axis=1), sums[:, -1]),
    )


def _clusters(examples: Sequence[Example]) -> NDArray[np.int64]:
    numbers: dict[str, int] = {}
    return np.array(
        [
            numbers.setdefault(example.group or example.id, len(numbers))
            for example in examples
        ]
    )


def _resampled(
    sums: Numbers, clusters: NDArray[np.int64], *, seed: int, rounds: int
) -> Numbers:
    """The sums of every round; shape (rounds, columns)."""
    count = int(clusters.max()) + 1
    of_cluster = np.zeros((count, sums.shape[1]))
    np.add.at(of_cluster, clusters, sums)
    generator = np.random.default_rng(seed)
    parts = [
        generator.multinomial(count, np.full(count, 1.0 / count), size=size).astype(
            np.float64
        )
        @ of_cluster
        for size in _stretches(rounds)
    ]
    return np.vstack(parts)


def _stretches(rounds: int) -> Iterator[int]:
    """Rounds in portions, so that a large set does not fill the memory."""
    for start in range(0, rounds, _AT_ONCE):
        yield min(_AT_ONCE, rounds - start)


def _interval(values: Numbers, *, level: float) -> tuple[float | None, float | None]:
    """Percentile bounds; None where most rounds leave the figure undefined."""
    known = values[np.isfinite(values)]
    if len(known) < len(values) / 2:
        return None, None
    tail = (1.0 - level) / 2.0
    low, high = np.quantile(known, (tail, 1.0 - tail))
    return float(low), float(high)


def _ratio(part: Numbers, whole: Numbers) -> Numbers:
    return np.divide(part, whole, out=np.full_like(whole, np.nan), where=whole > 0)


def _defined(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
