"""The order of the queue: what teaches most comes first."""

from __future__ import annotations

import pytest

from screener.detect.lexicon_detector import LexiconDetector
from screener.domain.detections import Detection
from screener.domain.documents import Document
from screener.domain.labels import Category, Severity, Stance
from screener.domain.spans import Span
from screener.lexicon.matcher import Matcher
from screener.text.sentences import read_document
from tests.builders import make_document, make_point
from tests.feedback_events import make_event
from tests.phrase_screener import Phrase, PhraseScreener
from tests.reviewing import make_proposal
from webapp.feedback import FeedbackKind, Reason
from webapp.review import Answer, Guess, Source
from webapp.review_proposals import (
    Examined,
    Proposal,
    is_fit,
    most_novel,
    proposals_from,
    proposals_from_feedback,
    valued,
)
from webapp.review_rules import label_error_of
from webapp.review_value import (
    Acquaintance,
    Signals,
    expected_value,
    uncertainty_of,
)

SURE = Phrase(words="thiên chức làm mẹ", category=Category.ROLE)
UNSURE = Phrase(
    words="liễu yếu đào tơ", category=Category.TRAIT, is_unsure=True, score=0.55
)
NEARLY = Phrase(words="nữ tính", category=Category.TRAIT, score=0.4)
TEXT = (
    "Chị vẫn giữ trọn thiên chức làm mẹ của mình.",
    "Người ta bảo chị liễu yếu đào tơ lắm.",
    "Căn phòng được bày biện thật nữ tính và ấm.",
    "Sáng mai chợ nổi họp sớm hơn mọi ngày.",
    "Giá lúa đã nhích lên sau hai tuần mưa.",
)


def examined(
    *paragraphs: str, is_published: bool = False, lexicon: Detection | None = None
) -> Examined:
    document: Document = make_document(*(paragraphs or TEXT), genre="đời sống")
    return Examined(
        key="bai-1",
        reading=read_document(document),
        report=PhraseScreener(phrases=(SURE, UNSURE)).screen(document),
        sensitive=PhraseScreener(phrases=(SURE, UNSURE, NEARLY)).screen(document),
        lexicon=lexicon or Detection(),
        point=make_point(),
        is_published=is_published,
    )


def by_source(proposals: list[Proposal]) -> dict[Source, str]:
    return {proposal.source: proposal.text for proposal in proposals}


@pytest.mark.parametrize(
    "name", ["uncertainty", "disagreement", "novelty", "label_error"]
)
def test_value_grows_with_every_signal(name: str) -> None:
    """None of the four may be drowned by the others."""
    some = Signals(uncertainty=0.5, disagreement=0.5, novelty=0.5, label_error=0.5)
    values = {field: getattr(some, field) for field in Signals.__slots__}

    more = Signals(**{**values, name: 0.9})

    assert 0.0 < expected_value(some) < expected_value(more) < 1.0


def test_value_of_no_signal_is_nothing() -> None:
    """The empty case."""
    assert expected_value(Signals()) == 0.0


def test_value_of_a_case_worked_by_hand() -> None:
    """Uncertainty 0.5 and disagreement 1: 1 − (1 − 0.3)·(1 − 0.8)."""
    signals = Signals(uncertainty=0.5, disagreement=1.0)

    assert expected_value(signals) == pytest.approx(1 - 0.7 * 0.2)


def test_signals_outside_their_range_are_refused() -> None:
    """A slip of a unit would turn the whole queue round."""
    with pytest.raises(ValueError, match="not in"):
        Signals(novelty=2.0)


@pytest.mark.parametrize(
    ("score", "threshold", "expected"),
    [
        (0.6, 0.6, 1.0),
        (1.0, 0.6, 0.0),
        (0.0, 0.6, 0.0),
        (0.8, 0.6, 0.5),
        (0.3, 0.6, 0.5),
    ],
)
def test_uncertainty_is_nearness_to_the_threshold(
    score: float, threshold: float, expected: float
) -> None:
    """On it nothing is known; at either end all is."""
    assert uncertainty_of(score, threshold=threshold) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("score", "threshold", "expected"), [(0.5, 1.01, 0.0), (1.0, 1.0, 1.0)]
)
def test_uncertainty_at_thresholds_that_nothing_passes(
    score: float, threshold: float, expected: float
) -> None:
    """A category that is never reported is never near."""
    assert uncertainty_of(score, threshold=threshold) == expected


def test_known_sentences_are_no_news_and_their_variants_little() -> None:
    """Another name in the same sentence teaches little."""
    known = Acquaintance(["Chị Hoa luôn giữ lửa gia đình sau giờ làm."])

    same = known.novelty("chị hoa luôn giữ lửa gia đình sau giờ làm.")
    variant = known.novelty("Chị Mai luôn giữ lửa gia đình sau giờ làm.")
    other = known.novelty("Đội bóng huyện thắng ba trận liền.")

    assert same == pytest.approx(0.0, abs=1e-6)
    assert 0.1 < variant < 0.5 < other
    assert Acquaintance().novelty("câu đầu tiên") == 1.0


def test_variants_do_not_stand_together_at_the_head() -> None:
    """Three copies with other names: the second comes after another subject."""
    twins = [
        make_proposal(f"Giữ lửa gia đình là bổn phận của vợ anh {n}.") for n in "AB"
    ]
    other = make_proposal("Con trai thì phải gan lì, chớ khóc.")

    ordered = valued([*twins, other], Acquaintance())

    assert ordered[-1].text in {twin.text for twin in twins}
    assert ordered[-1].signals.novelty < 0.5 < ordered[0].signals.novelty


def test_a_draft_s_unsure_and_nearly_flagged_sentences_are_proposed() -> None:
    """What the model is sure of in a draft is its editor's business."""
    proposals = list(proposals_from(examined()))

    found = by_source(proposals)
    assert TEXT[0] not in {p.text for p in proposals if p.source is not Source.RANDOM}
    assert found.get(Source.UNCERTAIN, TEXT[1]) == TEXT[1]
    assert found.get(Source.POSSIBLE_MISS, TEXT[2]) == TEXT[2]
    assert Source.RANDOM in found
    assert len({p.text for p in proposals}) == len(proposals) == 3


def test_a_proposal_carries_context_guesses_and_its_nearness() -> None:
    """Who labels it reads the sentences beside it."""
    [unsure] = [p for p in proposals_from(examined()) if p.text == TEXT[1]]

    assert (unsure.before, unsure.after) == (TEXT[0], TEXT[2])
    assert (unsure.genre, unsure.document_key) == ("đời sống", "bai-1")
    [guess] = unsure.guesses
    assert guess.span.of(unsure.text) == "liễu yếu đào tơ"
    assert unsure.signals.uncertainty > 0.8


def test_published_texts_propose_their_findings_too() -> None:
    """What was printed is for the reviewers to confirm."""
    drawn = {p.text for p in proposals_from(examined()) if p.source is Source.RANDOM}
    texts = {p.text for p in proposals_from(examined(is_published=True))}

    assert texts == {TEXT[0], TEXT[1], TEXT[2]} | drawn


def test_a_rule_that_the_model_passed_over_is_a_possible_miss() -> None:
    """Lexicon and model contradict each other there."""
    from screener.bootstrap import shipped_lexicon

    text = "Hội nghị tri ân phái đẹp của ngành."
    reading = read_document(make_document(text, "Trời đã tạnh từ chiều qua."))
    lexicon = LexiconDetector(Matcher(shipped_lexicon())).detect(reading)
    proposals = list(
        proposals_from(examined(text, "Trời đã tạnh từ chiều qua.", lexicon=lexicon))
    )

    [proposal] = [p for p in proposals if p.text == text]
    assert proposal.source in (Source.POSSIBLE_MISS, Source.RANDOM)
    assert proposal.signals.disagreement > 0.0


def test_the_random_ones_are_the_same_on_every_run() -> None:
    """A page that is opened twice must not draw twice."""
    first = [p.text for p in proposals_from(examined())]

    assert [p.text for p in proposals_from(examined())] == first


def test_the_newest_of_the_plain_sentences_is_found() -> None:
    """What resembles nothing known, among what nobody flagged."""
    known = Acquaintance([*TEXT[:4]])

    found = most_novel(examined(), known)

    assert found is not None
    assert (found.text, found.source) == (TEXT[4], Source.NOVEL)
    assert most_novel(examined("Ngắn quá."), known) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Ngắn quá thôi.", False), ("Đủ bốn chữ đấy.", True), ("dài " * 500, False)],
)
def test_fragments_and_tables_are_left_out(text: str, expected: bool) -> None:
    """Nobody can judge them by reading."""
    assert is_fit(text) is expected


def test_a_dismissal_contradicts_as_far_as_the_model_was_sure() -> None:
    """The editor's answer and its context become a sentence to label."""
    [proposal] = proposals_from_feedback([make_event()])

    assert proposal.source is Source.REPORTED
    assert proposal.signals.disagreement == pytest.approx(0.91)
    assert proposal.guesses[0].category is Category.LANGUAGE
    assert proposal.before == "Cửa hàng mở bán lúc 7 giờ."


def test_a_missed_passage_contradicts_wholly_and_shows_no_guess() -> None:
    """The model said nothing there; what the editor said stays with the editor."""
    missed = make_event(kind=FeedbackKind.MISSED, reason=None)

    [proposal] = proposals_from_feedback([missed])

    assert (proposal.source, proposal.guesses) == (Source.MISSED, ())
    assert proposal.signals.disagreement == 1.0


def test_a_withdrawn_answer_proposes_nothing() -> None:
    """Whoever takes an answer back has not sent the sentence."""
    answer = make_event(reason=Reason.FACT)
    back = make_event(kind=FeedbackKind.WITHDRAWAL, reason=None)

    assert list(proposals_from_feedback([answer, back])) == []
    assert list(proposals_from_feedback([])) == []


@pytest.mark.parametrize(
    ("category", "expected"), [(None, 0.8), (Category.ROLE, 0.2), (Category.TRAIT, 1.0)]
)
def test_label_error_is_what_the_model_disbelieves(
    category: Category | None, expected: float
) -> None:
    """Clean against a sure guess, flagged as guessed, flagged otherwise."""
    from tests.reviewing import CLEAN, flagged

    answer: Answer = CLEAN if category is None else flagged(category)
    guess = Guess(Category.ROLE, Severity.LOW, Stance.ASSERTED, 0.8, Span(0, 4))

    assert label_error_of(answer, [guess]) == pytest.approx(expected)
