"""The speeds that `make bench-encoder` measured, as a Markdown table (pure)."""

from __future__ import annotations

import re
from typing import Any, Final

from screener.errors import CorruptInputError

FORMAT_VERSION: Final = 1
RUNTIMES: Final = ("torch fp32", "torch bf16", "onnx fp32", "onnx int8")
SHAPES: Final = ("batch_tokens_per_s", "sentence_tokens_per_s")
OURS: Final = "ours"
OTHER: Final = "phobert-shaped"
_REFERENCE: Final = "torch fp32"
_START: Final = "<!-- speeds: make bench-encoder -->"
_END: Final = "<!-- end of speeds -->"
_BLOCK: Final = re.compile(f"{re.escape(_START)}.*?{re.escape(_END)}", re.DOTALL)


def speed_table(report: dict[str, Any]) -> str:
    """Tokens a second of each runtime and what they are of the other model's.

    Ratios are to the PhoBERT-shaped model in torch fp32; "–" stands for what was
    not measured.
    """
    encoder, machine = report["encoder"], report["machine"]
    speeds = {(row["model"], row["runtime"]): row for row in report["speeds"]}
    reference = speeds[OTHER, _REFERENCE]
    shape = f"{encoder['layers']} × {encoder['hidden']}"
    lines = [
        f"{machine['processor']}, {machine['threads']} threads, "
        f"torch {machine['torch']}, ONNX Runtime {machine['onnxruntime']}; "
        + ("" if machine["bf16"] else "no bf16 in hardware, so it is emulated; ")
        + "tokens a second (ratio to 12 × 768 torch fp32).",
        "",
        f"| runtime | {shape}, rows of 128 | 12 × 768, rows of 128 "
        f"| {shape}, one sentence | 12 × 768, one sentence |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for runtime in RUNTIMES:
        cells = [
            _cell(speeds.get((model, runtime), {}).get(size), reference[size])
            for size in SHAPES
            for model in (OURS, OTHER)
        ]
        lines.append(f"| {runtime} | " + " | ".join(cells) + " |")
    lines += ["", _ratios(speeds)]
    return "\n".join(lines) + "\n"


def with_table(page: str, table: str) -> str:
    """A page with the table between its marks in the place of the old one.

    Raises:
        CorruptInputError: When the page has no marks.
    """
    if not _BLOCK.search(page):
        raise CorruptInputError(source=_START, format="Markdown", reason="no marks")
    return _BLOCK.sub(lambda _: f"{_START}\n\n{table}\n{_END}", page)


def _cell(speed: float | None, reference: float) -> str:
    if speed is None:
        return "–"
    digits = 0 if speed >= 100 else 1
    return f"{speed:,.{digits}f} ({speed / reference:.2g} ×)"


def _ratios(speeds: dict[tuple[str, str], dict[str, float]]) -> str:
    """The two comparisons that decide, in a sentence."""
    size = SHAPES[0]
    ours = speeds[OURS, "onnx int8"][size]
    torch_fp32 = ours / speeds[OTHER, _REFERENCE][size]
    int8 = ours / speeds[OTHER, "onnx int8"][size]
    return (
        f"Ours in ONNX int8 reads {torch_fp32:.0f} times as many tokens a second as "
        f"12 × 768 in torch fp32 and {int8:.1f} times as many as its ONNX int8."
    )
