"""The policy decides what a reader sees, so each of its rules has a test."""

from __future__ import annotations

import pytest

from screener.domain.detections import (
    Candidate,
    Detection,
    SentenceStance,
    SeverityScores,
    Suggestion,
)
from screener.domain.documents import Reading, Sentence, Trust
from screener.domain.labels import Category, Severity, Stance, Verdict
from screener.domain.spans import Span
from screener.policy import Decision, decide, verdict_of
from tests.builders import (
    make_candidate,
    make_document,
    make_point,
    make_reading,
    make_replacement,
)

SENTENCE = "Việc bếp núc vẫn là của đàn bà."


def no_suggestion(
    _category: Category, _sentence: Sentence, _span: Span
) -> tuple[Suggestion, ...]:
    return ()


def decided(
    reading: Reading,
    *candidates: Candidate,
    stances: tuple[SentenceStance, ...] = (),
    margin: float = 0.1,
) -> Decision:
    detection = Detection(candidates=candidates, stances=stances)
    point = make_point(margin=margin)
    return decide(reading, [detection], point=point, suggest=no_suggestion)


@pytest.mark.parametrize(
    ("scores", "severity"),
    [
        (SeverityScores(0.49, 0.4, 0.1), None),
        (SeverityScores(0.5, 0.4, 0.1), Severity.LOW),
        (SeverityScores(0.9, 0.6, 0.1), Severity.MEDIUM),
        (SeverityScores(0.9, 0.8, 0.7), Severity.HIGH),
    ],
)
def test_finding_takes_the_gravest_severity_reached(
    scores: SeverityScores, severity: Severity | None
) -> None:
    """A threshold is reached when the score equals it, never below."""
    reading = make_reading(SENTENCE)

    decision = decided(reading, make_candidate(reading, "đàn bà", scores=scores))

    assert [f.severity for f in decision.findings] == ([severity] if severity else [])


def test_quote_is_the_text_under_the_span() -> None:
    """Every consumer relies on this law."""
    reading = make_reading("Mở đầu.", SENTENCE)

    decision = decided(reading, make_candidate(reading, "bếp núc"))

    finding = decision.findings[0]
    assert finding.quote == "bếp núc"
    assert finding.span.of(reading.document.text) == finding.quote
    assert finding.sentence.of(reading.document.text) == finding.sentence_text


def test_one_finding_per_sentence_and_category() -> None:
    """Two detectors that agree must not make an editor read the same thing twice."""
    reading = make_reading(SENTENCE)

    decision = decided(
        reading,
        make_candidate(reading, "bếp núc vẫn là của đàn bà"),
        make_candidate(
            reading, "của đàn bà", rule="role/x", scores=SeverityScores(1.0, 1.0, 0.0)
        ),
        make_candidate(reading, "đàn bà", category=Category.LANGUAGE),
    )

    assert [f.category for f in decision.findings] == [
        Category.ROLE,
        Category.LANGUAGE,
    ]
    assert decision.findings[0].quote == "của đàn bà"
    assert decision.findings[0].detector == "classifier+lexicon"
    assert decision.findings[0].rule == "role/x"


def test_rules_that_overlap_are_shown_as_one_passage() -> None:
    """Two entries on the same words are one thing to mend."""
    reading = make_reading(SENTENCE)
    scores = SeverityScores(1.0, 1.0, 0.0)

    decision = decided(
        reading,
        make_candidate(reading, "bếp núc vẫn là", rule="role/x", scores=scores),
        make_candidate(reading, "là của đàn bà", rule="role/y", scores=scores),
    )

    assert [f.quote for f in decision.findings] == ["bếp núc vẫn là của đàn bà"]


def test_classifier_does_not_widen_a_rule() -> None:
    """A classifier without evidence must not blur the words that a rule names."""
    reading = make_reading(SENTENCE)

    decision = decided(
        reading,
        make_candidate(reading, SENTENCE),
        make_candidate(
            reading, "của đàn bà", rule="role/x", scores=SeverityScores(1.0, 1.0, 0.0)
        ),
    )

    assert decision.findings[0].quote == "của đàn bà"


def test_insufficient_rule_explains_but_does_not_flag() -> None:
    """Words that are often innocent may only lend their reason and rewording."""
    reading = make_reading(SENTENCE)
    rewording = make_replacement(Span(0, 4), "Chuyện")
    rule = make_candidate(
        reading,
        "bếp núc",
        rule="role/bep-nuc",
        is_sufficient=False,
        scores=SeverityScores(1.0, 1.0, 0.0),
        suggestions=(rewording,),
    )

    alone = decided(reading, rule)
    beside = decided(reading, rule, make_candidate(reading, "đàn bà"))

    assert alone.findings == ()
    assert beside.findings[0].rule == "role/bep-nuc"
    assert beside.findings[0].quote == "bếp núc"
    assert beside.findings[0].suggestions == (rewording,)
    assert beside.findings[0].detector == "classifier"


def test_countered_sentence_becomes_a_mention() -> None:
    """Criticism is shown apart and never counted."""
    reading = make_reading("Quan niệm bếp núc là của đàn bà đã lỗi thời.")
    stance = SentenceStance(0, Stance.COUNTERED, 0.9, why="lỗi thời")

    decision = decided(
        reading, make_candidate(reading, "bếp núc là của đàn bà"), stances=(stance,)
    )

    assert decision.findings == ()
    assert decision.mentions[0].quote == "bếp núc là của đàn bà"
    assert "lỗi thời" in decision.mentions[0].why.vi


def test_criticism_with_words_beats_a_higher_number() -> None:
    """A mention should say which words criticise, when any detector knows."""
    reading = make_reading("Quan niệm bếp núc là của đàn bà đã lỗi thời.")
    stances = (
        SentenceStance(0, Stance.COUNTERED, 0.75, why="lỗi thời"),
        SentenceStance(0, Stance.COUNTERED, 0.95),
    )

    decision = decided(reading, make_candidate(reading, "bếp núc"), stances=stances)

    assert "lỗi thời" in decision.mentions[0].why.vi


def test_weak_sign_of_criticism_does_not_clear() -> None:
    """A doubtful criticism must leave the finding standing."""
    reading = make_reading(SENTENCE)
    stance = SentenceStance(0, Stance.COUNTERED, 0.3)

    decision = decided(reading, make_candidate(reading, "đàn bà"), stances=(stance,))

    assert len(decision.findings) == 1


@pytest.mark.parametrize(
    ("score", "why", "findings"),
    [(0.55, "", 1), (0.55, "lỗi thời", 0), (0.65, "", 0)],
)
def test_rule_is_cleared_by_words_or_by_a_sure_sign(
    score: float, why: str, findings: int
) -> None:
    """A guess of criticism must not wave through words that a rule knows."""
    reading = make_reading(SENTENCE)
    stance = SentenceStance(0, Stance.COUNTERED, score, why=why)
    candidate = make_candidate(
        reading, "đàn bà", rule="x", scores=SeverityScores(1.0, 1.0, 0.0)
    )

    decision = decided(reading, candidate, stances=(stance,))

    assert len(decision.findings) == findings


def test_candidate_that_is_countered_itself_becomes_a_mention() -> None:
    """A rule may see that only its own words are criticised."""
    reading = make_reading(SENTENCE)
    candidate = make_candidate(reading, "đàn bà", stance=Stance.COUNTERED)

    decision = decided(reading, candidate)

    assert (decision.findings, len(decision.mentions)) == ((), 1)


@pytest.mark.parametrize(
    ("voices", "stance"),
    [
        ([Stance.REPORTED], Stance.REPORTED),
        ([Stance.REPORTED, Stance.REPORTED], Stance.REPORTED),
        ([Stance.REPORTED, Stance.ASSERTED], Stance.ASSERTED),
    ],
)
def test_finding_is_reported_only_when_all_agree(
    voices: list[Stance], stance: Stance
) -> None:
    """The text's own voice weighs more than a quotation."""
    reading = make_reading(SENTENCE)
    candidates = [make_candidate(reading, "đàn bà", stance=voice) for voice in voices]

    decision = decided(reading, *candidates)

    assert decision.findings[0].stance is stance


@pytest.mark.parametrize(
    ("medium", "is_unsure"), [(0.61, True), (0.69, True), (0.71, False)]
)
def test_finding_near_its_threshold_is_unsure(medium: float, is_unsure: bool) -> None:
    """Editors are told where the model hardly knows."""
    reading = make_reading(SENTENCE)
    candidate = make_candidate(
        reading, "đàn bà", scores=SeverityScores(0.9, medium, 0.0)
    )

    decision = decided(reading, candidate)

    assert decision.findings[0].is_unsure is is_unsure


def test_rule_is_never_unsure_and_needs_no_threshold() -> None:
    """Words that suffice alone hold at every operating point."""
    reading = make_reading(SENTENCE)
    candidate = make_candidate(
        reading, "đàn bà", rule="x", scores=SeverityScores.certain(Severity.LOW)
    )

    decision = decided(reading, candidate, margin=1.0)

    assert decision.findings[0].severity is Severity.LOW
    assert not decision.findings[0].is_unsure


def test_identity_survives_edits_elsewhere_and_tone_placement() -> None:
    """A dismissal must hold when other paragraphs change or tone marks move."""
    first = make_reading("Câu mở đầu.", "Hoà bảo đàn bà thì nên thế.")
    second = make_reading("Hòa bảo  đàn bà thì nên thế.", "Thêm một câu.")

    ids = {
        decided(reading, make_candidate(reading, "đàn bà")).findings[0].id
        for reading in (first, second)
    }

    assert len(ids) == 1


@pytest.mark.parametrize(
    ("severities", "verdict"),
    [
        ([], Verdict.PASS),
        ([Severity.LOW], Verdict.PASS),
        ([Severity.LOW, Severity.MEDIUM], Verdict.REVISE),
        ([Severity.MEDIUM, Severity.HIGH], Verdict.ESCALATE),
    ],
)
def test_verdict_follows_the_gravest_finding(
    severities: list[Severity], verdict: Verdict
) -> None:
    """Low findings are advice and leave a document passable."""
    reading = make_reading(*([SENTENCE] * max(1, len(severities))))
    scores = {
        Severity.LOW: SeverityScores(0.9, 0.1, 0.0),
        Severity.MEDIUM: SeverityScores(0.9, 0.9, 0.0),
        Severity.HIGH: SeverityScores(0.9, 0.9, 0.9),
    }
    candidates = [
        Candidate(
            sentence=index,
            category=Category.ROLE,
            span=reading.sentences[index].span,
            scores=scores[severity],
            stance=Stance.ASSERTED,
            detector="classifier",
        )
        for index, severity in enumerate(severities)
    ]

    decision = decided(reading, *candidates)

    assert verdict_of(reading.document, decision.findings) is verdict


def test_untrusted_text_is_never_clean() -> None:
    """Rubbish from a broken PDF must not earn a pass."""
    document = make_document(SENTENCE, trust=Trust.UNTRUSTED)

    assert verdict_of(document, []) is Verdict.NOT_SCREENED


def test_empty_document_is_not_screened() -> None:
    """Nothing read is not the same as nothing found."""
    assert verdict_of(make_document(), []) is Verdict.NOT_SCREENED
