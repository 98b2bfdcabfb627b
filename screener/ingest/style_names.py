"""What the name of a paragraph style says of its part, in Word's own languages."""

from __future__ import annotations

import re
from typing import Final

from screener.domain.documents import Part
from screener.text.normal import normalize

_TITLE_NAMES: Final = re.compile(
    r"(?:title|tiêu đề|tựa đề|tên bài|tít(?: bài| chính| lớn)?|đầu đề)"
)
_HEADING_NAMES: Final = re.compile(
    r"(?:heading|tiêu đề|đầu đề|đề mục|mục)\s*\d+"
    r"|subtitle|phụ đề|tít (?:phụ|xen|nhỏ)|tiêu đề phụ|trung đề|heading"
)
_CAPTION_NAMES: Final = re.compile(
    r"(?:caption|figure|illustration|drawing|table|hình|ảnh|bảng"
    r"|(?:chú thích|ghi chú)(?: (?:ảnh|hình|bảng|hình ảnh))?)"
)


def part_of_style(name: str) -> Part | None:
    """TITLE, HEADING or CAPTION; None when the name says nothing."""
    known = style_key(name)
    if _TITLE_NAMES.fullmatch(known):
        return Part.TITLE
    if _CAPTION_NAMES.fullmatch(known):
        return Part.CAPTION
    return Part.HEADING if _HEADING_NAMES.fullmatch(known) else None


def outline_level(name: str) -> int | None:
    """The outline level that "heading 2" or "tiêu đề 2" stands for, from 0."""
    known = style_key(name)
    is_heading = _HEADING_NAMES.fullmatch(known) is not None
    return int(known[-1]) - 1 if is_heading and known[-1] in "123456789" else None


def style_key(name: str) -> str:
    """The name as styles are compared."""
    return normalize(name).strip().lower()
