"""Word drafts: whatever stands in the file is read once, in its final view."""

from __future__ import annotations

from pathlib import Path

import pytest

from screener.domain.documents import Document, Part, PartStatus
from screener.domain.limits import ReadLimits
from screener.ingest.reader import read_file
from tests.fixtures import articles
from tests.fixtures.word_xml import (
    deleted,
    inserted,
    paragraph,
    run,
)
from tests.word_drafts import cells, entries, read_draft, texts

FIXTURES = Path(__file__).parents[2] / "fixtures" / "docx"
LIMITS = ReadLimits()


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

    document = read_draft(body)

    assert document.text == "Chị Hạnh mở lớp học."


def test_moved_text_stands_only_where_it_was_moved_to() -> None:
    """Text that is read twice would be found twice."""
    body = paragraph(
        f'<w:moveFrom w:id="3">{run("Sáng nay, ")}</w:moveFrom>',
        "tàu cập bến",
        f'<w:moveTo w:id="4">{run(" sáng nay")}</w:moveTo>',
        ".",
    )

    assert read_draft(body).text == "tàu cập bến sáng nay."


def test_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    """After acceptance they are one paragraph, with one sentence."""
    mark = '<w:rPr><w:del w:id="5"/></w:rPr>'
    body = paragraph("Bà Tư kể ", properties=mark) + paragraph("chuyện đi biển.")

    assert texts(read_draft(body)) == ["Bà Tư kể chuyện đi biển."]


def test_last_paragraph_with_a_deleted_mark_is_not_lost() -> None:
    """There is nothing after it to join, yet its text stays."""
    mark = '<w:rPr><w:del w:id="5"/></w:rPr>'

    assert texts(read_draft(paragraph("Câu cuối còn lại.", properties=mark))) == [
        "Câu cuối còn lại."
    ]


def test_deleted_table_rows_and_cells_are_left_out() -> None:
    """Row numbers follow the final view too."""
    gone = (
        f'<w:tr><w:trPr><w:del w:id="6"/></w:trPr><w:tc>{paragraph("bỏ")}</w:tc></w:tr>'
    )
    cut = f'<w:tc><w:tcPr><w:cellDel w:id="7"/></w:tcPr>{paragraph("cắt")}</w:tc>'
    kept = f"<w:tr>{cut}<w:tc>{paragraph('giữ')}</w:tc></w:tr>"

    document = read_draft(f"<w:tbl>{gone}{kept}</w:tbl>")

    assert document.text == "giữ"
    assert [e.count for e in entries(document, Part.DELETED)] == [2]


def test_paragraphs_inserted_as_blocks_are_read() -> None:
    """Word wraps whole inserted content controls in "w:ins"."""
    body = f"<w:ins>{paragraph('Đoạn thêm.')}</w:ins><w:del>{paragraph('Đoạn bỏ.')}</w:del>"

    assert read_draft(body).text == "Đoạn thêm."


def test_deletions_are_counted_with_their_characters() -> None:
    """Coverage says how much was not screened."""
    document = read_draft(paragraph("Còn lại.", deleted("mười chữ."), deleted("ba")))

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

    assert read_draft(body).text == "Cột\tsố\ndòng\nWi-Fi"


def test_soft_hyphens_and_zero_width_marks_vanish() -> None:
    """A word cut by invisible marks would escape every rule."""
    body = paragraph(
        "<w:r><w:t>phái</w:t><w:softHyphen/><w:t>\u200b yế\u00adu</w:t></w:r>"
    )

    assert read_draft(body).text == "phái yếu"


def test_symbol_bullets_become_letters_of_unicode() -> None:
    """Word writes bullets in a private area that nothing else can show."""
    body = paragraph('<w:r><w:sym w:font="Symbol" w:char="F0B7"/><w:t> Mục</w:t></w:r>')

    assert read_draft(body).text == "• Mục"


def test_marks_split_over_runs_are_composed() -> None:
    """Offsets count NFC, even where a tone mark is in the next run."""
    assert read_draft(paragraph("Hue", "\u0301", " đẹp")).text == "Hué đẹp"


def test_hidden_text_is_counted_and_left_out() -> None:
    """It is not printed; saying nothing about it would be wrong too."""
    body = paragraph("Thấy.", run("Ẩn.", properties="<w:vanish/>"))

    document = read_draft(body)

    assert document.text == "Thấy."
    (entry,) = entries(document, Part.OTHER)
    assert entry.reason is not None
    assert entry.reason.code == "coverage.hidden"


def test_vanish_that_is_switched_off_is_shown() -> None:
    """A toggle says no as well as yes."""
    body = paragraph(run("Hiện.", properties='<w:vanish w:val="0"/>'))

    assert read_draft(body).text == "Hiện."


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

    assert read_draft(body).text == "kết quả đọc được"


def test_field_that_never_ends_hides_nothing() -> None:
    """Damaged fields are common; text after them is still printed."""
    body = paragraph('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', "Vẫn đọc.")

    assert read_draft(body + paragraph("Đoạn sau.")).text == "Vẫn đọc.\nĐoạn sau."


def test_content_in_wrappers_is_read() -> None:
    """Links, smart tags, content controls and simple fields hold ordinary words."""
    body = paragraph(
        f'<w:hyperlink r:id="x">{run("liên kết")}</w:hyperlink>',
        f"<w:smartTag>{run(' thẻ')}</w:smartTag>",
        f"<w:sdt><w:sdtContent>{run(' ô nhập')}</w:sdtContent></w:sdt>",
        f'<w:fldSimple w:instr="AUTHOR">{run(" tên")}</w:fldSimple>',
        "<w:r><w:ruby><w:rt><w:r><w:t>âm</w:t></w:r></w:rt></w:ruby></w:r>",
    )

    assert read_draft(f"<w:sdt><w:sdtContent>{body}</w:sdtContent></w:sdt>").text == (
        "liên kết thẻ ô nhập tên"
    )


def test_formulas_are_read_as_their_letters() -> None:
    """What is printed between words belongs to the sentence."""
    body = paragraph(
        "Đặt ", "<m:oMath><m:r><m:t>x=2</m:t></m:r></m:oMath>", " rồi tính."
    )

    assert read_draft(body).text == "Đặt x=2 rồi tính."
