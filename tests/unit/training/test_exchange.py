"""What is handed to other tools comes back the same, or is refused by line and field."""

from __future__ import annotations

import builtins
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from screener.domain.labels import Category, Severity, Stance
from screener.domain.spans import Span
from screener.errors import (
    ExampleError,
    MissingExtraError,
    MissingInputError,
    OutputError,
    UnreadableInputError,
)
from training.dataset import (
    Example,
    Label,
    LabelledSpan,
    Split,
    examples_digest,
    write_examples,
)
from training.exchange import ExchangeFormat, export_examples
from training.exchange_read import checked_examples

TEXT = "Khâu vá là việc trời sinh của đàn bà."
FORMS = tuple(ExchangeFormat)
# ``datasets`` cannot load an empty set that it saved itself.
FILES = (ExchangeFormat.JSONL, ExchangeFormat.CSV, ExchangeFormat.PARQUET)
TABLES = (ExchangeFormat.CSV, ExchangeFormat.PARQUET)


def flagged(key: str = "a-1") -> Example:
    span = LabelledSpan(Span(0, len(TEXT)), Category.ROLE)
    return Example(
        id=key,
        text=TEXT,
        before="Chợ phiên đông từ sớm.",
        stance=Stance.ASSERTED,
        categories=(Category.ROLE,),
        severity=Severity.MEDIUM,
        spans=(span,),
        genre="feature",
        origin="review",
        split=Split.HOLDOUT,
        group="bài-1",
        labels=(
            Label(
                annotator="người-1",
                stance=Stance.ASSERTED,
                categories=(Category.ROLE,),
                severity=Severity.LOW,
                spans=(span,),
            ),
            Label(annotator="người-2", stance=Stance.NONE),
        ),
    )


def clean(key: str = "a-2", text: str = "- Em về trước nhé, mai họp sớm.") -> Example:
    return Example(
        id=key, text=text, stance=Stance.NONE, split=Split.TRAIN, group="bài-2"
    )


def written(folder: Path, examples: Sequence[Example], kind: ExchangeFormat) -> Path:
    path = folder / f"bo-nhan.{kind}"
    export_examples(path, examples, kind)
    return path


def faults(path: Path, kind: ExchangeFormat) -> list[tuple[object, object]]:
    found = checked_examples(path, kind, source=path.name)
    return [
        (one.facts["line"], one.facts["field"])
        for one in found
        if isinstance(one, ExampleError)
    ]


@pytest.mark.parametrize("kind", FORMS)
def test_every_form_comes_back_the_same(kind: ExchangeFormat, tmp_path: Path) -> None:
    """Spans, blind labels, sides and a line of speech: nothing is lost on the way."""
    examples = (flagged(), clean(), clean("a-3", "'=1+1' là công thức trong bảng."))

    path = written(tmp_path, examples[::-1], kind)

    assert checked_examples(path, kind, source=path.name) == examples
    assert examples_digest(examples) == examples_digest(
        one
        for one in checked_examples(path, kind, source="x")
        if isinstance(one, Example)
    )


@pytest.mark.parametrize("kind", FILES)
def test_nothing_comes_back_as_nothing(kind: ExchangeFormat, tmp_path: Path) -> None:
    """A part without a sentence is still a file."""
    path = written(tmp_path, (), kind)

    assert checked_examples(path, kind, source=path.name) == ()


def test_line_of_speech_is_no_formula(tmp_path: Path) -> None:
    """A spreadsheet would show #NAME? for it."""
    path = written(tmp_path, [clean()], ExchangeFormat.CSV)

    assert ",'- Em về trước nhé" in path.read_text("utf-8-sig").replace('"', "")


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_table_saved_by_vietnamese_excel_is_read(
    delimiter: str, tmp_path: Path
) -> None:
    """There the comma is the decimal point, so columns are kept apart otherwise."""
    path = tmp_path / "excel.csv"
    header = delimiter.join(("id", "text", "stance", "severity"))
    row = delimiter.join(("a-2", "Trời mưa, đường trơn.", "none", "none"))
    path.write_text(f"\ufeff{header}\r\n{row}\r\n", encoding="utf-8")

    [example] = checked_examples(path, ExchangeFormat.CSV, source=path.name)

    assert isinstance(example, Example)
    assert example.text == "Trời mưa, đường trơn."


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"severity": "grave"}, "severity"),
        ({"stance": ""}, "stance"),
        ({"text": ""}, "text"),
        ({"categories": "role"}, "categories"),
        ({"spans": '[{"start": 0, "end": 99, "category": "role"}]'}, "spans"),
        ({"spans": "[{"}, "spans"),
        ({"split": "later"}, "split"),
        ({"id": "a-2"}, "id"),
    ],
)
@pytest.mark.parametrize("kind", TABLES)
def test_fault_names_row_and_column(
    kind: ExchangeFormat, change: Mapping[str, str], field: str, tmp_path: Path
) -> None:
    """Who mends a table needs the row as the spreadsheet counts it."""
    path = tmp_path / f"sai.{kind}"
    rows = flat_rows(tmp_path, [clean(), flagged("b-1")])
    rows[1] |= change
    write_rows(path, rows, kind)

    first = 1 if kind is ExchangeFormat.PARQUET else 2

    assert faults(path, kind) == [(first + 1, field)]


def flat_rows(folder: Path, examples: Sequence[Example]) -> list[dict[str, Any]]:
    pq = pytest.importorskip("pyarrow.parquet")
    path = written(folder, examples, ExchangeFormat.PARQUET)
    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return rows


def write_rows(path: Path, rows: list[dict[str, Any]], kind: ExchangeFormat) -> None:
    if kind is ExchangeFormat.PARQUET:
        pa = pytest.importorskip("pyarrow")
        pq = pytest.importorskip("pyarrow.parquet")
        pq.write_table(pa.Table.from_pylist(rows), path)
        return
    import csv

    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_missing_column_is_named(tmp_path: Path) -> None:
    """Somebody deleted it in the spreadsheet."""
    path = tmp_path / "thieu.csv"
    path.write_text("id,text,stance\na,b,none\n", encoding="utf-8")

    with pytest.raises(ExampleError) as caught:
        checked_examples(path, ExchangeFormat.CSV, source=path.name)

    assert caught.value.facts["field"] == "severity"
    assert caught.value.facts["line"] == 1


def test_mark_before_the_first_line_is_passed_over(tmp_path: Path) -> None:
    """Notepad writes one."""
    path = tmp_path / "notepad.jsonl"
    write_examples(path, [clean()])
    path.write_text("\ufeff" + path.read_text("utf-8"), encoding="utf-8")

    assert checked_examples(path, ExchangeFormat.JSONL, source="x") == (clean(),)


def test_faults_of_json_lines_are_found_all_at_once(tmp_path: Path) -> None:
    """One look should be enough to mend a file."""
    path = tmp_path / "sai.jsonl"
    write_examples(path, [clean(), flagged("b-1")])
    path.write_text(path.read_text("utf-8").replace('"none"', '"nil"') + "{\n")

    assert faults(path, ExchangeFormat.JSONL) == [
        (1, "stance"),
        (2, "stance"),
        (3, "-"),
    ]


@pytest.mark.parametrize("kind", FORMS)
def test_file_of_another_kind_is_refused(kind: ExchangeFormat, tmp_path: Path) -> None:
    """A picture with the right ending is no data set."""
    path = tmp_path / "anh.bin"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff")

    with pytest.raises((UnreadableInputError, ExampleError)):
        checked_examples(path, kind, source=path.name)


@pytest.mark.parametrize("kind", FILES)
def test_missing_file_is_named(kind: ExchangeFormat, tmp_path: Path) -> None:
    """The page says so instead of breaking."""
    with pytest.raises(MissingInputError):
        checked_examples(tmp_path / "khong-co", kind, source="khong-co")


@pytest.mark.parametrize("kind", FORMS)
def test_folder_that_is_not_there_is_an_output_error(
    kind: ExchangeFormat, tmp_path: Path
) -> None:
    """A full or missing disk is told as what it is."""
    blocker = tmp_path / "tep"
    blocker.write_text("")

    with pytest.raises(OutputError):
        export_examples(blocker / "con", [clean()], kind)


@pytest.mark.parametrize(
    ("kind", "library"),
    [(ExchangeFormat.PARQUET, "pyarrow"), (ExchangeFormat.DATASETS, "datasets")],
)
def test_missing_library_is_named_with_its_extra(
    kind: ExchangeFormat,
    library: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The plain install has neither; both ways say what to install."""
    take_away(library, monkeypatch)

    for act in (
        lambda: export_examples(tmp_path / "x", [clean()], kind),
        lambda: checked_examples(tmp_path / "x", kind, source="x"),
    ):
        with pytest.raises(MissingExtraError) as caught:
            act()
        assert caught.value.facts == {"library": library, "extra": "train"}


def take_away(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the import fail as it does where the library was never installed."""
    original = builtins.__import__

    def refuse(name: str, *args: Any, **kwargs: Any) -> ModuleType:
        if name.split(".")[0] == library:
            raise ImportError(name)
        return original(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)


def test_parts_of_a_data_set_are_read_together(tmp_path: Path) -> None:
    """``DatasetDict`` keeps train, dev and test apart; each row says its side."""
    datasets = pytest.importorskip("datasets")
    for example in (flagged(), clean()):
        written(tmp_path, [example], ExchangeFormat.DATASETS).rename(
            tmp_path / example.id
        )
    parts = {
        name: datasets.load_from_disk(str(tmp_path / name)) for name in ("a-1", "a-2")
    }
    both = datasets.DatasetDict({"holdout": parts["a-1"], "train": parts["a-2"]})
    both.save_to_disk(str(tmp_path / "hai"))

    found = checked_examples(tmp_path / "hai", ExchangeFormat.DATASETS, source="hai")

    assert found == (flagged(), clean())


def test_unset_side_stays_unset(tmp_path: Path) -> None:
    """The installation deals it when the set is taken in."""
    path = written(tmp_path, [replace(clean(), split=Split.UNSET)], ExchangeFormat.CSV)

    [example] = checked_examples(path, ExchangeFormat.CSV, source="x")

    assert isinstance(example, Example)
    assert example.split is Split.UNSET
    assert json.loads('""') == example.split
