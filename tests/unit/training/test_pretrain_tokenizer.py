"""The tokenizer: exact offsets, blind to case and tone-mark placement."""

from __future__ import annotations

import unicodedata
from typing import Final

import pytest
from tokenizers import Tokenizer

from screener.text.folding import fold_case, fold_tone_placement
from tests.unit.training.pretrain_corpus import paragraphs
from training.pretrain.corpus import strip_diacritics
from training.pretrain.tokenizer import (
    BEGIN_ID,
    END_ID,
    MASK,
    MASK_ID,
    PAD,
    PAD_ID,
    UNKNOWN,
    UNKNOWN_ID,
    train_tokenizer,
)


def _folded(text: str) -> str:
    """The text as the tokenizer should see it."""
    return fold_tone_placement(fold_case(unicodedata.normalize("NFC", text)))


CORPUS: Final = [*paragraphs(), *map(strip_diacritics, paragraphs())]
TONED: Final = ("hòa hóa hỏa hõa họa", "khỏe", "thủy túy hủy tùy lũy lụy", "xòe")


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """A tokenizer of 600 entries."""
    return train_tokenizer(CORPUS, vocabulary=600)


@pytest.mark.parametrize(
    "text",
    [
        paragraphs()[14],
        paragraphs()[28].upper(),
        strip_diacritics(paragraphs()[35]),
        "  KHỎE, khoẻ…  “Hòa”😍thủy-thủ 18h30\tngày 26/6/2017 ",
        *TONED,
        " ".join(TONED).upper(),
    ],
)
def test_offsets_are_exact(tokenizer: Tokenizer, text: str) -> None:
    """A finding quotes what stands under its offsets."""
    encoding = tokenizer.encode(text, add_special_tokens=False)

    read, end_before = "", 0
    for token, (start, end) in zip(encoding.tokens, encoding.offsets, strict=True):
        quoted = text[start:end]
        piece = _folded(quoted) if token == UNKNOWN else token.removeprefix("##")
        assert text[end_before:start].strip() == ""
        assert len(piece) == len(quoted)
        read, end_before = read + piece, end
    assert read == "".join(_folded(text).split())


@pytest.mark.parametrize("paragraph", [*paragraphs()[::9], *TONED])
def test_case_placement_and_composition_do_not_matter(
    tokenizer: Tokenizer, paragraph: str
) -> None:
    """A headline in capitals is the same sentence."""
    ids = tokenizer.encode(paragraph).ids

    assert tokenizer.encode(paragraph.upper()).ids == ids
    assert tokenizer.encode(_folded(paragraph)).ids == ids
    assert tokenizer.encode(unicodedata.normalize("NFD", paragraph)).ids == ids


def test_text_typed_without_marks_is_known(tokenizer: Tokenizer) -> None:
    """It is common in comments, and the letters are all there."""
    encoding = tokenizer.encode(strip_diacritics(" ".join(paragraphs())))

    assert UNKNOWN not in encoding.tokens


def test_unknown_symbol_does_not_swallow_its_word(tokenizer: Tokenizer) -> None:
    """An emoji glued to a word must not hide the word."""
    tokens = tokenizer.encode("nhà😍", add_special_tokens=False).tokens

    assert tokens == ["nhà", UNKNOWN]


def test_digits_go_in_pairs(tokenizer: Tokenizer) -> None:
    """An age is one token, and years do not fill the vocabulary."""
    assert tokenizer.encode("2016", add_special_tokens=False).tokens == ["20", "16"]


def test_special_tokens_have_fixed_numbers(tokenizer: Tokenizer) -> None:
    """The model's configuration names them by number."""
    assert tokenizer.encode("nhà").ids[0] == BEGIN_ID
    assert tokenizer.encode("nhà").ids[-1] == END_ID
    assert tokenizer.token_to_id(PAD) == PAD_ID
    assert tokenizer.token_to_id(UNKNOWN) == UNKNOWN_ID
    assert tokenizer.token_to_id(MASK) == MASK_ID
