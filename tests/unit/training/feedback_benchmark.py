"""A small benchmark of feedback on teaching, written for the tests."""

from __future__ import annotations

import json
from pathlib import Path

_WHO = ("Cô Hạnh", "Thầy Khoa", "Giảng viên", "Trợ giảng", "Phòng máy", "Giáo trình")
_SAID = {
    "positive": ("rất tốt", "hay và dễ hiểu", "tận tình", "đáng khen"),
    "negative": ("quá tệ", "chán và khó hiểu", "hời hợt", "đáng chê"),
}


def write_feedback(folder: Path) -> Path:
    """A benchmark in the files of UIT-VSFC: fifty texts, one of them seen."""
    rows = [
        {"text": f"{who} {said}, lớp {n + k}.", "sentiment": label, "topic": "x"}
        for n, who in enumerate(_WHO)
        for label, sayings in _SAID.items()
        for k, said in enumerate(sayings)
    ]
    # Five and eight have no common factor, so every part has every saying.
    kept = [row for n, row in enumerate(rows) if n % 5 < 3]
    parts = {
        "train": kept,
        "val": rows[3::5],
        "test": [*rows[4::5], {**rows[0], "text": rows[0]["text"].upper() + " "}],
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, part in parts.items():
        lines = [json.dumps(row, ensure_ascii=False) for row in part]
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return folder
