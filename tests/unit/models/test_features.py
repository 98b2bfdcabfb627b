"""N-gram features: stable names, sentence boundaries, places."""

from __future__ import annotations

import numpy as np
import pytest

from models.features import (
    SHAPES,
    BlockSpec,
    Source,
    Unit,
    grams,
    shapes,
    tokenise,
    word_hash,
    word_pieces,
)
from screener.domain.spans import Span


def words(shortest: int, longest: int) -> BlockSpec:
    return BlockSpec(
        source=Source.OWN, unit=Unit.WORD, shortest=shortest, longest=longest
    )


def whole(text: str) -> tuple[Span, ...]:
    return (Span(0, len(text)),)


def test_word_hash_is_the_same_on_every_machine() -> None:
    """Weights are found by these numbers, years later too."""
    assert word_hash("phụ") == 11731814594719182555


def test_tokens_keep_their_place_and_fold_case_and_tone_placement() -> None:
    """What is underlined is the text as printed."""
    text = "Bà HÒA mua 1.250 kg thóc!"

    tokens = tokenise(text, whole(text))

    assert tokens.words == ("bà", "hoà", "mua", "0", "kg", "thóc", "!")
    pieces = [
        text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)
    ]
    assert pieces == ["Bà", "HÒA", "mua", "1.250", "kg", "thóc", "!"]


def test_text_without_words_has_no_tokens() -> None:
    """Rows of dashes stand in real documents."""
    tokens = tokenise("— — —", whole("— — —"))

    assert tokens.words == ()
    assert len(grams(tokens, words(1, 3)).hashes) == 0


@pytest.mark.parametrize(("longest", "count"), [(1, 4), (2, 7), (3, 9), (4, 10)])
def test_word_grams_are_counted_at_every_length(longest: int, count: int) -> None:
    """Four words have four, three, two and one."""
    text = "mẹ gánh lúa về"

    assert len(grams(tokenise(text, whole(text)), words(1, longest)).hashes) == count


def test_word_grams_do_not_cross_sentences() -> None:
    """The end of one sentence and the start of the next say nothing together."""
    text = "Anh nấu. Chị ăn."
    spans = (Span(0, 8), Span(9, 16))

    found = grams(tokenise(text, spans), words(2, 2))

    assert len(found.hashes) == 2


def test_word_order_matters() -> None:
    """'chồng nuôi vợ' is not 'vợ nuôi chồng'."""
    one, other = "chồng nuôi vợ", "vợ nuôi chồng"

    left = set(grams(tokenise(one, whole(one)), words(2, 3)).hashes.tolist())
    right = set(grams(tokenise(other, whole(other)), words(2, 3)).hashes.tolist())

    assert not left & right


def test_character_pieces_mark_the_edges_of_a_word() -> None:
    """'an' inside 'bạn' is not the word 'an'."""
    inside = set(word_pieces("ban", 2, 4).tolist())
    alone = set(word_pieces("an", 2, 4).tolist())

    assert len(word_pieces("an", 2, 4)) == 6
    assert inside & alone
    assert alone - inside


def test_characters_and_words_never_share_a_name() -> None:
    """They have weights of their own."""
    assert word_hash("mẹ") not in set(word_pieces("mẹ", 2, 4).tolist())


@pytest.mark.parametrize(
    ("text", "name", "holds"),
    [
        ("“Con gái thì lo bếp núc.”", "is_all_quote", True),
        ("Bà bảo: “Con gái lo bếp.”", "has_opening_quote", True),
        ("Bà bảo con gái lo bếp.", "has_opening_quote", False),
        ("Ai nấu cơm?", "is_question", True),
        ("Mẹ nấu cơm!", "is_exclamation", True),
        ("Mẹ nấu cơm", "is_unfinished", True),
        ("– Mẹ nấu cơm.", "is_dialogue", True),
        ("Bà bảo: nấu đi.", "has_colon", True),
    ],
)
def test_shape_of_a_sentence(text: str, name: str, *, holds: bool) -> None:
    """Marks of quotation and headline tell whose voice it is."""
    assert bool(shapes(text, whole(text))[0][SHAPES.index(name)]) is holds


def test_sentence_inside_a_long_quotation_is_known() -> None:
    """A quotation often runs over several sentences."""
    text = "Ông nói: “Đàn bà yếu. Họ nên ở nhà.” Mưa."
    spans = (Span(0, 21), Span(22, 36), Span(37, 41))

    column = shapes(text, spans)[:, SHAPES.index("is_inside_quote")]

    assert column.tolist() == [0.0, 1.0, 0.0]


def test_shapes_are_zeros_and_ones() -> None:
    """They are scaled once, by the model."""
    text = "A? “B”."

    assert set(np.unique(shapes(text, whole(text)))) <= {0.0, 1.0}
