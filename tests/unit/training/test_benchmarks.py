"""Encoders measured on benchmarks: reading, spoiling, tuning, resuming, tables."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import torch
from click.testing import CliRunner

from screener.errors import EmptyInputError, ExampleError, MissingInputError
from tests.tiny_encoders import write_own, write_phobert
from tests.unit.training.feedback_benchmark import write_feedback
from training.__main__ import main
from training.benchmarks import Plan, linear_answers, measure, summary
from training.benchmarks_recipe import Recipe, scores, token_rows, tune, usual_rate
from training.benchmarks_sets import (
    TASKS,
    BenchmarkSet,
    Published,
    Spoiling,
    read_benchmark,
    spoiled,
)
from training.benchmarks_tables import robustness_table, score_table
from training.encoders import Encoder, load_encoder

FAST = Recipe(epochs=2, length=24, tokens=256, rate=0.01)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Tiny matrices are slower on two threads, most of all beside other work."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def feedback(tmp_path_factory: pytest.TempPathFactory) -> BenchmarkSet:
    """The written benchmark, as read."""
    folder = write_feedback(tmp_path_factory.mktemp("feedback"))
    return read_benchmark(folder, TASKS["vsfc"])


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    """A tiny encoder of ours."""
    return load_encoder(write_own(tmp_path_factory.mktemp("encoder")))


def test_benchmark_is_read_with_its_labels_sorted(feedback: BenchmarkSet) -> None:
    """The number of a label must not depend on the order of the rows."""
    assert feedback.labels == ("negative", "positive")
    assert (len(feedback.train.texts), len(feedback.dev.texts)) == (30, 9)
    assert feedback.train.labels[0] == 1


def test_test_texts_that_are_trained_on_are_known(feedback: BenchmarkSet) -> None:
    """A text learnt by heart says nothing; case and spaces do not make it new."""
    assert feedback.unseen == (True,) * 9 + (False,)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (None, MissingInputError),
        ("\n", EmptyInputError),
        ('{"text": "a"}\n', ExampleError),
        ('{"sentiment": "positive"}\n', ExampleError),
        ("[1]\n", ExampleError),
    ],
)
def test_damaged_benchmark_is_refused(
    tmp_path: Path, content: str | None, error: type[Exception]
) -> None:
    """A figure on half a test part would be believed."""
    write_feedback(tmp_path)
    if content is None:
        (tmp_path / "test.jsonl").unlink()
    else:
        (tmp_path / "test.jsonl").write_text(content, encoding="utf-8")

    with pytest.raises(error, match=r"test\.jsonl"):
        read_benchmark(tmp_path, TASKS["vsfc"])


def test_texts_are_spoiled_as_asked() -> None:
    """Each in its own way, the same on every machine."""
    text = "Đội nữ vô địch " * 200

    bare = spoiled([text], Spoiling.DIACRITICS, seed=1)[0]

    assert spoiled([text], Spoiling.DIACRITICS, seed=1)[0] == bare
    changed = sum(a != b for a, b in zip(text.split(), bare.split(), strict=True))
    assert 0.16 < changed / 800 < 0.24
    assert set(bare.split()) == {"Đội", "Doi", "nữ", "nu", "vô", "vo", "địch", "dich"}
    assert spoiled(["Nữ"], Spoiling.CAPITALS, seed=1) == ("NỮ",)
    assert spoiled(["Nữ"], Spoiling.NFD, seed=1) == (
        unicodedata.normalize("NFD", "Nữ"),
    )
    assert spoiled(["Nữ"], Spoiling.NONE, seed=1) == ("Nữ",)


def test_scores_of_the_perfect_answer_and_of_one_worked_by_hand() -> None:
    """Label 2 never occurs, so it does not count."""
    assert asdict(scores([0, 1, 1], [0, 1, 1], labels=3)) == {
        "macro_f1": 1.0,
        "accuracy": 1.0,
    }
    found = scores([0, 0, 0, 1], [0, 0, 1, 1], labels=3)
    assert found.macro_f1 == pytest.approx((0.8 + 2 / 3) / 2)
    assert found.accuracy == 0.75


def test_rows_are_cut_off_between_their_marks(encoder: Encoder) -> None:
    """A text without its end mark is not what pre-training saw."""
    rows = token_rows(encoder, ["nhà " * 50, ""], length=10)

    begin, end = encoder.subwords.begin, encoder.subwords.end
    assert [len(row) for row in rows] == [10, 2]
    assert all((row[0], row[-1]) == (begin, end) for row in rows)


def test_tuned_encoder_learns_and_repeats_itself(
    encoder: Encoder, feedback: BenchmarkSet
) -> None:
    """The same seed gives the same answers; more epochs fit the training part."""
    recipe = Recipe(epochs=30, length=24, tokens=256, rate=0.01, dropout=0.0)
    told: list[int] = []

    tuned = tune(
        encoder,
        feedback,
        recipe=recipe,
        seed=1,
        pretrained=True,
        on_epoch=lambda epoch, _scores: told.append(epoch),
    )
    again = tune(encoder, feedback, recipe=recipe, seed=1, pretrained=True)

    assert told == [*range(1, 31)]
    answers = tuned.answers(feedback.train.texts)
    assert scores(feedback.train.labels, answers, labels=2).accuracy > 0.9
    assert answers == again.answers(feedback.train.texts)
    assert tuned.dev == again.dev


def test_best_epoch_on_dev_is_the_one_kept(
    encoder: Encoder, feedback: BenchmarkSet
) -> None:
    """Its weights, not those of the last epoch."""
    tuned = tune(encoder, feedback, recipe=FAST, seed=2, pretrained=False)

    answers = tuned.answers(feedback.dev.texts)
    assert scores(feedback.dev.labels, answers, labels=2) == tuned.dev
    assert tuned.epoch in (1, 2)


def test_phobert_is_tuned_by_the_same_code(
    tmp_path: Path, feedback: BenchmarkSet
) -> None:
    """Users bring it; its subwords differ, nothing else."""
    encoder = load_encoder(write_phobert(tmp_path))

    tuned = tune(encoder, feedback, recipe=FAST, seed=1, pretrained=True)

    assert len(tuned.answers(feedback.test.texts)) == 10
    assert usual_rate(encoder) == 5e-4


def test_linear_floor_learns_the_words(feedback: BenchmarkSet) -> None:
    """A floor that cannot learn would make every encoder look good."""
    answers = linear_answers(feedback)(feedback.test.texts)

    assert scores(feedback.test.labels, answers, labels=2).accuracy >= 0.9


def test_measurement_goes_on_where_it_stopped(
    encoder: Encoder, feedback: BenchmarkSet, tmp_path: Path
) -> None:
    """Three seeds take an hour on an office PC; a stop must not cost it."""
    target = tmp_path / "reports" / "vsfc.json"
    told: list[str] = []

    def run(seeds: int, *, robustness: bool) -> dict[str, Any]:
        told.clear()
        plan = Plan(seeds, robustness, FAST)
        return measure(encoder, feedback, plan, target=target, tell=told.append)

    run(1, robustness=False)
    first = [line.split(":")[0] for line in told]
    whole = run(2, robustness=False)
    second = [line.split(":")[0] for line in told]
    run(2, robustness=False)

    assert first == ["tfidf 0", "pretrained 1", "random 1"]
    assert second == ["pretrained 2", "random 2"]
    assert told == []
    assert json.loads(target.read_text("utf-8")) == whole
    assert run(1, robustness=True)["summary"]["tfidf"]["robustness"]["nfd"]


def test_runs_of_other_weights_are_not_taken_over(
    feedback: BenchmarkSet, tmp_path: Path
) -> None:
    """The table of an older encoder must not stand in the card of a newer one."""
    target = tmp_path / "vsfc.json"
    plan = Plan(1, False, FAST, kinds=("tfidf",))
    measure(load_encoder(write_own(tmp_path / "a")), feedback, plan, target=target)
    told: list[str] = []

    other = load_encoder(write_own(tmp_path / "b", layers=2))
    measure(other, feedback, plan, target=target, tell=told.append)

    assert len(told) == 1


def _run_of(kind: str, seed: int, value: float, spoiled_value: float) -> dict[str, Any]:
    figures = {"macro_f1": value, "accuracy": value}
    worse = {"macro_f1": spoiled_value, "accuracy": spoiled_value}
    return {
        "kind": kind,
        "seed": seed,
        "test": figures,
        "unseen": figures,
        "robustness": {"diacritics": worse, "nfd": figures, "capitals": worse},
    }


def test_summary_is_the_mean_over_seeds() -> None:
    """Worked by hand."""
    found = summary(
        [_run_of("pretrained", 1, 0.6, 0.5), _run_of("pretrained", 2, 0.8, 0.5)]
    )

    row = found["pretrained"]
    assert row["test"]["macro_f1"] == pytest.approx(0.7)
    assert row["test"]["macro_f1_sd"] == pytest.approx(0.1414, abs=1e-4)
    assert row["robustness"]["diacritics"]["accuracy"] == pytest.approx(0.2)
    assert row["robustness"]["nfd"]["accuracy"] == 0.0


def test_one_seed_has_no_spread() -> None:
    """An unknown spread is not zero."""
    found = summary([_run_of("random", 1, 0.6, 0.5)])

    assert found["random"]["test"]["macro_f1_sd"] is None


def test_tables_show_what_was_published_and_what_was_measured() -> None:
    """The card holds them as they come from here."""
    report = {
        "title": "ViHSD",
        "counts": {"test": 10, "unseen": 8},
        "recipe": {"epochs": 3, "length": 96, "rate": 0.0005},
        "published": [asdict(Published("mBERT", "others", 62.7))],
        "summary": summary(
            [
                _run_of("tfidf", 0, 0.5, 0.4),
                _run_of("pretrained", 1, 0.6, 0.5),
                _run_of("pretrained", 2, 0.8, 0.5),
            ]
        ),
    }

    table = score_table(report)

    assert "| mBERT, published (others) | | 62.7 | | – |" in table
    assert "| **this encoder** | 2 | 70.0 ± 14.1 | 70.0 ± 14.1 | 70.0 ± 14.1 |" in table
    assert "| ViHSD | **this encoder** | 20.0 | 0.0 | 20.0 |" in robustness_table(
        [report]
    )
    assert robustness_table([]) == ""


def test_command_measures_and_prints(tmp_path: Path) -> None:
    """As a user calls it, in one go."""
    folder = write_own(tmp_path / "encoder")
    feedback = write_feedback(tmp_path / "feedback")
    target = tmp_path / "report.json"

    result = CliRunner().invoke(
        main,
        [
            *("encoder-benchmark", "--encoder", str(folder), "--task", "vsfc"),
            *("--data", str(feedback), "--seeds", "1", "--epochs", "1"),
            *("--robustness", "--json", str(target)),
        ],
        catch_exceptions=False,
    )

    assert result.exit_code == 0, result.output
    assert "| same architecture, random weights | 1 |" in result.stdout
    assert "20 % of the diacritics missing" in result.stdout
    report = json.loads(target.read_text("utf-8"))
    assert report["counts"] == {"train": 30, "dev": 9, "test": 10, "unseen": 9}
    assert len(report["encoder"]["weights"]) == 64
