"""NFC and offset maps."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screener.domain.spans import Span
from screener.text import normal
from screener.text.normal import (
    OffsetMap,
    drop_invisibles,
    normalize,
    normalize_with_map,
)

DECOMPOSED = "Phu\u0323 nu\u031b\u0303 Vie\u0323\u0302t"
VIETNAMESE = st.text(
    st.sampled_from(
        "aăâeêioôơuưyđ bcAĂĐ.\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b"
    )
)
# Every kind of change NFC makes: composing, reordering, singletons, growth.
ANY_TEXT = st.one_of(
    VIETNAMESE,
    st.text(),
    st.text(st.sampled_from("a\u2126\u212b\u0958\ufb1d\u2000\u1100\u1161")),
)


def test_decomposed_letters_become_one_code_point_each() -> None:
    """Text from a Mac or a PDF is decomposed; offsets count NFC."""
    assert normalize(DECOMPOSED) == "Phụ nữ Việt"


def test_nothing_but_nfc_is_changed() -> None:
    """The input of --jsonl is kept character for character."""
    text = "\ufeff  Ðàn ông\u00a0… “x”\r\n\u200b"

    assert normalize(text) == text


def test_stable_blocks_are_stable() -> None:
    """The piecewise map is right only if these characters never compose."""
    ranges = [(0, 0x2FF), (0x1E00, 0x1EFF), (0x2010, 0x206F)]
    seconds = {
        parts[1]
        for code in range(0x110000)
        if len(parts := unicodedata.decomposition(chr(code)).split()) == 2
        and not parts[0].startswith("<")
    }

    for first, last in ranges:
        for code in range(first, last + 1):
            assert unicodedata.is_normalized("NFC", chr(code))
            assert unicodedata.combining(chr(code)) == 0
            assert f"{code:04X}" not in seconds


@settings(deadline=None)
@given(ANY_TEXT)
def test_mapped_text_is_the_nfc_of_the_whole(text: str) -> None:
    """Pieces are normalised one by one; the seams must not matter."""
    normalized = normalize_with_map(text)

    assert normalized.text == unicodedata.normalize("NFC", text)
    rebuilt, position = "", 0
    for edit in normalized.map.edits:
        rebuilt += text[position : edit.original.start]
        rebuilt += edit.rewritten.of(normalized.text)
        position = edit.original.end
    assert rebuilt + text[position:] == normalized.text


@settings(deadline=None)
@given(ANY_TEXT, st.data())
def test_span_survives_the_way_there_and_back(text: str, data: st.DataObject) -> None:
    """A comment anchored in NFC must cover the same letters in the file."""
    normalized = normalize_with_map(text)
    start = data.draw(st.integers(0, len(normalized.text)))
    end = data.draw(st.integers(start, len(normalized.text)))
    span = Span(start, end)

    original = normalized.map.to_original(span)

    assert original.end <= len(text)
    assert normalized.map.to_rewritten(original).contains(span)


def test_unchanged_text_has_the_empty_map() -> None:
    """Nearly all drafts are NFC already and cost nothing."""
    assert normalize_with_map("Việt Nam").map == OffsetMap()


@pytest.mark.parametrize(
    ("quote", "original"),
    [
        ("Phụ", "Phu\u0323"),
        ("nữ", "nu\u031b\u0303"),
        ("Việt", "Vie\u0323\u0302t"),
        ("ệ", "e\u0323\u0302"),
        ("t", "t"),
        (" ", " "),
    ],
)
def test_quote_is_found_in_the_original(quote: str, original: str) -> None:
    """Marks go with their letter."""
    normalized = normalize_with_map(DECOMPOSED)
    start = normalized.text.index(quote)

    span = normalized.map.to_original(Span(start, start + len(quote)))

    assert span.of(DECOMPOSED) == original


def test_part_of_a_rewritten_piece_maps_to_the_whole_piece() -> None:
    """Half a letter cannot be quoted."""
    normalized = normalize_with_map(DECOMPOSED)

    span = normalized.map.to_rewritten(Span(3, 4))

    assert span.of(normalized.text) == "ụ"


def test_empty_span_stays_empty() -> None:
    """An insertion point is no stretch of text."""
    normalized = normalize_with_map(DECOMPOSED)

    assert len(normalized.map.to_original(Span(0, 0))) == 0
    assert len(drop_invisibles("a\u200bb").map.to_original(Span(1, 1))) <= 1


def test_word_with_an_invisible_character_is_found_and_mapped_back() -> None:
    """Soft hyphens from a web page must not hide a word from the rules."""
    text = "phái\u200b y\u00adếu\ufeff!"

    visible = drop_invisibles(text)

    assert visible.text == "phái yếu!"
    start = visible.text.index("yếu")
    assert visible.map.to_original(Span(start, start + 3)).of(text) == "y\u00adếu"
    assert visible.map.to_rewritten(Span(0, len(text))) == Span(0, len(visible.text))


@settings(deadline=None)
@given(st.text(st.sampled_from("ab \u00ad\u200b\u200d\ufeff")), st.data())
def test_visible_characters_keep_their_place(text: str, data: st.DataObject) -> None:
    """The quote shown is the original, invisible characters included."""
    visible = drop_invisibles(text)
    position = data.draw(st.integers(0, max(0, len(visible.text) - 1)))
    span = Span(position, min(position + 1, len(visible.text)))

    assert visible.map.to_original(span).of(text) == span.of(visible.text)


def test_invisibles_are_no_part_of_normalisation() -> None:
    """Only matchers ask for them to go."""
    assert normalize("a\u200bb") == "a\u200bb"
    assert normal.drop_invisibles("abc").map == OffsetMap()
