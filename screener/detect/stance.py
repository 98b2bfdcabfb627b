"""Whose voice a passage has: the text's own, somebody else's, or the critic's.

Rules only, in the order of the annotation guide: a disclaimer that ends in
endorsement asserts; criticism beats quotation; a marked speaker reports; what is
left is the text's own voice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from screener.detect.stance_cues import Cue, CueKind, find_cues
from screener.domain.labels import Stance
from screener.domain.spans import Span

STRONG: Final = 0.9
FAIR: Final = 0.75
WEAK: Final = 0.6

# How far, in characters, a cue reaches over plain words.
_REACH: Final = 90
_REACH_OF_VERB: Final = 45
_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»|(?<!\w)['‘][^'‘’]*['’](?!\w)")
_OPENING = re.compile(r"“[^”]*$|«[^»]*$")
_CLOSING = re.compile(r"^[^“]*”|^[^«]*»")
_DIALOGUE = re.compile(r"^\s*[-–—]\s")
_FIRST_PERSON = re.compile(r"\b(?:tôi|chúng tôi|mình|tớ|tui)\s+(?:\w+\s+){0,2}$", re.I)
_PASSIVE = re.compile(r"\b(?:được|bị)\s+(?:\w+\s+){0,4}$", re.I)
_NEGATION = re.compile(r"\b(?:không|chẳng|đâu)\s+(?:\w+\s+){0,2}$", re.I)
_LEADS_ON = re.compile(
    r"(?::|…|\.\.\.)\s*$|^\s*(?:nào là|rằng|ví dụ|chẳng hạn|như)\b", re.I
)
# A quotation that says more than the label itself is somebody's sentence.
_LONGER_THAN_LABEL: Final = 15


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What may decide the stance of a sentence besides the sentence itself."""

    before: str = ""
    after: str = ""
    headline: str = ""


@dataclass(frozen=True, slots=True)
class StanceReading:
    """A stance, how sure it is in [0, 1], and the words that show it."""

    stance: Stance
    score: float
    why: str = ""


def stance_of(
    sentence: str, span: Span, *, around: Surroundings = Surroundings()
) -> StanceReading:
    """The stance of a sentence towards what stands under ``span``.

    Args:
        sentence: NFC.
        span: The stereotype, in the sentence.
        around: The sentences beside it and the headline; "" where there is none.
    """
    cues = tuple(cue for cue in find_cues(sentence) if not span.contains(cue.span))
    is_endorsed = bool(_of(cues, CueKind.ENDORSEMENT))
    criticism = () if is_endorsed else _criticism(sentence, span, cues, around)
    indirect = () if is_endorsed else _indirect_speech(sentence, span, cues)
    readings = (*criticism, *_direct_speech(sentence, span, cues, around), *indirect)
    return readings[0] if readings else StanceReading(Stance.ASSERTED, FAIR)


def _of(cues: Sequence[Cue], *kinds: CueKind) -> tuple[Cue, ...]:
    return tuple(cue for cue in cues if cue.kind in kinds)


def _criticism(
    sentence: str, span: Span, cues: Sequence[Cue], around: Surroundings
) -> Iterator[StanceReading]:
    for score, why in (
        *_inside(sentence, span, cues),
        *_from_next(around.after, sentence, span),
        *_from_previous(around.before, sentence, span),
        *_from_headline(around.headline, sentence, span),
    ):
        yield StanceReading(Stance.COUNTERED, score, why)


def _inside(
    sentence: str, span: Span, cues: Sequence[Cue]
) -> Iterator[tuple[float, str]]:
    """Criticism within the sentence, surest first."""
    ideas = _of(cues, CueKind.IDEA, CueKind.BIAS, CueKind.POINTER)
    verdicts = _of(cues, CueKind.VERDICT)
    biases = [c for c in _of(cues, CueKind.BIAS) if not _is_negated(sentence, c)]
    for verdict in verdicts:
        if ideas and not _is_negated(sentence, verdict):
            yield STRONG, verdict.span.of(sentence)
    for cue in biases:
        yield (STRONG if _is_near(cue, span) else WEAK), cue.span.of(sentence)
    for cue in _of(cues, CueKind.REJECTION):
        if 0 <= span.start - cue.span.end <= _REACH_OF_VERB:
            yield FAIR, cue.span.of(sentence)
    for cue in _of(cues, CueKind.OUTCRY):
        if _is_quoted(sentence, span) or (ideas and cue.span.start >= span.end):
            yield FAIR, cue.span.of(sentence)
    for myth in _of(cues, CueKind.MYTH):
        turns = _of(cues, CueKind.TURN)
        if myth.span.end <= span.start and any(t.span.start >= span.end for t in turns):
            yield FAIR, myth.span.of(sentence)
    for cue in _of(cues, CueKind.IRONY):
        yield FAIR, cue.span.of(sentence)


def _from_next(after: str, sentence: str, span: Span) -> Iterator[tuple[float, str]]:
    """Criticism by the next sentence, when it points back or turns against."""
    cues = find_cues(after)
    outcry = (CueKind.OUTCRY,) if _is_quoted(sentence, span) else ()
    judged = _judgement(after, cues, *outcry)
    if not judged or _of(cues, CueKind.ENDORSEMENT):
        return
    for score, kind in ((FAIR, CueKind.POINTER), (WEAK, CueKind.TURN)):
        if any(cue.span.start < _REACH // 2 for cue in _of(cues, kind)):
            yield score, judged


def _from_previous(
    before: str, sentence: str, span: Span
) -> Iterator[tuple[float, str]]:
    """Criticism by the sentence before, when it announces or condemns this one."""
    cues = find_cues(before)
    if _of(cues, CueKind.ENDORSEMENT):
        return
    judged = _judgement(before, cues, CueKind.OUTCRY)
    if judged and (_LEADS_ON.search(before) or _LEADS_ON.search(sentence)):
        yield FAIR, judged
    for cue in _of(cues, CueKind.OUTCRY):
        if _is_quoted(sentence, span):
            yield WEAK, cue.span.of(before)


def _from_headline(
    headline: str, sentence: str, span: Span
) -> Iterator[tuple[float, str]]:
    """Criticism announced by the headline of what is quoted here."""
    cues = find_cues(headline)
    if headline == sentence or not _is_quoted(sentence, span):
        return
    for cue in _of(cues, CueKind.OUTCRY, CueKind.BIAS, CueKind.REJECTION):
        yield WEAK, cue.span.of(headline)


def _judgement(text: str, cues: Sequence[Cue], *more: CueKind) -> str:
    """The words with which a sentence judges an idea, or ""."""
    found = _of(cues, CueKind.BIAS, CueKind.VERDICT, *more)
    return next((c.span.of(text) for c in found if not _is_negated(text, c)), "")


def _direct_speech(
    sentence: str, span: Span, cues: Sequence[Cue], around: Surroundings
) -> Iterator[StanceReading]:
    """Another speaker, marked by quotation marks or a dash."""
    speech = _of(cues, CueKind.SPEECH, CueKind.OTHERS)
    quotation = _quotation(sentence, span)
    if quotation is not None and len(quotation) > len(span) + _LONGER_THAN_LABEL:
        outside = [cue for cue in speech if not quotation.contains(cue.span)]
        outside_words = [cue.span.of(sentence) for cue in outside]
        if outside_words or _speaks(around.before) or _speaks(around.after):
            yield StanceReading(Stance.REPORTED, FAIR, "".join(outside_words[:1]))
    is_line_of_dialogue = _DIALOGUE.match(sentence) is not None and bool(speech)
    if _is_in_open_quotation(sentence, span) or is_line_of_dialogue:
        yield StanceReading(Stance.REPORTED, FAIR)


def _indirect_speech(
    sentence: str, span: Span, cues: Sequence[Cue]
) -> Iterator[StanceReading]:
    """Another speaker, named before the passage and neither "I" nor nobody."""
    for cue in _of(cues, CueKind.OTHERS):
        lead = sentence[: cue.span.start]
        is_voiceless = _FIRST_PERSON.search(lead) or _PASSIVE.search(lead)
        if cue.span.end <= span.start and not is_voiceless:
            yield StanceReading(Stance.REPORTED, FAIR, cue.span.of(sentence))


def _speaks(text: str) -> bool:
    return bool(_of(find_cues(text), CueKind.SPEECH, CueKind.OTHERS))


def _quotation(sentence: str, span: Span) -> Span | None:
    """The quoted stretch around ``span``, marks included."""
    for match in _QUOTED.finditer(sentence):
        quoted = Span(*match.span())
        if quoted.contains(span):
            return quoted
    return None


def _is_quoted(sentence: str, span: Span) -> bool:
    return _quotation(sentence, span) is not None or _is_in_open_quotation(
        sentence, span
    )


def _is_in_open_quotation(sentence: str, span: Span) -> bool:
    """Whether the quotation began in an earlier sentence or ends in a later one."""
    if '"' in sentence:  # one kind of mark may close what the other opened
        return False
    opening = _OPENING.search(sentence)
    closing = _CLOSING.search(sentence)
    return (opening is not None and opening.start() <= span.start) or (
        closing is not None and span.end <= closing.end()
    )


def _is_near(cue: Cue, span: Span) -> bool:
    distance = max(span.start - cue.span.end, cue.span.start - span.end)
    return distance <= _REACH


def _is_negated(text: str, cue: Cue) -> bool:
    return _NEGATION.search(text[: cue.span.start]) is not None
