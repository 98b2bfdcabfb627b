"""Vietnamese letters as the fonts and tables of before Unicode stored them.

Such a file holds Latin letters ("Phô n÷") that only its font showed as Vietnamese
("Phụ nữ"). Each table below maps the letters to the characters that stand for them,
as they look when bytes are read as Windows-1252, which is what Word does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from typing import Final

from screener.domain.spans import Span
from screener.text.normal import Edit, NormalizedText, OffsetMap, normalize


class LegacyTable(StrEnum):
    """The tables that are known, by the name that people know."""

    TCVN3 = "TCVN3"
    TCVN3_CAPITALS = "TCVN3 (chữ hoa)"
    VNI = "VNI-Windows"
    VISCII = "VISCII"
    WINDOWS_1258 = "windows-1258"


_LOWER: Final = "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ"
_UPPER: Final = _LOWER.upper()
VIETNAMESE_LETTERS: Final = _LOWER + _UPPER

# One byte a letter, in the order of _LOWER. Capitals with a tone are not in the
# table of TCVN3: they are small letters in a font of capitals (".VnTimeH").
_TCVN3_LOWER: Final = (
    "b5b6b7b8b9 a8bbbcbdbec6 a9c7c8c9cacb cccecfd0d1 aad2d3d4d5d6 d7d8dcddde"
    "dfe1e2e3e4 abe5e6e7e8e9 aceaebecedee eff1f2f3f4 adf5f6f7f8f9 fafbfcfdfe ae"
)
_TCVN3_UPPER: Final = {
    "Ă": "a1",
    "Â": "a2",
    "Ê": "a3",
    "Ô": "a4",
    "Ơ": "a5",
    "Ư": "a6",
    "Đ": "a7",
}
_VISCII_LOWER: Final = (
    "e0e4e3e1d5 e5a2c6c7a1a3 e2a5a6e7a4a7 e8eba8e9a9 eaabacadaaae ecefeeedb8"
    "f2f6f5f3f7 f4b0b1b2afb5 bdb6b7debefe f9fcfbfaf8 dfd7d8e6d1f1 cfd6dbfddc f0"
)
_VISCII_UPPER: Final = (
    "c0c4c3c180 c5820205 8183 c2858606 8487 c8cb88c989 ca8b8c8d8a8e cc9bcecd98"
    "d299a0d39a d4909192 8f93 b4969 7b39594 d99c9dda9e bfbbbcffbab9 9f1419dd1e d0"
)
# VNI writes a plain letter and a mark; these have a byte of their own instead.
_VNI_SINGLE: Final = {
    "ì": "ì",
    "í": "í",
    "ỉ": "æ",
    "ĩ": "ó",
    "ị": "ò",
    "ơ": "ô",
    "ư": "ö",
    "ỵ": "î",
    "đ": "ñ",
}
_VNI_TONES: Final = {
    "\u0300": "ø",
    "\u0301": "ù",
    "\u0309": "û",
    "\u0303": "õ",
    "\u0323": "ï",
}
_VNI_HATTED: Final = {
    "\u0302": dict(zip("\u0300\u0301\u0309\u0303\u0323 ", "àáåãäâ", strict=True)),
    "\u0306": dict(zip("\u0300\u0301\u0309\u0303\u0323 ", "èéúüëê", strict=True)),
}
_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
_TONES_1258: Final = dict(zip(_TONES, "\u00cc\u00ec\u00de\u00d2\u00f2", strict=True))
# Windows-1252 shows bytes 80 to 9F as these; some programs keep them as they are.
_WINDOWS_HIGH: Final = {
    byte: bytes([byte]).decode("cp1252", errors="ignore") or chr(byte)
    for byte in range(0x80, 0xA0)
}
_AS_BYTES: Final = {ord(shown): byte for byte, shown in _WINDOWS_HIGH.items()}
# Bytes of VISCII that only a program which knew nothing of it would show so; in a
# text that was typed in Windows they are what they seem.
_PUNCTUATION: Final = frozenset("“”‘’–—•…€™")
# Fonts marked as symbols: Word stores their bytes in the private area.
_PRIVATE: Final = {0xF000 + byte: byte for byte in range(0x20, 0x100)}
_NAMES: Final = (
    (re.compile(r"\.V[Nn][A-Za-z][\w ]*H"), LegacyTable.TCVN3_CAPITALS),
    (re.compile(r"\.Vn[A-Za-z].*", re.IGNORECASE), LegacyTable.TCVN3),
    (re.compile(r"VNI[- ].*", re.IGNORECASE), LegacyTable.VNI),
    (re.compile(r"VI (?:Times|Arial|Helvetica|Courier).*"), LegacyTable.VISCII),
)
# A text with these letters was typed as Unicode, whatever its font is called.
_UNICODE_ONLY: Final = re.compile("[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9]")


def font_table(font: str) -> LegacyTable | None:
    """The table that a font of this name stands for; None for any other font."""
    name = font.strip()
    return next((table for known, table in _NAMES if known.fullmatch(name)), None)


def is_unicode(text: str) -> bool:
    """Whether it holds Vietnamese letters that no old table could have."""
    return _UNICODE_ONLY.search(text) is not None


def from_legacy(text: str, table: LegacyTable) -> NormalizedText:
    """The text with its stand-in characters replaced, and the way back.

    What the table does not know stays as it is.
    """
    known, pattern = _decoding(table)
    is_capital = table is LegacyTable.TCVN3_CAPITALS
    seen = text.translate(_PRIVATE) if _has_private(text) else text
    pieces: list[str] = []
    edits: list[Edit] = []
    end = growth = 0
    for match in pattern.finditer(seen):
        old, new = match.group(), known[match.group()]
        pieces += (seen[end : match.start()], new)
        if old != new:
            start = match.start() + growth
            span = Span(start, start + len(new))
            edits.append(Edit(Span(*match.span()), span))
        growth += len(new) - len(old)
        end = match.end()
    result = "".join((*pieces, seen[end:]))
    if is_capital and len(upper := result.upper()) == len(result):
        result = upper
    return NormalizedText(result, OffsetMap(tuple(edits)))


def to_legacy(text: str, table: LegacyTable) -> str:
    """The text as old programs stored it, seen as Windows-1252.

    Raises:
        ValueError: When the table has no sign for a letter, such as a capital
            with a tone in TCVN3.
    """
    signs = _signs(table)
    return "".join(_written(letters, signs) for letters in normalize(text))


def _written(letter: str, signs: Mapping[str, str]) -> str:
    if letter in signs:
        return signs[letter]
    if letter in VIETNAMESE_LETTERS:
        raise ValueError(f"no sign for {letter!r}")
    return letter


def _has_private(text: str) -> bool:
    return any("\uf020" <= character <= "\uf0ff" for character in text)


@cache
def _signs(table: LegacyTable) -> dict[str, str]:
    """Vietnamese letters with the characters that stand for them."""
    if table is LegacyTable.VNI:
        return {letter: _vni(letter) for letter in VIETNAMESE_LETTERS}
    if table is LegacyTable.WINDOWS_1258:
        return {letter: _windows_1258(letter) for letter in VIETNAMESE_LETTERS}
    if table is LegacyTable.VISCII:
        return {
            **_single_bytes(_LOWER, _VISCII_LOWER),
            **_single_bytes(_UPPER, _VISCII_UPPER),
        }
    lower = _single_bytes(_LOWER, _TCVN3_LOWER)
    if table is LegacyTable.TCVN3_CAPITALS:
        return {letter.upper(): sign for letter, sign in lower.items()}
    plain = {letter: _shown(int(byte, 16)) for letter, byte in _TCVN3_UPPER.items()}
    return {**lower, **plain}


def _single_bytes(letters: str, bytes_in_hex: str) -> dict[str, str]:
    values = bytes.fromhex(bytes_in_hex.replace(" ", ""))
    return {
        letter: _shown(value) for letter, value in zip(letters, values, strict=True)
    }


def _shown(byte: int) -> str:
    sign = _WINDOWS_HIGH.get(byte, chr(byte))
    return chr(byte) if sign in _PUNCTUATION else sign


def _vni(letter: str) -> str:
    lower = letter.lower()
    single = _VNI_SINGLE.get(lower)
    if single is None:
        base, *marks = list(unicodedata.normalize("NFD", lower))
        if "\u031b" in marks:
            single = _VNI_SINGLE[normalize(base + "\u031b")]
            tone = next(mark for mark in marks if mark != "\u031b")
            single += _VNI_TONES[tone]
        elif hat := next((mark for mark in marks if mark in _VNI_HATTED), None):
            tone = next((mark for mark in marks if mark != hat), " ")
            single = base + _VNI_HATTED[hat][tone]
        else:
            single = base + _VNI_TONES[marks[0]]
    return single if letter == lower else single.upper()


def _windows_1258(letter: str) -> str:
    try:
        return _shown(letter.encode("cp1258")[0])
    except UnicodeEncodeError:
        return _windows_1258_apart(letter)


def _windows_1258_apart(letter: str) -> str:
    """The letter with its tone behind it, as most programs wrote it."""
    parts = unicodedata.normalize("NFD", letter)
    tone = "".join(_TONES_1258[mark] for mark in parts if mark in _TONES)
    base = normalize("".join(part for part in parts if part not in _TONES))
    return "".join(_shown(byte) for byte in base.encode("cp1258")) + tone


@cache
def _decoding(table: LegacyTable) -> tuple[dict[str, str], re.Pattern[str]]:
    """Stand-ins with their letters, and the pattern that finds them, longest first."""
    known = dict(_readings(table))
    longest = sorted(known, key=len, reverse=True)
    return known, re.compile("|".join(map(re.escape, longest)))


def _readings(table: LegacyTable) -> Iterator[tuple[str, str]]:
    signs = _signs(table)
    if table is LegacyTable.VNI:
        # Marks of the other case: people typed "Aù" as well as "AÙ".
        for letter, sign in signs.items():
            if len(sign) == 2:
                yield sign[0] + sign[1].swapcase(), letter
    if table is LegacyTable.WINDOWS_1258:
        for letter in VIETNAMESE_LETTERS:
            yield _windows_1258_apart(letter), letter
    if table is LegacyTable.TCVN3_CAPITALS:
        yield from (
            (_shown(int(byte, 16)), letter) for letter, byte in _TCVN3_UPPER.items()
        )
    for letter, sign in signs.items():
        yield sign, letter
        raw = sign.translate(
            {ord(shown): byte for byte, shown in _WINDOWS_HIGH.items()}
        )
        if raw != sign:  # kept as the bytes were
            yield raw, letter
