"""The reader of each format, loaded when first needed, and which ones are caged."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from screener.domain.limits import ReadLimits
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
    extract: Extract = module.extract(content, source=source, limits=limits)
    return extract


def needs_isolation(kind: Format, content: bytes) -> bool:
    """Whether a file is read in a process of its own, with limits.

    PDF is read by native code, which can crash or hang on any file; the others
    only where their size makes the time hard to foresee.
    """
    if kind is Format.PDF:
        return True
    if kind is Format.HTML:
        return len(content) > _LARGE_PAGE_BYTES or content.count(b"<") > _MANY_TAGS
    return kind is Format.MARKDOWN and content.count(b"[") > _MANY_BRACKETS
