"""Pasted text: kept character for character, and trusted as far as it reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.domain.documents import Part, Trust
from screener.domain.limits import ReadLimits
from screener.errors import (
    EmptyInputError,
)
from screener.ingest.reader import read_text
from screener.text.normal import normalize

LIMITS = ReadLimits()
STORY = (
    "Chợ quê mùa nước nổi\n\n"
    "Từ ba giờ sáng, ghe chở bí rợ và khoai lang đã neo kín ngã ba sông. "
    "Người bán gọi nhau í ới trên mặt nước còn mờ sương.\n"
)


def test_pasted_text_is_kept_character_for_character() -> None:
    """Editors count on offsets that fit what they pasted."""
    text = "  Tít\t\n\n\n Dòng một.\r\nDòng hai.  \n\n"

    document = read_text(text, source="-")

    assert document.text == text
    assert [p.span.of(text) for p in document.paragraphs] == [
        "Tít",
        "Dòng một.",
        "Dòng hai.",
    ]


def test_pasted_text_is_composed() -> None:
    """Offsets count NFC code points; macOS types decomposed letters."""
    assert read_text("Hue\u0301", source="-").text == "Hué"


@given(st.text(max_size=200))
def test_any_pasted_text_obeys_the_laws(text: str) -> None:
    """No text may crash the reader or break an offset."""
    try:
        document = read_text(text, source="-")
    except EmptyInputError:
        assert not text.strip()
        return

    assert len(document.text) == len(normalize(text))
    assert document.coverage.characters_read == len(document.text)
    position = 0
    for one in document.paragraphs:
        words = one.span.of(document.text)
        assert words
        assert words == words.strip()
        assert not document.text[position : one.span.start].strip()
        position = one.span.end
    assert not document.text[position:].strip()


@pytest.mark.parametrize(
    ("first", "is_headline"),
    [
        ("Mùa nước nổi về sớm", True),
        ("Vì sao nước về sớm?", True),
        ("Nước đã về.", False),
        ("Nước đã về.”", False),
        ("Gồm ba việc:", False),
        ("từ " * 26, False),
    ],
)
def test_short_first_line_without_a_stop_is_the_headline(
    first: str, is_headline: bool
) -> None:
    """The headline gives the context of the first sentence."""
    document = read_text(f"{first}\n{'Đoạn sau dài hơn hẳn. ' * 9}", source="-")

    assert (document.paragraphs[0].place.part is Part.TITLE) == is_headline
    assert document.title == (first if is_headline else "")


def test_single_line_is_no_headline() -> None:
    """A sentence typed alone is the text itself."""
    document = read_text("Phụ nữ lái tàu", source="-")

    assert document.title == ""
    assert document.paragraphs[0].place.part is Part.BODY


def test_given_title_is_kept_and_recognised() -> None:
    """A content system knows the title better than a guess does."""
    document = read_text("Tin vắn.\nMưa.", source="-", title="Tin vắn.")

    assert document.title == "Tin vắn."
    assert document.paragraphs[0].place.part is Part.TITLE


def test_identity_of_pasted_text() -> None:
    """Findings keep their identity under the draft's id."""
    assert read_text("Mưa.", source="-").id == "-"
    assert read_text("Mưa.", source="-", document_id="bài 7").id == "bài 7"


@pytest.mark.parametrize("text", ["", " \n\t\r\n", "\u00a0"])
def test_blank_text_is_an_error(text: str) -> None:
    """Nothing to screen is not the same as nothing found."""
    with pytest.raises(EmptyInputError):
        read_text(text, source="-")


def test_half_surrogate_pairs_are_replaced_and_told() -> None:
    """No file could hold the report otherwise."""
    document = read_text("Mưa \ud83d to", source="-")

    assert document.text == "Mưa \ufffd to"
    assert [w.code for w in document.warnings] == ["warning.broken_characters"]


def test_english_text_is_not_trusted() -> None:
    """A clean verdict on a language that the screener cannot read would be false."""
    text = "The minister said that women have always been the main earners here. " * 5

    document = read_text(text, source="-")

    assert document.coverage.trust is Trust.UNTRUSTED
    assert [w.code for w in document.warnings] == ["warning.not_vietnamese"]


def test_text_without_marks_is_not_trusted() -> None:
    """Nothing here reads "dan ba thi biet gi", so it must not pass for clean."""
    text = "Dan ba thi biet gi, viec lon trong nha cu de dan ong lo cho xong. " * 2

    document = read_text(text, source="-")

    assert document.coverage.trust is Trust.UNTRUSTED
    assert [w.code for w in document.warnings] == ["warning.no_marks"]


def test_few_marks_are_enough() -> None:
    """Names and short words without marks are ordinary Vietnamese."""
    text = (
        "Anh Nam, chị Lan, anh Tân, chị Mai, anh Hai cùng nghe cô giáo Hoa hát xoan. "
    )

    assert read_text(text * 3, source="-").coverage.trust is Trust.TRUSTED


def test_text_in_another_script_is_not_trusted() -> None:
    """Its words are no syllables that could be judged, which must not help it."""
    document = read_text(
        "Ông nói: 这个村子里的男人和女人都在田里工作，也一起看孩子。", source="-"
    )

    assert document.coverage.trust is Trust.UNTRUSTED


def test_text_in_an_old_font_is_not_trusted() -> None:
    """TCVN3 letters pasted as they are read as rubbish."""
    text = "ChÞ Lan lµ gi¸m ®èc mét c«ng ty may ë HuÕ víi h¬n n¨m tr¨m c«ng nh©n. " * 4

    document = read_text(text, source="-")

    assert document.coverage.trust is Trust.UNTRUSTED
    assert [w.code for w in document.warnings] == ["warning.garbled_text"]


def test_mixed_languages_are_doubtful() -> None:
    """A page with long English quotations is read, with a word of warning."""
    text = (
        "Báo cáo viết bằng tiếng Anh được dịch ra cho bà con trong xã cùng đọc. "
        "the report says several farmers without machines keep working together. "
    )

    assert read_text(text * 3, source="-").coverage.trust is Trust.DOUBTFUL
