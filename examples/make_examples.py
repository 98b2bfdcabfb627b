"""Make the Word and PDF examples again: python examples/make_examples.py [FOLDER].

Needs the dev extra (python-docx, reportlab) and the font DejaVu Serif. All people,
places and firms are invented. The draft carries problems on purpose, each marked
below with the category that it is meant for; the other sentences are clean.
"""

from __future__ import annotations

import io
import struct
import sys
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

_FONT_FILE: Final = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf")
_EDITOR: Final = 'w:author="Thư ký toà soạn" w:date="2026-03-05T16:40:00Z"'
_MADE_ON: Final = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
_FOOTNOTE: Final = (
    "Chượp: hỗn hợp cá và muối ủ trong thùng gỗ từ mười hai tháng trở lên."
)

# -- the Word draft -----------------------------------------------------------------

_TITLE: Final = "Bóng hồng giữ nghề nước mắm Cửa Lạch"  # language, low
_STANDFIRST: Final = (
    "Mười hai năm tiếp quản xưởng mắm của cha, chị Hồ Thị Mỹ Hạnh đưa sản lượng từ "
    "40 nghìn lên 310 nghìn lít mỗi năm, trả lương cho 63 lao động của làng biển."
)
_OPENING: Final = (
    "Bốn giờ sáng, xe cá đầu tiên lùi vào sân Công ty Nước mắm Cửa Lạch. Chị Hạnh xắn "
    "tay áo, bốc một con cá cơm đưa lên ngửi rồi gật đầu với lái xe. “Cá còn trong "
    "mắt, cân đi anh”, chị nói. Mẻ cá 1,2 tấn được trộn muối, xuống thùng chượp",
    " ngay trong buổi sáng.",
)
_HISTORY: Final = (
    "Năm 2013, ông Hồ Văn Đãi đột ngột đổ bệnh, để lại mười tám thùng mắm và khoản nợ "
    "900 triệu đồng. Chị Hạnh khi ấy là kế toán một hãng tàu ở Đà Nẵng, xin nghỉ việc "
    # ability, medium
    "về tiếp quản. Là phụ nữ nhưng chị tính toán sắc bén chẳng kém gì đàn ông: hai năm "
    "trả hết nợ, năm thứ ba mua thêm đất dựng xưởng đóng chai."
)
_LOOKS: Final = (
    # appearance, medium
    "Ở tuổi 41, chị vẫn giữ được vòng eo con gái cùng nước da trắng ngần khiến nhiều "
    "đối tác lần đầu gặp phải ngẩn ngơ. Tháng trước, chị vừa ký hợp đồng cung cấp 50 "
    "nghìn lít cho một chuỗi siêu thị ở TP.HCM."
)
_HOME: Final = (
    # role, medium
    "Dù bận trăm công nghìn việc, chị chưa bao giờ quên thiên chức làm vợ, làm mẹ. "
    "Sáu giờ chiều, chị ",
    "có mặt ở nhà nấu cơm, kèm hai con học bài. Chồng chị, anh Nguyễn Hữu Tâm, phụ "
    "trách đội xe của công ty.",
)
_DOUBT: Final = (
    "Không phải ai cũng tin vào thành công ấy. Ông Phan Lợi, chủ một vựa cá trong "
    # trait, medium, reported
    "vùng, nói: “Đàn bà vốn hay để bụng, làm ăn chung phải dè chừng.”"
)
_DOUBT_ADDED: Final = (
    # marriage, medium; a tracked insertion
    " Ở làng này, con gái quá ba mươi chưa chồng thì coi như ế, nói gì chuyện làm chủ."
)
_REFUTED: Final = (
    # countered
    "Người xưa vẫn bảo “đàn bà bước lên mũi ghe là xui cả chuyến”. Quan niệm ấy đã lỗi "
    "thời: mười năm nay, ghe thu mua của công ty có bốn chị thay nhau cầm lái, chuyến "
    "nào cũng về bến an toàn.",
    # a tracked deletion, so it must not be found
    " Thôi thì đàn bà cứ ở nhà muối mắm cho lành.",
)
_HIRING: Final = (
    "Cuối tháng này, công ty mở xưởng đóng chai thứ hai. Theo thông báo dán ở cổng, ba "
    "vị trí cần người ngay như bảng dưới đây."
)
_TABLE: Final = (
    ("Vị trí", "Số người", "Yêu cầu"),
    ("Trưởng ca", "2", "Chỉ nhận nam, dưới 35 tuổi"),  # discrimination
    # discrimination, appearance
    ("Kế toán kho", "1", "Nữ, ngoại hình ưa nhìn, chưa lập gia đình"),
    ("Công nhân đóng chai", "12", "Không cần kinh nghiệm, được đào tạo hai tuần"),
)
_STATISTIC: Final = (
    "Theo Phòng Kinh tế huyện, toàn huyện hiện có 214 cơ sở chế biến hải sản, trong đó "
    "57 cơ sở do phụ nữ đứng tên, chiếm 26,6%; năm 2015 tỷ lệ này là 11%."
)
_ENDING: Final = (
    "Chiều xuống, mùi mắm chín theo gió ra tận cầu cảng. Chị Hạnh mở sổ, ghi thêm một "
    "dòng: thùng số 27, mười bốn tháng, 38 độ đạm. “Cha tôi dặn nước mắm không biết "
    "nói dối, người làm mắm cũng vậy”, chị kể. Đầu năm sau, công ty sẽ gửi mẫu dự thi "
    "ở hội chợ sản vật miền Trung."
)


def make_draft() -> bytes:
    """The Word draft, the same bytes on every run."""
    draft = docx.Document()
    _set_page(draft)
    draft.add_paragraph(_TITLE, style="Title")
    draft.add_paragraph().add_run(_STANDFIRST).bold = True
    opening = draft.add_paragraph(_OPENING[0])
    _add_footnote(draft, opening, _FOOTNOTE)
    opening.add_run(_OPENING[1])
    draft.add_paragraph(_HISTORY)
    looks = draft.add_paragraph(_LOOKS)
    comment = draft.add_comment(
        looks.runs, "Câu tả ngoại hình có cần không?", author="Lan", initials="L"
    )
    comment._comment_elm.set(qn("w:date"), "2026-03-05T15:10:00Z")
    draft.add_heading("Việc xưởng, việc nhà", level=2)
    home = draft.add_paragraph(_HOME[0])
    _delete(home, "luôn luôn ")
    home.add_run(_HOME[1])
    _insert(draft.add_paragraph(_DOUBT), _DOUBT_ADDED)
    _delete(draft.add_paragraph(_REFUTED[0]), _REFUTED[1])
    _add_picture(draft)
    draft.add_heading("Tuyển người cho xưởng mới", level=2)
    draft.add_paragraph(_HIRING)
    _add_table(draft)
    draft.add_paragraph(_STATISTIC)
    draft.add_paragraph(_ENDING)
    target = io.BytesIO()
    draft.save(target)
    return _same_every_time(target.getvalue())


def _set_page(draft: Any) -> None:
    style = draft.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13)
    properties = draft.core_properties
    properties.title, properties.author = _TITLE, "Phòng Kinh tế"
    properties.created = properties.modified = _MADE_ON
    section = draft.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.header.paragraphs[0].text = "Trang Kinh tế biển · bản thảo lần 2"
    number = parse_xml(
        f'<w:fldSimple {nsdecls("w")} w:instr="PAGE">'
        "<w:r><w:t>1</w:t></w:r></w:fldSimple>"
    )
    footer = section.footer.paragraphs[0]
    footer.add_run("Trang ")
    footer._p.append(number)


def _insert(paragraph: Paragraph, text: str) -> None:
    """Append a tracked insertion."""
    paragraph._p.append(
        parse_xml(
            f'<w:ins {nsdecls("w")} w:id="101" {_EDITOR}><w:r>'
            f'<w:t xml:space="preserve">{text}</w:t></w:r></w:ins>'
        )
    )


def _delete(paragraph: Paragraph, text: str) -> None:
    """Append a tracked deletion."""
    paragraph._p.append(
        parse_xml(
            f'<w:del {nsdecls("w")} w:id="{102 + len(text)}" {_EDITOR}><w:r>'
            f'<w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'
        )
    )


def _add_footnote(draft: Any, paragraph: Paragraph, text: str) -> None:
    """Append a reference and make the part that holds its note."""
    rule = (
        '<w:footnote w:type="{kind}" w:id="{key}">'
        "<w:p><w:r><w:{mark}/></w:r></w:p></w:footnote>"
    )
    notes = (
        rule.format(kind="separator", key=-1, mark="separator")
        + rule.format(kind="continuationSeparator", key=0, mark="continuationSeparator")
        + '<w:footnote w:id="1"><w:p><w:r><w:rPr><w:vertAlign w:val="superscript"/>'
        f'</w:rPr><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> {text}</w:t>'
        "</w:r></w:p></w:footnote>"
    )
    xml = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f"<w:footnotes {nsdecls('w')}>{notes}</w:footnotes>"
    )
    part = Part(
        PackURI("/word/footnotes.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
        xml.encode(),
        draft.part.package,
    )
    draft.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    paragraph._p.append(
        parse_xml(
            f'<w:r {nsdecls("w")}><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
            '<w:footnoteReference w:id="1"/></w:r>'
        )
    )


def _add_picture(draft: Any) -> None:
    draft.add_picture(io.BytesIO(make_picture()), width=Cm(12))
    (properties,) = draft.paragraphs[-1]._p.iter(qn("wp:docPr"))
    properties.set("descr", "Dãy thùng gỗ ủ nước mắm trong nhà xưởng")
    draft.add_paragraph(
        "Chị Hạnh kiểm tra độ đạm ở dãy thùng gỗ bời lời. Ảnh: Quốc Vĩnh",
        style="Caption",
    )


def _add_table(draft: Any) -> None:
    table = draft.add_table(rows=0, cols=3, style="Table Grid")
    for values in _TABLE:
        for cell, value in zip(table.add_row().cells, values, strict=True):
            cell.text = value


def make_picture(*, width: int = 480, height: int = 270) -> bytes:
    """A row of barrels under a roof, as a PNG file."""
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            rows += bytes(_pixel(x, y, width=width, height=height))

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(rows), 9))
        + chunk(b"IEND", b"")
    )


def _pixel(x: int, y: int, *, width: int, height: int) -> tuple[int, int, int]:
    if y < height // 4:
        return 94, 74, 58  # the roof
    if y > height * 9 // 10:
        return 120, 110, 98  # the floor
    column, inside = divmod(x, width // 6)
    middle = abs(inside - width // 12)
    swell = 6 - abs(y - height * 11 // 20) * 6 // height
    if y > height * 3 // 8 and middle < width // 16 + swell:
        is_hoop = (y - height * 3 // 8) % 34 < 5
        shade = 12 * (column % 2) - middle // 2
        return (70, 64, 60) if is_hoop else (150 + shade, 98 + shade, 58 + shade)
    return 222, 206, 178  # the wall


def _same_every_time(content: bytes) -> bytes:
    """The Word file with the same dates on all its parts."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in source.namelist():
            info = zipfile.ZipInfo(name, date_time=(2026, 3, 5, 9, 30, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, source.read(name))
    return target.getvalue()


# -- the PDF page ----------------------------------------------------------------------

_FAIR_TITLE: Final = "Chợ phiên Pa Há đông trở lại"
_FAIR_HEAD: Final = "Văn hoá – Du lịch · số cuối tuần"
_FAIR: Final = (
    "Sáu giờ sáng chủ nhật, sương còn trắng lưng đồi mà hai bên con dốc vào chợ Pa Há "
    "đã kín xe máy. Sau ba năm vắng vì đường sạt lở, phiên chợ đầu tiên của năm có hơn "
    "ba trăm gian hàng, gấp đôi dự tính của ban quản lý.",
    "Gian của vợ chồng anh Giàng A Chớ bán dao rèn và lưỡi cày. Anh đứng lò, chị Vàng "
    "Thị Sua tiện cán, buổi trưa hai người thay nhau trông con. Mỗi phiên nhà anh bán "
    "chừng bốn mươi con dao, lãi ba triệu đồng.",
    # role and trait, medium
    "Cuối chợ là dãy hàng vải. Việc thêu thùa vốn của đàn bà con gái, còn đàn ông ra "
    "chợ thì lo uống rượu bàn chuyện lớn. Một tấm váy thêu tay mất bốn tháng, giá từ "
    "ba đến năm triệu đồng, khách ở dưới xuôi đặt trước cả năm.",
    "Năm nay chợ có thêm khu chữ viết. Cô giáo Lò Thị Mai bày hai mươi cuốn truyện "
    "song ngữ do học trò lớp bảy tự vẽ. Đến trưa, mười bốn cuốn đã có người mua, tiền "
    "bán được góp vào tủ sách của trường.",
    # countered
    "Nhiều người già kể ngày trước con gái không được một mình đi chợ xa. “Nói vậy là "
    "bó chân người ta”, bà Thào Thị Dế, 71 tuổi, lắc đầu. Bà đi bán ngô giống ở Pa Há "
    "từ năm mười lăm tuổi, và nay dắt theo hai cháu, một trai, một gái.",
    "Theo số liệu của xã, 58% gian hàng năm nay do phụ nữ đứng tên, 42% do nam giới; "
    "phần lớn là hộ gia đình cùng làm. Xã thu phí mười nghìn đồng một gian, đủ trả "
    "công dọn chợ và điện chiếu sáng.",
    "Ban quản lý cho biết từ tháng sau chợ họp hai phiên một tháng. Đường vào chợ đang "
    "được kè lại, dự kiến xong trước mùa mưa, để xe tải nhỏ lên được tận sân.",
    # appearance, medium
    "Phiên chợ tan khi nắng vừa gắt. Trên đường về, mấy cô gái Mông eo thon, môi đỏ "
    "làm bao chàng trai ngoái nhìn đến quên cả lối xuống núi. Sau lưng họ, khói bếp "
    "của dãy hàng thắng cố vẫn còn bay.",
)


def make_fair() -> bytes:
    """The PDF article, in one column over two small pages."""
    from reportlab.lib.enums import TA_JUSTIFY
    from reportlab.lib.pagesizes import A5
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph as PdfParagraph
    from reportlab.platypus import SimpleDocTemplate

    pdfmetrics.registerFont(TTFont("Serif", str(_FONT_FILE)))
    body = ParagraphStyle(
        "body",
        fontName="Serif",
        fontSize=11.5,
        leading=18,
        alignment=TA_JUSTIFY,
        firstLineIndent=14,
    )
    head = ParagraphStyle("head", body, fontSize=17, leading=22, spaceAfter=12)
    head.firstLineIndent = 0
    story = [PdfParagraph(_FAIR_TITLE, head)]
    story += [PdfParagraph(text, body) for text in _FAIR]

    def furniture(canvas: Any, document: Any) -> None:
        canvas.setFont("Serif", 7.5)
        canvas.drawString(50, A5[1] - 36, _FAIR_HEAD)
        canvas.drawCentredString(A5[0] / 2, 28, str(document.page))

    target = io.BytesIO()
    document = SimpleDocTemplate(
        target,
        pagesize=A5,
        leftMargin=50,
        rightMargin=50,
        topMargin=56,
        bottomMargin=50,
        title=_FAIR_TITLE,
        invariant=1,
    )
    document.build(story, onFirstPage=furniture, onLaterPages=furniture)
    return target.getvalue()


def main(folder: Path) -> None:
    """Write the examples into a folder."""
    (folder / "ban-thao-nu-giam-doc.docx").write_bytes(make_draft())
    (folder / "cho-phien.pdf").write_bytes(make_fair())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
