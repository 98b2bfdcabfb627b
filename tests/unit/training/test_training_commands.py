"""``python -m training``: what a person types and what comes back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from models.baseline import FitSettings
from models.bundle import read_bundle
from models.registry import load_classifier
from screener.domain.labels import Category, Severity, Stance
from screener.domain.spans import Span
from tests.fakes import FakeClassifier
from tests.tiny_bundle import BIASED, CLEAN, COUNTERED, PLACES, tiny_settings
from training.__main__ import main
from training.dataset import Example, LabelledSpan, Split, write_examples
from training.false_alarms import Background, count_flagged, text_sentences
from training.fit_linear import DataSet, fit_bundle, read_set
from training.markup import read_drafts


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def make_draft(group: str, text: str, **changes: str) -> str:
    record = {
        "g": group,
        "k": "hard_negative",
        "genre": "news",
        "st": "none",
        "sev": "none",
        "t": text,
    }
    return json.dumps(record | changes, ensure_ascii=False) + "\n"


def make_examples(split: Split) -> list[Example]:
    """Three sentences a place: biased, clean, countered."""
    examples: list[Example] = []
    for number, place in enumerate(PLACES):
        text = BIASED.format(place=place)
        start = text.index("thì")
        span = LabelledSpan(Span(start, len(text) - 1), Category.ABILITY)
        examples.append(
            Example(
                id=f"{split}-{number}-1",
                text=text,
                stance=Stance.ASSERTED,
                categories=(Category.ABILITY,),
                severity=Severity.MEDIUM,
                spans=(span,),
                split=split,
                group=f"{split}-{number}",
            )
        )
        for kind, template in ((Stance.NONE, CLEAN), (Stance.COUNTERED, COUNTERED)):
            examples.append(
                Example(
                    id=f"{split}-{number}-{kind}",
                    text=template.format(place=place),
                    stance=kind,
                    split=split,
                    group=f"{split}-{number}",
                )
            )
    return examples


def test_drafts_are_imported_with_a_split_for_each_group(tmp_path: Path) -> None:
    """A group on both sides of a split would make the test worthless."""
    draft, target = tmp_path / "x01.jsonl", tmp_path / "s.jsonl"
    draft.write_text(
        "".join(
            make_draft(f"x01-{number // 3:03}", f"Câu số {number}.")
            for number in range(60)
        ),
        encoding="utf-8",
    )

    result = run("data", "import-drafts", draft, "--out", target)

    assert result.exit_code == 0, result.output
    records = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    sides: dict[str, set[str]] = {}
    for record in records:
        sides.setdefault(record["group"], set()).add(record["split"])
    assert len(records) == 60
    assert all(len(side) == 1 for side in sides.values())
    assert {"train", "test"} <= {next(iter(side)) for side in sides.values()}


def test_importing_a_batch_again_replaces_it_and_keeps_the_others(
    tmp_path: Path,
) -> None:
    """Writers mend their drafts; nothing may stand in the corpus twice."""
    first, second = tmp_path / "k01.jsonl", tmp_path / "k02.jsonl"
    target = tmp_path / "s.jsonl"
    first.write_text(make_draft("k01-001", "Câu cũ."), encoding="utf-8")
    second.write_text(make_draft("k02-001", "Câu khác."), encoding="utf-8")
    run("data", "import-drafts", first, second, "--out", target)
    first.write_text(make_draft("k01-001", "Câu mới."), encoding="utf-8")

    run("data", "import-drafts", first, "--out", target)

    lines = target.read_text("utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    assert texts == ["Câu mới.", "Câu khác."]


def test_check_says_every_fault_and_fails(tmp_path: Path) -> None:
    """The planted fault is found, with its line and field."""
    path = tmp_path / "s.jsonl"
    write_examples(path, make_examples(Split.TRAIN)[:2])
    with path.open("a", encoding="utf-8") as stream:
        stream.write('{"id": "x", "text": "Câu.", "stance": "said"}\n')

    result = run("data", "check", path)

    assert result.exit_code == 1
    assert f"{path}:3: stance:" in result.output
    assert "1 faults" in result.output


def test_check_of_a_good_file_passes(tmp_path: Path) -> None:
    """No news is good news, said aloud."""
    path = tmp_path / "s.jsonl"
    write_examples(path, make_examples(Split.TRAIN))

    result = run("data", "check", path)

    assert (result.exit_code, result.output) == (0, "0 faults\n")


def test_stats_count_labels_for_machines(tmp_path: Path) -> None:
    """The data card is written from these figures."""
    path = tmp_path / "s.jsonl"
    write_examples(path, make_examples(Split.DEV))

    figures = json.loads(run("data", "stats", "--json", path).output)

    assert figures["examples"] == 24
    assert figures["flagged"] == 8
    assert figures["groups"] == 8
    assert figures["stance"] == {"asserted": 8, "countered": 8, "none": 8}
    assert figures["category"]["ability"] == 8
    assert figures["split"] == {"dev": 24}


@pytest.mark.parametrize("file_format", ["csv", "parquet", "datasets"])
def test_export_writes_for_other_tools(tmp_path: Path, file_format: str) -> None:
    """Each format is asked for by somebody."""
    path, target = tmp_path / "s.jsonl", tmp_path / f"s.{file_format}"
    write_examples(path, make_examples(Split.TRAIN)[:3])

    result = run("data", "export", path, "--format", file_format, "--out", target)

    assert result.exit_code == 0, result.output
    assert target.exists()
    assert "3 examples" in result.output


def test_set_takes_its_own_split_from_a_file(tmp_path: Path) -> None:
    """One corpus file serves training and measuring without mixing them."""
    path = tmp_path / "s.jsonl"
    write_examples(path, [*make_examples(Split.TRAIN), *make_examples(Split.TEST)])

    part = read_set(path, Split.TEST)

    assert {example.split for example in part.examples} == {Split.TEST}
    assert len(part.examples) == 24


def test_fitted_bundle_is_measured_carded_and_loads(tmp_path: Path) -> None:
    """From labelled sentences to a bundle that screens."""
    train, dev = make_examples(Split.TRAIN), make_examples(Split.DEV)
    background = Background("tin.txt", ("Trời mưa.\nĐường trơn.",))

    bundle = fit_bundle(
        tmp_path / "thu-1",
        train=[DataSet("a", Split.TRAIN, tuple(train))],
        dev=[DataSet("b", Split.DEV, tuple(dev))],
        test=[],
        background=background,
        version="1.2.3",
        settings=tiny_settings(),
    )

    manifest = read_bundle(bundle.folder).manifest
    figures = manifest.metrics["sets"]["b (dev)"]["can-bang"]
    assert figures["flag"]["f1"] == 1.0
    assert manifest.metrics["false_alarms"]["can-bang"]["sentences"] == 2
    assert [entry.examples for entry in manifest.data] == [24, 24]
    assert manifest.seed == FitSettings().seed
    assert dict(manifest.libraries).keys() == {"numpy", "scipy", "scikit-learn"}
    assert load_classifier(bundle).card.version == "1.2.3"
    for card in ("card.md", "card.vi.md"):
        text = (bundle.folder / card).read_text("utf-8")
        assert "| b (dev) | can-bang | 24 |" in text
        assert "tin.txt" in text


def test_evaluate_writes_the_figures_and_prints_a_table(tmp_path: Path) -> None:
    """The command that a card names."""
    data, target = tmp_path / "s.jsonl", tmp_path / "f.json"
    write_examples(data, make_examples(Split.TEST))

    result = run("evaluate", "--data", data, "--split", "test", "--json", target)

    assert result.exit_code == 0, result.output
    assert "medium+high vs clean" in result.output
    figures = json.loads(target.read_text("utf-8"))
    assert figures["examples"] == 24
    assert figures["model"]["operating_point"] == "can-bang"


def test_flagged_sentences_of_ordinary_text_are_counted() -> None:
    """Two documents, one of them with two findings."""
    words = {"đàn bà": (Category.TRAIT, Severity.MEDIUM)}
    background = Background("tin", ("Xóm đàn bà. Phố đàn bà.\nMưa to.", "Nắng lên."))

    counts = count_flagged(FakeClassifier(words), background)["can-bang"]

    assert (counts["sentences"], counts["flagged"]) == (4, 2)
    assert (counts["documents"], counts["documents_flagged"]) == (2, 1)


def test_sentences_of_a_text_are_where_they_say() -> None:
    """Offsets run through the paragraphs."""
    text = "Một. Hai.\nBa."

    assert [span.of(text) for span in text_sentences(text)] == ["Một.", "Hai.", "Ba."]


def test_draft_file_names_the_batch(tmp_path: Path) -> None:
    """Splits by writer need to know who wrote what."""
    path = tmp_path / "k07.jsonl"
    path.write_text(make_draft("k07-001", "Câu."), encoding="utf-8")

    assert read_drafts(path)[0].batch == "k07"
