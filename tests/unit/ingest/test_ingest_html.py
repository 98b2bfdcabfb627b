"""Saved web pages: the article and its captions, not the site around it."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from screener.domain.documents import Document, Part, PartStatus
from screener.domain.limits import ReadLimits
from screener.errors import CorruptInputError, NoTextError, UndecodableTextError
from screener.ingest.reader import read_bytes, read_file
from tests.fixtures import articles
from tests.fixtures.old_encodings import as_windows_1258

FIXTURES = Path(__file__).parents[2] / "fixtures" / "html"
LIMITS = ReadLimits()


def read(markup: str | bytes) -> Document:
    content = markup if isinstance(markup, bytes) else markup.encode()
    return read_bytes(content, name="trang.html", limits=LIMITS)


def texts(document: Document, part: Part) -> list[str]:
    return [
        p.span.of(document.text) for p in document.paragraphs if p.place.part is part
    ]


@pytest.fixture(scope="module", params=["trang-bao.html", "chromium-luu.html"])
def page(request: pytest.FixtureRequest) -> Document:
    return read_file(FIXTURES / request.param, limits=LIMITS)


def test_article_is_read_from_headline_to_last_caption(page: Document) -> None:
    """Headline, standfirst, subheads, quotations: all can carry a stereotype."""
    assert page.title == "Người giữ lửa lò gốm bên sông"
    assert texts(page, Part.TITLE) == [page.title]
    assert texts(page, Part.HEADING) == ["Bài học từ mẻ lu nứt"]
    for words in (
        "Ba đời nhà ông Thạch",
        "Bốn giờ sáng",
        "ai chịu được nóng",
        "chín người làm",
    ):
        assert words in page.text


def test_captions_and_alt_texts_are_read(page: Document) -> None:
    """Captions carry more stereotypes than any other part of a page."""
    assert texts(page, Part.CAPTION) == [
        "Chị Sen trông lò từ nửa đêm tới sáng. Ảnh: Hoài An",
        "Hàng lu chờ thuyền đến chở.",
    ]
    assert texts(page, Part.ALT_TEXT) == ["Chị Sen tiếp củi vào cửa lò lúc rạng sáng"]


@pytest.mark.parametrize(
    "words",
    [
        "Phái đẹp",
        "nội trợ",
        "son môi",
        "vòng eo",
        "đàn bà mà đứng lò",
        "Hoa hậu",
        "Giấy phép",
        "ẩn thứ hai",
    ],
)
def test_what_is_around_the_article_is_left_out(page: Document, words: str) -> None:
    """A stereotype in an advert beside it is not the article's."""
    assert words not in page.text


def test_blocks_outside_are_counted(page: Document) -> None:
    """Left out, but never in silence."""
    (entry,) = (p for p in page.coverage.parts if p.part is Part.OTHER)

    assert entry.status is PartStatus.NOT_READ
    assert entry.count > 10


def test_pictures_of_the_article_are_listed(page: Document) -> None:
    """The logo is not one of them."""
    images = [p for p in page.coverage.parts if p.part is Part.IMAGE]

    assert [p.status for p in images] == [PartStatus.NOT_JUDGED] * 2


def test_table_cells_know_their_place(page: Document) -> None:
    """As in Word files."""
    cells = [p.place.cell for p in page.paragraphs if p.place.part is Part.TABLE]

    assert cells[0] is None
    assert cells[-1] == "bảng 1, R3C2"


def test_same_page_reads_the_same_every_time() -> None:
    """The memory of an extractor once made the fourth reading differ."""
    path = FIXTURES / "trang-bao.html"

    readings = {read_file(path, limits=LIMITS).text for _ in range(5)}

    assert len(readings) == 1


def test_page_saved_by_writer_is_read_whole() -> None:
    """A document saved as a page has nothing around it."""
    document = read_file(FIXTURES / "libreoffice.html", limits=LIMITS)

    wanted = [text for _, group in articles.SECTIONS for text in group]
    assert [text for text in wanted[2:] if text not in document.text] == []
    assert "ba tuổi. Vậy mà" in document.text
    assert texts(document, Part.FOOTNOTE) == [articles.FOOTNOTE]
    assert texts(document, Part.HEADER) == [articles.HEADER]


def test_old_page_laid_out_with_tables_is_read() -> None:
    """Sites of 2005 are still printed from."""
    document = read_file(FIXTURES / "trang-cu.html", limits=LIMITS)

    assert document.title == "Chợ nổi mùa nước"
    assert "Người đẹp tuần này" not in document.text
    assert texts(document, Part.CAPTION) == [
        "Ghe bán trái cây ở ngã ba sông lúc rạng sáng."
    ]
    assert all(p.place.cell is None for p in document.paragraphs)
    assert document.warnings == ()


def test_short_page_is_read_whole() -> None:
    """Extractors give up on short pages; the words are there all the same."""
    document = read("<p>Nước lên.</p><p>Ghe <b>về</b><br>bến.</p>")

    assert document.text == "Nước lên.\nGhe về\nbến."
    assert document.warnings == ()


def test_page_without_an_article_is_read_whole_with_a_warning() -> None:
    """Better too much text than none; the editor is told."""
    menu = "".join(
        f"<li><a href='/{n}'>Mục thứ {n} của trang</a></li>" for n in range(8)
    )
    document = read(f"<nav><ul>{menu}</ul></nav><footer><p>Tin ngắn.</p></footer>")

    assert "Tin ngắn." in document.text
    assert "warning.article_not_found" in [w.code for w in document.warnings]


def test_headline_of_the_head_is_screened_when_the_body_lacks_it() -> None:
    """Readers see it in every list of links."""
    document = read(
        "<head><title>Nước về sớm - Báo Bến Đò</title></head><p>Ghe neo kín bến sông.</p>"
    )

    assert texts(document, Part.TITLE) == ["Nước về sớm"]


def test_deleted_text_is_left_out_and_counted() -> None:
    """Writer saves tracked deletions as "del"."""
    document = read("<p>Còn <del>bỏ</del>lại.</p>")

    assert document.text == "Còn lại."
    assert Part.DELETED in [p.part for p in document.coverage.parts]


# -- encodings -----------------------------------------------------------------------

WORDS = "Nước lên chợ nổi đông, ghe thuyền ngược xuôi từ tờ mờ sáng."


def declared(name: str) -> str:
    return f'<meta charset="{name}"><p>{WORDS}</p>'


@pytest.mark.parametrize(
    "content",
    [
        declared("utf-8").encode(),
        codecs.BOM_UTF8 + declared("utf-8").encode(),
        declared("utf-16").encode("utf-16"),
        f'<?xml version="1.0" encoding="UTF-8"?><html><body><p>{WORDS}</p></body></html>'.encode(),
        f"<p>{WORDS}</p>".encode(),
        f"<p>{WORDS}</p>".encode("ascii", "xmlcharrefreplace"),
    ],
    ids=["utf-8", "bom", "utf-16", "xhtml", "undeclared", "entities"],
)
def test_encodings_of_pages(content: bytes) -> None:
    """Browsers save pages in all of them."""
    document = read(content)

    assert document.text == WORDS
    assert document.warnings == ()


def test_wrong_declaration_is_overruled_and_told() -> None:
    """Editors resave pages as UTF-8 and leave the declaration."""
    document = read(declared("windows-1258").encode())

    assert document.text == WORDS
    assert [w.code for w in document.warnings] == ["warning.declared_encoding"]


@pytest.mark.parametrize("name", ["utf-8", "không-có", "hex"])
def test_foolish_declaration_does_no_harm(name: str) -> None:
    """Anything can stand in a page."""
    assert read(declared(name).encode()).text == WORDS


def test_declared_encoding_decides_when_the_bytes_do_not() -> None:
    """A short text in an old encoding could be taken for another one."""
    document = read(as_windows_1258(declared("windows-1258")))

    assert document.text == WORDS
    assert document.warnings == ()


def test_page_that_no_encoding_fits_is_an_error() -> None:
    """Rubbish must not come out as clean."""
    with pytest.raises(UndecodableTextError):
        read(b"<!DOCTYPE html><p>" + bytes(range(1, 32)) * 9 + b"\xff\xfe\x81" * 9)


# -- hostile ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "markup", ["<html></html>", "<!-- chỉ có chú thích -->", "<script>x</script>"]
)
def test_page_without_words_says_so(markup: str) -> None:
    """A page that only scripts fill has nothing to screen."""
    with pytest.raises(NoTextError):
        read(markup)


def test_page_nested_absurdly_deep_is_an_error() -> None:
    """The parser would leave out the rest without a sound."""
    with pytest.raises(CorruptInputError):
        read("<div>" * 5000 + "sâu" + "</div>" * 5000)


def test_scripts_and_entities_are_harmless() -> None:
    """Nothing is run, nothing is fetched."""
    document = read(
        '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        "<p>An &x; toàn.<script>alert(1)</script></p><iframe src='http://a.example'></iframe>"
    )

    assert "root:" not in document.text
    assert "alert" not in document.text
    assert "An &x; toàn." in document.text


def test_page_of_many_tags_is_read_in_a_process_with_limits() -> None:
    """Its time is hard to foresee."""
    document = read("<p>Nước lên.</p>" + "<br>" * 20_001 + "<p>Ghe về.</p>")

    assert document.text == "Nước lên.\nGhe về."


def test_page_in_fonts_of_before_unicode_is_read_and_said() -> None:
    """Newspapers of 2001 were set in them."""
    page = (
        '<html><head><meta charset="iso-8859-1"></head><body>'
        '<h1><font face=".VnTime">Phô n÷ xãm nói më líp häc ch÷</font></h1>'
        '<p><font face=".VnTime">ChÞ Lan lµ gi¸m ®èc mét c«ng ty may ë HuÕ.</font></p>'
        "</body></html>"
    )

    document = read_bytes(page.encode("latin-1"), name="a.html", limits=ReadLimits())

    assert document.text == (
        "Phụ nữ xóm núi mở lớp học chữ\nChị Lan là giám đốc một công ty may ở Huế."
    )
    assert [w.code for w in document.warnings] == ["encoding.guessed"]
