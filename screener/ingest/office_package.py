"""An Office file (docx, pptx, xlsx) as parts and the relations between them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from screener.domain.limits import ReadLimits
from screener.errors import CorruptInputError
from screener.ingest.archive import Archive, open_archive
from screener.ingest.safe_xml import parse_xml

RELATION: Final = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
)
_PACKAGE_RELATION: Final = (
    "{http://schemas.openxmlformats.org/package/2006/relationships}"
)
_MAIN_RELATION: Final = "officeDocument"


@dataclass(frozen=True, slots=True)
class Related:
    """One relation of a part to another part inside the file.

    Attributes:
        kind: Last word of its type, such as "slide" or "styles".
        target: Name of the other part.
        id: As the part's XML refers to it.
    """

    kind: str
    target: str
    id: str


class OfficePackage:
    """The parts of an Office file, parsed when asked for.

    Args:
        content: The file.
        source: Name for error messages.
        format_name: Format for error messages.
        usual_main_part: Where the main part lies when no relation says so.
        limits: What unpacking may cost.

    Raises:
        CorruptInputError, EncryptedInputError, ArchiveBombError: On opening.
    """

    def __init__(
        self,
        content: bytes,
        *,
        source: str,
        format_name: str,
        usual_main_part: str,
        limits: ReadLimits,
    ) -> None:
        self._archive: Archive = open_archive(
            content, source=source, format_name=format_name, limits=limits
        )
        self._source = source
        self._format = format_name
        self._known: dict[str, tuple[Related, ...]] = {}
        self.main_name = self._find_main_name(usual_main_part)
        self.main = self.parsed(self.main_name)

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return self._archive.has(name)

    def relations(self, part: str) -> tuple[Related, ...]:
        """What a part refers to inside the file; "" for the file itself.

        Raises:
            CorruptInputError: When the list of relations is damaged.
        """
        if part not in self._known:
            self._known[part] = tuple(self._relations(part))
        return self._known[part]

    def related(self, kind: str, *, of: str | None = None) -> etree._Element | None:
        """The root of the part of this kind ("styles", "footnotes"), if any.

        Args:
            kind: Last word of the relation's type.
            of: The part that refers to it; the main part by default.
        """
        for relation in self.relations(self.main_name if of is None else of):
            if relation.kind == kind and self.has(relation.target):
                return self.parsed(relation.target)
        return None

    def name_of(self, kind: str) -> str | None:
        """The name of the part of this kind, whether it exists or is only promised."""
        relations = self.relations(self.main_name)
        return next((r.target for r in relations if r.kind == kind), None)

    def targets(self, part: str, kind: str) -> tuple[str, ...]:
        """The parts of one kind that a part refers to and that exist, each once."""
        found = (r.target for r in self.relations(part) if r.kind == kind)
        return tuple(t for t in dict.fromkeys(found) if self.has(t))

    def related_by_id(
        self, relation_id: str, *, of: str | None = None
    ) -> etree._Element | None:
        """The root of the part behind a relation id, if it exists."""
        target = self.target(relation_id, of=of)
        return None if target is None else self.parsed(target)

    def target(self, relation_id: str, *, of: str | None = None) -> str | None:
        """The name of the part behind a relation id, if it exists."""
        for relation in self.relations(self.main_name if of is None else of):
            if relation.id == relation_id and self.has(relation.target):
                return relation.target
        return None

    def parsed(self, name: str) -> etree._Element:
        """The root element of a part.

        Raises:
            CorruptInputError: When it is missing, damaged or no XML.
        """
        content = self._archive.read(name)
        return parse_xml(content, source=self._source, format_name=self._format)

    def corrupt(self, reason: str) -> CorruptInputError:
        """The error that says what is wrong with this file."""
        return CorruptInputError(
            source=self._source, format=self._format, reason=reason
        )

    def _find_main_name(self, usual: str) -> str:
        for relation in self._relations(""):
            if relation.kind == _MAIN_RELATION and self.has(relation.target):
                return relation.target
        return usual

    def _relations(self, part: str) -> Iterator[Related]:
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if not self.has(path):
            return
        for element in self.parsed(path).iter(_PACKAGE_RELATION + "Relationship"):
            if element.get("TargetMode") == "External":
                continue
            target = posixpath.join("/", folder, element.get("Target", ""))
            yield Related(
                kind=posixpath.basename(element.get("Type", "")),
                target=posixpath.normpath(target).lstrip("/"),
                id=element.get("Id", ""),
            )
