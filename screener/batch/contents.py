"""The bytes of a planned file, wherever it lies."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from screener.batch.planned import PlannedFile
from screener.batch.web_pages import WebAccess, fetch
from screener.batch.zip_members import MemberReader
from screener.domain.limits import ReadLimits
from screener.ingest.reader import file_content


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentReader:
    """Reads what was planned.

    Attributes:
        limits: What one file may cost.
        web: Whether and how addresses are fetched.
        members: Reads what lies in archives.
    """

    limits: ReadLimits = field(default_factory=ReadLimits)
    web: WebAccess = field(default_factory=WebAccess)
    members: MemberReader = field(default_factory=MemberReader)

    def close(self) -> None:
        """Let an archive go that is still open; the next read opens it again."""
        self.members.close()

    def read(self, file: PlannedFile) -> bytes:
        """The file's content.

        Raises:
            InputError: When it cannot be read, or planning saw that it cannot.
        """
        if file.error is not None:
            raise file.error
        if file.url:
            return fetch(file.url, self.web)
        if file.members:
            return self.members.read(file, limits=self.limits)
        return file_content(Path(file.path), limits=self.limits)
