"""A Word file as parts and the relations between them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from screener.domain.limits import ReadLimits
from screener.errors import CorruptInputError
from screener.ingest.archive import Archive, open_archive
from screener.ingest.docx_tags import PACKAGE_RELATION, WORD
from screener.ingest.safe_xml import parse_xml

FORMAT: Final = "docx"
_MAIN_RELATION: Final = "officeDocument"
_USUAL_MAIN_PART: Final = "word/document.xml"


@dataclass(frozen=True, slots=True)
class _Related:
    kind: str
    target: str
    id: str


class DocxPackage:
    """The parts of a Word file, parsed when asked for.

    Raises:
        CorruptInputError, EncryptedInputError, ArchiveBombError: On opening.
    """

    def __init__(self, content: bytes, *, source: str, limits: ReadLimits) -> None:
        self._archive: Archive = open_archive(
            content, source=source, format_name=FORMAT, limits=limits
        )
        self._source = source
        self.main_name = self._find_main_name()
        self._related = tuple(self._relations(self.main_name))
        self.main = self._parsed(self.main_name)

    @property
    def body(self) -> etree._Element:
        """The "w:body".

        Raises:
            CorruptInputError: When there is none.
        """
        body = self.main.find(WORD + "body")
        if body is None:
            raise CorruptInputError(
                source=self._source, format=FORMAT, reason="reason.no_main_part"
            )
        return body

    def related(self, kind: str) -> etree._Element | None:
        """The root of the part of this kind ("styles", "footnotes"), if any."""
        for relation in self._related:
            if relation.kind == kind and self._archive.has(relation.target):
                return self._parsed(relation.target)
        return None

    def name_of(self, kind: str) -> str | None:
        """The name of the part of this kind, whether it exists or is only promised."""
        return next((r.target for r in self._related if r.kind == kind), None)

    def related_by_id(self, relation_id: str) -> etree._Element | None:
        """The root of the part behind a relation id, if it exists."""
        for relation in self._related:
            if relation.id == relation_id and self._archive.has(relation.target):
                return self._parsed(relation.target)
        return None

    def _find_main_name(self) -> str:
        for relation in self._relations(""):
            if relation.kind == _MAIN_RELATION and self._archive.has(relation.target):
                return relation.target
        return _USUAL_MAIN_PART

    def _relations(self, part: str) -> Iterator[_Related]:
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if not self._archive.has(path):
            return
        for element in self._parsed(path).iter(PACKAGE_RELATION + "Relationship"):
            if element.get("TargetMode") == "External":
                continue
            target = posixpath.join("/", folder, element.get("Target", ""))
            yield _Related(
                kind=posixpath.basename(element.get("Type", "")),
                target=posixpath.normpath(target).lstrip("/"),
                id=element.get("Id", ""),
            )

    def _parsed(self, name: str) -> etree._Element:
        content = self._archive.read(name)
        return parse_xml(content, source=self._source, format_name=FORMAT)
