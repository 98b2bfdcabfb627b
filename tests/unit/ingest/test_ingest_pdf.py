"""PDF files: every page accounted for, within limits."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from screener.domain.documents import Document, Part, PartStatus, Trust
from screener.domain.limits import ReadLimits
from screener.errors import (
    CorruptInputError,
    EncryptedInputError,
    NoTextError,
    ReaderCrashedError,
    ReaderTimeoutError,
    TooLongError,
)
from screener.ingest import pdf
from screener.ingest.assembly import make_document
from screener.ingest.reader import read_bytes, read_file
from tests.fixtures import articles
from tests.fixtures.pdf_files import Drawn, make_pdf

FIXTURES = Path(__file__).parents[2] / "fixtures" / "pdf"
LIMITS = ReadLimits()
# Words that are Vietnamese and can be written with the letters of Windows-1252.
SENTENCE = "Hôm nay bà con ra bãi cào nghêu, chia nhau mang vô trong kho."
PAGE: Drawn = [(30, 350, 10, SENTENCE), (30, 330, 10, "Trên sông có năm chú lái ghe.")]


def read(content: bytes) -> Document:
    """The document of a file, read without the child process to save time."""
    extract = pdf.extract(content, source="a.pdf", limits=LIMITS)
    return make_document(
        extract, document_id="a.pdf", source="a.pdf", sha256="", limits=LIMITS
    )


def texts(document: Document, part: Part) -> list[str]:
    return [
        p.span.of(document.text) for p in document.paragraphs if p.place.part is part
    ]


def unread(document: Document) -> list[tuple[Part, PartStatus, str, int]]:
    return [
        (entry.part, entry.status, entry.reason.code, entry.count)
        for entry in document.coverage.parts
        if entry.reason is not None
    ]


# -- files that other programs wrote ------------------------------------------------


@pytest.fixture(scope="module", params=["libreoffice", "chromium", "reportlab"])
def article(request: pytest.FixtureRequest) -> Document:
    return read_file(FIXTURES / f"{request.param}.pdf", limits=LIMITS)


def test_paragraphs_are_joined_over_lines_columns_and_pages(article: Document) -> None:
    """A sentence cut in two is judged wrongly twice."""
    wanted = [text for _, group in articles.SECTIONS for text in group][1:]

    assert [text for text in wanted if text not in texts(article, Part.BODY)] == []


def test_headline_and_headings_are_told_by_their_size(article: Document) -> None:
    """PDF has no styles, only larger letters."""
    assert article.title == articles.TITLE
    assert texts(article, Part.TITLE) == [articles.TITLE]
    assert texts(article, Part.HEADING) == [h for h, _ in articles.SECTIONS if h]


def test_paragraphs_know_their_page(article: Document) -> None:
    """The inspector opens the page of the finding."""
    pages = [p.place.page for p in article.paragraphs if p.place.part is Part.BODY]

    assert pages[0] == 1
    assert pages == sorted(pages, key=lambda page: page or 0)
    assert set(pages) <= {1, 2, 3}


def test_running_head_is_read_once_and_numbers_are_left_out(article: Document) -> None:
    """They would cut sentences that go on over the page."""
    (head,) = texts(article, Part.HEADER)

    assert article.text.count(head) <= 2  # Chromium's head repeats the headline
    assert "Trang 2" not in article.text
    assert "coverage.repeated" in [code for _, _, code, _ in unread(article)]


def test_text_box_and_footnote_do_not_cut_a_paragraph() -> None:
    """Writer puts them between the two halves of it."""
    document = read_file(FIXTURES / "libreoffice.pdf", limits=LIMITS)

    assert texts(document, Part.FOOTNOTE) == [articles.FOOTNOTE]
    assert texts(document, Part.LIST_ITEM) == list(articles.LIST_ITEMS)
    assert articles.TEXT_BOX in texts(document, Part.BODY)


def test_pictures_of_a_pdf_are_listed_with_their_page() -> None:
    """Each has to be looked at by a person."""
    document = read_file(FIXTURES / "chromium.pdf", limits=LIMITS)

    (image,) = (e for e in document.coverage.parts if e.part is Part.IMAGE)
    assert image.status is PartStatus.NOT_JUDGED
    assert image.reason is not None
    assert dict(image.reason.facts) == {"number": 1, "page": 2}


# -- pages that fail -------------------------------------------------------------------


def test_scanned_page_among_others_is_named() -> None:
    """The result must say that it does not speak of that page."""
    document = read(make_pdf([PAGE, [], PAGE], pictures=[2]))

    assert (Part.PAGE, PartStatus.NOT_READ, "coverage.page_scanned", 1) in unread(
        document
    )
    assert document.coverage.trust is Trust.DOUBTFUL
    assert [w.code for w in document.warnings] == ["warning.pages_missing"]


def test_mostly_scanned_file_is_not_trusted() -> None:
    """One readable page of three cannot make the file clean."""
    document = read(make_pdf([PAGE, [], []], pictures=[2, 3]))

    assert document.coverage.trust is Trust.UNTRUSTED


def test_scan_with_a_stamp_is_partly_read() -> None:
    """A date stamped on a scan is not its text."""
    document = read(make_pdf([PAGE, [(9, 9, 8, "Công văn 7")]], pictures=[2]))

    assert (Part.PAGE, PartStatus.PARTLY_READ, "coverage.page_scanned", 1) in unread(
        document
    )


def test_blank_page_is_no_failure() -> None:
    """Backs of title pages are blank."""
    document = read(make_pdf([PAGE, []]))

    assert document.coverage.trust is Trust.TRUSTED
    assert document.warnings == ()


def test_scan_says_that_it_has_no_text() -> None:
    """The hint is to run OCR."""
    with pytest.raises(NoTextError):
        read(make_pdf([[], []], pictures=[1, 2]))


OLD_LETTERS: Drawn = [
    (
        30,
        350 - 20 * n,
        10,
        "ChÞ Lan lµ gi¸m ®èc mét c«ng ty may ë HuÕ víi n¨m tr¨m c«ng",
    )
    for n in range(4)
]
# A font that draws letters other than those that the file names.
GARBLED: Drawn = [
    (30, 350 - 20 * n, 10, "Xqè cö rzå mfþ ûdpx knñ cëhj wìtz ögpl bvxü")
    for n in range(4)
]


def test_page_in_an_old_font_is_read_and_said() -> None:
    """It looks right on paper and would read as rubbish."""
    document = read(make_pdf([PAGE, OLD_LETTERS, PAGE]))

    assert (
        "Chị Lan là giám đốc một công ty may ở Huế với năm trăm công" in document.text
    )
    assert [w.code for w in document.warnings] == ["encoding.legacy"]
    assert document.coverage.trust is Trust.TRUSTED


def test_page_whose_font_lies_is_left_out_and_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No table gives it a meaning."""
    monkeypatch.setenv("PATH", "")

    document = read(make_pdf([PAGE, GARBLED, PAGE]))

    assert "Xqè" not in document.text
    assert (Part.PAGE, PartStatus.NOT_READ, "coverage.page_garbled", 1) in unread(
        document
    )
    assert document.coverage.trust is Trust.DOUBTFUL


def test_file_whose_font_lies_is_corrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of it can be screened."""
    monkeypatch.setenv("PATH", "")

    with pytest.raises(CorruptInputError) as caught:
        read(make_pdf([GARBLED]))

    assert caught.value.facts["reason"] == "reason.garbled"


def test_encrypted_file_says_so() -> None:
    """It crosses the border of the child process as the error it is."""
    with pytest.raises(EncryptedInputError):
        read_bytes(make_pdf([PAGE], password="bi-mat"), name="a.pdf", limits=LIMITS)


def test_file_cut_short_is_doubtful_or_corrupt() -> None:
    """PDFium mends what it can without a word; the reader says it."""
    content = make_pdf([PAGE])
    cut = content[: content.rindex(b"%%EOF")]

    document = read(cut)

    assert document.coverage.trust is Trust.DOUBTFUL
    assert [w.code for w in document.warnings] == ["warning.incomplete_file"]


def test_something_after_the_start_mark_is_corrupt() -> None:
    """The first bytes alone make no PDF."""
    with pytest.raises(CorruptInputError):
        read_bytes(b"%PDF-1.7 nothing follows", name="a.pdf", limits=LIMITS)


def test_notes_pinned_on_a_page_are_counted() -> None:
    """Remarks of colleagues are not the article."""
    document = read(make_pdf([PAGE], notes=["Xem lại câu này", "Đã sửa"]))

    assert "Xem lại" not in document.text
    assert (Part.COMMENT, PartStatus.NOT_READ, "coverage.comment", 2) in unread(
        document
    )


def test_attached_files_are_named() -> None:
    """What the screener cannot see it must name."""
    with pypdfium2.PdfDocument(make_pdf([PAGE])) as file:
        file.new_attachment("bảng.txt").set_data(b"x")
        target = io.BytesIO()
        file.save(target)

    document = read(target.getvalue())

    assert (Part.OTHER, PartStatus.NOT_READ, "coverage.embedded", 1) in unread(document)


def test_strips_of_a_picture_are_one_entry() -> None:
    """Scanners cut pictures into hundreds of strips."""
    document = read(make_pdf([PAGE], pictures=[1] * 25))

    (entry,) = (e for e in document.coverage.parts if e.part is Part.IMAGE)
    assert entry.count == 25


def test_raised_number_of_a_note_is_no_part_of_the_sentence() -> None:
    """In "sông.1 Trên" it would hide the end of the sentence."""
    page = [
        (30, 350, 10, "Bà con ra sông."),
        (96, 355, 6, "1"),
        (102, 350, 10, "Trên kia là kho."),
        (30, 60, 6, "1"),
        (34, 57, 10, "Theo xã."),
    ]

    document = read(make_pdf([page]))

    assert texts(document, Part.FOOTNOTE) == ["Theo xã."]
    assert "sông. Trên kia" in document.text


def test_word_parted_at_the_end_of_a_line_is_mended() -> None:
    """PDFium marks such hyphens and joins the lines by itself."""
    page = [(30, 350, 10, "Ông lo khâu mar-"), (30, 338, 10, "keting cho xã.")]

    assert read(make_pdf([page])).text == "Ông lo khâu marketing cho xã."


# -- limits of the child process ---------------------------------------------------------


def test_slow_reader_is_stopped() -> None:
    """A file that makes the reader hang must not hang the office."""
    with pytest.raises(ReaderTimeoutError) as caught:
        read_bytes(
            make_pdf([PAGE]),
            name="a.pdf",
            limits=replace(LIMITS, timeout_s=0.001, ocr_timeout_s=0.001),
        )

    assert caught.value.facts == {"timeout_s": 0.001}


def test_reader_that_dies_is_reported() -> None:
    """Too little memory kills the child, never the program."""
    with pytest.raises(ReaderCrashedError):
        read_bytes(
            make_pdf([PAGE]),
            name="a.pdf",
            limits=replace(LIMITS, memory_bytes=1_000_000),
        )


def test_text_limit_holds_in_the_child() -> None:
    """A bomb of text is stopped before it is sent back."""
    with pytest.raises(TooLongError):
        read_bytes(
            make_pdf([PAGE]), name="a.pdf", limits=replace(LIMITS, max_characters=50)
        )
