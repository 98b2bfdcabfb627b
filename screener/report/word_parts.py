"""The parts of a Word package around the text: names, types and relations."""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import Final
from xml.sax.saxutils import quoteattr

from screener.domain.limits import ReadLimits
from screener.ingest.archive import open_archive
from screener.ingest.docx_package import FORMAT
from screener.ingest.safe_xml import parse_xml
from screener.report.xml_splice import XmlSource

_CONTENT_TYPES: Final = "[Content_Types].xml"
_COMMENTS_TYPE: Final = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
)
_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_RELATION: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"


class WordParts:
    """The parts as bytes, and what must change so that one more belongs to them.

    Raises:
        InputError: On opening, as for every packed file.
    """

    def __init__(self, content: bytes, *, source: str, limits: ReadLimits) -> None:
        self._source = source
        self._archive = open_archive(
            content, source=source, format_name=FORMAT, limits=limits
        )
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            self._names = {name.lower(): name for name in package.namelist()}

    def exact(self, name: str) -> str:
        """The name as the package spells it; Office does not mind the case."""
        return self._names.get(name.lower(), name)

    def read(self, name: str) -> bytes:
        """The content of a part.

        Raises:
            CorruptInputError: When it is missing or damaged.
        """
        return self._archive.read(name)

    def with_comments_part(
        self, content: bytes, *, main_name: str, promised: str | None, is_strict: bool
    ) -> dict[str, bytes]:
        """A first part of comments, and the parts that must know of it.

        Args:
            content: The new part.
            main_name: The part that the comments belong to.
            promised: Name under which the main part's relations expect it already.
            is_strict: Whether the file keeps to the strict variant of the standard.
        """
        name = promised or self._unused_name(posixpath.dirname(main_name))
        changed = {name: content, _CONTENT_TYPES: self._types_with(name)}
        if promised is None:
            folder, file = posixpath.split(main_name)
            path = posixpath.join(folder, "_rels", f"{file}.rels")
            changed[self.exact(path)] = self._relations_with(
                name, path, is_strict=is_strict
            )
        return changed

    def _unused_name(self, folder: str) -> str:
        names = (
            posixpath.join(folder, f"comments{number or ''}.xml")
            for number in range(len(self._names) + 1)
        )
        return next(name for name in names if name.lower() not in self._names)

    def _types_with(self, name: str) -> bytes:
        part = quoteattr("/" + name)
        override = f'<Override{{}} PartName={part} ContentType="{_COMMENTS_TYPE}"/>'
        path = self.exact(_CONTENT_TYPES)
        return self._with_child(path, override, f"{_PACKAGE}/content-types")

    def _relations_with(self, name: str, path: str, *, is_strict: bool) -> bytes:
        namespace = f"{_PACKAGE}/relationships"
        kind = f"{_STRICT_RELATION if is_strict else _RELATION}/comments"
        target = quoteattr(posixpath.basename(name))
        if path.lower() not in self._names:
            return (
                '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
                f'<Relationships xmlns="{namespace}"><Relationship Id="rId1"'
                f' Type="{kind}" Target={target}/></Relationships>'
            ).encode()
        key = self._unused_relation_id(path)
        relation = f'<Relationship{{}} Id="{key}" Type="{kind}" Target={target}/>'
        return self._with_child(path, relation, namespace)

    def _unused_relation_id(self, path: str) -> str:
        root = parse_xml(self.read(path), source=self._source, format_name=FORMAT)
        taken = {element.get("Id") for element in root}
        keys = (f"rIdSoatGioi{number or ''}" for number in range(len(taken) + 1))
        return next(key for key in keys if key not in taken)

    def _with_child(self, path: str, child: str, namespace: str) -> bytes:
        content = self.read(path)
        root = parse_xml(content, source=self._source, format_name=FORMAT)
        # Where the names of the part carry a prefix, the child states its own.
        declaration = f' xmlns="{namespace}"' if root.prefix else ""
        return XmlSource(content, root).with_last_child(child.format(declaration))
