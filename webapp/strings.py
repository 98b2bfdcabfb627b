"""The words that the page's script needs, in the reader's language.

``{name}`` is filled in by the script. A key with ``.one`` is for one thing; the
same key without it is for any other number.
"""

from __future__ import annotations

from flask_babel import gettext as _

from screener.domain.documents import Part
from screener.domain.labels import FLAGGED_SEVERITIES, Category, Verdict
from screener.messages.catalogue import message
from webapp.feedback import Reason
from webapp.language import current_language


def page_strings() -> dict[str, str]:
    """Every word of the script by its key."""
    return {
        **_catalogue_words(),
        **_bar_words(),
        **_card_words(),
        **_answer_words(),
        **_reasons(),
    }


def _catalogue_words() -> dict[str, str]:
    codes = [
        *(f"category.{category}" for category in Category),
        *(f"severity.{severity}" for severity in FLAGGED_SEVERITIES),
        *(f"verdict.{verdict}" for verdict in Verdict),
        "verdict.pass_with_notes",
        *(f"part.{part}" for part in Part),
        "stance.reported",
    ]
    language = current_language()
    words = {code: message(code).in_language(language) for code in codes}
    for code in ("place.page", "place.paragraph", "place.slide", "place.table"):
        words[code] = message(code, number="{number}").in_language(language)
    cell = message("place.cell", row="{row}", column="{column}")
    return {**words, "place.cell": cell.in_language(language)}


def _bar_words() -> dict[str, str]:
    return {
        "head.untitled": _("chưa có tên"),
        "meta.version": _("bản {number}"),
        "meta.words.one": _("1 chữ"),
        "meta.words": _("{count} chữ"),
        "saved.unsaved": _("Chưa lưu"),
        "saved.saving": _("Đang lưu…"),
        "saved.saved": _("Đã lưu {time}"),
        "saved.conflict": _("Chưa lưu: có bản khác"),
        "saved.offline": _("Chưa lưu: mất kết nối"),
        "saved.refused": _("Không lưu được"),
        "bar.empty": _("Sẵn sàng"),
        "bar.empty.detail": _("Dán, gõ hoặc tải bản thảo lên để soát."),
        "bar.edited": _("Chưa soát"),
        "bar.edited.detail": _("Bấm Soát hoặc Ctrl + Enter."),
        "bar.busy": _("Đang soát…"),
        "bar.reading": _("Đang đọc và soát {name}…"),
        "bar.findings.one": _("1 đoạn có dấu hiệu định kiến giới, đề nghị xem xét"),
        "bar.findings": _("{count} đoạn có dấu hiệu định kiến giới, đề nghị xem xét"),
        "bar.advice.one": _("1 đoạn mức nhẹ, để tham khảo"),
        "bar.advice": _("{count} đoạn mức nhẹ, để tham khảo"),
        "bar.clean": _("Không thấy đoạn nào có dấu hiệu trong phần chữ đã đọc"),
        "bar.all_answered": _("Không còn đoạn nào chờ xử lý"),
        "bar.answered.one": _("1 đoạn đã xử lý"),
        "bar.answered": _("{count} đoạn đã xử lý"),
        "bar.not_screened": _(
            "Phần chữ đọc từ tệp không đáng tin cậy, đề nghị đọc trực tiếp"
        ),
        "bar.read_all": _("Đã đọc 100%"),
        "bar.read_partly": _("Đã đọc một phần"),
        "bar.sentences.one": _("1 câu"),
        "bar.sentences": _("{count} câu"),
        "bar.images.one": _("1 hình ảnh chưa đánh giá"),
        "bar.images": _("{count} hình ảnh chưa đánh giá"),
        "bar.unread_part": _("Chưa đọc: {part}"),
        "bar.doubtful": _(
            "Một phần chữ đọc được có thể không đúng như trong tệp, đề nghị đối chiếu."
        ),
        "bar.offline": _("Mất kết nối với chương trình trên máy này"),
        "bar.offline.detail": _(
            "Bản thảo vẫn còn trong trang; sẽ tự soát khi kết nối lại."
        ),
        "bar.retry": _("Thử lại"),
        "problem.too_long": _("Bản thảo dài {count} ký tự, quá dài cho trang này"),
        "problem.too_long.hint": _(
            "Trang này nhận tối đa {limit} ký tự: chia bản thảo thành từng phần, "
            "hoặc soát tệp bằng lệnh screener check."
        ),
        "problem.too_large": _("{name} nặng {size} MB, quá giới hạn {limit} MB"),
        "problem.too_large.hint": _(
            "Chia nhỏ tệp, hoặc nâng giới hạn trong phần cài đặt (limits)."
        ),
    }


def _card_words() -> dict[str, str]:
    return {
        "card.label": _("Đoạn {number}: {category}, mức {severity}"),
        "card.severity": _("mức"),
        "card.certainty": _("chắc {percent}%"),
        "card.by_lexicon": _("khớp từ điển"),
        "card.unsure": _("cần người xem"),
        "card.no_legal": _("chưa có căn cứ đã kiểm chứng"),
        "card.apply": _("Dùng"),
        "card.delete": _("Bỏ"),
        "card.dismiss": _("Bỏ qua, kèm lý do"),
        "card.false_alarm": _("Báo sai"),
        "card.close": _("Đóng thẻ"),
        "card.restore": _("Mở lại"),
        "list.clean": _("Không thấy đoạn nào cần xem"),
        "list.clean.detail": _(
            "Công cụ chỉ đọc phần chữ và có thể bỏ sót; "
            "hình ảnh và bối cảnh vẫn cần người xem."
        ),
        "list.filtered": _("Không có đoạn nào trong nhóm và mức đang chọn."),
        "list.answered_all": _("Mọi đoạn đã được xử lý."),
        "list.answered.one": _("1 đoạn đã xử lý"),
        "list.answered": _("{count} đoạn đã xử lý"),
        "list.mentions.one": _("Đã phê phán, không tính (1)"),
        "list.mentions": _("Đã phê phán, không tính ({count})"),
        "list.excepted.one": _("1 đoạn được cho qua theo ngoại lệ của toà soạn"),
        "list.excepted": _("{count} đoạn được cho qua theo ngoại lệ của toà soạn"),
        "list.excepted.by": _("theo ngoại lệ “{phrase}”"),
        "toast.saved": _("Đã lưu thành một phiên bản."),
        "toast.applied": _("Đã dùng gợi ý."),
        "toast.missed": _("Đã ghi nhận đoạn bị bỏ sót."),
    }


def _answer_words() -> dict[str, str]:
    return {
        "answer.why": _("Vì sao bỏ qua?"),
        "answer.note": _("Ghi thêm (không bắt buộc)"),
        "answer.false_alarm": _("đã báo sai"),
        "answer.false_alarm.note": _("Sai ở điểm nào? (không bắt buộc)"),
        "answer.house": _("Tên riêng hay gặp? Thêm vào ngoại lệ của toà soạn"),
        "answer.dismiss": _("Bỏ qua"),
        "answer.send": _("Gửi báo sai"),
        "answer.cancel": _("Thôi"),
    }


def _reasons() -> dict[str, str]:
    words = {
        Reason.NOT_BIAS: _("Không phải định kiến"),
        Reason.CRITICISED: _("Bài nêu ra để phê phán"),
        Reason.QUOTE_KEPT: _("Có định kiến, nhưng là lời nhân vật cần giữ nguyên"),
        Reason.FACT: _("Sự việc, số liệu có thật"),
        Reason.NAME: _("Tên riêng, tên tác phẩm, chức danh"),
        Reason.OTHER: _("Lý do khác"),
    }
    return {f"reason.{reason}": text for reason, text in words.items()}
