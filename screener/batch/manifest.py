"""A manifest: which files there are and what is known of them, as CSV or XLSX."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Final

import openpyxl

from screener.batch.plan import Listed
from screener.batch.planned import Metadata
from screener.errors import ManifestError
from screener.ingest.reader import shown_path
from screener.text.folding import fold_for_matching
from screener.text.normal import normalize

# Heads as people write them, folded; each means one field.
_HEADS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("path", "file", "url", "đường dẫn", "tệp", "tập tin"), "path"),
    **dict.fromkeys(
        ("outlet", "cơ quan báo chí", "báo", "đơn vị", "nhà xuất bản"), "outlet"
    ),
    **dict.fromkeys(("title", "tít", "tiêu đề", "tên bài", "tên"), "title"),
    **dict.fromkeys(
        ("date", "published_on", "ngày", "ngày đăng", "ngày xuất bản"), "date"
    ),
    **dict.fromkeys(("kind", "loại", "loại hình"), "kind"),
    **dict.fromkeys(("genre", "thể loại", "chuyên mục"), "genre"),
    **dict.fromkeys(("author", "tác giả"), "author"),
}
_DATE_FORMATS: Final = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d")
_DELIMITERS: Final = ",;\t"
_MOST_ROWS: Final = 5_000_000


def read_manifest(path: Path) -> tuple[Listed, ...]:
    """The files that a manifest names; paths are relative to its own folder.

    The first row names the columns, in Vietnamese or English; only the path is
    required. Unknown columns are passed over.

    Raises:
        ManifestError: When it cannot be read, has no column for the path, or a
            date cannot be understood.
    """
    rows = _xlsx_rows(path) if path.suffix.lower() == ".xlsx" else _csv_rows(path)
    heads = _heads(next(rows, (0, ()))[1], path)
    return tuple(
        _listed(dict(zip(heads, row, strict=False)), line, path)
        for line, row in rows
        if any(str(cell or "").strip() for cell in row)
    )


def read_addresses(path: Path) -> tuple[Listed, ...]:
    """The addresses in a text file, one a line; blank lines and "#" lines are none.

    Raises:
        ManifestError: When it cannot be read or a line is no address.
    """
    found: list[Listed] = []
    for number, line in enumerate(_text(path).splitlines(), start=1):
        place = line.strip()
        if not place or place.startswith("#"):
            continue
        item = Listed(place=place)
        if not item.is_url:
            raise ManifestError(
                source=shown_path(path), line=number, reason="reason.no_url"
            )
        found.append(item)
    return tuple(found)


def _heads(row: Iterable[object], path: Path) -> list[str]:
    names = [fold_for_matching(normalize(str(cell or "").strip())) for cell in row]
    folded = {fold_for_matching(head): field for head, field in _HEADS.items()}
    heads = [folded.get(name, "") for name in names]
    if "path" not in heads:
        raise ManifestError(
            source=shown_path(path), line=1, reason="reason.no_path_column"
        )
    return heads


def _listed(row: Mapping[str, object], line: int, path: Path) -> Listed:
    def said(field: str) -> str:
        return normalize(str(row.get(field) or "").strip())

    place = said("path")
    if not place:
        raise ManifestError(source=shown_path(path), line=line, reason="reason.no_path")
    if not Listed(place=place).is_url:
        place = str(path.parent / place.replace("\\", "/"))
    return Listed(
        place=place,
        metadata=Metadata(
            outlet=said("outlet"),
            title=said("title"),
            kind=said("kind"),
            genre=said("genre"),
            author=said("author"),
            published_on=_date(row.get("date"), line, path),
        ),
    )


def _date(value: object, line: int, path: Path) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value or "").strip()
    if not text:
        return None
    for pattern in _DATE_FORMATS:
        try:
            return datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    raise ManifestError(source=shown_path(path), line=line, reason="reason.no_date")


def _csv_rows(path: Path) -> Iterator[tuple[int, tuple[object, ...]]]:
    text = _text(path)
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            yield reader.line_num, tuple(row)
    except csv.Error as exc:
        raise ManifestError(
            source=shown_path(path), line=reader.line_num, reason=str(exc)
        ) from exc


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise ManifestError(
            source=shown_path(path), line=1, reason="reason.not_utf8"
        ) from exc
    except OSError as exc:
        raise ManifestError(
            source=shown_path(path), line=0, reason=exc.strerror or str(exc)
        ) from exc


def _xlsx_rows(path: Path) -> Iterator[tuple[int, tuple[object, ...]]]:
    """The rows of the first sheet; read only, so that size does not matter."""
    try:
        workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheet = workbook.worksheets[0]
        rows = sheet.iter_rows(max_row=_MOST_ROWS, values_only=True)
        yield from enumerate(rows, start=1)
        workbook.close()
    except (OSError, KeyError, ValueError, IndexError, zipfile.BadZipFile) as exc:
        raise ManifestError(
            source=shown_path(path), line=0, reason="reason.no_workbook"
        ) from exc
