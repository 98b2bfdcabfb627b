"""What a file is: by its content first, by its name where content cannot say."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from enum import StrEnum
from pathlib import PurePath
from typing import Final

from screener.errors import (
    CorruptInputError,
    EncryptedInputError,
    UnsupportedFormatError,
)


class Format(StrEnum):
    """The formats that have a reader."""

    PLAIN = "txt"
    MARKDOWN = "md"
    HTML = "html"
    DOCX = "docx"
    DOC = "doc"
    ODT = "odt"
    RTF = "rtf"
    PPTX = "pptx"
    XLSX = "xlsx"
    CSV = "csv"
    SUBTITLES = "srt"
    EPUB = "epub"
    MAIL = "eml"
    ZIP = "zip"
    IMAGE = "png/jpeg"
    PDF = "pdf"


_HEAD_BYTES: Final = 4096
_OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP_MAGICS: Final = (b"PK\x03\x04", b"PK\x05\x06")
_OLE_KINDS: Final = (
    ("Workbook", "xls (Excel 97–2003)"),
    ("PowerPoint Document", "ppt (PowerPoint 97–2003)"),
)
# Where the main part of an Office file lies.
_OFFICE_PARTS: Final = (
    (re.compile(r"word/[^/]+\.xml"), Format.DOCX),
    (re.compile(r"ppt/[^/]+\.xml"), Format.PPTX),
    (re.compile(r"xl/[^/]+\.xml"), Format.XLSX),
)
# What a packed file says of itself in its first member.
_MIMETYPES: Final = {
    b"application/epub+zip": Format.EPUB,
    b"application/vnd.oasis.opendocument.text": Format.ODT,
    b"application/vnd.oasis.opendocument.text-template": Format.ODT,
}
_OPEN_DOCUMENT: Final = b"application/vnd.oasis.opendocument."
_LONGEST_MIMETYPE: Final = 200
_ZIP_FAILURES: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
_KNOWN_MAGICS: Final = (
    (b"{\\rtf", Format.RTF),
    (b"\x89PNG\r\n", Format.IMAGE),
    (b"\xff\xd8\xff", Format.IMAGE),
)
_BINARY_MAGICS: Final = (
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "rar"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"MZ", "exe"),
    (b"\x7fELF", "elf"),
)
# A text may well begin with "BM" or "MZ"; a program holds NUL bytes soon after.
_NEEDS_NUL: Final = frozenset({"bmp", "exe"})
_PACKED_SUFFIXES: Final = frozenset(
    (
        *(".docx", ".docm", ".dotx", ".dotm", ".doc", ".odt", ".ott", ".rtf"),
        ".epub",
        *(".pptx", ".pptm", ".ppsx", ".potx", ".xlsx", ".xlsm", ".xltx", ".pdf"),
    )
)
_HTML_HEAD: Final = re.compile(
    rb"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_SUBTITLES_HEAD: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:WEBVTT\b|\s*\d+[ \t]*\r?\n[\d:]{4,9}[,.]\d+[ \t]*-->)"
)
# Lines of headers, among them one that only mails have.
_MAIL_HEAD: Final = re.compile(
    rb"(?:From [^\n]*\n)?(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,60}?"
    rb"(?:mime-version|message-id|received|return-path|delivered-to):",
    re.IGNORECASE,
)
_BY_SUFFIX: Final = {
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".srt": Format.SUBTITLES,
    ".vtt": Format.SUBTITLES,
}
# Text by its bytes, but no prose: screening it would only raise false alarms.
_NOT_PROSE: Final = frozenset(
    (
        *(".css", ".js", ".py", ".sql", ".svg", ".xml"),
        *(".json", ".jsonl", ".ini", ".toml", ".yaml", ".yml"),
        *(".ics", ".log"),
    )
)


def sniff(content: bytes, *, name: str) -> Format:
    """The format of a file.

    Args:
        content: The whole file.
        name: Its name; decides only between kinds of text.

    Raises:
        UnsupportedFormatError: When it is something that no reader knows.
        EncryptedInputError: When it is an Office file under a password.
        CorruptInputError: When it is a packed file that cannot be opened.
    """
    head = content[:_HEAD_BYTES]
    for magic, known in _KNOWN_MAGICS:
        if head.startswith(magic):
            return known
    if head.startswith(_ZIP_MAGICS):
        return _packed(content, name=name)
    if head.startswith(_OLE_MAGIC):
        return _ole_kind(content, name=name)
    if b"%PDF-" in head[:1024]:
        return Format.PDF
    for magic, kind in _BINARY_MAGICS:
        if head.startswith(magic) and (kind not in _NEEDS_NUL or b"\0" in head):
            raise UnsupportedFormatError(source=name, format=kind)
    return _text_kind(head, name=name)


def _text_kind(head: bytes, *, name: str) -> Format:
    suffix = PurePath(name).suffix.lower()
    if _HTML_HEAD.match(head.removeprefix(b"\xef\xbb\xbf")):
        return Format.HTML
    if _SUBTITLES_HEAD.match(head):
        return Format.SUBTITLES
    if suffix in (".eml", ".mht", ".mhtml") or _MAIL_HEAD.match(head):
        return Format.MAIL
    if suffix in _NOT_PROSE:
        raise UnsupportedFormatError(source=name, format=suffix.removeprefix("."))
    if suffix in _PACKED_SUFFIXES and head:
        raise CorruptInputError(
            source=name, format=suffix.removeprefix("."), reason="reason.other_content"
        )
    return _BY_SUFFIX.get(suffix, Format.PLAIN)


def _packed(content: bytes, *, name: str) -> Format:
    suffix = PurePath(name).suffix.lower().removeprefix(".") or "zip"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.namelist()
            mimetype = _mimetype(archive)
    except _ZIP_FAILURES as exc:
        raise CorruptInputError(
            source=name, format=suffix, reason="reason.truncated"
        ) from exc
    if mimetype in _MIMETYPES:
        return _MIMETYPES[mimetype]
    if "META-INF/container.xml" in members:
        return Format.EPUB
    if mimetype.startswith(_OPEN_DOCUMENT):
        kind = mimetype.removeprefix(_OPEN_DOCUMENT).decode("ascii", "replace")
        raise UnsupportedFormatError(source=name, format=f"OpenDocument {kind}")
    for part, office in _OFFICE_PARTS:
        if any(map(part.fullmatch, members)):
            return office
    if f".{suffix}" in _PACKED_SUFFIXES:
        raise CorruptInputError(
            source=name, format=suffix, reason="reason.no_main_part"
        )
    return Format.ZIP


def _mimetype(archive: zipfile.ZipFile) -> bytes:
    """What the member "mimetype" says; empty without one."""
    try:
        info = archive.getinfo("mimetype")
    except KeyError:
        return b""
    if info.file_size > _LONGEST_MIMETYPE:
        return b""
    return archive.read(info).strip()


def _ole_kind(content: bytes, *, name: str) -> Format:
    """The format of an OLE container: stream names in it are UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise EncryptedInputError(source=name, format="docx")
    if "WordDocument".encode("utf-16-le") in content:
        return Format.DOC
    for stream, kind in _OLE_KINDS:
        if stream.encode("utf-16-le") in content:
            raise UnsupportedFormatError(source=name, format=kind)
    if PurePath(name).suffix.lower() == ".doc":  # its directory stands at the end
        raise CorruptInputError(source=name, format="doc", reason="reason.truncated")
    raise UnsupportedFormatError(source=name, format="ole")
