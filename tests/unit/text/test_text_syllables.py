"""The grammar of Vietnamese syllables and the share of them in a text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screener.text.syllables import (
    SyllableCount,
    count_syllables,
    is_syllable,
    syllable_share,
)


def _words(listing: str) -> list[str]:
    return listing.split()


SYLLABLES = _words("""
    a à ả á ạ ăn ấm anh ách ao áo âu ấy bà bạc bách bạn bằng bập bay bé bẹt bên bếp
    bệnh bìa biếc biển biệt bình bịch bò bóc bóng bổ bột bơi bớt buộc buồn bưởi bướm
    cà các cách cặp cần cỏ cóc con cô cốc cờ cúc của cuộc cuối cười cướp chị chiếc chín
    chồng chuyện chuyên da dạy dép đàn đắk đêm đẹp đi đích điều đò đoạt đọc đông được
    em êm ếch gà gái gạo gắn gầy ghe ghế ghét ghi ghim gì gìn giá già giặt gieo giếng
    giết giờ giỏi giữ giúp giường gọi góc gối gương hạc hạnh hè hẹp hoa hoà hòa hoạch
    hoài hoàng hoắc hoe khoẻ khỏe khoét huân huệ huếch hương huy huỷ hủy huynh huỵch
    huyện huyết hướng ích im in kẻ kén kềnh kể kết kia kịch kiếm kiến kiệt kim kính kỳ
    khách khăn khuya khuyên khuỷu là lạnh lẻ lệch lên liên liếc lính lo loan lúa luật
    luyện lươn mẹ mía miễn minh mọc móm mơ mua muốn mười mượn nam nắng nếp nóng nồi
    nữ nước ngã ngành ngay nghe nghề nghỉ nghiêm nghiệp nghĩa ngoài ngoan ngọc người
    nguyên nguyệt ngữ nhà nhé nhiều nhoẻn nhuyễn nhưng oanh oẳn ông ở ớt phái phẩm
    phép phụ phương pin qua quả quán quanh quạt quắc quân quất quê quên quết quen què
    quốc quy quý qúy quỳnh quýt quyên quyết quyền rạp rể roong rượu sạch sếch sinh soạn
    soong sự ta tách tết tích tiếng tiệp toà toán toét tuân tuần tuệ tuổi tuy tuyết tư
    tươi tường thằng thích thiêng thoắt thuở thuế thuê thuỷ thủy thuyền thức thương
    trách trai trẻ trích triển trong trường truyện ưa ứng ước ương vắng vẻ vệ việt vợ
    vườn vượt xanh xấu xoáy xoong xuất xuân xuyên ý y yên yếu yêu yết
""")
NO_SYLLABLES = _words("""
    bìat facebook video internet nghành gnười ngừơi tiênǵx cẹ kà kông qúa ngi ge gê nghà
    ghà cì bàc bàt bẻp bẹpp thíc đc ko hoàt họat zalo wá fải aê ưo b ng xyz strong
    tiãªng viá»‡t ngã° pháº m áº
""")


@pytest.mark.parametrize("word", SYLLABLES)
def test_word_is_a_syllable_in_both_cases(word: str) -> None:
    """Names and headlines are written in capitals."""
    assert is_syllable(word)
    assert is_syllable(word.upper())
    assert is_syllable(word.capitalize())


@pytest.mark.parametrize("word", NO_SYLLABLES)
def test_word_is_no_syllable(word: str) -> None:
    """Else a text in the wrong encoding would look like Vietnamese."""
    assert not is_syllable(word)


def test_eth_counts_as_the_vietnamese_letter() -> None:
    """Old keyboards wrote Ð; the text is readable all the same."""
    assert is_syllable("Ðàn")


def test_plain_news_has_a_share_near_one() -> None:
    """Numbers, acronyms and foreign names do not count against a text."""
    text = (
        "Ngày 12.3, UBND TP.HCM và ĐH Bách khoa ký với Google, Samsung bản ghi nhớ "
        "về 25 suất học bổng cho nữ sinh; bà Nguyễn Thị Hoà và ông John Smith dự. "
        "東京 và Москва cử đại biểu."
    )

    assert syllable_share(text) == 1.0


def test_words_of_a_foreign_language_lower_the_share() -> None:
    """A page of English is no Vietnamese, whatever its encoding."""
    assert syllable_share("the quick brown fox jumps over strong walls") < 0.3


def test_garbled_words_are_told_from_foreign_ones() -> None:
    """Only letters beyond ASCII show that an encoding went wrong."""
    count = count_syllables("Phá»¥ ná»¯ xem video mới")

    assert count == SyllableCount(valid=2, counted=5, garbled=2, marked=1)
    assert count.share == pytest.approx(0.4)
    assert count.garbled_share == pytest.approx(0.4)


def test_acronym_with_marks_is_not_judged_but_a_long_word_is() -> None:
    """ĐHQG is no mistake; a shouted garbled word is."""
    assert count_syllables("ĐHQG CĐSP BĐS").counted == 0
    assert count_syllables("TIÁºŽNGVIÁ»TNAM").garbled == 1


@pytest.mark.parametrize("text", ["", "123 45,6 %", "b c d", "NASA FIFA", "東京"])
def test_text_without_judged_words_is_not_held_against(text: str) -> None:
    """A page of figures is no sign of a broken font."""
    assert syllable_share(text) == 1.0
    assert count_syllables(text).garbled_share == 0.0


@settings(deadline=None)
@given(st.text())
def test_share_is_a_share(text: str) -> None:
    """Trust thresholds rely on the range."""
    count = count_syllables(text)

    assert 0 <= count.valid <= count.counted
    assert 0 <= count.garbled <= count.counted - count.valid
    assert 0.0 <= syllable_share(text) <= 1.0
