"""Files inside a file: the members of an archive, the attachments of a mail.

All of them make one document, since they are one publication to whoever sent it:
each paragraph knows the file it stands in, and coverage accounts for every file.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from screener.domain.documents import Part, PartCoverage, PartStatus, Trust
from screener.domain.limits import ReadLimits
from screener.domain.wording import Notice
from screener.errors import (
    ArchiveBombError,
    CorruptInputError,
    EmptyInputError,
    EncryptedInputError,
    InputError,
    MissingProgramError,
    NoTextError,
    PictureTooLargeError,
    ReaderTimeoutError,
    TooDeepError,
    TooLargeError,
    TooLongError,
    TooManyMembersError,
    UndecodableTextError,
    UnsupportedFormatError,
)
from screener.ingest.archive import unpacked_size
from screener.ingest.assembly import Block, Extract, cleaned, image_coverage, with_title
from screener.ingest.isolation import extract_isolated
from screener.ingest.readers import extract_format, needs_isolation
from screener.ingest.sniff import sniff
from screener.ingest.trust import worse

_PICTURES: Final = re.compile(
    r"\.(?:png|jpe?g|gif|webp|bmp|tiff?|svg|heic|ico)$", re.IGNORECASE
)
_REASONS: Final[tuple[tuple[type[InputError], str], ...]] = (
    (UnsupportedFormatError, "reason.unsupported"),
    (EncryptedInputError, "reason.encrypted"),
    (MissingProgramError, "reason.missing_program"),
    (ReaderTimeoutError, "reason.timeout"),
    (UndecodableTextError, "reason.undecodable"),
    (EmptyInputError, "reason.no_text"),
    (NoTextError, "reason.no_text"),
    (TooLargeError, "reason.too_large"),
    (TooLongError, "reason.too_large"),
    (ArchiveBombError, "reason.too_large"),
    (PictureTooLargeError, "reason.too_large"),
    (TooManyMembersError, "reason.too_large"),
    (TooDeepError, "reason.too_deep"),
)
# What holds no text takes nothing from the trust in the rest.
_HARMLESS: Final = (UnsupportedFormatError, EmptyInputError, NoTextError)
_TRICKS: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff]"
)
_LONGEST_NAME: Final = 200
_BETWEEN: Final = " › "


@dataclass(slots=True)
class Members:
    """Reads the files inside one file, one after the other, within its limits.

    Attributes:
        source: The file around them, for error messages.
        limits: Of the file around them; depth, time and size go down as they are
            used.
    """

    source: str
    limits: ReadLimits
    blocks: list[Block] = field(default_factory=list)
    parts: list[PartCoverage] = field(default_factory=list)
    warnings: dict[Notice, None] = field(default_factory=dict)
    trust: Trust = Trust.TRUSTED
    total: int = 0
    missing: int = 0
    _unpacked: int = 0
    _pictures: int = 0
    _started: float = field(default_factory=time.monotonic)

    def check_depth(self) -> None:
        """Refuse what lies too deep inside other files.

        Raises:
            TooDeepError: When the limits allow no file inside this one.
        """
        if self.limits.max_depth <= 0:
            raise TooDeepError(source=self.source)

    def check_count(self, count: int) -> None:
        """Refuse more files than the limits allow.

        Raises:
            TooManyMembersError: When there are more.
        """
        if count > self.limits.max_members:
            raise TooManyMembersError(
                source=self.source, count=count, limit=self.limits.max_members
            )

    def add(self, content: bytes, *, name: str) -> None:
        """Read one file; what goes wrong with it goes to coverage."""
        self.total += 1
        shown = shown_name(name)
        try:
            extract = self._extract(content, name=name)
        except InputError as error:
            self.add_failure(error, name=name)
            return
        finally:
            self._unpacked += len(content) + unpacked_size(content)
        self._take(extract, shown)

    def add_failure(self, error: InputError, *, name: str) -> None:
        """Take note of a file that could not be read."""
        shown = shown_name(name)
        is_unread = isinstance(error, (*_HARMLESS, MissingProgramError))
        if _PICTURES.search(shown) and is_unread:
            self._pictures += 1
            self.parts.append(image_coverage(self._pictures, name=shown))
            return
        facts = (("name", shown), ("reason", _reason(error)))
        notice = Notice("coverage.member_unread", facts)
        entry = PartCoverage(Part.ATTACHMENT, PartStatus.NOT_READ, notice)
        self.parts.append(entry)
        self.missing += not isinstance(error, _HARMLESS)

    def finished(self, format_name: str, *, title: str = "") -> Extract:
        """All that the files held.

        Raises:
            NoTextError: When none of them held text.
        """
        if not self.blocks:
            raise NoTextError(source=self.source, format=format_name)
        warnings = list(self.warnings)
        if self.missing:
            facts = (("count", self.missing), ("total", self.total))
            warnings.append(Notice("warning.members_missing", facts))
        trust = Trust.TRUSTED
        if self.missing:
            is_mostly_lost = 2 * self.missing > self.total
            trust = Trust.UNTRUSTED if is_mostly_lost else Trust.DOUBTFUL
        return Extract(
            format=format_name,
            blocks=tuple(self.blocks),
            parts=tuple(self.parts),
            warnings=tuple(warnings),
            trust=worse(self.trust, trust),
            title=title,
        )

    def _extract(self, content: bytes, *, name: str) -> Extract:
        left = self._limits_left()
        if len(content) > left.max_file_bytes:
            raise TooLargeError(
                source=self.source,
                size_bytes=len(content),
                limit_bytes=left.max_file_bytes,
            )
        if not content.strip(b" \t\r\n\0"):
            raise EmptyInputError(source=self.source)
        kind = sniff(content, name=name)
        read = extract_isolated if needs_isolation(kind, content) else extract_format
        inner = f"{self.source}/{shown_name(name)}"
        return read(kind, content, source=inner, limits=left)

    def _limits_left(self) -> ReadLimits:
        spent = time.monotonic() - self._started
        left = self.limits.timeout_s - spent
        if left <= 0:
            raise ReaderTimeoutError(
                source=self.source, timeout_s=self.limits.timeout_s
            )
        return replace(
            self.limits,
            max_depth=self.limits.max_depth - 1,
            max_unpacked_bytes=max(1, self.limits.max_unpacked_bytes - self._unpacked),
            timeout_s=left,
            ocr_timeout_s=max(1.0, self.limits.ocr_timeout_s - spent),
        )

    def _take(self, extract: Extract, name: str) -> None:
        blocks = with_title(cleaned(extract.blocks))
        if not blocks:
            self.add_failure(
                NoTextError(source=self.source, format=extract.format), name=name
            )
            return
        self.blocks += (_inside(block, name) for block in blocks)
        notice = Notice("coverage.member_read", (("name", name),))
        self.parts.append(PartCoverage(Part.ATTACHMENT, PartStatus.READ, notice))
        self.parts += self._renumbered(extract.parts, name)
        self.warnings.update(dict.fromkeys(extract.warnings))
        self.trust = worse(self.trust, extract.trust)

    def _renumbered(
        self, parts: tuple[PartCoverage, ...], name: str
    ) -> Iterator[PartCoverage]:
        """The entries with the pictures numbered through all files."""
        for part in parts:
            is_picture = part.part is Part.IMAGE and part.reason is not None
            if not is_picture or part.reason is None or part.count != 1:
                yield part
                continue
            if part.reason.code != "coverage.image":
                yield part
                continue
            self._pictures += 1
            facts = {**dict(part.reason.facts), "number": self._pictures}
            own = str(facts.get("name", ""))
            is_itself = not own or name.endswith(own)
            facts["name"] = name if is_itself else name + _BETWEEN + own
            notice = Notice("coverage.image", tuple(facts.items()))
            yield replace(part, reason=notice)


def shown_name(name: str) -> str:
    """A file's name inside a file as reports print it: no way out, no tricks."""
    pieces = re.split(r"[/\\]+", _TRICKS.sub("", name))
    kept = [piece.strip() for piece in pieces if piece.strip() not in ("", ".", "..")]
    return "/".join(kept)[-_LONGEST_NAME:] or "?"


def _inside(block: Block, name: str) -> Block:
    section = name if block.section is None else f"{name}{_BETWEEN}{block.section}"
    return replace(block, section=section)


def _reason(error: InputError) -> str:
    if isinstance(error, CorruptInputError):
        return str(error.facts["reason"])
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            return reason
    return "reason.crashed"
