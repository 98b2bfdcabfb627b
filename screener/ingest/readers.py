"""The reader of each format, loaded when first needed, and which ones are caged."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from screener.domain.limits import ReadLimits
from screener.errors import CorruptInputError
from screener.ingest.archive import unpacked_size
from screener.ingest.assembly import Extract
from screener.ingest.sniff import Format

# Importing all readers takes half a second, which a check of one text file
# need not wait for.
_MODULES: Final = {
    Format.PLAIN: "screener.ingest.plain",
    Format.MARKDOWN: "screener.ingest.markdown",
    Format.HTML: "screener.ingest.html",
    Format.DOCX: "screener.ingest.docx",
    Format.DOC: "screener.ingest.doc",
    Format.ODT: "screener.ingest.odt",
    Format.RTF: "screener.ingest.rtf",
    Format.PPTX: "screener.ingest.pptx",
    Format.XLSX: "screener.ingest.xlsx",
    Format.CSV: "screener.ingest.csv_table",
    Format.SUBTITLES: "screener.ingest.subtitles",
    Format.EPUB: "screener.ingest.epub",
    Format.MAIL: "screener.ingest.mail",
    Format.ZIP: "screener.ingest.zip_archive",
    Format.IMAGE: "screener.ingest.image",
    Format.PDF: "screener.ingest.pdf",
}
_PACKED: Final = frozenset(
    (Format.DOCX, Format.ODT, Format.PPTX, Format.XLSX, Format.EPUB)
)
_TEXTS: Final = frozenset((Format.PLAIN, Format.RTF, Format.CSV, Format.SUBTITLES))
_LARGE_PACKAGE_BYTES: Final = 20_000_000
_LARGE_PAGE_BYTES: Final = 2_000_000
_MANY_TAGS: Final = 20_000
# Brackets that never close cost the Markdown parser the square of their number.
_MANY_BRACKETS: Final = 2_000


def extract_format(
    kind: Format, content: bytes, *, source: str, limits: ReadLimits
) -> Extract:
    """What the reader of a format gets out of a file.

    Raises:
        InputError: When the file cannot be read.
    """
    module = import_module(_MODULES[kind])
    try:
        extract: Extract = module.extract(content, source=source, limits=limits)
    except RecursionError as exc:
        raise CorruptInputError(
            source=source, format=kind.value, reason="reason.too_deep"
        ) from exc
    return extract


def needs_isolation(kind: Format, content: bytes) -> bool:
    """Whether a file is read in a process of its own, with limits.

    PDF is read by native code, which can crash or hang on any file; the others
    only where their size makes time and memory hard to foresee. Archives and mails
    are not: each file in them is read as this says, and other programs are bounded
    by themselves.
    """
    if kind is Format.PDF:
        return True
    if kind in _PACKED:
        return unpacked_size(content) > _LARGE_PACKAGE_BYTES
    if kind in _TEXTS:
        return len(content) > _LARGE_PAGE_BYTES
    if kind is Format.HTML:
        return len(content) > _LARGE_PAGE_BYTES or content.count(b"<") > _MANY_TAGS
    return kind is Format.MARKDOWN and content.count(b"[") > _MANY_BRACKETS
