"""The precision table: labels agree or not, judged hits count, the bar is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from screener.bootstrap import shipped_lexicon
from screener.domain.labels import Category, Severity, Stance
from screener.domain.spans import Span
from tests.unit.lexicon.lexicon_rows import make_entry
from training.data_commands import SENTENCES
from training.dataset import Example, read_examples
from training.lexicon_hits import (
    HITS,
    JudgedHit,
    current,
    patterns_digest,
    read_hits,
    sentence_digest,
)
from training.lexicon_precision import (
    LEAST_HITS,
    Count,
    gather,
    is_right,
    lexicon_precision,
    table,
    tallies,
)


def make_example(
    text: str,
    stance: Stance = Stance.NONE,
    severity: Severity = Severity.NONE,
    category: Category = Category.LANGUAGE,
) -> Example:
    """A labelled sentence."""
    flagged = severity is not Severity.NONE
    return Example(
        id=text,
        text=text,
        stance=stance,
        severity=severity,
        categories=(category,) if flagged else (),
    )


def judged(*, is_right: bool, number: int = 0) -> JudgedHit:
    """A hit of the entry that ``make_entry`` describes."""
    return JudgedHit(
        "language/phai-yeu",
        sentence_digest(str(number)),
        Span(0, 8),
        is_right,
        patterns_digest(make_entry()),
        "news",
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

    assert (tally.count, tally.count.precision) == (Count(2, 1), 0.5)
    assert (tally.flagged, tally.same_category) == (1, 1)
    assert (empty.count, empty.count.precision) == (Count(), None)


@pytest.mark.parametrize(
    ("hits", "wrong", "suffices"), [(19, 0, False), (20, 1, True), (20, 2, False)]
)
def test_bar_is_twenty_hits_nineteen_of_them_right(
    hits: int, wrong: int, suffices: bool
) -> None:
    """A rule that flags alone is wrong at most once in twenty."""
    read = [judged(is_right=n >= wrong, number=n) for n in range(hits)]

    (evidence,) = gather([make_entry()], corpus=(), read=read, outside=())

    assert evidence.suffices is suffices


def test_all_evidence_counts_and_the_repository_apart() -> None:
    """The table says what anybody can count again and what needs other data."""
    right = make_example("Phái yếu.", Stance.ASSERTED, Severity.LOW)

    (evidence,) = gather(
        [make_entry()],
        corpus=[right],
        read=[judged(is_right=True)],
        outside=[right, make_example("Giải phái yếu.")],
    )

    assert evidence.in_repository == Count(2, 2)
    assert evidence.total == Count(4, 3)


def test_slur_is_exempt_and_listed() -> None:
    """Abuse and nothing else need not be met in print twenty times."""
    slur = make_entry(is_slur=True)

    evidence = gather([slur], corpus=(), read=(), outside=())

    assert evidence[0].suffices
    assert "slurs, exempt: language/phai-yeu" in table(evidence, has_outside=False)


def test_table_names_entries_below_the_bar() -> None:
    """Whoever adds an entry sees at once that it may not flag alone yet."""
    alone, quiet = make_entry(), make_entry(id="language/b", flags_alone=False)

    text = table(
        gather([alone, quiet], corpus=(), read=(), outside=()), has_outside=False
    )

    assert "flag alone below the bar: language/phai-yeu" in text
    assert "none given (--data)" in text


def test_command_prints_one_row_an_entry(tmp_path: Path) -> None:
    """Asked about one entry, with labelled sentences from outside."""
    record = {
        "id": "a",
        "text": "Phái yếu mê xe.",
        "stance": "asserted",
        "categories": ["language"],
        "severity": "low",
        "spans": [{"start": 0, "end": 8, "category": "language"}],
    }
    data = tmp_path / "data.jsonl"
    data.write_text(json.dumps(record, ensure_ascii=False) + "\n", "utf-8")

    arguments = ["--data", str(data), "--entry", "language/phai-yeu"]
    lines = CliRunner().invoke(lexicon_precision, arguments).output.splitlines()

    assert lines[1].split()[0] == "language/phai-yeu"
    assert " 1/1 " in lines[1]
    assert not lines[2]


def test_shipped_entries_that_flag_alone_keep_the_bar() -> None:
    """What the repository holds shows it; sentences from outside only add to it."""
    entries = [entry for entry in shipped_lexicon() if entry.flags_alone]

    evidence = gather(
        entries, corpus=read_examples(SENTENCES), read=read_hits(HITS), outside=()
    )

    for item in evidence:
        count = item.in_repository
        wrong = count.hits - count.right
        assert item.entry.is_slur or count.hits >= LEAST_HITS * 2 / 3, item.entry.id
        assert item.entry.is_slur or wrong <= max(1, count.hits / 20), item.entry.id


def test_judgements_of_entries_that_flag_alone_are_current() -> None:
    """Whoever changes such a pattern reads its hits again."""
    alone = [entry for entry in shipped_lexicon() if entry.flags_alone]
    ids = {entry.id for entry in alone}
    hits = [hit for hit in read_hits(HITS) if hit.entry in ids]

    assert len(current(hits, alone)) == len(hits)
    assert len({hit.entry for hit in hits}) == len(ids)
