"""Words for the codes of the review queue, in the reader's language."""

from __future__ import annotations

from typing import Final

from flask_babel import gettext as _

from screener.domain.labels import FLAGGED_SEVERITIES, Category, Stance
from screener.messages.catalogue import message
from webapp.language import current_language
from webapp.review import Source, State

# One key each, by what they are called.
STANCE_KEYS: Final = (
    ("b", Stance.ASSERTED),
    ("d", Stance.REPORTED),
    ("p", Stance.COUNTERED),
    ("k", Stance.NONE),
)
SEVERITY_KEYS: Final = tuple(zip("qwe", FLAGGED_SEVERITIES, strict=True))
CATEGORY_KEYS: Final = tuple(zip("123456789", Category, strict=True))


def source_words() -> dict[str, str]:
    """Why a sentence came into the queue."""
    return {
        Source.REPORTED: _("biên tập viên bỏ qua hoặc báo sai"),
        Source.MISSED: _("biên tập viên báo bỏ sót"),
        Source.SCAN: _("phát hiện khi soát hàng loạt"),
        Source.UNCERTAIN: _("mô hình chưa chắc"),
        Source.NOVEL: _("câu lạ"),
        Source.POSSIBLE_MISS: _("có thể bị bỏ sót"),
        Source.RANDOM: _("ngẫu nhiên"),
    }


def review_state_words() -> dict[str, str]:
    """How far a sentence has come."""
    return {
        State.OPEN: _("chưa có nhãn"),
        State.WAITING: _("chờ nhãn thứ hai"),
        State.DISPUTED: _("chờ phân xử"),
        State.SETTLED: _("đã thống nhất"),
    }


def stance_words() -> dict[str, str]:
    """Whose voice a stereotype has."""
    return {
        Stance.ASSERTED: _("Lời của bài"),
        Stance.REPORTED: _("Lời dẫn"),
        Stance.COUNTERED: _("Bị phê phán"),
        Stance.NONE: _("Không có định kiến"),
    }


def severity_words() -> dict[str, str]:
    """How grave a sentence is."""
    language = current_language()
    return {
        severity.value: message(f"severity.{severity}").in_language(language)
        for severity in FLAGGED_SEVERITIES
    }


def category_words() -> dict[str, str]:
    """What each category is called."""
    language = current_language()
    return {
        category.value: message(f"category.{category}").in_language(language)
        for category in Category
    }


def review_strings() -> dict[str, str]:
    """Every word of the labelling page's script by its key."""
    return {
        **{f"category.{code}": words for code, words in category_words().items()},
        **{f"stance.{code}": words for code, words in stance_words().items()},
        **{f"severity.{code}": words for code, words in severity_words().items()},
        "label.need_stance": _("Chọn giọng của câu: B, D, P hoặc K."),
        "label.need_category": _("Chọn ít nhất một nhóm: phím 1 đến 9."),
        "label.need_severity": _("Chọn mức: Q nhẹ, W vừa, E nặng."),
        "label.no_categories": _(
            "Câu không có định kiến hoặc bị phê phán thì bỏ nhóm."
        ),
        "label.ready": _("Nhấn Enter để ghi."),
        "label.whole": _("cả câu"),
        "label.remove": _("Bỏ"),
        "label.taken_back": _("Đã lấy lại câu trả lời trước; sửa rồi ghi lại."),
        "label.nothing_to_undo": _("Không còn câu trả lời nào để lấy lại."),
        "label.offline": _("Mất kết nối; câu trả lời vẫn còn trên trang."),
        "label.again": _("Gửi lại"),
        "label.next": _("Sang câu khác"),
        "label.last": _("Câu vừa ghi"),
        "label.yours": _("Anh/chị chọn"),
        "label.model": _("Mô hình gợi ý"),
        "label.model_none": _("không thấy dấu hiệu gì"),
        "label.same": _("giống nhau"),
        "label.different": _("khác nhau"),
        "label.clean": _("không gắn nhóm nào"),
        "label.unsure": _("không chắc"),
        "label.today": _("Hôm nay {count} câu"),
        "label.rate": _("{count} câu/giờ"),
        "label.left": _("còn {count} câu"),
    }
