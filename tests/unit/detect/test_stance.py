"""Stance by rules: criticised, reported or said by the text itself."""

from __future__ import annotations

import pytest

from screener.detect.stance import StanceReading, Surroundings, stance_of
from screener.domain.labels import Stance
from screener.domain.spans import Span


def read(
    marked: str, *, before: str = "", after: str = "", headline: str = ""
) -> StanceReading:
    """The stance towards the words between braces."""
    start, end = marked.index("{"), marked.index("}") - 1
    sentence = marked.replace("{", "").replace("}", "")
    around = Surroundings(before=before, after=after, headline=headline)
    return stance_of(sentence, Span(start, end), around=around)


@pytest.mark.parametrize(
    "marked",
    [
        "Quan niệm “{đàn ông xây nhà, đàn bà xây tổ ấm}” đã lỗi thời.",
        "Suy nghĩ {con gái là con người ta} thật cổ hủ.",
        "Nếp nghĩ {trọng con trai hơn con gái} ở làng này rất lạc hậu.",
        "Câu nói “{bán xăng cho phụ nữ là tội ác}” là phiến diện và xúc phạm.",
        "Cách gọi “{gái ế}” thiếu tôn trọng phụ nữ độc thân.",
        "Đã đến lúc xoá bỏ lối nghĩ {việc nhà là của đàn bà}.",
        "Định kiến {phụ nữ lái xe kém} vẫn còn dai dẳng.",
        "Chị quyết phá bỏ định kiến {con gái không hợp kỹ thuật}.",
        "Đừng gọi họ là “{gái ế}” nữa.",
        "Không nên gọi phụ nữ độc thân là {gái già}.",
        "Thay vì gọi họ là {phái yếu}, hãy gọi bằng tên.",
        "Đừng bao giờ dạy con rằng {đàn ông không được khóc}.",
        "Không thể coi {bạo lực là chuyện vợ chồng đóng cửa bảo nhau}.",
        "Tờ báo bị phạt vì giật tít “{Gái ế tuổi ba mươi}”.",
        "Ông bị chỉ trích vì nói {đàn bà biết gì mà họp}, dù đã lên chức.",
        "Nam ca sĩ phải xin lỗi sau khi gọi khán giả là “{đồ đàn bà}”.",
        "Câu đùa “{phụ nữ lái xe thì phải biết sợ}” gây phẫn nộ trên mạng.",
        "Phát ngôn {con gái học nhiều làm gì} vấp phải phản ứng dữ dội.",
        "Nhiều người cho rằng {con gái không học được lập trình}, nhưng thực tế khác hẳn.",
        "Người ta vẫn nghĩ {đàn ông không biết chăm con}, song số liệu cho thấy ngược lại.",
        "Ai bảo con gái không làm được {việc nặng}?",
        "Thế kỷ 21 rồi mà vẫn còn chuyện {nhất nam viết hữu}.",
        "Nực cười thay, họ bảo {đàn ông nấu ăn là mất mặt}.",
        "Tục ngữ {con hư tại mẹ} đổ hết lỗi cho người mẹ, thật bất công.",
        "Những lời như “{đàn bà đái không qua ngọn cỏ}” là sự miệt thị.",
        "Bị gắn mác “{bình hoa di động}”, cô vẫn theo nghề.",
        "Anh không tiếc lời mắng vợ là {đàn bà xó bếp}.",
        "Hương ước ghi {con gái không được chia đất} là phân biệt đối xử.",
        "Phản đối quy định {chỉ tuyển nam}, hội đã gửi kiến nghị.",
        "Đâu phải cứ là đàn ông thì {phải giỏi uống rượu}.",
        "Hội thảo bàn cách vượt qua định kiến {nam ngoại nữ nội}.",
        "Gọi bạn học là “{bê đê}” là kỳ thị.",
        "Coi đồng tính là {bệnh} là nhận thức sai lầm.",
        "Đổ lỗi cho nạn nhân bằng câu {ăn mặc hở hang} khiến nhiều người không dám tố cáo.",
        "Chúng tôi nói không với cách gọi “{phái yếu}”.",
        "Từ “chân dài” tới “{phái yếu}”, cách gọi nào cũng là định kiến.",
        "Tôi không muốn bị mọi người chửi là {bê đê} nữa.",
        "Cậu bé sợ mang tiếng {con trai mà mít ướt}.",
    ],
)
def test_criticism_is_heard(marked: str) -> None:
    """A text that fights a stereotype must not be flagged for naming it."""
    reading = read(marked)

    assert reading.stance is Stance.COUNTERED
    assert reading.why.lower() in marked.replace("{", "").replace("}", "").lower()
    assert reading.why


@pytest.mark.parametrize(
    "marked",
    [
        "{Phái đẹp} Hà thành đổ xô mua son.",
        "Đàn bà {đái không qua ngọn cỏ} thì bàn chuyện làng làm gì.",
        "Nói là định kiến nhưng đúng là {phụ nữ lái xe kém} thật.",
        "Nghe thì cổ hủ nhưng quả thật {con gái phải biết nấu ăn}.",
        "Không phải kỳ thị nhưng {bê đê} thì khó tin lắm.",
        "Tôi không có ý coi thường phụ nữ, nhưng {đàn bà biết gì} chuyện này.",
        "Không hề phân biệt đối xử, chỉ là {phụ nữ hợp việc nhẹ hơn}.",
        "Ai chê tôi gia trưởng cũng được, {vợ phải nghe chồng}.",
        "Các cụ nói {con hư tại mẹ} cấm có sai.",
        "Quan niệm {con gái phải thuỳ mị} vẫn còn nguyên giá trị.",
        "Bảo lạc hậu cũng chẳng sao, {nhà phải có con trai}.",
        "{Kiều nữ} 9X bị phạt vì chạy quá tốc độ.",
        "{Nữ quái} bị chỉ trích vì lừa người già.",
        "Công ty xin lỗi khách vì để {nữ tài xế} giao nhầm hàng.",
        "Phụ nữ thì {đừng nói nhiều}, cứ chăm con cho tốt.",
        "Đừng bỏ bếp núc nếu muốn {giữ chồng}.",
        "- {Chỉ tuyển nam}, ưu tiên chưa lập gia đình.",
        "Không ai khéo bằng {phái đẹp}.",
        "Tôi cho rằng {đàn ông phải là trụ cột}.",
        "Đội vượt qua vòng loại nhờ {bóng hồng} duy nhất.",
        "Chị được cho là {kiều nữ} đình đám nhất phố.",
        "Hàng loạt {chân dài} bị gọi tên.",
        "Không phải ai cũng hiểu công việc của những {kiều nữ} ấy.",
        "Trang phục của {phái đẹp} mùa này khá nặng nề.",
        "Sau vai diễn, cô bị gọi là {kiều nữ} màn bạc.",
        "{Phái đẹp} đến đông, hơn hẳn con số mà ban tổ chức cho là đủ.",
    ],
)
def test_own_voice_stays_asserted(marked: str) -> None:
    """A disclaimer, or a cue about something else, excuses nothing."""
    assert read(marked).stance is Stance.ASSERTED


@pytest.mark.parametrize(
    "marked",
    [
        "“Con gái thì phải biết nấu ăn, {không biết nấu thì ai rước},” bà Tư nói.",
        "Ông Hùng chia sẻ: “Nhà tôi {đàn ông lo việc lớn}, vợ con không bàn.”",
        "Theo bà Lan, {phụ nữ vốn hay ghen}.",
        "Các cụ vẫn dạy {xuất giá tòng phu}.",
        "Dân gian có câu {đàn bà sâu sắc như cơi đựng trầu}.",
        "Anh Nam khẳng định rằng {đàn ông ai cũng trăng hoa}.",
        "Mẹ chồng bảo rằng {dâu trưởng phải đẻ con trai}.",
        "– {Đàn bà biết gì}, ông quát.",
        "“Ở nhà này, {vợ phải nghe chồng}",
        "{Đàn bà thì lo bếp núc}, thế là yên.”",
        '"Con gái như em thì {nên chọn nghề nhẹ nhàng}", thầy khuyên.',
    ],
)
def test_another_speaker_is_marked(marked: str) -> None:
    """A stereotype left standing in a quotation counts, but as the speaker's."""
    assert read(marked).stance is Stance.REPORTED


@pytest.mark.parametrize(
    ("marked", "after"),
    [
        ("{Phụ nữ lái xe kém}.", "Đó là định kiến không có số liệu nào chứng minh."),
        ("{Con gái học kỹ thuật thì ế}.", "Quan niệm này đã lỗi thời từ lâu."),
        ("“{Đồ đàn bà}!”", "Câu nói ấy khiến nhiều người phẫn nộ."),
        ("{Đàn ông không được khóc}.", "Nhưng đó là áp đặt vô lý với các bé trai."),
    ],
)
def test_next_sentence_can_criticise(marked: str, after: str) -> None:
    """The guide's immediate context is one sentence before and one after."""
    assert read(marked, after=after).stance is Stance.COUNTERED


@pytest.mark.parametrize(
    ("marked", "after"),
    [
        ("{Phụ nữ lái xe kém}.", "Đó là điều ai đi đường cũng thấy."),
        ("{Phái đẹp} chuộng xe nhỏ.", "Hội thảo về định kiến giới diễn ra tuần sau."),
        ("{Con hư tại mẹ}.", "Câu nói này bị chê lạc hậu nhưng đúng là không sai."),
        ("{Kiều nữ} gây chuyện.", "Điều này khiến hàng xóm bức xúc."),
    ],
)
def test_next_sentence_about_something_else_does_not(marked: str, after: str) -> None:
    """Only a sentence that points back judges the one before."""
    assert read(marked, after=after).stance is Stance.ASSERTED


@pytest.mark.parametrize(
    ("before", "marked"),
    [
        ("Chị kể lại những định kiến từng nghe:", "{Con gái thì học làm gì}."),
        ("Dư luận lên án lối kỳ thị ấy.", "Nào là {bê đê}, nào là bệnh hoạn."),
        ("Bài báo bị chỉ trích gay gắt.", "Dòng “{gái ế}” nằm ngay đầu trang."),
    ],
)
def test_sentence_before_can_announce_criticism(before: str, marked: str) -> None:
    """A list of prejudices is introduced by the sentence that condemns them."""
    assert read(marked, before=before).stance is Stance.COUNTERED


@pytest.mark.parametrize(
    "before",
    [
        "Hội nghị bàn về định kiến giới.",
        "Nói là cổ hủ nhưng đúng là phải thế:",
        "Bài báo bị chỉ trích gay gắt.",
        "",
    ],
)
def test_sentence_before_without_link_does_not(before: str) -> None:
    """A topic is not a judgement of what follows."""
    assert read("{Phái đẹp} đến rất đông.", before=before).stance is Stance.ASSERTED


def test_criticism_of_another_idea_does_not_reach_a_later_quotation() -> None:
    """A paragraph may refute one proverb and then let somebody say another."""
    reading = read(
        "“{Con gái con đứa} gì mà về khuya thế,” bà Tư nói.",
        before="Quan niệm đàn ông xây nhà đã lỗi thời.",
    )

    assert reading.stance is Stance.REPORTED


def test_headline_can_condemn_what_is_quoted() -> None:
    """A headline on a fine sets the stance of the words it was given for."""
    headline = "Phạt trang tin vì miệt thị phụ nữ, bị chỉ trích khắp nơi"

    quoted = read("Bài viết dùng chữ “{gái ế}”.", headline=headline)
    plain = read("{Gái ế} rủ nhau đi chùa.", headline=headline)

    assert quoted.stance is Stance.COUNTERED
    assert plain.stance is Stance.ASSERTED


def test_headline_does_not_judge_itself() -> None:
    """The headline is its own text, not its own context."""
    marked = "Bị phạt vì {gái ế}"

    assert read(marked, headline="Bị phạt vì gái ế").stance is Stance.ASSERTED


def test_speaker_may_stand_beside_the_quotation() -> None:
    """Interviews put the speaker in the sentence before."""
    sentence = "“Nhà này {đàn ông lo việc lớn}, đàn bà đừng xen vào.”"

    assert read(sentence, before="Ông Hùng nói như đinh đóng cột.").stance is (
        Stance.REPORTED
    )
    assert read(sentence).stance is Stance.ASSERTED


def test_scare_quotes_are_no_speaker() -> None:
    """Quotation marks around a label leave it the newspaper's word."""
    reading = read("Dàn “{chân dài}” bước ra, một khách nói nhỏ với bạn.")

    assert reading.stance is Stance.ASSERTED


def test_cue_inside_the_passage_is_no_criticism_of_it() -> None:
    """The passage's own words cannot argue with it."""
    assert read("{Vợ gia trưởng thì cấm có yên}.").stance is Stance.ASSERTED


def test_far_cue_is_weaker_than_a_near_one() -> None:
    """A word at the other end of a long sentence says less about the passage."""
    near = read("Định kiến “{phái yếu}” cần thay đổi dần trong từng gia đình.")
    far = read(
        "Hội nghị chống định kiến giới kéo dài hai ngày với sự tham gia của đại biểu "
        "nhiều tỉnh thành phía Bắc, buổi tối có đêm nhạc dành tặng {phái đẹp}."
    )

    assert near.score > far.score
