"""The pattern language: what it accepts and what it refuses."""

from __future__ import annotations

import pytest

from screener.lexicon.automaton import Automaton
from screener.lexicon.pattern import parse_class, parse_pattern

CLASSES = {"nghề": parse_class(["tài xế", "(phó) giám đốc"])}


def matched(pattern: str, text: str) -> list[str]:
    """What one pattern finds in a text."""
    automaton = Automaton([parse_pattern(pattern, classes=CLASSES)])
    return [span.of(text) for _, span in automaton.find(text)]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("phái yếu", "Quà cho phái yếu.", ["phái yếu"]),
        ("phái yếu", "PHÁI YẾU và Phái yếu", ["PHÁI YẾU", "Phái yếu"]),
        ("thuỷ chung", "Lòng thủy chung", ["thủy chung"]),
        ("[gái|trai] ế", "gái ế, trai ế, gà ế", ["gái ế", "trai ế"]),
        ("gái ế (chồng)", "gái ế chồng", ["gái ế", "gái ế chồng"]),
        ("gái (già|lứa) ế", "gái già ế, gái ế", ["gái già ế", "gái ế"]),
        ("dù *2 nhưng", "dù rất khéo nhưng", ["dù rất khéo nhưng"]),
        ("dù *2 nhưng", "dù nhưng", ["dù nhưng"]),
        ("dù *2 nhưng", "dù là rất khéo nhưng", []),
        ("việc nước , việc nhà", "việc nước, việc nhà", ["việc nước, việc nhà"]),
        ("việc nước , việc nhà", "việc nước – việc nhà", ["việc nước – việc nhà"]),
        ("việc nước , việc nhà", "việc nước việc nhà", ["việc nước việc nhà"]),
        ("việc nước , việc nhà", "việc nước. Việc nhà", []),
        ("phái yếu", "hai phái, yếu hơn", []),
        ("phái yếu", "“phái” yếu", ["phái” yếu"]),
        ("hot girl", "hot-girl", ["hot-girl"]),
        ("hot girl", "hot - girl", []),
        ("phái yếu", "phái\nyếu", ["phái\nyếu"]),
        ("phái yếu", "phái\n\nyếu", []),
        ("nữ <nghề>", "nữ phó giám đốc", ["nữ phó giám đốc"]),
        ("nữ <nghề>", "nữ sinh", []),
        ("[a|b [c|d e]]", "b d e", ["b d e"]),
        ("(các) bà", "các bà", ["các bà", "bà"]),
    ],
)
def test_pattern_finds_what_it_says(pattern: str, text: str, found: list[str]) -> None:
    """Editors write these patterns, so each sign must do what its line promises."""
    assert matched(pattern, text) == found


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("[gái|trai ế", "not closed"),
        ("(gái ế", "not closed"),
        ("gái ế]", "stray"),
        ("gái | trai", "stray"),
        ("gái *0 ế", "stray"),
        ("gái + ế", "stray"),
        ("gái [|trai] ế", "alternative is empty"),
        ("gái () ế", "alternative is empty"),
        ("nữ <nghệ>", "no class"),
        ("*2 gái", "begin and end with a word"),
        ("gái *2", "begin and end with a word"),
        (", gái", "begin and end with a word"),
        ("gái (già) ,", "begin and end with a word"),
        ("(gái|*1 x) ế", "begin and end with a word"),
        ("(gái)", "begin and end with a word"),
        ("", "begin and end with a word"),
    ],
)
def test_malformed_pattern_is_refused(pattern: str, reason: str) -> None:
    """A slip must be told at once, with words that point at it."""
    with pytest.raises(ValueError, match=reason):
        parse_pattern(pattern, classes=CLASSES)


def test_class_may_not_name_a_class() -> None:
    """Classes within classes would be hard to read and could go in circles."""
    with pytest.raises(ValueError, match="no class"):
        parse_class(["nữ <nghề>"])


def test_pattern_keeps_the_words_of_its_author() -> None:
    """Messages quote the pattern as it was written."""
    assert parse_pattern("Phái  Yếu", classes={}).source == "Phái  Yếu"
