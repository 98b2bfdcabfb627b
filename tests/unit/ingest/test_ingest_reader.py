"""The one door: files, uploads, pasted text, and one clear error for each failure."""

from __future__ import annotations

import hashlib
import logging
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.domain.documents import Part, PartStatus, Trust
from screener.domain.limits import ReadLimits
from screener.errors import (
    CorruptInputError,
    EmptyInputError,
    MissingInputError,
    NoTextError,
    ReaderCrashedError,
    TooLargeError,
    TooLongError,
    UnreadableInputError,
    UnsupportedFormatError,
)
from screener.ingest.reader import discover, read_bytes, read_file, read_text
from screener.text.normal import normalize
from tests.fixtures.old_encodings import as_windows_1258
from tests.fixtures.word_xml import make_docx, make_zip, paragraph

LIMITS = ReadLimits()
STORY = (
    "Chợ quê mùa nước nổi\n\n"
    "Từ ba giờ sáng, ghe chở bí rợ và khoai lang đã neo kín ngã ba sông. "
    "Người bán gọi nhau í ới trên mặt nước còn mờ sương.\n"
)


# -- pasted text -----------------------------------------------------------------


def test_pasted_text_is_kept_character_for_character() -> None:
    """Editors count on offsets that fit what they pasted."""
    text = "  Tít\t\n\n\n Dòng một.\r\nDòng hai.  \n\n"

    document = read_text(text, source="-")

    assert document.text == text
    assert [p.span.of(text) for p in document.paragraphs] == [
        "Tít",
        "Dòng một.",
        "Dòng hai.",
    ]


def test_pasted_text_is_composed() -> None:
    """Offsets count NFC code points; macOS types decomposed letters."""
    assert read_text("Hue\u0301", source="-").text == "Hué"


@given(st.text(max_size=200))
def test_any_pasted_text_obeys_the_laws(text: str) -> None:
    """No text may crash the reader or break an offset."""
    try:
        document = read_text(text, source="-")
    except EmptyInputError:
        assert not text.strip()
        return

    assert len(document.text) == len(normalize(text))
    assert document.coverage.characters_read == len(document.text)
    position = 0
    for one in document.paragraphs:
        words = one.span.of(document.text)
        assert words
        assert words == words.strip()
        assert not document.text[position : one.span.start].strip()
        position = one.span.end
    assert not document.text[position:].strip()


@pytest.mark.parametrize(
    ("first", "is_headline"),
    [
        ("Mùa nước nổi về sớm", True),
        ("Vì sao nước về sớm?", True),
        ("Nước đã về.", False),
        ("Nước đã về.”", False),
        ("Gồm ba việc:", False),
        ("từ " * 26, False),
    ],
)
def test_short_first_line_without_a_stop_is_the_headline(
    first: str, is_headline: bool
) -> None:
    """The headline gives the context of the first sentence."""
    document = read_text(f"{first}\n{'Đoạn sau dài hơn hẳn. ' * 9}", source="-")

    assert (document.paragraphs[0].place.part is Part.TITLE) == is_headline
    assert document.title == (first if is_headline else "")


def test_single_line_is_no_headline() -> None:
    """A sentence typed alone is the text itself."""
    document = read_text("Phụ nữ lái tàu", source="-")

    assert document.title == ""
    assert document.paragraphs[0].place.part is Part.BODY


def test_given_title_is_kept_and_recognised() -> None:
    """A content system knows the title better than a guess does."""
    document = read_text("Tin vắn.\nMưa.", source="-", title="Tin vắn.")

    assert document.title == "Tin vắn."
    assert document.paragraphs[0].place.part is Part.TITLE


def test_identity_of_pasted_text() -> None:
    """Findings keep their identity under the draft's id."""
    assert read_text("Mưa.", source="-").id == "-"
    assert read_text("Mưa.", source="-", document_id="bài 7").id == "bài 7"


@pytest.mark.parametrize("text", ["", " \n\t\r\n", "\u00a0"])
def test_blank_text_is_an_error(text: str) -> None:
    """Nothing to screen is not the same as nothing found."""
    with pytest.raises(EmptyInputError):
        read_text(text, source="-")


def test_half_surrogate_pairs_are_replaced_and_told() -> None:
    """No file could hold the report otherwise."""
    document = read_text("Mưa \ud83d to", source="-")

    assert document.text == "Mưa \ufffd to"
    assert [w.code for w in document.warnings] == ["warning.broken_characters"]


def test_english_text_is_not_trusted() -> None:
    """A clean verdict on a language that the screener cannot read would be false."""
    text = "The minister said that women have always been the main earners here. " * 5

    document = read_text(text, source="-")

    assert document.coverage.trust is Trust.UNTRUSTED
    assert [w.code for w in document.warnings] == ["warning.not_vietnamese"]


def test_text_without_marks_is_not_trusted() -> None:
    """Nothing here reads "dan ba thi biet gi", so it must not pass for clean."""
    text = "Dan ba thi biet gi, viec lon trong nha cu de dan ong lo cho xong. " * 2

    document = read_text(text, source="-")

    assert document.coverage.trust is Trust.UNTRUSTED
    assert [w.code for w in document.warnings] == ["warning.no_marks"]


def test_few_marks_are_enough() -> None:
    """Names and short words without marks are ordinary Vietnamese."""
    text = (
        "Anh Nam, chị Lan, anh Tân, chị Mai, anh Hai cùng nghe cô giáo Hoa hát xoan. "
    )

    assert read_text(text * 3, source="-").coverage.trust is Trust.TRUSTED


def test_text_in_another_script_is_not_trusted() -> None:
    """Its words are no syllables that could be judged, which must not help it."""
    document = read_text(
        "Ông nói: 这个村子里的男人和女人都在田里工作，也一起看孩子。", source="-"
    )

    assert document.coverage.trust is Trust.UNTRUSTED


def test_text_in_an_old_font_is_not_trusted() -> None:
    """TCVN3 letters pasted as they are read as rubbish."""
    text = "ChÞ Lan lµ gi¸m ®èc mét c«ng ty may ë HuÕ víi h¬n n¨m tr¨m c«ng nh©n. " * 4

    document = read_text(text, source="-")

    assert document.coverage.trust is Trust.UNTRUSTED
    assert [w.code for w in document.warnings] == ["warning.garbled_text"]


def test_mixed_languages_are_doubtful() -> None:
    """A page with long English quotations is read, with a word of warning."""
    text = (
        "Báo cáo viết bằng tiếng Anh được dịch ra cho bà con trong xã cùng đọc. "
        "the report says several farmers without machines keep working together. "
    )

    assert read_text(text * 3, source="-").coverage.trust is Trust.DOUBTFUL


# -- files -------------------------------------------------------------------------


def test_file_names_its_draft(tmp_path: Path) -> None:
    """The name survives a move to another folder, the path does not."""
    path = tmp_path / "bài 1.txt"
    path.write_text(STORY, "utf-8")

    document = read_file(path, limits=LIMITS)

    assert (document.id, document.source) == ("bài 1.txt", str(path))
    assert document.sha256 == hashlib.sha256(STORY.encode()).hexdigest()


def test_id_may_be_given(tmp_path: Path) -> None:
    """A register has identities of its own."""
    path = tmp_path / "a.txt"
    path.write_text(STORY, "utf-8")

    assert read_file(path, limits=LIMITS, document_id="ấn phẩm 3").id == "ấn phẩm 3"
    upload = read_bytes(STORY.encode(), name="a.txt", limits=LIMITS, document_id="x")
    assert (upload.id, upload.source) == ("x", "a.txt")


def test_missing_file_is_an_error(tmp_path: Path) -> None:
    """A mistyped path must not pass as clean."""
    with pytest.raises(MissingInputError):
        read_file(tmp_path / "không có.txt", limits=LIMITS)


def test_folder_is_no_file(tmp_path: Path) -> None:
    """Folders are for ``discover``."""
    with pytest.raises(UnreadableInputError):
        read_file(tmp_path, limits=LIMITS)


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="root may read everything"
)
def test_forbidden_file_is_an_error(tmp_path: Path) -> None:
    """Permissions are named as the cause."""
    path = tmp_path / "a.txt"
    path.write_text(STORY, "utf-8")
    path.chmod(0)

    with pytest.raises(UnreadableInputError):
        read_file(path, limits=LIMITS)


def test_impossible_name_is_an_error() -> None:
    """A name with a null byte comes from a script gone wrong."""
    with pytest.raises(UnreadableInputError):
        read_file(Path("a\0b.txt"), limits=LIMITS)


def test_too_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """A gigabyte of text must not fill the memory."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 101)

    with pytest.raises(TooLargeError) as caught:
        read_file(path, limits=replace(LIMITS, max_file_bytes=100))

    assert caught.value.facts == {"size_bytes": 101, "limit_bytes": 100}


def test_too_large_upload_is_refused() -> None:
    """Uploads obey the same bound."""
    with pytest.raises(TooLargeError):
        read_bytes(b"x" * 101, name="a.txt", limits=replace(LIMITS, max_file_bytes=100))


def test_too_long_text_is_refused() -> None:
    """Nothing is cut short silently."""
    with pytest.raises(TooLongError):
        read_bytes(STORY.encode(), name="a", limits=replace(LIMITS, max_characters=9))


@pytest.mark.parametrize("content", [b"", b"\n \t", b"\0" * 40])
def test_empty_file_is_an_error(content: bytes) -> None:
    """An empty draft is usually the wrong file."""
    with pytest.raises(EmptyInputError):
        read_bytes(content, name="a.txt", limits=LIMITS)


def test_file_without_a_visible_letter_is_an_error() -> None:
    """Invisible marks alone are no text."""
    with pytest.raises(NoTextError):
        read_bytes("\u200b\u200e\n\u00ad".encode(), name="a.txt", limits=LIMITS)


# -- formats -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["bài.txt", "bài.pdf", "bài", "bài.html"])
def test_word_file_is_known_by_its_content(name: str) -> None:
    """Names lie: mail programs and people change them."""
    document = read_bytes(make_docx(paragraph("Nước lên.")), name=name, limits=LIMITS)

    assert document.text == "Nước lên."


def test_web_page_named_txt_is_read_as_a_page() -> None:
    """Otherwise tags would be screened as text."""
    content = b"\xef\xbb\xbf<!-- x -->\n<!DOCTYPE html><p>M\xc6\xb0a.</p>"

    assert read_bytes(content, name="a.txt", limits=LIMITS).text == "Mưa."


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.txt", b"{\\rtf1 abc}", "rtf"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "png"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "jpeg"),
        ("a.bmp", b"BM\0\0", "bmp"),
        ("a.bin", b"\x7fELF\0", "elf"),
        ("a.mht", b"From: x\r\nMIME-Version: 1.0\r\n", "mhtml"),
        ("a.json", b"{}", "json"),
        ("a.CSV", b"a,b", "csv"),
        ("a.ole", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
        (
            "a.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1W\0o\0r\0k\0b\0o\0o\0k\0",
            "xls (Excel 97–2003)",
        ),
        ("a.xlsx", make_zip({"xl/workbook.xml": "x"}), "xlsx"),
        ("a.pptx", make_zip({"ppt/presentation.xml": "x"}), "pptx"),
        ("a.odt", make_zip({"META-INF/manifest.xml": "x"}), "epub/odt"),
        ("a.zip", make_zip({"b.txt": "x"}), "zip"),
    ],
)
def test_other_formats_are_named(name: str, content: bytes, kind: str) -> None:
    """The hint can only help when the format is known."""
    with pytest.raises(UnsupportedFormatError) as caught:
        read_bytes(content, name=name, limits=LIMITS)

    assert caught.value.facts["format"] == kind


@pytest.mark.parametrize("text", ["BMW bán chạy.", "MZ là hai chữ cái.", "GIF là gì?"])
def test_text_that_begins_like_a_program_is_text(text: str) -> None:
    """Two letters prove nothing."""
    assert read_bytes(text.encode(), name="a.txt", limits=LIMITS).text == text


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.doc"])
def test_text_named_as_a_document_is_corrupt(name: str) -> None:
    """A draft replaced by an error page must not be screened as the draft."""
    with pytest.raises(CorruptInputError):
        read_bytes(b"404 not found", name=name, limits=LIMITS)


@pytest.mark.parametrize(
    ("name", "error"),
    [("a.docx", CorruptInputError), ("a.zip", UnsupportedFormatError)],
)
def test_zip_without_a_document(name: str, error: type[Exception]) -> None:
    """Only its name says what it was meant to be."""
    with pytest.raises(error):
        read_bytes(make_zip({"a.txt": "x"}), name=name, limits=LIMITS)


def test_unforeseen_failure_is_an_input_error_with_a_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """One bad file never stops a batch, and the bug can still be found.

    No file is known on which a reader fails by itself, so a limit of the wrong
    type stands for the bug.
    """
    limits = ReadLimits(max_characters=None)  # type: ignore[arg-type]

    with caplog.at_level(logging.ERROR), pytest.raises(ReaderCrashedError) as caught:
        read_bytes(b"abc", name="a.txt", limits=limits)

    assert caught.value.facts == {"reason": "TypeError"}
    assert "Traceback" in caplog.text


# -- finding files --------------------------------------------------------------------


def test_folder_is_searched_in_order(tmp_path: Path) -> None:
    """The same folder gives the same order on every machine."""
    names = [
        "b.txt",
        "a.txt",
        "con/c.docx",
        "con/.an/x.txt",
        ".an.txt",
        "~$a.docx",
        "Thumbs.db",
    ]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")

    found = discover([tmp_path])

    assert [p.relative_to(tmp_path).as_posix() for p in found] == [
        "a.txt",
        "b.txt",
        "con/c.docx",
    ]


def test_pictures_of_a_saved_page_are_not_drafts(tmp_path: Path) -> None:
    """Browsers put scripts and styles beside the page."""
    (tmp_path / "trang_files").mkdir()
    (tmp_path / "khac_files").mkdir()
    for name in ("trang.html", "trang_files/a.js", "khac_files/b.txt"):
        (tmp_path / name).write_bytes(b"x")

    found = discover([tmp_path])

    assert [p.name for p in found] == ["trang.html", "b.txt"]


def test_named_files_are_kept_as_they_are(tmp_path: Path) -> None:
    """A hidden file that is named is meant; a missing one is told when read."""
    hidden, missing = tmp_path / ".an.txt", tmp_path / "mat.txt"
    hidden.write_bytes(b"x")

    assert discover([missing, hidden, missing]) == (missing, hidden)


# -- plain text ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        STORY.encode(),
        b"\xef\xbb\xbf" + STORY.encode(),
        STORY.encode("utf-16"),
        STORY.encode("utf-16-be"),
        as_windows_1258(STORY),
        STORY.replace("\n", "\r\n").encode(),
        STORY.replace("\n", "\r").encode(),
    ],
    ids=["utf-8", "bom", "utf-16", "utf-16-be", "windows-1258", "windows", "old mac"],
)
def test_text_file_reads_the_same_in_every_encoding(content: bytes) -> None:
    """Offices have files of thirty years."""
    document = read_bytes(content, name="a.txt", limits=LIMITS)

    assert document.text.split("\n") == [line for line in STORY.split("\n") if line]
    assert document.coverage.trust is Trust.TRUSTED


def test_guessed_encoding_is_told() -> None:
    """A conversion is part of how far the text can be believed."""
    document = read_bytes(as_windows_1258(STORY), name="a.txt", limits=LIMITS)

    assert [w.code for w in document.warnings] == ["encoding.guessed"]


def test_wrapped_lines_are_joined_to_paragraphs() -> None:
    """A sentence cut by a mail program is still one sentence."""
    import textwrap

    long = [f"Đoạn {n}. " + "Nước lên từ từ, ghe chở lúa về bến. " * 6 for n in (1, 2)]
    wrapped = "\n\n".join(textwrap.fill(text.strip(), 72) for text in long)

    document = read_bytes(wrapped.encode(), name="thư.txt", limits=LIMITS)

    assert document.text.split("\n") == [text.strip() for text in long]


def test_short_lines_are_not_joined() -> None:
    """A poem or a list has short lines that end where they want."""
    poem = "\n".join(
        f"Dòng thơ thứ {n} ngắn thôi mà cũng đủ ý để nhớ" for n in range(12)
    )

    document = read_bytes(poem.encode(), name="thơ.txt", limits=LIMITS)

    assert len(document.paragraphs) == 12


def test_coverage_counts_what_was_read() -> None:
    """The parts that were read add up to the paragraphs."""
    document = read_bytes(STORY.encode(), name="a.txt", limits=LIMITS)

    read = {
        p.part: p.count for p in document.coverage.parts if p.status is PartStatus.READ
    }
    assert read == {Part.TITLE: 1, Part.BODY: 1}
