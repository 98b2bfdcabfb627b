"""The matcher: every entry, exact spans, exceptions, a fixed order."""

from __future__ import annotations

from screener.domain.spans import Span
from screener.lexicon.check import faults
from screener.lexicon.matcher import Matcher
from tests.unit.lexicon.lexicon_rows import make_entry


def test_spans_are_exact_in_the_text_as_it_stands() -> None:
    """The report marks these characters, whatever was folded for matching."""
    matcher = Matcher([make_entry(patterns=["thuỷ chung"])])
    text = "Vợ THỦY CHUNG, chồng thuỷ  chung."

    found = matcher.find(text)

    assert [match.span.of(text) for match in found] == ["THỦY CHUNG", "thuỷ  chung"]


def test_overlapping_entries_are_all_reported() -> None:
    """Which of them is shown is for the policy to decide."""
    short = make_entry(id="language/chan-dai", patterns=["chân dài"])
    long = make_entry(id="language/nao-ngan", patterns=["chân dài não ngắn"])

    found = Matcher([long, short]).find("Chân dài não ngắn.")

    assert [match.entry.id for match in found] == [
        "language/chan-dai",
        "language/nao-ngan",
    ]


def test_of_one_entry_only_the_longest_reading_counts() -> None:
    """An optional word must not make two findings of one."""
    matcher = Matcher([make_entry(patterns=["(các) bà nội trợ (khéo)", "bà *2 trợ"])])

    found = matcher.find("Các bà nội trợ khéo tay.")

    assert [match.span for match in found] == [Span(0, 19)]


def test_exception_takes_its_match_away_and_no_other() -> None:
    """A real leg is no label, but the label beside it still is one."""
    entry = make_entry(patterns=["chân dài"], unless=["đôi chân dài"])
    text = "Đôi chân dài của chân dài."

    found = Matcher([entry]).find(text)

    assert [match.span for match in found] == [Span(17, 25)]


def test_exception_of_one_entry_spares_the_others() -> None:
    """Exceptions belong to their entry."""
    entry = make_entry(patterns=["chân dài"], unless=["đôi chân dài"])
    other = make_entry(id="language/khac", patterns=["chân dài"])

    found = Matcher([entry, other]).find("Đôi chân dài.")

    assert [match.entry.id for match in found] == ["language/khac"]


def test_order_does_not_depend_on_the_order_of_entries() -> None:
    """The same draft gives the same report on any machine."""
    entries = [
        make_entry(id="language/b", patterns=["phái yếu"]),
        make_entry(id="language/a", patterns=["phái yếu", "nữ quái"]),
    ]
    text = "Nữ quái, phái yếu."

    assert Matcher(entries).find(text) == Matcher(entries[::-1]).find(text)


def test_nothing_in_nothing_out() -> None:
    """Empty text and empty lexicon are ordinary cases."""
    assert Matcher([]).find("Phái yếu.") == ()
    assert Matcher([make_entry()]).find("") == ()


def test_faults_name_the_broken_promise() -> None:
    """`screener lexicon check` prints these lines."""
    entry = make_entry(
        must_match=["Phái yếu.", "Phái đẹp."], must_not_match=["x", "phái yếu"]
    )

    assert faults([entry]) == (
        "language/phai-yeu: must match: Phái đẹp.",
        "language/phai-yeu: must not match: phái yếu",
    )
    assert faults([make_entry()]) == ()
