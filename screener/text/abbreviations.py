"""Words that decide whether a full stop ends a sentence.

Sets compare whole words and case, since "No. 1" is a rank and "ăn no." a meal.
"""

from __future__ import annotations

from typing import Final


def _words(listing: str) -> frozenset[str]:
    return frozenset(listing.split())


def _phrases(listing: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in listing.split(","))


# A name follows: titles, ranks, offices, places. Their stop ends a sentence only
# when the next word is one that opens sentences.
TITLES: Final = _words("""
    GS Gs PGS Pgs TS Ts TSKH TSKT ThS THS Ths NCS BS Bs BSCK BSCKI BSCKII BSCK1
    BSCK2 CKI CKII CK1 CK2 BSNT DS Ds DSCK KTS Kts KS Ks LS Ls ĐD NSND
    NSƯT NSUT NGND NGƯT NGUT TTND TTƯT NS Ns NNND NNƯT
    TP Tp tp TX Tx TT Tt tt KP KĐT KCN QL TL HL ĐT BV Bv CTCP Cty CTY cty
    Nxb NXB nxb Đ/c đ/c Đ/C LM Lm
    ĐH CĐ Sđd sđd Thg
    Mr Mrs Ms Miss Dr Prof Sr Jr St Ste Mt Gen Col Sgt Lt Capt Rev Mme Mlle
    MR MRS MS DR Inc Ltd Corp Co Bros vs Vs VS ft Ft feat Feat vd Vd VD cf ctv cs
""")
# Short for a name, as a single capital is: "cháu Nh.", "Ng. Thị Lan".
CLUSTERS: Final = _words("Th Tr Ng Ngh Nh Ch Ph Kh")
# A number follows.
NUMBERED: Final = _words("""
    No Nos NO Vol vol Art Fig Ch Sec tr Tr p pp Q P F KP Đ T TL QL ĐT đt TK tk
    Tel tel TEL Fax fax SĐT sđt STT stt KM Km
""")
# Openers that are no names: after them a new sentence is certain.
OPENERS: Final = _words("""
    Theo Nhưng Và Khi Sau Trước Trong Ngoài Ngay Đây Đó Đến Tại Với Vì Vậy Do
    Bởi Nếu Dù Mặc Hôm Ngày Lúc Tháng Tuần Cuối Đầu Giữa Các Những Nhiều Mọi
    Mỗi Cả Người Ông Chị Cô Cậu Tôi Chúng Họ Nó Mình Hắn Bị Được Có Không Chưa
    Đã Đang Sẽ Là Việc Vụ Nạn Nghi Qua Thấy Nghe Nói Cũng Chỉ Còn Rồi Thế Thì
    Như Nhận Phát Để Tiếp Bên Kết Riêng Đặc Về Trả Thực Hơn Vừa Hãy Đừng Hiện
    Ở Cách Thậm Ngược Hoặc Hay Đồng Đặt Trao Chia Nhờ Tức Thay Lần Mới Rất
    Quá Nay Xin Mời Cho Gần Suốt Khoảng Phải Dẫu Song Nhìn Bao Đối Mà Ai Gì Sao
    Sự Nhất Ngoại Này Kể Tóm Lấy Làm Đi Biết Hỏi Gặp Ảnh Xem
    THEO SAU KHI TRONG TẠI ĐẾN TRƯỚC
""")
# Openers that are names as well; a small letter or a figure next settles it.
NAMELIKE_OPENERS: Final = _words("""
    Anh Em Bà Bé Bác Chú Dì Mẹ Bố Cha Con Cháu Vợ Chồng Gia Từ Năm Sáng Trưa
    Chiều Tối Đêm Một Hai Ba Bốn Tất Cơ Công Lực Lý Nguyên Thật Thời Hàng Chuyện
    Bạn Thầy Lớp Quan Phía Cùng Đáng Hậu Bắt Xã Nhà Hành Mong Yêu Vốn Tính Bản
    Chính Tuy
""")
# A letter after these is a label ("bảng A", "vitamin C"), no initial.
LABEL_NOUNS: Final = _words("""
    bảng nhóm vitamin loại lớp khối hạng điểm đội gan mục phần án hình lục serie
    Serie khu lô tầng cấp cúm virus mẫu chữ đường nhà toà tòa block Bảng Nhóm
    Vitamin Hạng Phương Lớp Khối
""")
# An initial after these stands for a name that ends there ("chị H.").
PERSON_WORDS: Final = _words("""
    anh chị ông bà cô chú bác em cháu bé cậu dì mợ thím con vợ chồng mẹ bố cha
    hắn y thị phạm tượng cụ thầy bạn tên gái trai nữ nam can cáo tôi sinh viên
    Anh Chị Ông Bà Cô Chú Bác Em Cháu Bé Cậu Cụ Thầy Thị Văn
""")
# Endings of addresses and file names: "VnExpress.Net", "thong_bao.DOCX".
ADDRESS_ENDINGS: Final = _words("""
    com vn net org edu gov info biz io tv me co uk us jp fr de au asia app dev
    ai doc docx pdf txt xls xlsx ppt pptx jpg jpeg png gif mp3 mp4 avi zip rar
    exe html htm php js css py xml json csv
""")
# Words that speak for a person or the people: after a quotation they may open
# its attribution, though they open sentences as well.
SPEAKERS: Final = _words("Ông Chị Cô Cậu Tôi Họ Nó Mình Hắn Người Chúng")
# Nouns that a verb of speaking follows, and no speaker: “Câu trả lời …”.
UTTERANCES: Final = _words("Câu Lời Giọng Tiếng Bài Chẳng Chuyện Điều Hàng")
# What the words after a quotation say when they tell who spoke.
SPEECH_VERBS: Final = _phrases("""
    nói, hỏi, đáp, kể, bảo, thốt, kêu, hét, quát, gắt, la lên, la lớn, than, reo,
    cười, khóc, mắng, dặn, thở dài, nhắn, trả lời, thì thầm, chia sẻ, tâm sự,
    khẳng định, giải thích, phân trần, cho biết, cho hay, cho rằng, nhấn mạnh,
    bộc bạch, tự nhủ, tự hỏi, nghĩ bụng, ngắt lời, tiếp lời, lẩm bẩm, thầm nghĩ,
    nghĩ thầm, trêu, giục, rên, hô, gằn giọng, ngạc nhiên, thắc mắc, nài nỉ, gào
""")
# What goes on after a title that ends in a question or exclamation mark
# (phim Yêu đi, đừng sợ! dự kiến ra rạp …).
CONTINUERS: Final = _words("""
    đã sẽ vừa đang của và hay hoặc mùa trên tập phần dự hứa là với do được bị cùng
    còn cũng nên kèm tại ở cho để khiến rồi nhưng mà thì như có từ trong lên về
    phiên bản số ra không vẫn chính năm khi bởi theo này đó ấy
""")
# Words that want another: a pause after them is no end (“gọi là… Máy chém”).
DANGLING: Final = _words("""
    là thành của cho với ở từ tại như bằng và hoặc hay các những một tên mang gọi
""")
# Names that end in an exclamation mark.
EXCLAIMED_NAMES: Final = _words("Yahoo Joomla Jeopardy")
