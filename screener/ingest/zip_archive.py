"""Archives (zip): every file that has a reader, as one document of many files."""

from __future__ import annotations

import re
import zipfile
from typing import Final

from screener.domain.limits import ReadLimits
from screener.errors import InputError
from screener.ingest.archive import open_archive
from screener.ingest.assembly import Extract
from screener.ingest.members import Members

FORMAT: Final = "zip"
_UTF8_FLAG: Final = 0x800
# What systems and office programs leave lying about; a way up ("../") hides nothing.
_CLUTTER: Final = re.compile(
    r"(?:^|/)(?:__MACOSX/|\.(?!\.?/)|~\$|thumbs\.db$|desktop\.ini$)", re.IGNORECASE
)
_NUMBER: Final = re.compile(r"(\d+)")


def extract(content: bytes, *, source: str, limits: ReadLimits) -> Extract:
    """The text of all files in an archive, in the order of their names.

    Raises:
        CorruptInputError: When its directory is damaged.
        EncryptedInputError: When it needs a password.
        ArchiveBombError, TooManyMembersError, TooDeepError: Beyond the limits.
        NoTextError: When no file in it holds text.
    """
    members = Members(source, limits)
    members.check_depth()
    archive = open_archive(content, source=source, format_name=FORMAT, limits=limits)
    named = [(file_name(info), info) for info in archive.files]
    wanted = [entry for entry in named if not _CLUTTER.search(entry[0])]
    members.check_count(len(wanted))
    for name, info in sorted(wanted, key=lambda entry: _natural(entry[0])):
        try:
            member = archive.read_file(info)
        except InputError as error:
            members.total += 1
            members.add_failure(error, name=name)
            continue
        members.add(member, name=name)
    return members.finished(FORMAT)


def file_name(info: zipfile.ZipInfo) -> str:
    """The name of a file as its writer meant it.

    Old programs wrote UTF-8 without saying so, which reads as IBM-437.
    """
    if info.flag_bits & _UTF8_FLAG:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _natural(name: str) -> list[tuple[int, str]]:
    """A key that puts "bài 2" before "bài 10"."""
    return [
        (int(piece), "") if piece.isascii() and piece.isdigit() else (-1, piece.lower())
        for piece in _NUMBER.split(name)
    ]
