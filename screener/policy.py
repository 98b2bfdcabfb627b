"""What a reader gets to see: thresholds, stance, severity, one finding per claim."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from screener.domain.detections import (
    Candidate,
    Detection,
    SentenceStance,
    Suggestion,
    SuggestionKind,
)
from screener.domain.documents import Document, Reading, Sentence, Trust
from screener.domain.exceptions import HouseException
from screener.domain.labels import (
    FLAGGED_SEVERITIES,
    Category,
    Severity,
    Stance,
    Verdict,
)
from screener.domain.reports import Excepted, Finding, Mention, finding_id
from screener.domain.spans import Span
from screener.house import covering, occurrences
from screener.legal import legal_basis
from screener.messages.catalogue import message
from screener.ports import OperatingPoint
from screener.text.folding import fold_for_matching

# A rule knows its words for certain. A mere probability of criticism, with no words
# that show it, must be this high to clear them (chosen on development sentences).
_CLEARS_A_RULE: Final = 0.6

Suggest = Callable[[Category, Sentence, Span], tuple[Suggestion, ...]]


@dataclass(frozen=True, slots=True)
class Decision:
    """What is reported of one reading."""

    findings: tuple[Finding, ...]
    mentions: tuple[Mention, ...]
    excepted: tuple[Excepted, ...] = ()


@dataclass(frozen=True, slots=True)
class _Claim:
    """All that speaks for one category in one sentence."""

    sentence: Sentence
    category: Category
    flags: tuple[tuple[Candidate, Severity], ...]
    explains: tuple[Candidate, ...]

    @property
    def severity(self) -> Severity:
        return max((severity for _, severity in self.flags), key=lambda s: s.rank)

    @property
    def advisers(self) -> tuple[Candidate, ...]:
        """Who may explain and suggest: rules first, they know the words."""
        flagging = (candidate for candidate, _ in self.flags)
        return tuple(sorted((*flagging, *self.explains), key=_is_unruled))


def decide(
    reading: Reading,
    detections: Sequence[Detection],
    *,
    point: OperatingPoint,
    suggest: Suggest,
    exceptions: Sequence[HouseException] = (),
) -> Decision:
    """Findings, mentions and exceptions of one reading, in the order of the text.

    A sentence that criticises what it names yields mentions only; elsewhere each
    category yields at most one finding a sentence, at the gravest severity whose
    threshold is reached.

    Args:
        reading: The document and its sentences.
        detections: One per detector.
        point: Thresholds.
        suggest: Rewordings for a category where no rule brings its own.
        exceptions: What the newsroom lets through.
    """
    candidates = [c for detection in detections for c in detection.candidates]
    countered = _countered_sentences(detections, point=point)
    findings: list[Finding] = []
    mentions: list[Mention] = []
    excepted: list[Excepted] = []
    for claim in _claims(reading, candidates, point=point):
        if _is_countered(claim, countered):
            mentions.append(_mention(claim, reading.document, countered))
            continue
        left, exception = _less_exceptions(claim, exceptions)
        finding = _finding(
            left or claim, reading.document, point=point, suggest=suggest
        )
        if exception is not None and left is None:
            excepted.append(Excepted(finding, exception))
        else:
            findings.append(finding)
    return Decision(
        tuple(sorted(findings, key=lambda f: (f.span, f.category))),
        tuple(sorted(mentions, key=lambda m: (m.span, m.category))),
        tuple(sorted(excepted, key=lambda e: (e.finding.span, e.finding.category))),
    )


def verdict_of(document: Document, findings: Iterable[Finding]) -> Verdict:
    """What is advised for a whole document; text nobody can trust is never clean."""
    coverage = document.coverage
    if coverage.trust is Trust.UNTRUSTED or coverage.characters_read == 0:
        return Verdict.NOT_SCREENED
    worst = max((finding.severity.rank for finding in findings), default=0)
    if worst >= Severity.HIGH.rank:
        return Verdict.ESCALATE
    if worst >= Severity.MEDIUM.rank:
        return Verdict.REVISE
    return Verdict.PASS


def _countered_sentences(
    detections: Sequence[Detection], *, point: OperatingPoint
) -> dict[int, SentenceStance]:
    """The surest criticism of each criticising sentence; words beat numbers."""
    countered: dict[int, SentenceStance] = {}
    for detection in detections:
        for stance in detection.stances:
            if stance.stance is Stance.COUNTERED and stance.score >= point.countered:
                known = countered.get(stance.sentence)
                if known is None or _certainty(stance) > _certainty(known):
                    countered[stance.sentence] = stance
    return countered


def _certainty(stance: SentenceStance) -> tuple[bool, float]:
    return bool(stance.why), stance.score


def _claims(
    reading: Reading, candidates: list[Candidate], *, point: OperatingPoint
) -> Iterable[_Claim]:
    def key(candidate: Candidate) -> tuple[int, Category]:
        return candidate.sentence, candidate.category

    for (index, category), group in groupby(sorted(candidates, key=key), key=key):
        members = tuple(group)
        flags = tuple(
            (member, severity)
            for member in members
            if member.is_sufficient
            and (severity := _severity(member, point=point)) is not Severity.NONE
        )
        explains = tuple(m for m in members if m.rule and not m.is_sufficient)
        if flags:
            yield _Claim(reading.sentences[index], category, flags, explains)


def _severity(candidate: Candidate, *, point: OperatingPoint) -> Severity:
    """The gravest severity whose threshold is reached; rules are certain."""
    for severity in reversed(FLAGGED_SEVERITIES):
        threshold = (
            1.0 if candidate.rule else point.threshold(candidate.category, severity)
        )
        if candidate.scores.at_least(severity) >= threshold:
            return severity
    return Severity.NONE


def _is_countered(claim: _Claim, countered: dict[int, SentenceStance]) -> bool:
    if all(candidate.stance is Stance.COUNTERED for candidate, _ in claim.flags):
        return True
    stance = countered.get(claim.sentence.index)
    if stance is None:
        return False
    has_rule = any(candidate.rule for candidate, _ in claim.flags)
    return not has_rule or bool(stance.why) or stance.score >= _CLEARS_A_RULE


def _less_exceptions(
    claim: _Claim, exceptions: Sequence[HouseException]
) -> tuple[_Claim | None, HouseException | None]:
    """The claim without what is let through, None when nothing is left of it.

    And the exception that let the first of it through, None when none did.
    """
    found = occurrences(claim.sentence, exceptions, claim.category)
    flagging = [candidate for candidate, _ in claim.flags]
    covered = covering(flagging, found) if found else {}
    if not covered:
        return claim, None
    flags = tuple(f for index, f in enumerate(claim.flags) if index not in covered)
    silent = covering(claim.explains, found)
    explains = tuple(e for i, e in enumerate(claim.explains) if i not in silent)
    exception = covered[min(covered)].exception
    if not flags:
        return None, exception
    return replace(claim, flags=flags, explains=explains), exception


def _mention(
    claim: _Claim, document: Document, countered: dict[int, SentenceStance]
) -> Mention:
    span = _span(claim)
    stance = countered.get(claim.sentence.index)
    if stance is not None and stance.why:
        why = message("why.countered_by", words=stance.why)
    else:
        why = message("why.countered")
    return Mention(claim.category, span, span.of(document.text), why)


def _finding(
    claim: _Claim, document: Document, *, point: OperatingPoint, suggest: Suggest
) -> Finding:
    span = _span(claim)
    severity = claim.severity
    strongest = _strongest(claim, severity)
    advisers = claim.advisers
    return Finding(
        id=finding_id(
            document.id, claim.category, fold_for_matching(claim.sentence.text)
        ),
        category=claim.category,
        severity=severity,
        stance=_stance(claim),
        score=strongest.scores.at_least(severity),
        is_unsure=_is_unsure(strongest, severity, point=point),
        span=span,
        quote=span.of(document.text),
        sentence=claim.sentence.span,
        sentence_text=claim.sentence.text,
        place=claim.sentence.paragraph.place,
        explanation=next(
            (adviser.explanation for adviser in advisers if adviser.explanation),
            message(f"why.{claim.category}"),
        ),
        suggestions=_suggestions(claim, span=span, suggest=suggest),
        legal_basis=legal_basis(
            claim.category, published_on=document.published_on, genre=document.genre
        ),
        detector="+".join(sorted({candidate.detector for candidate, _ in claim.flags})),
        rule=next((adviser.rule for adviser in advisers if adviser.rule), ""),
    )


def _span(claim: _Claim) -> Span:
    """The words to show: those a rule names, for rules know them to the letter.

    That holds for a rule that only explains, too: the classifier flags, it points.
    """
    flagging = [candidate for candidate, _ in claim.flags]
    ruled = [candidate for candidate in flagging if candidate.rule]
    pointing = ruled or list(claim.explains) or flagging
    return _hull([candidate.span for candidate in pointing])


def _hull(spans: Sequence[Span]) -> Span:
    """The first span, widened by those that overlap it."""
    hull, *others = sorted(spans)
    for span in others:
        if span.overlaps(hull):
            hull = Span(hull.start, max(hull.end, span.end))
    return hull


def _stance(claim: _Claim) -> Stance:
    """Reported only when nobody hears the text's own voice in it."""
    voices = {candidate.stance for candidate, _ in claim.flags}
    return Stance.REPORTED if voices <= {Stance.REPORTED} else Stance.ASSERTED


def _strongest(claim: _Claim, severity: Severity) -> Candidate:
    return max(
        (candidate for candidate, reached in claim.flags if reached is severity),
        key=lambda candidate: candidate.scores.at_least(severity),
    )


def _is_unsure(
    candidate: Candidate, severity: Severity, *, point: OperatingPoint
) -> bool:
    if candidate.rule:
        return False
    threshold = point.threshold(candidate.category, severity)
    return candidate.scores.at_least(severity) < threshold + point.unsure_margin


def _suggestions(
    claim: _Claim, *, span: Span, suggest: Suggest
) -> tuple[Suggestion, ...]:
    """What the advisers bring, none twice; the category's own edits before a question.

    Whoever can only ask is answered by an edit, where a safe one is at hand.
    """
    brought = _each_once(s for adviser in claim.advisers for s in adviser.suggestions)
    if any(suggestion.kind is not SuggestionKind.QUESTION for suggestion in brought):
        return brought
    own = suggest(claim.category, claim.sentence, span)
    edits = tuple(s for s in own if s.kind is not SuggestionKind.QUESTION)
    return (*edits, *brought) or own


def _each_once(suggestions: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """Equal suggestions once, and the same question once wherever it is asked."""
    kept: dict[object, Suggestion] = {}
    for suggestion in suggestions:
        is_question = suggestion.kind is SuggestionKind.QUESTION
        kept.setdefault(suggestion.note if is_question else suggestion, suggestion)
    return tuple(kept.values())


def _is_unruled(candidate: Candidate) -> bool:
    return not candidate.rule
