"""What more labels would bring is read off a curve, so its points must be nested."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from tests.corrections import cooking_corrections, driving_replay
from tests.tiny_bundle import tiny_settings
from training.__main__ import main
from training.dataset import Split, write_examples
from training.fit_linear import DataSet
from training.learning_curve import learning_curve

_NUMBERS = [f"số {number}" for number in range(40)]


def test_model_gets_better_as_sentences_of_a_kind_are_added() -> None:
    """Cooking is not learnt from sentences about driving."""
    growing = cooking_corrections(_NUMBERS[:30])
    fixed = driving_replay()
    unseen = tuple(cooking_corrections(_NUMBERS[30:]))

    few, all_of_them = learning_curve(
        growing,
        fixed,
        [DataSet("bếp", Split.DEV, unseen)],
        shares=(0.05, 1.0),
        settings=tiny_settings(),
    )

    assert 0 <= few.growing < all_of_them.growing == len(growing)
    assert few.fixed == all_of_them.fixed == len(fixed)
    before, after = (
        point.measured["bếp"]["average_precision"] or 0.0
        for point in (few, all_of_them)
    )
    assert after >= before
    assert after > 0.9


def test_command_prints_a_row_for_each_share_and_writes_them(tmp_path: Path) -> None:
    """The table goes into a card as it is."""
    grow, dev, target = (tmp_path / name for name in ("g.jsonl", "d.jsonl", "c.json"))
    write_examples(grow, driving_replay())
    write_examples(dev, driving_replay(Split.DEV))

    result = CliRunner().invoke(
        main,
        [
            *("learning-curve", "--grow", str(grow), "--dev", str(dev)),
            *("--share", "1", "--share", "0.6", "--json", str(target)),
        ],
    )

    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert len(lines) == 4
    assert {line.count("|") for line in lines} == {4}
    shares = [point["share"] for point in json.loads(target.read_text("utf-8"))]
    assert shares == [0.6, 1.0]
