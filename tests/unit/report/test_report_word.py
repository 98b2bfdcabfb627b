"""A draft that goes back to its author: comments on the words, nothing rewritten."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import unicodedata
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from screener.domain.documents import Part, Trust
from screener.domain.labels import Verdict
from screener.domain.limits import ReadLimits
from screener.domain.reports import Report
from screener.errors import NoCommentsError
from screener.ingest.reader import read_bytes
from screener.messages.catalogue import message
from screener.report.word_report import render_word
from screener.text.legacy import LegacyTable, to_legacy
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
from tests.reports import flagged
from tests.word_margins import (
    W,
    bare_text,
    comments,
    marked_words,
    parts,
    reference_parent,
)

ROOT = Path(__file__).parents[3]
FIXTURES = ROOT / "tests" / "fixtures" / "docx"
LIMITS = ReadLimits()
WORDS = "phái yếu"
# From the end of a comment to the end of its words, with no comment in between.
_ANNOTATED = (
    r"</office:annotation>((?:(?!</office:annotation>).)*?)<office:annotation-end"
)
LINK = '<w:hyperlink r:id="rId1">{}</w:hyperlink>'
CONTROL = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
BOX = f"<w:txbxContent>{paragraph('Chữ của phái yếu.')}</w:txbxContent>"
TEXT_BOX = (
    "<w:r><mc:AlternateContent>"
    f'<mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>{BOX}</wps:txbx>'
    "</wps:wsp></w:drawing></mc:Choice>"
    f"<mc:Fallback><w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict>"
    "</mc:Fallback></mc:AlternateContent></w:r>"
)


def report_on(content: bytes, *quotes: str) -> Report:
    """A report that flags each of the quotes where it first stands in the file."""
    document = read_bytes(content, name="bài.docx", limits=LIMITS)
    return flagged(document, *quotes)


def commented(content: bytes, *quotes: str) -> bytes:
    return render_word(content, report_on(content, *quotes), limits=LIMITS)


def own_ids(package: bytes) -> set[str]:
    return set(comments(package))


def assert_draft_is_kept(before: bytes, after: bytes) -> None:
    """All parts but the four that a comment needs, and the text, are as they were."""
    old, new = parts(before), parts(after)
    may_change = {
        "word/document.xml",
        "word/comments.xml",
        "word/_rels/document.xml.rels",
        "[Content_Types].xml",
    }
    assert set(new) - set(old) <= {"word/comments.xml"}
    assert {name for name in old if old[name] != new[name]} <= may_change
    kept = bare_text(new["word/document.xml"], without=own_ids(after))
    assert kept == bare_text(old["word/document.xml"])


IN_PLACE = {
    "middle of a run": paragraph("Chuyện của phái yếu ở xã."),
    "whole run": paragraph("Chuyện ", run(WORDS), " ở xã."),
    "start of a paragraph": paragraph("phái yếu ở xã."),
    "end of a paragraph": paragraph("Chuyện phái yếu"),
    "two runs with other looks": paragraph(
        "Chuyện ", run("phái ", properties="<w:b/>"), run("yếu ở xã.")
    ),
    "tracked insertion": paragraph("Chuyện ", inserted("của phái yếu"), " ở xã."),
    "partly inserted": paragraph("Chuyện phái", inserted(" yếu ở"), " xã."),
    "around a deletion": paragraph("Chuyện phái ", deleted("rất "), run("yếu ở xã.")),
    "inside a link": paragraph("Xem ", LINK.format(run("bài phái yếu nói")), "."),
    "across a link": paragraph("Chuyện phái", LINK.format(run(" yếu nói")), "."),
    "content control": paragraph("Xem ", CONTROL.format(run("bài phái yếu")), "."),
    "block content control": CONTROL.format(paragraph("Chuyện phái yếu ở xã.")),
    "simple field": paragraph(
        '<w:fldSimple w:instr="REF a">' + run("phái yếu ở xã") + "</w:fldSimple>"
    ),
    "complex field": paragraph(
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        "<w:r><w:instrText>REF a</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/><w:t>của phái yếu ở</w:t>'
        '<w:fldChar w:fldCharType="end"/></w:r>'
    ),
    "after a tab in the run": paragraph(
        "<w:r><w:tab/><w:t>phái yếu</w:t><w:tab/><w:t>ở xã</w:t></w:r>"
    ),
    "between breaks and symbols": paragraph(
        '<w:r><w:t>Chuyện</w:t><w:br/><w:t>phái yếu</w:t><w:sym w:font="Wingdings"'
        ' w:char="F0B7"/><w:t>ở xã</w:t></w:r>'
    ),
    "references to characters": paragraph(
        run("A &amp; B: ph&#xE1;i y&#7871;u &lt;ở xã&gt;")
    ),
    "decomposed accents": paragraph(
        unicodedata.normalize("NFD", "Chuyện của phái yếu ở xã.")
    ),
    "soft hyphen and zero-width space": paragraph("Chuyện phái\u200b y\u00adếu ở xã."),
    "table cell": f"<w:tbl><w:tr><w:tc>{paragraph('Cột')}</w:tc>"
    f"<w:tc>{paragraph('Cột phái yếu đây')}</w:tc></w:tr></w:tbl>{paragraph('')}",
    "deleted paragraph mark": '<w:p><w:pPr><w:rPr><w:del w:id="9"/></w:rPr></w:pPr>'
    + run("Chuyện phái")
    + "</w:p>"
    + paragraph(" yếu ở xã."),
    "comment inside the markup": paragraph(
        "<!-- ghi chú > của máy --><w:r w:rsidR='00A1'><w:t xml:space='preserve'>"
        "Chuyện phái yếu ở xã.</w:t></w:r>"
    ),
}


@pytest.mark.parametrize("body", IN_PLACE.values(), ids=IN_PLACE.keys())
def test_comment_stands_on_exactly_the_flagged_words(body: str) -> None:
    """An editor must see at a glance which words are meant, and lose none of them."""
    content = make_docx(body)

    after = commented(content, WORDS)

    opening, key = comments(after)
    shown = unicodedata.normalize("NFC", marked_words(after, key))
    assert shown.replace("\u200b", "").replace("\u00ad", "") == WORDS
    assert reference_parent(after, key) == W + "p"
    assert reference_parent(after, opening) == W + "p"
    assert_draft_is_kept(content, after)
    read_again = read_bytes(after, name="bài.docx", limits=LIMITS)
    assert read_again.text == read_bytes(content, name="bài.docx", limits=LIMITS).text


@pytest.mark.parametrize(
    ("font", "table"),
    [(".VnTime", LegacyTable.TCVN3), ("VNI-Times", LegacyTable.VNI)],
)
@pytest.mark.parametrize("split", [0, 22])
def test_words_in_an_old_font_are_marked_to_the_letter(
    font: str, table: LegacyTable, split: int
) -> None:
    """VNI writes one letter with two signs, which must not be torn apart."""
    before, after_words = "Nay ở xã bên sông, chuyện của ", " được kể mãi không hết."
    written = to_legacy(before + WORDS + after_words, table)
    fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>'
    cut = len(to_legacy(before + WORDS, table)) - split if split else 0
    runs = [
        run(part, properties=fonts) for part in (written[:cut], written[cut:]) if part
    ]
    content = make_docx(paragraph(*runs))

    after = commented(content, WORDS)

    assert marked_words(after, list(comments(after))[1]) == to_legacy(WORDS, table)
    assert_draft_is_kept(content, after)


def test_tab_inside_the_words_is_taken_along() -> None:
    """A passage may run over a tab or a line break."""
    content = make_docx(
        paragraph("<w:r><w:t>Chuyện phái</w:t><w:tab/><w:t>yếu ở xã</w:t></w:r>")
    )

    after = commented(content, "phái\tyếu")

    assert marked_words(after, list(comments(after))[1]) == "phái\tyếu"
    assert_draft_is_kept(content, after)


def test_words_that_cannot_be_parted_are_commented_with_their_run() -> None:
    """A section of raw text stays whole; the comment takes in a little more."""
    content = make_docx(
        paragraph("<w:r><w:t><![CDATA[Chuyện phái yếu ở xã.]]></w:t></w:r>", " Hết.")
    )

    after = commented(content, WORDS)

    assert marked_words(after, list(comments(after))[1]) == "Chuyện phái yếu ở xã."
    assert b"<![CDATA[Chuy" in parts(after)["word/document.xml"]
    assert_draft_is_kept(content, after)


def test_passages_that_overlap_or_touch_keep_their_own_marks() -> None:
    """Two categories may flag the same words."""
    content = make_docx(paragraph("Phụ nữ là phái yếu chân yếu tay mềm."))
    quotes = ("là phái yếu", "phái yếu chân", "chân yếu", "phái yếu")

    after = commented(content, *quotes)

    keys = list(comments(after))[1:]
    assert [marked_words(after, key) for key in keys] == list(quotes)
    assert_draft_is_kept(content, after)


def test_comment_says_category_why_rewording_and_basis() -> None:
    """The margin is all that the author sees of the report."""
    after = commented(make_docx(paragraph("Chuyện phái yếu ở xã.")), WORDS)

    assert list(comments(after).values())[1] == [
        "1. Ngôn từ dán nhãn · vừa · 90%",
        f"Vì sao: {message('why.language').vi}",
        "Gợi ý: “phái yếu” → “phụ nữ”",
        "Căn cứ: chưa có căn cứ đã kiểm chứng",
    ]


def test_first_comment_says_verdict_coverage_and_that_a_person_decides() -> None:
    """A clean margin must not hide what was not read."""
    content = make_docx(paragraph("Trời nắng.", drawing(picture(), alt="Bến đò")))

    after = commented(content)

    (said,) = comments(after).values()
    assert said[0] == "Soát Giới: Chưa thấy dấu hiệu cần sửa"
    assert "Đã đọc 17 ký tự, 2 câu." in said
    assert any("hình ảnh" in line and "chưa đánh giá" in line for line in said)
    assert any("người có thẩm quyền" in line for line in said)
    assert_draft_is_kept(content, after)


def test_untrusted_text_is_named_in_the_first_comment() -> None:
    """A file whose text cannot be believed is never handed back as clean."""
    content = make_docx(paragraph("Trời nắng."))
    report = report_on(content)
    coverage = replace(report.document.coverage, trust=Trust.UNTRUSTED)
    document = replace(report.document, coverage=coverage)
    report = replace(report, document=document, verdict=Verdict.NOT_SCREENED)

    after = render_word(content, report, limits=LIMITS)

    (said,) = comments(after).values()
    assert said[0] == "Soát Giới: Chưa soát được"
    assert said[1].startswith("! ")
    assert "không đáng tin" in said[1]


OUT_OF_REACH = {
    "text box": (paragraph("Trước khung.", TEXT_BOX), {}, True),
    "alternative text": (
        paragraph("Câu.", drawing(picture(), alt="Bóng dáng phái yếu")),
        {},
        True,
    ),
    "footnote": (
        paragraph("Câu", '<w:r><w:footnoteReference w:id="2"/></w:r>', "."),
        {
            "footnotes": f'<w:footnote w:id="2">{paragraph("Chữ phái yếu.")}</w:footnote>'
        },
        True,
    ),
    "page header": (
        paragraph("Câu.") + '<w:sectPr><w:headerReference r:id="header1"/></w:sectPr>',
        {"header1": paragraph("Trang phái yếu")},
        False,
    ),
}


@pytest.mark.parametrize(
    ("body", "stories", "has_mark"), OUT_OF_REACH.values(), ids=OUT_OF_REACH.keys()
)
def test_places_that_carry_no_comment_are_listed_in_the_first_one(
    body: str, stories: dict[str, str], *, has_mark: bool
) -> None:
    """Word cannot comment there; the finding must be found all the same."""
    content = make_docx(body, parts=stories)

    after = commented(content, WORDS)

    said, *others = comments(after).values()
    assert any("1. Ngôn từ dán nhãn" in line for line in said)
    assert any("“phái yếu”" in line for line in said)
    assert len(others) == has_mark
    assert all("“phái yếu”" in " ".join(lines) for lines in others)
    assert_draft_is_kept(content, after)


def test_note_is_commented_at_its_number() -> None:
    """That is the place from which the reader comes to it."""
    body, stories, _ = OUT_OF_REACH["footnote"]

    after = commented(make_docx(body, parts=stories), WORDS)

    document = parts(after)["word/document.xml"].decode()
    key = list(comments(after))[1]
    start = document.index(f'<w:commentRangeStart w:id="{key}"/>')
    assert (
        start
        < document.index("footnoteReference")
        < document.index(f'<w:commentRangeEnd w:id="{key}"/>')
    )


@pytest.mark.parametrize(
    "inner", ["", "<w:comment w:id='7' w:author='Lan'><w:p/></w:comment>"]
)
def test_comments_of_people_stay_as_they_are(inner: str) -> None:
    """Colleagues' remarks keep their ids; the new ones get numbers of their own."""
    marks = '<w:commentRangeStart w:id="7"/>{}<w:commentRangeEnd w:id="7"/>'
    body = paragraph("Chuyện ", marks.format(run("phái yếu ở xã")), ".")
    content = make_docx(body, parts={"comments": inner})

    after = commented(content, WORDS)

    assert list(comments(after)) == ["8", "9"]
    assert inner.encode() in parts(after)["word/comments.xml"]
    assert marked_words(after, "7") == "phái yếu ở xã"
    assert marked_words(after, "9") == WORDS
    assert_draft_is_kept(content, after)


@pytest.mark.parametrize(
    "root",
    [
        '<w:comments xmlns:w="{W}"/>',
        '<x:comments xmlns:x="{W}"></x:comments>',
        '<comments xmlns="{W}"><!-- trống --></comments>',
    ],
)
def test_part_of_comments_in_any_spelling_takes_new_ones(root: str) -> None:
    """Programs write the same part with other prefixes."""
    files = parts(make_docx(paragraph("phái yếu"), parts={"comments": ""}))
    files["word/comments.xml"] = root.replace("{W}", W.strip("{}")).encode()

    after = commented(make_zip(files), WORDS)

    assert len(comments(after)) == 2


def test_first_part_of_comments_is_declared_and_related() -> None:
    """Word refuses a file whose parts it has not been told of."""
    after = parts(commented(make_docx(paragraph("phái yếu")), WORDS))

    assert b'PartName="/word/comments.xml"' in after["[Content_Types].xml"]
    assert b'Target="comments.xml"' in after["word/_rels/document.xml.rels"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "windows-1258"])
def test_main_part_keeps_its_encoding(encoding: str) -> None:
    """The standard allows UTF-16, and old converters write code pages."""
    files = parts(make_docx(paragraph("Ngày mưa ở phố")))
    text = files["word/document.xml"].decode()
    name = encoding.removesuffix("-sig")
    declared = f'<?xml version="1.0" encoding="{name}"?>{text}'
    content = make_zip(
        {**files, "word/document.xml": declared.encode(encoding, "xmlcharrefreplace")}
    )

    after = commented(content, "mưa")

    document = parts(after)["word/document.xml"]
    assert document.decode(encoding).startswith(declared[:60])
    assert marked_words(after, list(comments(after))[1]) == "mưa"
    assert_draft_is_kept(content, after)


def test_names_without_a_prefix_get_their_own() -> None:
    """Attributes need a prefix, which such a file does not have."""
    files = parts(make_docx(paragraph("Chuyện phái yếu ở xã.")))
    text = files["word/document.xml"].decode()
    for old, new in (("<w:", "<"), ("</w:", "</"), ("xmlns:w=", "xmlns=")):
        text = text.replace(old, new)
    content = make_zip({**files, "word/document.xml": text})

    after = commented(content, WORDS)

    assert marked_words(after, list(comments(after))[1]) == WORDS
    assert_draft_is_kept(content, after)


def test_strict_file_gets_strict_comments() -> None:
    """The ISO variant has names of its own for everything."""
    files = {
        name: content.replace(
            W.strip("{}").encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main"
        )
        for name, content in parts(make_docx(paragraph("Chuyện phái yếu."))).items()
    }
    content = make_zip(files)

    after = parts(commented(content, WORDS))

    assert b"purl.oclc.org/ooxml/wordprocessingml/main" in after["word/comments.xml"]
    assert (
        b"purl.oclc.org/ooxml/officeDocument" in after["word/_rels/document.xml.rels"]
    )


def test_same_draft_gives_the_same_bytes() -> None:
    """Files are compared and hashed; no date of today may creep in."""
    content = (FIXTURES / "libreoffice.docx").read_bytes()
    report = report_on(content, "nhà mất con")

    first, second = (render_word(content, report, limits=LIMITS) for _ in range(2))

    assert first == second
    assert b"w:date" not in parts(first)["word/comments.xml"]


@pytest.mark.parametrize(
    "path",
    [FIXTURES / "libreoffice.docx", ROOT / "examples" / "ban-thao-nu-giam-doc.docx"],
    ids=lambda path: path.name,
)
def test_every_word_of_a_real_draft_can_be_commented(path: Path) -> None:
    """Whatever the classifier flags, its words are found in the file again."""
    content = path.read_bytes()
    document = read_bytes(content, name=path.name, limits=LIMITS)
    bodily = (Part.BODY, Part.TITLE, Part.HEADING, Part.TABLE, Part.LIST_ITEM)
    quotes = [
        words[len(words) // 2]
        for p in document.paragraphs
        if p.place.part in bodily and (words := p.span.of(document.text).split())
    ]
    report = report_on(content, *quotes)

    after = render_word(content, report, limits=LIMITS)

    keys = list(comments(after))[1:]
    on_words = [
        key for key in keys if not comments(after)[key][1].startswith(("đoạn", "bảng"))
    ]
    assert len(on_words) >= len(quotes) - 2
    wanted = [quote for quote, key in zip(quotes, keys, strict=True) if key in on_words]
    assert [marked_words(after, key) for key in on_words] == wanted
    assert_draft_is_kept(content, after)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"Trang thu khong phai Word", "reason.not_word"),
        (b"%PDF-1.4", "reason.not_word"),
    ],
)
def test_draft_that_is_no_word_file_is_refused(content: bytes, reason: str) -> None:
    """The message names another format to ask for."""
    report = report_on(make_docx(paragraph("Câu.")))
    digest = hashlib.sha256(content).hexdigest()
    report = replace(report, document=replace(report.document, sha256=digest))

    with pytest.raises(NoCommentsError) as caught:
        render_word(content, report, limits=LIMITS)

    assert caught.value.facts == {"reason": reason}


def test_draft_that_has_changed_since_is_refused() -> None:
    """Comments on other words than those that were read would mislead."""
    report = report_on(make_docx(paragraph("Câu phái yếu.")), WORDS)

    with pytest.raises(NoCommentsError) as caught:
        render_word(make_docx(paragraph("Câu khác.")), report, limits=LIMITS)

    assert caught.value.facts == {"reason": "reason.draft_changed"}


def test_python_docx_reads_the_comments_of_all_authors() -> None:
    """A second foreign reader finds the old comment and the new ones."""
    content = (ROOT / "examples" / "ban-thao-nu-giam-doc.docx").read_bytes()

    opened = docx.Document(io.BytesIO(commented(content, "Bóng hồng")))

    authors = [comment.author for comment in opened.comments]
    assert authors == ["Lan", "Soát Giới", "Soát Giới"]
    assert [comment.timestamp for comment in opened.comments][1:] == [None, None]


@pytest.mark.slow
def test_libreoffice_opens_the_file_and_shows_each_comment(tmp_path: Path) -> None:
    """A foreign program reads the marks as the same words, and repairs nothing."""
    content = (FIXTURES / "libreoffice.docx").read_bytes()
    (tmp_path / "a.docx").write_bytes(
        commented(content, "nhà mất con", "ba mươi mốt em")
    )

    subprocess.run(
        [
            "soffice",
            "--headless",
            "--convert-to",
            "fodt",
            "--outdir",
            tmp_path,
            tmp_path / "a.docx",
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )

    flat = (tmp_path / "a.fodt").read_text("utf-8")
    assert flat.count("<dc:creator>Soát Giới</dc:creator>") == 3
    marked = re.findall(_ANNOTATED, flat, re.S)
    shown = [re.sub("<[^>]*>", "", words) for words in marked]
    assert shown == ["nhà mất con", "ba mươi mốt em"]
