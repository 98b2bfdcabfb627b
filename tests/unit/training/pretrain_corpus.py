"""A hundred paragraphs of Vietnamese, written for the tests of pre-training."""

from __future__ import annotations

import itertools
from pathlib import Path

_WHO = (
    "Chị Hạnh",
    "Ông Thủy",
    "Bà Hòa",
    "Anh Khoa",
    "Cô giáo Loan",
    "Bác Tư ở xóm dưới",
    "Kỹ sư Quỳnh",
    "Chủ tịch xã",
    "Đội bóng nữ",
    "Nhóm sinh viên",
)
_DID = (
    "vừa sửa xong chiếc máy bơm để kịp tưới vườn trước mùa khô",
    "kể rằng mùa lũ năm 2016 nước ngập tới 1,5 mét trong 3 ngày",
    "mở lớp dạy bơi miễn phí cho trẻ em ven sông từ 7h30 sáng thứ bảy",
    "đề nghị bệnh viện huyện thêm giường, thêm thuốc và thêm người trực",
    "cười: “Việc nhà thì ai rảnh người ấy làm, có gì đâu mà kể!”",
    "nhận giải thưởng khoa học trẻ, rồi về quê ăn bữa cơm với cả nhà",
    "đi chợ sớm, mua mớ rau muống, con cá rô và ít khế chua nấu canh",
    "lái chuyến xe khách đêm Đà Nẵng – Huế suốt 12 năm không một lần lỡ hẹn",
    "viết thư khỏe khoắn gửi tòa soạn, góp ý về cách đặt tít của báo",
    "họp với hợp tác xã để bàn giá lúa, giá phân và lịch gặt vụ hè thu",
)


def paragraphs() -> list[str]:
    """A hundred different paragraphs."""
    return [f"{who} {did}." for who, did in itertools.product(_WHO, _DID)]


def write_corpus(folder: Path, *, documents: int = 120) -> list[str]:
    """Write documents of three paragraphs each; return their texts.

    Every paragraph is made different by the number of its document.
    """
    lines = paragraphs()
    texts = [
        "\n".join(f"{lines[(n * 7 + k * 31) % 100]} Số {n}." for k in range(3))
        for n in range(documents)
    ]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "news.txt").write_text("\n\n".join(texts) + "\n", encoding="utf-8")
    return texts
