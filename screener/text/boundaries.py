"""Where sentences of Vietnamese news end: one scanner, then a judgement per hit.

The scanner runs through the text at the speed of ``re`` and stops only at
marks that might end a sentence. This module finds the hits and the cuts that
layout makes; ``screener.text.stops`` judges full stops and their kin.
"""

from __future__ import annotations

import re
from typing import Final

from screener.text.stops import is_sentence_end, read_stop

_LATIN: Final = [*map(chr, range(0x41, 0x250)), *map(chr, range(0x1E00, 0x1F00))]
_UPPER: Final = "".join(letter for letter in _LATIN if letter.isupper())
_LOWER: Final = "".join(letter for letter in _LATIN if letter.islower())
_STOP: Final = "[.!?…]"
_EMOJI: Final = (
    "\u2600-\u26ff\u2728\u2753-\u2757\u2763\u2764\u2b50\ufe0f\u200d"
    "\U0001f000-\U0001faff"
)
_HEARTS: Final = frozenset("❤♥💕💖💗💓💞💘💙💚💛💜🧡🤍🖤")
_BULLET: Final = "•●▪◦■□►➤✓✔✅❌👉📌🔹🔸"
_SMILEY: Final = (
    rf"(?:[{_EMOJI}]+|(?:[:;=]['-]?[)(DPp3v]+|\^[_.]?\^+|=[._]?=+|T[._]T)(?!\w))"
)
# What begins an item of a list or a turn of a dialogue, at the head of a line.
_MARKER: Final = (
    rf"(?:[-–—+*{_BULLET}][^\S\n]|[-–—][{_UPPER}“\"]|\d{{1,2}}[.)/][^\S\n]"
    r"|[A-Za-zĐđ][.)][^\S\n]|[IVX]{1,4}\.[^\S\n])"
)
# First one class for all hits, which `re` finds fast; then what it belongs to.
# A dot between digits or before a small letter ("3.5", "vnexpress.net") is none.
_SCANNER = re.compile(
    rf"""[.!?…\n{_BULLET}{_EMOJI}]
    (?:
      (?<={_STOP})(?!(?<=\.)[{_LOWER}]|(?<=\d\.)\d)
        {_STOP}*(?:[^\S\n]{_STOP}+(?=\s|\Z))*
        (?P<tail>
          (?:["”’'»›)\]}}*_]{_STOP}*)*
          (?:\[\d{{1,3}}\])*[¹²³⁴]*
          (?:[^\S\n]?[”»›\])}}]|[^\S\n]"(?=[\s,;:.]|\Z))*
          (?:[^\S\n]?{_SMILEY})*
        )
    | (?<=\n)(?P<line>[^\S\n]*+(?:\n\s*|(?={_MARKER})))
    | (?<=[{_BULLET}])(?P<bullet>(?=\s))
    | (?<=[{_EMOJI}])(?<![{_EMOJI}].)(?P<emoji>[{_EMOJI}]*+(?=\s))
    )""",
    re.VERBOSE,
)
_WORD = re.compile(r"\w")
# Paragraphs are shorter; in a longer text counting further would cost time
# without telling more.
_QUOTE_REACH: Final = 5_000
_CAPITAL_NEXT = re.compile(rf"\s+[{_UPPER}]")


def sentence_cuts(text: str) -> list[int]:
    """The positions in a paragraph where one sentence ends and the next begins."""
    cuts: list[int] = []
    start = seen = 0
    has_words = False
    for hit in _SCANNER.finditer(text):
        has_words = has_words or bool(_WORD.search(text, seen, hit.start()))
        seen = hit.start()
        # Marks before the first word belong to the sentence that follows.
        cut = _cut(text, start, hit) if has_words else None
        if cut is not None:
            cuts.append(cut)
            start = seen = cut
            has_words = False
    return cuts


def _cut(text: str, start: int, hit: re.Match[str]) -> int | None:
    """Where the hit ends the sentence that began at ``start``, or None."""
    match hit.lastgroup:
        case "line":
            return hit.end()
        case "bullet":
            return hit.start() if text[hit.start() - 1].isspace() else None
        case "emoji":
            is_heart = text[hit.start()] in _HEARTS
            ends = not is_heart and _CAPITAL_NEXT.match(text, hit.end())
            return hit.end() if ends else None
        case _:
            return _cut_at_stop(text, start, hit)


def _cut_at_stop(text: str, start: int, hit: re.Match[str]) -> int | None:
    stop = read_stop(
        text,
        start=start,
        position=hit.start(),
        tail=hit.start("tail"),
        end=_closing_end(text, hit),
    )
    return stop.end if is_sentence_end(stop) else None


def _closing_end(text: str, hit: re.Match[str]) -> int:
    """The end of the hit, without a straight quotation mark that opens the next.

    A straight mark says not whether it opens or closes. Where blanks do not say
    it either (``nhà."Tôi``, ``nhà. " Tôi``), an even count before it opens.
    """
    end = hit.end()
    if text[end - 1] != '"':
        return end
    is_unclear = text[end - 2].isspace() or text[end : end + 1].isalnum()
    before = max(0, end - _QUOTE_REACH)
    opens = is_unclear and text.count('"', before, end - 1) % 2 == 0
    return end - 1 if opens else end
