"""Words that show what a text thinks of the stereotype it names.

The patterns are written in the language of the lexicon.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from screener.domain.spans import Span
from screener.lexicon.automaton import Automaton
from screener.lexicon.pattern import parse_pattern


class CueKind(Enum):
    """What a cue does, and so where it has to stand."""

    BIAS = auto()
    """Names bias as bias: "định kiến", "kỳ thị"."""

    IDEA = auto()
    """Names an idea without judging it: "quan niệm", "câu nói"."""

    VERDICT = auto()
    """Judges an idea: "lỗi thời", "phiến diện"."""

    REJECTION = auto()
    """Rejects what follows: "xoá bỏ", "đừng gọi"."""

    OUTCRY = auto()
    """Tells how others took what stands before: "bị chỉ trích"."""

    MYTH = auto()
    """Attributes a belief as mistaken or common: "lầm tưởng"."""

    IRONY = auto()
    """Plainly mocks the stereotype: "ai bảo con gái không …"."""

    ENDORSEMENT = auto()
    """Takes the criticism back: "nói là định kiến nhưng đúng là"."""

    POINTER = auto()
    """Points back to the sentence before: "quan niệm này"."""

    TURN = auto()
    """Turns against what was said: "nhưng thực tế"."""

    SPEECH = auto()
    """A verb of saying or writing."""

    OTHERS = auto()
    """Gives the words to somebody else: "theo bà", "các cụ dạy"."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue found in a text."""

    kind: CueKind
    span: Span


_IDEAS: Final = (
    "quan niệm|quan điểm|tư tưởng|suy nghĩ|lối nghĩ|nếp nghĩ|nhận thức|câu nói"
    "|câu tục ngữ|tục ngữ|thành ngữ|câu ca|cách gọi|cách nói|lối nói|từ ngữ|cụm từ"
    "|phát ngôn|bình luận|lời lẽ|thái độ|cái nhìn|tập tục|hủ tục|luận điệu"
    "|lời khuyên|khẩu hiệu|cái mác|chiếc mác|nhãn|danh xưng|tiêu đề|dòng tít"
    "|quảng cáo|câu đùa|quy định|hương ước|yêu cầu|điều kiện"
)
_BIASES: Final = (
    "định kiến|thành kiến|khuôn mẫu giới|rập khuôn|phân biệt đối xử"
    "|phân biệt giới (tính)|phân biệt nam nữ|kỳ thị|miệt thị|trọng nam khinh nữ"
    "|bất bình đẳng (giới)|tiêu chuẩn kép|hủ tục|gia trưởng|vơ đũa cả nắm"
    "|coi thường phụ nữ|coi rẻ phụ nữ|hạ thấp phụ nữ|xúc phạm phụ nữ"
    "|lỗi cho nạn nhân|đổ lỗi nạn nhân|gắn mác|dán nhãn|quy kết|không tiếc lời"
    "|sỉ nhục|lăng mạ|mạt sát|chửi rủa|dè bỉu|chế giễu|giễu cợt|nhạo báng"
)
_VERDICTS: Final = (
    "lỗi thời|cổ hủ|lạc hậu|cổ lỗ|hủ lậu|phong kiến|sai lầm|sai lệch|lệch lạc"
    "|phiến diện|thiển cận|hẹp hòi|bất công|phi lý|vô lý|ngớ ngẩn|độc hại"
    "|nặng nề|ấu trĩ|khiếm nhã|quá đáng|không còn (phù) hợp|không còn đúng"
    "|không còn chỗ đứng|không phù hợp|không đúng|không công bằng|chưa đúng"
    "|không thể chấp nhận|thiếu tôn trọng|thiếu công bằng|xúc phạm|áp đặt"
    "|kìm hãm|trói buộc|đè nặng|ăn sâu|bám rễ|tổn thương|rào cản|trái luật"
    "|cần (phải|được) [xoá bỏ|thay đổi|loại bỏ|gỡ bỏ|dẹp bỏ]"
)

_PATTERNS: Final[dict[CueKind, tuple[str, ...]]] = {
    CueKind.BIAS: (f"[{_BIASES}]",),
    CueKind.IDEA: (f"[{_IDEAS}]",),
    CueKind.VERDICT: (f"[{_VERDICTS}]",),
    CueKind.REJECTION: (
        "[xoá bỏ|xoá nhoà|phá bỏ|phá vỡ|phá tan|gỡ bỏ|dẹp bỏ|từ bỏ|đẩy lùi|loại bỏ]",
        "[bài trừ|bác bỏ|phản bác|phản đối|lên án|phê phán|chỉ trích|chấm dứt]",
        "chống lại",
        "nói không với",
        "[đừng|chớ|ngừng|thôi] (bao giờ) (nên) "
        "[gọi|coi|xem|nghĩ|cho rằng|gán|áp đặt|mặc định|đánh giá|dạy|hỏi|dùng]",
        "[không|chẳng] [nên|được|thể|cần phải|ai còn|còn ai] "
        "[gọi|coi|xem|nghĩ|cho rằng|gán|áp đặt|mặc định|đánh giá|dùng|tin]",
        "thay vì *2 [gọi|coi|xem|nghĩ|chúc|khen|hỏi|dùng|nói|dạy|cho rằng]",
        "[không|chẳng] phải cứ",
        "đâu phải",
        "[không|đâu|chẳng] có nghĩa",
        "[qua|xa|hết] rồi (cái) thời",
        "[thoát|thoát khỏi|rũ bỏ|gạt bỏ|xoá] (cái) [mác|bóng|hình ảnh|tiếng|nhãn|danh]",
        "bị *3 [chửi|mắng|chê|trêu|gán] (là)",
        "mang tiếng",
    ),
    CueKind.OUTCRY: (
        "bị *3 [phạt|chỉ trích|phản đối|lên án|tẩy chay|kỷ luật|phê bình|ném đá|xử lý]",
        "[phải|đã|công khai|lên tiếng] xin lỗi",
        "gây *2 [phẫn nộ|bức xúc|tranh cãi|bất bình]",
        "khiến *4 [phẫn nộ|bức xúc|bất bình|tổn thương|dậy sóng]",
        "[vấp phải|hứng chịu|nhận] *2 [phản đối|chỉ trích|phản ứng|gạch đá]",
    ),
    CueKind.MYTH: (
        "[lầm tưởng|ngộ nhận|hiểu lầm|mặc định|nghĩ nhầm|bị coi là|bị gọi là|bị gán]",
        "[nhiều|không ít|đa số|một số] người (vẫn) (còn|thường|hay) "
        "[cho rằng|nghĩ|nghĩ rằng|tin|quan niệm|bảo|nói]",
        "[xã hội|người ta|dư luận|người đời] (vẫn) (còn|thường|luôn|hay) "
        "[cho rằng|nghĩ|nghĩ rằng|mặc định|quan niệm|định nghĩa|trông đợi|đòi hỏi]",
    ),
    CueKind.IRONY: (
        "[ai|người nào] (dám) [bảo|nói] (rằng|là) *1 [con gái|phụ nữ|đàn bà|đàn ông"
        "|con trai|nam giới|nữ giới] *2 [không|chỉ|là|phải|kém|yếu]",
        "[nực cười|hài hước|mỉa mai|trớ trêu] [thay|là|ở chỗ]",
        "thế kỷ [21|hai mươi mốt|XXI] (rồi) (mà) (vẫn|còn)",
        "[tại sao|vì sao|cớ gì|sao lại|sao] (cứ) (chỉ) [phụ nữ|đàn ông|con gái|con trai"
        "|đàn bà] (lại) [phải|không được|cứ phải|mới phải]",
    ),
    CueKind.ENDORSEMENT: (
        f"[{_BIASES}|{_VERDICTS}] *3 , [nhưng|song|có điều|mà] *2 "
        "[đúng|đúng là|thật|quả|quả thật|quả là|sự thật|thực tế là|rõ ràng|ai cũng"
        "|phải nói|phải công nhận|cũng phải|có lý|không sai|chẳng sai]",
        f"[không|chẳng|đâu] [phải|phải là|hề|có ý|định|có|cố ý|muốn] *1 [{_BIASES}] "
        "*3 , [nhưng|song|mà|chỉ là|đó là|có điều]",
        f"[nói|bảo|cho|kêu|chê|gọi] (tôi) (là|thế là) (có) *1 [{_BIASES}|{_VERDICTS}] "
        "[cũng được|cũng chịu|tôi cũng chịu|thì chịu|cũng đành]",
        f"[{_BIASES}|{_VERDICTS}] *1 cũng (chẳng|không) (sao|được)",
        "[không|chẳng|chưa bao giờ|cấm có|quả không|đâu có|nào có] [sai|cũ|thừa|ngoa]",
        "[vẫn|luôn|mãi] [đúng|còn nguyên giá trị|còn giá trị|có lý]",
        "còn nguyên giá trị",
    ),
    CueKind.POINTER: (
        f"[{_IDEAS}|{_BIASES}|điều|kiểu nói|lời|hành vi|những lời|cách nghĩ|quan niệm]"
        " *2 [này|ấy|đó|trên|kia|vậy|như vậy|như thế]",
        "[đó|đây] [là|chính là|rõ ràng là|thực chất là|chỉ là|thật ra là|hoàn toàn là]",
        "[nói|nghĩ|gọi|viết|hỏi|ví|coi] (như) [vậy|thế]",
    ),
    CueKind.TURN: (
        "[nhưng|song|tuy nhiên|thế nhưng|thực tế|trên thực tế|thật ra|trái lại]",
        "[theo chuyên gia|số liệu|nghiên cứu|khảo sát] (cho thấy|lại)",
    ),
    CueKind.SPEECH: (
        "[nói|cho biết|chia sẻ|khẳng định|tâm sự|kể|bộc bạch|thừa nhận|trả lời|nhận xét"
        "|bình luận|phát biểu|nhấn mạnh|giải thích|lý giải|quát|mắng|bảo|dặn|khuyên"
        "|phán|viết|tuyên bố|đùa|trêu|hỏi|đáp|thốt lên|than|thổ lộ|trải lòng]",
    ),
    CueKind.OTHERS: (
        "theo (lời) [ông|bà|anh|chị|cô|em|chú|bác|TS|GS|PGS|ThS|BS|luật sư|chuyên gia"
        "|bác sĩ|nhà|nhóm|các chuyên gia|nghiên cứu|một nghiên cứu|giáo sư|tiến sĩ]",
        "[ông bà|các cụ|cổ nhân|người xưa|dân gian|ông cha|cha ông] (ta) "
        "(vẫn|thường|đã) [có câu|dạy|nói|bảo|truyền|đúc kết|quan niệm]",
        "[cho rằng|cho là|nói rằng|khẳng định rằng|quan niệm rằng|tin rằng|nghĩ rằng"
        "|bảo rằng|dạy rằng|khuyên rằng|chia sẻ rằng|phán rằng]",
    ),
}

_FLAT: Final = tuple(
    (kind, parse_pattern(source, classes={}))
    for kind, sources in _PATTERNS.items()
    for source in sources
)
_AUTOMATON: Final = Automaton(tuple(pattern for _, pattern in _FLAT))


def find_cues(text: str) -> tuple[Cue, ...]:
    """All cues of a sentence, overlapping ones too, by position."""
    return tuple(Cue(_FLAT[number][0], span) for number, span in _AUTOMATON.find(text))
