"""Judged hits: kept without the text, held against the patterns of today."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from screener.domain.spans import Span
from screener.errors import ExampleError
from tests.unit.lexicon.lexicon_rows import make_entry
from training.lexicon_hit_commands import lexicon_hits
from training.lexicon_hits import (
    JudgedHit,
    current,
    hits_in,
    join,
    patterns_digest,
    read_hits,
    read_worksheet,
    sentence_digest,
    to_read,
    write_hits,
    write_worksheet,
)

NEWS = (
    "Trời nắng. Quà cho phái yếu. Phái yếu và phái yếu mua sắm.\n",
    "Giải phái yếu.",
)


def make_hit(text: str = "Quà cho phái yếu.", **fields: object) -> JudgedHit:
    """A judged hit of the entry that ``make_entry`` describes."""
    values: dict[str, object] = {
        "entry": "language/phai-yeu",
        "sentence": sentence_digest(text),
        "span": Span(8, 16),
        "is_right": True,
        "patterns": patterns_digest(make_entry()),
        "origin": "news",
    }
    return JudgedHit(**(values | fields))  # type: ignore[arg-type]  # by name


def test_every_sentence_counts_once_an_entry() -> None:
    """Two hits in one sentence are one sentence to read."""
    found = list(hits_in([make_entry()], NEWS, origin="news"))

    assert [hit.text for hit in found] == [
        "Quà cho phái yếu.",
        "Phái yếu và phái yếu mua sắm.",
        "Giải phái yếu.",
    ]
    assert found[0].span.of(found[0].text) == "phái yếu"


def test_hit_that_crosses_a_sentence_is_none() -> None:
    """Whoever reads a worksheet sees one sentence."""
    entry = make_entry(patterns=["nắng *2 quà"])

    assert not list(hits_in([entry], ("Trời nắng! Quà đẹp.",), origin="news"))


def test_worksheet_holds_what_nobody_has_read() -> None:
    """Reading goes on where it stopped, in an order that no machine changes."""
    found = list(hits_in([make_entry()], NEWS, origin="news"))

    drawn = to_read(found, [make_hit()], size=5)

    digests = [sentence_digest(hit.text) for hit in drawn]
    assert len(drawn) == 2
    assert digests == sorted(digests)
    assert to_read(found, [make_hit()], size=1) == drawn[:1]


def test_judgements_come_back_without_the_text(tmp_path: Path) -> None:
    """The news belongs to others; unread rows are left for the next time."""
    sheet, kept = tmp_path / "sheet.jsonl", tmp_path / "hits.jsonl"
    write_worksheet(sheet, hits_in([make_entry()], NEWS, origin="news"))
    rows = [json.loads(line) for line in sheet.read_text("utf-8").splitlines()]
    rows[0]["right"] = False
    sheet.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")

    judged = read_worksheet(sheet, [make_entry()])
    write_hits(kept, judged)

    assert judged == (make_hit(is_right=False),)
    assert read_hits(kept) == judged
    assert "phái yếu" not in kept.read_text("utf-8")


@pytest.mark.parametrize(
    ("field", "value"),
    [("right", "yes"), ("entry", "language/khong-co"), ("start", "0")],
)
def test_worksheet_fault_names_its_field(
    tmp_path: Path, field: str, value: object
) -> None:
    """A slip of the reader must not become a label."""
    sheet = tmp_path / "sheet.jsonl"
    write_worksheet(sheet, hits_in([make_entry()], NEWS[1:], origin="news"))
    row = json.loads(sheet.read_text("utf-8")) | {"right": True} | {field: value}
    sheet.write_text(json.dumps(row), "utf-8")

    with pytest.raises(ExampleError) as caught:
        read_worksheet(sheet, [make_entry()])

    assert caught.value.facts["field"] == field


def test_hits_of_earlier_patterns_do_not_count() -> None:
    """A changed pattern is another rule: what was read says nothing of it."""
    changed = make_entry(patterns=["phái yếu", "phái đẹp"])

    assert current([make_hit()], [make_entry()]) == [make_hit()]
    assert current([make_hit()], [changed]) == []
    assert current([make_hit()], []) == []


def test_join_keeps_what_the_news_confirms() -> None:
    """With the news at hand, hits that the new pattern still finds count again."""
    changed = make_entry(unless=["giải phái yếu"])
    known = [make_hit(), make_hit("Giải phái yếu."), make_hit("Ở nơi khác.")]

    joined = join(known, [changed], hits_in([changed], NEWS, origin="news"))

    assert [hit.patterns for hit in joined.hits] == [patterns_digest(changed)]
    assert joined.hits[0].sentence == sentence_digest("Quà cho phái yếu.")
    assert (joined.gone, joined.unseen) == (0, 2)


def test_commands_draw_from_packed_or_plain_text(tmp_path: Path) -> None:
    """One command makes the worksheet, from files that stay where they are."""
    raw, sheet = tmp_path / "bao.txt", tmp_path / "sheet.jsonl"
    raw.write_text("Quà tháng ba cho phái đẹp ở xóm Gò.\n", "utf-8")

    arguments = ["draw", "--raw", str(raw), "--entry", "language/phai-dep"]
    result = CliRunner().invoke(lexicon_hits, [*arguments, "--out", str(sheet)])

    row = json.loads(sheet.read_text("utf-8"))
    assert result.exit_code == 0, result.output
    assert (row["hit"], row["right"], row["origin"]) == ("phái đẹp", None, "bao")
