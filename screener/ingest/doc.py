"""Word files of before 2007 (doc): turned into docx by LibreOffice, then read.

LibreOffice works in a private folder with a profile of its own, which forbids
macros and is removed with everything in it. It opens no window and no connection.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Final

from screener.domain.limits import ReadLimits
from screener.domain.wording import Notice
from screener.errors import (
    CorruptInputError,
    EncryptedInputError,
    MissingProgramError,
    ReaderTimeoutError,
)
from screener.ingest import docx
from screener.ingest.assembly import Extract
from screener.ingest.programs import LIBREOFFICE, find_program, run_program

FORMAT: Final = "doc"
_PACKAGE: Final = "libreoffice-writer-nogui"
_SECTOR: Final = 512
_REACH: Final = 4_000_000
_WORD_MAGIC: Final = b"\xec\xa5"
_VERSIONS: Final = range(0x60, 0x200)
_ENCRYPTED_BIT: Final = 0x01
# Level 3: only macros from trusted places, of which this profile knows none.
_PROFILE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse">
<value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def extract(content: bytes, *, source: str, limits: ReadLimits) -> Extract:
    """The paragraphs of an old Word file, as LibreOffice understands it.

    Raises:
        MissingProgramError: When LibreOffice is not installed.
        ReaderTimeoutError: When it takes longer than the limits allow.
        EncryptedInputError: When the file needs a password.
        CorruptInputError: When it cannot open the file.
    """
    converted = to_docx(content, source=source, limits=limits)
    extract = docx.extract(converted, source=source, limits=limits)
    notice = Notice("warning.converted", (("program", LIBREOFFICE),))
    return replace(extract, format=FORMAT, warnings=(*extract.warnings, notice))


def to_docx(content: bytes, *, source: str, limits: ReadLimits) -> bytes:
    """The file as LibreOffice saves it as docx."""
    if _is_encrypted(content):
        raise EncryptedInputError(source=source, format=FORMAT)
    program = find_program(LIBREOFFICE)
    if program is None:
        raise MissingProgramError(
            source=source, format=FORMAT, program=LIBREOFFICE, package=_PACKAGE
        )
    with tempfile.TemporaryDirectory(prefix="soat-gioi-") as name:
        folder = Path(name)
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, "utf-8")
        (folder / "draft.doc").write_bytes(content)
        command = [
            program,
            f"-env:UserInstallation={profile.as_uri()}",
            *("--headless", "--norestore", "--nolockcheck", "--nodefault"),
            *("--infilter=MS Word 97", "--convert-to", "docx"),
            *("--outdir", name, str(folder / "draft.doc")),
        ]
        finished = _run(command, source=source, limits=limits, folder=name)
        target = folder / "draft.docx"
        if not target.is_file():
            reason = "reason.truncated" if finished else "reason.damaged_part"
            raise CorruptInputError(source=source, format=FORMAT, reason=reason)
        return target.read_bytes()


def _is_encrypted(content: bytes) -> bool:
    """Whether the head of the text stream, which begins a sector, says so."""
    for start in range(_SECTOR, min(len(content), _REACH), _SECTOR):
        head = content[start : start + 12]
        version = int.from_bytes(head[2:4], "little")
        if head.startswith(_WORD_MAGIC) and version in _VERSIONS and len(head) == 12:
            return bool(head[11] & _ENCRYPTED_BIT)
    return False


def _run(command: list[str], *, source: str, limits: ReadLimits, folder: str) -> bool:
    """Whether the program ended well."""
    try:
        finished = run_program(
            command,
            timeout_s=limits.timeout_s,
            # It maps far more memory than it uses.
            memory_bytes=4 * limits.memory_bytes,
            environment={"HOME": folder, "SAL_USE_VCLPLUGIN": "svp"},
        )
    except OSError as exc:
        raise MissingProgramError(
            source=source, format=FORMAT, program=LIBREOFFICE, package=_PACKAGE
        ) from exc
    if finished.is_late:
        raise ReaderTimeoutError(source=source, timeout_s=limits.timeout_s)
    return finished.status == 0
