"""Prepare, run, kill, go on, export: through the commands, on a tiny encoder."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import CliRunner
from tokenizers import Tokenizer
from transformers import (
    AutoModel,
    AutoModelForTokenClassification,
    AutoTokenizer,
)

from screener.errors import BundleCorruptError, MissingInputError, SettingError
from tests.unit.training.pretrain_corpus import write_corpus
from training.pretrain.checkpoints import checkpoints, load_progress, load_state
from training.pretrain.commands import pretrain
from training.pretrain.corpus import read_documents
from training.pretrain.loop import LOG_NAME, read_log, trim_log
from training.pretrain.shards import TokenStream
from training.pretrain.tokenizer import END_ID

STEP_TOKENS = 4 * 16
TINY = (
    *("--layers", "2", "--hidden", "32", "--heads", "2", "--length", "16"),
    *("--rows", "4", "--rate", "0.01", "--warmup-tokens", "1000", "--threads", "1"),
    *("--log-steps", "2", "--checkpoint-s", "0", "--device", "cpu"),
    *("--precision", "fp32"),
)


def _call(*arguments: str | Path) -> str:
    """The output of a command that must succeed."""
    result = CliRunner().invoke(
        pretrain, [str(a) for a in arguments], catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    return result.output


def _run(
    data: Path, out: Path, *, steps: int, extra: tuple[str | Path, ...] = ()
) -> None:
    limit = ("--max-tokens", str(steps * STEP_TOKENS))
    _call("run", "--data", data, "--out", out, *TINY, *limit, *extra)


def _curve(out: Path) -> list[tuple[float, float]]:
    return [(line["step"], line["loss"]) for line in read_log(out / LOG_NAME)]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `prepare` makes of a small corpus."""
    folder = tmp_path_factory.mktemp("pretrain")
    write_corpus(folder / "raw")
    options = ("--vocabulary", "500", "--shards", "2")
    _call("prepare", folder / "raw", "--out", folder / "data", *options)
    return folder / "data"


def test_prepare_reports_its_sizes(data: Path) -> None:
    """The card quotes them."""
    sizes = json.loads((data / "sizes.json").read_text("utf-8"))

    stream = TokenStream.from_folder(data)
    assert sizes["documents"] == 120
    assert sizes["paragraphs"] + 3 * sizes["held_out"] == 360
    assert sizes["tokens"] == sum(map(len, stream.shards))
    assert sizes["unknown"] == 0


def test_held_out_documents_are_in_no_shard(data: Path) -> None:
    """False alarms are measured on them."""
    tokenizer = Tokenizer.from_file(str(data / "tokenizer.json"))
    held = [
        tuple(tokenizer.encode(paragraph, add_special_tokens=False).ids)
        for document in read_documents(data / "held_out.txt")
        for paragraph in document.split("\n")
    ]

    trained: set[tuple[int, ...]] = set()
    for shard in TokenStream.from_folder(data).shards:
        pieces = np.split(shard, np.flatnonzero(shard == END_ID))
        trained |= {tuple(piece[piece != END_ID].tolist()) for piece in pieces}

    assert held
    assert len(trained) > 300
    assert trained.isdisjoint(held)


@pytest.mark.parametrize("optimizer", ["adamw", "muon"])
def test_stopped_run_goes_on_as_if_uninterrupted(
    data: Path, tmp_path: Path, optimizer: str
) -> None:
    """Stopped in the middle of an epoch, and again in the next one."""
    extra = ("--optimizer", optimizer)
    for steps in (14, 22, 30):
        _run(data, tmp_path / "parts", steps=steps, extra=extra)
    _run(data, tmp_path / "whole", steps=30, extra=extra)

    assert _curve(tmp_path / "parts") == _curve(tmp_path / "whole")
    assert _curve(tmp_path / "whole")[-1][1] < _curve(tmp_path / "whole")[0][1]


def test_killed_run_goes_on_as_if_uninterrupted(data: Path, tmp_path: Path) -> None:
    """SIGKILL, between any two instructions: the promise of every long run."""
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    command = (sys.executable, "-m", "training.pretrain.commands", "run")
    places = ("--data", str(data), "--out", str(killed))
    process = subprocess.Popen([*command, *places, *TINY], start_new_session=True)
    deadline = time.monotonic() + 120
    while len(checkpoints(killed)) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    reached = load_progress(checkpoints(killed)[-1]).step

    _run(data, killed, steps=reached + 12)
    _run(data, whole, steps=reached + 12)

    assert _curve(killed) == _curve(whole)
    weights = [load_state(checkpoints(out)[-1])["model"] for out in (killed, whole)]
    assert all(torch.equal(weights[0][name], weights[1][name]) for name in weights[0])


def test_run_keeps_two_checkpoints(data: Path, tmp_path: Path) -> None:
    """A long run must not fill the disk."""
    _run(data, tmp_path, steps=10)

    steps = [load_progress(path).step for path in checkpoints(tmp_path)]
    assert steps == [8, 10]


def test_other_batch_shape_begins_a_new_stage(data: Path, tmp_path: Path) -> None:
    """Rows of 512 after rows of 128: same weights, own data order."""
    _run(data, tmp_path, steps=10)

    _run(data, tmp_path, steps=12, extra=("--length", "32", "--rows", "2"))

    progress = load_progress(checkpoints(tmp_path)[-1])
    assert (progress.stage, progress.stage_step, progress.step) == (1, 2, 12)
    assert progress.tokens == 12 * STEP_TOKENS


def test_descent_may_branch_off_from_a_checkpoint(data: Path, tmp_path: Path) -> None:
    """A model of the day, while the run itself stays at its constant rate."""
    _run(data, tmp_path / "run", steps=10)
    start = checkpoints(tmp_path / "run")[-1]

    extra = ("--start", start, "--decay-tokens", str(10 * STEP_TOKENS))
    _run(data, tmp_path / "branch", steps=20, extra=extra)

    rates = [line["lr"] for line in read_log(tmp_path / "branch" / LOG_NAME)]
    assert rates == pytest.approx([0.0082, 0.0062, 0.0042, 0.0021, 0.0], abs=0.0025)
    assert load_progress(start).step == 10


def test_other_shape_than_the_checkpoint_is_refused(data: Path, tmp_path: Path) -> None:
    """Silently starting afresh would throw the run away."""
    _run(data, tmp_path, steps=2)

    with pytest.raises(SettingError, match="shape"):
        _run(data, tmp_path, steps=4, extra=("--layers", "1"))


def test_static_vectors_start_the_embeddings(data: Path, tmp_path: Path) -> None:
    """At the size of random ones, so that the rest of the model fits them."""
    path = tmp_path / "vectors.npy"
    _call("vectors", "--data", data, "--width", "32", "--out", path)

    _run(data, tmp_path, steps=2, extra=("--init-vectors", path, "--rate", "1e-9"))

    vectors = np.load(path)
    state = load_state(checkpoints(tmp_path)[-1])["model"]
    table = state["roberta.embeddings.word_embeddings.weight"].numpy()
    seen = np.abs(vectors).max(axis=1) > 1e-3
    assert np.allclose(table[seen], vectors[seen] / vectors.std() * 0.02, atol=1e-4)
    with pytest.raises(SettingError, match="init-vectors"):
        _run(
            data,
            tmp_path / "b",
            steps=2,
            extra=("--init-vectors", path, "--hidden", "16"),
        )


def test_damaged_checkpoint_is_named(data: Path, tmp_path: Path) -> None:
    """So that its folder can be removed and the one before it used."""
    _run(data, tmp_path, steps=2)
    (checkpoints(tmp_path)[-1] / "state.pt").write_bytes(b"half")

    with pytest.raises(BundleCorruptError, match=r"state\.pt"):
        _run(data, tmp_path, steps=4)


def test_log_forgets_what_no_checkpoint_holds(tmp_path: Path) -> None:
    """Lines after the last checkpoint, and a line cut short by the kill."""
    path = tmp_path / LOG_NAME
    path.write_text('{"step": 2}\n{"step": 4}\n{"st', encoding="utf-8")

    trim_log(path, step=2)

    assert read_log(path) == [{"step": 2}]


def test_exported_encoder_loads_with_transformers(data: Path, tmp_path: Path) -> None:
    """The folder is all a user needs; fp16 on disk changes little."""
    _run(data, tmp_path / "run", steps=10)
    out = tmp_path / "encoder"

    _call("export", "--checkpoint", tmp_path / "run", "--data", data, "--out", out)

    tokenizer = AutoTokenizer.from_pretrained(out)
    text = "CÔ GIÁO khỏe, bác sĩ khoẻ."
    batch = tokenizer(text, return_tensors="pt", return_offsets_mapping=True)
    offsets = batch.pop("offset_mapping")[0].tolist()
    model = AutoModel.from_pretrained(out, dtype=torch.float32).eval()
    states = model(**batch).last_hidden_state
    assert [text[start:end] for start, end in offsets][1:4] == ["CÔ", "GIÁO", "khỏe"]
    assert states.shape == (1, len(offsets), 32)
    classifier = AutoModelForTokenClassification.from_pretrained(out, num_labels=3)
    assert classifier(**batch).logits.shape == (1, len(offsets), 3)
    weights = load_state(checkpoints(tmp_path / "run")[-1])["model"]
    kept = model.embeddings.word_embeddings.weight
    saved = weights["roberta.embeddings.word_embeddings.weight"]
    assert torch.allclose(kept, saved, atol=1e-3)


def test_exported_folder_says_how_it_was_trained(data: Path, tmp_path: Path) -> None:
    """The card is written from it."""
    _run(data, tmp_path / "run", steps=10)
    out = tmp_path / "encoder"

    _call("export", "--checkpoint", tmp_path / "run", "--data", data, "--out", out)

    state = json.loads((out / "training_state.json").read_text("utf-8"))
    assert state["format_version"] == 1
    assert state["progress"]["tokens"] == 10 * STEP_TOKENS
    assert [point["tokens"] for point in state["curve"]] == [
        steps * STEP_TOKENS for steps in (2, 4, 6, 8, 10)
    ]


def test_export_without_a_checkpoint_is_refused(data: Path, tmp_path: Path) -> None:
    """Random weights must not pass for an encoder."""
    with pytest.raises(MissingInputError):
        _call("export", "--checkpoint", tmp_path, "--data", data, "--out", tmp_path)
