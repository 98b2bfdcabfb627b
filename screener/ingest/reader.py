"""The one door for documents: files, uploads and pasted text."""

from __future__ import annotations

import hashlib
import logging
import os
import re
from pathlib import Path
from typing import Final

from screener.domain.documents import (
    Coverage,
    Document,
    Paragraph,
    Part,
    PartCoverage,
    PartStatus,
    Place,
)
from screener.domain.limits import ReadLimits
from screener.domain.spans import Span
from screener.domain.wording import Notice
from screener.errors import (
    EmptyInputError,
    InputError,
    MissingInputError,
    ReaderCrashedError,
    TooLargeError,
    UnreadableInputError,
)
from screener.ingest.assembly import has_title_shape, make_document
from screener.ingest.discovery import discover as discover
from screener.ingest.isolation import extract_isolated
from screener.ingest.readers import extract_format, needs_isolation
from screener.ingest.sniff import sniff
from screener.ingest.trust import text_trust
from screener.text.normal import normalize

log = logging.getLogger(__name__)

_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_PADDING: Final = b" \t\r\n\0"


def read_file(
    path: Path, *, limits: ReadLimits, document_id: str | None = None
) -> Document:
    """The document in a file of any known format.

    Args:
        path: Names the draft too: ``source`` is the path, ``id`` the file's name.
        limits: What reading may cost.
        document_id: When the draft has an identity of its own.

    Raises:
        InputError: When it cannot be read or holds no text; each cause has a
            leaf in ``screener.errors``.
    """
    content = file_content(path, limits=limits)
    document_id = shown_path(path.name) if document_id is None else document_id
    return _read(
        content, source=shown_path(path), document_id=document_id, limits=limits
    )


def shown_path(path: str | Path) -> str:
    """The path as every report can write it, bytes that are no UTF-8 escaped."""
    try:
        return os.fsencode(path).decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:  # half a character that no file name can hold
        return str(path).encode("utf-8", "backslashreplace").decode()


def read_bytes(
    data: bytes,
    *,
    name: str,
    limits: ReadLimits,
    document_id: str | None = None,
    is_caged: bool = False,
) -> Document:
    """The document in an uploaded file.

    Args:
        data: The whole file.
        name: As the sender calls it; ``source`` and, by default, ``id``.
        limits: What reading may cost.
        document_id: When the draft has an identity of its own.
        is_caged: Whether this process is itself one that may crash or be killed,
            so that risky readers need no further process, which takes half a
            second to start.

    Raises:
        InputError: As ``read_file`` does.
    """
    document_id = name if document_id is None else document_id
    return _read(
        data,
        source=name,
        document_id=document_id,
        limits=limits,
        is_caged=is_caged,
    )


def read_text(
    text: str, *, source: str, document_id: str | None = None, title: str = ""
) -> Document:
    """The document of a pasted text: its NFC, character for character.

    Paragraphs are its lines that are not blank. The first one is the headline
    when it is short, has no full stop and a longer one follows.

    Args:
        text: Nothing of it is stripped or joined; half surrogate pairs, which no
            file can hold, become U+FFFD.
        source: Where it came from, such as "-".
        document_id: ``source`` by default.
        title: When known; else the headline.

    Raises:
        EmptyInputError: When it is blank.
    """
    text, broken = _SURROGATES.subn("\ufffd", normalize(text))
    spans = _line_spans(text)
    if not spans:
        raise EmptyInputError(source=source)
    first = spans[0].of(text)
    has_headline = has_title_shape([span.of(text) for span in spans])
    first_part = Part.TITLE if has_headline or first == title else Part.BODY
    judgement = text_trust(text)
    warnings = (_broken_notice(broken),) if broken else ()
    return Document(
        id=source if document_id is None else document_id,
        source=source,
        text=text,
        paragraphs=_paragraphs(spans, first_part=first_part),
        coverage=Coverage(
            len(text), _text_parts(len(spans), first_part=first_part), judgement.trust
        ),
        sha256=_digest(text.encode()),
        title=title or (" ".join(first.split()) if has_headline else ""),
        warnings=(*warnings, *judgement.warnings),
    )


def _read(
    content: bytes,
    *,
    source: str,
    document_id: str,
    limits: ReadLimits,
    is_caged: bool = False,
) -> Document:
    """The one place where a reader may fail in any way it likes."""
    if len(content) > limits.max_file_bytes:
        raise TooLargeError(
            source=source, size_bytes=len(content), limit_bytes=limits.max_file_bytes
        )
    if not content.strip(_PADDING):
        raise EmptyInputError(source=source)
    try:
        kind = sniff(content, name=source)
        is_risky = not is_caged and needs_isolation(kind, content)
        read = extract_isolated if is_risky else extract_format
        extract = read(kind, content, source=source, limits=limits)
        return make_document(
            extract,
            document_id=document_id,
            source=source,
            sha256=_digest(content),
            limits=limits,
        )
    except InputError:
        raise
    except Exception as exc:
        log.exception("reader failed", extra={"source": source})
        raise ReaderCrashedError(source=source, reason=type(exc).__name__) from exc


def file_content(path: Path, *, limits: ReadLimits) -> bytes:
    """The bytes of a file, not one more than the limit allows.

    Raises:
        InputError: When it is missing, closed, too large or no file.
    """
    source = shown_path(path)
    try:
        size = path.stat().st_size
        if size > limits.max_file_bytes:
            raise TooLargeError(
                source=source, size_bytes=size, limit_bytes=limits.max_file_bytes
            )
        if not path.is_file():
            raise UnreadableInputError(source=source, reason="reason.not_a_file")
        with path.open("rb") as stream:
            return stream.read(limits.max_file_bytes + 1)
    except FileNotFoundError as exc:
        raise MissingInputError(source=source) from exc
    except PermissionError as exc:
        raise UnreadableInputError(
            source=source, reason="reason.no_permission"
        ) from exc
    except (OSError, ValueError) as exc:
        reason = getattr(exc, "strerror", None) or str(exc)
        raise UnreadableInputError(source=source, reason=reason) from exc


def _line_spans(text: str) -> tuple[Span, ...]:
    """The lines that are not blank, without the white space around them."""
    spans: list[Span] = []
    start = 0
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        if bare:
            indent = len(line) - len(line.lstrip())
            spans.append(Span(start + indent, start + indent + len(bare)))
        start += len(line)
    return tuple(spans)


def _paragraphs(spans: tuple[Span, ...], *, first_part: Part) -> tuple[Paragraph, ...]:
    parts = (first_part, *(Part.BODY for _ in spans[1:]))
    return tuple(
        Paragraph(span, Place(part=part, paragraph=number))
        for number, (span, part) in enumerate(zip(spans, parts, strict=True), start=1)
    )


def _text_parts(count: int, *, first_part: Part) -> tuple[PartCoverage, ...]:
    if first_part is Part.BODY:
        return (PartCoverage(Part.BODY, PartStatus.READ, count=count),)
    head = (PartCoverage(first_part, PartStatus.READ),)
    return (
        (*head, PartCoverage(Part.BODY, PartStatus.READ, count=count - 1))
        if count > 1
        else head
    )


def _broken_notice(count: int) -> Notice:
    return Notice("warning.broken_characters", (("count", count),))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
