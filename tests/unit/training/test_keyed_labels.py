"""Labels of real sentences travel without the sentences and find them again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from screener.domain.labels import Category, Severity, Stance
from screener.domain.spans import Span
from screener.errors import ExampleError
from training.__main__ import main
from training.dataset import Example, Label, LabelledSpan, read_examples, write_examples
from training.keyed_labels import join_labels, keyed_record, read_keyed_labels

BEFORE = "Đội có chín người."
TEXT = "Ông Ón bảo con gái thì biết gì máy nổ."
AFTER = "Cả lớp cười."
SPANS = (LabelledSpan(Span(11, 37), Category.ABILITY),)
EXAMPLE = Example(
    id="tn-1",
    text=TEXT,
    before=BEFORE,
    after=AFTER,
    stance=Stance.REPORTED,
    categories=(Category.ABILITY,),
    severity=Severity.MEDIUM,
    spans=SPANS,
    origin="tin",
    labels=(
        Label(
            annotator="a",
            stance=Stance.REPORTED,
            categories=(Category.ABILITY,),
            severity=Severity.MEDIUM,
            spans=SPANS,
        ),
    ),
)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    path = tmp_path / "tin.txt"
    path.write_text(f"Lớp máy nổ\n{BEFORE} {TEXT} {AFTER}\n", encoding="utf-8")
    return path


def test_record_holds_the_labels_and_not_a_word_of_the_sentence() -> None:
    """The text belongs to its publisher."""
    text = json.dumps(keyed_record(EXAMPLE), ensure_ascii=False)

    assert "máy nổ" not in text
    assert "cười" not in text
    assert '"severity": "medium"' in text


def test_labels_join_their_sentence_and_its_neighbours(
    tmp_path: Path, raw: Path
) -> None:
    """Whoever has the text has the example."""
    examples, keyed, joined = (tmp_path / name for name in ("e", "k", "j"))
    write_examples(examples, [EXAMPLE])

    assert run("key-labels", examples, "--out", keyed).exit_code == 0
    result = run("join-labels", raw, "--labels", keyed, "--out", joined)

    assert "1 of 1 labels" in result.output
    (found,) = read_examples(joined)
    assert (found.before, found.text, found.after) == (BEFORE, TEXT, AFTER)
    assert (found.spans, found.labels) == (EXAMPLE.spans, EXAMPLE.labels)


def test_label_whose_sentence_is_nowhere_is_counted(tmp_path: Path, raw: Path) -> None:
    """A text source that changed is told, not hidden."""
    examples, keyed = tmp_path / "e", tmp_path / "k"
    write_examples(examples, [Example(id="1", text="Câu khác.", stance=Stance.NONE)])
    run("key-labels", examples, "--out", keyed)

    result = run("join-labels", raw, "--labels", keyed, "--out", tmp_path / "j")

    assert "0 of 1 labels" in result.output


def test_label_that_does_not_fit_its_sentence_is_a_fault(
    tmp_path: Path, raw: Path
) -> None:
    """A span past the end would mark other words."""
    record = keyed_record(EXAMPLE)
    record["spans"][0]["end"] = 900
    keyed = tmp_path / "k"
    keyed.write_text(json.dumps(record), encoding="utf-8")

    with pytest.raises(ExampleError):
        list(join_labels(read_keyed_labels(keyed), [raw], source="k"))
