"""XML from strangers: no document type, no entities, no network."""

from __future__ import annotations

from typing import Final

from lxml import etree

from screener.errors import CorruptInputError

# ISO/IEC 29500 Strict uses other namespaces for the same elements.
_STRICT: Final = (
    (
        b"http://purl.oclc.org/ooxml/presentationml/main",
        b"http://schemas.openxmlformats.org/presentationml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        b"http://purl.oclc.org/ooxml/drawingml/",
        b"http://schemas.openxmlformats.org/drawingml/2006/",
    ),
)


def parse_xml(content: bytes, *, source: str, format_name: str) -> etree._Element:
    """The root element of a part of an Office file.

    Raises:
        CorruptInputError: When it is not well formed, nests too deeply, or
            declares a document type (Office never does; attackers do).
    """
    for strict, transitional in _STRICT:
        content = content.replace(strict, transitional)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as exc:
        raise CorruptInputError(
            source=source, format=format_name, reason="reason.bad_xml"
        ) from exc
    if root.getroottree().docinfo.doctype:
        raise CorruptInputError(
            source=source, format=format_name, reason="reason.doctype"
        )
    return root
