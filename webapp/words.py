"""Words for the codes of accounts and the audit trail, in the reader's language."""

from __future__ import annotations

from flask_babel import gettext as _

from webapp.accounts import Role
from webapp.audit import Action, Subject


def role_words() -> dict[str, str]:
    """What each role is called."""
    return {
        Role.EDITOR: _("Biên tập viên"),
        Role.INSPECTOR: _("Cán bộ kiểm tra"),
        Role.REVIEWER: _("Người duyệt nhãn"),
        Role.ADMIN: _("Quản trị"),
    }


def point_words(name: str) -> str:
    """What an operating point is called; a foreign model's keeps its own name."""
    words: dict[str, str] = {
        "than-trong": _("Thận trọng: chỉ báo khi chắc"),
        "can-bang": _("Cân bằng"),
        "ra-soat": _("Rà soát kỹ: báo cả đoạn chưa chắc"),
    }
    return words.get(name, name)


def role_notes() -> dict[str, str]:
    """What each role may do."""
    return {
        Role.EDITOR: _("soát và sửa bản thảo của mình"),
        Role.INSPECTOR: _("soát bản thảo, thẩm định ấn phẩm"),
        Role.REVIEWER: _("soát bản thảo, duyệt phản hồi của toà soạn mình"),
        Role.ADMIN: _("mọi việc trên, tài khoản, cài đặt, nhật ký"),
    }


def action_words() -> dict[str, str]:
    """What each act of the audit trail is called."""
    return {**_people_acts(), **_other_acts()}


def _people_acts() -> dict[str, str]:
    return {
        Action.LOGGED_IN: _("Đăng nhập"),
        Action.LOGIN_FAILED: _("Đăng nhập không thành"),
        Action.LOGGED_OUT: _("Đăng xuất"),
        Action.SESSIONS_ENDED: _("Kết thúc các phiên khác"),
        Action.USER_INVITED: _("Mời người dùng"),
        Action.INVITATION_WITHDRAWN: _("Rút lời mời"),
        Action.USER_JOINED: _("Nhận lời mời"),
        Action.USER_CHANGED: _("Đổi tên, vai trò hoặc toà soạn"),
        Action.USER_DISABLED: _("Ngừng tài khoản"),
        Action.USER_ENABLED: _("Mở lại tài khoản"),
        Action.USER_UNLOCKED: _("Bỏ khoá đăng nhập"),
        Action.RESET_ASKED: _("Tạo liên kết đặt lại mật khẩu"),
        Action.PASSWORD_RESET: _("Đặt lại mật khẩu"),
        Action.PASSWORD_CHANGED: _("Đổi mật khẩu"),
    }


def _other_acts() -> dict[str, str]:
    return {
        Action.SET_UP: _("Thiết lập lần đầu"),
        Action.SETTING_CHANGED: _("Đổi cài đặt"),
        Action.BACKED_UP: _("Sao lưu"),
        Action.RESTORED: _("Phục hồi từ bản sao lưu"),
        Action.ORGANISATION_ADDED: _("Thêm toà soạn"),
        Action.ORGANISATION_CHANGED: _("Sửa toà soạn"),
        Action.ORGANISATION_CLOSED: _("Đóng toà soạn"),
        Action.ORGANISATION_REOPENED: _("Mở lại toà soạn"),
        Action.DRAFT_ERASED: _("Xoá bản thảo"),
        Action.DRAFT_EXPIRED: _("Xoá bản thảo hết hạn lưu"),
        Action.DRAFT_CLOSED: _("Đặt bản thảo là mật"),
        Action.DRAFT_OPENED: _("Bỏ mật bản thảo"),
        Action.DRAFT_SHARED: _("Chia sẻ bản thảo"),
        Action.SHARE_WITHDRAWN: _("Thôi chia sẻ"),
        Action.EXCEPTION_ADDED: _("Thêm ngoại lệ"),
        Action.EXCEPTION_ENDED: _("Kết thúc ngoại lệ"),
        Action.SCAN_ADDED: _("Bắt đầu lượt soát"),
        Action.SCAN_CANCELLED: _("Dừng lượt soát"),
        Action.SCAN_RETRIED: _("Chạy tiếp lượt soát"),
        Action.SCAN_ERASED: _("Xoá lượt soát"),
        Action.SCAN_EXPIRED: _("Xoá lượt soát hết hạn lưu"),
        Action.DRAFT_LENT: _("Cho người duyệt nhãn xem câu của bản thảo"),
        Action.DRAFT_UNLENT: _("Thôi cho xem câu của bản thảo"),
        Action.REVIEW_FILLED: _("Nạp câu vào hàng đợi duyệt nhãn"),
        Action.REVIEW_DECIDED: _("Phân xử nhãn"),
        Action.REVIEW_DOUBTED: _("Đưa nhãn ra phân xử lại"),
        Action.DOUBTS_SOUGHT: _("Tìm nhãn đáng ngờ"),
        Action.DATASET_FROZEN: _("Chốt bản dữ liệu"),
        Action.DATASET_EXPORTED: _("Xuất bản dữ liệu"),
        Action.RETRAINING_ADDED: _("Bắt đầu huấn luyện lại"),
        Action.RETRAINING_CANCELLED: _("Dừng huấn luyện lại"),
        Action.RETRAINING_RETRIED: _("Chạy lại việc huấn luyện"),
        Action.MODEL_SIGNED: _("Ký đồng ý thay mô hình"),
        Action.MODEL_PROMOTED: _("Đưa mô hình vào dùng"),
        Action.MODEL_ROLLED_BACK: _("Quay lại mô hình trước"),
        Action.MODEL_ERASED: _("Xoá mô hình không dùng"),
        Action.FEEDBACK_EXPORTED: _("Xuất phản hồi"),
        Action.AUDIT_EXPORTED: _("Xuất nhật ký"),
    }


def subject_words() -> dict[str, str]:
    """What each kind of thing that is acted on is called."""
    return {
        Subject.INSTALLATION: _("hệ thống"),
        Subject.SESSION: _("phiên"),
        Subject.USER: _("người dùng"),
        Subject.INVITATION: _("lời mời"),
        Subject.ORGANISATION: _("toà soạn"),
        Subject.DRAFT: _("bản thảo"),
        Subject.SHARE: _("chia sẻ"),
        Subject.EXCEPTION: _("ngoại lệ"),
        Subject.JOB: _("công việc"),
        Subject.SENTENCE: _("câu"),
        Subject.DATASET: _("bản dữ liệu"),
        Subject.MODEL: _("mô hình"),
    }


def fact_words() -> dict[str, str]:
    """What each fact of the audit trail is called."""
    return {
        "agency": _("tên cơ quan"),
        "count": _("số lượng"),
        "email": _("địa chỉ"),
        "file": _("tệp"),
        "name": _("tên"),
        "operating_point": _("mức soát"),
        "organisation": _("toà soạn"),
        "owner": _("chủ bản thảo"),
        "retention_days": _("số ngày lưu"),
        "right": _("quyền"),
        "role": _("vai trò"),
        "user": _("người dùng"),
    }
