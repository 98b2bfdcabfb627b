"""Whether a text reads as Vietnamese, or was read wrongly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from screener.domain.documents import Trust
from screener.domain.wording import Notice
from screener.text.syllables import SyllableCount, count_syllables

# Shares of words that can be syllables, measured on whole articles: Vietnamese
# with foreign names 0.94 and more, TCVN3 read as Latin letters 0.42, UTF-8 read
# as Windows-1252 0.71, English 0.31.
_DOUBTFUL_BELOW: Final = 0.8
_UNTRUSTED_BELOW: Final = 0.5
# "Đắk Lắk" is no syllable either, so some such words alone prove nothing.
_GARBLED_FROM: Final = 0.12
_FEWEST_WORDS: Final = 20
# In Vietnamese news some seven words in ten carry a mark. Nothing here can read
# the language without them, so such a text must not pass for clean.
_UNMARKED_BELOW: Final = 0.1
# Words in other scripts are not judged as syllables, so they are counted apart.
_FOREIGN_LETTER: Final = re.compile(
    "[^\\W\\d_A-Za-z\u00aa-\u024f\u0300-\u036f\u1e00-\u1eff]"
)
_ORDER: Final = (Trust.TRUSTED, Trust.DOUBTFUL, Trust.UNTRUSTED)


@dataclass(frozen=True, slots=True)
class Judgement:
    """How far a text can be trusted, and what to tell the reader of it."""

    trust: Trust
    warnings: tuple[Notice, ...] = ()


def _latin_share(text: str) -> float:
    """The share of letters that Vietnamese could use; 1.0 where there are few."""
    letters = sum(map(str.isalpha, text))
    foreign = len(_FOREIGN_LETTER.findall(text))
    return 1.0 if letters < _FEWEST_WORDS else 1.0 - foreign / letters


def text_trust(text: str, *, floor: Trust = Trust.TRUSTED) -> Judgement:
    """The trust that a whole NFC text deserves.

    Too short a text proves nothing and is trusted.

    Args:
        text: In NFC.
        floor: What is known already; the judgement never trusts more than that.
    """
    count = count_syllables(text)
    latin = _latin_share(text)
    trust = _trust_of(count) if latin >= _UNTRUSTED_BELOW else Trust.UNTRUSTED
    if trust is Trust.TRUSTED:
        return _trust_of_marks(count, floor=floor)
    is_garbled = count.garbled_share >= _GARBLED_FROM
    code = "warning.garbled_text" if is_garbled else "warning.not_vietnamese"
    percent = round(100 * min(latin, count.share))
    return Judgement(worse(trust, floor), (Notice(code, (("percent", percent),)),))


def _trust_of_marks(count: SyllableCount, *, floor: Trust) -> Judgement:
    if count.valid < _FEWEST_WORDS or count.marked_share >= _UNMARKED_BELOW:
        return Judgement(floor)
    percent = round(100 * count.marked_share)
    notice = Notice("warning.no_marks", (("percent", percent),))
    return Judgement(Trust.UNTRUSTED, (notice,))


def is_readable(text: str) -> bool:
    """Whether a page or another short stretch can be meant as it reads."""
    is_latin = _latin_share(text) >= _UNTRUSTED_BELOW
    return is_latin and _trust_of(count_syllables(text)) is not Trust.UNTRUSTED


def worse(one: Trust, other: Trust) -> Trust:
    """The lesser trust of the two."""
    return max(one, other, key=_ORDER.index)


def _trust_of(count: SyllableCount) -> Trust:
    if count.counted < _FEWEST_WORDS or count.share >= _DOUBTFUL_BELOW:
        return Trust.TRUSTED
    is_garbled = count.garbled_share >= _GARBLED_FROM
    if count.share < _UNTRUSTED_BELOW or is_garbled:
        return Trust.UNTRUSTED
    return Trust.DOUBTFUL
