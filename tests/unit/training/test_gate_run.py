"""Two bundles side by side, from the door to the page."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from models.bundle import Bundle
from screener.domain.labels import Category
from screener.errors import NoExamplesError, TrainingCancelledError
from tests.corrections import (
    COOKING,
    RECIPE,
    cooking_corrections,
    driving_replay,
    make_labelled,
    refitted,
)
from tests.tiny_bundle import PLACES, write_tiny_bundle
from training.__main__ import main
from training.dataset import Example, Split, write_examples
from training.gate import compare_bundles
from training.gate_comparison import Comparison, Effect, FrozenSet, Measure
from training.gate_decision import GateRules, decide
from training.gate_report import bar_of, gate_page, gate_text
from training.progress import Progress, Stage


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Bundle, Bundle]:
    """A bundle that knows nothing of cooking, and what it became."""
    folder = tmp_path_factory.mktemp("pair")
    base = write_tiny_bundle(folder)
    return base, refitted(base, folder, cooking_corrections())


def frozen_examples() -> tuple[Example, ...]:
    """Driving, which both know, and cooking at places that neither was taught."""
    cooking = [
        replace(
            make_labelled(f"c-{place}-{category}", text.format(place=place), category),
            genre="family_advice",
            split=Split.TEST,
        )
        for place in ("ở nhà ông bà", "cuối tuần này", *PLACES[6:])
        for text, category in ((COOKING, Category.ROLE), (RECIPE, None))
    ]
    return (*driving_replay(Split.TEST), *cooking)


@pytest.fixture(scope="module")
def comparison(pair: tuple[Bundle, Bundle]) -> Comparison:
    return compare_bundles(*pair, [FrozenSet("test", frozen_examples())])


def test_what_was_learnt_is_measured_and_listed(comparison: Comparison) -> None:
    """Whoever signs wants to see the sentences, not only a figure."""
    (row,) = (
        row
        for row in comparison.rows
        if (row.slice_name, row.measure) == ("genre=family_advice", Measure.F1)
    )

    assert row.champion == 0.0
    assert row.candidate == 1.0
    gains = [change for change in comparison.changes if change.effect is Effect.GAIN]
    assert {change.genre for change in gains} == {"family_advice"}
    assert all(change.candidate.is_flagged for change in gains)
    assert comparison.verdicts.only_candidate_right == len(gains)
    assert comparison.verdicts.only_champion_right == 0


def test_cost_of_both_is_measured_in_the_same_run(comparison: Comparison) -> None:
    """A time from another day on another machine says nothing."""
    for side in (comparison.champion, comparison.candidate):
        assert side.milliseconds > 0
        assert side.peak_bytes is None or side.peak_bytes > 10 * 2**20
    assert comparison.latency_ratio == pytest.approx(
        comparison.candidate.milliseconds / comparison.champion.milliseconds
    )


def test_comparison_can_be_kept_as_json(comparison: Comparison) -> None:
    """The page shows next month what was compared today."""
    kept = json.loads(json.dumps(comparison.to_json(), ensure_ascii=False))

    assert Comparison.from_json(kept) == comparison


def test_comparison_of_another_schema_is_refused(comparison: Comparison) -> None:
    """Figures read under the wrong names would mislead."""
    kept = comparison.to_json() | {"schema": "screener.gate/0"}

    with pytest.raises(ValueError, match=r"screener\.gate/0"):
        Comparison.from_json(kept)


def test_text_and_page_name_the_bundles_and_the_sentences(
    comparison: Comparison,
) -> None:
    """Both languages, in print and on the page."""
    decision = decide(
        comparison, GateRules(slice_loss=1.0, latency=100.0, memory=100.0)
    )

    text = gate_text(comparison, decision)
    page = gate_page(comparison, decision)

    assert decision.promote
    for shown in (text, page):
        assert "Được thay: new-1 1.1.0 có thể thay tiny-1 1.0.0." in shown
        assert "Promote: new-1 1.1.0 may take the place of tiny-1 1.0.0." in shown
        assert COOKING.format(place=PLACES[7]) in shown
    assert page.count("<svg") == sum(bar_of(row) is not None for row in comparison.rows)
    assert "http" not in page


def test_sentences_nearly_trained_on_are_left_out(pair: tuple[Bundle, Bundle]) -> None:
    """A model is not praised for what it was told."""
    frozen = frozen_examples()
    trained = [replace(frozen[-1], id="seen", split=Split.TRAIN)]
    told: list[Progress] = []

    found = compare_bundles(
        *pair, [FrozenSet("test", frozen)], told.append, trained=trained
    )

    assert found.overlap == 1
    assert [one.step for one in told] == list(range(told[-1].of + 1))
    assert told[-1].stage is Stage.TIMING


def test_comparison_on_nothing_is_refused(pair: tuple[Bundle, Bundle]) -> None:
    """An empty file must not read as "nothing is worse"."""
    with pytest.raises(NoExamplesError):
        compare_bundles(*pair, [FrozenSet("empty", ())])


def test_comparison_stops_when_asked(pair: tuple[Bundle, Bundle]) -> None:
    """The administrator closed the page; the machine is needed elsewhere."""
    told: list[Progress] = []

    with pytest.raises(TrainingCancelledError):
        compare_bundles(
            *pair,
            [FrozenSet("test", frozen_examples())],
            told.append,
            is_cancelled=lambda: len(told) > 1,
        )

    assert len(told) == 2


def test_commands_retrain_compare_and_tell(
    pair: tuple[Bundle, Bundle], tmp_path: Path
) -> None:
    """From corrections to a refusal, by what a person types."""
    base, _ = pair
    files = {
        "corrections": [
            make_labelled(f"wrong-{example.id}", example.text, None)
            for example in driving_replay()
        ],
        "replay": cooking_corrections(),
        "frozen": list(frozen_examples()),
    }
    paths = {name: tmp_path / f"{name}.jsonl" for name in files}
    for name, examples in files.items():
        write_examples(paths[name], examples)

    fitted = CliRunner().invoke(
        main,
        [
            "fit",
            *("--from-bundle", str(base.folder), "--version", "2.0.0"),
            *("--extra", str(paths["corrections"]), "--replay", str(paths["replay"])),
            *("--out", str(tmp_path / "spoilt")),
        ],
    )
    judged = CliRunner().invoke(
        main,
        [
            "gate",
            *("--champion", str(base.folder), "--candidate", str(tmp_path / "spoilt")),
            *("--data", str(paths["frozen"])),
            *("--json", str(tmp_path / "g.json"), "--html", str(tmp_path / "g.html")),
        ],
    )

    assert fitted.exit_code == 0, fitted.output
    assert f"{len(files['corrections'])} corrections" in fitted.stdout
    assert judged.exit_code == 1, judged.output
    record = json.loads((tmp_path / "g.json").read_text(encoding="utf-8"))
    assert record["decision"]["promote"] is False
    assert Comparison.from_json(record).candidate.version == "2.0.0"
    assert "Không được thay" in (tmp_path / "g.html").read_text(encoding="utf-8")


def test_command_tells_what_is_wrong_with_a_bundle(tmp_path: Path) -> None:
    """No traceback, and another status than a refusal."""
    result = CliRunner().invoke(
        main,
        [
            "gate",
            *("--champion", "nowhere", "--candidate", "linear-1"),
            *("--data", str(tmp_path / "none.jsonl")),
        ],
    )

    assert result.exit_code == 2
    assert "nowhere" in result.stderr
    assert "Traceback" not in result.stderr
