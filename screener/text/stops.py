"""Whether a full stop, question mark, exclamation mark or ellipsis ends a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from screener.text import abbreviations as known
from screener.text.syllables import is_syllable

# Longest word that is looked at before a stop; longer ones are no abbreviation.
_REACH: Final = 48
_LONGEST_PARENTHESIS: Final = 500
_LONGEST_ACRONYM: Final = 5
_OPENING: Final = "\"“”„‘'’«‹([{*_-–—•"
_CLOSING_QUOTES: Final = frozenset("\"”’'»›")
_GOES_ON: Final = frozenset(",;:%/&)]}")
_WORD = re.compile(r"\w")
_AFTER = re.compile(
    r"""(?P<gap>\s*)(?P<dash>[-–—]+\s*)?(?P<opening>["“”„‘'’«‹(\[{*_¿¡]*)
    [^\S\n]?(?P<word>\w*)(?:[^\S\n]+(?P<next>\w))?""",
    re.VERBOSE,
)
_MARKER_AT_START = re.compile(
    r"""\W*(?:\d{1,3}(?:\.\d{1,2})*|[A-Za-zĐđ]|[IVXLC]{1,5}
    |(?:Điều|Chương|Mục|Phần|Khoản|Bài|Câu|Bước|Tiết|Hình|Bảng|Ảnh|Tập|Kỳ|Cách
       |ĐIỀU|CHƯƠNG|MỤC|PHẦN|KHOẢN|BÀI|CÂU|BƯỚC|TIẾT|HÌNH|BẢNG|ẢNH|TẬP|KỲ|CÁCH)
     \s(?:\d{1,3}[a-zđ]?|[IVXLC]{1,5}|[A-ZĐ]))""",
    re.VERBOSE,
)
_LONGEST_MARKER: Final = 24
_MARKER_INSIDE = re.compile(r"(?::\s+(?:1|[aA])|;\s+(?:\d{1,2}|[a-hA-H]))\Z")
_DAY_OR_MONTH = re.compile(
    r"(?:(?:ngày|hôm|sáng|trưa|chiều|tối|đêm)\s|\d{1,2}\.\s?)\d{1,2}\Z", re.IGNORECASE
)
_ADDRESS = re.compile(
    r"://|\bwww\.|\w@\w|\w\.(?:com|vn|net|org|edu|gov|info)\b", re.IGNORECASE
)
_ATTRIBUTION = re.compile(
    r"(?P<speaker>\w+)(?:[^\S\n]\w+){0,3}?[^\S\n](?:"
    + "|".join(known.SPEECH_VERBS)
    + r")\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A mark that may end a sentence, with the words around it.

    Attributes:
        text: The paragraph.
        start: Where the sentence began.
        position: Where the mark stands.
        end: Where the sentence ends if this is its end, closing marks included.
        mark: The run of marks, such as "." or "?!".
        tail: Quotation marks, brackets and the like that close after it.
        chunk: What stands before the mark, back to the last white space.
        gap: White space after the tail.
        dash: A dash before the next word, or "".
        opening: Quotation marks and brackets that open before the next word.
        word: The next word, or "" when a sign follows.
        word_at: Where the next word stands.
        next: First letter of the word after that, or "".
    """

    text: str
    start: int
    position: int
    end: int
    mark: str
    tail: str
    chunk: str
    gap: str
    dash: str
    opening: str
    word: str
    word_at: int
    next: str

    @property
    def token(self) -> str:
        """The chunk without what opens before it."""
        return self.chunk.lstrip(_OPENING)

    @property
    def last(self) -> str:
        """The last part of a dotted token: "HCM" of "TP.HCM"."""
        return self.token.rpartition(".")[2]

    @property
    def is_closed(self) -> bool:
        """Whether a quotation or parenthesis closes right after the mark."""
        return not _CLOSING_QUOTES.isdisjoint(self.tail) or ")" in self.tail

    @property
    def goes_on_small(self) -> bool:
        """Whether the next word begins with a small letter."""
        return self.word[:1].islower()


def read_stop(text: str, *, start: int, position: int, tail: int, end: int) -> Stop:
    """The mark at ``position`` of a paragraph, its tail at ``tail`` up to ``end``."""
    window = text[max(start, position - _REACH) : position]
    chunk = "" if window[-1:].isspace() else window.split()[-1]
    after = _AFTER.match(text, end)
    assert after is not None, "every part of the pattern is optional"
    return Stop(
        text=text,
        start=start,
        position=position,
        end=end,
        mark=text[position:tail],
        tail=text[tail:end],
        chunk=chunk,
        gap=after["gap"],
        dash=after["dash"] or "",
        opening=after["opening"],
        word=after["word"],
        word_at=after.start("word"),
        next=after["next"] or "",
    )


def is_sentence_end(stop: Stop) -> bool:
    """Whether the sentence ends here, judged from the words on both sides."""
    if not stop.word:
        return bool(stop.gap) and _next_sign(stop) not in _GOES_ON
    if not stop.gap:
        return _ends_without_blank(stop)
    if stop.goes_on_small and (stop.dash or stop.is_closed or "(" in stop.opening):
        return False
    if "." in stop.tail or "…" in stop.tail:  # “… hả?”.
        return not stop.goes_on_small
    if _is_bracketed(stop) or _is_in_parenthesis(stop):
        return False
    if stop.is_closed and _is_attributed(stop):
        return False
    if _is_ellipsis(stop):
        return _ends_at_ellipsis(stop)
    if stop.mark == ".":
        return _ends_at_full_stop(stop)
    return _ends_at_exclamation(stop)


def _next_sign(stop: Stop) -> str:
    at = stop.end + len(stop.gap)
    return stop.text[at : at + 1]


def _is_ellipsis(stop: Stop) -> bool:
    return "…" in stop.mark or ".." in stop.mark


def _ends_at_ellipsis(stop: Stop) -> bool:
    """Whether the thought breaks off; a pause ("đến từ… Việt Nam") does not."""
    if stop.goes_on_small or stop.word[0].isdigit():
        return False
    return stop.last not in known.DANGLING or _opens_sentence(stop)


def _is_bracketed(stop: Stop) -> bool:
    """Whether the mark stands alone in brackets: "(!)", "[…]"."""
    return stop.text[stop.position - 1] in "([" and stop.tail[:1] in (")", "]")


def _is_in_parenthesis(stop: Stop) -> bool:
    """Whether the mark stands in a parenthesis inside a sentence.

    A parenthesis that begins the sentence may hold several sentences.
    """
    text = stop.text
    nearest = max(stop.start, stop.position - _LONGEST_PARENTHESIS)
    opened = text.rfind("(", nearest, stop.position)
    if opened < 0 or text.find(")", opened, stop.end) >= 0:
        return False
    if not _WORD.search(text, stop.start, opened):
        return False
    return text.find(")", stop.end, stop.end + _LONGEST_PARENTHESIS) >= 0


def _ends_at_full_stop(stop: Stop) -> bool:
    last = stop.last
    if not last or not last[-1].isalnum():  # a blank or a closing mark before it
        return True
    if _is_list_marker(stop):
        return False
    if last.isdigit():
        return _ends_at_number(stop)
    if last in known.NUMBERED and stop.word[0].isdigit():
        return False
    if last in known.TITLES:
        return _opens_sentence(stop)
    if len(last) == 1 or last in known.CLUSTERS:
        return _ends_at_letter(stop)
    return not stop.goes_on_small or not _may_be_shortened(stop)


def _is_list_marker(stop: Stop) -> bool:
    """Whether all that stands before is "1.", "a.", "Điều 5." or the like."""
    if stop.position - stop.start <= _LONGEST_MARKER:
        before = stop.text[stop.start : stop.position]
        if _MARKER_AT_START.fullmatch(before):
            return True
    return bool(_MARKER_INSIDE.search(_before(stop)))


def _before(stop: Stop) -> str:
    return stop.text[max(stop.start, stop.position - _LONGEST_MARKER) : stop.position]


def _ends_at_number(stop: Stop) -> bool:
    if stop.word[0].isdigit():  # "ngày 20. 10. 2026"
        return not _DAY_OR_MONTH.search(_before(stop))
    return not stop.goes_on_small or len(stop.last) > 3


def _may_be_shortened(stop: Stop) -> bool:
    """Whether a word before a small letter looks like an acronym or an address."""
    last = stop.last
    if last.isupper():
        return len(last) <= _LONGEST_ACRONYM
    return stop.word.lower() in known.ADDRESS_ENDINGS and not is_syllable(last)


def _ends_at_letter(stop: Stop) -> bool:
    letter, is_dotted = stop.last, "." in stop.token
    if letter.islower():  # "v.v." ends before a capital, "ạ." anywhere
        return not stop.goes_on_small or (not is_dotted and is_syllable(letter))
    if not is_dotted and not letter.isascii() and letter != "Đ":
        return True  # a word in capitals: "Ạ.", "Ý."
    if stop.goes_on_small or "(" in stop.opening:
        return False
    return _ends_at_initial(stop)


def _ends_at_initial(stop: Stop) -> bool:
    """Whether a name or label that ends in a letter ("chị H.") ends a sentence."""
    earlier = stop.text[max(stop.start, stop.position - _REACH) : stop.position]
    words = earlier.split()
    before = words[-2].lstrip(_OPENING) if len(words) > 1 else ""
    is_initials = "." in stop.token
    if before in known.LABEL_NOUNS and not is_initials:
        return True
    if stop.word[0].isdigit():
        return False
    if stop.opening or _opens_sentence(stop):
        return True
    names_a_person = (
        is_initials
        or before in known.PERSON_WORDS
        or (is_syllable(before) and not before.isascii())
    )
    return names_a_person and stop.next.islower() and is_syllable(stop.word)


def _opens_sentence(stop: Stop) -> bool:
    if stop.word in known.OPENERS:
        return True
    return stop.word in known.NAMELIKE_OPENERS and (
        stop.next.islower() or stop.next.isdigit()
    )


def _ends_at_exclamation(stop: Stop) -> bool:
    if stop.last in known.EXCLAIMED_NAMES:
        return False
    if not stop.goes_on_small:
        return True
    return stop.word not in known.CONTINUERS and not _names_speaker(stop)


def _is_attributed(stop: Stop) -> bool:
    """Whether the words after a closed quotation say who spoke.

    After a dash they do (“Thật sao?” - Ông Tám hỏi.). A full stop inside the
    quotation ends the sentence, other marks leave it open (“Đi thôi!” Lan nói.).
    """
    if stop.opening:
        return False
    if stop.mark == ".":
        return bool(stop.dash) and _names_speaker(stop)
    return bool(stop.dash) or _names_speaker(stop)


def _names_speaker(stop: Stop) -> bool:
    match = _ATTRIBUTION.match(stop.text, stop.word_at)
    if match is None:
        return False
    speaker = match["speaker"]
    if not speaker[0].isupper():
        return speaker in known.PERSON_WORDS
    if speaker in known.UTTERANCES:
        return False
    return speaker in known.SPEAKERS or speaker not in known.OPENERS


def _ends_without_blank(stop: Stop) -> bool:
    """Whether a stop with the next word right behind it ends a sentence."""
    if stop.word not in known.OPENERS and _is_in_address(stop):
        return False
    first = stop.word[0]
    if _is_ellipsis(stop) or stop.dash or stop.opening:
        return first.isupper() and _is_whole_word(stop)
    if stop.mark != ".":
        return first.isupper() and len(stop.last) > 1 and not stop.is_closed
    if stop.is_closed:
        return first.isupper()
    if first.isdigit():  # "tổ ấm.5 năm sau"
        return is_syllable(stop.last) and not stop.last.isascii()
    return first.isupper() and _is_missing_blank(stop)


def _is_in_address(stop: Stop) -> bool:
    behind = stop.text[stop.end : stop.end + _REACH].split()[0]
    return bool(_ADDRESS.search(f"{stop.chunk}{stop.mark}{stop.tail}{behind}"))


def _is_whole_word(stop: Stop) -> bool:
    last = stop.last
    if last in known.TITLES or last in known.NUMBERED:
        return False
    return len(last) > 1 or is_syllable(last)


def _is_missing_blank(stop: Stop) -> bool:
    """Whether "ấm.Hãy" is two sentences, unlike "TP.HCM" and "Node.Js"."""
    last, word = stop.last, stop.word
    if word.lower() in known.ADDRESS_ENDINGS:
        return False
    if not last:  # "đông .Tối", but ".NET"
        return is_syllable(word) and not word.isascii()
    if last.isdigit():
        return word[1:2].islower() and is_syllable(word) and not _is_list_marker(stop)
    if not _is_whole_word(stop) or last.isupper():
        return len(last) > 1 and _opens_sentence(stop)
    return is_syllable(last) and (word.isupper() or is_syllable(word))
