"""Each reason for which a candidate may or may not take the champion's place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from screener.messages.catalogue import message
from training.gate_comparison import Comparison, Measure, Side, SliceRow, Verdicts
from training.gate_decision import (
    BLOCKING,
    GateDecision,
    GateRules,
    ReasonCode,
    decide,
)

RULES = GateRules()


def make_row(
    slice_name: str = "all",
    *,
    measure: Measure = Measure.F1,
    champion: float | None = 0.8,
    candidate: float | None = 0.8,
    interval: tuple[float, float] | None = (-0.02, 0.02),
    examples: int = 200,
) -> SliceRow:
    low, high = interval or (None, None)
    return SliceRow(
        set_name="test",
        slice_name=slice_name,
        measure=measure,
        examples=examples,
        positives=examples // 2,
        champion=champion,
        candidate=candidate,
        low=low,
        high=high,
    )


def make_side(name: str, **changes: Any) -> Side:
    side = Side(
        name=name,
        version="1.0.0",
        kind="linear-ngram",
        sha256="0" * 64,
        operating_point="can-bang",
        milliseconds=1.0,
        peak_bytes=100 * 2**20,
    )
    return replace(side, **changes)


def make_comparison(*rows: SliceRow, **candidate: Any) -> Comparison:
    return Comparison(
        champion=make_side("old"),
        candidate=make_side("new", **candidate),
        rows=rows or (make_row(),),
        verdicts=Verdicts(only_champion_right=0, only_candidate_right=0, p_value=None),
        changes=(),
    )


def codes(decision: GateDecision) -> list[ReasonCode]:
    return [reason.code for reason in decision.reasons]


def test_candidate_that_is_the_champion_is_let_through() -> None:
    """Nothing lost is no reason to refuse; that nothing is gained is said."""
    decision = decide(make_comparison(make_row(), make_row("genre=news")), RULES)

    assert decision.promote
    assert codes(decision) == [
        ReasonCode.FLAG_F1_KEPT,
        ReasonCode.SLICES_KEPT,
        ReasonCode.NO_GAIN,
        ReasonCode.FAST_ENOUGH,
        ReasonCode.SMALL_ENOUGH,
    ]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (make_row(candidate=0.79), ReasonCode.FLAG_F1_LOST),
        (
            make_row(candidate=0.797, interval=(-0.004, -0.001)),
            ReasonCode.FLAG_F1_LOST,
        ),
        (
            make_row(
                measure=Measure.SWAP,
                champion=0.02,
                candidate=0.03,
                interval=(0.004, 0.016),
            ),
            ReasonCode.SWAP_WORSE,
        ),
        (
            make_row("genre=sport", candidate=0.7, interval=(-0.15, -0.05)),
            ReasonCode.SLICE_LOST,
        ),
        (
            make_row(
                measure=Measure.FALSE_ALARMS,
                champion=0.02,
                candidate=0.05,
                interval=(0.01, 0.05),
            ),
            ReasonCode.SLICE_LOST,
        ),
        (
            make_row(
                measure=Measure.CALIBRATION,
                champion=0.02,
                candidate=0.06,
                interval=(0.02, 0.06),
            ),
            ReasonCode.SLICE_LOST,
        ),
    ],
)
def test_what_is_lost_is_refused(row: SliceRow, code: ReasonCode) -> None:
    """One reason is enough, and it stands first."""
    decision = decide(make_comparison(make_row(), row), RULES)

    assert not decision.promote
    assert codes(decision)[0] is code
    assert [reason.code for reason in decision.blocking] == [code]


@pytest.mark.parametrize(
    "row",
    [
        make_row(candidate=0.796),
        make_row("genre=sport", candidate=0.7, interval=(-0.25, 0.05)),
        make_row("genre=sport", candidate=0.795, interval=(-0.008, -0.002)),
        make_row("genre=sport", candidate=0.5, interval=(-0.5, -0.1), examples=19),
        make_row("genre=sport", candidate=None, interval=None),
        make_row(
            measure=Measure.SWAP,
            champion=0.02,
            candidate=0.024,
            interval=(0.001, 0.007),
        ),
        make_row(
            measure=Measure.SWAP,
            champion=0.02,
            candidate=0.04,
            interval=(-0.01, 0.05),
        ),
        make_row(
            measure=Measure.CALIBRATION,
            champion=0.02,
            candidate=0.03,
            interval=(0.005, 0.015),
        ),
    ],
)
def test_what_chance_or_a_trifle_explains_is_let_through(row: SliceRow) -> None:
    """A gate that shuts on noise would stop every candidate."""
    decision = decide(make_comparison(make_row(), row), RULES)

    assert decision.promote


def test_false_alarms_that_become_fewer_are_a_gain() -> None:
    """Lower is better there, and the sign must not be read the wrong way."""
    row = make_row(
        measure=Measure.FALSE_ALARMS,
        champion=0.05,
        candidate=0.02,
        interval=(-0.05, -0.01),
    )

    decision = decide(make_comparison(make_row(), row), RULES)

    assert decision.promote
    assert ReasonCode.SLICE_GAINED in codes(decision)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"milliseconds": 1.3}, ReasonCode.SLOWER),
        ({"milliseconds": 1.25}, ReasonCode.FAST_ENOUGH),
        ({"peak_bytes": 130 * 2**20}, ReasonCode.LARGER),
        ({"peak_bytes": 125 * 2**20}, ReasonCode.SMALL_ENOUGH),
        ({"peak_bytes": None}, ReasonCode.MEMORY_UNKNOWN),
    ],
)
def test_cost_is_judged_by_its_ratio(changes: dict[str, Any], code: ReasonCode) -> None:
    """A newsroom's machines are as they are; only the change counts."""
    decision = decide(make_comparison(make_row(), **changes), RULES)

    assert code in codes(decision)
    assert decision.promote is (code not in BLOCKING)


def test_comparison_without_a_figure_is_refused() -> None:
    """No evidence is not evidence of no harm."""
    row = make_row(champion=None, candidate=None, interval=None)

    decision = decide(make_comparison(row), RULES)

    assert codes(decision)[0] is ReasonCode.NOTHING_MEASURED
    assert not decision.promote


def test_every_reason_is_told_in_both_languages() -> None:
    """The page shows them as they are, names of slices included."""
    rows = (
        make_row(candidate=0.7, interval=(-0.15, -0.05)),
        make_row("genre=family_advice", candidate=0.7, interval=(-0.15, -0.05)),
        make_row("who=men", candidate=0.9, interval=(0.05, 0.15)),
    )

    decision = decide(make_comparison(*rows), RULES)

    record = decision.to_json()
    reasons = record["reasons"]
    assert isinstance(reasons, list)
    lost, slice_lost = reasons[0], reasons[1]
    assert lost["code"] == "flag_f1_lost"
    assert "giảm từ 0.800 xuống 0.700" in lost["vi"]
    assert "thể loại tư vấn gia đình" in slice_lost["vi"]
    assert "genre" in slice_lost["en"]
    assert "recall" not in slice_lost["en"]
    assert all("{" not in reason["vi"] + reason["en"] for reason in reasons)


@pytest.mark.parametrize("code", list(ReasonCode))
def test_every_code_has_its_words(code: ReasonCode) -> None:
    """A code without words would break the page on the day it is first used."""
    facts = dict.fromkeys(
        (
            "set",
            "slice",
            "measure",
            "champion",
            "candidate",
            "low",
            "high",
            "examples",
            "count",
            "ratio",
            "limit",
        ),
        "x",
    )

    words = message(f"gate.{code}", **facts)

    assert words.vi
    assert words.en
    assert words.vi != words.en
