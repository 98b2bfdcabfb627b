"""Folds for matching: what they make equal, and that the length stays."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screener.text.folding import (
    fold_case,
    fold_for_matching,
    fold_look_alikes,
    fold_tone_placement,
)

NFC_TEXTS = st.one_of(
    st.text(),
    st.text(st.sampled_from("oóòaáàeéèuúùyýỳOÓÒAÁÀqQhtđÐð “”\u00a0İẞﬁ")),
).map(lambda text: unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hòa", "hoà"),
        ("hóa", "hoá"),
        ("tỏa", "toả"),
        ("xõa", "xoã"),
        ("họa", "hoạ"),
        ("khỏe", "khoẻ"),
        ("hòe", "hoè"),
        ("thủy", "thuỷ"),
        ("tùy", "tuỳ"),
        ("lũy", "luỹ"),
        ("hủy", "huỷ"),
        ("qúy", "quý"),
        ("Hòa", "Hoà"),
        ("HÒA", "HOÀ"),
        ("Òa", "Oà"),
        ("THỦY", "THUỶ"),
        ("tòan", "toàn"),
        ("khủyu", "khuỷu"),
        ("hòa bình, khỏe mạnh, tận tụy", "hoà bình, khoẻ mạnh, tận tuỵ"),
    ],
)
def test_old_style_tone_marks_move_to_the_nucleus(old: str, new: str) -> None:
    """Newspapers use both styles; a rule is written in one."""
    assert fold_tone_placement(old) == new


@pytest.mark.parametrize(
    "word",
    ["mùa", "của", "lúa", "hoà", "khoẻ", "thuỷ", "quý", "quả", "ngoài", "hoàng",
     "toán", "tuyết", "nghĩa", "mía", "bưởi", "xóm"],
)  # fmt: skip
def test_other_syllables_stay_as_they_are(word: str) -> None:
    """A fold that changes the vowel changes the word."""
    assert fold_tone_placement(word) == word


@settings(deadline=None)
@given(NFC_TEXTS)
def test_tone_fold_keeps_length_and_is_stable(text: str) -> None:
    """Spans found in folded text are used on the text itself."""
    folded = fold_tone_placement(text)

    assert len(folded) == len(text)
    assert fold_tone_placement(folded) == folded


@settings(deadline=None)
@given(NFC_TEXTS)
def test_tone_fold_moves_marks_only(text: str) -> None:
    """The letters below the marks are the same, in order."""

    def bare(value: str) -> str:
        decomposed = unicodedata.normalize("NFD", value)
        return "".join(c for c in decomposed if not unicodedata.combining(c))

    assert bare(fold_tone_placement(text)) == bare(text)


@settings(deadline=None)
@given(NFC_TEXTS)
def test_case_fold_keeps_length(text: str) -> None:
    """The small form of İ has two code points; offsets would shift."""
    assert len(fold_case(text)) == len(text)


def test_case_fold_lowers_all_but_the_letter_that_would_grow() -> None:
    """One odd letter must not keep the rest from matching."""
    assert fold_case("İstanbul ĐÀN ÔNG") == "İstanbul đàn ông"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ðàn ông và ðàn bà", "Đàn ông và đàn bà"),
        ("phái\u00a0yếu", "phái yếu"),
        ("phái\nyếu\tđó", "phái yếu đó"),
        ("“phái yếu” ‘phái yếu’", "\"phái yếu\" 'phái yếu'"),
        ("vợ–chồng — vợ‑chồng", "vợ-chồng - vợ-chồng"),
        ("ＮỮ！", "NỮ!"),
    ],
)
def test_look_alikes_become_one(text: str, folded: str) -> None:
    """What looks the same to a reader must match the same rule."""
    assert fold_look_alikes(text) == folded


@settings(deadline=None)
@given(NFC_TEXTS)
def test_matching_fold_keeps_length_and_is_stable(text: str) -> None:
    """Lexicon spans index the unfolded text."""
    folded = fold_for_matching(text)

    assert len(folded) == len(text)
    assert fold_for_matching(folded) == folded


def test_matching_fold_joins_all_folds() -> None:
    """Rules see one form of every spelling."""
    assert fold_for_matching("ÐÀN\u00a0BÀ HÒA NHÃ") == "đàn bà hoà nhã"
