"""Mails (eml): subject, body, and every attachment that has a reader."""

from __future__ import annotations

import email
import email.header
from collections.abc import Iterator
from email.message import Message
from typing import Final

from screener.domain.documents import Part
from screener.domain.limits import ReadLimits
from screener.errors import CorruptInputError, UndecodableTextError
from screener.ingest import html, plain
from screener.ingest.assembly import Block, Extract
from screener.ingest.html_blocks import page_blocks, parse_page
from screener.ingest.members import Members
from screener.ingest.trust import worse
from screener.text.encodings import decode_vietnamese

FORMAT: Final = "eml"
_QUOTE: Final = ">"
_SAVED_BY_BROWSER: Final = ("snapshot-content-location", "x-ms-exchange-page")


def extract(content: bytes, *, source: str, limits: ReadLimits) -> Extract:
    """The text of a mail; of a web page that a browser saved as one, the article.

    Order: subject, body, attachments.

    Raises:
        CorruptInputError: When it holds no readable message.
        TooManyMembersError, TooDeepError: Beyond the limits.
        NoTextError: When nothing in it holds text.
    """
    message = _parsed(content, source=source)
    if _is_saved_page(message):
        page = next(filter(_is_html, message.walk()), None)
        if page is not None:
            return html.extract(_payload(page), source=source, limits=limits)
    members = Members(source, limits)
    members.check_depth()
    leaves = tuple(_leaves(message))
    members.check_count(len(leaves))
    subject = header_text(message.get("subject"))
    if subject:
        members.blocks.append(Block(text=subject, part=Part.TITLE))
    bodies = _bodies(leaves)
    for part in bodies:
        _add_body(members, part, source=source)
    for part in leaves:
        if part not in bodies and not _is_other_form(part, bodies):
            members.add(_payload(part), name=_file_name(part))
    return members.finished(FORMAT, title=subject)


def header_text(value: object) -> str:
    """The text of a header, its coded words read; "" without one."""
    if value is None:
        return ""
    try:
        pieces = email.header.decode_header(str(value))
        text = "".join(_header_piece(piece, charset) for piece, charset in pieces)
    except (email.errors.HeaderParseError, ValueError):
        text = str(value)
    return " ".join(text.split())


def _header_piece(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    try:
        return piece.decode(charset or "utf-8", "replace")
    except LookupError:
        return piece.decode("utf-8", "replace")


def _parsed(content: bytes, *, source: str) -> Message:
    try:
        return email.message_from_bytes(content)
    except (ValueError, RecursionError) as exc:
        raise CorruptInputError(
            source=source, format=FORMAT, reason="reason.truncated"
        ) from exc


def _is_saved_page(message: Message) -> bool:
    return any(header in message for header in _SAVED_BY_BROWSER)


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold content; a mail inside the mail is one of them."""
    if message.get_content_type() == "message/rfc822" or not message.is_multipart():
        yield message
        return
    payload = message.get_payload()
    for part in payload if isinstance(payload, list) else ():
        if isinstance(part, Message):
            yield from _leaves(part)


def _bodies(leaves: tuple[Message, ...]) -> tuple[Message, ...]:
    """The parts that a mail program shows as the mail itself.

    Mails carry their text plain and as a page; the plain one is read, unless it
    is blank.
    """
    shown = [part for part in leaves if not _is_attached(part)]
    plains = [p for p in shown if p.get_content_type() == "text/plain"]
    filled = tuple(p for p in plains if _payload(p).strip())
    return filled or tuple(p for p in shown if _is_html(p))


def _is_other_form(part: Message, bodies: tuple[Message, ...]) -> bool:
    """Whether it is the mail's text once more, as a page or blank."""
    is_text = part.get_content_type() in ("text/plain", "text/html")
    return bool(bodies) and is_text and not _is_attached(part)


def _is_attached(part: Message) -> bool:
    disposition = str(part.get("content-disposition", "")).lower()
    is_text = part.get_content_type() in ("text/plain", "text/html")
    return disposition.startswith("attachment") or not is_text


def _is_html(part: Message) -> bool:
    return part.get_content_type() in ("text/html", "application/xhtml+xml")


def _file_name(part: Message) -> str:
    try:
        name = header_text(part.get_filename())
    except (ValueError, LookupError, TypeError):  # a malformed parameter
        name = ""
    if name:
        return name
    kind = part.get_content_type()
    return "thư.eml" if kind == "message/rfc822" else kind.replace("/", ".")


def _payload(part: Message) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        return first.as_bytes() if isinstance(first, Message) else b""
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):  # broken transfer encoding
        content = None
    return content if isinstance(content, bytes) else b""


def _add_body(members: Members, part: Message, *, source: str) -> None:
    content = _payload(part)
    if _is_html(part):
        decoded = html.decode_page(content, source=source)
        root = parse_page(decoded.text.replace("\0", ""), source=source)
        blocks = [
            Block(text=b.text, part=b.part, cell=b.cell)
            for b in page_blocks(root)
            if b.part is not Part.IMAGE
        ]
    else:
        try:
            decoded = decode_vietnamese(content, source=source)
        except UndecodableTextError as error:
            members.total += 1
            members.add_failure(error, name=part.get_content_type())
            return
        unquoted = "\n".join(
            line.lstrip(_QUOTE + " ") if line.startswith(_QUOTE) else line
            for line in decoded.text.split("\n")
        )
        blocks = [Block(text=text) for text in plain.paragraphs(unquoted)]
    members.blocks += blocks
    members.trust = worse(members.trust, decoded.trust)
    members.warnings.update(dict.fromkeys(decoded.notices))
