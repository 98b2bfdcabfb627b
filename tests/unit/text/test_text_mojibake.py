"""Repair of text that was read in the wrong table and saved."""

from __future__ import annotations

import unicodedata

import pytest

from screener.text.mojibake import repair_mojibake

DRAFT = (
    "Việc nhà là việc chung của cả hai vợ chồng, bà Ngà nói. “Ở đây ai cũng biết "
    "nấu ăn”, ông Lễ kể. ĐƯỜNG VÀO XƯỞNG. Tiếng Việt"
)


def misread(text: str, codec: str) -> str:
    """The UTF-8 of the text as a program shows it that believes in ``codec``."""
    letters = []
    for byte in text.encode():
        try:
            letters.append(bytes([byte]).decode(codec))
        except UnicodeDecodeError:
            letters.append(chr(byte))
    return "".join(letters)


TABLES = [
    ("cp1252", "windows-1252"),
    ("latin-1", "iso-8859-1"),
    ("cp1258", "windows-1258"),
    ("mac_roman", "mac-roman"),
    ("cp437", "ibm-437"),
]


@pytest.mark.parametrize(("codec", "encoding"), TABLES)
def test_misread_text_is_restored(codec: str, encoding: str) -> None:
    """Each table leaves its own traces."""
    repair = repair_mojibake(misread(DRAFT, codec))

    assert repair is not None
    assert repair.text == DRAFT
    assert repair.encoding == encoding


@pytest.mark.parametrize("codec", ["cp1252", "mac_roman"])
def test_text_misread_twice_is_restored(codec: str) -> None:
    """Two programs in a row may make the same mistake."""
    repair = repair_mojibake(misread(misread(DRAFT, codec), codec))

    assert repair is not None
    assert repair.text == DRAFT


def test_text_misread_three_times_is_restored() -> None:
    """That is where it stops being worth the trouble."""
    damaged = DRAFT
    for _ in range(3):
        damaged = misread(damaged, "latin-1")

    repair = repair_mojibake(damaged)

    assert repair is not None
    assert repair.text == DRAFT


def test_two_words_are_enough() -> None:
    """Headlines are short."""
    repair = repair_mojibake("TiÃªng Viá»‡t")

    assert repair is not None
    assert repair.text == "Tiêng Việt"


def test_paragraph_pasted_from_a_broken_page_is_restored() -> None:
    """Only the misread part changes."""
    sound = "Chị Tâm dạy nghề hàn cho cả nam lẫn nữ. "

    repair = repair_mojibake(sound + misread(DRAFT, "cp1252"))

    assert repair is not None
    assert repair.text == sound + DRAFT


def test_no_break_space_that_became_a_blank_is_put_back() -> None:
    """Else every "à" would stay broken, the commonest letter of all."""
    text = misread("bà là người làm vườn, nhà ở xa", "cp1252").replace("\u00a0", " ")

    repair = repair_mojibake(text)

    assert repair is not None
    assert repair.text == "bà là người làm vườn, nhà ở xa"


@pytest.mark.parametrize(
    "text",
    [
        DRAFT,
        unicodedata.normalize("NFD", DRAFT),
        "MÃ SỐ và MÃ\u00a0VẠCH",
        "Thuế VAT là 10% – giá “đã gồm” thuế…",
        "plain ASCII only",
        "",
        "Une école à côté, déjà fermée",
        # An overlong form and a surrogate are no UTF-8.
        "à\u0080\u0080 í\u00a0\u0080",
    ],
)
def test_sound_text_is_left_alone(text: str) -> None:
    """A repair nobody needs is damage."""
    assert repair_mojibake(text) is None


def test_damage_of_another_kind_is_left_alone() -> None:
    """Font text has pairs that look like UTF-8 by accident."""
    text = "Phô n÷ vµ nam giíi ®Òu cã quyÒn nh­ nhau; Ã¡ lµ mét ch÷"

    assert repair_mojibake(text) is None
