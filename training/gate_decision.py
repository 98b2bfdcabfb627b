"""May the candidate take the champion's place? (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from screener.domain.wording import Bilingual
from screener.messages.catalogue import message
from training.gate_comparison import (
    Comparison,
    Measure,
    SliceRow,
    Trend,
    slice_words,
)

ALL: Final = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRules:
    """What a candidate must keep.

    Attributes:
        flag_loss: F1 over a whole set that may be lost; it is about one sentence.
        slice_examples: Sentences from which a slice is judged.
        slice_loss: Loss on a slice that is passed over even when it is certain.
        swap_loss: The same of the share of verdicts that a swap of sex changes.
        calibration_loss: The same of the calibration error.
        latency: Most time, as a multiple of the champion's.
        memory: Most peak memory, as a multiple of the champion's.
    """

    flag_loss: float = 0.005
    slice_examples: int = 20
    slice_loss: float = 0.01
    swap_loss: float = 0.005
    calibration_loss: float = 0.02
    latency: float = 1.25
    memory: float = 1.25


class ReasonCode(StrEnum):
    """Why, as ``gate.<code>`` in the catalogue."""

    NOTHING_MEASURED = "nothing_measured"
    FLAG_F1_LOST = "flag_f1_lost"
    SLICE_LOST = "slice_lost"
    SWAP_WORSE = "swap_worse"
    SLOWER = "slower"
    LARGER = "larger"
    FLAG_F1_KEPT = "flag_f1_kept"
    SLICES_KEPT = "slices_kept"
    SWAP_KEPT = "swap_kept"
    FAST_ENOUGH = "fast_enough"
    SMALL_ENOUGH = "small_enough"
    MEMORY_UNKNOWN = "memory_unknown"
    SLICE_GAINED = "slice_gained"
    NO_GAIN = "no_gain"


BLOCKING: Final = frozenset(
    {
        ReasonCode.NOTHING_MEASURED,
        ReasonCode.FLAG_F1_LOST,
        ReasonCode.SLICE_LOST,
        ReasonCode.SWAP_WORSE,
        ReasonCode.SLOWER,
        ReasonCode.LARGER,
    }
)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a decision.

    Attributes:
        facts: Names and values, ready for the catalogue's words.
        slice_name: The slice that it is about, or "".
    """

    code: ReasonCode
    facts: tuple[tuple[str, str | int], ...] = ()
    slice_name: str = ""

    @property
    def is_blocking(self) -> bool:
        """Whether it alone says no."""
        return self.code in BLOCKING

    @property
    def words(self) -> Bilingual:
        """The reason in both languages."""
        facts = dict(self.facts)
        if not self.slice_name:
            return message(f"gate.{self.code}", **facts)
        named = slice_words(self.slice_name)
        return Bilingual(
            vi=message(f"gate.{self.code}", slice=named.vi, **facts).vi,
            en=message(f"gate.{self.code}", slice=named.en, **facts).en,
        )


@dataclass(frozen=True, slots=True)
class GateDecision:
    """Promote or not, and why; blocking reasons first."""

    promote: bool
    reasons: tuple[Reason, ...]

    @property
    def blocking(self) -> tuple[Reason, ...]:
        """The reasons that say no."""
        return tuple(reason for reason in self.reasons if reason.is_blocking)

    def to_json(self) -> dict[str, object]:
        """The decision as plain values, its words in both languages."""
        return {
            "promote": self.promote,
            "reasons": [
                {
                    "code": reason.code.value,
                    "blocking": reason.is_blocking,
                    "slice": reason.slice_name,
                    "facts": dict(reason.facts),
                    "vi": reason.words.vi,
                    "en": reason.words.en,
                }
                for reason in self.reasons
            ],
        }


def decide(comparison: Comparison, rules: GateRules) -> GateDecision:
    """Whether the candidate may take the champion's place, with every reason.

    It may when flag F1 is kept on every set, no slice falls beyond its interval, nor
    does the share of verdicts that a swap of sex leaves alone, and time and memory
    stay within their limits.
    """
    reasons = (
        *_about_flags(comparison, rules),
        *_about_slices(comparison, rules),
        *_about_swaps(comparison, rules),
        *_about_cost(comparison, rules),
    )
    ordered = sorted(reasons, key=lambda reason: not reason.is_blocking)
    return GateDecision(not any(r.is_blocking for r in reasons), tuple(ordered))


def _about_flags(comparison: Comparison, rules: GateRules) -> Iterator[Reason]:
    rows = [row for row in comparison.rows if _is_flag_f1(row)]
    judged = [row for row in rows if row.gain is not None]
    if not judged:
        yield Reason(ReasonCode.NOTHING_MEASURED)
    for row in judged:
        is_lost = (row.gain or 0.0) < -rules.flag_loss or row.trend is Trend.WORSE
        code = ReasonCode.FLAG_F1_LOST if is_lost else ReasonCode.FLAG_F1_KEPT
        yield Reason(code, _figures(row))


def _about_slices(comparison: Comparison, rules: GateRules) -> Iterator[Reason]:
    judged = [
        row
        for row in comparison.rows
        if not _is_flag_f1(row)
        and row.measure is not Measure.SWAP
        and row.examples >= rules.slice_examples
        and row.gain is not None
    ]
    lost = [row for row in judged if _falls(row, rules)]
    for row in sorted(lost, key=lambda row: row.gain or 0.0):
        yield Reason(ReasonCode.SLICE_LOST, _figures(row), row.slice_name)
    if judged and not lost:
        yield Reason(ReasonCode.SLICES_KEPT, (("count", len(judged)),))
    gained = [row for row in comparison.rows if row.trend is Trend.BETTER]
    for row in sorted(gained, key=lambda row: -(row.gain or 0.0))[:5]:
        yield Reason(ReasonCode.SLICE_GAINED, _figures(row), row.slice_name)
    if not gained:
        yield Reason(ReasonCode.NO_GAIN)


def _falls(row: SliceRow, rules: GateRules) -> bool:
    is_calibration = row.measure is Measure.CALIBRATION
    allowed = rules.calibration_loss if is_calibration else rules.slice_loss
    return row.trend is Trend.WORSE and (row.gain or 0.0) < -allowed


def _about_swaps(comparison: Comparison, rules: GateRules) -> Iterator[Reason]:
    for row in comparison.rows:
        if row.measure is Measure.SWAP and row.gain is not None:
            # Few sentences can be swapped: two of them more are mostly chance.
            is_worse = row.trend is Trend.WORSE and row.gain < -rules.swap_loss
            code = ReasonCode.SWAP_WORSE if is_worse else ReasonCode.SWAP_KEPT
            yield Reason(code, _figures(row))


def _about_cost(comparison: Comparison, rules: GateRules) -> Iterator[Reason]:
    slow = comparison.latency_ratio > rules.latency
    yield Reason(
        ReasonCode.SLOWER if slow else ReasonCode.FAST_ENOUGH,
        _ratio_facts(comparison.latency_ratio, rules.latency),
    )
    ratio = comparison.memory_ratio
    if ratio is None:
        yield Reason(ReasonCode.MEMORY_UNKNOWN)
        return
    yield Reason(
        ReasonCode.LARGER if ratio > rules.memory else ReasonCode.SMALL_ENOUGH,
        _ratio_facts(ratio, rules.memory),
    )


def _is_flag_f1(row: SliceRow) -> bool:
    return row.slice_name == ALL and row.measure is Measure.F1


def _figures(row: SliceRow) -> tuple[tuple[str, str | int], ...]:
    return (
        ("set", row.set_name),
        ("measure", f"reason.measure.{row.measure}"),
        ("champion", _number(row.champion)),
        ("candidate", _number(row.candidate)),
        ("low", _signed(row.low)),
        ("high", _signed(row.high)),
        ("examples", row.examples),
    )


def _ratio_facts(ratio: float, limit: float) -> tuple[tuple[str, str | int], ...]:
    return (("ratio", f"{ratio:.2f}"), ("limit", f"{limit:.2f}"))


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _signed(value: float | None) -> str:
    return "–" if value is None else f"{value:+.3f}".replace("-", "−")
