"""The comparison before the long run, and replaced-token detection."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner
from transformers import AutoModel

from screener.errors import SettingError
from tests.unit.training.feedback_benchmark import write_feedback
from tests.unit.training.pretrain_corpus import write_corpus
from training.pretrain.checkpoints import checkpoints, load_state
from training.pretrain.commands import pretrain
from training.pretrain.compare import (
    Budget,
    Source,
    Variant,
    compare,
    comparison_table,
)
from training.pretrain.electra import build_electra, electra_loss, narrow_shape
from training.pretrain.loop import LOG_NAME, Settings, Trainer, read_log
from training.pretrain.model import Shape, mask_batch
from training.pretrain.optimizer import Schedule, build_optimizers
from training.pretrain.shards import TokenStream

SHAPE = Shape(layers=1, hidden=32, heads=2, intermediate=64, vocabulary=200)
SMALL = {"layers": 1, "hidden": 16, "vocabulary": 400}
BUDGET = Budget(tokens=20 * 64, length=16, rows=4, log_steps=2, rate=0.01)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Tiny matrices are slower on two threads, most of all beside other work."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `prepare` makes of a small corpus."""
    folder = tmp_path_factory.mktemp("compare")
    write_corpus(folder / "raw")
    options = ("--vocabulary", "400", "--shards", "2")
    arguments = (str(folder / "raw"), "--out", str(folder / "data"), *options)
    result = CliRunner().invoke(
        pretrain, ["prepare", *arguments], catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    return folder / "data"


def _tensors() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    ids = torch.randint(5, 200, (4, 20), generator=torch.Generator().manual_seed(1))
    batch = mask_batch(ids.numpy(), share=0.25, vocabulary=200, seed=(1,))
    return (
        torch.from_numpy(batch.ids),
        torch.from_numpy(batch.places),
        torch.from_numpy(batch.labels),
    )


def test_generator_is_narrow_and_shares_the_tokens() -> None:
    """Two tables would double the largest part of a small encoder."""
    model = build_electra(SHAPE, seed=1)

    names = [name for name, weights in model.named_parameters() if len(weights) == 200]
    assert narrow_shape(SHAPE).hidden == 8
    assert names == ["output_bias", "roberta.embeddings.word_embeddings.weight"]


def test_detector_and_generator_both_learn() -> None:
    """A forgotten part would stay random; a detector that is not asked too."""
    model = build_electra(SHAPE, seed=1)
    torch.manual_seed(1)

    electra_loss(model, *_tensors()).backward()  # type: ignore[no-untyped-call]

    still = [
        name
        for name, weights in model.named_parameters()
        if weights.grad is None or not weights.grad.abs().sum()
    ]
    # A row's attention does not change when all its keys move alike.
    assert [name for name in still if "key.bias" not in name] == []


def test_perfect_generator_leaves_nothing_to_detect() -> None:
    """Worked by hand: what is drawn is the token itself, so no token is replaced."""
    model = build_electra(SHAPE, seed=1)
    ids, places, labels = _tensors()
    with torch.no_grad():
        model.output_bias[labels[0, 0]] = 1e4
        model.detector[-1].bias.fill_(-20.0)  # type: ignore[operator]
        same = labels[0, 0].expand_as(labels)

        loss = electra_loss(model, ids, places, same)

    assert float(loss) == pytest.approx(0.0, abs=1e-3)


def test_optimisers_hold_every_parameter_once() -> None:
    """The shared table must not be stepped twice."""
    model = build_electra(SHAPE, seed=1)

    held = [
        id(parameter)
        for optimizer in build_optimizers(model, kind="muon", weight_decay=0.01)
        for group in optimizer.param_groups
        for parameter in group["params"]
    ]

    assert sorted(held) == sorted(id(parameter) for parameter in model.parameters())


def _settings(steps: int, *, objective: str = "electra") -> Settings:
    schedule = Schedule(peak=0.01, warmup_tokens=100, max_tokens=steps * 64)
    shape = Shape(layers=1, hidden=32, heads=2, intermediate=64, vocabulary=400)
    return Settings(
        shape=shape,
        schedule=schedule,
        objective=objective,
        length=16,
        rows=4,
        log_steps=2,
    )


def test_detector_goes_on_as_if_uninterrupted(data: Path, tmp_path: Path) -> None:
    """What is drawn must be drawn again after a stop."""
    stream = TokenStream.from_folder(data)
    for out, parts in (("parts", (6, 14)), ("whole", (14,))):
        for steps in parts:
            Trainer(_settings(steps), out=tmp_path / out).run(stream)

    curves = [
        [(line["step"], line["loss"]) for line in read_log(tmp_path / out / LOG_NAME)]
        for out in ("parts", "whole")
    ]
    assert curves[0] == curves[1]


def test_other_objective_than_the_checkpoint_is_refused(
    data: Path, tmp_path: Path
) -> None:
    """Its weights do not fit."""
    Trainer(_settings(2), out=tmp_path).run(TokenStream.from_folder(data))

    with pytest.raises(SettingError, match="objective"):
        Trainer(_settings(4, objective="mlm"), out=tmp_path)


VARIANTS = (
    Variant(name="base", **SMALL),  # type: ignore[arg-type]
    Variant(name="random-start", vectors=False, **SMALL),  # type: ignore[arg-type]
    Variant(name="electra", objective="electra", **SMALL),  # type: ignore[arg-type]
    Variant(name="more", layers=1, hidden=16, vocabulary=600),
)


def test_comparison_goes_on_where_it_stopped(data: Path, tmp_path: Path) -> None:
    """An hour of runs, on a machine that others want."""
    told: list[str] = []
    source = Source(data, tmp_path)
    compare(source, VARIANTS[:2], BUDGET)
    stamp = (tmp_path / "base" / "result.json").stat().st_mtime_ns

    report = compare(source, VARIANTS, BUDGET, tell=told.append)

    assert (tmp_path / "base" / "result.json").stat().st_mtime_ns == stamp
    assert [row["variant"]["name"] for row in report["variants"]] == [
        variant.name for variant in VARIANTS
    ]
    assert len(told) == 4
    assert json.loads((tmp_path / "comparison.json").read_text("utf-8")) == report
    rows = {row["variant"]["name"]: row for row in report["variants"]}
    assert rows["more"]["tokens_per_syllable"] < rows["base"]["tokens_per_syllable"]
    assert rows["more"]["parameters"] > rows["base"]["parameters"]
    assert rows["base"]["tokens"] == 20 * 64
    starts = [rows[name]["loss"] for name in ("base", "random-start")]
    assert starts[0] != starts[1]


def test_other_budget_begins_anew(data: Path, tmp_path: Path) -> None:
    """Rows of one table must have read the same number of tokens."""
    source = Source(data, tmp_path)
    compare(source, VARIANTS[:1], BUDGET)
    more = Budget(tokens=30 * 64, length=16, rows=4, log_steps=2, rate=0.01)

    report = compare(source, VARIANTS[:1], more)

    assert report["variants"][0]["tokens"] == 30 * 64


def test_detector_is_exported_without_its_generator(data: Path, tmp_path: Path) -> None:
    """Fine-tuning needs the encoder alone."""
    compare(Source(data, tmp_path), VARIANTS[2:3], BUDGET)

    model = AutoModel.from_pretrained(
        tmp_path / "electra" / "encoder", dtype=torch.float32
    )
    state = load_state(checkpoints(tmp_path / "electra" / "run")[-1])["model"]
    name = "encoder.layer.0.output.dense.weight"
    assert torch.allclose(
        dict(model.named_parameters())[name], state[f"roberta.{name}"], atol=1e-3
    )


def test_table_compares_only_what_compares(data: Path, tmp_path: Path) -> None:
    """A detector's loss beside another's would be read as better or worse."""

    def judge(encoder: Path, name: str) -> dict[str, float]:
        assert (encoder / "model.safetensors").is_file()
        return {"macro_f1": 0.5 if name == "electra" else 0.25}

    table = comparison_table(
        compare(Source(data, tmp_path), VARIANTS[:3], BUDGET, judge=judge)
    )

    cells = [line.split(" | ") for line in table.splitlines() if "electra" in line]
    assert cells[0][6] == "–"
    assert cells[0][-1] == "50.0 |"
    assert "| base | mlm | vectors | 1 × 16 | 400 |" in table


@pytest.mark.slow
def test_command_compares_every_variant(data: Path, tmp_path: Path) -> None:
    """The full shapes, at a budget of a few steps, judged by a benchmark."""
    feedback = write_feedback(tmp_path / "feedback")
    arguments = [
        *("compare", "--data", str(data), "--out", str(tmp_path / "out")),
        *("--tokens", "1024", "--rows", "4", "--task", "vsfc"),
        *("--task-data", str(feedback)),
    ]

    result = CliRunner().invoke(pretrain, arguments, catch_exceptions=False)

    assert result.exit_code == 0, result.output
    table = (tmp_path / "out" / "comparison.md").read_text("utf-8")
    assert [line.split(" | ")[0] for line in table.splitlines()[4:]] == [
        f"| {name}"
        for name in ("base", "random-start", "electra", "6x256", "6x384", "24k")
    ]


def test_half_a_task_is_refused(data: Path, tmp_path: Path) -> None:
    """Before the first run, not after an hour."""
    arguments = [
        "compare",
        "--data",
        str(data),
        "--out",
        str(tmp_path),
        "--task",
        "vsfc",
    ]

    result = CliRunner().invoke(pretrain, arguments)

    assert result.exit_code == 2
    assert "belong together" in result.output
