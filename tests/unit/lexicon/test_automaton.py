"""Laws of the automaton, whatever the patterns."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from screener.lexicon.automaton import Automaton
from screener.lexicon.pattern import parse_pattern
from screener.text.folding import fold_for_matching

SYLLABLES = ("đàn", "bà", "ông", "gái", "ế", "hoà")
WORDS = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=3).map(" ".join)
TEXTS = st.lists(
    st.sampled_from((*SYLLABLES, "Đàn", "BÀ", "hòa", ".", ",", "“ế”")), max_size=25
).map(" ".join)


def automaton_of(*patterns: str) -> Automaton:
    return Automaton([parse_pattern(pattern, classes={}) for pattern in patterns])


@given(st.lists(WORDS, min_size=1, max_size=5), TEXTS)
def test_every_match_spells_its_pattern(patterns: list[str], text: str) -> None:
    """A span that does not read as the pattern would mark the wrong words."""
    for number, span in automaton_of(*patterns).find(text):
        syllables = re.findall(r"\w+", fold_for_matching(span.of(text)))
        assert syllables == patterns[number].split()


@given(st.lists(WORDS, min_size=1, max_size=5), TEXTS)
def test_together_they_find_what_each_finds_alone(
    patterns: list[str], text: str
) -> None:
    """Joining patterns saves time; it must not change a single answer."""
    together = sorted(automaton_of(*patterns).find(text))
    alone = sorted(
        (number, span)
        for number, pattern in enumerate(patterns)
        for _, span in automaton_of(pattern).find(text)
    )
    assert together == alone


@given(TEXTS)
def test_free_words_count_up_to_their_number(text: str) -> None:
    """The automaton agrees with a regular expression that says the same."""
    found = {span for _, span in automaton_of("đàn *2 ế").find(text.replace("“", ""))}
    assert all(
        len(re.findall(r"\w+", span.of(text.replace("“", "")))) <= 4 for span in found
    )


def test_whole_syllables_only() -> None:
    """The syllable "bà" does not stand in "bàn"."""
    assert [s.start for _, s in automaton_of("đàn bà").find("đàn bàn đàn bà")] == [8]


def test_free_words_and_fixed_words_compete_fairly() -> None:
    """A fixed word must not hide the reading in which it is a free one."""
    text = "đàn bà bà ế"

    found = {
        (number, span.of(text))
        for number, span in automaton_of("đàn bà ế", "đàn *2 ế", "đàn bà *1 ế").find(
            text
        )
    }

    assert found == {(1, text), (2, text)}


def test_a_break_is_optional_and_only_one() -> None:
    """Two breaks in a row end the phrase."""
    assert list(automaton_of("ông , bà").find("ông, bà"))
    assert list(automaton_of("ông , bà").find("ông bà"))
    assert not list(automaton_of("ông , bà").find("ông, , bà"))


def test_nothing_is_found_without_patterns() -> None:
    """An empty lexicon is a lexicon."""
    assert list(Automaton([]).find("đàn bà")) == []
