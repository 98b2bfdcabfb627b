"""The speed table: timed on tiny models, ratios worked by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from screener.errors import CorruptInputError
from tests.bench.bench_encoder import main
from tests.tiny_encoders import write_own
from training.benchmarks_speeds import RUNTIMES, speed_table, with_table

PAGE = "# A\n\n<!-- speeds: make bench-encoder -->\nold\n<!-- end of speeds -->\n\nB\n"


def _report(speeds: dict[tuple[str, str], float | None]) -> dict[str, Any]:
    return {
        "encoder": {"layers": 4, "hidden": 256},
        "machine": {
            "processor": "Chip",
            "threads": 2,
            "bf16": False,
            "torch": "2",
            "onnxruntime": "1",
        },
        "speeds": [
            {
                "model": model,
                "runtime": runtime,
                "batch_tokens_per_s": speed,
                "sentence_tokens_per_s": speed or 1.0,
            }
            for (model, runtime), speed in speeds.items()
        ],
    }


def test_table_shows_ratios_to_the_other_model() -> None:
    """Tokens a second are the machine's; ratios can be compared."""
    table = speed_table(
        _report(
            {
                ("ours", "torch fp32"): 2000.0,
                ("ours", "torch bf16"): None,
                ("ours", "onnx int8"): 6000.0,
                ("phobert-shaped", "torch fp32"): 100.0,
                ("phobert-shaped", "onnx int8"): 400.0,
            }
        )
    )

    assert "| torch fp32 | 2,000 (20 ×) | 100 (1 ×) |" in table
    assert "| torch bf16 | – | – |" in table
    assert "| onnx int8 | 6,000 (60 ×) | 400 (4 ×) |" in table
    assert "60 times as many tokens a second" in table
    assert "15.0 times as many as its ONNX int8" in table
    assert "emulated" in table


def test_page_gets_the_table_in_place_of_the_old_one() -> None:
    """What a person wrote around it stays."""
    page = with_table(PAGE, "| new |\n")

    assert page == PAGE.replace("old\n", "\n| new |\n\n")
    assert with_table(page, "| new |\n") == page
    with pytest.raises(CorruptInputError):
        with_table("# A\n", "| new |\n")


@pytest.mark.slow
def test_command_times_every_runtime(tmp_path: Path) -> None:
    """The whole way, with a small model in PhoBERT's place."""
    encoder = write_own(tmp_path / "encoder")
    docs = tmp_path / "page.md"
    docs.write_text(PAGE, encoding="utf-8")
    target = tmp_path / "measured" / "speed.json"
    arguments = [
        *("--encoder", str(encoder), "--json", str(target), "--docs", str(docs)),
        *("--rounds", "1", "--rows", "1", "--threads", "1"),
        *("--layers", "1", "--hidden", "64"),
    ]

    result = CliRunner().invoke(main, arguments, catch_exceptions=False)

    assert result.exit_code == 0, result.output
    report = json.loads(target.read_text("utf-8"))
    assert len(report["speeds"]) == 2 * len(RUNTIMES)
    assert all(row["sentence_tokens_per_s"] > 0 for row in report["speeds"])
    assert speed_table(report) in docs.read_text("utf-8")
    assert len(report["encoder"]["weights"]) == 64
