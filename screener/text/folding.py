"""Length-preserving folds, used for matching and tokenising, never for display.

Every function here keeps the number of code points, so a span found in folded
text is valid in the text that was folded.
"""

from __future__ import annotations

import re

# Old-style placement ("hòa", "thủy") puts the tone mark on the glide, new style
# ("hoà", "thuỷ") on the nucleus. Both are NFC and equally long, so one can be
# rewritten as the other in place. "ua" ("mùa") is no glide and stays out.
_TONED = {
    "o": "òóỏõọ",
    "u": "ùúủũụ",
    "a": "àáảãạ",
    "e": "èéẻẽẹ",
    "y": "ỳýỷỹỵ",
}
_GLIDES = (("o", "a"), ("o", "e"), ("u", "y"))


def _placement_table() -> dict[str, str]:
    table: dict[str, str] = {}
    for glide, nucleus in _GLIDES:
        for old, new in zip(_TONED[glide], _TONED[nucleus], strict=True):
            table[old + nucleus] = glide + new
            table[old.upper() + nucleus] = glide.upper() + new
            table[old.upper() + nucleus.upper()] = glide.upper() + new.upper()
    return table


_PLACEMENT = _placement_table()
_PLACEMENT_PATTERN = re.compile("|".join(map(re.escape, _PLACEMENT)))

# Eth and the African D look like the Vietnamese Đ and come from old fonts,
# keyboards and OCR. Spaces include the line breaks inside a paragraph.
_LOOK_ALIKES = {
    **dict.fromkeys("ÐƉ", "Đ"),
    **dict.fromkeys("ðɖ", "đ"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f\u3000\t\n\r\v\f", " "),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‘’‚‛′ʼ`´", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    # Full-width forms of ASCII lie at a fixed distance.
    **{chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)},
}
# Few characters of a text are among them: a pattern finds those ten times as fast
# as ``str.translate`` asks a table about every one.
_LOOK_ALIKE_PATTERN = re.compile(f"[{''.join(map(re.escape, _LOOK_ALIKES))}]")


def fold_tone_placement(text: str) -> str:
    """The text with old-style tone marks moved to the new-style vowel.

    "hòa", "khỏe" and "thủy" become "hoà", "khoẻ" and "thuỷ"; the length in
    code points is unchanged. The input must be NFC.
    """
    return _PLACEMENT_PATTERN.sub(lambda match: _PLACEMENT[match.group()], text)


def fold_case(text: str) -> str:
    """The text in lower case, code point for code point.

    ``str.lower`` may lengthen a text ("İ" becomes two code points), so a
    character whose lower case is longer stays as it is.
    """
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(
        character.lower() if len(character.lower()) == 1 else character
        for character in text
    )


def fold_look_alikes(text: str) -> str:
    """The text with characters that look alike made one.

    Eth becomes Đ, every space " ", every quotation mark ``"`` or ``'``, every
    dash "-", full-width letters plain ones.
    """
    return _LOOK_ALIKE_PATTERN.sub(lambda match: _LOOK_ALIKES[match.group()], text)


def fold_for_matching(text: str) -> str:
    """The text as rules see it: lower case, one style of tone marks, no look-alikes."""
    return fold_tone_placement(fold_case(fold_look_alikes(text)))
