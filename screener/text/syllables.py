"""Which words can be Vietnamese syllables, and how many of a text's words are.

A text read in the wrong encoding, or from a PDF whose fonts lie, consists of
words that no Vietnamese could pronounce; this is how that is noticed.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from screener.text.folding import fold_case

# In the grammar below a capital is the vowel that carries the tone, with any of
# the six tones; a capital with an acute is the same vowel before a stop (c, ch,
# p, t), where only sắc and nặng occur. Lower case stands for itself.
_TONES: Final = {
    "A": "aàáảãạ",
    "Ă": "ăằắẳẵặ",
    "Â": "âầấẩẫậ",
    "E": "eèéẻẽẹ",
    "Ê": "êềếểễệ",
    "I": "iìíỉĩị",
    "O": "oòóỏõọ",
    "Ô": "ôồốổỗộ",
    "Ơ": "ơờớởỡợ",
    "U": "uùúủũụ",
    "Ư": "ưừứửữự",
    "Y": "yỳýỷỹỵ",
}
_STOPPED: Final = dict(zip("ÁẮẤÉẾÍÓỐỚÚỨÝ", _TONES.values(), strict=True))
_FRONT: Final = (
    "E(?:[mno]|ng)?|É[cpt]"
    "|Ê(?:[mnu]|nh)?|Ế(?:ch|[pt])"
    "|I(?:[amnu]|nh)?|Í(?:ch|[pt])"
    "|iÊ(?:[mnu]|ng)|iẾ[cpt]"
)
_BACK: Final = (
    "A(?:[imouy]|n[gh]?)?|Á(?:ch?|[pt])"
    "|Ă(?:m|ng?)|Ắ[ckpt]"  # k: Đắk Lắk
    "|Â(?:[muy]|ng?)|Ấ[cpt]"
    "|O(?:[aeimn]|ng)?|Ó[cpt]"
    "|Ô(?:[imn]|ng)?|Ố[cpt]"
    "|Ơ[imn]?|Ớ[pt]"
    "|U(?:[aimny]|ng)?|Ú[cpt]"
    "|Ư(?:[aimnu]|ng)?|Ứ[ct]"
    "|uÔ(?:[imn]|ng)|uỐ[cpt]"
    "|ưƠ(?:[imnu]|ng)|ưỚ[cpt]"
)
_GLIDED: Final = (
    "oA(?:[imouy]|n[gh]?)?|oÁ(?:ch?|[pt])"
    "|oĂ(?:[mn]|ng)|oẮ[cpt]"
    "|oE[mno]?|oÉt|oOng|oÓc"
    "|uÂ(?:[ny]|ng)|uẤt"
    "|uÊ(?:nh?)?|uẾch|uƠ"
    "|uY(?:[anu]|nh)?|uÝ(?:ch|[pt])"
    "|uyÊn|uyẾt"
)
_GRAMMAR: Final = (
    f"(?:ngh?|gh?|k|c)?(?:{_BACK}|{_GLIDED}|{_FRONT}|Y)"
    f"|(?:ch|kh|nh|ph|th|tr|[bdđhlmnprstvx])(?:{_BACK}|{_FRONT}|{_GLIDED}|Y)"
    f"|qu(?:{_BACK}|{_FRONT}|Y(?:nh?|u)?|Ý(?:ch|[pt])|yÊn|yẾt)|qUy"
    f"|gi(?:{_BACK}|E[mno]?|É[cpt]|Ê(?:[mnu]|ng)|Ế[cpt])"
    "|yÊ(?:[mnu]|ng)|yẾt"
)
# c, g and ng stand before back vowels, k, gh and ngh before front ones ("gì"
# is written with a plain g).
_MISSPELT: Final = "(?!c[EÊIY]|(?:k|n?gh)[AĂÂOÔƠUƯ]|ng[EÊIY]|g[EÊY])"


def _compiled_grammar() -> re.Pattern[str]:
    pattern = f"(?:{_GRAMMAR})"
    for capital, vowels in _TONES.items():
        pattern = pattern.replace(capital, f"[{vowels}]")
    for capital, vowels in _STOPPED.items():
        pattern = pattern.replace(capital, f"[{vowels[2]}{vowels[5]}]")
    lookahead = _MISSPELT
    for capital, vowels in _TONES.items():
        lookahead = lookahead.replace(capital, vowels)
    return re.compile(lookahead + pattern)


_SYLLABLE = _compiled_grammar()
# Signs that stand inside a word in no language, and those that end one in none:
# traces of a wrong table (Windows, Mac, DOS). A soft hyphen is no trace.
_STRAY = (
    "\u0080-\u009f\u00a1-\u00ac\u00ae-\u00bf\u00d7\u00f7€‚ƒ„ˆ‰†‡‹›™˜"
    "\u02d8-\u02dd\u2044\u2200-\u22ff\u2310\u2320\u2321\u2500-\u25ff"
)
_STRAY_END = "\u0080-\u009f¡¢£¤¥¦§¨¬¯±¶¸¼½¾¿"
_WORD = re.compile(
    rf"[^\W\d_]+(?:[{_STRAY}]+[^\W\d_]+)*(?:[{_STRAY}]{{2,}}|[{_STRAY_END}])?"
)
_FOREIGN_SCRIPT = re.compile(f"[^A-Za-z{_STRAY}{_STRAY_END}\u00aa-\u024f\u1e00-\u1eff]")
_LONGEST_ACRONYM = 5
_LONGEST_SYLLABLE = 7  # nghiêng


@dataclass(frozen=True, slots=True)
class SyllableCount:
    """How the words of a text fare against the grammar.

    Attributes:
        valid: Words that are Vietnamese syllables.
        counted: Words that were judged: numbers, single letters, acronyms,
            foreign names and other scripts are not.
        garbled: Judged words with letters beyond ASCII that are no syllables,
            the mark of a wrong encoding.
        marked: Syllables with a mark: a tone, a hat, a horn, a stroke.
    """

    valid: int
    counted: int
    garbled: int
    marked: int

    @property
    def share(self) -> float:
        """``valid`` among ``counted``; 1.0 when nothing was judged."""
        return self.valid / self.counted if self.counted else 1.0

    @property
    def garbled_share(self) -> float:
        """``garbled`` among ``counted``; 0.0 when nothing was judged."""
        return self.garbled / self.counted if self.counted else 0.0

    @property
    def marked_share(self) -> float:
        """``marked`` among ``valid``; 1.0 when there are none."""
        return self.marked / self.valid if self.valid else 1.0


def is_syllable(word: str) -> bool:
    """Whether an NFC word, in any case, can be a Vietnamese syllable."""
    return len(word) <= _LONGEST_SYLLABLE and _is_remembered_syllable(word)


# A language has few words and a draft is asked about them several times; hostile
# text fills the memory once and no more.
@lru_cache(maxsize=32_768)
def _is_remembered_syllable(word: str) -> bool:
    folded = fold_case(word).replace("ð", "đ")  # eth, from old keyboards
    return _SYLLABLE.fullmatch(folded) is not None


def count_syllables(text: str) -> SyllableCount:
    """The judgement of all words of an NFC text."""
    valid = counted = garbled = marked = 0
    for word, times in Counter(_WORD.findall(text)).items():
        if is_syllable(word):
            valid += times
            counted += times
            marked += 0 if word.isascii() else times
        elif _is_judged(word):
            counted += times
            garbled += 0 if word.isascii() else times
    return SyllableCount(valid, counted, garbled, marked)


def syllable_share(text: str) -> float:
    """The share of an NFC text's words that can be Vietnamese syllables.

    Numbers, acronyms, capitalised foreign names and words in other scripts are
    left out; a text without any other word gets 1.0, for nothing speaks
    against it.
    """
    return count_syllables(text).share


def _is_judged(word: str) -> bool:
    if len(word) == 1 or _FOREIGN_SCRIPT.search(word):
        return False
    if word.isascii():
        return word.islower()
    return not (word.isupper() and len(word) <= _LONGEST_ACRONYM)
