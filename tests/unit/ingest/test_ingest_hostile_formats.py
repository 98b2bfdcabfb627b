"""Every reader against files that mean harm: bounded, told in words, nothing run."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from screener.domain.documents import Document, Trust
from screener.domain.limits import ReadLimits
from screener.errors import (
    ArchiveBombError,
    CorruptInputError,
    EncryptedInputError,
    InputError,
    ReaderCrashedError,
    TooDeepError,
    TooLongError,
)
from screener.ingest.reader import read_bytes
from screener.ingest.readers import needs_isolation
from screener.ingest.sniff import Format
from screener.messages.catalogue import error_hint, error_message
from tests.fixtures.word_xml import make_docx, make_zip, paragraph

FIXTURES: Final = Path(__file__).parents[2] / "fixtures"
LIMITS: Final = ReadLimits()
PACKED: Final = {
    "docx": FIXTURES / "docx" / "pandoc.docx",
    "odt": FIXTURES / "odt" / "pandoc.odt",
    "pptx": FIXTURES / "pptx" / "pandoc.pptx",
    "xlsx": FIXTURES / "xlsx" / "openpyxl.xlsx",
    "epub": FIXTURES / "epub" / "pandoc.epub",
}
MAIN_PARTS: Final = {
    "docx": "word/document.xml",
    "odt": "content.xml",
    "pptx": "ppt/presentation.xml",
    "xlsx": "xl/workbook.xml",
    "epub": "META-INF/container.xml",
}
# Known by their content, whatever they are called.
RENAMED: Final = (
    *PACKED.values(),
    FIXTURES / "rtf" / "pandoc.rtf",
    FIXTURES / "eml" / "mpack.eml",
    FIXTURES / "subtitles" / "ffmpeg.srt",
    FIXTURES / "subtitles" / "pysubs2.vtt",
    FIXTURES / "html" / "trang-bao.html",
)


def members(path: Path) -> dict[str, str | bytes]:
    """The parts of a packed file."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def outcome(
    content: bytes, *, name: str, limits: ReadLimits = LIMITS
) -> Document | InputError | None:
    """The document, or the foreseen error; None for an error without words."""
    try:
        return read_bytes(content, name=name, limits=limits)
    except ReaderCrashedError:
        raise
    except InputError as error:
        return error if error_message(error).vi and error_hint(error).en else None


# -- packed files ------------------------------------------------------------------


@pytest.mark.parametrize("kind", PACKED)
def test_entities_are_never_expanded(kind: str) -> None:
    """A billion laughs, and a look into the machine."""
    for declaration in (
        '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">',
        '<!ENTITY b SYSTEM "file:///etc/passwd">',
    ):
        parts = members(PACKED[kind])
        parts[MAIN_PARTS[kind]] = f"<!DOCTYPE x [{declaration}]><x>&b;</x>"

        result = outcome(make_zip(parts), name=f"a.{kind}")

        assert isinstance(result, CorruptInputError)


@pytest.mark.parametrize("kind", PACKED)
def test_bomb_is_refused_by_its_directory(kind: str) -> None:
    """Nothing of it is unpacked."""
    content = make_zip({**members(PACKED[kind]), "x.bin": b"\0" * 60_000_000})

    assert isinstance(outcome(content, name=f"a.{kind}"), ArchiveBombError)


@pytest.mark.parametrize("kind", PACKED)
def test_password_of_the_archive_is_said(kind: str) -> None:
    """The fix is the owner's."""
    content = bytearray(PACKED[kind].read_bytes())
    content[content.rindex(b"PK\x01\x02") + 8] |= 1

    assert isinstance(outcome(bytes(content), name=f"a.{kind}"), EncryptedInputError)


@pytest.mark.parametrize("kind", PACKED)
@pytest.mark.parametrize("share", [0.01, 0.5, 0.95])
def test_packed_file_cut_short_is_corrupt(kind: str, share: float) -> None:
    """Its directory stands at the end."""
    content = PACKED[kind].read_bytes()

    result = outcome(content[: max(4, int(share * len(content)))], name=f"a.{kind}")

    assert isinstance(result, CorruptInputError)


@pytest.mark.parametrize("kind", PACKED)
def test_relations_lead_to_no_file_outside(kind: str) -> None:
    """Names are only looked up in the archive."""
    parts = {
        name: content.replace(b'Target="', b'Target="../../../../etc/')
        if isinstance(content, bytes)
        else content
        for name, content in members(PACKED[kind]).items()
    }

    result = outcome(make_zip(parts), name=f"a.{kind}")

    assert isinstance(result, InputError) or "root:" not in result.text  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", PACKED)
def test_large_package_is_read_in_a_process_with_limits(kind: str) -> None:
    """Its tree may take more memory than the office has."""
    small = PACKED[kind].read_bytes()
    large = make_zip({**members(PACKED[kind]), "x": b"\0" * 21_000_000})

    assert not needs_isolation(Format(kind), small)
    assert needs_isolation(Format(kind), large)


def test_macros_are_carried_along_unread() -> None:
    """Nothing here could run one."""
    parts = members(FIXTURES / "docx" / "libreoffice.docm")
    parts["word/vbaProject.bin"] = b"\xd0\xcf\x11\xe0 AutoOpen Shell(calc)"

    result = outcome(make_zip(parts), name="a.docm")

    assert isinstance(result, Document)
    assert "AutoOpen" not in result.text


def test_string_that_a_million_cells_share_is_refused() -> None:
    """A kilobyte on the disk, a gigabyte in the memory."""
    parts = members(FIXTURES / "xlsx" / "xlsxwriter.xlsx")
    ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/sharedStrings.xml"] = (
        f'<sst xmlns="{ns}"><si><t>{"mưa " * 5000}</t></si></sst>'
    )
    row = '<row><c t="s"><v>0</v></c></row>' * 5000
    parts["xl/worksheets/sheet1.xml"] = (
        f'<worksheet xmlns="{ns}"><sheetData>{row}</sheetData></worksheet>'
    )

    assert isinstance(outcome(make_zip(parts), name="a.xlsx"), TooLongError)


def test_slide_listed_a_thousand_times_is_read_once() -> None:
    """No program writes it so."""
    parts = members(PACKED["pptx"])
    main = parts["ppt/presentation.xml"]
    assert isinstance(main, bytes)
    start = main.index(b"<p:sldId ")
    entry = main[start : main.index(b"/>", start) + 2]
    parts["ppt/presentation.xml"] = main.replace(entry, entry * 1000)

    once = outcome(PACKED["pptx"].read_bytes(), name="a.pptx")
    result = outcome(make_zip(parts), name="a.pptx")

    assert isinstance(once, Document)
    assert isinstance(result, Document)
    assert result.text == once.text


# -- nesting ------------------------------------------------------------------------


def odt(body: str) -> bytes:
    """An OpenDocument text with this body."""
    parts = members(PACKED["odt"])
    main = parts["content.xml"]
    assert isinstance(main, bytes)
    text = main.decode()
    head, tail = (
        text[: text.index("<office:text>") + 13],
        text[text.index("</office:text>") :],
    )
    return make_zip({**parts, "content.xml": head + body + tail})


@pytest.mark.parametrize("depth", [100, 5000])
@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("<text:section>", "</text:section>"),
        ("<text:list><text:list-item>", "</text:list-item></text:list>"),
        (
            "<table:table><table:table-row><table:table-cell>",
            "</table:table-cell></table:table-row></table:table>",
        ),
    ],
)
def test_nesting_is_walked_or_refused(opening: str, closing: str, depth: int) -> None:
    """Recursion has a floor, and reaching it is an error with words."""
    body = opening * depth + "<text:p>Sâu.</text:p>" + closing * depth

    result = outcome(odt(body), name="a.odt")

    assert isinstance(result, CorruptInputError) or result.text == "Sâu."  # type: ignore[union-attr]


def test_mail_of_endless_parts_is_refused() -> None:
    """Each part opens another."""
    head = b"MIME-Version: 1.0\n"
    body = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n)
        for n in range(3000)
    )

    assert isinstance(outcome(head + body, name="a.eml"), InputError)


def test_mail_in_mail_without_end_is_refused() -> None:
    """Forwarded by somebody who means no good."""
    content = b"MIME-Version: 1.0\nSubject: x\n\nhet.\n"
    for _ in range(12):
        content = b"MIME-Version: 1.0\nContent-Type: message/rfc822\n\n" + content

    result = outcome(content, name="a.eml")

    assert isinstance(result, InputError)


def test_packed_files_in_one_another_have_a_bound() -> None:
    """The limit is the settings'."""
    inner = make_zip({"a.txt": "Mưa."})

    result = outcome(
        make_zip({"b.zip": inner}), name="a.zip", limits=replace(LIMITS, max_depth=0)
    )

    assert isinstance(result, TooDeepError)


# -- text ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", RENAMED, ids=lambda path: path.name)
@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a", "a.docx"])
def test_wrong_name_changes_nothing(path: Path, name: str) -> None:
    """Mail programs and people rename files."""
    content = path.read_bytes()
    right = outcome(content, name=path.name)
    wrong = outcome(content, name=name)

    assert isinstance(right, Document)
    if path.suffix in (".srt", ".vtt", ".eml") and name in ("a.pdf", "a.docx"):
        assert isinstance(wrong, Document | CorruptInputError)
    else:
        assert isinstance(wrong, Document)
        assert wrong.text == right.text


TRICKY: Final = "Mưa \u202eto\u202c \0ở đầu nguồn " + "mưa to ở đầu nguồn " * 20


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", f"nội dung\n{TRICKY}\n"),
        ("a.srt", f"1\n00:00:01,000 --> 00:00:02,000\n{TRICKY}\n"),
        ("a.eml", f"MIME-Version: 1.0\nSubject:\n\n{TRICKY}\n"),
        (
            "a.rtf",
            "{\\rtf1 M\\u432?a \\u8238?to\\u8236?  \\u7903? \\u273?\\u7847?u ngu\\u7891?n}",
        ),
    ],
)
def test_tricks_of_direction_and_null_bytes_hide_no_word(
    name: str, content: str
) -> None:
    """A rule must find what a reader sees."""
    result = outcome(content.encode(), name=name)

    assert isinstance(result, Document)
    assert " ".join(result.text.split()).startswith("Mưa to ở đầu nguồn")


def test_half_characters_of_a_file_become_visible() -> None:
    """No report could hold them otherwise."""
    result = outcome(rb"{\rtf1 M\u432?a \u-10240? to}", name="a.rtf")

    assert isinstance(result, Document)
    assert "\ufffd" in result.text


@pytest.mark.parametrize(
    "kind", [Format.PLAIN, Format.RTF, Format.CSV, Format.SUBTITLES]
)
def test_large_text_is_read_in_a_process_with_limits(kind: Format) -> None:
    """A gigabyte is refused unread; what is left may still take long."""
    assert needs_isolation(kind, b"a" * 3_000_000)
    assert not needs_isolation(kind, b"a" * 30_000)


def test_text_that_is_no_vietnamese_is_never_trusted_in_any_format() -> None:
    """Rubbish must not be called clean because it came well packed."""
    rubbish = "zxq wvk jpf qwr zzk vvb nmq plk. " * 20
    target = io.BytesIO(make_docx(paragraph(rubbish)))

    for name, content in (
        ("a.docx", target.getvalue()),
        ("a.csv", rubbish.encode()),
        ("a.rtf", b"{\\rtf1 " + rubbish.encode() + b"}"),
        ("a.zip", make_zip({"a.txt": rubbish})),
        ("a.eml", b"MIME-Version: 1.0\n\n" + rubbish.encode()),
    ):
        result = outcome(content, name=name)

        assert isinstance(result, Document)
        assert result.coverage.trust is Trust.UNTRUSTED
