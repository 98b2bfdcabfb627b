"""Word drafts: tables, boxes, notes, headers, and what styles tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from screener.domain.documents import Part
from screener.domain.limits import ReadLimits
from tests.fixtures.word_xml import (
    paragraph,
    style,
)
from tests.word_drafts import cells, entries, read_draft, texts

FIXTURES = Path(__file__).parents[2] / "fixtures" / "docx"
LIMITS = ReadLimits()


# -- tables, boxes, notes, headers ---------------------------------------------------


def test_merged_cells_keep_the_column_of_the_grid() -> None:
    """A place that is one column off sends the editor to the wrong cell."""
    wide = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'
    row = f"<w:tr><w:tc>{wide}{paragraph('rộng')}</w:tc><w:tc>{paragraph('hẹp')}</w:tc></w:tr>"

    assert cells(read_draft(f"<w:tbl>{row}</w:tbl>")) == [
        "bảng 1, R1C1",
        "bảng 1, R1C3",
    ]


def test_text_box_written_for_two_programs_is_read_once() -> None:
    """Word stores the box for new and for old programs."""
    box = f"<w:txbxContent>{paragraph('Chữ trong khung.')}</w:txbxContent>"
    body = paragraph(
        "Trước khung.",
        "<w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>{box}</wps:txbx>'
        "</wps:wsp></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>",
    )

    document = read_draft(body)

    assert texts(document) == ["Trước khung.", "Chữ trong khung."]
    assert document.paragraphs[1].place.part is Part.TEXT_BOX


def test_old_text_box_is_read() -> None:
    """Files of Word 2007 know only the old kind."""
    box = f"<w:txbxContent>{paragraph('Khung cũ.')}</w:txbxContent>"
    body = paragraph(
        f"<w:r><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></w:r>"
    )

    assert texts(read_draft(body), Part.TEXT_BOX) == ["Khung cũ."]


def test_notes_come_in_the_order_of_their_references() -> None:
    """Numbers in the file follow the history of the draft, not the page."""
    notes = "".join(
        f'<w:footnote w:id="{key}">{paragraph(text)}</w:footnote>'
        for key, text in ((-1, "đường kẻ"), (1, "Viết trước."), (2, "Đứng trước."))
    )
    body = paragraph(
        "Một",
        '<w:r><w:footnoteReference w:id="2"/></w:r>',
        " hai",
        '<w:r><w:footnoteReference w:id="1"/></w:r>',
        ".",
    )

    document = read_draft(body, footnotes=notes)

    assert document.text.split("\n") == ["Một hai.", "Đứng trước.", "Viết trước."]


def test_note_of_a_deleted_reference_is_left_out() -> None:
    """With its number gone, Word drops the note."""
    note = f'<w:endnote w:id="4">{paragraph("Ghi chú bỏ.")}</w:endnote>'
    reference = '<w:del><w:r><w:endnoteReference w:id="4"/></w:r></w:del>'

    assert read_draft(paragraph("Câu.", reference), endnotes=note).text == "Câu."


def test_header_that_sections_repeat_is_read_once() -> None:
    """One slogan on forty pages is one finding, not forty."""
    references = "".join(
        f'<w:headerReference w:type="default" r:id="header{n}"/>' for n in (1, 2)
    )
    body = paragraph("Thân bài.") + f"<w:sectPr>{references}</w:sectPr>"
    header = paragraph("Phụ trang Gia đình") + paragraph("12")

    document = read_draft(body, header1=header, header2=header)

    assert texts(document, Part.HEADER) == ["Phụ trang Gia đình"]


def test_footer_is_read() -> None:
    """Slogans hide in footers."""
    body = (
        paragraph("Thân.") + '<w:sectPr><w:footerReference r:id="footer1"/></w:sectPr>'
    )

    document = read_draft(body, footer1=paragraph("In tại xưởng Bến Tre"))

    assert texts(document, Part.FOOTER) == ["In tại xưởng Bến Tre"]


def test_comments_are_ignored_and_counted() -> None:
    """Remarks of colleagues are not the article."""
    comments = f'<w:comment w:id="0">{paragraph("Câu này kỳ quá.")}</w:comment>' * 3

    document = read_draft(paragraph("Câu."), comments=comments)

    assert document.text == "Câu."
    assert [e.count for e in entries(document, Part.COMMENT)] == [3]


# -- styles ---------------------------------------------------------------------------

STYLES = (
    style("T", "Tít bài")
    + style("H1", "heading 1", inner='<w:outlineLvl w:val="0"/>')
    + style("H2", "Tiêu đề 2")
    + style("Sub", "Của tôi", based_on="H2")
    + style("Cap", "Chú thích ảnh")
    + style("LO", "Illustration", based_on="Cap")
    + style("Num", "Đánh số", inner='<w:numPr><w:numId w:val="3"/></w:numPr>')
    + style("Loop", "Vòng", based_on="Loop")
)


@pytest.mark.parametrize(
    ("key", "part"),
    [
        ("T", Part.TITLE),
        ("H2", Part.HEADING),
        ("Sub", Part.HEADING),
        ("Cap", Part.CAPTION),
        ("LO", Part.CAPTION),
        ("Num", Part.LIST_ITEM),
        ("Loop", Part.BODY),
        ("KhôngCó", Part.BODY),
    ],
)
def test_style_names_tell_the_part(key: str, part: Part) -> None:
    """Vietnamese newsrooms have Vietnamese style names."""
    body = paragraph("Câu thứ nhất dài hơn câu sau.") + paragraph("Câu hai", style=key)

    assert read_draft(body, styles=STYLES).paragraphs[1].place.part is part


def test_outline_level_makes_a_heading_without_a_style() -> None:
    """The outline is what Word itself lists as headings."""
    body = paragraph("Mở đầu dài, có dấu chấm.") + paragraph(
        "Mục", properties='<w:outlineLvl w:val="1"/>'
    )

    assert read_draft(body).paragraphs[1].place.part is Part.HEADING


def test_numbering_switched_off_is_no_list() -> None:
    """A paragraph may leave the list that its style is in."""
    off = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = paragraph("Câu một có dấu chấm.") + paragraph(
        "Hai", style="Num", properties=off
    )

    assert read_draft(body, styles=STYLES).paragraphs[1].place.part is Part.BODY


def test_first_heading_below_a_kicker_is_the_headline() -> None:
    """Most readers see only the headline; it must be known as such."""
    body = (
        paragraph("PHÓNG SỰ")
        + paragraph("Mùa tôm lên", style="H1")
        + paragraph("Thân bài dài hơn hẳn tít và đề.")
    )

    document = read_draft(body, styles=STYLES)

    assert document.title == "Mùa tôm lên"
    assert [p.place.part for p in document.paragraphs] == [
        Part.BODY,
        Part.TITLE,
        Part.BODY,
    ]


def test_unstyled_short_first_line_is_the_headline() -> None:
    """Many drafts are typed without any style."""
    document = read_draft(
        paragraph("Mùa tôm lên") + paragraph("Nước vừa rút, cả xóm ra đồng.")
    )

    assert document.title == "Mùa tôm lên"
    assert document.paragraphs[0].place.part is Part.TITLE
