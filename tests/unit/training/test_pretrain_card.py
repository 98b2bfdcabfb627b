"""The exported folder: what it weighs, how it loads, what its cards say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from click.testing import CliRunner
from transformers import AutoModel

from screener.errors import OutputError
from tests.unit.training.pretrain_corpus import write_corpus
from training.benchmarks import weights_digest
from training.pretrain.card import card_text, write_cards
from training.pretrain.checkpoints import Progress, save_checkpoint
from training.pretrain.commands import pretrain
from training.pretrain.curve import draw_curve
from training.pretrain.export import export_encoder
from training.pretrain.model import Shape, build_model

SOURCES = Path(__file__).parents[3] / "training" / "pretrain" / "sources.json"
CURVE = [
    {"tokens": 1_000_000 * n, "seconds": 60.0 * n, "loss": 9.0 - n} for n in (1, 2, 3)
]


def _checkpoint(folder: Path, shape: Shape) -> Path:
    state = {
        "shape": {name: getattr(shape, name) for name in Shape.__slots__},
        "model": build_model(shape, seed=1).state_dict(),
    }
    progress = Progress(
        step=3, tokens=3_000_000, seconds=7200.0, length=128, rows=64, seed=1
    )
    return save_checkpoint(folder, progress=progress, state=state)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `prepare` makes of a small corpus."""
    folder = tmp_path_factory.mktemp("card")
    write_corpus(folder / "raw")
    out = ("--out", str(folder / "data"), "--vocabulary", "400", "--shards", "1")
    CliRunner().invoke(
        pretrain, ["prepare", str(folder / "raw"), *out], catch_exceptions=False
    )
    return folder / "data"


@pytest.fixture
def encoder(data: Path, tmp_path: Path) -> Path:
    """An exported encoder that knows where its text came from."""
    shape = Shape(layers=1, hidden=16, heads=2, intermediate=32, vocabulary=400)
    _checkpoint(tmp_path / "run", shape)
    log = "".join(json.dumps({"step": 1, **point}) + "\n" for point in CURVE)
    (tmp_path / "run" / "log.jsonl").write_text(log, encoding="utf-8")
    arguments = [
        *("export", "--checkpoint", str(tmp_path / "run"), "--data", str(data)),
        *("--out", str(tmp_path / "encoder-9"), "--sources", str(SOURCES)),
    ]
    result = CliRunner().invoke(pretrain, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return tmp_path / "encoder-9"


def test_weights_are_half_on_disk_and_whole_in_memory(encoder: Path) -> None:
    """A CPU computes slowly in fp16, and git need not hold fp32."""
    model = AutoModel.from_pretrained(encoder)

    assert model.dtype == torch.float32
    on_disk = (encoder / "model.safetensors").stat().st_size
    assert on_disk < 3 * sum(p.numel() for p in model.parameters())


def test_large_encoder_is_cut_into_files_that_git_takes(
    data: Path, tmp_path: Path
) -> None:
    """At most 16 MB a file; what an earlier export left behind goes."""
    shape = Shape(layers=1, hidden=768, heads=2, intermediate=5000, vocabulary=400)
    _checkpoint(tmp_path / "run", shape)
    out = tmp_path / "encoder"
    out.mkdir()
    (out / "model-00007-of-00007.safetensors").write_bytes(b"old")

    export_encoder(tmp_path / "run", tokenizer=data / "tokenizer.json", out=out)

    files = sorted(out.glob("*.safetensors"))
    assert [file.name for file in files] == [
        "model-00001-of-00002.safetensors",
        "model-00002-of-00002.safetensors",
    ]
    assert all(file.stat().st_size <= 16e6 for file in files)
    loaded = dict(AutoModel.from_pretrained(out).named_parameters())
    kept = build_model(shape, seed=1).state_dict()
    name = "encoder.layer.0.output.dense.weight"
    assert torch.allclose(loaded[name], kept[f"roberta.{name}"], atol=1e-3)


def test_encoder_that_git_cannot_take_is_refused(data: Path, tmp_path: Path) -> None:
    """Said when it is written, not when it is pushed."""
    shape = Shape(layers=1, hidden=512, heads=2, intermediate=18_000, vocabulary=400)
    _checkpoint(tmp_path / "run", shape)

    with pytest.raises(OutputError, match="can ship"):
        export_encoder(
            tmp_path / "run", tokenizer=data / "tokenizer.json", out=tmp_path / "out"
        )


def test_card_says_what_it_read_and_how_far(encoder: Path) -> None:
    """In both languages, numbers as each writes them."""
    english = (encoder / "card.md").read_text("utf-8")
    vietnamese = (encoder / "card.vi.md").read_text("utf-8")

    assert "# Encoder card: encoder-9" in english
    assert "3.0 million tokens read" in english
    assert "2.0 hours" in english
    assert "120 documents, " in english
    assert "Đã đọc 3,0 triệu token" in vietnamese
    for card in (english, vietnamese):
        assert "github.com/ThanhChinhBK/vietnews" in card
        assert "Apache-2.0" in card
        assert "![" in card
        assert "{" not in card
    assert "Not measured yet." in english
    assert "Chưa đo." in vietnamese


def test_card_names_every_source_with_its_licence() -> None:
    """A source without one would pass for free."""
    record = json.loads(SOURCES.read_text("utf-8"))

    assert len(record["sources"]) == 7
    for source in record["sources"]:
        assert all(source[key] for key in ("place", "en", "vi"))
        assert all(source[key] for key in ("licence_en", "licence_vi"))


def test_curve_is_the_same_picture_each_time(tmp_path: Path) -> None:
    """A card that changes with every export hides what has changed."""
    for name in ("a.svg", "b.svg"):
        draw_curve(CURVE, target=tmp_path / name)

    first, second = ((tmp_path / name).read_bytes() for name in ("a.svg", "b.svg"))
    assert first == second
    assert b"<svg" in first


def _report(weights: str) -> dict[str, Any]:
    figures = {
        "macro_f1": 0.61,
        "accuracy": 0.8,
        "macro_f1_sd": None,
        "accuracy_sd": None,
    }
    row = {"seeds": 1, "test": figures, "unseen": figures, "robustness": {}}
    return {
        "task": "vsfc",
        "title": "UIT-VSFC (sentiment)",
        "counts": {"test": 7, "unseen": 6},
        "recipe": {"epochs": 3, "length": 96, "rate": 0.0005},
        "published": [],
        "encoder": {"weights": weights},
        "summary": {"pretrained": row},
    }


def test_tables_of_other_weights_are_left_out(encoder: Path) -> None:
    """The figures of last week's encoder say nothing of today's."""
    measured = encoder / "measured"
    measured.mkdir()
    (measured / "old.json").write_text(json.dumps(_report("0" * 64)), "utf-8")
    own = _report(weights_digest(encoder))
    (measured / "vsfc.json").write_text(json.dumps(own), "utf-8")

    result = CliRunner().invoke(
        pretrain, ["card", str(encoder)], catch_exceptions=False
    )

    assert "old.json" in result.stderr
    card = (encoder / "card.md").read_text("utf-8")
    assert card.count("UIT-VSFC (sentiment)") == 1
    assert "| **this encoder** | 1 | 61.0 | 61.0 | 80.0 |" in card
    assert write_cards(encoder) == ["old.json"]


def test_card_of_unknown_origin_says_so() -> None:
    """A user's own run, without a list of sources, sizes or log."""
    shape = {"layers": 1, "hidden": 16, "heads": 2, "vocabulary": 400}
    state = {"shape": shape, "progress": {"tokens": 5, "seconds": 1.0}, "curve": []}

    card = card_text(state, [], name="mine", language="en")

    assert "Where the text came from is not stated." in card
    assert "The size of the corpus is not stated." in card
    assert "![" not in card
