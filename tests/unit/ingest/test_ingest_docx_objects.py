"""Word drafts: pictures, boxes and other objects, and the way back to the runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from screener.domain.documents import Part, PartStatus
from screener.domain.limits import ReadLimits
from screener.errors import (
    CorruptInputError,
    EncryptedInputError,
    NoTextError,
)
from screener.ingest.docx_package import DocxPackage
from screener.ingest.docx_story import StoryWalk
from screener.ingest.reader import read_bytes, read_file
from tests.fixtures.word_xml import (
    deleted,
    drawing,
    inserted,
    make_docx,
    make_zip,
    paragraph,
    picture,
    run,
)
from tests.word_drafts import cells, entries, read_draft, texts, walked

FIXTURES = Path(__file__).parents[2] / "fixtures" / "docx"
LIMITS = ReadLimits()


# -- pictures and other objects ------------------------------------------------------


def test_pictures_are_listed_one_by_one() -> None:
    """Each has to be looked at by a person, so each is named."""
    body = (
        paragraph(drawing(picture(), alt="Nông dân trên ruộng"))
        + paragraph("<w:r><w:pict><v:shape><v:imagedata/></v:shape></w:pict></w:r>")
        + paragraph("Câu.")
    )

    document = read_draft(body)

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

    document = read_draft(body)

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
    document = read_draft(paragraph("Câu.", drawing(inner)))

    codes = [e.reason.code for e in entries(document, Part.OTHER) if e.reason]
    assert codes == [code]


def test_words_of_an_old_picture_are_read() -> None:
    """Word 2003 kept them elsewhere."""
    body = paragraph(
        "Câu mở.",
        '<w:r><w:pict><v:shape alt="Cầu tre"><v:imagedata/></v:shape></w:pict></w:r>',
    )

    assert texts(read_draft(body), Part.ALT_TEXT) == ["Cầu tre"]


@pytest.mark.parametrize("wrap", ["{}", "<w:p>{}</w:p>", "<w:p><w:r>{}</w:r></w:p>"])
def test_alternatives_are_read_once_wherever_they_stand(wrap: str) -> None:
    """New features are wrapped at every level of the file."""
    inner = {"{}": paragraph("Một lần."), "<w:p>{}</w:p>": run("Một lần.")}.get(
        wrap, "<w:t>Một lần.</w:t>"
    )
    choice = f'<mc:Choice Requires="w14">{inner}</mc:Choice>'
    both = f"{choice}<mc:Fallback>{inner}</mc:Fallback>"
    body = wrap.format(f"<mc:AlternateContent>{both}</mc:AlternateContent>")

    assert read_draft(body).text == "Một lần."


def test_fallback_is_read_when_the_choice_is_empty() -> None:
    """Converters write empty choices."""
    inner = f"<mc:Choice/><mc:Fallback>{paragraph('Bản cũ.')}</mc:Fallback>"

    assert (
        read_draft(f"<mc:AlternateContent>{inner}</mc:AlternateContent>").text
        == "Bản cũ."
    )


def test_broken_numbers_do_no_harm() -> None:
    """Any program can write anything."""
    wide = '<w:tcPr><w:gridSpan w:val="rộng"/></w:tcPr>'
    row = (
        f"<w:tr><w:tc>{wide}{paragraph('a')}</w:tc><w:tc>{paragraph('b')}</w:tc></w:tr>"
    )
    symbols = paragraph('<w:r><w:sym w:char="ZZ"/><w:t>Chữ.</w:t></w:r>')

    document = read_draft(f"<w:tbl>{row}</w:tbl>{symbols}")

    assert cells(document) == ["bảng 1, R1C1", "bảng 1, R1C2"]
    assert document.text.endswith("Chữ.")


def test_embedded_documents_are_listed() -> None:
    """Word can include whole files of other formats."""
    document = read_draft(paragraph("Câu.") + '<w:altChunk r:id="x"/>')

    assert [e.count for e in entries(document, Part.OTHER)] == [1]


def test_words_of_a_diagram_and_a_chart_are_read_where_they_stand() -> None:
    """They lie in parts of their own, and prompts that nobody typed are none."""
    drawing_ns = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    diagram = (
        f'<d:dataModel xmlns:d="http://schemas.openxmlformats.org/drawingml/2006/diagram" {drawing_ns}>'
        "<d:ptLst><d:pt><d:t><a:p><a:r><a:t>Việc nhà chia đôi</a:t></a:r></a:p></d:t></d:pt>"
        '<d:pt><d:prSet phldr="1"/><d:t><a:p><a:r><a:t>[Text]</a:t></a:r></a:p></d:t></d:pt>'
        "</d:ptLst></d:dataModel>"
    )
    chart = (
        f'<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" {drawing_ns}>'
        "<c:title><c:tx><c:rich><a:p><a:r><a:t>Giờ làm</a:t></a:r></a:p></c:rich></c:tx></c:title>"
        "<c:strCache><c:pt><c:v>Chị</c:v></c:pt><c:pt><c:v>12</c:v></c:pt></c:strCache></c:chartSpace>"
    )
    content = make_docx(
        paragraph("Trước.")
        + paragraph(drawing('<dgm:relIds r:dm="diagram1"/>'))
        + paragraph(drawing('<c:chart r:id="chart1"/>'))
        + paragraph("Sau."),
        whole_parts={"diagram1": diagram, "chart1": chart},
    )

    document = read_bytes(content, name="a.docx", limits=LIMITS)

    assert texts(document) == ["Trước.", "Việc nhà chia đôi", "Giờ làm", "Chị", "Sau."]
    assert texts(document, Part.TEXT_BOX) == ["Việc nhà chia đôi", "Giờ làm", "Chị"]
    assert entries(document, Part.OTHER) == []


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


def test_word_file_without_words_says_so() -> None:
    """A scan pasted into Word must not come out as clean."""
    with pytest.raises(NoTextError):
        read_draft(paragraph(drawing(picture())))


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
