"""Word drafts: whatever stands in the file is read once, in its final view."""

from __future__ import annotations

from pathlib import Path

import pytest

from screener.domain.documents import Document, Part, PartCoverage, PartStatus
from screener.domain.limits import ReadLimits
from screener.errors import (
    CorruptInputError,
    EncryptedInputError,
    NoTextError,
    UnsupportedFormatError,
)
from screener.ingest.docx_package import DocxPackage
from screener.ingest.docx_story import StoryParagraph, StoryWalk
from screener.ingest.reader import read_bytes, read_file
from tests.fixtures import articles
from tests.fixtures.word_xml import (
    deleted,
    drawing,
    inserted,
    make_docx,
    make_zip,
    paragraph,
    picture,
    run,
    style,
)

FIXTURES = Path(__file__).parents[2] / "fixtures" / "docx"
LIMITS = ReadLimits()


def read(body: str, **parts: str) -> Document:
    return read_bytes(make_docx(body, parts=parts), name="bài.docx", limits=LIMITS)


def texts(document: Document, part: Part | None = None) -> list[str]:
    return [
        paragraph.span.of(document.text)
        for paragraph in document.paragraphs
        if part in (None, paragraph.place.part)
    ]


def cells(document: Document) -> list[str | None]:
    return [p.place.cell for p in document.paragraphs if p.place.part is Part.TABLE]


def entries(document: Document, part: Part) -> list[PartCoverage]:
    return [
        entry
        for entry in document.coverage.parts
        if entry.part is part and entry.status is not PartStatus.READ
    ]


def walked(body: str) -> list[StoryParagraph]:
    package = DocxPackage(make_docx(body), source="x", limits=LIMITS)
    return list(StoryWalk().paragraphs(package.body, part=Part.BODY))


# -- a file that LibreOffice wrote ----------------------------------------------


@pytest.fixture(scope="module")
def draft() -> Document:
    return read_file(FIXTURES / "libreoffice.docx", limits=LIMITS)


def test_every_paragraph_of_a_libreoffice_draft_is_read(draft: Document) -> None:
    """A sentence that is not read is a sentence that is called clean."""
    wanted = [text for _, group in articles.SECTIONS for text in group]

    assert [text for text in wanted if text not in texts(draft, Part.BODY)] == []


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (Part.TITLE, [articles.TITLE]),
        (Part.HEADING, [heading for heading, _ in articles.SECTIONS if heading]),
        (Part.LIST_ITEM, list(articles.LIST_ITEMS)),
        (Part.TEXT_BOX, [articles.TEXT_BOX]),
        (Part.FOOTNOTE, [articles.FOOTNOTE]),
        (Part.HEADER, [articles.HEADER]),
        (Part.CAPTION, [articles.CAPTION]),
        (Part.ALT_TEXT, [articles.ALT_TEXT]),
    ],
)
def test_parts_of_a_libreoffice_draft_are_told_apart(
    draft: Document, part: Part, expected: list[str]
) -> None:
    """A finding must lead back to its place, box and footnote included."""
    assert texts(draft, part) == expected


def test_libreoffice_table_cells_know_their_place(draft: Document) -> None:
    """An editor finds the cell by table, row and column."""
    placed = dict(zip(cells(draft), texts(draft, Part.TABLE), strict=True))

    assert placed["bảng 1, R3C2"] == "187"
    assert placed["bảng 1, R4C3 > bảng 2, R1C1"] == "trong đó 97 em gái"


def test_libreoffice_tracked_changes_are_read_as_accepted(draft: Document) -> None:
    """The final view is what would be printed."""
    assert "ba mươi mốt em, đủ." in draft.text
    assert "chắc là" not in draft.text
    assert [e.count for e in entries(draft, Part.DELETED)] == [1]
    assert [w.code for w in draft.warnings] == ["warning.tracked_changes"]


# -- tracked changes ---------------------------------------------------------------


def test_insertions_count_and_deletions_do_not() -> None:
    """python-docx alone loses the inserted words, the worst fault of its peers."""
    body = paragraph("Chị ", inserted("Hạnh "), deleted("nhà ta "), "mở lớp học.")

    document = read(body)

    assert document.text == "Chị Hạnh mở lớp học."


def test_moved_text_stands_only_where_it_was_moved_to() -> None:
    """Text that is read twice would be found twice."""
    body = paragraph(
        f'<w:moveFrom w:id="3">{run("Sáng nay, ")}</w:moveFrom>',
        "tàu cập bến",
        f'<w:moveTo w:id="4">{run(" sáng nay")}</w:moveTo>',
        ".",
    )

    assert read(body).text == "tàu cập bến sáng nay."


def test_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    """After acceptance they are one paragraph, with one sentence."""
    mark = '<w:rPr><w:del w:id="5"/></w:rPr>'
    body = paragraph("Bà Tư kể ", properties=mark) + paragraph("chuyện đi biển.")

    assert texts(read(body)) == ["Bà Tư kể chuyện đi biển."]


def test_last_paragraph_with_a_deleted_mark_is_not_lost() -> None:
    """There is nothing after it to join, yet its text stays."""
    mark = '<w:rPr><w:del w:id="5"/></w:rPr>'

    assert texts(read(paragraph("Câu cuối còn lại.", properties=mark))) == [
        "Câu cuối còn lại."
    ]


def test_deleted_table_rows_and_cells_are_left_out() -> None:
    """Row numbers follow the final view too."""
    gone = (
        f'<w:tr><w:trPr><w:del w:id="6"/></w:trPr><w:tc>{paragraph("bỏ")}</w:tc></w:tr>'
    )
    cut = f'<w:tc><w:tcPr><w:cellDel w:id="7"/></w:tcPr>{paragraph("cắt")}</w:tc>'
    kept = f"<w:tr>{cut}<w:tc>{paragraph('giữ')}</w:tc></w:tr>"

    document = read(f"<w:tbl>{gone}{kept}</w:tbl>")

    assert document.text == "giữ"
    assert [e.count for e in entries(document, Part.DELETED)] == [2]


def test_paragraphs_inserted_as_blocks_are_read() -> None:
    """Word wraps whole inserted content controls in "w:ins"."""
    body = f"<w:ins>{paragraph('Đoạn thêm.')}</w:ins><w:del>{paragraph('Đoạn bỏ.')}</w:del>"

    assert read(body).text == "Đoạn thêm."


def test_deletions_are_counted_with_their_characters() -> None:
    """Coverage says how much was not screened."""
    document = read(paragraph("Còn lại.", deleted("mười chữ."), deleted("ba")))

    (entry,) = entries(document, Part.DELETED)

    assert (entry.status, entry.count) == (PartStatus.NOT_READ, 2)
    assert entry.reason is not None
    assert dict(entry.reason.facts) == {"characters": 11}


# -- what runs hold ------------------------------------------------------------------


def test_tabs_breaks_and_hyphens_become_text() -> None:
    """Words must not run together where the page shows a gap."""
    body = paragraph(
        "<w:r><w:t>Cột</w:t><w:tab/><w:t>số</w:t><w:br/><w:t>dòng</w:t><w:cr/>"
        "<w:t>Wi</w:t><w:noBreakHyphen/><w:t>Fi</w:t></w:r>"
    )

    assert read(body).text == "Cột\tsố\ndòng\nWi-Fi"


def test_soft_hyphens_and_zero_width_marks_vanish() -> None:
    """A word cut by invisible marks would escape every rule."""
    body = paragraph(
        "<w:r><w:t>phái</w:t><w:softHyphen/><w:t>\u200b yế\u00adu</w:t></w:r>"
    )

    assert read(body).text == "phái yếu"


def test_symbol_bullets_become_letters_of_unicode() -> None:
    """Word writes bullets in a private area that nothing else can show."""
    body = paragraph('<w:r><w:sym w:font="Symbol" w:char="F0B7"/><w:t> Mục</w:t></w:r>')

    assert read(body).text == "• Mục"


def test_marks_split_over_runs_are_composed() -> None:
    """Offsets count NFC, even where a tone mark is in the next run."""
    assert read(paragraph("Hue", "\u0301", " đẹp")).text == "Hué đẹp"


def test_hidden_text_is_counted_and_left_out() -> None:
    """It is not printed; saying nothing about it would be wrong too."""
    body = paragraph("Thấy.", run("Ẩn.", properties="<w:vanish/>"))

    document = read(body)

    assert document.text == "Thấy."
    (entry,) = entries(document, Part.OTHER)
    assert entry.reason is not None
    assert entry.reason.code == "coverage.hidden"


def test_vanish_that_is_switched_off_is_shown() -> None:
    """A toggle says no as well as yes."""
    body = paragraph(run("Hiện.", properties='<w:vanish w:val="0"/>'))

    assert read(body).text == "Hiện."


def test_fields_give_their_result_not_their_code() -> None:
    """Codes such as HYPERLINK are machinery, results are words."""
    body = paragraph(
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        "<w:r><w:instrText>IF </w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        "<w:r><w:instrText>TITLE</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>mã lồng</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>kết quả</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        " đọc được",
    )

    assert read(body).text == "kết quả đọc được"


def test_field_that_never_ends_hides_nothing() -> None:
    """Damaged fields are common; text after them is still printed."""
    body = paragraph('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', "Vẫn đọc.")

    assert read(body + paragraph("Đoạn sau.")).text == "Vẫn đọc.\nĐoạn sau."


def test_content_in_wrappers_is_read() -> None:
    """Links, smart tags, content controls and simple fields hold ordinary words."""
    body = paragraph(
        f'<w:hyperlink r:id="x">{run("liên kết")}</w:hyperlink>',
        f"<w:smartTag>{run(' thẻ')}</w:smartTag>",
        f"<w:sdt><w:sdtContent>{run(' ô nhập')}</w:sdtContent></w:sdt>",
        f'<w:fldSimple w:instr="AUTHOR">{run(" tên")}</w:fldSimple>',
        "<w:r><w:ruby><w:rt><w:r><w:t>âm</w:t></w:r></w:rt></w:ruby></w:r>",
    )

    assert read(f"<w:sdt><w:sdtContent>{body}</w:sdtContent></w:sdt>").text == (
        "liên kết thẻ ô nhập tên"
    )


def test_formulas_are_read_as_their_letters() -> None:
    """What is printed between words belongs to the sentence."""
    body = paragraph(
        "Đặt ", "<m:oMath><m:r><m:t>x=2</m:t></m:r></m:oMath>", " rồi tính."
    )

    assert read(body).text == "Đặt x=2 rồi tính."


# -- tables, boxes, notes, headers ---------------------------------------------------


def test_merged_cells_keep_the_column_of_the_grid() -> None:
    """A place that is one column off sends the editor to the wrong cell."""
    wide = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'
    row = f"<w:tr><w:tc>{wide}{paragraph('rộng')}</w:tc><w:tc>{paragraph('hẹp')}</w:tc></w:tr>"

    assert cells(read(f"<w:tbl>{row}</w:tbl>")) == ["bảng 1, R1C1", "bảng 1, R1C3"]


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

    document = read(body)

    assert texts(document) == ["Trước khung.", "Chữ trong khung."]
    assert document.paragraphs[1].place.part is Part.TEXT_BOX


def test_old_text_box_is_read() -> None:
    """Files of Word 2007 know only the old kind."""
    box = f"<w:txbxContent>{paragraph('Khung cũ.')}</w:txbxContent>"
    body = paragraph(
        f"<w:r><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></w:r>"
    )

    assert texts(read(body), Part.TEXT_BOX) == ["Khung cũ."]


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

    document = read(body, footnotes=notes)

    assert document.text.split("\n") == ["Một hai.", "Đứng trước.", "Viết trước."]


def test_note_of_a_deleted_reference_is_left_out() -> None:
    """With its number gone, Word drops the note."""
    note = f'<w:endnote w:id="4">{paragraph("Ghi chú bỏ.")}</w:endnote>'
    reference = '<w:del><w:r><w:endnoteReference w:id="4"/></w:r></w:del>'

    assert read(paragraph("Câu.", reference), endnotes=note).text == "Câu."


def test_header_that_sections_repeat_is_read_once() -> None:
    """One slogan on forty pages is one finding, not forty."""
    references = "".join(
        f'<w:headerReference w:type="default" r:id="header{n}"/>' for n in (1, 2)
    )
    body = paragraph("Thân bài.") + f"<w:sectPr>{references}</w:sectPr>"
    header = paragraph("Phụ trang Gia đình") + paragraph("12")

    document = read(body, header1=header, header2=header)

    assert texts(document, Part.HEADER) == ["Phụ trang Gia đình"]


def test_footer_is_read() -> None:
    """Slogans hide in footers."""
    body = (
        paragraph("Thân.") + '<w:sectPr><w:footerReference r:id="footer1"/></w:sectPr>'
    )

    document = read(body, footer1=paragraph("In tại xưởng Bến Tre"))

    assert texts(document, Part.FOOTER) == ["In tại xưởng Bến Tre"]


def test_comments_are_ignored_and_counted() -> None:
    """Remarks of colleagues are not the article."""
    comments = f'<w:comment w:id="0">{paragraph("Câu này kỳ quá.")}</w:comment>' * 3

    document = read(paragraph("Câu."), comments=comments)

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

    assert read(body, styles=STYLES).paragraphs[1].place.part is part


def test_outline_level_makes_a_heading_without_a_style() -> None:
    """The outline is what Word itself lists as headings."""
    body = paragraph("Mở đầu dài, có dấu chấm.") + paragraph(
        "Mục", properties='<w:outlineLvl w:val="1"/>'
    )

    assert read(body).paragraphs[1].place.part is Part.HEADING


def test_numbering_switched_off_is_no_list() -> None:
    """A paragraph may leave the list that its style is in."""
    off = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = paragraph("Câu một có dấu chấm.") + paragraph(
        "Hai", style="Num", properties=off
    )

    assert read(body, styles=STYLES).paragraphs[1].place.part is Part.BODY


def test_first_heading_below_a_kicker_is_the_headline() -> None:
    """Most readers see only the headline; it must be known as such."""
    body = (
        paragraph("PHÓNG SỰ")
        + paragraph("Mùa tôm lên", style="H1")
        + paragraph("Thân bài dài hơn hẳn tít và đề.")
    )

    document = read(body, styles=STYLES)

    assert document.title == "Mùa tôm lên"
    assert [p.place.part for p in document.paragraphs] == [
        Part.BODY,
        Part.TITLE,
        Part.BODY,
    ]


def test_unstyled_short_first_line_is_the_headline() -> None:
    """Many drafts are typed without any style."""
    document = read(
        paragraph("Mùa tôm lên") + paragraph("Nước vừa rút, cả xóm ra đồng.")
    )

    assert document.title == "Mùa tôm lên"
    assert document.paragraphs[0].place.part is Part.TITLE


# -- pictures and other objects ------------------------------------------------------


def test_pictures_are_listed_one_by_one() -> None:
    """Each has to be looked at by a person, so each is named."""
    body = (
        paragraph(drawing(picture(), alt="Nông dân trên ruộng"))
        + paragraph("<w:r><w:pict><v:shape><v:imagedata/></v:shape></w:pict></w:r>")
        + paragraph("Câu.")
    )

    document = read(body)

    images = entries(document, Part.IMAGE)
    assert [e.status for e in images] == [PartStatus.NOT_JUDGED] * 2
    assert [dict(e.reason.facts) for e in images if e.reason] == [
        {"number": 1, "name": "Nông dân trên ruộng"},
        {"number": 2},
    ]
    assert texts(document, Part.ALT_TEXT) == ["Nông dân trên ruộng"]


@pytest.mark.parametrize(
    "caption", ["Ảnh: Minh Đức", "Hình 2. Cầu mới", "Trong ảnh: lễ hội"]
)
def test_line_below_a_picture_is_its_caption(caption: str) -> None:
    """Captions are mostly typed without the caption style."""
    body = (
        paragraph("Câu mở đầu có dấu chấm.")
        + paragraph(drawing(picture(), alt="Cầu"))
        + paragraph("")
        + paragraph(caption)
        + paragraph(caption)
    )

    document = read(body)

    assert texts(document, Part.CAPTION) == [caption]


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        ("<c:chart/>", "coverage.chart"),
        ("<dgm:relIds/>", "coverage.diagram"),
        ("<o:OLEObject/>", "coverage.embedded"),
    ],
)
def test_objects_that_are_not_read_are_listed(inner: str, code: str) -> None:
    """What the screener cannot see it must name."""
    document = read(paragraph("Câu.", drawing(inner)))

    codes = [e.reason.code for e in entries(document, Part.OTHER) if e.reason]
    assert codes == [code]


def test_words_of_an_old_picture_are_read() -> None:
    """Word 2003 kept them elsewhere."""
    body = paragraph(
        "Câu mở.",
        '<w:r><w:pict><v:shape alt="Cầu tre"><v:imagedata/></v:shape></w:pict></w:r>',
    )

    assert texts(read(body), Part.ALT_TEXT) == ["Cầu tre"]


@pytest.mark.parametrize("wrap", ["{}", "<w:p>{}</w:p>", "<w:p><w:r>{}</w:r></w:p>"])
def test_alternatives_are_read_once_wherever_they_stand(wrap: str) -> None:
    """New features are wrapped at every level of the file."""
    inner = {"{}": paragraph("Một lần."), "<w:p>{}</w:p>": run("Một lần.")}.get(
        wrap, "<w:t>Một lần.</w:t>"
    )
    choice = f'<mc:Choice Requires="w14">{inner}</mc:Choice>'
    both = f"{choice}<mc:Fallback>{inner}</mc:Fallback>"
    body = wrap.format(f"<mc:AlternateContent>{both}</mc:AlternateContent>")

    assert read(body).text == "Một lần."


def test_fallback_is_read_when_the_choice_is_empty() -> None:
    """Converters write empty choices."""
    inner = f"<mc:Choice/><mc:Fallback>{paragraph('Bản cũ.')}</mc:Fallback>"

    assert read(f"<mc:AlternateContent>{inner}</mc:AlternateContent>").text == "Bản cũ."


def test_broken_numbers_do_no_harm() -> None:
    """Any program can write anything."""
    wide = '<w:tcPr><w:gridSpan w:val="rộng"/></w:tcPr>'
    row = (
        f"<w:tr><w:tc>{wide}{paragraph('a')}</w:tc><w:tc>{paragraph('b')}</w:tc></w:tr>"
    )
    symbols = paragraph('<w:r><w:sym w:char="ZZ"/><w:t>Chữ.</w:t></w:r>')

    document = read(f"<w:tbl>{row}</w:tbl>{symbols}")

    assert cells(document) == ["bảng 1, R1C1", "bảng 1, R1C2"]
    assert document.text.endswith("Chữ.")


def test_embedded_documents_are_listed() -> None:
    """Word can include whole files of other formats."""
    document = read(paragraph("Câu.") + '<w:altChunk r:id="x"/>')

    assert [e.count for e in entries(document, Part.OTHER)] == [1]


# -- the way back to the runs ----------------------------------------------------------


def test_pieces_lead_back_to_their_runs() -> None:
    """Margin comments are anchored on the runs of the flagged words."""
    body = paragraph("Chị ", inserted("Hạnh"), deleted("x"), " lái tàu.")

    (found,) = walked(body)

    assert found.text == "Chị Hạnh lái tàu."
    assert [piece.text for piece in found.pieces] == ["Chị ", "Hạnh", " lái tàu."]
    assert all(piece.leaf.text == piece.text for piece in found.pieces)
    assert all(piece.leaf.getparent() is piece.run for piece in found.pieces)


def test_walk_leaves_the_tree_as_it_was() -> None:
    """A reader that changes the file could not hand it back untouched."""
    package = DocxPackage(
        (FIXTURES / "libreoffice.docx").read_bytes(), source="x", limits=LIMITS
    )
    from lxml import etree

    before = etree.tostring(package.main)
    list(StoryWalk().paragraphs(package.body, part=Part.BODY))

    assert etree.tostring(package.main) == before


# -- what cannot be read -----------------------------------------------------------------


def test_strict_open_xml_is_read() -> None:
    """Word can save the ISO strict variant, with other namespaces."""
    content = make_docx(paragraph("Câu theo chuẩn ISO."))
    strict = _replaced(
        content,
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )

    assert (
        read_bytes(strict, name="a.docx", limits=LIMITS).text == "Câu theo chuẩn ISO."
    )


def test_file_under_a_password_says_so() -> None:
    """The fix is to remove the password, which only its owner can do."""
    with pytest.raises(EncryptedInputError):
        read_file(FIXTURES / "msoffcrypto-mat-khau.docx", limits=LIMITS)


def test_old_word_file_is_named_as_such() -> None:
    """The hint is to save it as docx."""
    with pytest.raises(UnsupportedFormatError) as caught:
        read_file(FIXTURES / "libreoffice-97.doc", limits=LIMITS)

    assert caught.value.facts["format"] == "doc (Word 97–2003)"


def test_word_file_without_words_says_so() -> None:
    """A scan pasted into Word must not come out as clean."""
    with pytest.raises(NoTextError):
        read(paragraph(drawing(picture())))


def test_word_file_without_a_body_is_corrupt() -> None:
    """Its main part is something else."""
    content = make_zip({"word/document.xml": "<root/>"})

    with pytest.raises(CorruptInputError):
        read_bytes(content, name="a.docx", limits=LIMITS)


def test_missing_main_part_is_corrupt() -> None:
    """The directory may promise what is not there."""
    with pytest.raises(CorruptInputError):
        read_bytes(make_zip({"word/styles.xml": "<x/>"}), name="a.docx", limits=LIMITS)


def _replaced(content: bytes, old: bytes, new: bytes) -> bytes:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {
            name: archive.read(name).replace(old, new) for name in archive.namelist()
        }
    return make_zip(files)
