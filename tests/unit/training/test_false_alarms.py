"""Which text counts as ordinary, and what a reader makes of what is flagged in it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from screener.domain.labels import Category, Severity, Stance
from screener.domain.spans import Span
from tests.tiny_bundle import BIASED, PLACES, write_tiny_bundle
from training.__main__ import main
from training.dataset import Example, LabelledSpan
from training.false_alarms import read_background, sentence_key
from training.keyed_labels import write_keyed_labels
from training.pretrain.corpus import is_held_out

_DOCUMENTS = [
    BIASED.format(place=f"{PLACES[number % len(PLACES)]} số {number}")
    for number in range(400)
]
_HELD_OUT = [text for text in _DOCUMENTS if is_held_out(text)]
_OTHERS = [text for text in _DOCUMENTS if not is_held_out(text)]


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    path = tmp_path / "tin.txt"
    path.write_text("\n\n".join(_DOCUMENTS), encoding="utf-8")
    return path


def test_held_out_documents_come_first_and_labelled_ones_never(raw: Path) -> None:
    """What was learnt from says nothing about text that is new."""
    alone = read_background([raw], most_sentences=1000)
    made_up = read_background(
        [raw], most_sentences=1000, labelled={sentence_key(_OTHERS[0])}
    )

    assert alone.documents == tuple(_HELD_OUT)
    assert made_up.documents == (*_HELD_OUT, *_OTHERS[1:])


def test_reading_what_is_flagged_corrects_the_rate(tmp_path: Path, raw: Path) -> None:
    """A model may be right about ordinary text; only a reader can tell."""
    bundle = write_tiny_bundle(tmp_path).folder
    flagged, read = tmp_path / "flagged.jsonl", tmp_path / "read.jsonl"
    rates = _rates("--bundle", bundle, "--text", raw, "--flagged-out", flagged)
    found = [json.loads(line) for line in flagged.read_text("utf-8").splitlines()]
    first, *others = (
        Example(id=item["id"], text=item["text"], stance=Stance.NONE) for item in found
    )
    write_keyed_labels(read, [_biased(first), *others])

    corrected = _rates("--bundle", bundle, "--text", raw, "--read", read)

    assert len(found) > 1
    for point, rate in corrected.items():
        assert rates[point]["read"] == 0
        assert rate["read"] == rate["flagged"] == rates[point]["flagged"]
        assert rate["read_false"] == rate["read"] - 1
        assert 0 < rate["per_1000_corrected"] < rate["per_1000"]


def _rates(*arguments: object) -> dict[str, dict[str, float]]:
    result = CliRunner().invoke(main, ["false-alarms", *map(str, arguments)])
    assert result.exit_code == 0, result.output
    rates: dict[str, dict[str, float]] = json.loads(result.output)
    return rates


def _biased(example: Example) -> Example:
    return replace(
        example,
        stance=Stance.ASSERTED,
        severity=Severity.MEDIUM,
        categories=(Category.ABILITY,),
        spans=(LabelledSpan(Span(0, len(example.text)), Category.ABILITY),),
    )
