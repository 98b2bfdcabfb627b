"""Ways to mend a finding for which the lexicon has none.

Only edits that leave a sound sentence whatever stands around them are made; for
everything else an editor is asked the question of the category.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from screener.detect.rewording import asking, deleting, replacing
from screener.domain.detections import Suggestion
from screener.domain.documents import Sentence
from screener.domain.labels import Category
from screener.domain.spans import Span
from screener.messages.catalogue import message
from screener.text.folding import fold_for_matching

_JOB: Final = (
    r"(?:(?:phó |tổng )?giám đốc|(?:phó )?chủ tịch|(?:phó )?trưởng phòng|hiệu trưởng"
    r"|bộ trưởng|lãnh đạo|quản lý|nhân viên|công nhân|kỹ sư|lập trình viên|kiến trúc sư"
    r"|bác sĩ|y tá|điều dưỡng|giáo viên|giảng viên|luật sư|kế toán|thư ký|lễ tân"
    r"|tài xế|lái xe|phi công|phóng viên|nhà báo|nhà văn|nhà khoa học|doanh nhân"
    r"|cảnh sát|bảo vệ|thợ|đầu bếp|chuyên gia|thu ngân|tiếp viên|shipper)"
)
_LOOKS: Final = (
    r"(?:xinh đẹp|nóng bỏng|gợi cảm|quyến rũ|bốc lửa|chân dài|xinh như mộng|mặn mà)"
)


@dataclass(frozen=True, slots=True)
class _Edit:
    """A safe edit: the group ``out`` of the pattern becomes ``words``.

    Attributes:
        needs_stop: Whether a stop, a capital or the end must follow, because
            other words could belong to what is taken out.
    """

    category: Category
    pattern: re.Pattern[str]
    words: str = ""
    needs_stop: bool = False


_EDITS: Final = (
    _Edit(Category.LANGUAGE, re.compile(rf"(?<!\w)(?P<out>nữ|nam) {_JOB}(?!\w)")),
    _Edit(
        Category.ROLE,
        re.compile(r"(?<!\w)(?P<out>giúp|phụ|phụ giúp|đỡ đần) (?:vợ|chồng) (?!tôi)\w"),
        words="cùng",
    ),
    _Edit(
        Category.ROLE,
        re.compile(r"(?<!\w)(?:các|nhiều|những) (?P<out>bà mẹ|mẹ bỉm sữa)(?!\w)"),
        words="bậc cha mẹ",
    ),
    _Edit(
        Category.ROLE,
        re.compile(r"(?<!\w)(?:các|nhiều|những) (?P<out>(?:bà|chị em) nội trợ)(?!\w)"),
        words="người nội trợ",
    ),
    _Edit(
        Category.ABILITY,
        re.compile(
            r"^(?P<out>(?:dù|tuy|mặc dù) là (?:một )?(?:phụ nữ|con gái|nữ),? nhưng) "
            r"(?:chị|cô|bà|em)(?!\w)"
        ),
    ),
    _Edit(
        Category.APPEARANCE,
        re.compile(rf"(?<!\w){_JOB} (?P<out>{_LOOKS})(?!\w)"),
        needs_stop=True,
    ),
    _Edit(
        Category.VIOLENCE,
        re.compile(r"(?<=\w) (?P<out>(?:chỉ )?vì (?:quá|trót|lỡ) yêu)(?!\w)"),
        needs_stop=True,
    ),
    _Edit(
        Category.DISCRIMINATION,
        re.compile(
            rf"(?<!\w)tuyển (?:dụng |gấp |thêm )?(?:\d+ )?(?P<out>nữ|nam) {_JOB}(?!\w)"
        ),
    ),
    _Edit(
        Category.DISCRIMINATION,
        re.compile(rf"(?<!\w)tuyển (?:\w+ ){{0,2}}{_JOB} (?P<out>nữ|nam)(?!\w)"),
        needs_stop=True,
    ),
)


def suggestions_for(
    category: Category, sentence: Sentence, span: Span
) -> tuple[Suggestion, ...]:
    """Safe edits that touch the passage, else the question of the category.

    Args:
        category: Of the finding.
        sentence: In which it stands.
        span: The passage, in the document's text.
    """
    local = Span(span.start - sentence.span.start, span.end - sentence.span.start)
    edits = tuple(
        _applied(edit, sentence, out)
        for edit in _EDITS
        if edit.category is category
        for out in _stretches(edit, sentence.text)
        if out.overlaps(local)
    )
    question = message(f"ask.{category}")
    return edits or (asking(local, question, offset=sentence.span.start),)


def _stretches(edit: _Edit, text: str) -> Iterator[Span]:
    for match in edit.pattern.finditer(fold_for_matching(text)):
        if not edit.needs_stop or _stops(text[match.end("out") :]):
            yield Span(*match.span("out"))


def _stops(rest: str) -> bool:
    """Whether what follows cannot belong to the words before."""
    following = rest.lstrip()
    return not following or not (following[0].isalnum() and not following[0].isupper())


def _applied(edit: _Edit, sentence: Sentence, out: Span) -> Suggestion:
    offset = sentence.span.start
    if edit.words:
        return replacing(sentence.text, out, edit.words, offset=offset)
    return deleting(sentence.text, out, offset=offset)
