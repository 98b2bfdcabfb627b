"""Bytes to text: which table is recognised, what is said, what is refused."""

from __future__ import annotations

import codecs
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screener.domain.documents import Trust
from screener.domain.wording import Notice
from screener.errors import UndecodableTextError
from screener.messages.catalogue import notice_text
from screener.text.encodings import decode_vietnamese

DRAFT = (
    "Chị Hoà sửa được mọi loại xe máy. “Nghề này không chọn giới”, chị nói.\r\n"
    "Ở xưởng, nữ thợ chiếm một phần ba; lương trả theo tay nghề.\n"
)
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def windows_1258(text: str) -> bytes:
    """The text as Windows stores it: base letters precomposed, tones apart."""
    data = bytearray()
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(part for part in parts if part in _TONES)
        base = "".join(part for part in parts if part not in _TONES)
        data += (unicodedata.normalize("NFC", base) + tones).encode("cp1258")
    return bytes(data)


def notice(code: str, **facts: str | int) -> Notice:
    """A notice with its facts."""
    return Notice(code, tuple(facts.items()))


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_byte_order_mark_settles_the_encoding(mark: bytes, encoding: str) -> None:
    """Notepad writes one; it is no part of the text."""
    decoded = decode_vietnamese(mark + DRAFT.encode(encoding))

    assert decoded.text == DRAFT
    assert decoded.encoding == encoding
    assert decoded.trust is Trust.TRUSTED
    assert decoded.notices == ()


@pytest.mark.parametrize(
    "encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]
)
def test_wide_text_without_a_mark_is_recognised_by_its_nulls(encoding: str) -> None:
    """Exports from databases often lack the mark."""
    decoded = decode_vietnamese(DRAFT.encode(encoding))

    assert decoded.text == DRAFT
    assert decoded.notices == (notice("encoding.guessed", encoding=encoding),)


def test_utf_8_is_read_and_nothing_said() -> None:
    """The ordinary case is silent."""
    decoded = decode_vietnamese(DRAFT.encode())

    assert decoded.text == DRAFT
    assert decoded.encoding == "utf-8"
    assert decoded.score == 1.0
    assert decoded.trust is Trust.TRUSTED
    assert decoded.notices == ()


def test_decomposed_text_becomes_nfc() -> None:
    """All offsets count NFC."""
    decoded = decode_vietnamese(unicodedata.normalize("NFD", DRAFT).encode())

    assert decoded.text == DRAFT
    assert decoded.notices == ()


def test_windows_1258_is_recognised_and_said() -> None:
    """Old newsroom files; tones stand apart from their letters there."""
    decoded = decode_vietnamese(windows_1258(DRAFT))

    assert decoded.text == DRAFT
    assert decoded.encoding == "windows-1258"
    assert decoded.trust is Trust.TRUSTED
    assert decoded.notices == (notice("encoding.guessed", encoding="windows-1258"),)


@pytest.mark.parametrize("lost", [1, 2])
def test_character_cut_off_at_the_end_is_dropped_and_said(lost: int) -> None:
    """A download that broke off is still worth reading."""
    data = (DRAFT + "ữ").encode()

    decoded = decode_vietnamese(data[:-lost])

    assert decoded.text == DRAFT
    assert decoded.notices == (notice("encoding.truncated", size_bytes=3 - lost),)


def test_odd_byte_after_ascii_is_no_broken_utf_8() -> None:
    """Nothing shows that the file was UTF-8; the letter is in the old table."""
    decoded = decode_vietnamese(b"quan ca ph\xea")

    assert decoded.text == "quan ca phê"
    assert decoded.encoding == "windows-1258"


def test_odd_byte_of_wide_text_is_dropped_and_said() -> None:
    """Two bytes make a letter; one is left over."""
    decoded = decode_vietnamese(DRAFT.encode("utf-16") + b"x")

    assert decoded.text == DRAFT
    assert notice("encoding.truncated", size_bytes=1) in decoded.notices


def test_bad_bytes_inside_utf_8_are_replaced_and_counted() -> None:
    """Two damaged bytes must not make the rest unreadable."""
    data = DRAFT.encode() * 3
    at = data.index("xưởng".encode())

    decoded = decode_vietnamese(data[:at] + b"\xff\xff" + data[at:])

    assert decoded.encoding == "utf-8"
    assert decoded.text.replace("\ufffd", "") == DRAFT * 3
    assert decoded.trust is Trust.DOUBTFUL
    assert decoded.notices == (notice("encoding.replaced", count=2),)


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, b""])
def test_mark_does_not_hide_damage(mark: bytes) -> None:
    """A file may begin well and be damaged later."""
    data = mark + DRAFT.encode() * 3 + b"\xff" + DRAFT.encode()

    decoded = decode_vietnamese(data)

    assert notice("encoding.replaced", count=1) in decoded.notices
    assert decoded.text.startswith(DRAFT)


def test_plain_ascii_with_typographic_quotes_is_read() -> None:
    """Text without tone marks from an old editor."""
    decoded = decode_vietnamese(b"Chi noi: \x93Toi tu sua xe\x94.")

    assert decoded.text == "Chi noi: “Toi tu sua xe”."


def test_text_read_twice_is_restored_and_said() -> None:
    """The commonest damage of pasted text."""
    misread = DRAFT.encode().decode("latin-1")

    decoded = decode_vietnamese(misread.encode())

    assert decoded.text == DRAFT
    assert decoded.notices == (notice("encoding.mojibake", encoding="iso-8859-1"),)


def test_garbled_text_is_kept_but_not_trusted() -> None:
    """Letters of a table that nobody knows are shown as they are."""
    text = (
        "Ph\u0457 n\u0491 v\u00de nam gi\u00bfi \u00deu c\u00a4 quy\u00bfn l\u00bfm vi\u00a4c. "
        * 4
    )

    decoded = decode_vietnamese(text.encode())

    assert decoded.text == text
    assert decoded.trust is Trust.UNTRUSTED
    assert decoded.notices[0].code == "encoding.garbled"
    assert decoded.score < 0.75


def test_text_with_some_garbled_words_is_doubtful() -> None:
    """One spoilt paragraph is worth a warning, the rest is screened."""
    text = DRAFT * 2 + "gi\u00bfi \u00deu c\u00a4 quy\u00bfn l\u00bfm vi\u00a4c"

    decoded = decode_vietnamese(text.encode())

    assert decoded.trust is Trust.DOUBTFUL
    assert [n.code for n in decoded.notices] == ["encoding.garbled"]


def test_few_foreign_words_raise_no_doubt() -> None:
    """A line with three names is no damaged file."""
    decoded = decode_vietnamese("Krông Pắk, Sêrêpốk, Köln".encode())

    assert decoded.trust is Trust.TRUSTED


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00\x00\x00\x01\x00\x08\x06",
        b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00\xdf\xa4\xd2lZ\x01\x00\x00",
        b"\x00" * 100,
        bytes(range(256)) * 4,
        b"\xff\xfe" + b"\x00\xd8" * 40,
        "Élève à l'été, où çà? Garçon, bière très fraîche".encode("latin-1"),
        "男人和女人都应该平等地分担家务".encode("gbk"),
    ],
    ids=["png", "zip", "nulls", "all-bytes", "surrogates", "french", "gbk"],
)
def test_what_is_no_readable_vietnamese_is_refused(data: bytes) -> None:
    """Rubbish must never be screened and called clean."""
    with pytest.raises(UndecodableTextError) as caught:
        decode_vietnamese(data, source="bai.txt")

    assert caught.value.source == "bai.txt"


def test_no_bytes_are_empty_text() -> None:
    """Whether empty is an error is for the reader of files to say."""
    decoded = decode_vietnamese(b"")

    assert decoded.text == ""
    assert decoded.notices == ()


def test_text_in_another_script_is_read() -> None:
    """Valid UTF-8 is believed, in any language."""
    assert decode_vietnamese("東京 Москва".encode()).text == "東京 Москва"


def test_every_notice_has_words_in_both_languages() -> None:
    """A reader sees words, not codes."""
    notices = [
        notice("encoding.guessed", encoding="windows-1258"),
        notice("encoding.legacy", encoding="TCVN3"),
        notice("encoding.mojibake", encoding="windows-1252"),
        notice("encoding.truncated", size_bytes=2),
        notice("encoding.replaced", count=3),
        notice("encoding.garbled", percent=40),
    ]

    for each in notices:
        words = notice_text(each)
        assert words.vi != words.en
        assert str(each.facts[0][1]) in words.vi


@settings(deadline=None)
@given(st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Co", "Cn"])))
def test_any_utf_8_text_comes_back_as_nfc(text: str) -> None:
    """No letter is lost on the way in, unless it was misread before."""
    try:
        decoded = decode_vietnamese(text.encode())
    except UndecodableTextError:
        assert "\x7f" in text or "\ufffd" in text
        return

    codes = [n.code for n in decoded.notices]
    is_converted = "encoding.mojibake" in codes or "encoding.legacy" in codes
    if not is_converted and not text.startswith("\ufeff"):
        assert decoded.text == unicodedata.normalize("NFC", text)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_text_or_one_error(data: bytes) -> None:
    """No foreign exception leaves this module."""
    try:
        decoded = decode_vietnamese(data)
    except UndecodableTextError:
        return

    assert unicodedata.is_normalized("NFC", decoded.text)
    assert 0.0 <= decoded.score <= 1.0
