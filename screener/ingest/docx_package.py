"""A Word file as parts and the relations between them."""

from __future__ import annotations

from typing import Final

from lxml import etree

from screener.domain.limits import ReadLimits
from screener.ingest.docx_tags import WORD
from screener.ingest.office_package import OfficePackage

FORMAT: Final = "docx"
_USUAL_MAIN_PART: Final = "word/document.xml"


class DocxPackage(OfficePackage):
    """The parts of a Word file, parsed when asked for.

    Raises:
        CorruptInputError, EncryptedInputError, ArchiveBombError: On opening.
    """

    def __init__(self, content: bytes, *, source: str, limits: ReadLimits) -> None:
        super().__init__(
            content,
            source=source,
            format_name=FORMAT,
            usual_main_part=_USUAL_MAIN_PART,
            limits=limits,
        )

    @property
    def body(self) -> etree._Element:
        """The "w:body".

        Raises:
            CorruptInputError: When there is none.
        """
        body = self.main.find(WORD + "body")
        if body is None:
            raise self.corrupt("reason.no_main_part")
        return body
