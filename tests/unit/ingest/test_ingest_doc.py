"""Old Word files: read through LibreOffice when it is there, said when it is not."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from screener.domain.documents import Part
from screener.domain.limits import ReadLimits
from screener.errors import (
    CorruptInputError,
    EncryptedInputError,
    MissingProgramError,
    ReaderTimeoutError,
)
from screener.ingest.reader import read_bytes, read_file
from screener.messages.catalogue import error_hint, error_message
from tests.fixtures import articles
from tests.word_drafts import texts

FIXTURES: Final = Path(__file__).parents[2] / "fixtures"
LIMITS: Final = ReadLimits()
DRAFT: Final = FIXTURES / "doc" / "libreoffice.doc"
needs_libreoffice = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice is not installed"
)


@needs_libreoffice
def test_old_word_file_is_read_with_its_parts() -> None:
    """Cells, notes and the headline survive the conversion."""
    document = read_file(DRAFT, limits=LIMITS)

    assert texts(document, Part.TITLE) == [articles.TITLE]
    assert texts(document, Part.FOOTNOTE) == [articles.FOOTNOTE]
    assert [w.code for w in document.warnings] == [
        "warning.tracked_changes",
        "warning.converted",
    ]


@needs_libreoffice
def test_program_that_takes_too_long_is_ended() -> None:
    """Nothing of it stays behind."""
    with pytest.raises(ReaderTimeoutError):
        read_file(DRAFT, limits=replace(LIMITS, timeout_s=0.2))

    left = subprocess.run(
        ["pgrep", "-f", "soat-gioi-.*draft.doc"], capture_output=True, check=False
    )
    assert left.stdout == b""


def test_machine_without_libreoffice_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The message names the program and the package."""
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(MissingProgramError) as caught:
        read_file(DRAFT, limits=LIMITS)

    assert "LibreOffice" in error_message(caught.value).vi
    assert "libreoffice-writer-nogui" in error_hint(caught.value).en


def test_old_file_under_a_password_says_so() -> None:
    """One bit of its head tells."""
    content = bytearray(DRAFT.read_bytes())
    content[content.index(b"\xec\xa5\x01\x01") + 11] |= 1

    with pytest.raises(EncryptedInputError):
        read_bytes(bytes(content), name="a.doc", limits=LIMITS)


@needs_libreoffice
def test_old_file_cut_short_is_corrupt() -> None:
    """LibreOffice refuses it, and that is said."""
    with pytest.raises(CorruptInputError):
        read_bytes(DRAFT.read_bytes()[:3000], name="a.doc", limits=LIMITS)
