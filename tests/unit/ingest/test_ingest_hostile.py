"""Files that mean harm, or were harmed: one clear error each, never a crash."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screener.domain.documents import Document, Trust
from screener.domain.limits import ReadLimits
from screener.errors import (
    ArchiveBombError,
    CorruptInputError,
    EncryptedInputError,
    InputError,
    ReaderCrashedError,
)
from screener.ingest.archive import open_archive
from screener.ingest.reader import read_bytes
from screener.messages.catalogue import error_hint, error_message
from tests.fixtures.word_xml import NAMESPACES, make_docx, make_zip, paragraph

FIXTURES = Path(__file__).parents[2] / "fixtures"
LIMITS = ReadLimits()
QUICK = settings(
    max_examples=50,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
FEW = settings(QUICK, max_examples=6)
MANY = settings(QUICK, max_examples=400)


def outcome(content: bytes, *, name: str) -> Document | InputError:
    """The document, or the foreseen error; any other failure is a bug."""
    try:
        return read_bytes(content, name=name, limits=LIMITS)
    except ReaderCrashedError:
        raise
    except InputError as error:
        return error


def is_explained(result: Document | InputError) -> bool:
    """Whether it is a document, or an error with words and a hint."""
    if isinstance(result, Document):
        return True
    return bool(error_message(result).vi and error_hint(result).vi)


# -- archives --------------------------------------------------------------------


def test_zip_bomb_is_refused_by_its_directory() -> None:
    """Two hundred megabytes of nothing pack into two hundred kilobytes."""
    bomb = make_zip({"word/document.xml": b"x", "word/media/a.png": b"\0" * 30_000_000})

    with pytest.raises(ArchiveBombError) as caught:
        read_bytes(bomb, name="a.docx", limits=LIMITS)

    assert caught.value.facts["size_bytes"] == 30_000_001


def test_unpacked_size_has_a_limit_of_its_own() -> None:
    """The office sets it."""
    content = make_docx(paragraph("Mưa."))

    with pytest.raises(ArchiveBombError):
        read_bytes(
            content, name="a.docx", limits=replace(LIMITS, max_unpacked_bytes=99)
        )


def test_directory_that_lies_about_a_size_is_corrupt() -> None:
    """What it promises is all that is unpacked."""
    content = bytearray(make_docx(paragraph("Mưa " * 500)))
    name = b"word/document.xml"
    for signature, offset, at in (
        (b"PK\x03\x04", 22, content.index(name)),
        (b"PK\x01\x02", 24, content.rindex(name)),
    ):
        start = content.rindex(signature, 0, at) + offset
        content[start : start + 4] = (40).to_bytes(4, "little")

    with pytest.raises(CorruptInputError):
        read_bytes(bytes(content), name="a.docx", limits=LIMITS)


def test_encrypted_archive_says_so() -> None:
    """Zip has passwords too."""
    content = bytearray(make_docx(paragraph("Mưa.")))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1

    with pytest.raises(EncryptedInputError):
        read_bytes(bytes(content), name="a.docx", limits=LIMITS)


def test_missing_part_of_an_archive_is_corrupt() -> None:
    """Relations may point anywhere, even outside; nothing is read but parts."""
    archive = open_archive(
        make_zip({"a": "x"}), source="a.zip", format_name="zip", limits=LIMITS
    )

    assert archive.read("A") == b"x"
    with pytest.raises(CorruptInputError):
        archive.read("../../etc/passwd")


# -- XML ---------------------------------------------------------------------------


def with_main_part(xml: str) -> bytes:
    return make_zip({"word/document.xml": xml})


def test_entity_bomb_is_refused() -> None:
    """A billion laughs, and none of them expanded."""
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
    )
    xml = f"<!DOCTYPE x [{entities}]><w:document {NAMESPACES}>&a9;</w:document>"

    with pytest.raises(CorruptInputError) as caught:
        read_bytes(with_main_part(xml), name="a.docx", limits=LIMITS)

    assert caught.value.facts["reason"] in ("reason.doctype", "reason.bad_xml")


def test_external_entity_is_refused() -> None:
    """A draft must not read the machine that screens it."""
    xml = (
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
        f"<w:document {NAMESPACES}><w:body>{paragraph('&a;')}</w:body></w:document>"
    )

    with pytest.raises(CorruptInputError):
        read_bytes(with_main_part(xml), name="a.docx", limits=LIMITS)


def test_deeply_nested_xml_is_refused() -> None:
    """Recursion has a floor."""
    deep = "<w:sdt><w:sdtContent>" * 3000 + "</w:sdtContent></w:sdt>" * 3000
    xml = f"<w:document {NAMESPACES}><w:body>{deep}</w:body></w:document>"

    with pytest.raises(CorruptInputError):
        read_bytes(with_main_part(xml), name="a.docx", limits=LIMITS)


def test_deepest_xml_that_parses_is_walked() -> None:
    """What the parser lets through must not break the walk."""
    deep = (
        "<w:tbl><w:tr><w:tc>" * 80 + paragraph("Sâu.") + "</w:tc></w:tr></w:tbl>" * 80
    )

    assert read_bytes(make_docx(deep), name="a.docx", limits=LIMITS).text == "Sâu."


# -- binary and broken text -----------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        bytes(range(256)) * 40,
        b"\xff" * 500,
        b"PK\x03\x04",
        b"PK\x05\x06" + b"\0" * 18,
        b"%PDF-",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.docx"])
def test_binary_rubbish_is_one_clear_error(content: bytes, name: str) -> None:
    """It is never screened, and the message has words."""
    result = outcome(content, name=name)

    assert isinstance(result, InputError)
    assert is_explained(result)


def test_text_with_null_bytes_is_not_trusted() -> None:
    """It can be taken for UTF-16, and then reads as Chinese."""
    result = outcome(b"chu\0 co\0 so khong\0" * 20, name="a.txt")

    assert isinstance(result, Document)
    assert result.coverage.trust is Trust.UNTRUSTED


def test_bidirectional_marks_do_not_hide_words() -> None:
    """They change what is seen, not what is read."""
    document = outcome("phái \u202eyếu\u202c lái tàu".encode(), name="a.txt")

    assert isinstance(document, Document)
    assert document.text == "phái yếu lái tàu"


# -- files cut short and files changed at random ----------------------------------------

DOCX = (FIXTURES / "docx" / "libreoffice.docx").read_bytes()
PDF = (FIXTURES / "pdf" / "reportlab.pdf").read_bytes()
HTML = (FIXTURES / "html" / "trang-bao.html").read_bytes()
MARKDOWN = (
    '---\ntitle: a\n---\n# Chợ\n\n> - *Ghe* [về](b) ![ảnh](c "d")\n\n|a|b|\n|-|-|\n|1|2|\n\n'
    "<p>x<br></p>\n\n```\nm\n```\n"
).encode()


@pytest.mark.parametrize("share", [0.0005, 0.01, 0.3, 0.5, 0.9, 0.99])
def test_word_file_cut_short_is_corrupt(share: float) -> None:
    """Without its end a zip file has no directory."""
    with pytest.raises(InputError):
        read_bytes(DOCX[: max(4, int(len(DOCX) * share))], name="a.docx", limits=LIMITS)


@pytest.mark.parametrize("share", [0.001, 0.3, 0.9])
def test_pdf_cut_short_is_an_error_or_doubtful(share: float) -> None:
    """It must never pass as a whole file."""
    result = outcome(PDF[: int(len(PDF) * share)], name="a.pdf")

    assert isinstance(result, InputError) or result.warnings


def mutated(content: bytes) -> st.SearchStrategy[bytes]:
    """The content with some bytes changed, cut out or repeated."""
    place = st.integers(0, len(content) - 1)
    change = st.tuples(place, st.binary(max_size=8), st.integers(0, 40))

    def apply(changes: list[tuple[int, bytes, int]]) -> bytes:
        result = content
        for start, new, length in changes:
            result = result[:start] + new + result[start + length :]
        return result

    return st.lists(change, min_size=1, max_size=6).map(apply)


@QUICK
@given(mutated(DOCX))
def test_damaged_word_file_never_crashes(content: bytes) -> None:
    """Damage is a reason to skip the file, not to stop the batch."""
    assert is_explained(outcome(content, name="a.docx"))


@QUICK
@given(mutated(paragraph("Chị ", "lái tàu.").encode() + b"<w:tbl><w:tr/></w:tbl>"))
def test_damaged_word_xml_never_crashes(xml: bytes) -> None:
    """Most damage to a zip file stops at its checksum; this goes deeper."""
    assert is_explained(
        outcome(make_docx(xml.decode("utf-8", "replace")), name="a.docx")
    )


@QUICK
@given(mutated(HTML))
def test_damaged_page_never_crashes(content: bytes) -> None:
    """Browsers read anything, so people save anything."""
    assert is_explained(outcome(content, name="a.html"))


@QUICK
@given(mutated(MARKDOWN))
def test_damaged_markdown_never_crashes(content: bytes) -> None:
    """Any text is some Markdown."""
    assert is_explained(outcome(content, name="a.md"))


@QUICK
@given(st.binary(max_size=300))
def test_any_bytes_never_crash(content: bytes) -> None:
    """The door is open to the whole office."""
    assert is_explained(outcome(content, name="a"))


@FEW
@given(mutated(PDF))
def test_damaged_pdf_never_crashes(content: bytes) -> None:
    """Each is read in a process of its own, so a few must do here."""
    assert is_explained(outcome(content, name="a.pdf"))


@pytest.mark.slow
@MANY
@given(mutated(PDF))
def test_damaged_pdf_never_crashes_in_the_long_run(content: bytes) -> None:
    """Native code deserves more."""
    assert is_explained(outcome(content, name="a.pdf"))
