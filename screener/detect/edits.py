"""Edits beyond the lexicon: what they look for and what they leave.

An edit is kept only while every sentence that it makes of the project's corpus reads
well (``python -m training suggestions``). Where a rule needs more than that, it is
too clever: the editor is asked instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from screener.detect.rewording import is_in_speech
from screener.domain.labels import Category
from screener.domain.spans import Span
from screener.text.folding import fold_for_matching

_JOB: Final = (
    r"(?:(?:phó |tổng )?giám đốc|(?:phó )?chủ tịch|(?:phó )?trưởng phòng|hiệu trưởng"
    r"|bộ trưởng|lãnh đạo|quản lý|nhân viên|công nhân|kỹ sư|lập trình viên|kiến trúc sư"
    r"|bác sĩ|y tá|điều dưỡng|giáo viên|giảng viên|luật sư|kế toán|thư ký|lễ tân"
    r"|tài xế|lái xe|phi công|phóng viên|nhà báo|nhà văn|nhà khoa học|doanh nhân"
    r"|cảnh sát|bảo vệ|thợ|đầu bếp|chuyên gia|thu ngân|tiếp viên|shipper|trọng tài"
    r"|phục vụ|gia sư|môi giới|công an|trợ giảng|quản đốc|giám sát|tạp vụ|phụ bếp)"
)
_LOOKS: Final = (
    r"(?:xinh đẹp|xinh xắn|nóng bỏng|gợi cảm|quyến rũ|bốc lửa|chân dài|xinh như mộng"
    r"|mặn mà|ưa nhìn|trẻ đẹp|trắng trẻo)"
)
_MEN: Final = (
    r"(?:(?:cánh |các |bọn |đám |giới )?(?:đàn ông(?: con trai)?|nam giới|mày râu"
    r"|con trai|phái mạnh|nam nhi)|(?:các )?(?:đấng|cánh) (?:mày râu|nam nhi))"
)
_WOMEN: Final = (
    r"(?:(?:các |mấy |những )?(?:phụ nữ|đàn bà(?: con gái)?|con gái|chị em|nữ giới"
    r"|người vợ|vợ|mẹ|người mẹ|cô gái|phái yếu|phái nữ))"
)
_SHE: Final = r"(?:chị|cô|bà|em|nàng)(?!\w)"
_BODY: Final = (
    r"(?:thân hình|vóc dáng|vòng eo|vòng một|vòng 1|vòng ba|vòng 3|số đo(?: ba vòng)?"
    r"|đôi chân(?: dài)?|làn da|gương mặt|khuôn mặt|nhan sắc|ngoại hình|vẻ ngoài|eo)"
)
_DESPITE_SEX: Final = (
    r"(?:dù|tuy|mặc dù|dẫu) (?:chỉ )?là (?:một |phận |thân )?"
    r"(?:phụ nữ|con gái|nữ|phận gái|gái|đàn bà|nữ nhi)(?: nhưng|,(?: nhưng)?)"
)
_DESPITE_GAY: Final = (
    r"(?:dù|tuy|mặc dù|dẫu) (?:là )?(?:một )?(?:người )?"
    r"(?:đồng tính|chuyển giới|song tính|gay|les|lgbt)(?: nhưng|,(?: nhưng)?)"
)
_SUBJECT: Final = r"(?P<kept>(?:chị|cô|bà|em|anh|cậu|ông|họ)(?: \w+){0,3}?)"
_HOUSEWORK: Final = (
    r"(?:việc nhà|việc bếp|bếp núc|nội trợ|chăm con|nuôi con|cơm nước|giặt giũ"
    r"|rửa bát|rửa chén|việc bếp núc|chuyện bếp núc|dọn dẹp)"
)
_HARM: Final = (
    r"bị (?:\w+ ){0,3}(?:quấy rối|sàm sỡ|hiếp|xâm hại|cưỡng bức|tấn công|trêu ghẹo"
    r"|cưỡng hiếp|dâm ô|gặp nạn)"
)
_GAY: Final = r"(?:đồng tính|chuyển giới|song tính|gay|les|lgbt)"
# Words by which a sentence still speaks of a sex after an edit.
_SEX: Final = re.compile(
    r"(?<!\w)(?:phụ nữ|đàn bà|con gái|nữ|chị em|đàn ông|con trai|nam|mày râu|phái \w+"
    r"|trai|gái|bà|ông|nàng|chàng|vợ|chồng|đàn|các chị|các anh|anh em|bố|cha|mẹ)"
    r"(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Edit:
    """A safe edit: the group ``out`` of the pattern becomes ``words``.

    Attributes:
        pattern: Over folded text.
        words: What takes the place of ``out``; "" takes it out.
        needs_stop: Whether a stop, a capital or the end must follow, because
            other words could belong to what is taken out.
        needs_no_name: Whether no name may follow: "men of the Mông" are not men.
        is_last_word: Whether nothing else in the sentence may speak of a sex:
            one edit would then only hide half of it.
    """

    category: Category
    pattern: re.Pattern[str]
    words: str = ""
    needs_stop: bool = False
    needs_no_name: bool = False
    is_last_word: bool = False


def _edit(
    category: Category,
    pattern: str,
    words: str = "",
    *,
    needs_stop: bool = False,
    needs_no_name: bool = False,
    is_last_word: bool = False,
) -> Edit:
    return Edit(
        category,
        re.compile(pattern),
        words,
        needs_stop=needs_stop,
        needs_no_name=needs_no_name,
        is_last_word=is_last_word,
    )


_LANGUAGE: Final = (
    _edit(Category.LANGUAGE, rf"(?<!\w)(?P<out>nữ|nam) {_JOB}(?!\w)(?! mà)"),
    _edit(
        Category.LANGUAGE,
        rf"^(?P<out>(?:chân yếu,? tay mềm|tay yếu,? chân mềm)(?: mà|,)) "
        rf"(?:{_SHE}|các|những|mấy|họ)",
    ),
    _edit(
        Category.LANGUAGE,
        r"(?:cô gái|chị em|phụ nữ|nữ công nhân|nữ sinh|chị|cô) "
        r"(?P<out>chân yếu,? tay mềm) (?:vẫn|đã|đang|vừa|cũng|phải|tự)(?!\w)",
    ),
)
_ROLE: Final = (
    _edit(
        Category.ROLE,
        r"(?<!\w)(?P<out>giúp|phụ|phụ giúp|đỡ đần) (?:vợ|chồng) "
        r"(?:rửa|nấu|chăm|giặt|dọn|lau|quét|trông|làm việc nhà|đón con|bế|phơi)(?!\w)",
        "cùng",
    ),
    _edit(
        Category.ROLE,
        r"(?<!\w)(?:các|nhiều|những) (?P<out>bà mẹ|mẹ bỉm sữa)(?!\w)(?! đơn thân)",
        "bậc cha mẹ",
        is_last_word=True,
    ),
    _edit(
        Category.ROLE,
        r"(?<!\w)(?:các|nhiều|những) (?P<out>(?:bà|chị em) nội trợ)(?!\w)",
        "người nội trợ",
    ),
    _edit(
        Category.ROLE,
        rf"{_HOUSEWORK} (?:vẫn |mãi |vốn |luôn )?là "
        rf"(?P<out>(?:việc|phần|chuyện|trách nhiệm|bổn phận|phận sự)"
        rf"(?: việc| riêng)?(?: của)? {_WOMEN})(?!\w)",
        "việc chung của cả nhà",
        needs_stop=True,
        is_last_word=True,
    ),
    _edit(
        Category.ROLE,
        rf"(?P<out>, (?:một )?(?:điều|chuyện|việc) (?:hiếm|lạ)"
        rf"(?: thấy| có| gặp)? (?:ở|nơi|với) {_MEN})(?=[,.!?…]|$)",
    ),
)
_ABILITY: Final = (
    _edit(Category.ABILITY, rf"^(?P<out>{_DESPITE_SEX} {_SUBJECT} vẫn) (?=\w)"),
    _edit(
        Category.ABILITY, rf"^(?P<out>{_DESPITE_SEX}) {_SHE}(?!(?: \w+){{0,3}} vẫn )"
    ),
    _edit(
        Category.ABILITY,
        r"(?<!\w)(?:không|chẳng|chả)(?: hề)? (?:thua|kém|thua kém|kém cạnh) "
        rf"(?P<out>(?:(?:gì|bất cứ|một) )*{_MEN}(?: nào)?)(?!\w)"
        r"(?! (?:cùng|về|ở|trong|\d))",
        "ai",
    ),
    _edit(
        Category.ABILITY,
        rf"(?<!\w)khiến (?:cả |nhiều |không ít |bao )?(?P<out>{_MEN}) "
        r"(?:cũng )?(?:phải )?(?:nể|khâm phục|thán phục|ngả mũ|kính nể)",
        "nhiều người",
    ),
    _edit(
        Category.ABILITY,
        r"^(?P<out>(?:thân gái|phận gái|con gái|đàn bà con gái) mà) "
        rf"(?:chọn|theo|dám|lái|chạy|leo|làm)(?: \w+){{1,6}}, {_SHE}",
    ),
)
_TRAIT: Final = (
    _edit(
        Category.TRAIT,
        r"(?<!\w)(?:bản lĩnh|khí phách|khí chất|sĩ diện|tự ái|lòng tự trọng|cái tôi"
        r"|thể diện|lòng tự tôn) (?P<out>(?:của )?đàn ông)"
        r"(?!\w)(?! (?:của|nào|ấy|này|đó|đích|con|mà))",
        needs_no_name=True,
    ),
    _edit(
        Category.TRAIT,
        r"(?<!\w)(?:lắm lời|nhiều chuyện|lắm chuyện|lèm bèm|ki bo|keo kiệt|nhỏ mọn"
        r"|nhỏ nhen|chi li|tính toán|thù dai|nói dai|đanh đá|chua ngoa|nhát|nhút nhát"
        r"|yếu đuối|mít ướt|nhõng nhẽo|cục súc|thô lỗ|hay dỗi|giận dỗi|lề mề)"
        r" (?P<out>(?:như|y như|cứ như|chẳng khác gì|chẳng khác)"
        r" (?:mấy |bọn |lũ |một )?(?:mụ |đứa )?(?:đàn bà|con gái|đàn ông|phụ nữ))",
        needs_stop=True,
    ),
    _edit(
        Category.TRAIT,
        r"(?<=\w) (?P<out>(?:rất|đậm chất|đúng chất) (?:phụ nữ|đàn bà|đàn ông|con gái))"
        r" (?:của|trong|ở|khi)(?!\w)",
    ),
)
_APPEARANCE: Final = (
    _edit(
        Category.APPEARANCE,
        rf"(?<!\w){_JOB} (?P<out>{_LOOKS})(?!\w)",
        needs_stop=True,
    ),
    _edit(
        Category.APPEARANCE,
        rf"(?<!\w){_JOB} (?P<out>{_LOOKS}) (?:điều hành|chia sẻ|kể|nói|cho biết|nhận|ký"
        r"|làm|lái|dạy|tiết lộ|bị|được|đã|đang|vừa|sẽ|của|ở|tại|trong|cầm|thắng)(?!\w)",
    ),
    _edit(
        Category.APPEARANCE,
        rf"(?P<out>, (?:sở hữu|khoe|có|với) {_BODY}[^,.;:!?…“”\"]{{0,40}}),",
    ),
    _edit(
        Category.APPEARANCE,
        rf"(?P<out>, (?:sở hữu|khoe) {_BODY}[^,.;:!?…“”\"]{{0,40}})(?=[.!?…]|$)",
    ),
    _edit(
        Category.APPEARANCE,
        r"(?P<out>, khoe (?:trọn |khéo )?(?:vai trần|lưng trần|đường cong)"
        r"[^,.;:!?…“”\"]{0,25})(?=[,.!?…]|$)",
    ),
)
_MARRIAGE: Final = (
    _edit(
        Category.MARRIAGE,
        r"(?<!\w)(?:sinh|đẻ|có|mong|thêm|sinh được|đẻ được) (?:một )?"
        r"(?:đứa )?con (?P<out>trai (?:để )?(?:nối dõi(?: tông đường| dòng họ)?"
        r"|chống gậy|hương khói))",
        needs_stop=True,
        is_last_word=True,
    ),
    _edit(
        Category.MARRIAGE,
        rf"^(?P<out>gái (?:già|ế)[^,“”\"]{{0,25}},) (?:{_SHE}|mc|ca sĩ)",
    ),
)
_VIOLENCE: Final = (
    _edit(
        Category.VIOLENCE,
        r"(?<=\w) (?P<out>(?:chỉ )?vì (?:quá|trót|lỡ|quá đỗi) yêu)(?!\w)",
        needs_stop=True,
    ),
    _edit(
        Category.VIOLENCE,
        r"^(?P<out>(?:vì quá yêu|quá yêu|ghen quá|nóng giận(?: nhất thời)?|nóng quá"
        r"|cuồng yêu|cuồng ghen|vì quá ghen|phút nóng giận|trong cơn nóng giận),) "
        r"(?=\w)",
    ),
    _edit(
        Category.VIOLENCE,
        r"(?<!\w)(?P<out>(?:lỡ tay|trót tay|quá tay|nóng quá|nóng giận|lỡ)"
        r"(?: mới| nên| mà)?) "
        r"(?=(?:tát|đánh|đấm|bạt tai|đạp) (?:vợ|bạn gái|người yêu))",
    ),
    _edit(
        Category.VIOLENCE,
        r"^(?P<out>(?:(?:ăn )?mặc|diện|đi|về|ra đường|say|uống|nhậu"
        r"|sau (?:chầu|cuộc|bữa) (?:nhậu|vui))[^,“”\"]{2,45},) "
        rf"(?=[^,]*{_HARM})",
    ),
    _edit(
        Category.VIOLENCE,
        r"(?P<out>, (?:ăn )?mặc (?:hở hang|mát mẻ|hở bạo|váy ngắn|gợi cảm"
        r"|khêu gợi)[^,.;:!?…“”\"]{0,20})(?=[,.!?…]|$)",
    ),
)
_DISCRIMINATION: Final = (
    _edit(
        Category.DISCRIMINATION,
        r"(?<!\w)(?:tuyển|cần|cần tuyển|tuyển dụng|tuyển gấp|tuyển thêm|nhận)"
        rf" (?:gấp |thêm )?(?:\d+ |một |hai |ba )?(?P<out>nữ|nam) {_JOB}(?!\w)",
        is_last_word=True,
    ),
    _edit(
        Category.DISCRIMINATION,
        rf"(?<!không )(?<!chỉ )(?<!\w)(?:tuyển|cần|nhận) (?:\d+ |gấp |thêm )*{_JOB}"
        r"(?: (?:bán hàng|văn phòng|kho|giao hàng|cơ khí|xây dựng|kinh doanh))?"
        r" (?P<out>nữ|nam)(?!\w)",
        needs_stop=True,
        is_last_word=True,
    ),
    _edit(
        Category.DISCRIMINATION,
        r"(?P<out>, (?:ưu tiên|chỉ nhận|chỉ tuyển|yêu cầu|không nhận|chỉ lấy"
        r"|không tuyển|chỉ xét)(?: ứng viên| hồ sơ| giới tính)?:? (?:nữ|nam)(?: giới)?)"
        r"(?=[,.;!?…]|$)",
        is_last_word=True,
    ),
    _edit(
        Category.DISCRIMINATION,
        r"(?P<out>, (?:ngoại hình (?:ưa nhìn|khá|tốt|sáng|dễ nhìn|cân đối|nóng bỏng)"
        r"|mặt xinh|dáng chuẩn|chưa (?:lập gia đình|kết hôn|có gia đình)"
        r"|(?:còn )?độc thân|cao (?:từ|trên) \d[^,.;]{0,8}))(?=[,.;!?…]|$)",
        is_last_word=True,
    ),
)
_DIVERSITY: Final = (
    _edit(Category.DIVERSITY, rf"^(?P<out>{_DESPITE_GAY} {_SUBJECT} vẫn) (?=\w)"),
    _edit(
        Category.DIVERSITY,
        rf"^(?P<out>{_DESPITE_GAY}) (?:anh|chị|cô|cậu|em|ông|bà)(?!\w)"
        r"(?!(?: \w+){0,3} vẫn )",
    ),
    _edit(
        Category.DIVERSITY,
        r"(?<!\w)(?:bao|những|các|mọi|mấy) (?:cặp đôi|cặp vợ chồng|gia đình|đôi|người"
        r"|cặp) (?P<out>bình thường)(?! khác)(?!\w)",
        "khác",
    ),
    _edit(
        Category.DIVERSITY,
        rf"(?<!\w)(?P<out>thú nhận|thừa nhận|thú thật) (?:mình |anh |cô )?là "
        rf"(?:người )?{_GAY}(?!\w)",
        "chia sẻ",
    ),
    _edit(
        Category.DIVERSITY,
        r"(?<!\w)thuộc (?P<out>giới(?: tính)? thứ (?:ba|3))(?!\w)",
        "cộng đồng LGBT",
    ),
    _edit(
        Category.DIVERSITY,
        r"(?<!\w)cộng đồng (?P<out>giới(?: tính)? thứ (?:ba|3))(?!\w)",
        "LGBT",
    ),
)
_BY_CATEGORY: Final = {
    Category.LANGUAGE: _LANGUAGE,
    Category.ROLE: _ROLE,
    Category.ABILITY: _ABILITY,
    Category.TRAIT: _TRAIT,
    Category.APPEARANCE: _APPEARANCE,
    Category.MARRIAGE: _MARRIAGE,
    Category.VIOLENCE: _VIOLENCE,
    Category.DISCRIMINATION: _DISCRIMINATION,
    Category.DIVERSITY: _DIVERSITY,
}


def safe_edits(category: Category, sentence: str) -> Iterator[tuple[Span, str]]:
    """Each stretch that may go, with what takes its place ("" for nothing).

    A group ``kept`` stands for what stays of the stretch, such as its subject.

    A quotation is somebody's own words: nothing inside one is touched.
    """
    folded = fold_for_matching(sentence)
    for edit in _BY_CATEGORY[category]:
        for match in edit.pattern.finditer(folded):
            out = Span(*match.span("out"))
            if _is_safe(edit, sentence, folded, out):
                kept = match.re.groupindex.get("kept")
                yield out, sentence[slice(*match.span(kept))] if kept else edit.words


def _is_safe(edit: Edit, sentence: str, folded: str, out: Span) -> bool:
    after = sentence[out.end :]
    if edit.needs_stop and not _stops(after):
        return False
    if edit.needs_no_name and after.lstrip()[:1].isupper():
        return False
    rest = folded[: out.start] + " " + folded[out.end :]
    if edit.is_last_word and _SEX.search(rest):
        return False
    return not is_in_speech(sentence, out)


def _stops(rest: str) -> bool:
    """Whether what follows cannot belong to the words before."""
    following = rest.lstrip()
    return not following or not (following[0].isalnum() and not following[0].isupper())
