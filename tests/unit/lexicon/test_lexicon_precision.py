"""The precision table: labels agree or not, raw hits are counted and drawn."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest
from click.testing import CliRunner

from screener.domain.labels import Category, Severity, Stance
from tests.unit.lexicon.lexicon_rows import make_entry
from training.dataset import Example
from training.lexicon_precision import (
    is_right,
    lexicon_precision,
    read_lines,
    samples,
    tallies,
)


def make_example(
    text: str, stance: Stance = Stance.NONE, severity: Severity = Severity.NONE
) -> Example:
    """A labelled sentence."""
    flagged = severity is not Severity.NONE
    categories = (Category.LANGUAGE,) if flagged else ()
    return Example(
        id=text, text=text, stance=stance, severity=severity, categories=categories
    )


@pytest.mark.parametrize(
    ("entry_severity", "stance", "severity", "right"),
    [
        ("low", Stance.ASSERTED, Severity.LOW, True),
        ("low", Stance.REPORTED, Severity.HIGH, True),
        ("medium", Stance.ASSERTED, Severity.LOW, False),
        ("high", Stance.COUNTERED, Severity.NONE, True),
        ("low", Stance.NONE, Severity.NONE, False),
    ],
)
def test_hit_is_right_when_the_label_is_as_grave_or_critical(
    entry_severity: str, stance: Stance, severity: Severity, right: bool
) -> None:
    """A criticised word is no false alarm: the stance rules answer for it."""
    entry = make_entry(severity=entry_severity)

    assert is_right(entry, make_example("Phái yếu.", stance, severity)) is right


def test_tally_worked_by_hand() -> None:
    """Two sentences hit, one of them rightly; two hits in one count once."""
    entry, other = make_entry(), make_entry(id="language/khac", patterns=["nữ quái"])
    examples = [
        make_example("Phái yếu và phái yếu.", Stance.ASSERTED, Severity.LOW),
        make_example("Giải phái yếu mở rộng."),
        make_example("Trời đẹp."),
    ]

    tally, empty = tallies([entry, other], examples)

    assert (tally.hits, tally.right, tally.precision) == (2, 1, 0.5)
    assert (empty.hits, empty.precision) == (0, None)


def test_samples_count_all_and_keep_some() -> None:
    """The table shows how many there are; a person reads the few."""
    lines = [f"Dòng {number}: phái yếu ở đây." for number in range(50)]

    found = samples([make_entry()], lines, size=5, seed=1)["language/phai-yeu"]

    assert found.hits == 50
    assert len(set(found.lines)) == 5
    assert all("[phái yếu]" in line for line in found.lines)
    assert found == samples([make_entry()], lines, size=5, seed=1)["language/phai-yeu"]


def test_packed_and_plain_text_read_alike(tmp_path: Path) -> None:
    """Raw corpora come packed."""
    plain, packed = tmp_path / "a.txt", tmp_path / "a.txt.xz"
    plain.write_text("Phái yếu.\nHai.\n", "utf-8")
    packed.write_bytes(lzma.compress(plain.read_bytes()))

    assert list(read_lines(plain)) == list(read_lines(packed))


def test_command_prints_one_row_an_entry(tmp_path: Path) -> None:
    """Hits, right hits, precision and raw hits, then lines to read."""
    record = {
        "id": "a",
        "text": "Phái yếu mê xe.",
        "stance": "asserted",
        "categories": ["language"],
        "severity": "low",
        "spans": [{"start": 0, "end": 8, "category": "language"}],
    }
    data, raw = tmp_path / "data.jsonl", tmp_path / "raw.txt"
    data.write_text(json.dumps(record, ensure_ascii=False) + "\n", "utf-8")
    raw.write_text("Quà cho phái yếu.\nQuà cho nữ quái.\n", "utf-8")

    arguments = ["--data", str(data), "--raw", str(raw), "--show", "3"]
    table = CliRunner().invoke(lexicon_precision, arguments).output

    rows = {
        line.split()[0]: line.split() for line in table.splitlines() if line[0] != " "
    }
    assert rows["language/phai-yeu"][1:] == ["low", "1", "1", "100%", "1"]
    assert rows["language/nu-quai"][1:] == ["low", "0", "0", "-", "1"]
    assert "    Quà cho [nữ quái]." in table.splitlines()


def test_command_can_be_asked_about_entries_that_do_not_flag() -> None:
    """Before an entry may flag alone, somebody must measure it."""
    arguments = ["--entry", "language/chan-dai"]

    output = CliRunner().invoke(lexicon_precision, arguments).output

    assert output.split()[0] == "language/chan-dai"
    assert len(output.splitlines()) == 1
