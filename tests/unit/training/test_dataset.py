"""The data format: what is read is what was written, and faults name their place."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from screener.domain.labels import Category, Severity, Stance
from screener.domain.spans import Span
from screener.errors import ExampleError, MissingInputError
from training.dataset import (
    Example,
    Kind,
    Label,
    LabelledSpan,
    Split,
    Who,
    check_examples,
    example_from_json,
    example_to_json,
    examples_digest,
    read_examples,
    write_examples,
)
from training.exchange import (
    export_csv,
    export_parquet,
    from_hugging_face,
    to_hugging_face,
)

TEXT = "Việc nuôi tằm thì phải tay con gái mới khéo."


def make_record(**changes: Any) -> dict[str, Any]:
    record: dict[str, Any] = {
        "id": "n01-1",
        "text": TEXT,
        "context": {"before": "Làng vào vụ tằm.", "after": ""},
        "stance": "asserted",
        "categories": ["ability"],
        "severity": "medium",
        "spans": [{"start": 18, "end": 43, "category": "ability"}],
        "genre": "news",
        "origin": "written",
        "split": "train",
    }
    return record | changes


def make_example(example_id: str = "n01-1") -> Example:
    span = LabelledSpan(Span(18, 43), Category.ABILITY)
    return Example(
        id=example_id,
        text=TEXT,
        before="Làng vào vụ tằm.",
        stance=Stance.ASSERTED,
        categories=(Category.ABILITY,),
        severity=Severity.MEDIUM,
        spans=(span,),
        genre="news",
        origin="written",
        split=Split.TRAIN,
        group="n01",
        kind=Kind.BIASED,
        batch="n",
        who=Who.WOMEN,
        labels=(
            Label(
                annotator="hai",
                stance=Stance.ASSERTED,
                categories=(Category.ABILITY,),
                severity=Severity.LOW,
                spans=(span,),
            ),
        ),
    )


def make_clean(example_id: str = "n02-1") -> Example:
    return Example(id=example_id, text="Tằm ăn lá dâu.", stance=Stance.NONE)


def read_record(record: dict[str, Any]) -> Example:
    return example_from_json(record, source="mau.jsonl", line=3)


def test_record_survives_the_round_trip() -> None:
    """Corrections travel through this form and must come back whole."""
    example = make_example()

    record = json.loads(json.dumps(example_to_json(example)))

    assert read_record(record) == example


def test_optional_fields_that_are_unset_are_left_out() -> None:
    """A plain sentence stays a short line."""
    record = example_to_json(make_clean())

    assert "labels" not in record
    assert "group" not in record


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id": ""}, "id"),
        ({"text": None}, "text"),
        ({"text": "Vie\u0323\u0302c nhà"}, "text"),
        ({"text": "Hai\ndòng", "spans": []}, "text"),
        ({"context": {"before": "la\u0300ng"}}, "before"),
        ({"context": {"before": 3}}, "context.before"),
        ({"context": []}, "context"),
        ({"context": ["a"]}, "context"),
        ({"stance": "said"}, "stance"),
        ({"stance": None}, "stance"),
        ({"stance": "none"}, "categories"),
        ({"categories": []}, "categories"),
        ({"categories": ["housework"]}, "categories"),
        ({"categories": "ability"}, "categories"),
        ({"severity": "none"}, "severity"),
        ({"severity": "extreme"}, "severity"),
        ({"spans": []}, "spans"),
        ({"spans": ["x"]}, "spans"),
        ({"spans": [{"start": 5, "end": 5, "category": "ability"}]}, "spans"),
        ({"spans": [{"start": "0", "end": 5, "category": "ability"}]}, "spans"),
        ({"spans": [{"start": 18, "end": 99, "category": "ability"}]}, "spans"),
        ({"spans": [{"start": 17, "end": 43, "category": "ability"}]}, "spans"),
        ({"spans": [{"start": 0, "end": 4, "category": "role"}]}, "spans"),
        ({"spans": [{"start": 0, "end": 4, "category": "x"}]}, "spans.category"),
        ({"mentions": [{"start": 0, "end": 4, "category": "role"}]}, "mentions"),
        ({"split": "later"}, "split"),
        ({"kind": "twin"}, "kind"),
        ({"who": "boys"}, "who"),
        ({"genre": 7}, "genre"),
        ({"labels": [{"stance": "none", "severity": "none"}]}, "annotator"),
        ({"labels": ["x"]}, "labels"),
    ],
)
def test_fault_names_line_and_field(changes: dict[str, Any], field: str) -> None:
    """Eight thousand lines cannot be searched by eye."""
    with pytest.raises(ExampleError) as caught:
        read_record(make_record(**changes))

    assert caught.value.facts["line"] == 3
    assert caught.value.facts["field"] == field
    assert caught.value.source == "mau.jsonl"


def test_countered_example_says_what_it_counters() -> None:
    """Mentions are how a criticised stereotype is shown."""
    record = make_record(
        stance="countered",
        categories=[],
        severity="none",
        spans=[],
        mentions=[{"start": 18, "end": 43, "category": "ability"}],
    )

    example = read_record(record)

    assert example.mentions[0].span.of(example.text) == "phải tay con gái mới khéo"
    assert not example.is_flagged


@pytest.mark.parametrize(
    ("severity", "is_counted"),
    [("low", None), ("medium", True), ("high", True)],
)
def test_low_severity_is_not_counted(severity: str, is_counted: bool | None) -> None:
    """The guide scores medium and high only."""
    assert read_record(make_record(severity=severity)).is_counted is is_counted


def test_clean_example_is_counted_as_clean() -> None:
    """It is what a false alarm is measured on."""
    assert make_clean().is_counted is False


def test_file_is_ordered_by_id_and_reads_back(tmp_path: Path) -> None:
    """Equal sets are equal files, whatever order they were made in."""
    forward, backward = tmp_path / "a.jsonl", tmp_path / "b.jsonl"

    write_examples(forward, [make_example(), make_clean()])
    write_examples(backward, [make_clean(), make_example()])

    assert forward.read_bytes() == backward.read_bytes()
    assert read_examples(forward) == (make_example(), make_clean())


def test_digest_ignores_order_and_sees_every_change() -> None:
    """A card's digest must name exactly one set."""
    both = [make_example(), make_clean()]

    assert examples_digest(both) == examples_digest(both[::-1])
    assert examples_digest(both) != examples_digest([make_example("n01-2"), both[1]])


def test_all_faults_of_a_file_are_found(tmp_path: Path) -> None:
    """One run of the check should be enough to mend a file."""
    path = tmp_path / "mau.jsonl"
    good = json.dumps(make_record(), ensure_ascii=False)
    bad = json.dumps(make_record(id="n01-2", severity="none"), ensure_ascii=False)
    path.write_text(f"{good}\n\n{bad}\n[]\n{{\n{good}\n", encoding="utf-8")

    faults = [(e.facts["line"], e.facts["field"]) for e in check_examples(path)]

    assert faults == [(3, "severity"), (4, "-"), (5, "-"), (6, "id")]
    with pytest.raises(ExampleError):
        read_examples(path)


def test_missing_file_is_an_input_error(tmp_path: Path) -> None:
    """The command says so instead of a traceback."""
    with pytest.raises(MissingInputError):
        read_examples(tmp_path / "khong-co.jsonl")


def test_hugging_face_round_trip_keeps_everything() -> None:
    """Users fine-tune with `datasets` and hand corrections back."""
    examples = (make_example(), make_clean())

    assert from_hugging_face(to_hugging_face(examples)) == examples


def test_tables_hold_one_row_an_example(tmp_path: Path) -> None:
    """For people with a spreadsheet, and for data frames."""
    pq = pytest.importorskip("pyarrow.parquet")
    export_csv(tmp_path / "a.csv", [make_clean(), make_example()])
    export_parquet(tmp_path / "a.parquet", [make_clean(), make_example()])

    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))

    assert [row["id"] for row in rows] == ["n01-1", "n02-1"]
    assert rows[0]["before"] == "Làng vào vụ tằm."
    assert json.loads(rows[0]["spans"])[0]["start"] == 18
    assert pq.read_table(tmp_path / "a.parquet").to_pylist() == rows
