"""Ordinary sentences teach a model what most of a newspaper looks like."""

from __future__ import annotations

from pathlib import Path

import pytest

from screener.domain.labels import Severity, Stance
from training.dataset import Split
from training.ordinary import sample_ordinary
from training.pretrain.corpus import is_held_out


def documents(count: int) -> list[str]:
    return [
        f"Bản tin số {number} về giá lúa.\n"
        f"Sáng nay giá lúa ở huyện số {number} tăng nhẹ. Ngắn quá.\n"
        f"Thương lái huyện số {number} mua tại ruộng từ bốn giờ sáng."
        for number in range(count)
    ]


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    path = tmp_path / "tin.txt"
    path.write_text("\n\n".join(documents(300)), encoding="utf-8")
    return path


def test_sample_is_clean_training_data_with_neighbours(raw: Path) -> None:
    """The examples enter training as they are."""
    examples = sample_ordinary([raw], sentences=50, seed=1)

    assert len(examples) == 50
    assert {e.stance for e in examples} == {Stance.NONE}
    assert {e.severity for e in examples} == {Severity.NONE}
    assert {e.split for e in examples} == {Split.TRAIN}
    assert any(e.before and e.after for e in examples)
    assert all(len(e.text.split()) >= 4 for e in examples)


def test_sample_repeats_with_its_seed(raw: Path) -> None:
    """A bundle can be made again."""
    first = sample_ordinary([raw], sentences=20, seed=1)

    assert sample_ordinary([raw], sentences=20, seed=1) == first
    assert sample_ordinary([raw], sentences=20, seed=2) != first


def test_held_out_documents_are_left_alone(raw: Path) -> None:
    """False alarms are counted where nothing was learnt."""
    held_out = {text for text in documents(300) if is_held_out(text)}
    words = {text.split("huyện số ")[1].split()[0] for text in held_out}

    examples = sample_ordinary([raw], sentences=300, seed=1)

    assert held_out
    assert len(examples) == 300 - len(held_out)
    assert not any(f"số {word} " in e.text + " " for word in words for e in examples)


def test_sample_takes_the_same_from_every_file(raw: Path, tmp_path: Path) -> None:
    """One large source must not drown the others."""
    other = tmp_path / "khác.txt"
    other.write_text("\n\n".join(documents(40)), encoding="utf-8")

    examples = sample_ordinary([raw, other], sentences=20, seed=1)

    assert sum(e.id.startswith("khác-") for e in examples) == 10
