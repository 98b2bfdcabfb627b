"""Two bundles side by side, as values that can be kept as JSON (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

from screener.domain.labels import Category, Severity
from screener.domain.wording import Bilingual
from screener.messages.catalogue import message
from training.dataset import Example

SCHEMA: Final = "screener.gate/1"


@dataclass(frozen=True, slots=True)
class FrozenSet:
    """Labelled sentences on which bundles are compared, never trained on."""

    name: str
    examples: tuple[Example, ...]


class Measure(StrEnum):
    """What a figure of a slice says."""

    F1 = "f1"
    RECALL = "recall"
    FALSE_ALARMS = "false_alarms"
    GROUPS = "groups"
    CALIBRATION = "calibration"
    SWAP = "swap"

    @property
    def is_better_when_lower(self) -> bool:
        """Whether it counts mistakes."""
        return self in (Measure.FALSE_ALARMS, Measure.CALIBRATION, Measure.SWAP)


class Trend(StrEnum):
    """What the interval of a difference says of the candidate."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class SliceRow:
    """One measure of both bundles on one part of a frozen set.

    Attributes:
        set_name: The frozen set.
        slice_name: "all", or a property and its value, such as "genre=sport".
        examples: Sentences (groups, swapped sentences) that the measure rests on.
        positives: How many of them should be flagged.
        champion: Figure of the bundle in service; None where it is undefined.
        candidate: Figure of the bundle that would take its place.
        low: Of the interval of candidate minus champion; None where undefined.
        high: Of the same interval.
    """

    set_name: str
    slice_name: str
    measure: Measure
    examples: int
    positives: int
    champion: float | None
    candidate: float | None
    low: float | None
    high: float | None

    @property
    def gain(self) -> float | None:
        """How much better the candidate is; below zero when it is worse."""
        if self.champion is None or self.candidate is None:
            return None
        change = self.candidate - self.champion
        return -change if self.measure.is_better_when_lower else change

    @property
    def trend(self) -> Trend:
        """Which way the whole interval lies."""
        if self.low is None or self.high is None:
            return Trend.UNKNOWN
        low, high = self.low, self.high
        if self.measure.is_better_when_lower:
            low, high = -high, -low
        if high < 0:
            return Trend.WORSE
        return Trend.BETTER if low > 0 else Trend.SAME


class Effect(StrEnum):
    """Whether a changed verdict is right now."""

    GAIN = "gain"
    LOSS = "loss"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a bundle, or the label, says of a sentence."""

    severity: Severity
    categories: tuple[Category, ...]

    @property
    def is_flagged(self) -> bool:
        """Whether a finding stands at medium or above."""
        return self.severity.rank >= Severity.MEDIUM.rank


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictChange:
    """A sentence that one bundle flags and the other does not.

    Attributes:
        label: What people say of it.
        effect: NEITHER where the label is low, which is scored neither way.
    """

    set_name: str
    example_id: str
    text: str
    genre: str
    label: Said
    champion: Said
    candidate: Said
    effect: Effect


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A bundle as it was compared.

    Attributes:
        sha256: Digest of its manifest, which holds those of its files.
        operating_point: Where it was judged.
        milliseconds: Processor time for one sentence, the best of several rounds.
        peak_bytes: Of a process that loads it and screens; None where the system
            does not tell.
    """

    name: str
    version: str
    kind: str
    sha256: str
    operating_point: str
    milliseconds: float
    peak_bytes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """Where the two are right, over all sets; McNemar's exact test.

    Attributes:
        p_value: Two-sided; None when they never differ.
    """

    only_champion_right: int
    only_candidate_right: int
    p_value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Champion and candidate on the same frozen sentences, in the same run.

    Attributes:
        rows: The whole of each set first ("all"), then its slices.
        changes: Losses first.
        overlap: Sentences that were left out because the candidate was trained on
            nearly the same ones.
    """

    champion: Side
    candidate: Side
    rows: tuple[SliceRow, ...]
    verdicts: Verdicts
    changes: tuple[VerdictChange, ...]
    overlap: int = 0

    @property
    def latency_ratio(self) -> float:
        """Time of the candidate over that of the champion."""
        return self.candidate.milliseconds / self.champion.milliseconds

    @property
    def memory_ratio(self) -> float | None:
        """Peak memory of the candidate over that of the champion."""
        first, second = self.champion.peak_bytes, self.candidate.peak_bytes
        return second / first if first and second else None

    def to_json(self) -> dict[str, Any]:
        """Plain values; ``from_json`` makes an equal comparison of them."""
        return {
            "schema": SCHEMA,
            "champion": asdict(self.champion),
            "candidate": asdict(self.candidate),
            "latency_ratio": self.latency_ratio,
            "memory_ratio": self.memory_ratio,
            "rows": [
                {**asdict(row), "trend": row.trend.value, "gain": row.gain}
                for row in self.rows
            ],
            "verdicts": asdict(self.verdicts),
            "changes": [asdict(change) for change in self.changes],
            "overlap": self.overlap,
        }

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Comparison:
        """The comparison that ``to_json`` wrote.

        Raises:
            ValueError: When the record has another schema.
        """
        if record.get("schema") != SCHEMA:
            raise ValueError(f"schema {record.get('schema')!r}")
        return cls(
            champion=Side(**record["champion"]),
            candidate=Side(**record["candidate"]),
            rows=tuple(_row_from(row) for row in record["rows"]),
            verdicts=Verdicts(**record["verdicts"]),
            changes=tuple(_change_from(change) for change in record["changes"]),
            overlap=int(record["overlap"]),
        )


def slice_words(slice_name: str) -> Bilingual:
    """A slice's name for people."""
    key, _, value = slice_name.partition("=")
    if not value:
        return message(f"slice.{key}")
    if key in ("genre", "category", "severity", "stance"):
        inner = message(f"{key}.{value}") if _is_known(key, value) else None
        words = inner or Bilingual(vi=value, en=value)
        outer = message(f"slice.{key}", value="{value}")
        return Bilingual(
            vi=outer.vi.format(value=words.vi), en=outer.en.format(value=words.en)
        )
    if key == "origin":
        return message("slice.origin", value=value)
    return message(f"slice.{key}.{value}")


def _is_known(key: str, value: str) -> bool:
    try:
        message(f"{key}.{value}")
    except KeyError:
        return False
    return True


def _row_from(record: Mapping[str, Any]) -> SliceRow:
    kept = {key: record[key] for key in record if key not in ("trend", "gain")}
    return SliceRow(**{**kept, "measure": Measure(record["measure"])})


def _change_from(record: Mapping[str, Any]) -> VerdictChange:
    said = {
        name: Said(
            severity=Severity(record[name]["severity"]),
            categories=tuple(map(Category, record[name]["categories"])),
        )
        for name in ("label", "champion", "candidate")
    }
    return VerdictChange(**{**record, **said, "effect": Effect(record["effect"])})
