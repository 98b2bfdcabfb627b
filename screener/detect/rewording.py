"""Edits that fit where they are applied: capitals kept, no blank left behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from screener.domain.detections import Suggestion, SuggestionKind
from screener.domain.labels import Severity
from screener.domain.spans import Span
from screener.domain.wording import Bilingual
from screener.lexicon.automaton import Automaton
from screener.lexicon.entry import Entry, Rewording

_SEPARATORS: Final = ",;:–—"
_STOPS: Final = ".!?…"
_SEX_WORDS: Final = ("phụ nữ", "nữ giới", "đàn ông", "nam giới")
# "Phụ nữ là phái yếu" says something of women; "phụ nữ là phụ nữ" says nothing.
_SEX_IS: Final = re.compile(
    r"\b(?:phụ nữ|nữ giới|nữ nhi|đàn bà|con gái|chị em|đàn ông|nam giới|con trai)"
    r"\s+(?:\w+\s+){0,3}là\s+$",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"\w+")
_MOST_WORDS_OF_A_WINK: Final = 2
_COUNTS_LABELS: Final = re.compile(
    r"(?<!\w)(?:dàn|loạt|bầy|đàn|rừng|nàng|cô|ả|mụ|thứ|đồ|loại|hạng|giống)\s+[“\"'‘]?$",
    re.IGNORECASE,
)
_COUNTS_PEOPLE: Final = re.compile(
    r"(?<!\w)(?:các|chị em|vài|dăm|lắm|toàn)\s+[“\"'‘]?$", re.IGNORECASE
)
_IS_A_CHILD: Final = re.compile(r"[”\"'’]?\s+(?:nhí|tuổi teen|teen)(?!\w)")
_PERSONS: Final = ("người", "nữ giới", "nam giới độc thân", "phụ nữ độc thân")
_MASS_NOUNS: Final = ("đàn ông", "nam giới", "nữ giới")
_ONE: Final = re.compile(r"(?<!\w)(?:một|1)\s+[“\"'‘]?$", re.IGNORECASE)
_NAME: Final = re.compile(r"[”\"'’]?\s+[A-ZÀ-Ỹ]\w*\s+[A-ZÀ-Ỹ]")
# In a sentence that lays down a rule, a neutral word would only polish the rule.
_PRESCRIBES: Final = re.compile(
    r"(?<!\w)(?:thì (?:phải|đừng|nên|chớ|ai)|phải (?:biết|nín|nhịn|nộp|lo|chịu)"
    r"|đừng|không được|chớ|nào chẳng|ai chẳng|ai lại|đòi kén|là phúc|là may"
    r"|mang xui|biết thân biết phận|còn gì là)(?!\w)",
    re.IGNORECASE,
)
# Words put into a speaker's mouth are worse than any stereotype.
_SAYS: Final = re.compile(
    r"(?<!\w)(?:nói|bảo|dạy|dặn|khuyên|cho rằng|cho biết|than|kể|phán|quan niệm|cho hay"
    r"|nhắc|đùa|trêu|cười|răn|viết|bình luận|nhận xét|khẳng định|tuyên bố|tin rằng"
    r"|câu|các cụ|ông bà|người ta|tục ngữ|thành ngữ)(?!\w)",
    re.IGNORECASE,
)
_QUOTATION_PAIRS: Final = ("“”", '""', "''", "‘’", "«»")


def suggestions_of(
    entry: Entry, *, sentence: str, span: Span, offset: int
) -> tuple[Suggestion, ...]:
    """The entry's rewordings, fitted to one match.

    Args:
        entry: Brings the rewordings.
        sentence: NFC.
        span: The match, in the sentence.
        offset: Where the sentence begins in the document.
    """
    rest = sentence[: span.start] + " " + sentence[span.end :]
    only_asks = entry.severity is not Severity.LOW and _PRESCRIBES.search(rest)
    return tuple(
        suggestion
        for rewording in entry.rewordings
        if rewording.kind is SuggestionKind.QUESTION or not only_asks
        for suggestion in _fitted(rewording, sentence, span, offset)
    )


def replacing(
    sentence: str, span: Span, words: str, *, offset: int, note: Bilingual | None = None
) -> Suggestion:
    """The edit that puts ``words`` in place of a stretch, its capitals kept."""
    return Suggestion(
        kind=SuggestionKind.REPLACE,
        span=span.shifted(offset),
        replacement=like(span.of(sentence), words),
        note=note,
    )


def deleting(
    sentence: str, span: Span, *, offset: int, note: Bilingual | None = None
) -> Suggestion:
    """The edit that takes a stretch out, with one blank beside it.

    At the beginning of a sentence the next letter takes over the capital.
    """
    start, end = span.start, span.end
    if sentence[end : end + 1] == " ":
        end += 1
    elif sentence[:start].endswith(" "):
        start -= 1
    heir = sentence[end : end + 1]
    if not sentence[:start].strip() and heir.islower():
        return Suggestion(
            kind=SuggestionKind.REPLACE,
            span=Span(start, end + 1).shifted(offset),
            replacement=heir.upper(),
            note=note,
        )
    return Suggestion(
        kind=SuggestionKind.DELETE, span=Span(start, end).shifted(offset), note=note
    )


def asking(span: Span, question: Bilingual, *, offset: int) -> Suggestion:
    """The question that an editor should answer about a stretch."""
    return Suggestion(
        kind=SuggestionKind.QUESTION, span=span.shifted(offset), note=question
    )


def like(original: str, words: str) -> str:
    """``words`` with the capitals of what they replace: all, the first, or none."""
    letters = [character for character in original if character.isalpha()]
    if len(letters) > 1 and all(letter.isupper() for letter in letters):
        return words.upper()
    if letters and letters[0].isupper():
        return words[:1].upper() + words[1:]
    return words


def is_in_speech(sentence: str, span: Span) -> bool:
    """Whether the stretch is part of a longer quotation: somebody's own words.

    Quotation marks around it and a word or two are a wink, not a speech.
    """
    before, after = sentence[: span.start], sentence[span.end :]
    for opening, closing in _QUOTATION_PAIRS[:2]:
        start = before.rfind(opening)
        if start < 0 or not _is_open(before[start:], opening, closing):
            continue
        if opening == closing and before.count(opening) % 2 == 0:
            continue
        end = after.find(closing)
        around = before[start + 1 :] + " " + (after if end < 0 else after[:end])
        if len(_WORD.findall(around)) > _MOST_WORDS_OF_A_WINK:
            return True
    return False


def clause_at(sentence: str, span: Span) -> Span | None:
    """The clause that the stretch is, with the comma that goes when it goes.

    None when other words belong to the same clause, and when it is all that the
    sentence says or the half of a quotation: taking it out would leave a stump.
    """
    before, after = sentence[: span.start].rstrip(), sentence[span.end :].lstrip()
    if before and before[-1] not in _SEPARATORS:
        return None
    if after[:1] in _SEPARATORS and after:
        return Span(span.start, len(sentence) - len(after) + 1)
    is_last = not after.strip(_STOPS)
    if is_last and before and before[-1] != ":":
        return Span(len(before) - 1, span.end)
    return None


def is_whole_sentence(sentence: str, span: Span) -> bool:
    """Whether the stretch is all that is said, or all that follows a colon.

    Beside another clause a neutral one would contradict what still stands there.
    """
    before, after = sentence[: span.start].rstrip(), sentence[span.end :]
    return (not before or before[-1] == ":") and not after.strip(_STOPS + " ")


def _is_open(since: str, opening: str, closing: str) -> bool:
    """Whether a quotation that opens a stretch of text is not closed in it."""
    return opening == closing or closing not in since


def _fitted(
    rewording: Rewording, sentence: str, span: Span, offset: int
) -> Iterator[Suggestion]:
    if rewording.kind is SuggestionKind.DELETE:
        clause = clause_at(sentence, span)
        if clause is not None and not _is_attributed(sentence, span):
            yield deleting(sentence, clause, offset=offset, note=rewording.note)
    elif rewording.kind is SuggestionKind.REPLACE:
        words = _with_kept_words(rewording, span.of(sentence))
        fits = (
            is_whole_sentence(sentence, span) and not _is_attributed(sentence, span)
            if rewording.is_clause
            else not is_in_speech(sentence, span)
        )
        if fits and words and _says_more(words, sentence, span):
            unquoted = _with_scare_quotes(sentence, span)
            yield replacing(
                sentence, unquoted, words, offset=offset, note=rewording.note
            )
    else:
        assert rewording.note is not None  # the parser gives a question its words
        yield asking(span, rewording.note, offset=offset)


def _is_attributed(sentence: str, span: Span) -> bool:
    """Whether the sentence tells that somebody says the words of the stretch."""
    rest = sentence[: span.start] + " " + sentence[span.end :]
    return is_in_speech(sentence, span) or _SAYS.search(rest) is not None


def _says_more(words: str, sentence: str, span: Span) -> bool:
    """Whether the sentence still means something with the new words in it.

    "Dàn", "nàng" and the like count or name the label, not a person; "đồ" and
    "thứ" would turn the neutral word into abuse.
    """
    if words.lower() == span.of(sentence).lower():
        return False
    before, after = sentence[: span.start], sentence[span.end :]
    if _COUNTS_LABELS.search(before) or _IS_A_CHILD.match(after):
        return False
    if words.lower() in _MASS_NOUNS and _ONE.search(before):
        return False
    is_person = words.lower().startswith(_PERSONS)
    if is_person and (_COUNTS_PEOPLE.search(before) or _NAME.match(after)):
        return False
    is_empty = words.lower() in _SEX_WORDS and _SEX_IS.search(sentence[: span.start])
    return not is_empty


def _with_scare_quotes(sentence: str, span: Span) -> Span:
    """The stretch and the quotation marks that stand around nothing else.

    A neutral word needs none, and left in place they would mock it.
    """
    marks = sentence[span.start - 1 : span.start] + sentence[span.end : span.end + 1]
    if span.start and marks in _QUOTATION_PAIRS:
        return Span(span.start - 1, span.end + 1)
    return span


def _with_kept_words(rewording: Rewording, matched: str) -> str | None:
    """The new words, classes filled from the match; None when one is not there."""
    words = rewording.text
    for kept in rewording.kept:
        found = [span for _, span in Automaton((kept,)).find(matched)]
        if not found:
            return None
        longest = max(found, key=len)
        words = words.replace(kept.source, longest.of(matched))
    return words
