"""Remedies for findings that no lexicon entry explains."""

from __future__ import annotations

import pytest

from screener.detect.suggest import suggestions_for
from screener.domain.detections import Suggestion, SuggestionKind
from screener.domain.labels import Category
from screener.domain.spans import Span
from screener.messages.catalogue import message
from tests.builders import make_reading


def remedies(
    category: Category, marked: str, *, lead: str = "Trời đẹp."
) -> tuple[str, tuple[Suggestion, ...]]:
    """The document and what is suggested for the words between braces."""
    start, end = marked.index("{"), marked.index("}") - 1
    reading = make_reading(lead, marked.replace("{", "").replace("}", ""))
    sentence = reading.sentences[-1]
    span = Span(start, end).shifted(sentence.span.start)
    return reading.document.text, suggestions_for(category, sentence, span)


@pytest.mark.parametrize(
    ("category", "marked", "expected"),
    [
        (Category.LANGUAGE, "{Nữ tài xế} lùi xe.", "Tài xế lùi xe."),
        (Category.LANGUAGE, "Gặp {nữ kỹ sư} ở xưởng.", "Gặp kỹ sư ở xưởng."),
        (Category.LANGUAGE, "Chị {nữ Giám đốc} ký.", "Chị Giám đốc ký."),
        (Category.LANGUAGE, "{Nam y tá} trực đêm.", "Y tá trực đêm."),
        (
            Category.ROLE,
            "Anh {giúp vợ rửa bát} mỗi tối.",
            "Anh cùng vợ rửa bát mỗi tối.",
        ),
        (Category.ROLE, "Anh {phụ vợ chăm con}.", "Anh cùng vợ chăm con."),
        (
            Category.ROLE,
            "Lời khuyên cho {các bà mẹ} có con nhỏ.",
            "Lời khuyên cho các bậc cha mẹ có con nhỏ.",
        ),
        (
            Category.ROLE,
            "{Nhiều bà nội trợ} than giá rau.",
            "Nhiều người nội trợ than giá rau.",
        ),
        (
            Category.ABILITY,
            "{Dù là phụ nữ nhưng chị} lái xe đầu kéo.",
            "Chị lái xe đầu kéo.",
        ),
        (Category.APPEARANCE, "Kỹ sư {xinh đẹp}, 30 tuổi.", "Kỹ sư, 30 tuổi."),
        (Category.APPEARANCE, "Gặp bác sĩ {quyến rũ} Lan Anh.", "Gặp bác sĩ Lan Anh."),
        (
            Category.VIOLENCE,
            "Sát hại người tình {vì quá yêu}.",
            "Sát hại người tình.",
        ),
        (
            Category.DISCRIMINATION,
            "Cần {tuyển 5 nữ nhân viên} bán hàng.",
            "Cần tuyển 5 nhân viên bán hàng.",
        ),
        (
            Category.DISCRIMINATION,
            "Công ty {tuyển 5 kỹ sư nam}.",
            "Công ty tuyển 5 kỹ sư.",
        ),
        (
            Category.LANGUAGE,
            "Mấy cô gái {chân yếu tay mềm} vẫn dựng xong lán.",
            "Mấy cô gái vẫn dựng xong lán.",
        ),
        (
            Category.ROLE,
            "{Rửa bát là việc của đàn bà}.",
            "Rửa bát là việc chung của cả nhà.",
        ),
        (
            Category.ROLE,
            "Ông nấu cỗ giỏi, {chuyện hiếm thấy ở đàn ông}.",
            "Ông nấu cỗ giỏi.",
        ),
        (
            Category.ABILITY,
            "{Tuy là con gái, chị Mận vẫn} gánh hai chum nước.",
            "Chị Mận gánh hai chum nước.",
        ),
        (
            Category.ABILITY,
            "Chị leo núi {không thua gì đàn ông}.",
            "Chị leo núi không thua ai.",
        ),
        (
            Category.ABILITY,
            "Tay lái ấy {khiến cánh mày râu phải nể}.",
            "Tay lái ấy khiến nhiều người phải nể.",
        ),
        (
            Category.TRAIT,
            "Anh giữ {bản lĩnh đàn ông} trước sóng gió.",
            "Anh giữ bản lĩnh trước sóng gió.",
        ),
        (
            Category.TRAIT,
            "Ông ấy {keo kiệt như đàn bà}.",
            "Ông ấy keo kiệt.",
        ),
        (
            Category.APPEARANCE,
            "Bà phó chủ tịch, {sở hữu vòng eo 60 phân}, mở lời.",
            "Bà phó chủ tịch, mở lời.",
        ),
        (
            Category.APPEARANCE,
            "Luật sư {xinh đẹp} cho biết sẽ kháng cáo.",
            "Luật sư cho biết sẽ kháng cáo.",
        ),
        (
            Category.MARRIAGE,
            "Họ mong có {con trai nối dõi}.",
            "Họ mong có con.",
        ),
        (
            Category.VIOLENCE,
            "{Mặc váy ngắn ra phố}, du khách bị sàm sỡ.",
            "Du khách bị sàm sỡ.",
        ),
        (
            Category.VIOLENCE,
            "Anh {lỡ tay tát vợ} giữa chợ.",
            "Anh tát vợ giữa chợ.",
        ),
        (
            Category.DISCRIMINATION,
            "Cần bếp phó, {chỉ nhận nam}, lương cao.",
            "Cần bếp phó, lương cao.",
        ),
        (
            Category.DIVERSITY,
            "{Dù là người đồng tính, anh Sơn vẫn} đỗ đầu.",
            "Anh Sơn đỗ đầu.",
        ),
        (
            Category.DIVERSITY,
            "Họ sống như {bao cặp đôi bình thường}.",
            "Họ sống như bao cặp đôi khác.",
        ),
    ],
)
def test_safe_edit_leaves_a_publishable_sentence(
    category: Category, marked: str, expected: str
) -> None:
    """A bad rewording is worse than none."""
    text, (suggestion, *_) = remedies(category, marked)

    span = suggestion.span
    changed = text[: span.start] + suggestion.replacement + text[span.end :]

    assert suggestion.kind is not SuggestionKind.QUESTION
    assert changed == f"Trời đẹp.\n{expected}"


@pytest.mark.parametrize(
    ("category", "marked"),
    [
        (Category.LANGUAGE, "{Nữ sinh} đạt giải."),
        (Category.LANGUAGE, "Ở Việt {Nam kỹ} nghệ phát triển."),
        (Category.ROLE, "{Vợ phải nghe chồng}."),
        (Category.ROLE, "Anh {giúp vợ} tôi tìm xe."),
        (Category.APPEARANCE, "Kỹ sư {xinh đẹp} nhất đội."),
        (Category.APPEARANCE, "Chiếc váy {xinh đẹp}."),
        (Category.VIOLENCE, "Anh ở lại {vì quá yêu nghề}."),
        (Category.DISCRIMINATION, "Công ty tuyển kỹ sư {nam châm}."),
        (Category.DISCRIMINATION, "{Chỉ tuyển nam}."),
        (Category.DISCRIMINATION, "{Tuyển nữ thu ngân}, do nam hay nhầm."),
        (Category.DISCRIMINATION, "{Không tuyển kỹ sư nữ}."),
        (Category.ROLE, "Các ông bố đi họp, {các bà mẹ} kèm con."),
        (Category.ROLE, "{Rửa bát là việc của đàn bà}, đàn ông lo việc lớn."),
        (Category.TRAIT, "{Sĩ diện của một người đàn ông} bị chê."),
        (Category.TRAIT, "Anh giữ {bản lĩnh của đàn ông} Mông."),
        (Category.LANGUAGE, "{Nam điều dưỡng} mà tiêm nhẹ tay."),
        (Category.ABILITY, "“Chị lái xe {không thua gì đàn ông},” ông bảo vệ khen."),
        *((category, "{Một câu nào đó}.") for category in Category),
    ],
)
def test_else_the_editor_is_asked(category: Category, marked: str) -> None:
    """Where no edit is safe, the question of the category says what to look at."""
    text, suggestions = remedies(category, marked)

    (suggestion,) = suggestions
    words = marked[marked.index("{") + 1 : marked.index("}")]
    assert suggestion.kind is SuggestionKind.QUESTION
    assert suggestion.note == message(f"ask.{category}")
    assert suggestion.span.of(text) == words


def test_edit_elsewhere_in_the_sentence_is_not_offered() -> None:
    """The card mends its own passage, not another."""
    _, (suggestion,) = remedies(Category.LANGUAGE, "Nữ tài xế chở {cô nàng ấy} về nhà.")

    assert suggestion.kind is SuggestionKind.QUESTION


def test_finding_on_the_whole_sentence_sees_every_edit() -> None:
    """Without evidence the passage is the sentence, and every edit touches it."""
    _, suggestions = remedies(Category.LANGUAGE, "{Nữ tài xế chở nữ bác sĩ}.")

    assert len(suggestions) == 2
