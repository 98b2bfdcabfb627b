"""Bytes of a Vietnamese text file to NFC text, and how far to believe the result.

A byte-order mark, a pattern of null bytes or valid UTF-8 settles the encoding.
Otherwise every candidate table is tried, line by line where a file mixes them, and
the one whose words look most like Vietnamese wins; when none does, the text is
refused, since screening rubbish would call it clean. Unicode that only an old font
would show as Vietnamese ("Phô n÷") is read as that font showed it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from screener.domain.documents import Trust
from screener.domain.spans import Span
from screener.domain.wording import Notice
from screener.errors import UndecodableTextError
from screener.text.legacy_lines import LegacyText, read_legacy_lines
from screener.text.mojibake import repair_mojibake
from screener.text.normal import OffsetMap, normalize, normalize_with_map
from screener.text.syllables import count_syllables

_UNICODE: Final = {
    "utf-8": codecs.utf_8_decode,
    "utf-16-le": codecs.utf_16_le_decode,
    "utf-16-be": codecs.utf_16_be_decode,
    "utf-32-le": codecs.utf_32_le_decode,
    "utf-32-be": codecs.utf_32_be_decode,
}
_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_REPLACEMENT: Final = "\ufffd"
_CONTROL = re.compile("[\u0000-\u0008\u000e-\u001f\u007f\ue000-\uf8ff\ufffe\uffff]")
# Enough for a judgement; a book need not be read twice.
_SAMPLE_BYTES: Final = 16_384
_SAMPLE_CHARACTERS: Final = 100_000
_NEARLY_ALL: Final = 0.98
_NEARLY_NONE: Final = 0.02
# A fifth, because many Vietnamese letters use the high byte of UTF-16 too.
_MANY: Final = 0.2
_MOST_CONTROLS: Final = 0.01
_MOST_REPLACED: Final = 0.05
# Garbled words: 0.1 % in Vietnamese news, 40 % and more in the wrong table.
_DOUBTFUL_SHARE: Final = 0.05
_UNREADABLE_SHARE: Final = 0.25
# A few odd words (names of places, a word of French) prove nothing.
_LEAST_GARBLED: Final = 5


@dataclass(frozen=True, slots=True)
class DecodedText:
    """What a file's bytes say.

    Attributes:
        text: In NFC, without byte-order mark; otherwise as it stands.
        encoding: The table that was used, such as "utf-8" or "windows-1258".
        score: Share in [0, 1] of the judged words that are not garbled.
        trust: ``UNTRUSTED`` when most words are garbled, ``DOUBTFUL`` when
            some are or when characters were lost.
        notices: What a reader should know, as ``encoding.…`` codes.
        original: The characters that old tables were read from, one a byte where
            the file is in no Unicode; None when nothing was converted.
        maps: From ``original`` to ``text``, one after the other.
    """

    text: str
    encoding: str
    score: float
    trust: Trust
    notices: tuple[Notice, ...] = ()
    original: str | None = None
    maps: tuple[OffsetMap, ...] = ()

    def to_original(self, span: Span) -> Span:
        """The stretch of ``original`` that became this stretch of the text."""
        for one in reversed(self.maps):
            span = one.to_original(span)
        return span


@dataclass(frozen=True, slots=True)
class _Attempt:
    text: str
    encoding: str
    notices: tuple[Notice, ...] = ()
    original: str | None = None
    maps: tuple[OffsetMap, ...] = ()

    @property
    def sample(self) -> str:
        return self.text[:_SAMPLE_CHARACTERS]

    @property
    def replaced(self) -> int:
        return self.text.count(_REPLACEMENT)

    @property
    def garbled_share(self) -> float:
        return count_syllables(self.sample).garbled_share

    @property
    def cost(self) -> float:
        """How little it looks like text; a lost letter garbles a whole word."""
        return self.garbled_share + 10 * self.replaced / max(1, len(self.text))

    def with_notice(self, code: str, **facts: str | int) -> _Attempt:
        notice = Notice(code, tuple(facts.items()))
        return replace(self, notices=(*self.notices, notice))


def _leniently(codec: str) -> Callable[[bytes], str]:
    return lambda data: data.decode(codec, errors="replace")


# Each never fails: what a table does not know becomes U+FFFD. The old tables of
# fonts are tried after these, line by line.
_CANDIDATES: Final[tuple[tuple[str, Callable[[bytes], str]], ...]] = (
    ("utf-8", _leniently("utf-8")),
    ("windows-1258", _leniently("cp1258")),
)
_LINE: Final = re.compile(rb"[^\n]*(?:\n|$)")
# Bytes that are no letters in any old font are what Windows shows for them.
_WINDOWS_SIGNS: Final = {
    byte: bytes([byte]).decode("cp1252", errors="replace") for byte in range(0x80, 0xA0)
}


def decode_vietnamese(data: bytes, *, source: str = "-") -> DecodedText:
    """The text of a file whose encoding is unknown.

    Args:
        data: All bytes of the file.
        source: Names the file in an error.

    Raises:
        UndecodableTextError: When the bytes are no text, or no known table
            gives readable Vietnamese.
    """
    attempt = _certain_attempt(data) or _best_guess(data)
    if attempt is None or _is_binary(attempt):
        raise UndecodableTextError(source=source)
    return _judged(_mended(attempt))


def _certain_attempt(data: bytes) -> _Attempt | None:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            body = data[len(mark) :]
            lossy = _Attempt(body.decode(encoding, errors="replace"), encoding)
            return _strict_attempt(body, encoding) or lossy
    encoding = _encoding_by_nulls(data)
    attempt = _strict_attempt(data, encoding)
    if attempt is None or encoding == "utf-8":
        return attempt
    return attempt.with_notice("encoding.guessed", encoding=encoding)


def _encoding_by_nulls(data: bytes) -> str:
    sample = data[:_SAMPLE_BYTES]
    first, second, third, fourth = (
        sample[start::4].count(0) / max(1, len(sample[start::4])) for start in range(4)
    )
    if min(third, fourth) > _NEARLY_ALL and first < _NEARLY_NONE:
        return "utf-32-le"
    if min(first, second) > _NEARLY_ALL and fourth < _NEARLY_NONE:
        return "utf-32-be"
    if second + fourth > 2 * _MANY and max(first, third) < _NEARLY_NONE:
        return "utf-16-le"
    if first + third > 2 * _MANY and max(second, fourth) < _NEARLY_NONE:
        return "utf-16-be"
    return "utf-8"


def _strict_attempt(data: bytes, encoding: str) -> _Attempt | None:
    """The text under ``encoding``, less a character that was cut off at the end."""
    try:
        text, used = _UNICODE[encoding](data, "strict", False)
    except UnicodeDecodeError:
        return None
    attempt = _Attempt(text, encoding)
    lost = len(data) - used
    if not lost:
        return attempt
    if text.isascii():  # nothing shows that the odd byte belongs to UTF-8
        return None
    return attempt.with_notice("encoding.truncated", size_bytes=lost)


def _best_guess(data: bytes) -> _Attempt | None:
    attempts = [
        _Attempt(normalize(decode(data)), encoding) for encoding, decode in _CANDIDATES
    ]
    attempts += filter(None, (_by_old_tables(data),))
    best = min(attempts, key=lambda attempt: attempt.cost)
    if best.garbled_share >= _UNREADABLE_SHARE:
        return None
    if best.encoding == "utf-8":
        return best
    return best.with_notice("encoding.guessed", encoding=best.encoding)


def _by_old_tables(data: bytes) -> _Attempt | None:
    """The text by the tables of old fonts, lines in UTF-8 among them."""
    characters = "".join(_characters(line) for line in _LINE.findall(data))
    read = read_legacy_lines(characters)
    return None if read is None else _from_legacy(read, original=characters)


def _characters(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _from_legacy(read: LegacyText, *, original: str) -> _Attempt:
    normalized = normalize_with_map(read.text.translate(_WINDOWS_SIGNS))
    return _Attempt(
        text=normalized.text,
        encoding=", ".join(read.tables),
        original=original,
        maps=(read.map, normalized.map),
    )


def _is_binary(attempt: _Attempt) -> bool:
    sample = attempt.sample
    controls = len(_CONTROL.findall(sample))
    return controls > _MOST_CONTROLS * len(
        sample
    ) or attempt.replaced > _MOST_REPLACED * len(attempt.text)


def _mended(attempt: _Attempt) -> _Attempt:
    if attempt.original is not None:
        return attempt
    repair = repair_mojibake(attempt.text)
    legacy = read_legacy_lines(attempt.text)
    if legacy is not None:
        read = _from_legacy(legacy, original=attempt.text)
        is_better = repair is None or read.cost < _Attempt(repair.text, "").cost
        if is_better:
            notices = attempt.with_notice("encoding.legacy", encoding=read.encoding)
            return replace(read, encoding=attempt.encoding, notices=notices.notices)
    if repair is None:
        return replace(attempt, text=normalize(attempt.text))
    mended = replace(attempt, text=normalize(repair.text))
    return mended.with_notice("encoding.mojibake", encoding=repair.encoding)


def _judged(attempt: _Attempt) -> DecodedText:
    count, replaced = count_syllables(attempt.sample), attempt.replaced
    is_garbled = (
        count.garbled >= _LEAST_GARBLED and count.garbled_share >= _DOUBTFUL_SHARE
    )
    if replaced:
        attempt = attempt.with_notice("encoding.replaced", count=replaced)
    if is_garbled:
        percent = round(100 * count.garbled_share)
        attempt = attempt.with_notice("encoding.garbled", percent=percent)
    trust = Trust.TRUSTED
    if is_garbled and count.garbled_share >= _UNREADABLE_SHARE:
        trust = Trust.UNTRUSTED
    elif is_garbled or replaced:
        trust = Trust.DOUBTFUL
    score = 1.0 - count.garbled_share
    return DecodedText(
        text=attempt.text,
        encoding=attempt.encoding,
        score=score,
        trust=trust,
        notices=attempt.notices,
        original=attempt.original,
        maps=attempt.maps,
    )
